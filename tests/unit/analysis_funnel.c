/*
 * Funnels against a brute force that tries every chain of small random logs, in every mode and
 * combination of options; for events in whichever order helps, every order of them.
 */
#include "funnel_help.h"

#define N 8

/* A chain of the brute force: its events by place, and the step of each. */
struct tried {
	unsigned level, n;
	uint32_t at[N], step[N];
};

struct brute {
	const struct funnel_rules *rules;
	const struct funnel_event *event;
	size_t n;
	size_t from;    /* chains start here or later */
	uint32_t value; /* with hold: of this value only */
	/* chains begin only with events of this group; NULL: with any */
	const uint32_t *group_of;
	uint32_t group;
	struct tried best;
	uint32_t reached;
};

/* Less than 0: a is taken before b. */
static int
tried_compare(const struct brute *b, const struct tried *x, const struct tried *y)
{
	const struct funnel_event *e = b->event;
	unsigned i, j;

	if (x->level != y->level)
		return x->level > y->level ? -1 : 1;
	if (b->rules->ties_any) { /* places of one instant are one */
		int64_t later = e[x->at[x->n - 1]].time - e[y->at[y->n - 1]].time;

		if (later == 0)
			later = e[y->at[0]].time - e[x->at[0]].time;
		return later < 0 ? -1 : later > 0;
	}
	if (x->at[x->n - 1] != y->at[y->n - 1])
		return x->at[x->n - 1] < y->at[y->n - 1] ? -1 : 1;
	if (x->at[0] != y->at[0])
		return x->at[0] > y->at[0] ? -1 : 1;
	if (b->rules->order == FUNNEL_ANY) {
		for (i = 0; i < x->n; i++)
			if (x->at[i] != y->at[i])
				return x->at[i] < y->at[i] ? -1 : 1;
		return 0;
	}
	for (i = x->n - 1, j = y->n - 1; i > 0 && j > 0; i--, j--) {
		if (x->step[i - 1] != y->step[j - 1])
			return x->step[i - 1] > y->step[j - 1] ? -1 : 1;
		if (x->at[i - 1] != y->at[j - 1])
			return x->at[i - 1] < y->at[j - 1] ? -1 : 1;
	}
	return 0;
}

static bool
breaks(const struct brute *b, uint32_t i)
{
	if (b->rules->order == FUNNEL_STRICT)
		return true;
	return (b->event[i].match & FUNNEL_EXCLUDED) != 0 &&
	    (!b->rules->hold || b->event[i].value == FUNNEL_NO_VALUE ||
		b->event[i].value == b->value);
}

static bool
keeps_rules(const struct brute *b, const struct tried *t)
{
	uint32_t first = t->at[0], last = t->at[t->n - 1];

	if (b->event[last].time - b->event[first].time > b->rules->within_us)
		return false;
	for (uint32_t i = first; i <= last; i++) {
		bool member = false;

		if (i > first && b->event[i].time - b->event[i - 1].time > b->rules->session_us)
			return false;
		for (unsigned k = 0; k < t->n; k++)
			member = member || t->at[k] == i;
		if (!member && breaks(b, i))
			return false;
	}
	return true;
}

static void
try_chain(struct brute *b, const struct tried *t)
{
	if (!keeps_rules(b, t) || (b->group_of != NULL && b->group_of[t->at[0]] != b->group))
		return;
	b->reached |= UINT32_C(1) << (t->level - 1);
	if (b->best.level == 0 || tried_compare(b, t, &b->best) < 0)
		b->best = *t;
}

static bool
fits(const struct brute *b, size_t i, unsigned step)
{
	return (b->event[i].match >> step & 1) != 0 &&
	    (!b->rules->hold || b->event[i].value == b->value);
}

