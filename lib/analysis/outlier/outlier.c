#include "analysis/outlier/outlier.h"

#include <stdlib.h>

#include "analysis/profile/profile.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/number.h"
#include "read/bad.h"
#include "read/batch.h"
#include "read/scan.h"

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
	bool exact;
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

/* Tells the rows whose value is no number, as --on-error asks. */
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
			batch_bad(batch, i, column, BAD_NUMBER, "a number");
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

static void
set_limits(void *self, const struct group_numbers *g)
{
	struct outlier *outlier = self;
	uint32_t k = map_put(&outlier->groups, g->group, NULL);
	struct fence fence = fence_of(outlier->params.method, outlier->params.cutoff, g->value,
	    g->n, g->mean, g->sd);

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
judge(const struct limits *limits, struct slice value, struct mark *mark)
{
	double x;

	if (!number_read(value.ptr, value.len, &x))
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
			judge(limits, batch_value(batch, column, i), &mark[i]);
	}
}

void
outlier_reason(const struct outlier *outlier, const struct mark *mark, struct buffer *out)
{
	static const char *const method[] = { " (iqr)", " (mad)", " (zscore)", " (quantile)" };
	const char *side = mark->below ? " below " : " above ",
		   *behind = method[outlier->params.method];

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
