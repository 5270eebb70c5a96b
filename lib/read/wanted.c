/*
 * wanted: columns by name: where they are, and what to say where they are not.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "read/cut.h"

#define LISTED_BYTES 400 /* of a message, for the names that there are */

static uint64_t
line_of(const struct lane *lane, size_t at, uint64_t *column)
{
	uint64_t line = lane->header_line;

	*column = 1;
	for (size_t i = 0; i < at && i < lane->header.len; i++) {
		++*column;
		if (lane->header.ptr[i] == '\n') {
			line++;
			*column = 1;
		}
	}
	return line;
}

static size_t
append(char *out, size_t at, size_t size, const char *text)
{
	int n = snprintf(out + at, size - at, "%s", text);

	return n < 0 ? at : at + (size_t)n < size ? at + (size_t)n : size - 1;
}

/* "ts", "user_id", ... */
static void
list_names(const struct schema *schema, char *out, size_t size)
{
	char quoted[FAULT_QUOTE];
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < schema->ncolumn; i++) {
		if (i > 0)
			at = append(out, at, size, ", ");
		fault_quote(quoted, schema->name[i].ptr, schema->name[i].len);
		if (at + strlen(quoted) > LISTED_BYTES) {
			snprintf(quoted, sizeof quoted, "... (%zu in all)", schema->ncolumn);
			append(out, at, size, quoted);
			return;
		}
		at = append(out, at, size, quoted);
	}
}

static ptrdiff_t
nearest_column(const struct schema *schema, struct slice name)
{
	const char **names = memory_array(schema->ncolumn, sizeof *names);
	ptrdiff_t nearest;

	for (size_t i = 0; i < schema->ncolumn; i++)
		names[i] = memory_text(schema->name[i].ptr, schema->name[i].len);
	nearest = nearest_name(name.ptr, name.len, names, schema->ncolumn);
	for (size_t i = 0; i < schema->ncolumn; i++)
		free((void *)names[i]);
	free(names);
	return nearest;
}

const char *
lane_operand(const struct lane *lane)
{
	const char *file = lane->schema.file; /* NULL: no file, in a test */

	return file == NULL || strcmp(file, "<stdin>") == 0 ? "FILE" : file;
}

void
lane_guess_delimiter(const struct lane *lane, char *out, size_t size)
{
	struct slice h = lane->header;
	static const struct {
		char c;
		const char *hint;
	} other[] = {
		{ ';', "it looks ';'-separated: try -d ';'" },
		{ '\t', "it looks tab-separated: try -i tsv" },
		{ '|', "it looks '|'-separated: try -d '|'" },
		{ ',', "it looks ','-separated: try -d ','" },
	};

	out[0] = '\0';
	if (lane->schema.ncolumn != 1 || h.len == 0)
		return;
	if (h.ptr[0] == '<') {
		snprintf(out, size, "; the header looks like HTML or XML, not like CSV");
		return;
	}
	if (h.ptr[0] == '#') {
		snprintf(out, size, "; the header is a comment: try grep -v '^#' FILE | ...");
		return;
	}
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		if (other[i].c != lane->schema.delimiter &&
		    memchr(h.ptr, other[i].c, h.len) != NULL) {
			snprintf(out, size, "; the header is one field, %s", other[i].hint);
			return;
		}
	}
}

/* U+FF0C and U+3001, the commas of Chinese. */
static bool
has_wide_comma(struct slice name)
{
	for (size_t i = 0; i + 3 <= name.len; i++)
		if (memcmp(name.ptr + i, "\xEF\xBC\x8C", 3) == 0 ||
		    memcmp(name.ptr + i, "\xE3\x80\x81", 3) == 0)
			return true;
	return false;
}

bool
lane_no_column(const struct lane *lane, struct slice name, struct fault *fault)
{
	ptrdiff_t nearest = nearest_column(&lane->schema, name);
	char quoted[FAULT_QUOTE], near[FAULT_QUOTE + 32] = "", listed[LISTED_BYTES + FAULT_QUOTE];
	char guess[LANE_GUESS];

	lane_guess_delimiter(lane, guess, sizeof guess);
	if (guess[0] == '\0' && has_wide_comma(name))
		snprintf(guess, sizeof guess, "; between names stands a plain comma (,)");
	if (nearest >= 0) {
		struct slice n = lane->schema.name[nearest];

		fault_quote(quoted, n.ptr, n.len);
		snprintf(near, sizeof near, " (did you mean %s?)", quoted);
	}
	list_names(&lane->schema, listed, sizeof listed);
	fault_set(fault, lane->on_error == ON_ERROR_FAIL ? EXIT_USAGE : EXIT_DATA,
	    "%s:%llu:1: no-column: no column %s%s%s; there are: %s", lane->schema.file,
	    (unsigned long long)lane->header_line, fault_quote(quoted, name.ptr, name.len), near,
	    guess, listed);
	return false;
}

static bool
dup_column(const struct lane *lane, struct slice name, size_t place, struct fault *fault)
{
	char quoted[FAULT_QUOTE];
	uint64_t column, line = line_of(lane, lane->name_at[place], &column);

	fault_set(fault, EXIT_DATA,
	    "%s:%llu:%llu: dup-column: two columns are named %s, expected one of a kind",
	    lane->schema.file, (unsigned long long)line, (unsigned long long)column,
	    fault_quote(quoted, name.ptr, name.len));
	return false;
}

/* The nth column of that name, or -1. */
static int
find_name(const struct lane *lane, struct slice name, size_t nth)
{
	uint32_t place = column_names_find(lane->names, name, nth);

	return place == MAP_NONE ? -1 : (int)place;
}

/* "a.b.c": the longest beginning before a dot that is a column, and the rest. */
static int
find_path(const struct lane *lane, struct slice name, struct slice *rest)
{
	for (size_t at = name.len; at-- > 0;) {
		int place;

		if (name.ptr[at] != '.')
			continue;
		place = find_name(lane, slice_of(name.ptr, at), 0);
		if (place >= 0) {
			*rest = slice_of(name.ptr + at + 1, name.len - at - 1);
			return place;
		}
	}
	return -1;
}

bool
lane_place(const struct lane *lane, struct wanted *wanted, struct fault *fault)
{
	struct slice base = wanted->name;

	wanted->path = false;
	wanted->place = find_name(lane, wanted->name, wanted->nth);
	if (wanted->place < 0 && !wanted->by_place) {
		wanted->place = find_path(lane, wanted->name, &wanted->rest);
		wanted->path = wanted->place >= 0;
		if (wanted->path)
			base.len -= wanted->rest.len + 1;
	}
	if (wanted->place < 0)
		return !(wanted->flags & COLUMN_REQUIRED) ||
		    lane_no_column(lane, wanted->name, fault);
	if (!wanted->by_place) {
		int second = find_name(lane, base, 1);

		if (second >= 0)
			return dup_column(lane, base, (size_t)second, fault);
	}
	return true;
}
