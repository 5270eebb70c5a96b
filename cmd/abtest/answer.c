#include <math.h>
#include <stdio.h>

#include "abtest/job.h"
#include "base/number.h"

#define DIGITS 9 /* a last bit is no news */

static const char *const verdicts[] = { [ABTEST_UNCLEAR] = "unclear",
	[ABTEST_CONTROL] = "control",
	[ABTEST_WIN] = "win",
	[ABTEST_LOSS] = "loss",
	[ABTEST_INVALID] = "invalid",
	[ABTEST_CANNOT] = "cannot",
	[ABTEST_PASS] = "pass",
	[ABTEST_FAIL] = "fail",
	[ABTEST_NOT_YET] = "not-yet",
	[ABTEST_CURVE] = "" };

static const char *const warnings[] = { "srm", "crossovers", "too-early", "few-users", "no-spread",
	"no-lift" };

static void
write_warning(struct writer *w, unsigned warning)
{
	char text[100];
	size_t n = 0;

	for (size_t k = 0; k < sizeof warnings / sizeof *warnings; k++)
		if ((warning >> k & 1) != 0)
			n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n > 0 ? " " : "",
			    warnings[k]);
	write_text_or_missing(w, slice_of(text, n));
}

static void
write_effect(struct writer *w, const struct abtest_row *row)
{
	const struct effect *e = &row->effect;

	write_significant(w, e->difference, DIGITS);
	write_significant(w, e->low, DIGITS);
	write_significant(w, e->high, DIGITS);
	write_significant(w, e->lift, DIGITS);
	write_significant(w, e->lift_low, DIGITS);
	write_significant(w, e->lift_high, DIGITS);
	write_significant(w, e->p, DIGITS);
	write_significant(w, row->p_adjusted, DIGITS);
	write_significant(w, row->win, DIGITS);
	write_significant(w, row->loss, DIGITS);
}

static void
write_row(struct job *job, struct writer *w, const struct abtest_row *row)
{
	const struct abtest_params *p = &job->o.abtest;
	char day[32];

	if (p->sequential)
		write_text(w, slice_of(day, period_write(day, p->zone, PERIOD_DAY, 1, row->day)));
	else if (p->since > 0)
		write_count(w, (uint64_t)row->day);
	if (job->group != NULL)
		write_text_or_missing(w, row->group);
	write_text(w, row->metric->name);
	write_text(w, row->variant);
	write_warning(w, row->warning);
	write_count(w, row->users);
	write_significant(w, row->mean, DIGITS);
	write_significant(w, row->control_mean, DIGITS);
	write_effect(w, row);
	write_text_or_missing(w, slice_text(verdicts[row->verdict]));
	write_text_or_missing(w, slice_text(row->test));
	if (job->group != NULL)
		write_significant(w, row->p_interaction, DIGITS);
	write_end(w);
}

void
abtest_answer(struct job *job)
{
	const struct abtest_params *p = &job->o.abtest;
	struct slice name[32];
	const char *at = ANSWER_ABTEST;
	size_t n = 0;

	if (p->sequential || p->since > 0)
		name[n++] = p->sequential ? SLICE("day") : SLICE("days");
	if (job->group != NULL)
		name[n++] = slice_text(job->group);
	for (size_t len; *at != '\0'; at += len + (at[len] == ',')) {
		len = strcspn(at, ",");
		name[n++] = slice_of(at, len);
	}
	if (job->group != NULL)
		name[n++] = SLICE("p_interaction");
	struct writer *w = tool_answer_names(&job->tool, name, n);

	writer_keys(w, "variant");
	for (size_t k = 0; k < abtest_nrow(job->abtest); k++)
		write_row(job, w, abtest_row(job->abtest, k));
}
