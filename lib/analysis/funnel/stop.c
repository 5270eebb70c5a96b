/* Why the chain of a user got no further: time, an excluded event, the order, another value. */
#include "analysis/funnel/run.h"

/* The steps that would take the chain further. */
static uint32_t
next_steps(const struct funnel_rules *rules, const struct funnel_chain *chain)
{
	uint32_t next = 0;

	if (rules->order == FUNNEL_ANY)
		return (uint32_t)((UINT64_C(1) << rules->nstep) - 1) & ~chain->matched;
	for (unsigned k = chain->level; k < rules->nstep; k++) {
		next |= UINT32_C(1) << k;
		if ((rules->optional >> k & 1) == 0)
			break;
	}
	return next;
}

/* Can the event be a step of the chain; can it break it? */
static bool
same_value(const struct funnel_rules *rules, const struct funnel_event *event, uint32_t i,
    uint32_t j)
{
	return !rules->hold || event[i].value == event[j].value;
}

static bool
excludes(const struct funnel_rules *rules, const struct funnel_event *event, uint32_t i, uint32_t j)
{
	return (event[i].match & FUNNEL_EXCLUDED) != 0 &&
	    (!rules->hold || event[i].value == FUNNEL_NO_VALUE || event[i].value == event[j].value);
}

/* Did the next step come at another time than it should have? */
static enum funnel_stop
came_elsewhere(const struct funnel_rules *rules, const struct funnel_event *event,
    const struct funnel_chain *chain, uint32_t next)
{
	for (uint32_t i = 0; i < chain->end; i++)
		if ((event[i].match & next) != 0 && same_value(rules, event, i, chain->end))
			return rules->order == FUNNEL_ANY ? FUNNEL_STOP_TIME : FUNNEL_STOP_ORDER;
	return FUNNEL_STOP_END;
}

/* The first event behind the chain that an excluded one at its last instant may stand among. */
static uint32_t
behind(const struct funnel_rules *rules, const struct funnel_event *event,
    const struct funnel_chain *chain)
{
	uint32_t i = chain->end;

	if (rules->ties_any && event[chain->start].time < event[i].time)
		while (i > 0 && event[i - 1].time == event[chain->end].time)
			i--;
	else
		i++;
	return i;
}

enum funnel_stop
funnel_stopped(const struct funnel_rules *rules, const struct funnel_event *event, size_t n,
    const struct funnel_chain *chain)
{
	int64_t start = event[chain->start].time;
	uint32_t next = next_steps(rules, chain);
	bool late = false;

	if (chain->level == rules->nstep)
		return FUNNEL_COMPLETE;
	for (uint32_t i = behind(rules, event, chain); i < n; i++) {
		bool fits = (event[i].match & next) != 0 && same_value(rules, event, i, chain->end);

		late = late || event[i].time - start > rules->within_us ||
		    (i > 0 && event[i].time - event[i - 1].time > rules->session_us &&
			i > chain->end);
		if (fits && late)
			return FUNNEL_STOP_TIME;
		if (!late && excludes(rules, event, i, chain->end) && (i > chain->end || !fits))
			return FUNNEL_STOP_EXCLUDED;
		if (rules->order == FUNNEL_STRICT && i > chain->end)
			return FUNNEL_STOP_ORDER;
	}
	return came_elsewhere(rules, event, chain, next);
}
