#include "join/right.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/fault.h"
#include "base/memory.h"
#include "base/temp.h"
#include "read/batch.h"

#define ROW_BYTES 32 /* of map, place and next, a row */

/* A value on its way: behind it its bytes. */
struct value {
	uint32_t column, len, kind;
};

struct right {
	struct right_params params;
	struct fault *fault;
	struct scan *scan;
	int *column, *key; /* CSV: [ncolumn], [nkey]; NDJSON: key alone */
	size_t nkey;
	struct slice *key_name; /* [nkey] */
	struct map name;        /* of the columns, to their numbers */
	struct map keys;        /* to the first row */
	uint64_t *place, *next; /* [nrow + 1]: where its values begin; [nrow]: of its key */
	uint64_t *last;         /* [keys.n] */
	uint64_t *first;        /* [keys.n] */
	size_t nrow, capacity_place, capacity_next, capacity_last, capacity_first;
	struct buffer text; /* values, until they are spilled */
	struct temp *temp;
	uint64_t unkeyed;
	struct slice *part; /* [nkey] */
	struct buffer room;
};

struct slice
right_key(const struct slice *value, size_t n, struct buffer *room)
{
	if (n == 1)
		return value[0];
	size_t from = room->len;

	for (size_t k = 0; k < n; k++) {
		uint32_t len = (uint32_t)value[k].len;

		buffer_add(room, &len, sizeof len);
		buffer_add(room, value[k].ptr, value[k].len);
	}
	return slice_of(room->ptr + from, room->len - from);
}

/* false: the row has no key. */
static bool
key_of(struct right *r, const struct batch *batch, size_t row, struct slice *key)
{
	for (size_t k = 0; k < r->nkey; k++) {
		if (batch_missing(batch, r->key[k], row))
			return false;
		r->part[k] = batch_value(batch, r->key[k], row);
	}
	buffer_clear(&r->room);
	*key = right_key(r->part, r->nkey, &r->room);
	return true;
}

static void
add_value(struct right *r, uint32_t column, enum kind kind, struct slice text)
{
	struct value v = { .column = column, .len = (uint32_t)text.len, .kind = (uint32_t)kind };

	buffer_add(&r->text, &v, sizeof v);
	buffer_add(&r->text, text.ptr, text.len);
}

static bool
is_key(const struct right *r, struct slice name)
{
	for (size_t k = 0; k < r->nkey; k++)
		if (slice_equal(name, r->key_name[k]))
			return true;
	return false;
}

/* The members of a record that are no key and have a value. */
static void
add_members(struct right *r, const struct batch *batch, size_t row)
{
	for (uint32_t m = batch->member_at[row]; m < batch->member_at[row + 1]; m++) {
		struct field raw = batch->member[m].raw;
		struct slice name = batch_slice(batch, batch->member[m].key),
			     text = batch_slice(batch, raw);

		if (is_key(r, name))
			continue;
		uint32_t column = map_put(&r->name, name, NULL);

		if (raw.kind == KIND_NULL)
			continue;
		if (raw.kind == KIND_TEXT) {
			buffer_clear(&r->room);
			text = json_decode(text, buffer_reserve(&r->room, text.len));
		}
		add_value(r, column, (enum kind)raw.kind, text);
	}
}

static void
add_fields(struct right *r, const struct batch *batch, size_t row)
{
	for (size_t c = 0; c < r->name.n; c++)
		if (!batch_missing(batch, r->column[c], row))
			add_value(r, (uint32_t)c, KIND_TEXT, batch_value(batch, r->column[c], row));
}

/* The values to a file where they and the keys are above the limit; false: the fault. */
static bool
keep_limit(struct right *r)
{
	size_t limit = r->params.memory, held = map_bytes(&r->keys) + r->nrow * ROW_BYTES;

	if (limit == 0)
		return true;
	if (held > limit) {
		fault_set(r->fault, EXIT_SYSTEM,
		    "%s: its keys alone need more than the memory there is for them (-S)",
		    r->params.file);
		return false;
	}
	if (held + r->text.len <= limit)
		return true;
	if (r->temp == NULL)
		r->temp = temp_open(r->params.scan.temp, r->fault);
	if (r->temp == NULL || !temp_append(r->temp, r->text.ptr, r->text.len))
		return false;
	buffer_clear(&r->text);
	return true;
}

static uint64_t
end_of_values(const struct right *r)
{
	return r->text.len + (r->temp != NULL ? temp_size(r->temp) : 0);
}

static void
link_row(struct right *r, uint32_t k, bool added)
{
	r->next = memory_grow(r->next, &r->capacity_next, r->nrow + 1, sizeof *r->next);
	r->last = memory_grow(r->last, &r->capacity_last, r->keys.n, sizeof *r->last);
	r->first = memory_grow(r->first, &r->capacity_first, r->keys.n, sizeof *r->first);
	r->next[r->nrow] = RIGHT_NONE;
	if (added)
		r->first[k] = r->nrow;
	else
		r->next[r->last[k]] = r->nrow;
	r->last[k] = r->nrow;
}

/* A row of its own, or behind the others of its key. */
static void
add_row(struct right *r, const struct batch *batch, size_t row, uint32_t k, bool added)
{
	r->place = memory_grow(r->place, &r->capacity_place, r->nrow + 2, sizeof *r->place);
	if (r->params.repeats == RIGHT_ALL)
		link_row(r, k, added);
	r->place[r->nrow++] = end_of_values(r);
	if (batch->schema->format == FORMAT_NDJSON)
		add_members(r, batch, row);
	else
		add_fields(r, batch, row);
	r->place[r->nrow] = end_of_values(r);
}

