/*
 * scan: input to batches, on all cores, results in input order.
 *
 *	struct scan *scan = scan_new(&options, files, nfile);
 *	if (!scan_start(scan)) ...				opens, sees the format, reads the header
 *	int price = scan_column(scan, SLICE("price"), COLUMN_REQUIRED);
 *	if (!scan_run(scan, &work)) ...
 *	... scan_fault(scan)->text ...
 *	scan_free(scan);
 *
 * Lifetime: schema and fault live as long as the scan. Errors: the first in input order stays in
 * scan_fault (file:line:column: code: what was found and expected); every function gives false
 * after it. Limits: line and field 16 MiB, 65,536 columns, column names 64 KiB, JSON depth 64.
 * Memory: constant: block_size and what stands on it, times threads + 2.
 */
#ifndef IA_READ_SCAN_H
#define IA_READ_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/format.h"
#include "base/slice.h"
#include "read/bad.h"

struct batch;
struct buffer;
struct fault;

enum on_error { ON_ERROR_FAIL, ON_ERROR_SKIP, ON_ERROR_KEEP };

struct scan_options {
	/* FORMAT_AUTO: seen from the first byte that is not blank */
	enum format format;
	char delimiter; /* CSV; 0: ',' */
	bool no_header; /* columns are named 1, 2, ... */
	/* CSV: no file has a header, these are the columns; an empty input is one without rows */
	const char *const *header; /* [nheader]; nheader 0: the first record says */
	size_t nheader;
	bool skip_headers; /* one that is met again is no bad record */
	enum on_error on_error;
	int rejects;               /* descriptor for rejected records as NDJSON; -1: none */
	double max_rejects;        /* share (max_rejects_is_share) or number */
	bool max_rejects_is_share; /* the share counts once 100 records were seen */
	unsigned threads;          /* 0: as many as there are processors */
	/* a map: pass on what is there when the input pauses for 200 ms */
	bool live;
	/* scan_rewind will be called: a pipe is kept in a temporary file */
	bool twice;
	bool members; /* NDJSON: fill batch->member */
	/* everything through libcsv and jansson (IA_LANE=careful) */
	bool careful;
	/* folder for temporary files; NULL: $TMPDIR, else the system's */
	const char *temp;
	size_t block_size; /* 0: the usual; tests shrink it */
	size_t max_field;  /* 0: 16 MiB */
};

#define SCAN_OPTIONS_DEFAULT \
	((struct scan_options){ .rejects = -1, .max_rejects = 0.10, .max_rejects_is_share = true })

struct scan_totals {
	uint64_t bytes, bytes_total; /* read; to be read, 0 where not known */
	uint64_t read, written, rejected, altered;
	uint64_t bad[BAD_COUNT]; /* rejected by code */
	bool complete;           /* the input's end was reached */
};

/*
 * What is done with each batch.
 *
 * work is called for batches on any thread, in any order, at the same time. turn is called for
 * each batch after its work, in input order, never two at a time. Where block_size > 0, each
 * batch brings block_size bytes, zeroed (before the first use of the memory only: clear what must
 * be clear), for what work leaves for turn; block_release gets them at the end. thread_new makes
 * what a thread keeps to itself; thread_end gets it back after the last batch, one at a time,
 * thread 0 first. out is a buffer of the batch: what turn leaves in it goes to write, in input
 * order. Any pointer may be NULL. self is passed through.
 */
struct scan_work {
	void *self;
	size_t block_size;
	void *(*thread_new)(void *self, unsigned thread);
	void (
	    *work)(void *self, void *thread, struct batch *batch, void *block, struct buffer *out);
	void (*turn)(void *self, struct batch *batch, void *block, struct buffer *out);
	bool (*write)(void *self, const char *ptr, size_t len); /* false: stop the scan */
	/* after each turn: progress; false stops */
	bool (*tick)(void *self, const struct scan_totals *totals);
	void (*block_release)(void *self, void *block);
	void (*thread_end)(void *self, void *thread);
};

struct scan;

/* 0: stdin */
struct scan *scan_new(const struct scan_options *options, char *const *files, size_t nfile);

/*
 * Opens the first input and reads its header (NDJSON: its first record). An empty CSV input is a
 * fault.
 */
bool scan_start(struct scan *scan);
const struct schema *scan_schema(const struct scan *scan);
/*
 * What looks wrong with the first header though it can be read, with its place; false: nothing
 * does. A header of one field that holds another delimiter is that. out: SCAN_ADVICE bytes.
 */
#define SCAN_ADVICE 500
bool scan_advice(const struct scan *scan, char *out);

/*
 * What batch_doubt told of the first odd value, with its place: "file:2:8: column ..."; NULL:
 * nothing.
 */
#define SCAN_DOUBT 500
const char *scan_doubt(const struct scan *scan);

enum {
	/* CSV: must be in every file; NDJSON: in some record of the input */
	COLUMN_REQUIRED = 1,
	COLUMN_RAW = 2, /* batch->raw too */
};

/*
 * Asks for a column by name, between scan_start and scan_run: its number in batches, the same for
 * the same name. "a.b" reaches into nested JSON where no column has that name (also in a CSV
 * field that holds JSON). -1 with a fault (no-column, with the columns there are and the nearest;
 * dup-column).
 */
int scan_column(struct scan *scan, struct slice name, unsigned flags);
/*
 * CSV: a column by its place in the first file's header, also where names are empty or doubled.
 */
int scan_column_at(struct scan *scan, size_t place, unsigned flags);

bool scan_run(struct scan *scan, const struct scan_work *work);
/* to the first record again; columns may be added; needs twice */
bool scan_rewind(struct scan *scan);
/*
 * The reading to come is one more that is not the last: its rejected records are not written. So it
 * is without a word for the first of several readings (twice) alone.
 */
void scan_not_last(struct scan *scan);

/*
 * While it runs, bytes of a file that were read already, by their place (batch->offset +
 * field.at): how many, 0 with a fault where the file changed. Only where scan_can_reread: the
 * input is one regular file. Any thread.
 */
bool scan_can_reread(const struct scan *scan);
size_t scan_reread(struct scan *scan, uint64_t offset, void *ptr, size_t len, struct fault *fault);

/*
 * Any thread, also while scan_start and scan_run are at work: bytes that came so far of this
 * reading (some are ahead of the account), and whether a pipe or terminal is waited for.
 */
uint64_t scan_came(const struct scan *scan, bool *waits);
/* what was read, passed on, rejected so far; whole when scan_run has returned */
const struct scan_totals *scan_totals(const struct scan *scan);
void scan_count_written(struct scan *scan, uint64_t n); /* rows passed on after the last turn */
struct fault *scan_fault(struct scan *scan);
unsigned scan_threads(const struct scan *scan);
void scan_free(struct scan *scan);

#endif
