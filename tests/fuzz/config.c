/*
 * config: no file of settings crashes its reader; it is taken, or refused in one line with its
 * place. Twice the same. What was read, written down again as NAME = "VALUE", reads the same; what
 * had a value keeps it; a folder's file never sets temp.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/parts.h"

#include "fuzz.h"

struct reading {
	struct setting setting[SETTINGS];
	struct arena arena;
	struct fault fault;
	bool good;
};

static void
read_settings(struct reading *r, struct slice text, bool mine, const char *kept)
{
	memset(r, 0, sizeof *r);
	settings_init(r->setting);
	if (kept != NULL)
		r->setting[0].value = kept;
	r->good = settings_read(r->setting, text, "f", mine, &r->arena, &r->fault);
	if (r->good == fault_is_set(&r->fault))
		abort();
	if (!r->good &&
	    (r->fault.exit == EXIT_DATA || strncmp(r->fault.text, "f:", 2) != 0 ||
		strpbrk(r->fault.text, "\n\r\x1b") != NULL))
		abort();
	if (kept != NULL && r->setting[0].value != kept)
		abort();
}

static bool
same(const struct reading *a, const struct reading *b, size_t from)
{
	for (size_t k = from; k < SETTINGS; k++) {
		const char *x = a->setting[k].value, *y = b->setting[k].value;

		if ((x == NULL) != (y == NULL) || (x != NULL && strcmp(x, y) != 0))
			return false;
	}
	return a->good == b->good && strcmp(a->fault.text, b->fault.text) == 0;
}

/* A value with a quote in it has no other form. */
static bool
write_again(const struct reading *r, struct buffer *out)
{
	for (size_t k = 0; k < SETTINGS; k++) {
		const char *value = r->setting[k].value;

		if (value == NULL)
			continue;
		if (strchr(value, '"') != NULL)
			return false;
		buffer_add(out, r->setting[k].name, strlen(r->setting[k].name));
		buffer_add(out, " = \"", 4);
		buffer_add(out, value, strlen(value));
		buffer_add(out, "\"\n", 2);
	}
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading *one = malloc(sizeof *one), *two = malloc(sizeof *two);
	struct slice text = { size > 0 ? (const char *)data : "", size };
	struct buffer again = { 0 };

	read_settings(one, text, true, NULL);
	read_settings(two, text, true, NULL);
	if (!same(one, two, 0))
		abort();
	arena_release(&two->arena);
	read_settings(two, text, true, "kept");
	if (!same(one, two, 1))
		abort();
	arena_release(&two->arena);
	read_settings(two, text, false, NULL);
	if (two->setting[SETTINGS - 1].value != NULL)
		abort();
	arena_release(&two->arena);
	if (one->good && write_again(one, &again)) {
		read_settings(two, slice_of(again.len > 0 ? again.ptr : "", again.len), true, NULL);
		if (!same(one, two, 0))
			abort();
		arena_release(&two->arena);
	}
	buffer_release(&again);
	arena_release(&one->arena);
	free(one);
	free(two);
	return 0;
}
