/*
 * Groups of starts in logs too long for the brute force: in order a group is the funnel of the log
 * in which nothing else can be the first step.
 */
#include "funnel_help.h"

#define LONG 500
#define GROUPS 40

static size_t
long_events(const struct funnel_rules *rules, struct funnel_event *event)
{
	size_t n = 64 + below(LONG - 64);
	unsigned busy = 1 + below(30), gap = below(3);
	int64_t time = 0;

	for (size_t i = 0; i < n; i++) {
		event[i].time = time += below(gap + 1);
		event[i].match = below(busy) == 0 ? below(1u << rules->nstep) : below(4) == 0;
		if (below(60) == 0)
			event[i].match |= FUNNEL_EXCLUDED;
		event[i].value = below(9) == 0 ? FUNNEL_NO_VALUE : below(3);
	}
	return n;
}

static bool
same_answer(const struct funnel_event *event, const struct funnel_chain *x,
    const struct funnel_chain *y)
{
	bool same = x->level == y->level && x->reached == y->reached && x->taken == y->taken &&
	    event[x->start].time == event[y->start].time && x->end == y->end;

	for (unsigned k = 0; k < x->level; k++)
		same = same && ((x->taken >> k & 1) == 0 || x->time[k] == y->time[k]);
	return same;
}

static void
groups_by_themselves(void **state)
{
	struct funnel_scratch together = { 0 }, alone = { 0 };

	(void)state;
	for (int trial = 0; trial < 400; trial++) {
		struct funnel_rules rules;
		struct funnel_event event[LONG], masked[LONG];
		uint32_t group_of[LONG];
		size_t n, at = 0;

		random_rules(&rules);
		rules.order = below(6) == 0 ? FUNNEL_STRICT : FUNNEL_ORDERED;
		rules.ties_any = below(2) == 0;
		rules.within_us = below(3) == 0 ? FUNNEL_NO_LIMIT : 1 + below(100);
		rules.session_us = below(2) == 0 ? FUNNEL_NO_LIMIT : below(4);
		n = long_events(&rules, event);
		random_groups(&rules, event, n, group_of, GROUPS);
		funnel_walk_groups(&rules, &together, event, n, group_of, GROUPS);
		for (uint32_t g = 0; g < GROUPS; g++) {
			memcpy(masked, event, sizeof masked);
			for (size_t i = 0; i < n; i++)
				if (group_of[i] != g)
					masked[i].match &= ~UINT32_C(1);
			funnel_walk(&rules, &alone, masked, n);
			for (size_t c = 0; c < alone.n; c++, at++) {
				if (at < together.n && together.chain[at].group == g &&
				    same_answer(event, &alone.chain[c], &together.chain[at]))
					continue;
				show(&rules, event, n);
				fail_msg("trial %d group %u", trial, g);
			}
		}
		assert_int_equal(at, together.n);
	}
	funnel_scratch_release(&together);
	funnel_scratch_release(&alone);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(groups_by_themselves) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
