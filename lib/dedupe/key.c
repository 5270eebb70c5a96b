/*
 * key: from rows to keys. The quick ways: a row without quotes is its own key, a single column's
 * value too, and so is a JSON object whose members stand as in the first record, without blanks and
 * escapes.
 */
#include "dedupe/key.h"

#include <stdlib.h>

#include "base/memory.h"

bool
key_plan_init(struct key_plan *plan, struct scan *scan, const char *const *columns, size_t n)
{
	*plan = (struct key_plan){ .n = n };
	hash_key_init(&plan->hash_key);
	if (n == 0) {
		plan->schema = scan_schema(scan);
		return true;
	}
	plan->column = memory_array(n, sizeof *plan->column);
	for (size_t k = 0; k < n; k++) {
		plan->column[k] = scan_column(scan, slice_text(columns[k]), COLUMN_REQUIRED);
		if (plan->column[k] < 0)
			return false;
	}
	return true;
}

void
key_plan_release(struct key_plan *plan)
{
	free(plan->column);
}

void
keys_release(struct keys *keys)
{
	free(keys->item);
	free(keys->place);
	buffer_release(&keys->text);
	arena_release(&keys->arena);
}

static bool
needs_quotes(struct slice value, char delimiter)
{
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (c == '"' || c == delimiter || c == '\n' || c == '\r')
			return true;
	}
	return false;
}

/* A field with quotes only where it needs them. */
static void
add_field(struct buffer *out, struct slice raw, char delimiter)
{
	if (raw.len >= 2 && raw.ptr[0] == '"' &&
	    !needs_quotes(slice_of(raw.ptr + 1, raw.len - 2), delimiter)) {
		buffer_add(out, raw.ptr + 1, raw.len - 2);
		return;
	}
	if (raw.len == 0 || raw.ptr[0] == '"' || !needs_quotes(raw, delimiter)) {
		buffer_add(out, raw.ptr, raw.len);
		return;
	}
	buffer_byte(out, '"');
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] == '"')
			buffer_byte(out, '"');
		buffer_byte(out, raw.ptr[i]);
	}
	buffer_byte(out, '"');
}

#define NOWHERE SIZE_MAX

/* Where the first file's columns stand in the batch's file. */
static void
find_places(struct keys *keys, const struct schema *first, const struct schema *here, size_t file)
{
	keys->place = memory_resize(keys->place, first->ncolumn, sizeof *keys->place);
	keys->nplace = first->ncolumn;
	keys->place_file = file;
	for (size_t k = 0; k < first->ncolumn; k++) {
		keys->place[k] = NOWHERE;
		for (size_t c = 0; c < here->ncolumn && keys->place[k] == NOWHERE; c++)
			if (slice_equal(first->name[k], here->name[c]))
				keys->place[k] = c;
	}
}

static bool
same_columns(const struct schema *a, const struct schema *b)
{
	if (a->ncolumn != b->ncolumn)
		return false;
	for (size_t k = 0; k < a->ncolumn; k++)
		if (!slice_equal(a->name[k], b->name[k]))
			return false;
	return true;
}

static void
add_csv_row(const struct key_plan *plan, const struct batch *batch, size_t row, bool moved,
    struct keys *keys)
{
	for (size_t k = 0; k < plan->schema->ncolumn; k++) {
		size_t c = moved ? keys->place[k] : k;

		if (k > 0)
			buffer_byte(&keys->text, ',');
		if (c != NOWHERE)
			add_field(&keys->text, batch_raw_field(batch, row, c), ',');
	}
}

static void
item_own(const struct key_plan *plan, struct keys *keys, size_t row, size_t from)
{
	size_t len = keys->text.len - from;

	keys->item[row] = (struct key_item){ .at = (uint32_t)from,
		.len = (uint32_t)len & 0x7fffffff,
		.own = 1,
		.hash = hash_bytes(&plan->hash_key, keys->text.ptr + from, len) };
}

static void
item_borrowed(const struct key_plan *plan, const struct batch *batch, struct keys *keys, size_t row,
    struct field f)
{
	keys->item[row] = (struct key_item){ .at = f.at,
		.len = f.len,
		.hash = hash_bytes(&plan->hash_key, batch->base + f.at, f.len) };
}

static void
csv_rows(const struct key_plan *plan, const struct batch *batch, struct keys *keys)
{
	bool comma = batch->schema->delimiter == ',' && plan->schema->delimiter == ',';
	bool moved = batch->file > 0 && !same_columns(plan->schema, batch->schema);

	if (moved && keys->place_file != batch->file)
		find_places(keys, plan->schema, batch->schema, batch->file);
	for (size_t i = 0; i < batch->nrow; i++) {
		struct field row = batch->row[i];
		size_t from = keys->text.len;

		if (batch_skips(batch, i))
			continue;
		if (comma && !moved &&
		    (!batch->quoted || memchr(batch->base + row.at, '"', row.len) == NULL)) {
			item_borrowed(plan, batch, keys, i, row);
			continue;
		}
		add_csv_row(plan, batch, i, moved, keys);
		if (slice_equal(slice_of(keys->text.ptr + from, keys->text.len - from),
			batch_slice(batch, row))) {
			keys->text.len = from;
			item_borrowed(plan, batch, keys, i, row);
			continue;
		}
		item_own(plan, keys, i, from);
	}
}

