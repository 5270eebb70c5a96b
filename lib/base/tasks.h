/*
 * tasks: many small pieces of work on a few threads.
 *
 *	tasks_run(threads, ncolumn * nparts, work, self);	work(self, 0) ... work(self, n - 1), in any order
 *
 * Each number is called once; the caller works too and returns when all is done. Threads that
 * cannot be made are done without. What is left for each piece is to be put together in the order
 * of pieces.
 */
#ifndef IA_BASE_TASKS_H
#define IA_BASE_TASKS_H

#include <stddef.h>

void tasks_run(unsigned threads, size_t n, void (*work)(void *self, size_t task), void *self);

#endif
