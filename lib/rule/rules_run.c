/*
 * The scans: rules on batches, on any thread; or in turn where a rule needs input order.
 */
#include <stdlib.h>

#include "base/fault.h"
#include "base/memory.h"
#include "read/batch.h"
#include "rule/rule_kind.h"

static void *
thread_new(void *self, unsigned thread)
{
	struct rules *rules = self;
	struct rule_thread *t = memory_new(sizeof *t);

	(void)thread;
	t->cell = memory_array(row_plan_ncell(rules->plan) + 1, sizeof *t->cell);
	t->count = memory_array(rules->n + 1, sizeof *t->count);
	t->gathered = memory_array(rules->n + 1, sizeof *t->gathered);
	for (size_t i = 0; i < rules->upto && rules->gathering; i++)
		if (fill_gather(rules->rule[i]) != NULL)
			t->gathered[i] = gather_thread_new(fill_gather(rules->rule[i]));
	return t;
}

static void
thread_end(void *self, void *thread)
{
	struct rules *rules = self;
	struct rule_thread *t = thread;

	for (size_t i = 0; i < rules->n; i++) {
		struct rule *rule = rules->rule[i];

		if (t->gathered[i] != NULL)
			gather_merge(fill_gather(rule), t->gathered[i]);
		if (rules->gathering)
			continue;
		rule->count.changed += t->count[i].changed;
		rule->count.dropped += t->count[i].dropped;
		rule->count.bad += t->count[i].bad;
	}
	expr_scratch_release(&t->scratch);
	arena_release(&t->arena);
	free(t->cell);
	free(t->count);
	free(t->gathered);
	free(t);
}

static bool
apply(const struct rules *rules, struct record *record)
{
	for (size_t i = 0; i < rules->upto; i++) {
		const struct rule *rule = rules->rule[i];
		enum outcome outcome;

		if (rule->kind->apply == NULL)
			continue;
		record->count = &record->thread->count[i];
		outcome = rule->kind->apply(rule, record);
		if (outcome == OUTCOME_KEEP)
			continue;
		record->count->dropped += outcome == OUTCOME_DROP;
		return false;
	}
	return true;
}

static void
begin(struct record *record, size_t row, size_t ncell)
{
	record->row = row;
	record->used = 0;
	if (record->used_arena)
		arena_clear(&record->thread->arena);
	record->used_arena = false;
	if (!record->changed)
		return;
	record->changed = false;
	for (size_t k = 0; k < ncell; k++)
		record->cell[k].state = CELL_SOURCE;
}

/* Rows are written in stretches as long as no cell is changed. */
static void
run_batch(const struct rules *rules, struct rule_thread *thread, struct batch *batch,
    struct buffer *out)
{
	struct record r = { .rules = rules,
		.batch = batch,
		.thread = thread,
		.cell = thread->cell,
		.changed = true };
	/* rows first .. next - 1 wait */
	size_t ncell = row_plan_ncell(rules->plan), first = 0, next = 0;

	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i))
			continue;
		begin(&r, i, ncell);
		if (!apply(rules, &r) || rules->gathering)
			continue;
		if (next > first && (next != i || r.changed))
			batch->written += row_write_run(rules->plan, batch, first, next, out);
		if (next != i || r.changed)
			first = i;
		next = i + 1;
		if (r.changed) {
			batch->written += row_write(rules->plan, batch, i, r.cell, out);
			first = next;
		}
	}
	if (next > first)
		batch->written += row_write_run(rules->plan, batch, first, next, out);
}

static void
work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	(void)block;
	run_batch(self, thread, batch, out);
}

static void
turn(void *self, struct batch *batch, void *block, struct buffer *out)
{
	struct rules *rules = self;

	(void)block;
	if (rules->in_turn == NULL)
		rules->in_turn = thread_new(rules, 0);
	run_batch(rules, rules->in_turn, batch, out);
}

void
rules_finish(struct rules *rules)
{
	if (rules->in_turn != NULL)
		thread_end(rules, rules->in_turn);
	rules->in_turn = NULL;
}

static void
set_work(struct rules *rules, struct scan_work *out)
{
	for (size_t i = 0; i < rules->n; i++)
		fill_begin(rules->rule[i], rules);
	*out = (struct scan_work){ .self = rules,
		.thread_new = thread_new,
		.work = work,
		.thread_end = thread_end };
	if (rules->ordered)
		*out = (struct scan_work){ .self = rules, .turn = turn };
}

/*
 * The next scan that only gathers applies the rules up to the first that has no answer yet, and
 * those of its kind that follow at once on other columns: what they see does not depend on each
 * other.
 */
bool
rules_gather(struct rules *rules, struct scan_work *out)
{
	size_t i = 0, last;

	while (i < rules->n && fill_gather(rules->rule[i]) == NULL)
		i++;
	rules->gathering = i < rules->n;
	rules->upto = rules->n;
	set_work(rules, out);
	if (!rules->gathering)
		return false;
	for (last = i + 1; last < rules->n && fill_gather(rules->rule[last]) != NULL; last++)
		for (size_t k = i; k < last; k++)
			if (rules->rule[k]->slot.cell == rules->rule[last]->slot.cell) {
				rules->upto = last;
				return true;
			}
	rules->upto = last;
	return true;
}

bool
rules_gathered(struct rules *rules)
{
	rules_finish(rules);
	for (size_t i = 0; i < rules->upto; i++) {
		struct rule *rule = rules->rule[i];
		struct gather *gather = fill_gather(rule);
		struct cell cell;
		bool known;

		if (gather == NULL)
			continue;
		if (gather_is_full(gather)) {
			fault_set(rules->fault, EXIT_SYSTEM,
			    "%s: %s: too many different values for the memory "
			    "there is: raise -S",
			    rule->kind->name, rule->argument);
			return false;
		}
		if (gather_finish(gather, &known, &cell))
			fill_answer(rule, cell, known);
	}
	return true;
}

void
rules_work(struct rules *rules, struct scan_work *out)
{
	rules->gathering = false;
	rules->upto = rules->n;
	set_work(rules, out);
}
