/*
 * dedupe: a scan's rows without their repeats.
 *
 *	struct dedupe d;
 *	dedupe_open(&d, &options, scan, &roles_options, &fault);
 *	dedupe_load(&d, path);					keys of earlier runs
 *	scan_run(scan, dedupe_work(&d, &work));			rows that are known to be wanted
 *	dedupe_finish(&d, write, self);				those that had to wait for the end
 *	dedupe_save(&d, write, self);
 *	dedupe_release(&d);
 *
 * How a row is written is the caller's: options.row, options.run. What equal and repeat mean:
 * key.h, repeats.h.
 * Errors: false with the fault; in the middle of a scan options.fail is called, and must not
 * return.
 */
#ifndef IA_DEDUPE_DEDUPE_H
#define IA_DEDUPE_DEDUPE_H

#include "dedupe/key.h"
#include "dedupe/repeats.h"
#include "event/roles.h"
#include "dedupe/held_rows.h"

typedef bool (*dedupe_write)(void *self, const char *ptr, size_t len);

struct dedupe_options {
	const char *const *column; /* [ncolumn] of the key; 0: the whole record */
	size_t ncolumn;
	enum keep keep;
	int64_t within_us, ttl_us; /* -1: not given */
	bool count, sorted, duplicates;
	bool drop_none; /* rows without a key are left out */
	bool state;     /* dedupe_load and dedupe_save will be called */
	size_t memory;  /* -S */
	/* -S was not given: keys held in memory stay well below it */
	bool sparing;
	bool repairs; /* --on-error=keep: rows are not always as in the file */
	const char *temp;

	void *self;
	/* count: one row, the digit is what its count is for now. */
	void (*row)(void *self, const struct batch *batch, size_t row, char digit,
	    struct buffer *out);
	void (*run)(void *self, const struct batch *batch, size_t first, size_t last,
	    struct buffer *out);
	void (*fail)(void *self, const struct fault *fault);
};

struct dedupe {
	struct dedupe_options options;
	struct scan *scan;
	struct key_plan key;
	struct roles roles;
	bool timed;
	bool reread;    /* keys may be read again in the input */
	int64_t latest; /* time seen */
	uint64_t none;  /* rows without a key */
	bool expected;  /* how many keys there will be, from the first ones */
	struct repeats *repeats;
	struct held_rows held;
	struct buffer row, other; /* a row that has to wait */
	struct buffer about;      /* of the state */
	struct fault *fault;
};

/* Are rows written as they come, or only at the end? */
bool dedupe_streams(const struct dedupe_options *options);

bool dedupe_open(struct dedupe *d, const struct dedupe_options *options, struct scan *scan,
    const struct roles_options *roles, struct fault *fault);
const struct scan_work *dedupe_work(struct dedupe *d, struct scan_work *work);
bool dedupe_finish(struct dedupe *d, dedupe_write write, void *self);
void dedupe_release(struct dedupe *d);

bool dedupe_load(struct dedupe *d, const char *path);
bool dedupe_save(struct dedupe *d, dedupe_write write, void *self);

#endif
