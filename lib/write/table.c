#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "write/table.h"

#define TEXT_LEAST 12 /* columns that a text which is cut keeps, if it has them */

struct writer_table {
	struct buffer text; /* of all cells */
	size_t *end;        /* [ncell]: where each cell's text ends */
	double *value;      /* [ncell]: NAN: no number */
	size_t ncell, capacity, capacity_value;
	size_t ncolumn;
	bool *words; /* [ncolumn]: some cell is no number */
	size_t bar;  /* the column that is drawn too; SIZE_MAX: none */
	size_t fit;  /* columns of the terminal; 0: any */
	size_t nkey; /* columns that every part begins with */
	struct buffer note;
	bool ascii;
	bool settled; /* what is words and what numbers stands */
	/* from here on made when it is laid out */
	size_t *width, *least; /* [ncolumn]; as far as a column may be cut */
	size_t *shown;         /* [nshown]: columns, in order */
	size_t nshown, key;    /* key: how many of them are key columns */
	size_t gap;            /* blanks between columns */
	size_t bars;           /* their width; 0: none */
	double most;           /* of the column of bars */
};

struct writer_table *
table_new(size_t ncolumn)
{
	struct writer_table *table = memory_new(sizeof *table);

	table->ncolumn = ncolumn;
	table->bar = SIZE_MAX;
	table->nkey = 1;
	table->words = memory_array(ncolumn, sizeof *table->words);
	table->width = memory_array(ncolumn, sizeof *table->width);
	table->least = memory_array(ncolumn, sizeof *table->least);
	table->shown = memory_array(ncolumn, sizeof *table->shown);
	return table;
}

void
table_free(struct writer_table *table)
{
	buffer_release(&table->text);
	buffer_release(&table->note);
	free(table->end);
	free(table->value);
	free(table->words);
	free(table->width);
	free(table->least);
	free(table->shown);
	free(table);
}

void
table_clear(struct writer_table *table)
{
	buffer_clear(&table->text);
	table->ncell = 0;
}

/* U+200C and U+200D, which scripts and emoji are written with, steer nothing. */
static bool
joins(const char *ptr, size_t n)
{
	return n == 3 &&
	    (memcmp(ptr, "\xE2\x80\x8C", 3) == 0 || memcmp(ptr, "\xE2\x80\x8D", 3) == 0);
}

void
safe_add(struct buffer *out, struct slice text)
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
table_add(struct writer_table *table, struct slice text, bool number, double value)
{
	size_t n = table->ncell;

	if (!number && !table->settled)
		table->words[n % table->ncolumn] = true;
	safe_add(&table->text, text);
	table->end = memory_grow(table->end, &table->capacity, n + 1, sizeof *table->end);
	table->value =
	    memory_grow(table->value, &table->capacity_value, n + 1, sizeof *table->value);
	table->end[n] = table->text.len;
	table->value[n] = number ? value : NAN;
	table->ncell++;
}

size_t
table_nrow(const struct writer_table *table)
{
	return table->ncell / table->ncolumn;
}

struct slice
table_cell(const struct writer_table *table, size_t row, size_t column)
{
	size_t k = row * table->ncolumn + column;
	size_t begin = k > 0 ? table->end[k - 1] : 0;

	return slice_of(table->text.ptr + begin, table->end[k] - begin);
}

static bool
is_number(const struct writer_table *table, size_t row, size_t column)
{
	return !isnan(table->value[row * table->ncolumn + column]);
}

bool
table_is_words(const struct writer_table *table, size_t column)
{
	return table->words[column];
}

bool
table_is_shown(const struct writer_table *table, size_t column)
{
	size_t row = 0, n = table_nrow(table);

	while (row < n && table_cell(table, row, column).len == 0)
		row++;
	return column < table->nkey || n == 0 || row < n;
}

