/*
 * csv_lane: a block of CSV to a batch. Here is where the two lanes part.
 */
#include "read/csv.h"

struct slice
csv_decode(struct slice raw, char *out)
{
	size_t n = 0;

	if (raw.len < 2 || raw.ptr[0] != '"' || raw.ptr[raw.len - 1] != '"')
		return raw;
	for (size_t i = 1; i + 1 < raw.len; i++) {
		out[n++] = raw.ptr[i];
		if (raw.ptr[i] == '"')
			i++;
	}
	return slice_of(out, n);
}

/* The value of a quoted field; its bytes are copied only where quotes are doubled in it. */
static struct field
unquote(struct block *block, struct field raw)
{
	struct field value = field_of(raw.at + 1, raw.len - 2u, KIND_TEXT);
	struct slice decoded;
	size_t at;

	if (memchr(block->base + value.at, '"', value.len) == NULL)
		return value;
	at = block_extra(block, raw.len);
	decoded = csv_decode(slice_of(block->base + raw.at, raw.len), block->base + at);
	block->extra = at + decoded.len;
	return field_of(at, decoded.len, KIND_TEXT);
}

/* "properties.price": what the path leads to in a field that holds JSON. */
static struct field
reach(struct block *block, struct field value, struct slice path)
{
	enum kind kind;
	struct slice found = json_reach(slice_of(block->base + value.at, value.len), path, &kind);
	struct slice text;
	size_t at;

	if (kind == KIND_ABSENT)
		return (struct field){ .kind = KIND_ABSENT };
	at = (size_t)(found.ptr - block->base);
	if (kind != KIND_TEXT)
		return field_of(at, found.len, kind);
	value.at = (uint32_t)block_extra(block, found.len);
	text = json_decode(slice_of(block->base + at, found.len), block->base + value.at);
	return field_of((size_t)(text.ptr - block->base), text.len, KIND_TEXT);
}

static void
fill_plain(struct block *block, size_t place, struct field *out, size_t first)
{
	size_t n = block->batch.nrow, ncolumn = block->lane->schema.ncolumn;
	const uint32_t *end = block->end_of_field + first * ncolumn + place;

	for (size_t i = first; i < n; i++, end += ncolumn) {
		uint32_t at = place > 0 ? end[-1] + 1 : block->row[i].at;

		out[i] = field_of(at, *end - at, KIND_TEXT);
	}
}

/* Values from raw fields: without their quotes. */
static void
strip_quotes(struct block *block, struct field *out, size_t first)
{
	size_t n = block->batch.nrow;

	for (size_t i = first; i < n; i++) {
		struct field raw = out[i];

		if (raw.len == 0 || block->base[raw.at] != '"')
			continue;
		if (block->doubled)
			out[i] = unquote(block, raw);
		else
			out[i] = field_of(raw.at + 1, raw.len - 2u, KIND_TEXT);
	}
}

static void
fill_column(struct block *block, size_t c, size_t first)
{
	const struct wanted *wanted = &block->lane->wanted[c];
	struct field *out = block->column[c];
	size_t n = block->batch.nrow;

	if (wanted->place < 0) {
		memset(out + first, 0, (n - first) * sizeof *out);
		if (wanted->flags & COLUMN_RAW)
			memset(block->raw[c] + first, 0, (n - first) * sizeof *out);
		return;
	}
	fill_plain(block, (size_t)wanted->place, out, first);
	if (wanted->flags & COLUMN_RAW)
		memcpy(block->raw[c] + first, out + first, (n - first) * sizeof *out);
	if (block->quoted)
		strip_quotes(block, out, first);
	for (size_t i = first; wanted->path && i < n; i++)
		out[i] = reach(block, out[i], wanted->rest);
}

void
csv_columns(struct block *block, size_t first)
{
	for (size_t c = 0; c < block->lane->nwanted && first < block->batch.nrow; c++)
		fill_column(block, c, first);
}

void
csv_tokenise(struct block *block)
{
	if (!block->lane->careful && block->regular && csv_rectangle(block)) {
		csv_columns(block, 0);
	} else {
		block->doubled = true;
		csv_rows(block);
	}
	block->batch.end = block->end_of_field;
}
