/*
 * What blocks of a run's events match, 16 to a block, 16 blocks to one of the next level: the next
 * event that matters is found without a look at those between.
 */
#include "analysis/funnel/run.h"
#include <string.h>

#include "base/memory.h"

#define SHIFT 4
#define LEAST 64 /* events that pay for it */

void
funnel_skip_build(struct funnel_run *run)
{
	struct funnel_scratch *s = run->scratch;
	size_t below = 0, n = run->n;

	run->nskip = 0;
	if (n < LEAST)
		return;
	s->skip = memory_grow(s->skip, &s->capacity_skip, n / 8 + 64, sizeof *s->skip);
	for (size_t at = 0; n > 1; below = at, at += n) {
		size_t blocks = (n + (1u << SHIFT) - 1) >> SHIFT;

		memset(s->skip + at, 0, blocks * sizeof *s->skip);
		for (size_t i = 0; i < n; i++)
			s->skip[at + (i >> SHIFT)] |= run->nskip == 0
			    ? run->event[funnel_own(run, i)].match
			    : s->skip[below + i];
		run->skip_at[run->nskip++] = at;
		n = blocks;
	}
}

/* How many events from i on lie in blocks that match none of the bits; 1: only event i itself. */
static inline size_t
blank(const struct funnel_run *run, size_t i, uint32_t bits)
{
	const uint32_t *skip = run->scratch->skip;
	unsigned k = 0;

	while (k < run->nskip && (i & (((size_t)1 << SHIFT * (k + 1)) - 1)) == 0 &&
	    (skip[run->skip_at[k] + (i >> SHIFT * (k + 1))] & bits) == 0)
		k++;
	return (size_t)1 << SHIFT * k;
}

size_t
funnel_skip_to(const struct funnel_run *run, size_t i, uint32_t bits, int64_t until)
{
	while (i < run->n) {
		const struct funnel_event *event = &run->event[funnel_own(run, i)];

		if ((event->match & bits) != 0 || event->time > until)
			return i;
		i += run->nskip > 0 ? blank(run, i, bits) : 1;
	}
	return run->n;
}
