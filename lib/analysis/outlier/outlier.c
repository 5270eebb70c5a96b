#include "analysis/outlier/outlier.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/profile/profile.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/number.h"
#include "stats/exact_sum.h"

#define SKEWED 0.02 /* a normal column has 0.7 % of its values beyond the quartiles' limits */

struct limits {
	struct fence fence;
	bool passed; /* some value is beyond them */
};

struct outlier {
	struct outlier_params params;
	struct profile *profile;
	struct scan_work counting; /* the profile's work */
	struct map groups;
	struct limits *limits; /* [group] */
	size_t capacity;
	bool exact, negative;
	uint64_t n, beyond, beyond_log; /* values; past their limits; past those of logarithms */
};

struct outlier *
outlier_new(const struct outlier_params *params)
{
	struct outlier *outlier = memory_new(sizeof *outlier);
	struct profile_options options = { .by = params->by,
		.threads = params->threads,
		.memory = params->memory };

	outlier->params = *params;
	outlier->exact = true;
	outlier->profile = profile_new(&options);
	profile_column(outlier->profile, (struct slice){ 0 }, params->column);
	outlier->counting = profile_work(outlier->profile);
	map_init(&outlier->groups, 0);
	return outlier;
}

/* Tells the rows whose value is no number that can be used. */
static void
check(const struct outlier *outlier, struct batch *batch)
{
	int column = outlier->params.column;
	double x;

	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i) || batch_missing(batch, column, i))
			continue;
		struct slice value = batch_value(batch, column, i);

		if (!number_read(value.ptr, value.len, &x))
			batch_bad(batch, i, column, BAD_NUMBER, batch_expected_number(value));
		else if (outlier->params.log && x <= -1)
			batch_bad(batch, i, column, BAD_NUMBER,
			    "a number above -1 for its logarithm");
	}
}

static void *
thread_new(void *self, unsigned thread)
{
	struct outlier *outlier = self;

	return outlier->counting.thread_new(outlier->profile, thread);
}

static void
work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	struct outlier *outlier = self;

	check(outlier, batch);
	outlier->counting.work(outlier->profile, thread, batch, block, out);
}

static void
thread_end(void *self, void *thread)
{
	struct outlier *outlier = self;

	outlier->counting.thread_end(outlier->profile, thread);
}

struct scan_work
outlier_work(struct outlier *outlier)
{
	return (struct scan_work){ .self = outlier,
		.thread_new = thread_new,
		.work = work,
		.thread_end = thread_end };
}

/* The limits by the logarithms of 1 + the values. */
static struct fence
log_fence(const struct outlier *outlier, const struct group_numbers *g)
{
	struct counted *value = memory_array(g->n, sizeof *value);
	struct exact_sum sum = { 0 };
	struct exact_squares squares = { 0 };
	uint64_t count = 0;
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++) {
		double x = double_of_word(g->value[i].key);

		if (x <= -1)
			continue;
		x = log1p(x);
		exact_sum_add(&sum, x, g->value[i].count);
		exact_squares_add(&squares, x, g->value[i].count);
		count += g->value[i].count;
		value[n++] = (struct counted){ word_of_double(x), g->value[i].count };
	}
	struct fence fence = fence_of(outlier->params.method, outlier->params.cutoff, value, n,
	    exact_mean(&sum, count), exact_sd(&sum, &squares, count));

	free(value);
	return (struct fence){ expm1(fence.low), expm1(fence.high) };
}

static uint64_t
count_beyond(const struct group_numbers *g, struct fence fence)
{
	uint64_t beyond = 0;

	for (size_t i = 0; i < g->n; i++) {
		double x = double_of_word(g->value[i].key);

		beyond += x < fence.low || x > fence.high ? g->value[i].count : 0;
	}
	return beyond;
}

/* Is the group skewed? */
static void
compare_scales(struct outlier *outlier, const struct group_numbers *g, struct fence fence)
{
	uint64_t beyond = count_beyond(g, fence);

	outlier->negative |= g->n > 0 && g->low < 0;
	for (size_t i = 0; i < g->n; i++)
		outlier->n += g->value[i].count;
	outlier->beyond += beyond;
	if (beyond > 0 && !outlier->negative)
		outlier->beyond_log += count_beyond(g, log_fence(outlier, g));
}

