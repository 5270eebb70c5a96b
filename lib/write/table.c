#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "write/table.h"

struct writer_table {
	struct buffer text;	/* of all cells */
	size_t *end;		/* [ncell]: where each cell's text ends */
	size_t ncell, capacity;
	size_t ncolumn;
	bool *words;		/* [ncolumn]: some cell is no number */
	size_t bar;		/* the column that is drawn too; SIZE_MAX: none */
};

struct writer_table *
table_new(size_t ncolumn)
{
	struct writer_table *table = memory_new(sizeof *table);

	table->ncolumn = ncolumn;
	table->bar = SIZE_MAX;
	table->words = memory_array(ncolumn, sizeof *table->words);
	return table;
}

void
table_free(struct writer_table *table)
{
	buffer_release(&table->text);
	free(table->end);
	free(table->words);
	free(table);
}

/* Bytes of the UTF-8 character at ptr; 0: it is a control character or not valid. */
static size_t
printable(const char *ptr, size_t len)
{
	unsigned char c = (unsigned char)ptr[0];
	size_t n = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;

	if (n == 0 || n > len || c < 0x20 || c == 0x7F)
		return 0;
	if (c == 0xC2 && (unsigned char)ptr[1] < 0xA0)
		return 0;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)ptr[i] & 0xC0) != 0x80)
			return 0;
	return n;
}

/* Text as a terminal may see it: what it would obey becomes \xHH. */
static void
add_safely(struct buffer *out, struct slice text)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.len;) {
		size_t n = printable(text.ptr + i, text.len - i);

		if (n > 0) {
			buffer_add(out, text.ptr + i, n);
			i += n;
			continue;
		}
		unsigned char c = (unsigned char)text.ptr[i++];

		buffer_add(out, (char[]){ '\\', 'x', hex[c >> 4], hex[c & 15] }, 4);
	}
}

void
table_add(struct writer_table *table, struct slice text, bool number)
{
	if (!number)
		table->words[table->ncell % table->ncolumn] = true;
	add_safely(&table->text, text);
	table->end = memory_grow(table->end, &table->capacity, table->ncell + 1, sizeof *table->end);
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

static void
add_cell(const struct writer_table *table, struct slice text, size_t column, size_t width, struct buffer *out)
{
	size_t blanks = width - text_width(text);

	if (column > 0)
		add_blanks(out, 2);
	if (!table->words[column])
		add_blanks(out, blanks);
	buffer_add(out, text.ptr, text.len);
	if (table->words[column])
		add_blanks(out, blanks);
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
table_lay_out(const struct writer_table *table, const struct slice *names, struct buffer *out)
{
	size_t *width = memory_array(table->ncolumn, sizeof *width);
	double most = largest(table, table->bar);
	bool blocks = bar_blocks();

	widen(table, width);
	if (names != NULL) {
		struct writer_table *header = header_row(table, names);

		widen(header, width);
		for (size_t k = 0; k < table->ncolumn; k++)
			add_cell(table, cell(header, k), k, width[k], out);
		trim_and_end(out);
		table_free(header);
	}
	for (size_t k = 0; k < table->ncell; k++) {
		add_cell(table, cell(table, k), k % table->ncolumn, width[k % table->ncolumn], out);
		if (k % table->ncolumn < table->ncolumn - 1)
			continue;
		if (most > 0) {
			add_blanks(out, 2);
			bar_add(out, cell_value(table, k + 1 - table->ncolumn + table->bar), most, blocks);
		}
		trim_and_end(out);
	}
	free(width);
}
