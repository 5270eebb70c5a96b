/*
 * reach: how far the times of an input reach, and whether its last or first event lies absurdly
 * far from the others: a clock that runs ahead, a time that was lost.
 *
 *	struct reach e;
 *	reach_init(&e);				one a thread
 *	reach_add(&e, batch, times);
 *	reach_merge(&e, &other);			in any order
 *	if (reach_odd(&e, REACH_LAST, sentence)) ...	"the last event is 73 years after ..."
 *	reach_release(&e);
 *
 * Counts of events in stretches of 3.2 days, so the answer is the same for any number of threads.
 * An event is odd if it lies further from the 99.9 % point of the times (the first: from the 0.1 %
 * point) than that lies from the other one, and further than half a year. What is known of the
 * points is the stretch, and its nearer end counts.
 * Memory: 9 MB of addresses, of which a page is used for each 4.4 years that have events.
 */
#ifndef IA_EVENT_REACH_H
#define IA_EVENT_REACH_H

#include <stdbool.h>
#include <stdint.h>

struct batch;
struct state;

struct reach {
	uint64_t n;          /* events */
	int64_t first, last; /* us; n 0: none */
	uint64_t *count;     /* [stretch] */
};

enum reach_end { REACH_FIRST, REACH_LAST };

void reach_init(struct reach *reach);
void reach_release(struct reach *reach);
/* times: [batch->nrow], of the rows that are not left out */
void reach_add(struct reach *reach, const struct batch *batch, const int64_t *times);
void reach_merge(struct reach *reach, const struct reach *other);
void reach_state(struct reach *reach, struct state *state); /* shard/state.h */
/* Is the first or the last event odd? sentence: REACH_SENTENCE bytes. */
#define REACH_SENTENCE 160
bool reach_odd(const struct reach *reach, enum reach_end end, char *sentence);

#endif