static void
extend(struct brute *b, struct tried *t)
{
	unsigned step = t->level;
	size_t from = t->n > 0 ? t->at[t->n - 1] + 1 : b->from;

	for (; step < b->rules->nstep; step++) {
		for (size_t i = from; i < b->n; i++) {
			struct tried more = *t;

			if (!fits(b, i, step))
				continue;
			more.at[more.n] = (uint32_t)i;
			more.step[more.n++] = step;
			more.level = step + 1;
			try_chain(b, &more);
			extend(b, &more);
		}
		if ((b->rules->optional >> step & 1) == 0)
			break;
	}
}

/* Any order: events of the chain are chosen in order, each with a step that is free. */
static void
extend_any(struct brute *b, struct tried *t, uint32_t used)
{
	for (size_t i = t->n > 0 ? t->at[t->n - 1] + 1 : b->from; i < b->n; i++) {
		for (unsigned k = 0; k < b->rules->nstep; k++) {
			struct tried more = *t;

			if ((used >> k & 1) != 0 || !fits(b, i, k))
				continue;
			more.at[more.n] = (uint32_t)i;
			more.step[more.n++] = k;
			more.level = more.n;
			try_chain(b, &more);
			extend_any(b, &more, used | UINT32_C(1) << k);
		}
	}
}

static void
brute_try(struct brute *b)
{
	struct tried none = { 0 };

	if (b->rules->order == FUNNEL_ANY)
		extend_any(b, &none, 0);
	else
		extend(b, &none);
}

/* What a user has: completed chains (reenter) and the best of the rest. */
struct answer_table {
	struct tried chain[2 * N];
	uint32_t reached[2 * N];
	size_t n;
};

static void
brute_value(struct brute *b, struct answer_table *a, struct tried *open, uint32_t *open_reached)
{
	for (b->from = 0;;) {
		b->best.level = 0;
		b->reached = 0;
		brute_try(b);
		if (!b->rules->reenter || b->best.level < b->rules->nstep)
			break;
		a->chain[a->n++] = b->best;
		b->from = b->best.at[b->best.n - 1] + 1;
	}
	*open_reached |= b->reached;
	if (b->best.level > 0 && (open->level == 0 || tried_compare(b, &b->best, open) < 0))
		*open = b->best;
}

static void
brute_walk(const struct funnel_rules *rules, const struct funnel_event *event, size_t n,
    const uint32_t *group_of, uint32_t group, struct answer_table *a)
{
	struct brute b = { .rules = rules,
		.event = event,
		.n = n,
		.group_of = group_of,
		.group = group };
	struct tried open = { 0 };
	uint32_t reached = 0;

	a->n = 0;
	for (b.value = 0; b.value < (rules->hold ? 4u : 1u); b.value++)
		brute_value(&b, a, &open, &reached);
	for (size_t i = 1; i < a->n; i++) {
		struct tried t = a->chain[i];
		size_t j = i;

		for (; j > 0 && a->chain[j - 1].at[a->chain[j - 1].n - 1] > t.at[t.n - 1]; j--)
			a->chain[j] = a->chain[j - 1];
		a->chain[j] = t;
	}
	for (size_t i = 0; i < a->n; i++) {
		a->reached[i] = 0;
		for (unsigned k = 0; k < a->chain[i].n; k++)
			a->reached[i] |= 1u << a->chain[i].step[k];
	}
	if (open.level == 0)
		return;
	a->reached[a->n] = reached | (((1u << open.level) - 1) & ~rules->optional);
	if (rules->order == FUNNEL_ANY)
		a->reached[a->n] = (1u << open.level) - 1;
	a->chain[a->n++] = open;
}

/* Every order of the events that keeps the times: the best level, then end, then start. */
struct order_best {
	unsigned level;
	int64_t end, start;
};

