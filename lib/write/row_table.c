#include "write/row_table.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "write/table.h"

#define AHEAD 100 /* rows that the widths come from */

struct row_table {
	struct row_table_options options;
	struct buffer rest; /* of a record that is not whole yet */
	struct buffer text; /* [nfield]: the values of a record, */
	size_t *end;        /* where each ends */
	size_t nfield, capacity;
	struct slice *name; /* [ncolumn]; ptr NULL: headless */
	size_t ncolumn;     /* 0: nothing came yet */
	struct writer_table *table;
	bool settled; /* widths stand, and rows fit */
	bool parts;   /* they do not */
	bool begun;   /* something was laid out */
};

struct row_table *
row_table_new(const struct row_table_options *options)
{
	struct row_table *t = memory_new(sizeof *t);

	t->options = *options;
	return t;
}

void
row_table_free(struct row_table *t)
{
	if (t == NULL)
		return;
	for (size_t c = 0; c < t->ncolumn; c++)
		free((char *)t->name[c].ptr);
	if (t->table != NULL)
		table_free(t->table);
	buffer_release(&t->rest);
	buffer_release(&t->text);
	free(t->name);
	free(t->end);
	free(t);
}

static struct slice
field(const struct row_table *t, size_t k)
{
	size_t begin = k > 0 ? t->end[k - 1] : 0;

	return slice_of(t->text.ptr + begin, t->end[k] - begin);
}

static void
end_field(struct row_table *t)
{
	t->end = memory_grow(t->end, &t->capacity, t->nfield + 1, sizeof *t->end);
	t->end[t->nfield++] = t->text.len;
}

/* Behind the quoted field at ptr, its value in text; NULL: it is not whole. */
static const char *
take_quoted(struct row_table *t, const char *ptr, const char *end)
{
	for (ptr++; ptr < end; ptr++) {
		if (*ptr == '"' && (ptr + 1 == end || *++ptr != '"'))
			return ptr;
		buffer_byte(&t->text, *ptr);
	}
	return NULL;
}

/* Bytes of the record at ptr; 0: it is not whole. */
static size_t
take_record(struct row_table *t, const char *ptr, size_t len)
{
	const char *p = ptr, *end = ptr + len;

	buffer_clear(&t->text);
	t->nfield = 0;
	while (p < end) {
		if (*p == '"' && (p = take_quoted(t, p, end)) == NULL)
			return 0;
		while (p < end && *p != t->options.delimiter && *p != '\n')
			buffer_byte(&t->text, *p++);
		if (p == end)
			return 0;
		end_field(t);
		if (*p++ == '\n')
			return (size_t)(p - ptr);
	}
	return 0;
}

/* The first record: names, or how many columns there are. */
static void
begin(struct row_table *t)
{
	char number[NUMBER_WIDTH];

	t->ncolumn = t->nfield;
	t->name = memory_array(t->ncolumn, sizeof *t->name);
	t->table = table_new(t->ncolumn);
	table_fit(t->table, t->options.width);
	if (t->options.ascii)
		table_ascii(t->table);
	for (size_t c = 0; c < t->ncolumn; c++) {
		struct slice name = t->options.headless
		    ? slice_of(number, count_write(number, c + 1))
		    : field(t, c);

		t->name[c] = slice_of(memory_text(name.ptr, name.len), name.len);
	}
}

static const struct slice *
names(const struct row_table *t)
{
	return t->options.headless ? NULL : t->name;
}

/* With or without commas between its digits. */
static bool
is_number(struct slice text)
{
	char plain[2 * NUMBER_WIDTH];
	size_t n = 0;

	if (text.len > sizeof plain)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != ',')
			plain[n++] = text.ptr[i];
	return number_is(plain, n);
}

void
row_table_settle(struct row_table *t, struct buffer *out)
{
	if (t->table == NULL || t->options.md || table_nrow(t->table) == 0)
		return;
	if (t->settled) {
		table_rows(t->table, out);
		return;
	}
	if (t->parts)
		buffer_byte(out, '\n');
	t->begun = true;
	t->settled = !t->parts && table_settle(t->table, names(t), out);
	if (t->parts)
		table_settle(t->table, names(t), out);
	t->parts = !t->settled;
}

static void
add_md(struct row_table *t, struct buffer *out)
{
	struct buffer safe = { 0 };

	for (size_t c = 0; c < t->ncolumn; c++) {
		buffer_clear(&safe);
		if (c < t->nfield)
			safe_add(&safe, field(t, c));
		md_add_cell(out, slice_of(safe.ptr, safe.len));
	}
	buffer_add(out, "|\n", 2);
	buffer_release(&safe);
}

static void
add_row(struct row_table *t, struct buffer *out)
{
	if (t->options.md) {
		add_md(t, out);
		return;
	}
	for (size_t c = 0; c < t->ncolumn; c++) {
		struct slice text = c < t->nfield ? field(t, c) : SLICE("");

		table_add(t->table, text, text.len == 0 || is_number(text), 0);
	}
	if (t->settled || table_nrow(t->table) == AHEAD)
		row_table_settle(t, out);
}

static void
add_record(struct row_table *t, struct buffer *out)
{
	bool first = t->ncolumn == 0;

	if (first)
		begin(t);
	if (first && t->options.md)
		md_add_names(NULL, t->name, t->ncolumn, out);
	if (!first || t->options.headless)
		add_row(t, out);
}

void
row_table_add(struct row_table *t, const char *ptr, size_t len, struct buffer *out)
{
	size_t at = 0, n;

	buffer_add(&t->rest, ptr, len);
	while ((n = take_record(t, t->rest.ptr + at, t->rest.len - at)) > 0) {
		add_record(t, out);
		at += n;
	}
	if (at > 0)
		memmove(t->rest.ptr, t->rest.ptr + at, t->rest.len - at);
	t->rest.len -= at;
}

/* Few rows are a table like an answer. */
void
row_table_end(struct row_table *t, struct buffer *out)
{
	if (t->table == NULL || t->options.md)
		return;
	if (t->begun)
		row_table_settle(t, out);
	else
		table_lay_out(t->table, names(t), out);
	table_clear(t->table);
}
