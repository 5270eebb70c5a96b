/*
 * predicting: batches through a model, the values of its columns handed over a piece of rows at a
 * time; and the scores of all rows beside the labels that came true.
 *
 *	struct predicting p = { .model_new = ..., .begin = ..., .value = ..., .run = ..., .piece = 512 };
 *	predicting_bind(&p, scan, name, model);			its columns; false: the scan has the fault
 *
 *	struct predicted *rows = scratch;			zeroed, one a thread
 *	if (predicting_row(&p, rows, batch, i)) ...		rows->score[i]; false: the row is left out
 *	predicting_end(&p, rows);
 *
 *	struct outcomes o = { .predicting = &p, .label = column, .fault = &fault };
 *	struct scan_work work = outcomes_work(&o);
 *	tool_fold(&tool, &work);
 *	... o.score[row], o.y[row] ...
 *
 * A value that is not a number where the model needs one is bad (batch_bad), and so is a label that
 * is not 0 or 1.
 */
#ifndef IA_RULE_PREDICTING_H
#define IA_RULE_PREDICTING_H

#include "base/buffer.h"
#include "read/scan.h"

struct predicting {
	void *self;
	void *(*model_new)(void *self);             /* one a thread */
	void (*model_end)(void *self, void *model); /* one at a time */
	/* makes room for the scores of a batch */
	const double *(*begin)(void *model, size_t nrow);
	/* Row i of the piece; false: it is not the number that it should be. */
	bool (*value)(void *model, size_t i, size_t column, struct slice value);
	/* The piece is whole: rows first .. first + n - 1 of the batch. */
	void (*run)(void *model, size_t first, size_t n);
	size_t piece; /* rows, at most */
	/* before a batch is scored; NULL: nothing */
	void (*check)(const void *rows, struct batch *batch);
	const void *checked;
	int *column; /* [ncolumn], from scan_column */
	size_t ncolumn, capacity;
};

struct predicted {
	void *model;
	const double *score; /* of the batch */
	uint64_t order;      /* of the batch, and one more */
	struct buffer text;  /* for whatever the caller puts together */
};

/* name gives the model's column k, NULL behind the last. */
bool predicting_bind(struct predicting *predicting, struct scan *scan,
    const char *(*name)(const void *model, size_t k), const void *model);
/* The first row of a batch scores all. */
bool predicting_row(const struct predicting *predicting, struct predicted *rows,
    struct batch *batch, size_t i);
void predicting_end(const struct predicting *predicting, struct predicted *rows);
void predicting_release(struct predicting *predicting);

struct outcomes {
	const struct predicting *predicting;
	int label;     /* from scan_column */
	size_t memory; /* bytes; 0: no limit */
	bool full;     /* past it: the fault says so, the scan ends */
	struct fault *fault;
	double *score; /* [n] */
	uint8_t *y;    /* [n] */
	size_t n, capacity;
};

#define OUTCOMES_BYTES 40u /* a row takes, with what is made of it */

struct scan_work outcomes_work(struct outcomes *outcomes);
void outcomes_release(struct outcomes *outcomes);

#endif