static void
try_orders(const struct funnel_rules *rules, struct funnel_event *event, uint32_t *group_of,
    uint32_t group, size_t n, size_t at, struct order_best *best)
{
	struct answer_table a;
	struct order_best o = { 0 };

	if (at == n) {
		brute_walk(rules, event, n, group_of, group, &a);
		if (a.n == 0)
			return;
		o.level = a.chain[0].level;
		o.end = event[a.chain[0].at[a.chain[0].n - 1]].time;
		o.start = event[a.chain[0].at[0]].time;
		if (o.level > best->level ||
		    (o.level == best->level &&
			(o.end < best->end || (o.end == best->end && o.start > best->start))))
			*best = o;
		return;
	}
	for (size_t i = at; i < n && event[i].time == event[at].time; i++) {
		struct funnel_event swap = event[at];
		uint32_t swap_group = group_of[at];

		event[at] = event[i];
		event[i] = swap;
		group_of[at] = group_of[i];
		group_of[i] = swap_group;
		try_orders(rules, event, group_of, group, n, at + 1, best);
		event[i] = event[at];
		event[at] = swap;
		group_of[i] = group_of[at];
		group_of[at] = swap_group;
	}
}

static size_t
random_events(const struct funnel_rules *rules, struct funnel_event *event)
{
	size_t n = below(N + 1);
	unsigned excluded = below(3) == 0 ? 4 : 0, gap = 1 + below(3), masks = below(3);
	uint32_t of_name[5];
	int64_t time = 0;

	memset(of_name, 0, sizeof of_name);
	for (unsigned k = 0; k < rules->nstep; k++)
		of_name[below(masks == 0 ? 2 : 4)] |= 1u << k;
	for (size_t i = 0; i < n; i++) {
		event[i].time = time += below(gap + 1);
		event[i].match = masks == 2 ? below(1u << rules->nstep) : of_name[below(5)];
		if (excluded > 0 && below(excluded) == 0)
			event[i].match |= FUNNEL_EXCLUDED;
		event[i].value = below(5) == 0 ? FUNNEL_NO_VALUE : below(2 + below(3));
	}
	return n;
}

static bool
same_chain(const struct funnel_rules *rules, const struct funnel_event *event,
    const struct tried *t, const struct funnel_chain *c)
{
	bool same = t->level == c->level && t->at[0] == c->start && t->at[t->n - 1] == c->end;
	uint32_t taken = 0;

	for (unsigned i = 0; same && i < t->n; i++) {
		unsigned k = rules->order == FUNNEL_ANY ? i : t->step[i];

		taken |= 1u << k;
		same = (c->taken >> k & 1) != 0 && c->time[k] == event[t->at[i]].time;
	}
	return same && taken == c->taken;
}

/* Chains of the group are chain[*at] and behind it; *at goes on to the next group's. */
static bool
agrees(const struct funnel_rules *rules, const struct funnel_event *event,
    const struct funnel_scratch *s, uint32_t group, size_t *at, const struct answer_table *a)
{
	size_t n = 0;

	while (*at + n < s->n && s->chain[*at + n].group == group)
		n++;
	if (n != a->n)
		return false;
	for (size_t i = 0; i < a->n; i++, ++*at) {
		if (!same_chain(rules, event, &a->chain[i], &s->chain[*at]))
			return false;
		if (a->reached[i] != s->chain[*at].reached)
			return false;
	}
	return true;
}

static void
fail_trial(int trial, const struct funnel_rules *rules, const struct funnel_event *event, size_t n,
    const uint32_t *group_of, const struct answer_table *a, const struct funnel_scratch *s)
{
	show(rules, event, n);
	for (size_t i = 0; group_of != NULL && i < n; i++)
		print_message("  %zu: group %d\n", i, (int)group_of[i]);
	for (size_t i = 0; i < a->n; i++)
		print_message("brute: level %u start %u end %u reached %x\n", a->chain[i].level,
		    a->chain[i].at[0], a->chain[i].at[a->chain[i].n - 1], a->reached[i]);
	for (size_t i = 0; i < s->n; i++)
		print_message("walk: group %u level %u start %u end %u reached %x taken %x\n",
		    s->chain[i].group, s->chain[i].level, s->chain[i].start, s->chain[i].end,
		    s->chain[i].reached, s->chain[i].taken);
	fail_msg("trial %d", trial);
}

