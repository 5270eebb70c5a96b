/*
 * state_parts: inside lib/shard: a state between the files of records and of what made it.
 */
#ifndef IA_SHARD_STATE_PARTS_H
#define IA_SHARD_STATE_PARTS_H

#include "shard/state.h"

#define STATE_VERSION 1

struct state {
	bool (*write)(void *self, const char *ptr, size_t len); /* NULL: it is read */
	void *self;
	struct buffer line; /* written: the record; read: bytes of the input */
	struct buffer out;  /* written: lines; read: the record's texts, decoded */
	int descriptor;
	const char *input;
	size_t at, len; /* read: the record in line */
	size_t field;   /* read: where its next field begins; past len: there is none */
	bool held;      /* read: a record is there that nobody has taken */
	bool ended;     /* read: no byte comes any more */
	bool inside;    /* read: between its first line and its last */
	bool begun;     /* written: a record is under way */
	uint64_t check; /* of all lines so far */
	uint64_t nline;
	struct fault *fault;
};

/* The record that was begun goes out. */
void state_put(struct state *state);
/* The next record is there; false: the input has ended, or a fault. */
bool state_hold(struct state *state);
void state_let_go(struct state *state);       /* it was taken: nothing of it may be left */
struct slice state_next(struct state *state); /* the bytes of the next field */
/* The input that is read now; parts and prints of the state that begins in it. */
void state_total_input(struct state_total *total, const struct state *state);
void state_total_parts(struct state_total *total, struct state *state, uint64_t nparts,
    struct slice list);
void state_total_prints(struct state_total *total, struct state *state);
/* Its fault: "x.state:12: damaged: ...". */
void state_fail(struct state *state, int exit, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
