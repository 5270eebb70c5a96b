/*
 * state: what a run on a part of the users holds, so that parts add up elsewhere.
 *
 * An analysis says once which sums, counts, maxima and counted values it holds, in a function that
 * is called in either direction: to write them, or to add what is read to what it has.
 *
 *	for (size_t k = 0; state_more(state, "event", k < n); k++) {
 *		state_text(state, &name);			the key
 *		state_sum(state, &users);			read, it adds to what is there
 *	}
 *
 * A state is lines of text: a record each, of a name and fields with tabs between, and last a check
 * of the line and of all that stand before it. So a line is known to be right before it is
 * looked at. The first lines say what made it (state_begin), the last one ends it (state_end); one
 * file may hold several. Texts are escaped (%09), so that no engine takes a byte for its own.
 * Lifetime: texts that are read live until the next record.
 * Names of records are not ia-state, option, parts, print, rows and end, which are the frame.
 * Errors: the first stays in the fault, with the name of the input and what is wrong; from then on
 * nothing is read or written. Limits: 64 MiB a line.
 */
#ifndef IA_SHARD_STATE_H
#define IA_SHARD_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "base/slice.h"

struct state;

bool state_writes(const struct state *state);
/* Is there one more record of this name? Writing: more says so, and it begins. */
bool state_more(struct state *state, const char *name, bool more);
/* Is there one more field? Writing: more says so, and false where the record is long enough. */
bool state_field(struct state *state, bool more);

/* Keys: written as they are; read into their place. */
void state_text(struct state *state, struct slice *text);
void state_integer(struct state *state, int64_t *number);
void state_place(struct state *state, uint64_t *place, uint64_t n); /* below n, or a fault */
/* What adds up: read, it is added to what is there. */
void state_sum(struct state *state, uint64_t *sum);
void state_sums(struct state *state, uint64_t *sum, size_t n);
void state_most(struct state *state, int64_t *most);
void state_least(struct state *state, int64_t *least);
void state_any(struct state *state, uint64_t *bits); /* bits that some part has */
/* A value less the one before it, and how often it came, at least 1. */
void state_run(struct state *state, uint64_t *step, uint64_t *count);

/* What does not fit what the reader is asked for: a fault, as of a damaged state. */
void state_refuse(struct state *state);
bool state_failed(const struct state *state);

/* --- for lib/tool ------------------------------------------------------------------------- */

/* Who makes and reads states: all of it must be the same. */
struct state_maker {
	const char *tool, *version;
	/* [noption], in order: what was asked for and changes the result */
	const struct state_option {
		const char *name;
		struct slice value;
	} * option;
	size_t noption;
};

/*
 * What was put together: which parts there are, or of states that have none what they were made
 * from.
 */
struct state_total {
	uint32_t nparts; /* 0: states have no part, or there are none */
	uint32_t *from;  /* [nparts]: 1 + the input that it came from; 0: missing */
	struct state_print {
		uint64_t print, rows; /* of the users and times of an input; 0: of nobody */
		uint32_t from;
	} * print; /* [nprint]: of states without a part */
	size_t nprint, capacity_print;
	uint64_t rows, nstate;
	char **input; /* [ninput]: names */
	size_t ninput, capacity_input;
};

void state_total_release(struct state_total *total);
/* A run's own: part below nparts, or nparts 0. */
void state_total_own(struct state_total *total, uint32_t part, uint32_t nparts, uint64_t rows,
    uint64_t print);
/*
 * Is all there: parts of that number (0: not asked for), rows (asked where wants_rows)? false: the
 * fault names what is missing. EXIT_SYSTEM where it may still come.
 */
bool state_total_check(const struct state_total *total, uint64_t nparts, bool wants_rows,
    uint64_t rows, struct fault *fault);

struct state *state_writer(bool (*write)(void *self, const char *ptr, size_t len), void *self,
    struct fault *fault);
/* The descriptor stays open. */
struct state *state_reader(int descriptor, const char *input, struct fault *fault);
/*
 * What made it. Reading: false at the end of the input, or with a fault where it is not ours, or
 * has a part that total has already.
 */
bool state_begin(struct state *state, const struct state_maker *maker, struct state_total *total);
bool state_end(struct state *state); /* false: fault */
void state_free(struct state *state);

#endif
