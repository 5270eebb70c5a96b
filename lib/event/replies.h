/*
 * replies: inside lib/event: what was written for each user, in the order in which users first
 * appeared.
 *
 *	replies_init(&replies, limit, folder);			one a thread
 *	replies_add(&replies, first, ptr, len);
 *	replies_take(&replies, ptr, size);			memory that others are done with
 *	replies_end(&replies);					sorts
 *	replies_emit(list, n, memory, emit, self, &fault);	of all threads, merged
 *	replies_release(&replies);
 *
 * Replies stand in pieces of memory, each behind its length; what was taken over is used before any
 * is asked for, and must stay until replies_release. Past the limit (of what was not taken over) a
 * thread's replies are sorted and written to a temporary file as a run; runs and what is in memory
 * are merged at the end, with a small buffer a run.
 */
#ifndef IA_EVENT_REPLIES_H
#define IA_EVENT_REPLIES_H

#include "base/buffer.h"
#include "event/partition_store.h"

struct reply_at {
	uint64_t first; /* order of the user's first record: no two are the same */
	const char *at; /* its length, its bytes */
};

struct reply_piece {
	struct reply_piece *next;
	size_t size; /* with this head */
	bool own;
};

struct replies {
	struct reply_piece *used, *spent; /* that in use first; those that can be used */
	char *at, *end;                   /* room in the first one used */
	size_t held;                      /* bytes of own pieces */
	struct reply_at *reply, *spare;   /* [n] */
	size_t n, capacity, capacity_spare;
	size_t limit;
	const char *folder;
	struct temp *temp;
	struct extent *run; /* [nrun], in temp: first, len, bytes, and so on */
	size_t nrun, capacity_run;
	struct fault fault;
};

void replies_init(struct replies *replies, size_t limit, const char *folder);
bool replies_add(struct replies *replies, uint64_t first, const char *ptr, size_t len);
void replies_take(struct replies *replies, char *ptr, size_t size); /* ptr: as malloc aligns */
void replies_end(struct replies *replies);
void replies_release(struct replies *replies);

/* false: emit said so, or the fault. memory: bytes for the buffers of all runs. */
bool replies_emit(struct replies *const *list, size_t n, size_t memory,
    bool (*emit)(void *self, const char *ptr, size_t len), void *self, struct fault *fault);

#endif