static void
every_chain(void **state)
{
	struct funnel_scratch scratch = { 0 };
	struct answer_table a;

	(void)state;
	for (int trial = 0; trial < 60000; trial++) {
		struct funnel_rules rules;
		struct funnel_event event[N];
		size_t n, at = 0;

		random_rules(&rules);
		n = random_events(&rules, event);
		funnel_walk(&rules, &scratch, event, n);
		brute_walk(&rules, event, n, NULL, 0, &a);
		if (!agrees(&rules, event, &scratch, 0, &at, &a) || at != scratch.n)
			fail_trial(trial, &rules, event, n, NULL, &a, &scratch);
	}
	funnel_scratch_release(&scratch);
}

/* Each group asks of the chains that begin with one of its events, and of no others. */
static void
every_chain_of_groups(void **state)
{
	struct funnel_scratch scratch = { 0 };
	struct answer_table a;

	(void)state;
	for (int trial = 0; trial < 60000; trial++) {
		struct funnel_rules rules;
		struct funnel_event event[N];
		uint32_t group_of[N], ngroup = 1 + below(4);
		size_t n, at = 0;

		random_rules(&rules);
		n = random_events(&rules, event);
		random_groups(&rules, event, n, group_of, ngroup);
		funnel_walk_groups(&rules, &scratch, event, n, group_of, ngroup);
		for (uint32_t g = 0; g < ngroup; g++) {
			brute_walk(&rules, event, n, group_of, g, &a);
			if (!agrees(&rules, event, &scratch, g, &at, &a))
				fail_trial(trial, &rules, event, n, group_of, &a, &scratch);
		}
		assert_int_equal(at, scratch.n);
	}
	funnel_scratch_release(&scratch);
}

static bool
same_best(const struct funnel_event *event, const struct funnel_chain *c,
    const struct order_best *best)
{
	return c == NULL ? best->level == 0
			 : best->level == c->level && event[c->end].time == best->end &&
		event[c->start].time == best->start;
}

/* One group of all events where ngroup is 0. */
static void
tied_trial(int trial, struct funnel_scratch *scratch, uint32_t ngroup)
{
	struct funnel_rules rules;
	struct funnel_event event[N], order[N];
	uint32_t group_of[N] = { 0 };
	size_t n, at = 0;

	random_rules(&rules);
	rules.ties_any = true;
	rules.reenter = false;
	n = random_events(&rules, event);
	n = n > 6 ? 6 : n;
	memcpy(order, event, sizeof order);
	if (ngroup > 0) {
		random_groups(&rules, event, n, group_of, ngroup);
		funnel_walk_groups(&rules, scratch, event, n, group_of, ngroup);
	} else {
		funnel_walk(&rules, scratch, event, n);
	}
	for (uint32_t g = 0; g < ngroup || g == 0; g++) {
		const struct funnel_chain *c = NULL;
		struct order_best best = { 0 };

		if (at < scratch->n && scratch->chain[at].group == g)
			c = &scratch->chain[at++];
		try_orders(&rules, order, group_of, g, n, 0, &best);
		if (same_best(event, c, &best))
			continue;
		show(&rules, event, n);
		for (size_t i = 0; i < n; i++)
			print_message("  %zu: group %d\n", i, (int)group_of[i]);
		if (c != NULL)
			print_message("walk: level %u %lld..%lld\n", c->level,
			    (long long)event[c->start].time, (long long)event[c->end].time);
		fail_msg("trial %d group %u: brute level %u %lld..%lld", trial, g, best.level,
		    (long long)best.start, (long long)best.end);
	}
	assert_int_equal(at, scratch->n);
}

static void
every_order_of_ties(void **state)
{
	struct funnel_scratch scratch = { 0 };

	(void)state;
	for (int trial = 0; trial < 20000; trial++)
		tied_trial(trial, &scratch, 0);
	for (int trial = 0; trial < 20000; trial++)
		tied_trial(trial, &scratch, 1 + below(3));
	funnel_scratch_release(&scratch);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_chain),
		cmocka_unit_test(every_chain_of_groups),
		cmocka_unit_test(every_order_of_ties),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
