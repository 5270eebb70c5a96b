#include "join/rows.h"

#include <stdlib.h>

#include "base/memory.h"
#include "read/batch.h"

#define AHEAD 32u /* rows whose places in the table are fetched before they are looked up */

struct worker {
	struct buffer key;  /* of keys that are put together */
	struct buffer room; /* of a spilled row */
	struct cell *value; /* [right_ncolumn], */
	struct cell *cell;  /* [row_plan_ncell] in the plan's order */
	struct slice *part; /* [nkey] */
};

static void *
thread_new(void *self, unsigned thread)
{
	const struct join_rows *j = self;
	struct worker *w = memory_new(sizeof *w);

	(void)thread;
	w->value = memory_array(right_ncolumn(j->right) + 1, sizeof *w->value);
	w->cell = memory_array(row_plan_ncell(j->plan) + 1, sizeof *w->cell);
	w->part = memory_array(j->nkey, sizeof *w->part);
	return w;
}

static void
thread_end(void *self, void *thread)
{
	struct worker *w = thread;

	(void)self;
	buffer_release(&w->key);
	buffer_release(&w->room);
	free(w->value);
	free(w->cell);
	free(w->part);
	free(w);
}

/* Keys of some rows, and the places where the table has them. ptr NULL: none. */
static void
find_keys(const struct join_rows *j, struct worker *w, const struct batch *batch, size_t first,
    size_t n, uint32_t *found)
{
	const struct map *map = right_map(j->right);
	struct slice key[AHEAD];
	uint64_t hash[AHEAD];
	size_t at[AHEAD];

	buffer_clear(&w->key);
	for (size_t i = 0; i < n; i++) {
		bool whole = !batch_skips(batch, first + i);

		for (size_t k = 0; k < j->nkey && whole; k++) {
			whole = !batch_missing(batch, j->key[k], first + i);
			w->part[k] = batch_value(batch, j->key[k], first + i);
		}
		at[i] = w->key.len;
		key[i] = whole ? right_key(w->part, j->nkey, &w->key) : slice_of(NULL, 0);
	}
	for (size_t i = 0; i < n; i++) {
		if (j->nkey > 1 && key[i].ptr != NULL) /* the buffer may have moved */
			key[i].ptr = w->key.ptr + at[i];
		hash[i] = key[i].ptr != NULL ? map_hash(map, key[i]) : 0;
		map_prefetch(map, hash[i]);
	}
	for (size_t i = 0; i < n; i++)
		map_prefetch_key(map, hash[i]);
	for (size_t i = 0; i < n; i++) {
		bool there = key[i].ptr != NULL;

		found[i] = there ? map_find_hashed(map, key[i], hash[i]) : MAP_NONE;
		if (found[i] != MAP_NONE)
			right_prefetch(j->right, right_row(j->right, found[i]));
	}
	for (size_t i = 0; i < n; i++)
		if (found[i] != MAP_NONE)
			right_prefetch_values(j->right, right_row(j->right, found[i]));
}

/* Has the record itself what is to be added? It is bad then. */
static bool
clashes(const struct join_rows *j, struct batch *batch, size_t row)
{
	for (size_t c = 0; j->clash != NULL && c < right_ncolumn(j->right); c++)
		if (batch->column[j->clash[c]][row].kind != KIND_ABSENT) {
			batch_bad(batch, row, j->clash[c], BAD_DUP_KEY,
			    "a name that the right side has not (--prefix sets them apart)");
			return true;
		}
	return false;
}

static void
write_matches(struct join_rows *j, struct worker *w, struct batch *batch, size_t row, uint32_t k,
    struct buffer *out)
{
	size_t n = right_ncolumn(j->right);
	uint64_t match = k != MAP_NONE ? right_row(j->right, k) : RIGHT_NONE;

