/*
 * session: where a user's sequence falls into sessions.
 *
 *	for (size_t from = 0, to; from < s->n; from = to) {
 *		to = session_end(s, from, 30 * MINUTE_US);
 *		...						records from .. to - 1
 *	}
 *
 * A session ends where the gap to the next record is longer than gap_us; a gap of exactly that
 * stays inside.
 */
#ifndef IA_EVENT_SESSION_H
#define IA_EVENT_SESSION_H

#include "event/sequence.h"

static inline size_t
session_end(const struct sequence *sequence, size_t from, int64_t gap_us)
{
	const struct sequence_record *r = sequence->record;

	for (from++; from < sequence->n && r[from].time - r[from - 1].time <= gap_us;)
		from++;
	return from;
}

#endif
