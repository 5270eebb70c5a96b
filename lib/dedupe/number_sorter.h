/*
 * number_sorter: numbers in any order, given back in ascending order, each with a value; past a
 * limit in a file.
 *
 *	struct number_sorter e;
 *	number_sorter_init(&e, limit, temp, &fault);
 *	number_sorter_add(&e, number, value);
 *	number_sorter_sort(&e);
 *	while (number_sorter_next(&e, &next)) ...		next.number, next.value
 *	number_sorter_release(&e);
 *
 * Runs of limit bytes are sorted in memory (by bytes, least first), written, and merged at the end.
 * Errors: false, with the fault.
 */
#ifndef IA_DEDUPE_NUMBER_SORTER_H
#define IA_DEDUPE_NUMBER_SORTER_H

#include <stddef.h>

#include "base/temp.h"

struct exception {
	uint64_t number, value;
};

struct exception_run {
	uint64_t offset, left; /* in the file: the next byte, sorter not read yet */
	struct exception *at;  /* [n] read */
	size_t next, n;
};

struct number_sorter {
	struct exception *at; /* [n] */
	size_t n, capacity, next, limit;
	struct exception_run *run; /* [nrun] */
	size_t nrun, run_capacity;
	size_t *heap; /* [nheap] runs, that with the least number first */
	size_t nheap;
	const char *directory;
	struct temp *temp;
	struct fault *fault;
};

void number_sorter_init(struct number_sorter *e, size_t limit, const char *directory,
    struct fault *fault);
bool number_sorter_add(struct number_sorter *e, uint64_t number, uint64_t value);
bool number_sorter_flush(struct number_sorter *e); /* what is in memory becomes a run */
bool number_sorter_sort(struct number_sorter *e);
/* false: no more, or a fault */
bool number_sorter_next(struct number_sorter *e, struct exception *out);
void number_sorter_release(struct number_sorter *e);

#endif