/*
 * Members as in the first record, text and numbers only, no blanks, no escapes: then the source is
 * the key.
 */
static bool
object_is_plain(const struct key_plan *plan, const struct batch *batch, size_t row)
{
	const struct member *m = batch->member + batch->member_at[row];
	size_t n = batch->member_at[row + 1] - batch->member_at[row];
	struct field r = batch->row[row];
	uint32_t at = r.at + 1;

	if (plan->sorted || n != plan->schema->ncolumn || n == 0 || n > KEY_PLACES)
		return false;
	for (size_t k = 0; k < n; k++) {
		struct slice name = plan->schema->name[k];

		if (m[k].raw_key.at != at || m[k].raw_key.len != name.len + 2 ||
		    m[k].raw.at != at + m[k].raw_key.len + 1 || m[k].raw.kind >= KIND_OBJECT ||
		    memcmp(batch->base + at + 1, name.ptr, name.len) != 0)
			return false;
		at = m[k].raw.at + m[k].raw.len + 1;
	}
	return at == r.at + r.len && memchr(batch->base + r.at, '\\', r.len) == NULL;
}

static void
json_rows(const struct key_plan *plan, const struct batch *batch, struct keys *keys)
{
	for (size_t i = 0; i < batch->nrow; i++) {
		size_t from = keys->text.len;

		if (batch_skips(batch, i))
			continue;
		if (object_is_plain(plan, batch, i)) {
			item_borrowed(plan, batch, keys, i, batch->row[i]);
			continue;
		}
		key_add_members(&keys->text, plan->sorted ? NULL : plan->schema, batch, i,
		    &keys->arena);
		item_own(plan, keys, i, from);
		arena_clear(&keys->arena);
	}
}

static void
add_length(struct buffer *out, size_t len)
{
	while (len >= 0x80) {
		buffer_byte(out, (char)(len | 0x80));
		len >>= 7;
	}
	buffer_byte(out, (char)len);
}

static void
add_value(struct buffer *out, const struct batch *batch, struct field f, bool last,
    struct arena *arena)
{
	struct slice value = f.kind <= KIND_NULL ? slice_of(NULL, 0) : batch_slice(batch, f);
	struct buffer nested = { 0 };

	if (f.kind >= KIND_OBJECT) {
		key_add_json(&nested, value, (enum kind)f.kind, arena);
		value = slice_of(nested.ptr, nested.len);
	}
	if (!last)
		add_length(out, value.len);
	buffer_add(out, value.ptr, value.len);
	buffer_release(&nested);
}

static bool
is_missing(const struct key_plan *plan, const struct batch *batch, size_t row)
{
	for (size_t k = 0; k < plan->n; k++) {
		struct field f = batch->column[plan->column[k]][row];

		if (f.kind > KIND_NULL && f.len > 0)
			return false;
	}
	return true;
}

/* As many empty values as there are columns before the last, and a last one that no other has. */
static void
add_none(struct buffer *out, size_t n, uint64_t order)
{
	for (size_t k = 0; k + 1 < n; k++)
		buffer_byte(out, '\0');
	buffer_byte(out, (char)KEY_NONE);
	buffer_add(out, &order, sizeof order);
}

static void
column_rows(const struct key_plan *plan, const struct batch *batch, struct keys *keys)
{
	for (size_t i = 0; i < batch->nrow; i++) {
		struct field f = batch->column[plan->column[0]][i];
		size_t from = keys->text.len;

		if (batch_skips(batch, i))
			continue;
		if (plan->n == 1 && f.kind > KIND_NULL && f.kind < KIND_OBJECT && f.len > 0) {
			item_borrowed(plan, batch, keys, i, f);
			continue;
		}
		if (is_missing(plan, batch, i)) {
			add_none(&keys->text, plan->n, batch->order + i);
			item_own(plan, keys, i, from);
			continue;
		}
		for (size_t k = 0; k < plan->n; k++)
			add_value(&keys->text, batch, batch->column[plan->column[k]][i],
			    k + 1 == plan->n, &keys->arena);
		item_own(plan, keys, i, from);
		arena_clear(&keys->arena);
	}
}

void
keys_of(const struct key_plan *plan, const struct batch *batch, struct keys *keys)
{
	if (batch->nrow > keys->capacity)
		keys->item =
		    memory_grow(keys->item, &keys->capacity, batch->nrow, sizeof *keys->item);
	buffer_clear(&keys->text);
	if (plan->schema == NULL)
		column_rows(plan, batch, keys);
	else if (batch->schema->format == FORMAT_NDJSON)
		json_rows(plan, batch, keys);
	else
		csv_rows(plan, batch, keys);
}
