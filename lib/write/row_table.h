/*
 * row_table: rows of CSV to an aligned table or one of Markdown, as they come.
 *
 *	struct row_table *t = row_table_new(&options);
 *	row_table_add(t, ptr, len, &out);		bytes of CSV, cut anywhere
 *	row_table_settle(t, &out);			what there is goes out now
 *	row_table_end(t, &out);
 *	row_table_free(t);
 *
 * In: CSV as lib/write and lib/row write it, the line of names first. Values keep their bytes, but
 * for what a terminal would obey. The widths are those of the first 100 rows (or of those before
 * the first settle); of later rows a text that is wider is cut where a width is given, and else
 * moves the rest of its line. Columns without a value are left out where all rows are among the
 * first. Rows that find no room in the width stand in parts, a hundred rows at a time.
 * Memory: a hundred rows.
 */
#ifndef IA_WRITE_ROW_TABLE_H
#define IA_WRITE_ROW_TABLE_H

#include <stdbool.h>

#include "base/buffer.h"

struct row_table;

struct row_table_options {
	char delimiter;
	bool md;
	bool headless; /* no line of names; in Markdown they are 1, 2, ... */
	bool ascii;    /* no blocks, no ellipsis */
	size_t width;  /* of the terminal; 0: any */
};

struct row_table *row_table_new(const struct row_table_options *options);
void row_table_add(struct row_table *t, const char *ptr, size_t len, struct buffer *out);
void row_table_settle(struct row_table *t, struct buffer *out);
void row_table_end(struct row_table *t, struct buffer *out);
void row_table_free(struct row_table *t);

#endif