bool
outlier_is_skewed(const struct outlier *outlier, double *plain, double *logged)
{
	if (outlier->params.log || outlier->params.method == FENCE_QUANTILE || outlier->negative ||
	    outlier->n == 0)
		return false;
	*plain = (double)outlier->beyond / (double)outlier->n;
	*logged = (double)outlier->beyond_log / (double)outlier->n;
	return *plain > SKEWED && *logged < *plain / 2;
}

static void
set_limits(void *self, const struct group_numbers *g)
{
	struct outlier *outlier = self;
	uint32_t k = map_put(&outlier->groups, g->group, NULL);
	struct fence fence = outlier->params.log
	    ? log_fence(outlier, g)
	    : fence_of(outlier->params.method, outlier->params.cutoff, g->value, g->n, g->mean,
		  g->sd);

	compare_scales(outlier, g, fence);
	outlier->limits = memory_grow(outlier->limits, &outlier->capacity, (size_t)k + 1,
	    sizeof *outlier->limits);
	outlier->limits[k].fence = fence;
	outlier->limits[k].passed = g->n > 0 && (g->low < fence.low || g->high > fence.high);
	outlier->exact &= g->exact;
}

const char *
outlier_settle(struct outlier *outlier)
{
	const char *wrong = profile_check(outlier->profile);

	if (wrong == NULL)
		profile_numbers(outlier->profile, set_limits, outlier);
	profile_free(outlier->profile);
	outlier->profile = NULL;
	return wrong;
}

bool
outlier_is_exact(const struct outlier *outlier)
{
	return outlier->exact;
}

static const struct limits *
limits_of(const struct outlier *outlier, const struct batch *batch, size_t row)
{
	int by = outlier->params.by;
	struct slice group = { 0 };

	if (by < 0)
		return outlier->groups.n > 0 ? outlier->limits : NULL;
	if (!batch_missing(batch, by, row))
		group = batch_value(batch, by, row);
	uint32_t k = map_find(&outlier->groups, group);

	return k != MAP_NONE ? &outlier->limits[k] : NULL;
}

static void
judge(const struct limits *limits, struct slice value, bool log, struct mark *mark)
{
	double x;

	if (!number_read(value.ptr, value.len, &x) || (log && x <= -1))
		return;
	mark->below = x < limits->fence.low;
	mark->row = mark->below || x > limits->fence.high;
	mark->limit = mark->below ? limits->fence.low : limits->fence.high;
}

void
outlier_batch(const struct outlier *outlier, struct batch *batch, struct mark *mark)
{
	int column = outlier->params.column;

	check(outlier, batch);
	for (size_t i = 0; i < batch->nrow; i++) {
		mark[i] = (struct mark){ 0 };
		if (batch_skips(batch, i))
			continue;
		const struct limits *limits = limits_of(outlier, batch, i);

		if (limits == NULL)
			continue;
		mark[i].key = limits->passed;
		if (!batch_missing(batch, column, i))
			judge(limits, batch_value(batch, column, i), outlier->params.log, &mark[i]);
	}
}

void
outlier_reason(const struct outlier *outlier, const struct mark *mark, struct buffer *out)
{
	static const char *const method[] = { " (iqr)", " (mad)", " (zscore)", " (quantile)",
		" (iqr of logarithms)", " (mad of logarithms)", " (zscore of logarithms)",
		" (quantile)" };
	const char *side = mark->below ? " below " : " above ",
		   *behind = method[outlier->params.method + (outlier->params.log ? 4 : 0)];

	buffer_add(out, outlier->params.name, strlen(outlier->params.name));
	buffer_add(out, side, strlen(side));
	char *at = buffer_reserve(out, NUMBER_WIDTH);

	buffer_advance(out, at + number_write(at, mark->limit));
	buffer_add(out, behind, strlen(behind));
}

void
outlier_free(struct outlier *outlier)
{
	if (outlier->profile != NULL)
		profile_free(outlier->profile);
	map_release(&outlier->groups);
	free(outlier->limits);
	free(outlier);
}
