/*
 * drift: what rows that are scored have and those of the fit had not: texts, numbers beyond, and
 * probabilities that are higher or lower in all than the base rate.
 *
 *	struct drift d = { 0 };
 *	drift_init(&d, &churn.encoding);			one a thread
 *	drift_value(&d, &churn.encoding.column[k], k, found, value, x);
 *	drift_row(&d, probability);
 *	drift_merge(&all, &d, &churn.encoding);			one at a time; all begins zeroed
 *	drift_note(&all, &churn, warn, self);
 *	drift_release(&d);
 *
 * Nothing depends on which thread saw what.
 */
#ifndef IA_LEARN_CHURN_DRIFT_H
#define IA_LEARN_CHURN_DRIFT_H

#include "learn/churn/churn.h"

#define DRIFT_SAMPLE 40 /* bytes of a text that is shown */

struct drift_column {
	uint64_t unseen; /* values of no level that the fit saw */
	uint64_t beyond,
	    far; /* numbers past those of the fit; past them by more than their range */
	char sample[DRIFT_SAMPLE]; /* [len] the first unseen one by its bytes */
	size_t len;
};

struct drift {
	struct drift_column *column; /* [encoding.ncolumn]; NULL: nothing yet */
	uint64_t rows;
	uint64_t total;   /* of probabilities, in 2^-32 */
	uint64_t squares; /* of the same, squared */
};

void drift_init(struct drift *drift, const struct encoding *encoding);
/* x: the features of the column; column k of the encoding */
void drift_value(struct drift *drift, const struct encoding_column *column, size_t k,
    enum encoding_found found, struct slice value, const double *x);
void drift_row(struct drift *drift, double probability);
void drift_merge(struct drift *all, const struct drift *part, const struct encoding *encoding);
void drift_note(const struct drift *drift, const struct churn *churn,
    void (*warn)(void *self, const char *sentence), void *self);
void drift_release(struct drift *drift);

#endif
