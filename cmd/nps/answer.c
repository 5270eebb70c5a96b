#include "nps/answer.h"

#include <inttypes.h>

#include "stats/interval.h"

#define COLUMNS_MOST 16

enum period
options_period(const struct options *o)
{
	return o->every == 1 ? PERIOD_WEEK : o->every == 2 ? PERIOD_MONTH : PERIOD_DAY;
}

/* by: NULL: the answer has no such column. */
static struct writer *
begin(struct tool *tool, const struct options *o, const char *by, const char *columns)
{
	static const char *const periods[] = { "day", "week", "month" };
	struct slice name[COLUMNS_MOST];
	size_t n = 0;

	if (by != NULL)
		name[n++] = slice_text(by);
	if (o->every >= 0)
		name[n++] = slice_text(periods[o->every]);
	for (const char *at = columns; *at != '\0'; at += *at == ',') {
		size_t len = strcspn(at, ",");

		name[n++] = slice_of(at, len);
		at += len;
	}
	for (size_t k = 1; by != NULL && k < n; k++)
		if (slice_equal(name[k], name[0]))
			tool_require(tool,
			    "by: the answer has a column of that name; rename it first");
	return tool_answer_names(tool, name, n);
}

static void
write_period(struct writer *w, const struct tool *tool, const struct options *o, int64_t start)
{
	char text[32];

	if (o->every >= 0)
		write_text(w,
		    slice_of(text,
			period_write(text, tool->zone, options_period(o), tool->week_start,
			    start)));
}

/* What a reader of the scores must know beside them. */
static void
tell(struct tool *tool, const struct options *o, struct nps *nps)
{
	uint64_t missing = 0, few = 0, n = nps_settle(nps);

	for (size_t k = 0; k < n; k++) {
		const struct nps_group *g = nps_group(nps, k);

		missing += g->missing;
		few += nps_answers(&g->counts) > 0 && nps_answers(&g->counts) < NPS_FEW;
	}
	if (missing > 0)
		tool_warn(tool, "rows without a score, left out: %" PRIu64, missing);
	if (few > 0 && (o->by != NULL || o->every >= 0))
		tool_warn(tool,
		    "%" PRIu64 " of %" PRIu64 " scores stand on fewer than %d answers: look at low "
		    "and high first",
		    few, n, NPS_FEW);
}

void
answer_scores(struct tool *tool, const struct options *o, struct nps *nps)
{
	struct writer *w = begin(tool, o, o->by, ANSWER_SCORES);

	tell(tool, o, nps);
	for (size_t k = 0; k < nps_settle(nps); k++) {
		const struct nps_group *g = nps_group(nps, k);
		struct nps_score score = nps_score(&g->counts, INTERVAL_Z95);

		if (o->by != NULL)
			write_text_or_missing(w, g->by);
		write_period(w, tool, o, g->period);
		write_count(w, nps_answers(&g->counts));
		write_count(w, g->counts.promoters);
		write_count(w, g->counts.passives);
		write_count(w, g->counts.detractors);
		write_number(w, score.score);
		write_number(w, score.low);
		write_number(w, score.high);
		write_end(w);
	}
}

/* The place of the first row of a group; n: there is none. */
static size_t
find_group(const struct nps *nps, size_t n, const char *name)
{
	size_t k = 0;

	while (k < n && !slice_equal(nps_group(nps, k)->by, slice_text(name)))
		k++;
	return k;
}

static void
require_group(struct tool *tool, const struct options *o, const struct nps *nps, size_t n,
    const char *name)
{
	if (n > 0 && find_group(nps, n, name) == n)
		tool_fail(tool, EXIT_USAGE, "option --compare: no row has %.80s in column %.80s",
		    name, o->by);
}

static void
write_difference(struct tool *tool, struct writer *w, const struct options *o, int64_t period,
    const struct nps_counts counts[2])
{
	struct nps_difference d = nps_difference(&counts[0], &counts[1], INTERVAL_Z95);

	write_period(w, tool, o, period);
	for (int g = 0; g < 2; g++)
		write_text(w, slice_text(o->compare.at[g]));
	for (int g = 0; g < 2; g++)
		write_number(w, nps_score(&counts[g], INTERVAL_Z95).score);
	write_number(w, d.difference);
	write_number(w, d.low);
	write_number(w, d.high);
	write_number(w, d.p);
	write_end(w);
}

void
answer_differences(struct tool *tool, const struct options *o, struct nps *nps)
{
	struct writer *w = begin(tool, o, NULL, ANSWER_DIFFERENCES);
	size_t n = nps_settle(nps), at[2];

	tell(tool, o, nps);
	for (int g = 0; g < 2; g++) {
		require_group(tool, o, nps, n, o->compare.at[g]);
		at[g] = find_group(nps, n, o->compare.at[g]);
	}
	/* Two runs of periods, each in order, merged. */
	for (;;) {
		struct nps_counts counts[2] = { { 0 } };
		int64_t period = INT64_MAX;
		bool there[2];

		for (int g = 0; g < 2; g++) {
			there[g] = at[g] < n &&
			    slice_equal(nps_group(nps, at[g])->by, slice_text(o->compare.at[g]));
			if (there[g] && nps_group(nps, at[g])->period < period)
				period = nps_group(nps, at[g])->period;
		}
		if (!there[0] && !there[1])
			return;
		for (int g = 0; g < 2; g++)
			if (there[g] && nps_group(nps, at[g])->period == period)
				counts[g] = nps_group(nps, at[g]++)->counts;
		write_difference(tool, w, o, period, counts);
	}
}
