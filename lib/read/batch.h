/*
 * batch: the rows of one block, the columns that were asked for decoded.
 *
 *	for (size_t i = 0; i < batch->nrow; i++) {
 *		if (batch_skips(batch, i))
 *			continue;
 *		struct slice user = batch_value(batch, column, i);
 *		...
 *	}
 *
 * Lifetime: everything is borrowed until the callback that got the batch returns. Values are
 * unquoted, unescaped UTF-8 without NUL. A value is missing when it is empty, null or absent.
 * Eight bytes can be read where a value begins, whatever its length (the text is padded).
 */
#ifndef IA_READ_BATCH_H
#define IA_READ_BATCH_H

#include <stdint.h>

#include "base/format.h"
#include "base/slice.h"

/*
 * Codes of bad records and of faults of a whole input; batch_code_name gives "short-row" and so
 * on.
 */
enum bad {
	BAD_NONE,
	BAD_EMPTY_INPUT,
	BAD_NO_COLUMN,
	BAD_DUP_COLUMN,
	BAD_REPEATED_HEADER,
	BAD_SHORT_ROW,
	BAD_LONG_ROW,
	BAD_OPEN_QUOTE,
	BAD_BARE_QUOTE,
	BAD_TEXT_AFTER_QUOTE,
	BAD_BARE_CR,
	BAD_NUL_BYTE,
	BAD_UTF8,
	BAD_UTF16,
	BAD_GZIP_INPUT,
	BAD_FIELD_TOO_LONG,
	BAD_TOO_MANY_COLUMNS,
	BAD_LINE_TOO_LONG,
	BAD_JSON,
	BAD_NOT_OBJECT,
	BAD_DUP_KEY,
	BAD_TOO_DEEP,
	BAD_TYPE,
	BAD_EMPTY_KEY,
	BAD_NUMBER,
	BAD_TIME,
	BAD_COUNT
};

const char *bad_name(enum bad bad);

struct field {
	uint32_t at; /* from batch->base */
	uint32_t len : 28;
	uint32_t kind : 4; /* enum kind */
};

/* One member of a JSON object, as in the source (NDJSON with SCAN_MEMBERS). */
struct member {
	struct field key;     /* decoded */
	struct field raw_key; /* with its quotes */
	struct field raw;     /* the value's source text; kind is its kind */
};

/* The columns of the file that a batch came from. For NDJSON those of the first record. */
struct schema {
	enum format format; /* FORMAT_CSV, FORMAT_TSV or FORMAT_NDJSON */
	char delimiter;
	size_t ncolumn;
	struct slice *name; /* [ncolumn], decoded */
	/* CSV: [ncolumn], as in the header, with quotes; else NULL */
	struct slice *raw_name;
	const char *file; /* for messages: "<stdin>" or the operand */
};

struct batch {
	const char *base;
	size_t nrow;
	const struct field *const *column; /* [number from scan_column][row] */
	/* the same as in the source, with quotes: where COLUMN_RAW */
	const struct field *const *raw;
	const struct field *row; /* [row]: the record without its line end */
	const uint8_t *skip;     /* [row], 1: left out; NULL: no row is */

	/*
	 * CSV: where each field of each row ends, [row][schema->ncolumn]; see batch_raw_field.
	 * NDJSON: NULL
	 */
	const uint32_t *end;
	/*
	 * NDJSON with SCAN_MEMBERS: the members of row i are member[member_at[i]] ..
	 * member[member_at[i + 1]]
	 */
	const struct member *member;
	const uint32_t *member_at; /* [nrow + 1] */

	const struct schema *schema; /* of this file */
	size_t file;                 /* which of the inputs, from 0 */
	bool quoted;                 /* CSV: some field of the batch may be quoted */

