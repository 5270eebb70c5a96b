/*
 * lane: inside lib/read: what the cutter, the CSV and the NDJSON lanes share. No other room
 * includes it.
 *
 * input -> cut -> block -> csv_tokenise or json_tokenise (fast or careful) -> batch
 *
 * A block's text is whole records, base + begin .. base + end, the last one with its line end
 * (the cutter adds "\n" where the input had none); LANE_PAD readable zero bytes follow. Decoded
 * and repaired bytes go behind it, so that 32-bit offsets from base reach both.
 */
#ifndef IA_READ_LANE_H
#define IA_READ_LANE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "read/batch.h"
#include "read/column_names.h"
#include "read/scan.h"
#include "vector/cpu.h"
#include "vector/utf8_check.h"

/* Bytes of a block, at most 2^28 - 1 of them. */
static inline struct field
field_of(size_t at, size_t len, enum kind kind)
{
	return (struct field){ .at = (uint32_t)at,
		.len = (uint32_t)len & 0xfffffffu,
		.kind = (unsigned)kind & 15u };
}

#define LANE_PAD 64
#define DEPTH_MAX 64
#define FIELD_MAX (16u << 20)
#define COLUMN_MAX 65536u
#define NAME_MAX_BYTES 65536u

/* A column that was asked for. */
struct wanted {
	struct slice name; /* "properties.price" */
	unsigned flags;
	/* CSV: column of this file's header, -1: the file has none; else unused */
	int place;
	bool path;         /* the name holds a dot and no column has the whole name */
	struct slice rest; /* CSV, path: what of the name is behind the column's */
	size_t nth;        /* CSV: which of the columns of this name, from 0 */
	bool by_place;     /* CSV: asked for by place: a repeated name is no error */
};

/* What tokenising needs to know of one file; const while its blocks are worked on. */
struct lane {
	struct schema schema;
	const struct wanted *wanted; /* [nwanted] */
	size_t nwanted;
	/* CSV: the header's bytes without line end (repeated-header); else empty */
	struct slice header;
	/* one that is met again: its length from least on, span more; csv_pair of its ends */
	size_t header_least, header_span;
	uint64_t header_begins, header_stops;
	bool header_doubled; /* a name holds a quote */
	bool skip_headers;
	enum on_error on_error;
	bool members;
	bool careful;
	size_t max_field;
	enum vectors vectors;

	size_t file;                /* which of the inputs, from 0 */
	struct column_names *names; /* CSV: (name, nth) to its column */
	uint32_t *nth;              /* CSV: [ncolumn]: how many before it have its name */
	uint32_t *name_at;          /* CSV: [ncolumn]: where each name begins in the header */
	uint64_t header_line;       /* physical line of the header, from 1 */
	uint64_t first_line;        /* and of the first byte behind it */
	struct arena arena;         /* names, header */
};

/* A record that was refused. */
struct bad_record {
	struct field record; /* its bytes */
	uint32_t place;      /* offset from base of the byte to blame */
	uint32_t row;        /* rows of the block before it */
	enum bad bad;
	bool of_row;        /* told by batch_bad of a row, not by the lane */
	bool fatal;         /* in every mode */
	struct field quote; /* the bytes that the message shows; len 0: none */
	char message[400];  /* what was found and expected, finished, without place and code */
};

/* The first value of a block that looks odd; told by batch_doubt. */
struct doubt {
	bool is_set;
	uint32_t place; /* offset from base */
	char what[240]; /* the sentence, without the place */
};

/* A row that --on-error=keep repaired, and what was read. */
struct repaired {
	size_t row;
	struct field record;
};

struct block {
	struct batch batch; /* what callers see; its arrays point into the ones below */
	struct lane *lane;
	char *base;
	size_t size;       /* bytes at base */
	size_t begin, end; /* the text */
	size_t extra;      /* next free byte for decoded bytes, >= end + LANE_PAD */
	bool regular;      /* CSV: the cutter proved its quotes regular */
	bool quoted;       /* CSV: there are quotes in it */
	bool doubled;      /* CSV: and some may be doubled */
	/* in the text: for physical line numbers (the lane counts them) */
	uint64_t newlines;

	struct field *row;      /* [capacity_row] */
	struct field **column;  /* [nwanted][capacity_row] */
	struct field **raw;     /* [nwanted][capacity_row] or NULL */
	uint32_t *end_of_field; /* CSV: [row][ncolumn] */
	struct member *member;  /* NDJSON */
	uint32_t *member_at;
	uint8_t *skip; /* [capacity_row] */
	uint8_t *kept; /* [capacity_row] batch_bad kept the row; NULL: none */
	size_t capacity_row, capacity_end, capacity_member;

	struct bad_record *bad; /* [nbad], by place */
	size_t nbad, capacity_bad;
	struct doubt doubt;
	uint64_t altered;
	struct buffer out;
	bool due;   /* its turn was taken: what that left is written */
	void *left; /* scan_work.block_size bytes */

	uint32_t *separator; /* CSV, not rectangular: every separator of the text */
	size_t capacity_separator;
	/* CSV: the parser of the careful lane; NULL until it is needed */
	struct csv_careful *csv;
	struct repaired *repaired; /* [nrepaired]: rows that are copies, by row */
	size_t nrepaired, capacity_repaired;
	size_t nwanted;  /* columns that the arrays above were made for */
	size_t sequence; /* 0, 1, 2, ... in input order */
	uint64_t at;     /* input bytes up to its end, over all files */
	/* the cutter refused its only record: nothing to tokenise */
	bool refused;
};

struct block *block_new(size_t size);
void block_free(struct block *block);
void block_clear(struct block *block); /* for the next piece of input */
/* after one that was far larger than size */
void block_shrink(struct block *block, size_t size);
/* at least size bytes at base; keeps 0 .. end */
void block_size(struct block *block, size_t size);

/*
 * A refused record, told by a lane, which keeps block->batch.nrow at the number of rows so far.
 * place is an offset from base. The message shows the record's bytes (where it is long, those
 * about place). fail: the lane stops tokenising after it (returns false); skip: it goes on; keep:
 * called only for records that no rule repairs.
 */
bool block_refuse(struct block *block, struct field record, size_t place, enum bad bad,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The next row is a repaired copy of the record. */
void block_repaired(struct block *block, struct field record);

/* Room for n more bytes behind the text (base may move: offsets stay). Returns the offset. */
size_t block_extra(struct block *block, size_t n);
/*
 * What may be wrong with a header that is one field: "; ..." or nothing. out holds LANE_GUESS
 * bytes.
 */
#define LANE_GUESS 120
void lane_guess_delimiter(const struct lane *lane, char *out, size_t size);
/* The input's name in a command line that is advised: FILE for standard input. */
const char *lane_operand(const struct lane *lane);
/* Room for rows: the arrays above for at least n rows. */
void block_rows(struct block *block, size_t n);

/*
 * Text to batch: fills rows, columns, members, newlines and refusals. CSV chooses its lane by
 * block->regular and lane->careful; NDJSON record by record.
 */
void csv_tokenise(struct block *block);
void json_tokenise(struct block *block);

/* The keys of the first record, decoded (for the schema); false: it is no good object. */
bool json_first_keys(const char *ptr, size_t len, struct arena *arena, struct slice **name,
    size_t *n);

#endif