static void
take_rows(void *self, struct batch *batch, void *block, struct buffer *out)
{
	struct right *r = self;
	struct slice key;

	(void)block;
	(void)out;
	for (size_t i = 0; i < batch->nrow && !fault_is_set(r->fault); i++) {
		bool added;

		if (batch_skips(batch, i))
			continue;
		if (!key_of(r, batch, i, &key)) {
			r->unkeyed++;
			continue;
		}
		uint32_t k = map_put(&r->keys, key, &added);

		if (!added && r->params.repeats == RIGHT_REFUSE) {
			batch_bad(batch, i, r->key[0], BAD_DUP_KEY,
			    "each key once (take the --first of them, or --all)");
			return;
		}
		if (added || r->params.repeats == RIGHT_ALL)
			add_row(r, batch, i, k, added);
	}
	keep_limit(r);
}

static bool
tick(void *self, const struct scan_totals *totals)
{
	const struct right *r = self;

	(void)totals;
	return !fault_is_set(r->fault);
}

/* false: the fault of the scan. */
static bool
bind(struct right *r)
{
	const struct schema *schema = scan_schema(r->scan);
	bool json = schema->format == FORMAT_NDJSON, good = true;

	r->column = memory_array(schema->ncolumn + 1, sizeof *r->column);
	if (r->params.nkey == 0)
		r->key_name[0] = role_name(&r->params.roles, schema, ROLE_USER);
	for (size_t k = 0; k < r->nkey && good; k++) {
		r->key[k] = scan_column(r->scan, r->key_name[k], COLUMN_REQUIRED);
		good = r->key[k] >= 0;
	}
	for (size_t c = 0; c < schema->ncolumn && good && !json; c++) {
		bool added;

		if (is_key(r, schema->name[c]))
			continue;
		uint32_t n = map_put(&r->name, schema->name[c], &added);

		r->column[n] = added ? scan_column_at(r->scan, c, 0)
				     : scan_column(r->scan, schema->name[c], COLUMN_REQUIRED);
		good = r->column[n] >= 0;
	}
	return good;
}

static bool
load(struct right *r)
{
	struct scan_work work = { .self = r, .turn = take_rows, .tick = tick };
	bool good = scan_start(r->scan) && bind(r) && scan_run(r->scan, &work);

	if (!good && !fault_is_set(r->fault))
		*r->fault = *scan_fault(r->scan);
	if (r->temp != NULL && !fault_is_set(r->fault))
		temp_append(r->temp, r->text.ptr, r->text.len);
	return !fault_is_set(r->fault) && (r->temp == NULL || temp_flush(r->temp));
}

struct right *
right_new(const struct right_params *params, struct fault *fault)
{
	struct right *r = memory_new(sizeof *r);

	*r = (struct right){ .params = *params, .fault = fault };
	map_init(&r->name, 0);
	map_init(&r->keys, 0);
	r->nkey = params->nkey > 0 ? params->nkey : 1;
	r->key_name = memory_array(r->nkey, sizeof *r->key_name);
	for (size_t k = 0; k < params->nkey; k++)
		r->key_name[k] = params->key[k];
	r->key = memory_array(r->nkey, sizeof *r->key);
	r->part = memory_array(r->nkey, sizeof *r->part);
	r->params.scan.members = true;
	r->scan = scan_new(&r->params.scan, &r->params.file, 1);
	bool good = load(r);

	scan_free(r->scan);
	if (good)
		return r;
	right_free(r);
	return NULL;
}

void
right_free(struct right *r)
{
	if (r == NULL)
		return;
	temp_close(r->temp);
	map_release(&r->name);
	map_release(&r->keys);
	buffer_release(&r->text);
	buffer_release(&r->room);
	free(r->column);
	free(r->key);
	free(r->key_name);
	free(r->part);
	free(r->place);
	free(r->next);
	free(r->last);
	free(r->first);
	free(r);
}

size_t
right_ncolumn(const struct right *r)
{
	return r->name.n;
}

struct slice
right_name(const struct right *r, size_t column)
{
	return map_key(&r->name, (uint32_t)column);
}

uint64_t
right_unkeyed(const struct right *r)
{
	return r->unkeyed;
}

const struct map *
right_map(const struct right *r)
{
	return &r->keys;
}

uint64_t
right_row(const struct right *r, uint32_t number)
{
	return r->params.repeats == RIGHT_ALL ? r->first[number] : number;
}

uint64_t
right_next(const struct right *r, uint64_t row)
{
	return r->params.repeats == RIGHT_ALL ? r->next[row] : RIGHT_NONE;
}

void
right_prefetch(const struct right *r, uint64_t row)
{
	__builtin_prefetch(&r->place[row]);
}

void
right_prefetch_values(const struct right *r, uint64_t row)
{
	if (r->temp == NULL)
		__builtin_prefetch(r->text.ptr + r->place[row]);
}

bool
right_cells(struct right *r, uint64_t row, struct cell *cell, struct buffer *room)
{
	size_t len = (size_t)(r->place[row + 1] - r->place[row]);
	const char *at = r->text.ptr != NULL ? r->text.ptr + r->place[row] : NULL;

	if (r->temp != NULL) {
		buffer_clear(room);
		char *to = buffer_reserve(room, len);

		if (!temp_read(r->temp, r->place[row], to, len))
			return false;
		at = to;
	}
	for (size_t c = 0; c < r->name.n; c++)
		cell[c] = cell_missing();
	for (const char *end = at + len; at < end;) {
		struct value v;

		memcpy(&v, at, sizeof v);
		at += sizeof v;
		cell[v.column] = v.kind == KIND_TEXT ? cell_text(slice_of(at, v.len))
						     : cell_literal(slice_of(at, v.len));
		at += v.len;
	}
	return true;
}
