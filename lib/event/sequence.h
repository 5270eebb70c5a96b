/*
 * sequence: rows to users: each user's events in order, users in parallel.
 *
 *	static void rows(void *self, void *thread, struct batch *batch, const int64_t *times,
 *	    struct sequence_sink *sink)
 *	{
 *		for each row i that matters:
 *			sequence_add(sink, user, times[i], batch->order + i, words);
 *	}
 *
 *	static void each(void *self, void *thread, const struct sequence *s, struct sequence_reply *reply)
 *	{
 *		... s->record[0], s->n ...				one user's, by time, then by input order
 *	}
 *
 * and, with these in a spec:
 *
 *	sequences_run(scan, &spec);
 *
 * Each record goes to a partition by its user's hash; when the input ended well each partition is
 * grouped by user, put in order and given user by user, partitions in parallel. Past spec->memory
 * partitions spill to unlinked temporary files; one that is too large is split again. What is
 * written to a reply is passed to spec->emit in the order in which users first appeared in the
 * input, also when it had to spill.
 */
#ifndef IA_EVENT_SEQUENCE_H
#define IA_EVENT_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/slice.h"

struct batch;
struct reach;
struct roles;
struct scan;
struct scan_totals;

#define SEQUENCE_WORDS 8

struct sequence_sink;

struct sequence_record {
	int64_t time;
	uint64_t order;       /* grows along the input */
	const uint32_t *word; /* [spec->nword]: what the tool packed */
	/* what the tool kept of the row (sequence_add_text); else empty */
	struct slice text;
};

struct sequence {
	struct slice user;
	uint64_t first; /* order of the user's first record that was added */
	size_t n;
	const struct sequence_record *record; /* [n], by time, then order */
};

struct sequence_reply {
	struct buffer out; /* bytes for spec->emit, for this user */
	/* where: sequence->first, or the order of another record of the user */
	uint64_t first;
};

/* What is known when the input ended, before the first user comes. */
struct sequence_end {
	const struct reach *reach; /* of all events that were seen */
	uint64_t later;            /* events behind spec->until, which were not */
	bool part;                 /* of the users: the last event of all may be later */
};

struct sequence_spec {
	void *self;
	unsigned nword;      /* words a record, at most SEQUENCE_WORDS */
	bool text;           /* records carry text */
	struct roles *roles; /* user and time are bound; checked before rows is called */
	size_t memory;       /* bytes that all partitions may hold; 0: no limit */
	const char *temp;    /* folder to spill to; NULL: the usual */
	bool ends;           /* later events than until are as if they were not there */
	int64_t until;       /* us */
	bool bounded;        /* the tool has a bound of its own for what it sees */
	unsigned npartition; /* 0: by the memory and the threads; tests set it */
	void *(*thread_new)(void *self, unsigned thread);
	void (*rows)(void *self, void *thread, struct batch *batch, const int64_t *times,
	    struct sequence_sink *sink);
	/* after a thread's last rows, before any user: adds what rows kept back; may be NULL */
	void (*rows_end)(void *self, void *thread, struct sequence_sink *sink);
	/* once, after all rows; may be NULL */
	void (*ended)(void *self, const struct sequence_end *end);
	void (*user)(void *self, void *thread, const struct sequence *sequence,
	    struct sequence_reply *reply);
	bool (*emit)(void *self, const char *ptr, size_t len); /* false: stop */
	bool (*tick)(void *self, const struct scan_totals *totals);
	/* after the last user; order-free sums merge here */
	void (*thread_end)(void *self, void *thread);
};

void sequence_add(struct sequence_sink *sink, struct slice user, int64_t time, uint64_t order,
    const uint32_t *words);
/*
 * The same for one word and no text, faster: the user's bytes must stay until rows or rows_end
 * returns.
 */
void sequence_add_word(struct sequence_sink *sink, struct slice user, int64_t time, uint64_t order,
    uint32_t word);
void sequence_add_text(struct sequence_sink *sink, struct slice user, int64_t time, uint64_t order,
    const uint32_t *words, struct slice text);
/*
 * The same where the text is made in its place: room for it, at most SEQUENCE_ROOM bytes; NULL: the
 * run has failed. sequence_end with where it ends adds the record, with NULL takes it back.
 */
#define SEQUENCE_ROOM 250u
char *sequence_begin(struct sequence_sink *sink, struct slice user, int64_t time, uint64_t order,
    const uint32_t *words, size_t room);
void sequence_end(struct sequence_sink *sink, const char *end);

/* false: scan_fault */
bool sequences_run(struct scan *scan, const struct sequence_spec *spec);

#endif
