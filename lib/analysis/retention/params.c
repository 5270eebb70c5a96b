/* What was asked for: what goes together, and what it comes to. */
#include <stdio.h>
#include <stdlib.h>

#include "analysis/retention/parts.h"
#include "base/memory.h"
#include "base/number.h"

#define PERIODS_USUAL 14
#define LENGTH_MOST (36500 * DAY_US)
#define SPAN_MOST (INT64_C(1) << 61)

#define FOR_COHORTS ": it is for cohorts, not for --lifecycle or --stickiness"

static const char *const usual_brackets[] = { "1", "3", "7", "14", "30" };

enum retention_answer
retention_answer(const struct retention_params *p)
{
	if (p->lifecycle)
		return RETENTION_LIFECYCLE;
	return p->stickiness ? RETENTION_STICKINESS : RETENTION_COHORTS;
}

void
retention_for_eyes(struct retention_params *p)
{
	if (retention_answer(p) != RETENTION_COHORTS)
		return;
	p->matrix = true;
	p->fit = p->period == NULL && p->periods == RETENTION_UNASKED && p->nbracket == 0 &&
	    p->mode != RETENTION_BRACKET;
}

/* Options that say nothing where there are no cohorts. */
static const char *
check_together(const struct retention_params *p)
{
	if (p->lifecycle && p->stickiness)
		return "give --lifecycle or --stickiness, not both";
	if (retention_answer(p) != RETENTION_COHORTS) {
		if (p->matrix)
			return "option --matrix" FOR_COHORTS;
		if (p->periods != RETENTION_UNASKED)
			return "option --periods" FOR_COHORTS;
		if (p->mode != RETENTION_EXACT)
			return "option --mode" FOR_COHORTS;
		if (p->every)
			return "option --cohort" FOR_COHORTS;
	}
	if (p->nbracket > 0 && p->mode != RETENTION_BRACKET)
		return "option --brackets: it goes with --mode bracket";
	if (p->mode == RETENTION_BRACKET && p->periods != RETENTION_UNASKED)
		return "option --periods: with --mode bracket the brackets say how far";
	if (p->at_least == 0)
		return "option --at-least: expected 1 or more, found 0";
	return NULL;
}

static const char *
read_period(struct retention_plan *plan, const struct retention_params *p, char *error)
{
	static const char *const names[] = { "day", "week", "month" };
	static const enum period periods[] = { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH };
	const char *text = p->period != NULL ? p->period : p->stickiness ? "week" : "day";
	char quoted[FAULT_QUOTE];

	plan->period = PERIOD_DAY;
	for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
		if (strcmp(text, names[k]) != 0)
			continue;
		plan->period = periods[k];
		return p->stickiness && k == 0
		    ? "option --period: --stickiness counts days; give week or month"
		    : NULL;
	}
	if (!duration_read(text, strlen(text), &plan->rules.length_us) ||
	    plan->rules.length_us == 0 || plan->rules.length_us > LENGTH_MOST) {
		snprintf(error, RETENTION_ERROR,
		    "option --period: expected day, week, month "
		    "or a duration such as 24h, found %.100s",
		    fault_quote(quoted, text, strlen(text)));
		return error;
	}
	if (p->sunday)
		return "week-start: a period of a length counts from each user's start; give week";
	if (retention_answer(p) != RETENTION_COHORTS)
		return "option --period: --lifecycle and --stickiness go by the calendar: "
		       "give day, week or month";
	return NULL;
}

/* A whole number of 1 .. RETENTION_PERIODS; 0: it is none. */
static uint32_t
read_bound(const char *text)
{
	uint64_t x = 0;

	if (*text == '\0')
		return 0;
	for (const char *c = text; *c != '\0'; c++) {
		if (*c < '0' || *c > '9' || (x = 10 * x + (uint64_t)(*c - '0')) > RETENTION_PERIODS)
			return 0;
	}
	return (uint32_t)x;
}

