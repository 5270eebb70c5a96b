#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/utf8.h"
#include "write/table.h"

struct writer_table {
	struct buffer text; /* of all cells */
	size_t *end;        /* [ncell]: where each cell's text ends */
	size_t ncell, capacity;
	size_t ncolumn;
	bool *words; /* [ncolumn]: some cell is no number */
	size_t bar;  /* the column that is drawn too; SIZE_MAX: none */
	size_t fit;  /* columns of the terminal; 0: any */
	size_t nkey; /* columns that every part begins with */
	struct buffer note;
};

struct writer_table *
table_new(size_t ncolumn)
{
	struct writer_table *table = memory_new(sizeof *table);

	table->ncolumn = ncolumn;
	table->bar = SIZE_MAX;
	table->nkey = 1;
	table->words = memory_array(ncolumn, sizeof *table->words);
	return table;
}

void
table_free(struct writer_table *table)
{
	buffer_release(&table->text);
	buffer_release(&table->note);
	free(table->end);
	free(table->words);
	free(table);
}

/* U+200C and U+200D, which scripts and emoji are written with, steer nothing. */
static bool
joins(const char *ptr, size_t n)
{
	return n == 3 &&
	    (memcmp(ptr, "\xE2\x80\x8C", 3) == 0 || memcmp(ptr, "\xE2\x80\x8D", 3) == 0);
}

/* Text as a terminal may see it: what it would obey becomes \xHH. */
static void
add_safely(struct buffer *out, struct slice text)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.len;) {
		size_t n = utf8_length(text.ptr + i, text.len - i);

		if (n > 0 && (!utf8_is_control(text.ptr + i, n) || joins(text.ptr + i, n))) {
			buffer_add(out, text.ptr + i, n);
			i += n;
			continue;
		}
		for (size_t end = i + (n > 0 ? n : 1); i < end; i++) {
			unsigned char c = (unsigned char)text.ptr[i];

			buffer_add(out, (char[]){ '\\', 'x', hex[c >> 4], hex[c & 15] }, 4);
		}
	}
}

void
table_add(struct writer_table *table, struct slice text, bool number)
{
	if (!number)
		table->words[table->ncell % table->ncolumn] = true;
	add_safely(&table->text, text);
	table->end =
	    memory_grow(table->end, &table->capacity, table->ncell + 1, sizeof *table->end);
	table->end[table->ncell++] = table->text.len;
}

static struct slice
cell(const struct writer_table *table, size_t k)
{
	size_t begin = k > 0 ? table->end[k - 1] : 0;

	return slice_of(table->text.ptr + begin, table->end[k] - begin);
}

static void
add_blanks(struct buffer *out, size_t n)
{
	memset(buffer_reserve(out, n + 1), ' ', n);
	out->len += n;
}

static void
trim_and_end(struct buffer *out)
{
	while (out->len > 0 && out->ptr[out->len - 1] == ' ')
		out->len--;
	buffer_byte(out, '\n');
}

/* names as a row of safe text. */
static struct writer_table *
header_row(const struct writer_table *table, const struct slice *names)
{
	struct writer_table *header = table_new(table->ncolumn);

	for (size_t k = 0; k < table->ncolumn; k++)
		table_add(header, names[k], true);
	return header;
}

static void
widen(const struct writer_table *table, size_t *width)
{
	for (size_t k = 0; k < table->ncell; k++) {
		size_t w = text_width(cell(table, k));

		if (w > width[k % table->ncolumn])
			width[k % table->ncolumn] = w;
	}
}

void
table_bar(struct writer_table *table, size_t column)
{
	table->bar = column;
}

/* The number in a cell; 0: there is none. */
static double
cell_value(const struct writer_table *table, size_t k)
{
	struct slice text = cell(table, k);
	double x;

	return number_read(text.ptr, text.len, &x) ? x : 0;
}

static double
largest(const struct writer_table *table, size_t column)
{
	double most = 0;

	for (size_t k = column; column < table->ncolumn && k < table->ncell; k += table->ncolumn) {
		double x = cell_value(table, k);

		most = x > most ? x : most;
	}
	return most;
}

void
table_fit(struct writer_table *table, size_t width)
{
	table->fit = width;
}

