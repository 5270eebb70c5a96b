/*
 * churn: a model of who will have a label: columns, their encoding, a learner, limits of risk, how
 * it did on rows that it had not seen; kept as a text in JSON.
 *
 *	struct churn_asked asked = CHURN_DEFAULT;
 *	if ((wrong = churn_check(&asked)) != NULL) ...
 *	struct churn_data data = { .raw = raw, .ncolumn = ..., .n = ..., .y = y };
 *	struct churn churn;
 *	if (!churn_learn(&churn, &data, &asked, &fault)) ...
 *	churn_write(&churn, &text, &fault);
 *	...
 *	churn_read(&churn, "m.json", text, &fault);
 *	churn_release(&churn);
 *
 * Evaluation. With a share for the test or a time split, the rows of the test are seen by nothing
 * but the evaluation, and the model is that of the others. With folds, each fold is evaluated by a
 * model of the others, all scores together, and the model is that of all rows. Rows of a group are
 * dealt out together, but by a time split. Levels, medians and left out columns come from the rows
 * of each fit.
 *
 * What is read is checked whole: format, version, members, sizes, finite numbers.
 */
#ifndef IA_LEARN_CHURN_CHURN_H
#define IA_LEARN_CHURN_CHURN_H

#include "learn/churn/encoding.h"
#include "learn/churn/learner.h"
#include "learn/metrics/metrics.h"

#define CHURN_VERSION 2 /* 1: columns of numbers without low and high */

enum churn_evaluation { CHURN_NONE, CHURN_TEST, CHURN_TIME, CHURN_FOLDS, CHURN_EVALUATIONS };

struct churn_asked {
	struct learner_params learner;
	uint64_t max_levels;
	double test;    /* share of the rows; 0: none */
	uint64_t folds; /* 0: none */
	bool time;      /* data.when splits */
	uint64_t seed;
	double threshold; /* of the confusion */
	double risk[2];   /* where medium and high begin; NaN: by quantiles of the scores */
	unsigned threads;
	size_t memory; /* bytes; 0: no limit */
	void (*warn)(void *self, const char *sentence);
	void *self;
};

#define CHURN_DEFAULT \
	{ \
		.learner = LEARNER_DEFAULT, .max_levels = 50, .test = 0.2, .seed = 42, \
		.threshold = 0.5, .risk = { NAN, NAN }, .threads = 1 \
	}

/*
 * Shares of the scores below which risk is not medium, not high, where nothing else is asked for;
 * but what is more probable than not is medium, and high is at least the base rate.
 */
#define CHURN_MEDIUM 0.7
#define CHURN_HIGH 0.9

struct churn_data {
	const struct raw_column *raw; /* [ncolumn] */
	size_t ncolumn, n;
	const uint8_t *y;      /* [n] */
	const double *when;    /* [n] or NULL */
	const uint32_t *group; /* [n]: rows of a user stay together; NULL: all are alone */
	size_t bytes;          /* that it holds */
};

struct churn_line {
	char *name;
	struct metric metric; /* NaN: none */
};

struct churn {
	char *label;
	struct encoding encoding;
	struct learner learner;
	bool balance;
	uint64_t seed;
	uint64_t rows, positives; /* of the fit */
	enum churn_evaluation how;
	uint64_t evaluated;      /* rows */
	struct churn_line *line; /* [nline] the evaluation */
	size_t nline;
	double risk[2]; /* medium from the first on, high from the second */
};

extern const char *const churn_evaluations[CHURN_EVALUATIONS];

const char *churn_check(const struct churn_asked *asked); /* NULL, or a sentence */
bool churn_learn(struct churn *churn, const struct churn_data *data, const char *label,
    const struct churn_asked *asked, struct fault *fault);

/* the name of the column k, NULL behind the last */
const char *churn_column(const void *churn, size_t k);

bool churn_write(const struct churn *churn, struct buffer *out, struct fault *fault);
bool churn_read(struct churn *churn, const char *name, struct slice text, struct fault *fault);
void churn_release(struct churn *churn);

#endif