void
table_bar(struct writer_table *table, size_t column)
{
	table->bar = column;
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

void
table_ascii(struct writer_table *table)
{
	table->ascii = true;
}

bool
table_is_ascii(const struct writer_table *table)
{
	return table->ascii;
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

/* The start of a text that is wider than its room, and a mark behind it. */
static size_t
add_cut(const struct writer_table *table, struct slice text, size_t room, struct buffer *out)
{
	struct slice mark = table->ascii ? SLICE("...") : SLICE("\xE2\x80\xA6");
	size_t wide = table->ascii ? 3 : 1, width = 0, at = 0;

	room -= room > wide ? wide : room;
	while (at < text.len) {
		size_t n = utf8_length(text.ptr + at, text.len - at);
		size_t more = text_width(slice_of(text.ptr + at, n > 0 ? n : 1));

		if (width + more > room)
			break;
		width += more;
		at += n > 0 ? n : 1;
	}
	buffer_add(out, text.ptr, at);
	buffer_add(out, mark.ptr, mark.len);
	return width + wide;
}

/* number: is not cut. */
static void
add_cell(const struct writer_table *table, struct slice text, size_t column, bool number,
    struct buffer *out)
{
	size_t room = table->width[column], width = text_width(text);

	if (!table->words[column])
		add_blanks(out, width < room ? room - width : 0);
	if (table->fit > 0 && width > room && !number)
		width = add_cut(table, text, room, out);
	else
		buffer_add(out, text.ptr, text.len);
	if (table->words[column])
		add_blanks(out, width < room ? room - width : 0);
}

/* The key columns and the shown ones first .. last - 1 of a row, or all; names: of names. */
static void
lay_row(const struct writer_table *table, const struct slice *names, size_t row, size_t first,
    size_t last, struct buffer *out)
{
	struct buffer name = { 0 };

	for (size_t k = 0; k < last;
	     k = k + 1 == table->key && first < table->nshown ? first : k + 1) {
		size_t column = table->shown[k];

		if (k > 0)
			add_blanks(out, table->gap);
		if (names == NULL) {
			add_cell(table, table_cell(table, row, column), column,
			    is_number(table, row, column), out);
			continue;
		}
		buffer_clear(&name);
		safe_add(&name, names[column]);
		add_cell(table, slice_of(name.ptr, name.len), column, false, out);
	}
	buffer_release(&name);
}

static void
lay_rows(const struct writer_table *table, size_t first, size_t last, struct buffer *out)
{
	for (size_t row = 0; row < table_nrow(table); row++) {
		lay_row(table, NULL, row, first, last, out);
		if (table->bars > 0) {
			add_blanks(out, 2);
			bar_add(out, table->value[row * table->ncolumn + table->bar], table->most,
			    table->bars, !table->ascii);
		}
		trim_and_end(out);
	}
}

static void
lay_part(const struct writer_table *table, const struct slice *names, size_t first, size_t last,
    struct buffer *out)
{
	if (names != NULL) {
		lay_row(table, names, 0, first, last, out);
		trim_and_end(out);
	}
	lay_rows(table, first, last, out);
}

/* The columns in as many parts as the width asks for. */
static void
lay_parts(const struct writer_table *table, const struct slice *names, struct buffer *out)
{
	size_t keys = 0, used, last;

	for (size_t k = 0; k < table->key; k++)
		keys += table->width[table->shown[k]] + table->gap;
	for (size_t first = table->key; first < table->nshown; first = last) {
		used = keys + table->width[table->shown[first]];
		for (last = first + 1; last < table->nshown; last++) {
			used += table->gap + table->width[table->shown[last]];
			if (used > table->fit)
				break;
		}
		if (first > table->key)
			buffer_byte(out, '\n');
		lay_part(table, names, first, last, out);
	}
}

/* Widths of all cells and names; a number is never cut, a name not before its column's texts. */
static void
measure(struct writer_table *table, const struct slice *names)
{
	struct buffer name = { 0 };

	for (size_t c = 0; c < table->ncolumn; c++) {
		size_t most = 0, least = 0;

		if (names != NULL) {
			buffer_clear(&name);
			safe_add(&name, names[c]);
			most = least = text_width(slice_of(name.ptr, name.len));
		}
		for (size_t row = 0; row < table_nrow(table); row++) {
			size_t w = text_width(table_cell(table, row, c));

			most = w > most ? w : most;
			if (w > least && is_number(table, row, c))
				least = w;
		}
		table->width[c] = most;
		least = least > TEXT_LEAST ? least : TEXT_LEAST;
		table->least[c] = least < most ? least : most;
	}
	buffer_release(&name);
}

static void
choose_shown(struct writer_table *table, bool all)
{
	table->nshown = table->key = 0;
	for (size_t c = 0; c < table->ncolumn; c++) {
		if (!all && !table_is_shown(table, c))
			continue;
		table->shown[table->nshown++] = c;
		table->key += c < table->nkey;
	}
}

static size_t
used_columns(const struct writer_table *table)
{
	size_t used = table->gap * (table->nshown > 0 ? table->nshown - 1 : 0);

	for (size_t k = 0; k < table->nshown; k++)
		used += table->width[table->shown[k]];
	return used;
}

/* Takes so many columns from the widest texts. false: they have not so many. */
static bool
cut_texts(struct writer_table *table, size_t over)
{
	for (; over > 0; over--) {
		size_t widest = SIZE_MAX;

		for (size_t k = 0; k < table->nshown; k++) {
			size_t c = table->shown[k];

			if (table->width[c] > table->least[c] &&
			    (widest == SIZE_MAX || table->width[c] > table->width[widest]))
				widest = c;
		}
		if (widest == SIZE_MAX)
			return false;
		table->width[widest]--;
	}
	return true;
}

/* In parts no text takes more than half of the line. */
static void
cut_to_half(struct writer_table *table)
{
	for (size_t c = 0; c < table->ncolumn; c++) {
		size_t most = table->fit / 2 > table->least[c] ? table->fit / 2 : table->least[c];

		table->width[c] = table->width[c] < most ? table->width[c] : most;
	}
}

/* Room for bars behind the last column, where their column has something to draw. */
static size_t
bar_room(struct writer_table *table, size_t used)
{
	size_t left = table->fit == 0 ? SIZE_MAX : table->fit > used ? table->fit - used : 0;

	table->most = 0;
	for (size_t k = table->bar; table->bar < table->ncolumn && k < table->ncell;
	     k += table->ncolumn)
		table->most = table->value[k] > table->most ? table->value[k] : table->most;
	if (!(table->most > 0) || left < BAR_LEAST + 2)
		return 0;
	return left - 2 < BAR_WIDTH ? left - 2 : BAR_WIDTH;
}

/* false: it does not fit, and stands in parts. */
static bool
arrange(struct writer_table *table, const struct slice *names, bool all)
{
	size_t fit = table->fit > 0 ? table->fit : SIZE_MAX, used;

	measure(table, names);
	choose_shown(table, all);
	table->gap = 2;
	used = used_columns(table);
	if (used > fit && used - (table->nshown - 1) <= fit)
		table->gap = 1;
	used = used_columns(table);
	if (used > fit) {
		table->gap = 1;
		used = used_columns(table);
		if (!cut_texts(table, used - fit)) {
			measure(table, names);
			cut_to_half(table);
			table->gap = 2;
			table->bars = 0;
			return table->key == table->nshown;
		}
	}
	table->bars = bar_room(table, used);
	return true;
}

void
table_lay_out(struct writer_table *table, const struct slice *names, struct buffer *out)
{
	if (arrange(table, names, false))
		lay_part(table, names, table->nshown, table->nshown, out);
	else
		lay_parts(table, names, out);
	if (table->note.len == 0)
		return;
	buffer_add(out, table->note.ptr, table->note.len);
	buffer_byte(out, '\n');
}

bool
table_settle(struct writer_table *table, const struct slice *names, struct buffer *out)
{
	bool fits = arrange(table, names, true);

	table->settled = fits;
	if (fits)
		lay_part(table, names, table->nshown, table->nshown, out);
	else
		lay_parts(table, names, out);
	table_clear(table);
	return fits;
}

void
table_rows(struct writer_table *table, struct buffer *out)
{
	lay_rows(table, table->nshown, table->nshown, out);
	table_clear(table);
}