/* Cell 0 is period 0; each bracket goes from behind the one before to its own number. */
static const char *
read_brackets(struct retention_plan *plan, const struct retention_params *p, char *error)
{
	size_t n = p->nbracket > 0 ? p->nbracket : sizeof usual_brackets / sizeof *usual_brackets;
	const char *const *text = p->nbracket > 0 ? p->bracket : usual_brackets;
	char quoted[FAULT_QUOTE];

	plan->ncell = n + 1;
	plan->bound = memory_array(n + 1, sizeof *plan->bound);
	plan->bracket = memory_array(RETENTION_PERIODS + 1, sizeof *plan->bracket);
	for (size_t k = 1; k <= n; k++) {
		uint32_t bound = read_bound(text[k - 1]), before = plan->bound[k - 1];

		if (bound <= before) {
			fault_quote(quoted, text[k - 1], strlen(text[k - 1]));
			snprintf(error, RETENTION_ERROR,
			    "option --brackets: expected whole "
			    "numbers that grow, from 1 to %d, found %.100s",
			    RETENTION_PERIODS, quoted);
			return error;
		}
		plan->bound[k] = bound;
		for (uint32_t period = before + 1; period <= bound; period++)
			plan->bracket[period] = (uint32_t)k;
	}
	plan->rules.last = plan->bound[n];
	plan->rules.bracket = plan->bracket;
	return NULL;
}

static const char *
read_cells(struct retention_plan *plan, const struct retention_params *p, char *error)
{
	uint64_t periods = p->periods != RETENTION_UNASKED ? p->periods : PERIODS_USUAL;
	int64_t span;

	if (plan->answer != RETENTION_COHORTS) {
		plan->ncell = plan->answer == RETENTION_LIFECYCLE ? 4
		    : plan->period == PERIOD_WEEK                 ? 7
								  : 31;
		return NULL;
	}
	if (p->mode == RETENTION_BRACKET) {
		const char *sentence = read_brackets(plan, p, error);

		if (sentence != NULL)
			return sentence;
	} else if (periods > RETENTION_PERIODS) {
		snprintf(error, RETENTION_ERROR, "option --periods: at most %d", RETENTION_PERIODS);
		return error;
	} else {
		plan->rules.last = periods;
		plan->ncell = (size_t)periods + 1;
	}
	if (__builtin_mul_overflow(plan->rules.length_us, (int64_t)plan->rules.last + 1, &span) ||
	    span > SPAN_MOST)
		return "option --period: so many periods of this length are too long";
	return NULL;
}

const char *
retention_plan(struct retention_plan *plan, const struct retention_params *p, char *error)
{
	const char *sentence = check_together(p);

	*plan = (struct retention_plan){ .answer = retention_answer(p),
		.week_start = p->sunday ? 7 : 1 };
	plan->rules.mode = (enum retention_mode)p->mode;
	plan->rules.at_least = p->at_least != RETENTION_UNASKED ? p->at_least : 1;
	if (sentence == NULL)
		sentence = read_period(plan, p, error);
	return sentence != NULL ? sentence : read_cells(plan, p, error);
}

static const char *
check_by(const struct retention_plan *plan, const struct retention_params *p)
{
	struct arena arena = { 0 };
	struct slice *column;
	size_t n = retention_plan_columns(plan, p, &arena, &column), k = 1;

	while (k < n && !slice_equal(column[0], column[k]))
		k++;
	arena_release(&arena);
	return k < n ? "option --by: the answer has a column of that name; rename it first" : NULL;
}

const char *
retention_check(const struct retention_params *p, char *error)
{
	struct retention_plan plan;
	const char *sentence = retention_plan(&plan, p, error);

	if (sentence == NULL && p->by != NULL)
		sentence = check_by(&plan, p);
	free(plan.bracket);
	free(plan.bound);
	return sentence;
}
