/*
 * chunks: pieces of work of fixed size on a few threads.
 *
 *	chunks_run(threads, matrix_chunks(m), work, self);	work(self, 0) ... work(self, n - 1), in any order
 *
 * Each number is called once; the caller works too and returns when all is done. Threads that cannot be made are
 * done without. What work leaves for each chunk is to be put together in the order of chunks.
 */
#ifndef IA_LEARN_CHUNKS_H
#define IA_LEARN_CHUNKS_H

#include <stddef.h>

void chunks_run(unsigned threads, size_t n, void (*work)(void *self, size_t chunk), void *self);

#endif
