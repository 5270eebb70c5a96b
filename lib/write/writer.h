/*
 * writer: values to rows of CSV, TSV, NDJSON, an aligned table or one of Markdown.
 *
 *	struct writer w;
 *	writer_init(&w, &buffer, FORMAT_CSV, ',', "step,name,users");
 *	write_count(&w, 1); write_text(&w, name); write_count(&w, users); write_end(&w);
 *	writer_finish(&w);				a table is laid out here
 *	writer_release(&w);
 *
 * Values go to a buffer; the caller passes it on. The columns are those of the header, in order; a
 * row that has more or fewer is a programmer's error (assert). A missing value is an empty field,
 * or null.
 * Tables are for eyes: 1,234,567, four significant digits, shares as 31.5 %, durations as 7d 3h,
 * and no column without a value. Numbers to the right, text to the left, columns by the width that
 * a terminal gives wide (CJK) characters (two), what steers a terminal or turns the direction of
 * text shown as \xHH. A column can be drawn as bars behind the rows. What is wider than the
 * terminal is laid out in parts below each other, its longest texts cut.
 */
#ifndef IA_WRITE_WRITER_H
#define IA_WRITE_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/format.h"
#include "base/slice.h"

struct writer_table;

struct writer {
	struct buffer *out;
	enum format format;
	char delimiter;
	size_t ncolumn;
	struct slice *name; /* [ncolumn], copies */
	size_t column;      /* the next */
	bool no_header;
	/* CSV, and numbers and times need no quotes whatever they are */
	bool plain;
	bool eyes;                  /* numbers for eyes */
	struct writer_table *table; /* FORMAT_TABLE, FORMAT_MD: rows kept until writer_finish */
};

/* names: "a,b,c" (no name holds a comma). */
void writer_init(struct writer *writer, struct buffer *out, enum format format, char delimiter,
    const char *names);
/* The same for any names. no_header leaves the line of names out. */
void writer_init_names(struct writer *writer, struct buffer *out, enum format format,
    char delimiter, const struct slice *names, size_t n, bool no_header);

/*
 * Draws the numbers of a column as a bar a row, the largest as the longest; the columns before it
 * say what the row is (see writer_keys). Behind writer_init; nothing but tables changes.
 */
void writer_bar(struct writer *writer, const char *column);

/*
 * Tables no wider than that many columns (0: any width): the columns that find no room stand in a
 * further part below, behind the columns that say what a row is: those up to the named one (without
 * a call, the first). Behind writer_init; nothing but tables changes.
 */
void writer_fit(struct writer *writer, size_t width);
void writer_keys(struct writer *writer, const char *last);

void writer_ascii(struct writer *writer);          /* tables without blocks: bars of #, no shades */
bool writer_is_table(const struct writer *writer); /* for eyes, and all rows are kept */

void write_text(struct writer *writer, struct slice text);   /* JSON: a string */
void write_json(struct writer *writer, struct slice source); /* JSON: as it is; else as text */
void write_count(struct writer *writer, uint64_t count);
void write_integer(struct writer *writer, int64_t x);
void write_number(struct writer *writer, double x); /* shortest; not finite: missing */
void write_fixed(struct writer *writer, double x, int digits);
void write_significant(struct writer *writer, double x, int digits); /* so many digits in all */
/* six digits; whole 0: missing */
void write_share(struct writer *writer, uint64_t part, uint64_t whole);
void write_rate(struct writer *writer, double x); /* a share, a difference or bound of shares */
/*
 * A share that tables shade like a heat map: behind it stands how dark it is of most (nothing for
 * 0, then U+2591 to U+2593, U+2588), or mark where it is not NUL. In Markdown the mark alone;
 * elsewhere, and for eyes without blocks, the share alone.
 */
void write_shaded(struct writer *writer, double x, int digits, double most, char mark);
/* What the shades of most are, and the marks: a line below a table, not below Markdown. */
void writer_legend(struct writer *writer, double most, const char *marks);
/* microseconds as seconds, shortest; tables: 7d 3h */
void write_seconds(struct writer *writer, double us);
void write_instant(struct writer *writer,
    int64_t instant);                              /* RFC 3339 UTC; tables: to the second */
void write_flag(struct writer *writer, bool flag); /* 1 or 0 */
void write_missing(struct writer *writer);
void write_text_or_missing(struct writer *writer, struct slice text); /* empty: missing */
void write_end(struct writer *writer);
void writer_finish(struct writer *writer);
void writer_release(struct writer *writer);

/* Single values, for filters that write whole records. */
/* Quotes where needed; only: the sole field of its row, "" when empty. */
void csv_add_field(struct buffer *out, struct slice value, char delimiter, bool only);
/* The line of names; or one, of n, with the delimiter before it. */
void csv_add_header(struct buffer *out, const struct slice *names, size_t n, char delimiter);
void csv_add_name(struct buffer *out, struct slice name, char delimiter, size_t place, size_t n);
/* with quotes; escapes only what must be */
void json_add_string(struct buffer *out, struct slice value);

/* Columns that a terminal uses for UTF-8 text: wide characters 2, combining ones 0. */
size_t text_width(struct slice text);

#endif
