/*
 * scan: opening, columns, going round again. The run itself is in scan_run.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "read/state.h"

struct scan *
scan_new(const struct scan_options *options, char *const *files, size_t nfile)
{
	struct scan *scan = memory_new(sizeof *scan);

	scan->options = *options;
	cut_init(&scan->cut, &scan->options, files, nfile, &scan->cut_fault);
	return scan;
}

void
scan_free(struct scan *scan)
{
	if (scan == NULL)
		return;
	cut_release(&scan->cut);
	buffer_release(&scan->rejects);
	free(scan->seen);
	free(scan);
}

static bool
open_first(struct scan *scan)
{
	scan->lane = NULL;
	if (cut_open(&scan->cut, 0)) {
		scan->totals.bytes_total = input_size(&scan->cut.input);
		return true;
	}
	if (!fault_is_set(&scan->fault))
		scan->fault = scan->cut_fault;
	return false;
}

bool
scan_start(struct scan *scan)
{
	return !fault_is_set(&scan->fault) && open_first(scan);
}

bool
scan_rewind(struct scan *scan)
{
	if (fault_is_set(&scan->fault))
		return false;
	scan->cut.order = scan->cut.at = 0;
	scan->cut.sequence = 0;
	scan->cut.end = false;
	scan->totals = (struct scan_totals){ 0 };
	atomic_store(&scan->cut.input.came, 0);
	scan->rewound = true;
	return open_first(scan);
}

void
scan_not_last(struct scan *scan)
{
	scan->rewound = false;
}

const struct schema *
scan_schema(const struct scan *scan)
{
	return &scan->cut.lane[0]->schema;
}

static int
add_column(struct scan *scan, struct wanted wanted)
{
	struct cut *cut = &scan->cut;
	const struct lane *lane = cut->lane[0];
	uint32_t number;
	bool added;

	if (fault_is_set(&scan->fault))
		return -1;
	if (lane->schema.format == FORMAT_NDJSON)
		wanted.path = memchr(wanted.name.ptr, '.', wanted.name.len) != NULL;
	else if (!lane_place(lane, &wanted, &scan->fault))
		return -1;
	number = column_names_put(&cut->wanted_names, wanted.name, wanted.nth, &added);
	if (!added) {
		cut->wanted[number].flags |= wanted.flags;
		cut->wanted[number].by_place &= wanted.by_place;
		return (int)number;
	}
	cut->wanted =
	    memory_grow(cut->wanted, &cut->capacity_wanted, cut->nwanted + 1, sizeof *cut->wanted);
	wanted.name = arena_slice(&cut->arena, wanted.name);
	cut->wanted[cut->nwanted] = wanted;
	return (int)cut->nwanted++;
}

int
scan_column(struct scan *scan, struct slice name, unsigned flags)
{
	return add_column(scan, (struct wanted){ .name = name, .flags = flags });
}

int
scan_column_at(struct scan *scan, size_t place, unsigned flags)
{
	const struct lane *lane = scan->cut.lane[0];
	struct wanted wanted = { .name = lane->schema.name[place],
		.flags = flags,
		.by_place = true };

	if (lane->nth != NULL)
		wanted.nth = lane->nth[place];
	return add_column(scan, wanted);
}

bool
scan_advice(const struct scan *scan, char *out)
{
	const struct lane *lane = scan->cut.lane[0];
	struct slice header = lane->header;
	char guess[LANE_GUESS] = "", quoted[FAULT_QUOTE];

	if (lane->schema.format != FORMAT_NDJSON && header.len > 0 && header.ptr[0] != '"')
		lane_guess_delimiter(lane, guess, sizeof guess);
	if (guess[0] == '\0')
		return false;
	snprintf(out, SCAN_ADVICE, "%.80s:%llu:1: %s: %s", lane->schema.file,
	    (unsigned long long)lane->header_line, guess + 2,
	    fault_quote(quoted, header.ptr, header.len));
	return true;
}

const char *
scan_doubt(const struct scan *scan)
{
	return scan->doubt[0] != '\0' ? scan->doubt : NULL;
}

bool
scan_can_reread(const struct scan *scan)
{
	return input_can_reread(&scan->cut.input);
}

size_t
scan_reread(struct scan *scan, uint64_t offset, void *ptr, size_t len, struct fault *fault)
{
	return input_reread(&scan->cut.input, offset, ptr, len, fault);
}

uint64_t
scan_came(const struct scan *scan, bool *waits)
{
	*waits = atomic_load(&scan->cut.input.waits);
	return atomic_load(&scan->cut.input.came);
}

const struct scan_totals *
scan_totals(const struct scan *scan)
{
	return &scan->totals;
}

void
scan_count_written(struct scan *scan, uint64_t n)
{
	scan->totals.written += n;
}

struct fault *
scan_fault(struct scan *scan)
{
	return &scan->fault;
}

unsigned
scan_threads(const struct scan *scan)
{
	long n;

	if (scan->options.threads > 0)
		return scan->options.threads;
	n = sysconf(_SC_NPROCESSORS_ONLN);
	return n > 0 ? (unsigned)n : 1;
}
