/*
 * table: rows kept until they can be aligned; inside lib/write.
 *
 * Cells come row by row, column by column. Numbers stand to the right where every cell of their
 * column is a number or missing, everything else to the left; two blanks between columns, none at
 * the end of a line. A bar stands behind the last column, where no terminal's idea of a block's
 * width moves anything.
 * Where a width is given: one blank between columns where that makes them fit; else columns that
 * find no room stand below, behind the key columns once more. Bars take what is left of the line,
 * or are left out.
 */
#ifndef IA_WRITE_TABLE_H
#define IA_WRITE_TABLE_H

#include "write/writer.h"

struct writer_table *table_new(size_t ncolumn);
/* missing: an empty number */
void table_add(struct writer_table *table, struct slice text, bool number);
void table_bar(struct writer_table *table, size_t column);
void table_fit(struct writer_table *table, size_t width);
void table_keys(struct writer_table *table, size_t nkey);
/* A line below the table. */
void table_note(struct writer_table *table, struct slice text);
void table_lay_out(const struct writer_table *table, const struct slice *names, struct buffer *out);
void table_free(struct writer_table *table);

/* bar.c: x of most as a bar of at most width columns; blocks: U+2588 to U+258F, else #. */
#define BAR_WIDTH 24
#define BAR_LEAST 8 /* where there is less room there are no bars */
void bar_add(struct buffer *out, double x, double most, size_t width, bool blocks);
/* The four blocks, each with where its quarter of most ends: what shades mean. */
void shade_legend(struct buffer *out, double most, int digits);
/* one column: a blank, or a block */
void shade_add(struct buffer *out, double x, double most, bool blocks);
bool bar_blocks(void); /* do locale and terminal show blocks? By LC_ALL, LC_CTYPE, LANG and TERM */

#endif
