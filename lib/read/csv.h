/*
 * csv: inside lib/read: where CSV records end, what their faults are, and their header.
 */
#ifndef IA_READ_CSV_H
#define IA_READ_CSV_H

#include "read/lane.h"

/* A record as the state machine sees it: quotes by RFC 4180, faults noted and stepped over. */
struct csv_record {
	size_t end;     /* behind its line end */
	size_t stop;    /* before its line end */
	enum bad bad;   /* the first fault of its quotes, or BAD_NONE */
	size_t place;   /* where that is */
	bool whole;     /* false: what decides about its end is not there yet */
	size_t open;    /* the quote that counts as open; SIZE_MAX: none */
	size_t decided; /* where that was seen */
};

/*
 * The record that begins at ptr[0]. at_end: no bytes follow. A quote that is closed on another
 * line by what is no closing quote, or never, counts as open: the record ends with the line on
 * which it opened.
 */
struct csv_record csv_record(const char *ptr, size_t len, char delimiter, bool at_end);

/*
 * Where the fields of a record without its line end end; how many there are (more than capacity:
 * not all told).
 */
size_t csv_split(const char *ptr, size_t len, char delimiter, uint32_t *end, size_t capacity);

/*
 * The field that holds the byte at offset: where it begins, and *stop, where it ends (len: not
 * told).
 */
size_t csv_field_at(const char *ptr, size_t len, char delimiter, size_t offset, size_t *stop);

/* The first CR that stands in no quoted field of a record without its line end, or len. */
size_t csv_bare_cr(const char *ptr, size_t len, char delimiter);

/*
 * Are all quotes in regular places? *cut: behind the last line end outside quotes, 0: none.
 * *quoted: there are quotes.
 */
bool csv_regular(const char *ptr, size_t len, char delimiter, enum vectors vectors, size_t *cut,
    bool *quoted);

/* "a quote inside a field" and so on, for messages. */
const char *csv_quote_fault(enum bad bad);

/* The first fault of a record without its line end (BAD_NONE: none), not counting its fields. */
struct csv_fault {
	enum bad bad;
	size_t place; /* from the record's first byte */
};
struct csv_fault csv_find_fault(const char *ptr, size_t len, char delimiter);

/* Record by record: careful, irregular or with other faults. */
void csv_rows(struct block *block);
/* Quotes regular: finds all separators at once; false: csv_rows must do it. */
bool csv_rectangle(struct block *block);

/*
 * The header once more: the same names, quoted or not, perhaps behind a byte order mark. Of three
 * and more columns also in another order, so that what follows it would be misread.
 */
enum csv_again { CSV_NOT_AGAIN, CSV_AGAIN, CSV_AGAIN_IN_OTHER_ORDER };
enum csv_again csv_header_again(const struct lane *lane, const char *ptr, size_t len);
/* A bit for two bytes. */
static inline uint64_t
csv_pair(char first, char second)
{
	return UINT64_C(1) << (((unsigned)(unsigned char)first * 31 + (unsigned char)second) & 63);
}

/* Worth asking? There are bytes behind the record. */
static inline bool
csv_may_be_header(const struct lane *lane, const char *ptr, size_t len)
{
	/* lengths differ from row to row, so that they are guessed wrong: not first */
	return (lane->header_begins & csv_pair(ptr[0], ptr[1])) != 0 &&
	    len - lane->header_least <= lane->header_span &&
	    (len < 2 || (lane->header_stops & csv_pair(ptr[len - 2], ptr[len - 1])) != 0);
}
/* Every separator of such a block. */
const uint32_t *csv_separators(struct block *block, size_t *n);
/* A record that ends before the line end at newline: without the CR. */
struct field csv_line(const char *base, size_t at, size_t newline);
/* Decodes the wanted columns of rows from first on. */
void csv_columns(struct block *block, size_t first);
/* Writes a repaired copy of a record behind the text; false: no rule repairs it. */
bool csv_repair(struct block *block, struct field record, struct csv_fault fault,
    struct field *repaired);

/* The separators of more text behind those there are; returns where to write them. */
uint32_t *csv_ends(struct block *block, size_t n);

struct csv_careful;
/* Puts a record through libcsv: false: refused. Fields stay until the next. */
bool csv_careful_record(struct block *block, const char *ptr, size_t len);
size_t csv_careful_fields(const struct block *block);
struct slice csv_careful_field(const struct block *block, size_t n);
void csv_careful_free(struct csv_careful *careful);

#endif