	do {
		for (size_t c = 0; c < n && match == RIGHT_NONE; c++)
			w->value[c] = j->missing;
		if (match != RIGHT_NONE && !right_cells(j->right, match, w->value, &w->room))
			return;
		for (size_t c = 0; c < n; c++)
			w->cell[j->cell[c]] = w->value[c];
		batch->written += row_write(j->plan, batch, row, w->cell, out);
		if (match != RIGHT_NONE)
			match = right_next(j->right, match);
	} while (match != RIGHT_NONE);
}

static void
work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	struct join_rows *j = self;
	uint32_t found[AHEAD];

	(void)block;
	for (size_t first = 0; first < batch->nrow; first += AHEAD) {
		size_t n = batch->nrow - first < AHEAD ? batch->nrow - first : AHEAD;

		find_keys(j, thread, batch, first, n, found);
		for (size_t i = 0; i < n && first + i < batch->nrow; i++) {
			size_t row = first + i;

			if (batch_skips(batch, row) ||
			    (j->what == JOIN_ANTI && found[i] != MAP_NONE) ||
			    (j->what == JOIN_INNER && found[i] == MAP_NONE))
				continue;
			if (j->what == JOIN_ANTI)
				batch->written += row_write_run(j->plan, batch, row, row + 1, out);
			else if (!clashes(j, batch, row))
				write_matches(j, thread, batch, row, found[i], out);
		}
	}
}

struct scan_work
join_work(struct join_rows *rows)
{
	return (struct scan_work){ .self = rows,
		.thread_new = thread_new,
		.work = work,
		.thread_end = thread_end };
}

/* Columns of the right that the left has too: told before anything is written. */
static void
refuse_clashes(struct tool *tool, const struct slice *name, size_t n)
{
	const struct schema *schema = scan_schema(tool->scan);

	for (size_t c = 0; c < n; c++)
		for (size_t k = 0; k < schema->ncolumn; k++)
			if (slice_equal(schema->name[k], name[c]))
				tool_fail(tool, EXIT_USAGE,
				    "both sides have a column %.*s; try: --prefix right_",
				    (int)name[c].len, name[c].ptr);
}

/* The names of the right's columns behind the prefix, in text. */
static struct slice *
prefixed(const struct right *right, size_t n, const char *prefix, struct buffer *text)
{
	struct slice *name = memory_array(n + 1, sizeof *name);
	size_t before = strlen(prefix), room = 1;

	for (size_t c = 0; c < n; c++)
		room += before + right_name(right, c).len;
	char *at = buffer_reserve(text, room);

	for (size_t c = 0; c < n; c++) {
		struct slice own = right_name(right, c);

		name[c] = slice_of(at, before + own.len);
		memcpy(at, prefix, before);
		memcpy(at + before, own.ptr, own.len);
		at += name[c].len;
	}
	return name;
}

void
join_plan(struct tool *tool, struct join_rows *j, const char *prefix)
{
	size_t n = j->what == JOIN_ANTI ? 0 : right_ncolumn(j->right);
	bool json = scan_schema(tool->scan)->format == FORMAT_NDJSON;
	struct buffer text = { 0 };
	struct slice *name = prefixed(j->right, n, prefix, &text);

	j->plan = tool_row_plan(tool, false, true);
	j->cell = memory_array(n + 1, sizeof *j->cell);
	j->clash = json ? memory_array(n + 1, sizeof *j->clash) : NULL;
	refuse_clashes(tool, name, n);
	for (size_t c = 0; c < n; c++) {
		if (json)
			j->clash[c] = scan_column(tool->scan, name[c], 0);
		j->cell[c] = row_plan_append(j->plan, name[c]);
	}
	tool_check(tool, scan_fault(tool->scan));
	tool_header(tool, j->plan);
	free(name);
	buffer_release(&text);
}

void
join_rows_release(struct join_rows *j)
{
	row_plan_free(j->plan);
	right_free(j->right);
	free(j->cell);
	free(j->clash);
}
