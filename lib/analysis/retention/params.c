/* What was asked for, and what it comes to. */
#include <stdlib.h>

#include "analysis/retention/parts.h"
#include "base/memory.h"
#include "base/number.h"

#define PERIODS_USUAL 14
#define LENGTH_MOST (36500 * DAY_US)
#define SPAN_MOST (INT64_C(1) << 61)

static const char *const usual_brackets[] = { "1", "3", "7", "14", "30" };

enum retention_answer
retention_answer(const struct retention_params *p)
{
	if (p->lifecycle)
		return RETENTION_LIFECYCLE;
	return p->stickiness ? RETENTION_STICKINESS : RETENTION_COHORTS;
}

static const char *
read_period(struct retention_plan *plan, const struct retention_params *p, struct fault *fault)
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
		    ? "period: stickiness counts days; give week or month"
		    : NULL;
	}
	if (!duration_read(text, strlen(text), &plan->rules.length_us) ||
	    plan->rules.length_us == 0 || plan->rules.length_us > LENGTH_MOST) {
		return fault_usage(fault,
		    "period: expected day, week, month "
		    "or a duration such as 24h, found %.100s",
		    fault_quote(quoted, text, strlen(text)));
	}
	if (p->sunday)
		return "week-start: a period of a length counts from each user's start; give week";
	if (retention_answer(p) != RETENTION_COHORTS)
		return "period: lifecycle and stickiness go by the calendar: "
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
read_brackets(struct retention_plan *plan, const struct retention_params *p, struct fault *fault)
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
			return fault_usage(fault,
			    "brackets: expected whole "
			    "numbers that grow, from 1 to %d, found %.100s",
			    RETENTION_PERIODS, quoted);
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
read_cells(struct retention_plan *plan, const struct retention_params *p, struct fault *fault)
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
		const char *sentence = read_brackets(plan, p, fault);

		if (sentence != NULL)
			return sentence;
	} else if (periods > RETENTION_PERIODS) {
		return fault_usage(fault, "periods: at most %d", RETENTION_PERIODS);
	} else {
		plan->rules.last = periods;
		plan->ncell = (size_t)periods + 1;
	}
	if (__builtin_mul_overflow(plan->rules.length_us, (int64_t)plan->rules.last + 1, &span) ||
	    span > SPAN_MOST)
		return "period: so many periods of this length are too long";
	return NULL;
}

const char *
retention_plan(struct retention_plan *plan, const struct retention_params *p, struct fault *fault)
{
	const char *sentence;

	*plan = (struct retention_plan){ .answer = retention_answer(p),
		.week_start = p->sunday ? 7 : 1 };
	plan->rules.mode = (enum retention_mode)p->mode;
	plan->rules.at_least = p->at_least != RETENTION_UNASKED ? p->at_least : 1;
	if (p->at_least == 0)
		return "at-least: expected 1 or more, found 0";
	sentence = read_period(plan, p, fault);
	return sentence != NULL ? sentence : read_cells(plan, p, fault);
}

const char *
retention_check(const struct retention_params *p, struct fault *fault)
{
	struct retention_plan plan;
	const char *sentence = retention_plan(&plan, p, fault);

	free(plan.bracket);
	free(plan.bound);
	return sentence;
}
