/* The first and the last lines of a state: who made it, of which parts. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "shard/state_parts.h"

#define VALUE_SHOWN 60 /* bytes of an option's value, in messages */

struct state *
state_writer(bool (*write)(void *self, const char *ptr, size_t len), void *self,
    struct fault *fault)
{
	struct state *s = memory_new(sizeof *s);

	s->write = write;
	s->self = self;
	s->fault = fault;
	return s;
}

struct state *
state_reader(int descriptor, const char *input, struct fault *fault)
{
	struct state *s = memory_new(sizeof *s);

	s->descriptor = descriptor;
	s->input = input;
	s->fault = fault;
	return s;
}

void
state_free(struct state *s)
{
	buffer_release(&s->line);
	buffer_release(&s->out);
	free(s);
}

/* "0-3,7": the parts that are there. */
static void
list_parts(const struct state_total *total, struct buffer *out)
{
	char text[40];

	for (uint32_t from = 0, to; from < total->nparts; from = to + 1) {
		to = from;
		if (total->from[from] == 0)
			continue;
		while (to + 1 < total->nparts && total->from[to + 1] != 0)
			to++;
		int n = to > from
		    ? snprintf(text, sizeof text, "%s%u-%u", out->len > 0 ? "," : "", from, to)
		    : snprintf(text, sizeof text, "%s%u", out->len > 0 ? "," : "", from);
		buffer_add(out, text, (size_t)n);
	}
}

static bool
write_begin(struct state *s, const struct state_maker *maker, const struct state_total *total)
{
	struct slice tool = slice_text(maker->tool), version = slice_text(maker->version);
	uint64_t format = STATE_VERSION, nparts = total->nparts, rows = total->rows;
	struct buffer parts = { 0 };

	state_more(s, "ia-state", true);
	state_sum(s, &format);
	state_text(s, &tool);
	state_text(s, &version);
	for (size_t k = 0; state_more(s, "option", k < maker->noption); k++) {
		struct slice name = slice_text(maker->option[k].name),
			     value = maker->option[k].value;

		state_text(s, &name);
		state_text(s, &value);
	}
	list_parts(total, &parts);
	if (state_more(s, "parts", nparts > 0)) {
		struct slice list = slice_of(parts.ptr, parts.len);

		state_sum(s, &nparts);
		state_text(s, &list);
	}
	for (size_t k = 0; state_more(s, "print", k < total->nprint); k++) {
		state_sum(s, &total->print[k].print);
		state_sum(s, &total->print[k].rows);
	}
	if (state_more(s, "rows", true))
		state_sum(s, &rows);
	buffer_release(&parts);
	return !state_failed(s);
}

/* An option's value in a message. */
static const char *
shown(char *out, const struct slice *value)
{
	return value == NULL ? "not given"
			     : fault_quote_short(out, value->ptr, value->len, VALUE_SHOWN);
}

static void
refuse_option(struct state *s, struct slice name, const struct slice *there,
    const struct slice *here)
{
	char made[FAULT_QUOTE], asked[FAULT_QUOTE];

	state_fail(s, EXIT_USAGE, "made with another %.*s: %s there, %s here", (int)name.len,
	    name.ptr, shown(made, there), shown(asked, here));
}

/* The options stand in the order of the tool's table on both sides. */
static void
read_options(struct state *s, const struct state_maker *maker)
{
	size_t k = 0;

	while (state_more(s, "option", false)) {
		struct slice name, value;
		size_t at = k;

		state_text(s, &name);
		state_text(s, &value);
		while (
		    at < maker->noption && !slice_equal(slice_text(maker->option[at].name), name))
			at++;
		if (at == maker->noption) {
			refuse_option(s, name, &value, NULL);
			return;
		}
		if (at > k) {
			refuse_option(s, slice_text(maker->option[k].name), NULL,
			    &maker->option[k].value);
			return;
		}
		if (!slice_equal(maker->option[k].value, value))
			refuse_option(s, name, &value, &maker->option[k].value);
		k++;
	}
	if (k < maker->noption)
		refuse_option(s, slice_text(maker->option[k].name), NULL, &maker->option[k].value);
}

static bool
read_first(struct state *s, const struct state_maker *maker)
{
	struct slice tool, version;
	uint64_t format = 0;

	if (!state_more(s, "ia-state", false)) {
		if (s->held)
			state_fail(s, EXIT_DATA, "no state, or one whose beginning is lost");
		return false;
	}
	s->inside = true;
	state_sum(s, &format);
	if (format != STATE_VERSION) {
		state_fail(s, EXIT_USAGE, "a state of version %llu, expected %d",
		    (unsigned long long)format, STATE_VERSION);
		return false;
	}
	state_text(s, &tool);
	state_text(s, &version);
	if (state_failed(s))
		return false;
	if (!slice_equal(tool, slice_text(maker->tool)))
		state_fail(s, EXIT_USAGE, "a state of %.*s, expected one of %s", (int)tool.len,
		    tool.ptr, maker->tool);
	else if (!slice_equal(version, slice_text(maker->version)))
		state_fail(s, EXIT_USAGE,
		    "made by version %.*s, this is %s: take the same one on all machines",
		    (int)version.len, version.ptr, maker->version);
	return !state_failed(s);
}

/* In order, so that the order of merging has no say. */
static int
compare_prints(const void *a, const void *b)
{
	const struct state_print *x = a, *y = b;

	if (x->print != y->print)
		return x->print < y->print ? -1 : 1;
	return (x->rows > y->rows) - (x->rows < y->rows);
}

/* Not before the state ended well are its parts there: a fault ends all. */
bool
state_begin(struct state *s, const struct state_maker *maker, struct state_total *total)
{
	struct slice list = slice_of(NULL, 0);
	uint64_t nparts = 0, rows = 0;

	if (s->write != NULL) {
		if (total->nprint > 0)
			qsort(total->print, total->nprint, sizeof *total->print, compare_prints);
		return write_begin(s, maker, total);
	}
	s->check = 0;
	if (!read_first(s, maker))
		return false;
	read_options(s, maker);
	state_total_input(total, s);
	if (state_more(s, "parts", false)) {
		state_sum(s, &nparts);
		state_text(s, &list);
		state_total_parts(total, s, nparts, list);
	} else {
		state_total_prints(total, s);
	}
	if (state_more(s, "rows", false))
		state_sum(s, &rows);
	else
		state_refuse(s);
	total->rows += rows;
	total->nstate++;
	return !state_failed(s);
}

bool
state_end(struct state *s)
{
	if (s->write != NULL) {
		state_more(s, "end", true);
		state_put(s);
		if (!state_failed(s))
			s->write(s->self, s->out.ptr, s->out.len);
		return !state_failed(s);
	}
	if (!state_more(s, "end", false)) {
		if (s->held)
			state_refuse(s);
		else
			state_fail(s, EXIT_DATA, "cut: it has no end; make it again");
		return false;
	}
	state_let_go(s);
	s->inside = false;
	return !state_failed(s);
}
