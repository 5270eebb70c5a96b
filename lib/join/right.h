/*
 * right: the right side of a join: rows by key.
 *
 *	struct right *right = right_new(&params, &fault);		reads the whole input; NULL: fault
 *	for (size_t c = 0; c < right_ncolumn(right); c++) ... right_name(right, c)
 *	uint64_t row = right_row(right, map_find(right_map(right), key));	where it is there
 *	right_cells(right, row, cell, &room);			a cell a column
 *	row = right_next(right, row);				the next one of its key; RIGHT_NONE
 *	right_free(right);
 *
 * A key is bytes, compared whole; several columns are put together by right_key. A row in which a
 * part of the key is missing has no key and is counted apart. Columns are those that are no part of
 * the key, in the order of the header; of NDJSON in the order of their first appearance. Once it is
 * there any number of threads may look things up.
 * Memory: keys, 32 bytes a row, and values, which go to a temporary file past the limit; keys alone
 * above the limit are a fault.
 */
#ifndef IA_JOIN_RIGHT_H
#define IA_JOIN_RIGHT_H

#include "base/buffer.h"
#include "base/map.h"
#include "event/roles.h"
#include "read/scan.h"
#include "row/row.h"

#define RIGHT_NONE UINT64_MAX

enum right_repeats { RIGHT_REFUSE, RIGHT_FIRST, RIGHT_ALL };

struct right_params {
	char *file;
	struct scan_options scan;
	/* [nkey]: names of columns; nkey 0: the user's, as it is called here */
	const struct slice *key;
	size_t nkey;
	struct roles_options roles; /* where nkey is 0 */
	enum right_repeats
	    repeats;   /* what rows of a key that came before are: bad, left out, kept */
	size_t memory; /* bytes; 0: no limit */
};

struct right;

struct right *right_new(const struct right_params *params, struct fault *fault);
void right_free(struct right *right);

size_t right_ncolumn(const struct right *right);
struct slice right_name(const struct right *right, size_t column);
uint64_t right_unkeyed(const struct right *right); /* rows without a key, left out */

/* The key of values that are all there: one as it is, several put together in room. */
struct slice right_key(const struct slice *value, size_t n, struct buffer *room);

const struct map *right_map(const struct right *right); /* key to number, for right_row */
uint64_t right_row(const struct right *right, uint32_t number);
uint64_t right_next(const struct right *right, uint64_t row);
/* Some rows before right_cells; the second behind the first. */
void right_prefetch(const struct right *right, uint64_t row);
void right_prefetch_values(const struct right *right, uint64_t row);
/* cell[right_ncolumn]: CELL_MISSING where the row has no value. room: for spilled rows. */
bool right_cells(struct right *right, uint64_t row, struct cell *cell, struct buffer *room);

#endif
