/*
 * exceptions: numbers in any order, given back in ascending order, each with a value; past a limit
 * in a file.
 *
 *	struct exceptions e;
 *	exceptions_init(&e, limit, temp, &fault);
 *	exceptions_add(&e, number, value);
 *	exceptions_sort(&e);
 *	while (exceptions_next(&e, &number, &value)) ...
 *	exceptions_release(&e);
 *
 * Runs of limit bytes are sorted in memory (by bytes, least first), written, and merged at the end.
 * Errors: false, with the fault.
 */
#ifndef IA_EVENT_EXCEPTIONS_H
#define IA_EVENT_EXCEPTIONS_H

#include <stddef.h>

#include "base/temp.h"

struct exception {
	uint64_t number, value;
};

struct exception_run {
	uint64_t offset, left;		/* in the file: the next byte, exceptions not read yet */
	struct exception *at;		/* [n] read */
	size_t next, n;
};

struct exceptions {
	struct exception *at;		/* [n] */
	size_t n, capacity, next, limit;
	struct exception_run *run;	/* [nrun] */
	size_t nrun, run_capacity;
	size_t *heap;			/* [nheap] runs, that with the least number first */
	size_t nheap;
	const char *directory;
	struct temp *temp;
	struct fault *fault;
};

void exceptions_init(struct exceptions *e, size_t limit, const char *directory,
    struct fault *fault);
bool exceptions_add(struct exceptions *e, uint64_t number, uint64_t value);
bool exceptions_flush(struct exceptions *e);	/* what is in memory becomes a run */
bool exceptions_sort(struct exceptions *e);
/* false: no more, or a fault */
bool exceptions_next(struct exceptions *e, struct exception *out);
void exceptions_release(struct exceptions *e);

#endif
