/*
 * table: rows kept until they can be aligned; inside lib/write.
 *
 * Cells come row by row, column by column. Numbers stand to the right where every cell of their
 * column is a number or missing, everything else to the left; two blanks between columns, none at
 * the end of a line. A column without any value is left out, but for the key columns. A bar stands
 * behind the last column, where no terminal's idea of a block's width moves anything.
 * Where a width is given: bars take what is left of the line, or are left out; one blank between
 * columns where that makes them fit; else the longest texts are cut, never a number; else columns
 * that find no room stand below, behind the key columns once more.
 */
#ifndef IA_WRITE_TABLE_H
#define IA_WRITE_TABLE_H

#include "write/writer.h"

struct writer_table *table_new(size_t ncolumn);
/* value: of a number, for its bar; missing: an empty number */
void table_add(struct writer_table *table, struct slice text, bool number, double value);
void table_bar(struct writer_table *table, size_t column);
void table_fit(struct writer_table *table, size_t width);
void table_keys(struct writer_table *table, size_t nkey);
/* A line below the table; Markdown has none. */
void table_note(struct writer_table *table, struct slice text);
void table_ascii(struct writer_table *table); /* bars of #, no shades */
bool table_is_ascii(const struct writer_table *table);
/* names: NULL: no line of names */
void table_lay_out(struct writer_table *table, const struct slice *names, struct buffer *out);
void table_lay_out_md(const struct writer_table *table, const struct slice *names, size_t n,
    struct buffer *out);
void table_free(struct writer_table *table);

size_t table_nrow(const struct writer_table *table);
struct slice table_cell(const struct writer_table *table, size_t row, size_t column);
bool table_is_words(const struct writer_table *table, size_t column);
/* Whether a column has a value, or says what a row is. */
bool table_is_shown(const struct writer_table *table, size_t column);

/*
 * For rows without end, of which the first ones decide the widths: table_settle lays out what there
 * is, columns without a value too; false: it does not fit its width, and was laid out by itself, in
 * parts. Then, where it did, table_rows lays out the rows that were added since.
 */
bool table_settle(struct writer_table *table, const struct slice *names, struct buffer *out);
void table_rows(struct writer_table *table, struct buffer *out);
void table_clear(struct writer_table *table); /* the rows */

/* Text as a terminal may see it: what it would obey becomes \xHH. */
void safe_add(struct buffer *out, struct slice text);
/* The line of names and the one below; table NULL: of rows that are not known, all to the left. */
void md_add_names(const struct writer_table *table, const struct slice *names, size_t n,
    struct buffer *out);
/* A cell of a row of Markdown, behind its bar: "| text ". */
void md_add_cell(struct buffer *out, struct slice text);

/* bar.c: x of most as a bar of at most width columns; blocks: U+2588 to U+258F, else #. */
#define BAR_WIDTH 24
#define BAR_LEAST 8 /* where there is less room there are no bars */
void bar_add(struct buffer *out, double x, double most, size_t width, bool blocks);
/* The four blocks, each with where its quarter of most ends: what shades mean. */
void shade_legend(struct buffer *out, double most);
/* one column: a blank, or a block */
void shade_add(struct buffer *out, double x, double most, bool blocks);

#endif
