/* Which parts were put together, and whether they are all. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "shard/split.h"
#include "shard/state_parts.h"

#define MISSING_SHOWN 5

void
state_total_release(struct state_total *total)
{
	for (size_t k = 0; k < total->ninput; k++)
		free(total->input[k]);
	free(total->input);
	free(total->from);
	free(total->print);
	*total = (struct state_total){ .nparts = 0 };
}

static void
add_print(struct state_total *total, struct state_print print)
{
	total->print = memory_grow(total->print, &total->capacity_print, total->nprint + 1,
	    sizeof *total->print);
	total->print[total->nprint++] = print;
}

void
state_total_own(struct state_total *total, uint32_t part, uint32_t nparts, uint64_t rows,
    uint64_t print)
{
	total->nparts = nparts;
	total->rows = rows;
	total->nstate = 1;
	if (nparts == 0) {
		add_print(total, (struct state_print){ .print = print, .rows = rows });
		return;
	}
	total->from = memory_array(nparts, sizeof *total->from);
	total->from[part] = 1;
}

void
state_total_input(struct state_total *total, const struct state *s)
{
	if (total->ninput > 0 && strcmp(total->input[total->ninput - 1], s->input) == 0)
		return;
	total->input = memory_grow(total->input, &total->capacity_input, total->ninput + 1,
	    sizeof *total->input);
	total->input[total->ninput++] = memory_text(s->input, strlen(s->input));
}

static const char *
input_of(const struct state_total *total, uint32_t from)
{
	return total->input[from - 1];
}

static void
add_part(struct state_total *total, struct state *s, uint64_t part)
{
	if (part >= total->nparts) {
		state_refuse(s);
	} else if (total->from[part] != 0) {
		state_fail(s, EXIT_DATA, "part %llu of %u is there twice: also in %.200s",
		    (unsigned long long)part, total->nparts, input_of(total, total->from[part]));
	} else {
		total->from[part] = (uint32_t)total->ninput;
	}
}

void
state_total_parts(struct state_total *total, struct state *s, uint64_t nparts, struct slice list)
{
	if (nparts == 0 || nparts > SPLIT_PARTS) {
		state_refuse(s);
		return;
	}
	if (total->nprint > 0)
		state_fail(s, EXIT_USAGE, "it is of a part, and %.200s of none",
		    input_of(total, total->print[0].from));
	if (total->nparts == 0)
		total->from = memory_array((size_t)nparts, sizeof *total->from);
	else if (nparts != total->nparts)
		state_fail(s, EXIT_USAGE, "it is of %llu parts, and %.200s of %u",
		    (unsigned long long)nparts, total->input[0], total->nparts);
	if (state_failed(s))
		return;
	total->nparts = (uint32_t)nparts;
	for (size_t at = 0; at < list.len && !state_failed(s);) {
		const char *ptr = list.ptr + at;
		const char *comma = memchr(ptr, ',', list.len - at);
		size_t len = comma != NULL ? (size_t)(comma - ptr) : list.len - at;
		const char *dash = memchr(ptr, '-', len);
		size_t first = dash != NULL ? (size_t)(dash - ptr) : len;
		uint64_t from = 0, to = 0;

		if (!count_read(ptr, first, &from) ||
		    (dash != NULL && !count_read(dash + 1, len - first - 1, &to)))
			state_refuse(s);
		if (dash == NULL)
			to = from;
		for (uint64_t part = from; part <= to && !state_failed(s); part++)
			add_part(total, s, part);
		at += len + 1;
	}
}

void
state_total_prints(struct state_total *total, struct state *s)
{
	size_t had = total->nprint;

	while (state_more(s, "print", false)) {
		struct state_print p = { .from = (uint32_t)total->ninput };

		state_sum(s, &p.print);
		state_sum(s, &p.rows);
		for (size_t k = 0; k < total->nprint && p.rows > 0; k++)
			if (total->print[k].print == p.print && total->print[k].rows == p.rows)
				state_fail(s, EXIT_DATA,
				    "it is there twice: the same rows are in %.200s",
				    input_of(total, total->print[k].from));
		add_print(total, p);
	}
	if (total->nprint == had)
		state_refuse(s);
	if (total->nparts > 0)
		state_fail(s, EXIT_USAGE, "it is of no part, and %.200s of one", total->input[0]);
}

/* "part 3", "parts 3, 5, 7 and 12 more" */
static void
list_missing(const struct state_total *total, char *out, size_t size)
{
	uint32_t n = 0, k = 0, shown = 0;
	size_t at;

	for (uint32_t p = 0; p < total->nparts; p++)
		n += total->from[p] == 0;
	at = (size_t)snprintf(out, size, n == 1 ? "part" : "parts");
	for (uint32_t p = 0; p < total->nparts && shown < MISSING_SHOWN; p++)
		if (total->from[p] == 0)
			at += (size_t)snprintf(out + at, size - at, "%s %u", shown++ > 0 ? "," : "",
			    p);
	k = n - shown;
	if (k > 0)
		snprintf(out + at, size - at, " and %u more", k);
}

static bool
check_parts(const struct state_total *total, uint64_t nparts, struct fault *fault)
{
	char missing[200];
	uint32_t n = 0;

	if (total->nparts == 0 && total->nstate > 0) {
		fault_set(fault, EXIT_USAGE,
		    "expect: the states are of no part, so one that is missing cannot be named; "
		    "expect rows");
		return false;
	}
	if (total->nstate > 0 && nparts != total->nparts) {
		fault_set(fault, EXIT_USAGE, "expect: %llu parts, but the states are of %u",
		    (unsigned long long)nparts, total->nparts);
		return false;
	}
	for (uint32_t p = 0; p < total->nparts; p++)
		n += total->from[p] != 0;
	if (total->nstate > 0 && n == nparts)
		return true;
	list_missing(total, missing, sizeof missing);
	if (total->nstate == 0)
		fault_set(fault, EXIT_SYSTEM, "there is no state, expected those of %llu parts",
		    (unsigned long long)nparts);
	else
		fault_set(fault, EXIT_SYSTEM, "%s of %llu %s missing", missing,
		    (unsigned long long)nparts, nparts - n == 1 ? "is" : "are");
	return false;
}

bool
state_total_check(const struct state_total *total, uint64_t nparts, bool wants_rows, uint64_t rows,
    struct fault *fault)
{
	if (nparts > 0 && !check_parts(total, nparts, fault))
		return false;
	if (!wants_rows || rows == total->rows)
		return true;
	fault_set(fault, total->rows < rows ? EXIT_SYSTEM : EXIT_DATA,
	    "the states are of %llu rows, expected %llu: %s", (unsigned long long)total->rows,
	    (unsigned long long)rows,
	    total->rows < rows ? "one is missing" : "one is there twice, or of another input");
	return false;
}