	uint64_t order;  /* order + row grows along the input; known at once, with gaps */
	uint64_t offset; /* of base in its file, for scan_reread */
	/* the number of records before row 0; known in turn callbacks only */
	uint64_t first;
	uint64_t written;    /* the callback counts what it passed on */
	uint64_t altered;    /* and records changed by --on-error=keep */
	struct block *block; /* of the scan */
};

static inline bool
batch_skips(const struct batch *batch, size_t row)
{
	return batch->skip != NULL && batch->skip[row] != 0;
}

static inline struct slice
batch_slice(const struct batch *batch, struct field f)
{
	return slice_of(batch->base + f.at, f.len);
}

static inline struct slice
batch_value(const struct batch *batch, int column, size_t row)
{
	return batch_slice(batch, batch->column[column][row]);
}

/* Empty, null or absent. */
static inline bool
batch_missing(const struct batch *batch, int column, size_t row)
{
	struct field f = batch->column[column][row];

	return f.kind <= KIND_NULL || (f.kind == KIND_TEXT && f.len == 0);
}

/*
 * From here on the row's value of a column is the one that another has. Only the batch's own
 * callback may call it.
 */
void batch_stand_in(struct batch *batch, size_t row, int column, int other);

/* CSV: field c of row i as in the source, with its quotes. */
static inline struct slice
batch_raw_field(const struct batch *batch, size_t i, size_t c)
{
	const uint32_t *end = batch->end + i * batch->schema->ncolumn;
	uint32_t at = c > 0 ? end[c - 1] + 1 : batch->row[i].at;

	return slice_of(batch->base + at, end[c] - at);
}

/* What a caller does about a bad value, by --on-error. */
enum verdict {
	VERDICT_STOP,      /* fail: batch->nrow is now this row; go no further */
	VERDICT_LEAVE_OUT, /* skip: batch_skips(row) is now true */
	VERDICT_MISSING,   /* keep: take the value as missing; counted as altered */
};

/*
 * Tells that a value is bad. column is one from scan_column, -1 for the record. The message is
 * made of code, place, value and what was expected ("a number"). BAD_EMPTY_KEY and BAD_TYPE of a
 * user cannot be kept: keep leaves such a record out. Only the batch's own callback may call it.
 */
enum verdict batch_bad(struct batch *batch, size_t row, int column, enum bad bad,
    const char *expected);
/* "a number", for batch_bad; of a value with digits in it (¥12.00) also what makes it one. */
const char *batch_expected_number(struct slice value);
/*
 * The same for a value that nothing can be done without (an event's time): keep leaves the record
 * out too.
 */
enum verdict batch_leave_out(struct batch *batch, size_t row, int column, enum bad bad,
    const char *expected);
/* The row is left out, though nothing is wrong with it: no account has it. */
void batch_pass_over(struct batch *batch, size_t row);
/*
 * Tells of a value that is taken, odd as it looks: what ("\"45352\" is read as 1970-01-01...") is
 * said of the first one in the input, with its place: scan_doubt. batch_doubts: this batch has one;
 * another is not needed.
 */
bool batch_doubts(const struct batch *batch);
void batch_doubt(struct batch *batch, size_t row, int column, const char *what);
/*
 * flag[nrow]: category_flag of a column's values; a row whose value is neither 0 nor 1 is left
 * out.
 */
void batch_flags(struct batch *batch, int column, uint8_t *flag);

/*
 * CSV text of a raw field to its value: strips quotes, halves doubled ones. out holds raw.len
 * bytes.
 */
struct slice csv_decode(struct slice raw, char *out);
/* JSON source text of a string (with quotes) to its value. out holds raw.len bytes. */
struct slice json_decode(struct slice raw, char *out);
/*
 * Reaches into JSON source text along a path "a.b.c" (an object's keys, an array's numbers). The
 * slice of the value's source; *kind says of what kind, KIND_ABSENT where there is nothing. A key
 * that holds the dots itself goes first.
 */
struct slice json_reach(struct slice source, struct slice path, enum kind *kind);

#endif
