/* Random funnels, and what they were, for the tests of walks. */
#ifndef IA_TEST_FUNNEL_HELP_H
#define IA_TEST_FUNNEL_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/funnel/walk.h"

static uint64_t seed = 88172645463325252u;

static inline unsigned
below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % n;
}

static inline void
random_rules(struct funnel_rules *rules)
{
	static const int64_t within[] = { FUNNEL_NO_LIMIT, FUNNEL_NO_LIMIT, 0, 1, 2, 3, 5, 8 };
	static const int64_t session[] = { FUNNEL_NO_LIMIT, FUNNEL_NO_LIMIT, 0, 1, 2 };

	memset(rules, 0, sizeof *rules);
	rules->nstep = 1 + below(4);
	rules->order = (enum funnel_order)below(3);
	rules->within_us = within[below(8)];
	rules->session_us = session[below(5)];
	rules->hold = below(3) == 0;
	rules->reenter = below(4) == 0;
	if (rules->order != FUNNEL_ANY && below(3) == 0)
		rules->optional = below(1u << rules->nstep) & ~1u;
}

static inline void
show(const struct funnel_rules *rules, const struct funnel_event *event, size_t n)
{
	print_message(
	    "nstep %u order %d within %lld session %lld optional %x hold %d reenter %d ties %d\n",
	    rules->nstep, (int)rules->order, (long long)rules->within_us,
	    (long long)rules->session_us, rules->optional, rules->hold, rules->reenter,
	    rules->ties_any);
	for (size_t i = 0; i < n; i++)
		print_message("  %zu: time %lld match %08x value %d\n", i, (long long)event[i].time,
		    event[i].match, (int)event[i].value);
}

/* Groups of the events that a chain may begin with. */
static inline void
random_groups(const struct funnel_rules *rules, const struct funnel_event *event, size_t n,
    uint32_t *group, unsigned ngroup)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t steps = event[i].match & ~FUNNEL_EXCLUDED;
		bool starts = rules->order == FUNNEL_ANY ? steps != 0 : (steps & 1) != 0;

		group[i] = starts && below(8) > 0 ? below(ngroup) : FUNNEL_NO_GROUP;
	}
}

#endif
