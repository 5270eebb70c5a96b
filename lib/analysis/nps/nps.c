#include "analysis/nps/nps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/intern.h"
#include "base/memory.h"
#include "base/number.h"
#include "read/batch.h"

#define SCORE_MOST 10
#define MISSING (SCORE_MOST + 1)

struct tally {
	uint64_t score[MISSING + 1];
};

struct nps {
	struct nps_params params;
	struct intern groups; /* period, then value */
	struct tally *tally;  /* [ntally], of the threads that ended */
	size_t ntally, capacity;
	struct nps_group *group; /* [ngroup], in order */
	size_t ngroup;
};

struct worker {
	struct intern_cache cache;
	struct tally *tally; /* [ntally] by the group's number */
	size_t ntally, capacity;
	int64_t *time; /* [row] of the batch */
	size_t capacity_time;
	struct buffer key;
};

struct nps *
nps_new(const struct nps_params *params)
{
	struct nps *nps = memory_new(sizeof *nps);

	nps->params = *params;
	intern_init(&nps->groups);
	return nps;
}

static void *
thread_new(void *self, unsigned thread)
{
	struct nps *nps = self;
	struct worker *w = memory_new(sizeof *w);

	(void)thread;
	w->cache.intern = &nps->groups;
	return w;
}

static struct tally *
grow(struct tally **tally, size_t *n, size_t *capacity, size_t want)
{
	*tally = memory_grow(*tally, capacity, want, sizeof **tally);
	for (; *n < want; (*n)++)
		(*tally)[*n] = (struct tally){ 0 };
	return *tally;
}

/* 0 to 10; -1: neither that nor missing. */
static int
read_score(const struct batch *batch, int column, size_t row)
{
	struct slice text = batch_value(batch, column, row);
	double x;

	if (batch_missing(batch, column, row))
		return MISSING;
	if (!number_read(text.ptr, text.len, &x) || !(x >= 0 && x <= SCORE_MOST) || x != floor(x))
		return -1;
	return (int)x;
}

static struct tally *
tally_of(const struct nps *nps, struct worker *w, const struct batch *batch, size_t row)
{
	const struct nps_params *p = &nps->params;
	int64_t period =
	    p->timed ? period_start(p->zone, p->every, p->week_start, w->time[row]) : 0;
	uint32_t group;

	w->key.len = 0;
	buffer_add(&w->key, (const char *)&period, sizeof period);
	if (p->by >= 0 && !batch_missing(batch, p->by, row)) {
		struct slice by = batch_value(batch, p->by, row);

		buffer_add(&w->key, by.ptr, by.len);
	}
	group = intern_cached(&w->cache, slice_of(w->key.ptr, w->key.len));
	if (group >= w->ntally)
		grow(&w->tally, &w->ntally, &w->capacity, (size_t)group + 1);
	return &w->tally[group];
}

static void
work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	const struct nps *nps = self;
	struct worker *w = thread;

	(void)block, (void)out;
	if (nps->params.timed) {
		w->time = memory_grow(w->time, &w->capacity_time, batch->nrow, sizeof *w->time);
		roles_check(nps->params.roles, batch, w->time);
	}
	for (size_t i = 0; i < batch->nrow; i++) {
		int score;

		if (batch_skips(batch, i))
			continue;
		score = read_score(batch, nps->params.score, i);
		if (score < 0 &&
		    batch_bad(batch, i, nps->params.score, BAD_NUMBER,
			"a whole number from 0 to 10") != VERDICT_MISSING)
			continue;
		tally_of(nps, w, batch, i)->score[score < 0 ? MISSING : score]++;
	}
}

static void
thread_end(void *self, void *thread)
{
	struct nps *nps = self;
	struct worker *w = thread;

	grow(&nps->tally, &nps->ntally, &nps->capacity,
	    w->ntally > nps->ntally ? w->ntally : nps->ntally);
	for (size_t g = 0; g < w->ntally; g++)
		for (int s = 0; s <= MISSING; s++)
			nps->tally[g].score[s] += w->tally[g].score[s];
	free(w->tally);
	free(w->time);
	buffer_release(&w->key);
	free(w);
}

struct scan_work
nps_work(struct nps *nps)
{
	return (struct scan_work){ .self = nps,
		.thread_new = thread_new,
		.work = work,
		.thread_end = thread_end };
}

static int
by_value(const void *left, const void *right)
{
	const struct nps_group *a = left, *b = right;
	int c = slice_compare(a->by, b->by);

	return c != 0 ? c : (a->period > b->period) - (a->period < b->period);
}

size_t
nps_settle(struct nps *nps)
{
	if (nps->group != NULL || nps->ntally == 0)
		return nps->ngroup;
	nps->group = memory_array(nps->ntally, sizeof *nps->group);
	for (size_t g = 0; g < nps->ntally; g++) {
		struct slice key = intern_key(&nps->groups, (uint32_t)g);
		struct nps_group *group = &nps->group[g];
		const uint64_t *score = nps->tally[g].score;

		memcpy(&group->period, key.ptr, sizeof group->period);
		group->by =
		    slice_of(key.ptr + sizeof group->period, key.len - sizeof group->period);
		for (int s = 0; s <= SCORE_MOST; s++)
			*(s >= 9         ? &group->counts.promoters
				: s >= 7 ? &group->counts.passives
					 : &group->counts.detractors) += score[s];
		group->missing = score[MISSING];
	}
	nps->ngroup = nps->ntally;
	qsort(nps->group, nps->ngroup, sizeof *nps->group, by_value);
	return nps->ngroup;
}

const struct nps_group *
nps_group(const struct nps *nps, size_t k)
{
	return &nps->group[k];
}

void
nps_free(struct nps *nps)
{
	if (nps == NULL)
		return;
	intern_release(&nps->groups);
	free(nps->tally);
	free(nps->group);
	free(nps);
}
