/* Sums of columns by group. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/columns/numbers.h"
#include "base/memory.h"
#include "read/batch.h"
#include "read/scan.h"
#include "stats/exact_sum.h"

struct sums {
	struct exact_sum *sum; /* [ngroup][d] */
	uint64_t *n;           /* [ngroup][d]: values */
	uint64_t *count;       /* [ngroup]: rows */
	double *row, *copy;    /* [d] */
};

struct numbers_sums {
	const struct numbers *numbers;
	size_t ngroup;
	numbers_group *group;
	void *self;
	struct sums all;
};

static void
sums_init(struct sums *sums, const struct numbers_sums *of)
{
	size_t d = of->numbers->d;

	sums->sum = memory_array(of->ngroup * d, sizeof *sums->sum);
	sums->n = memory_array(of->ngroup * d, sizeof *sums->n);
	sums->count = memory_array(of->ngroup, sizeof *sums->count);
	sums->row = memory_array(d, sizeof *sums->row);
	sums->copy = memory_array(d, sizeof *sums->copy);
}

static void
sums_release(struct sums *sums)
{
	free(sums->sum);
	free(sums->n);
	free(sums->count);
	free(sums->row);
	free(sums->copy);
}

struct numbers_sums *
numbers_sums_new(const struct numbers *numbers, size_t ngroup, numbers_group *group, void *self)
{
	struct numbers_sums *sums = memory_new(sizeof *sums);

	*sums = (struct numbers_sums){ .numbers = numbers,
		.ngroup = ngroup,
		.group = group,
		.self = self };
	sums_init(&sums->all, sums);
	return sums;
}

static void *
thread_new(void *self, unsigned thread)
{
	struct sums *mine = memory_new(sizeof *mine);

	(void)thread;
	sums_init(mine, self);
	return mine;
}

static void
work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	const struct numbers_sums *s = self;
	struct sums *mine = thread;
	size_t d = s->numbers->d;

	(void)block;
	(void)out;
	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i) ||
		    numbers_row(s->numbers, batch, i, mine->row) != NUMBERS_WHOLE)
			continue;
		memcpy(mine->copy, mine->row, d * sizeof *mine->row);
		size_t g = s->group(s->self, mine->copy);

		if (g >= s->ngroup)
			continue;
		mine->count[g]++;
		for (size_t c = 0; c < d; c++) {
			if (isnan(mine->row[c]))
				continue;
			exact_sum_add(&mine->sum[g * d + c], mine->row[c], 1);
			mine->n[g * d + c]++;
		}
	}
}

static void
thread_end(void *self, void *thread)
{
	struct numbers_sums *s = self;
	struct sums *mine = thread;

	for (size_t g = 0; g < s->ngroup; g++)
		s->all.count[g] += mine->count[g];
	for (size_t j = 0; j < s->ngroup * s->numbers->d; j++) {
		exact_sum_merge(&s->all.sum[j], &mine->sum[j]);
		s->all.n[j] += mine->n[j];
	}
	sums_release(mine);
	free(mine);
}

struct scan_work
numbers_sums_work(struct numbers_sums *sums)
{
	return (struct scan_work){ .self = sums,
		.thread_new = thread_new,
		.work = work,
		.thread_end = thread_end };
}

uint64_t
numbers_sums_count(const struct numbers_sums *sums, size_t group)
{
	return sums->all.count[group];
}

uint64_t
numbers_sums_total(const struct numbers_sums *sums)
{
	uint64_t total = 0;

	for (size_t g = 0; g < sums->ngroup; g++)
		total += sums->all.count[g];
	return total;
}

double
numbers_sums_mean(const struct numbers_sums *sums, size_t group, size_t c)
{
	size_t j = group * sums->numbers->d + c;

	return exact_mean(&sums->all.sum[j], sums->all.n[j]);
}

void
numbers_sums_free(struct numbers_sums *sums)
{
	sums_release(&sums->all);
	free(sums);
}