void
table_keys(struct writer_table *table, size_t nkey)
{
	table->nkey = nkey;
}

void
table_note(struct writer_table *table, struct slice text)
{
	buffer_clear(&table->note);
	buffer_add(&table->note, text.ptr, text.len);
}

/* A table on its way out. */
struct layout {
	const struct writer_table *table, *header; /* header: NULL: no line of names */
	const size_t *width;                       /* [ncolumn] */
	size_t gap;                                /* blanks between columns */
	double most;                               /* of the column of bars */
	size_t bars;                               /* their width; 0: none */
	bool blocks;
	struct buffer *out;
};

static void
add_cell(const struct layout *l, struct slice text, size_t column)
{
	size_t blanks = l->width[column] - text_width(text);

	if (column > 0)
		add_blanks(l->out, l->gap);
	if (!l->table->words[column])
		add_blanks(l->out, blanks);
	buffer_add(l->out, text.ptr, text.len);
	if (l->table->words[column])
		add_blanks(l->out, blanks);
}

/* The columns 0 .. nkey - 1 and first .. last - 1 of a row; first is n: all. */
static void
lay_row(const struct layout *l, const struct writer_table *from, size_t row, size_t first,
    size_t last)
{
	size_t n = from->ncolumn, nkey = l->table->nkey;

	for (size_t k = 0; k < last; k = k + 1 == nkey && first < n ? first : k + 1)
		add_cell(l, cell(from, row * n + k), k);
}

static void
lay_part(const struct layout *l, size_t first, size_t last)
{
	const struct writer_table *table = l->table;

	if (l->header != NULL) {
		lay_row(l, l->header, 0, first, last);
		trim_and_end(l->out);
	}
	for (size_t row = 0; row < table->ncell / table->ncolumn; row++) {
		lay_row(l, table, row, first, last);
		if (l->bars > 0) {
			double x = cell_value(table, row * table->ncolumn + table->bar);

			add_blanks(l->out, 2);
			bar_add(l->out, x, l->most, l->bars, l->blocks);
		}
		trim_and_end(l->out);
	}
}

/* The columns in as many parts as the width asks for. */
static void
lay_parts(const struct layout *l)
{
	const struct writer_table *table = l->table;
	size_t keys = 0, used, last;

	for (size_t k = 0; k < table->nkey; k++)
		keys += l->width[k] + l->gap;
	for (size_t first = table->nkey; first < table->ncolumn; first = last) {
		used = keys + l->width[first];
		for (last = first + 1; last < table->ncolumn; last++) {
			used += l->gap + l->width[last];
			if (used > table->fit)
				break;
		}
		if (first > table->nkey)
			buffer_byte(l->out, '\n');
		lay_part(l, first, last);
	}
}

/*
 * In one part where that can be, if need be with one blank between, and with bars where there is
 * room.
 */
static void
lay(struct layout *l)
{
	const struct writer_table *table = l->table;
	size_t n = table->ncolumn, used = 0, fit = table->fit > 0 ? table->fit : SIZE_MAX;

	for (size_t k = 0; k < n; k++)
		used += l->width[k];
	l->gap = used + 2 * (n - 1) > fit && used + (n - 1) <= fit ? 1 : 2;
	used += l->gap * (n - 1);
	if (used > fit && table->nkey < n) {
		lay_parts(l);
		return;
	}
	if (l->most > 0 && used < fit && fit - used >= BAR_LEAST + 2)
		l->bars = fit - used - 2 < BAR_WIDTH ? fit - used - 2 : BAR_WIDTH;
	lay_part(l, n, n);
}

void
table_lay_out(const struct writer_table *table, const struct slice *names, struct buffer *out)
{
	size_t *width = memory_array(table->ncolumn, sizeof *width);
	struct writer_table *header = names != NULL ? header_row(table, names) : NULL;
	struct layout layout = { .table = table,
		.header = header,
		.width = width,
		.most = largest(table, table->bar),
		.blocks = bar_blocks(),
		.out = out };

	widen(table, width);
	if (header != NULL)
		widen(header, width);
	lay(&layout);
	if (table->note.len > 0) {
		buffer_add(out, table->note.ptr, table->note.len);
		buffer_byte(out, '\n');
	}
	if (header != NULL)
		table_free(header);
	free(width);
}
