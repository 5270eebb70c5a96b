/* Which event stands for which step: a matching, made larger along augmenting paths. */
#include "analysis/funnel/run.h"

void
funnel_match_clear(struct funnel_match *match)
{
	for (size_t k = 0; k < FUNNEL_STEPS; k++)
		match->owner[k] = FUNNEL_FREE;
	for (size_t c = 0; c < match->nclass; c++)
		match->class[c].used = 0;
}

/* Looks for an event for step k; tried has the steps whose owners were asked to move. */
static bool
augment(struct funnel_match *match, unsigned k, uint32_t *tried)
{
	uint32_t bit = UINT32_C(1) << k;

	*tried |= bit;
	for (size_t c = 0; c < match->nclass; c++) {
		struct funnel_class *class = &match->class[c];

		if ((class->match & bit) != 0 && class->used < class->count) {
			class->used++;
			match->owner[k] = (uint32_t)c;
			return true;
		}
	}
	for (unsigned j = 0; j < FUNNEL_STEPS; j++) {
		uint32_t c = match->owner[j];

		if (c == FUNNEL_FREE || (*tried & UINT32_C(1) << j) != 0 ||
		    (match->class[c].match & bit) == 0)
			continue;
		if (augment(match, j, tried)) {
			match->owner[k] = c;
			return true;
		}
	}
	return false;
}

bool
funnel_match_step(struct funnel_match *match, unsigned k)
{
	uint32_t tried = 0;

	return augment(match, k, &tried);
}

static bool
augment_event(const struct funnel_event *event, uint32_t *owner, unsigned nstep, uint32_t at,
    uint32_t *tried)
{
	uint32_t match = funnel_steps(&event[at]);

	for (unsigned k = 0; k < nstep; k++) {
		if ((match >> k & 1) != 0 && owner[k] == FUNNEL_FREE) {
			owner[k] = at;
			return true;
		}
	}
	for (unsigned k = 0; k < nstep; k++) {
		uint32_t bit = UINT32_C(1) << k;

		if ((match & bit) == 0 || (*tried & bit) != 0)
			continue;
		*tried |= bit;
		if (augment_event(event, owner, nstep, owner[k], tried)) {
			owner[k] = at;
			return true;
		}
	}
	return false;
}

bool
funnel_match_event(const struct funnel_event *event, uint32_t *owner, unsigned nstep, uint32_t at)
{
	uint32_t tried = 0;

	return augment_event(event, owner, nstep, at, &tried);
}
