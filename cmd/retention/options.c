#include "retention/options.h"

#define FOR_COHORTS ": it is for cohorts, not for --lifecycle or --stickiness"

void
options_for_eyes(struct options *o)
{
	struct retention_params *p = &o->retention;

	if (p->lifecycle || p->stickiness)
		return;
	o->matrix = true;
	p->fit = p->period == NULL && p->periods == RETENTION_UNASKED && o->brackets.n == 0 &&
	    p->mode != RETENTION_BRACKET;
}

const char *
options_together(const struct options *o)
{
	const struct retention_params *p = &o->retention;

	if (p->lifecycle && p->stickiness)
		return "give --lifecycle or --stickiness, not both";
	if (p->lifecycle || p->stickiness) {
		if (o->matrix)
			return "matrix" FOR_COHORTS;
		if (p->periods != RETENTION_UNASKED)
			return "periods" FOR_COHORTS;
		if (p->mode != RETENTION_EXACT)
			return "mode" FOR_COHORTS;
		if (p->every)
			return "cohort" FOR_COHORTS;
	}
	if (p->nbracket > 0 && p->mode != RETENTION_BRACKET)
		return "brackets: it goes with --mode bracket";
	if (p->mode == RETENTION_BRACKET && p->periods != RETENTION_UNASKED)
		return "periods: with --mode bracket the brackets say how far";
	return NULL;
}
