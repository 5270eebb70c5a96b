/* ties: scores in order, equal ones together. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/tasks.h"
#include "learn/metrics/parts.h"

#define DIGIT 11u /* bits of a key that a pass sorts by */
#define VALUES (1u << DIGIT)
#define PASSES 6u

struct keyed {
	uint64_t key;
	size_t row;
};

/* Numbers to keys of the same order; -0 counts as 0. */
static uint64_t
key_of(double x)
{
	uint64_t bits;

	x += 0.0;
	memcpy(&bits, &x, sizeof bits);
	return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

/* By rising key, rows of equal keys in their order; the result is in one of the two. */
static struct keyed *
sort_keys(struct keyed *from, struct keyed *to, size_t n)
{
	size_t(*count)[VALUES] = memory_array(PASSES, sizeof *count);

	for (size_t i = 0; i < n; i++)
		for (unsigned pass = 0; pass < PASSES; pass++)
			count[pass][from[i].key >> pass * DIGIT & (VALUES - 1)]++;
	for (unsigned pass = 0; pass < PASSES; pass++) {
		unsigned shift = pass * DIGIT;
		size_t at = 0;

		if (count[pass][from[0].key >> shift & (VALUES - 1)] == n)
			continue;
		for (size_t v = 0; v < VALUES; v++) {
			size_t here = count[pass][v];

			count[pass][v] = at;
			at += here;
		}
		for (size_t i = 0; i < n; i++)
			to[count[pass][from[i].key >> shift & (VALUES - 1)]++] = from[i];
		struct keyed *swap = from;

		from = to;
		to = swap;
	}
	free(count);
	return from;
}

void
ties_init(struct ties *ties, const double *score, const uint8_t *y, const double *weight,
    const uint32_t *row, size_t n)
{
	struct keyed *key = memory_array(n, 2 * sizeof *key), *sorted = key;
	size_t ones = 0, groups = 0;

	*ties = (struct ties){ .rows = n, .weighted = weight != NULL };
	for (size_t i = 0; i < n; i++) {
		size_t at = row != NULL ? row[i] : i;

		key[i] = (struct keyed){ key_of(score[at]), at };
		ones += y[at];
	}
	if (n > 0)
		sorted = sort_keys(key, key + n, n);
	for (size_t i = 0; i < n; i++)
		groups += i == 0 || sorted[i].key != sorted[i - 1].key;
	ties->tie = memory_array(groups, sizeof *ties->tie);
	for (size_t i = 0; i < n; i++) {
		size_t at = sorted[i].row;
		double w = weight != NULL ? weight[at] : 1;

		if (i == 0 || sorted[i].key != sorted[i - 1].key)
			ties->tie[ties->n++].score = score[at] + 0.0;
		struct tie *tie = &ties->tie[ties->n - 1];

		*(y[at] ? &tie->one : &tie->zero) += w;
		tie->upto = i + 1;
	}
	for (size_t k = 0; k < ties->n; k++) {
		ties->one += ties->tie[k].one;
		ties->zero += ties->tie[k].zero;
	}
	ties->most = (double)(ones < n - ones ? ones : n - ones);
	free(key);
}

void
ties_release(struct ties *ties)
{
	free(ties->tie);
}

double
ties_auc(const struct ties *ties)
{
	double below = 0, sum = 0;

	for (size_t k = 0; k < ties->n; k++) {
		const struct tie *tie = &ties->tie[k];

		sum += tie->one * (below + tie->zero / 2);
		below += tie->zero;
	}
	return ties->one > 0 && ties->zero > 0 ? sum / (ties->one * ties->zero) : NAN;
}

double
metrics_auc(const double *score, const uint8_t *y, size_t n)
{
	struct ties ties;
	double auc;

	ties_init(&ties, score, y, NULL, NULL, n);
	auc = ties_auc(&ties);
	ties_release(&ties);
	return auc;
}

struct alone {
	const struct frame *frame;
	const uint32_t *row;
	size_t nrow;
	const uint8_t *y;
	uint32_t *some; /* [nsome]: rows spaced evenly */
	size_t nsome;
	double *auc;
};

static double
auc_of_flag(const struct alone *a, const uint8_t *flag)
{
	double count[2][2] = { { 0 } };

	for (size_t i = 0; i < a->nrow; i++)
		count[a->y[a->row[i]]][flag[a->row[i]]]++;
	double zeros = count[0][0] + count[0][1], ones = count[1][0] + count[1][1];

	return (count[1][1] * (count[0][0] + count[0][1] / 2) + count[1][0] * count[0][0] / 2) /
	    (zeros * ones);
}

static double
auc_of_rows(const struct alone *a, const double *x, const uint32_t *row, size_t nrow)
{
	struct ties ties;
	double auc;

	ties_init(&ties, x, a->y, NULL, row, nrow);
	auc = ties_auc(&ties);
	ties_release(&ties);
	return fmax(auc, 1 - auc);
}

static void
alone_one(void *self, size_t j)
{
	const struct alone *a = self;
	const struct feature *feature = &a->frame->feature[j];

	if (feature->number == NULL) {
		double auc = auc_of_flag(a, feature->flag);

		a->auc[j] = fmax(auc, 1 - auc);
		return;
	}
	a->auc[j] = auc_of_rows(a, feature->number, a->some, a->nsome);
	if (a->auc[j] > 0.97 && a->nsome < a->nrow)
		a->auc[j] = auc_of_rows(a, feature->number, a->row, a->nrow);
}

void
metrics_alone(const struct frame *frame, const uint32_t *row, size_t nrow, const uint8_t *y,
    unsigned threads, double *auc)
{
	struct alone a = { .frame = frame, .row = row, .nrow = nrow, .y = y, .auc = auc };
	size_t count[2] = { 0 }, seen[2] = { 0 }, step[2];

	for (size_t i = 0; i < nrow; i++)
		count[y[row[i]]]++;
	for (size_t label = 0; label < 2; label++)
		step[label] = (count[label] + METRICS_ALONE - 1) / METRICS_ALONE;
	a.some = memory_array(nrow, sizeof *a.some);
	for (size_t i = 0; i < nrow; i++)
		if (seen[y[row[i]]]++ % step[y[row[i]]] == 0)
			a.some[a.nsome++] = row[i];
	tasks_run(threads, frame->p, alone_one, &a);
	free(a.some);
}
