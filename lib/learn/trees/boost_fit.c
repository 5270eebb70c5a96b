/* boost_fit: fitting, by the library; without it, what to install. */
#include "learn/trees/boost.h"

#ifndef HAVE_XGBOOST

bool
boost_available(void)
{
	return false;
}

bool
boost_fit(struct boost *boost, const struct frame *frame, const uint8_t *y, const uint32_t *row,
    size_t nrow, const struct boost_params *params, struct fault *fault)
{
	(void)frame;
	(void)y;
	(void)row;
	(void)nrow;
	(void)params;
	*boost = (struct boost){ 0 };
	fault_set(fault, EXIT_USAGE,
	    "this program was built without the XGBoost library: install it and build again "
	    "(Debian, Ubuntu: libxgboost-dev; macOS: brew install xgboost; "
	    "Fedora, others: build XGBoost from source), or use another method");
	return false;
}

#else

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xgboost/c_api.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/slice.h"
#include "base/tasks.h"
#include "learn/trees/boost_parts.h"
#include "learn/model_text.h"

#define VALUES_PER_THREAD 131072u
#define PIECE 1024u /* rows */

bool
boost_available(void)
{
	return true;
}

/* What the library allocates. */
struct session {
	DMatrixHandle data;
	BoosterHandle booster;
	struct fault *fault;
};

/*
 * Its message is "[12:34:56] file.cc:12: Check failed: ...: the reason\nStack trace:...": without
 * time and place.
 */
static bool
good(struct session *s, int status)
{
	const char *text = status == 0 ? "" : XGBGetLastError(), *end;
	char line[300];

	if (status == 0)
		return true;
	if (text[0] == '[' && (end = strstr(text, ": ")) != NULL)
		text = end + 2;
	snprintf(line, sizeof line, "%.*s", (int)strcspn(text, "\n"), text);
	fault_tame(line, strlen(line));
	fault_set(s->fault, EXIT_SYSTEM, "the XGBoost library failed: %s", line);
	return false;
}

/* Columns to rows, a piece a thread. */
struct filling {
	const struct frame *frame;
	const uint32_t *row;
	size_t nrow;
	float *x; /* [nrow][p] */
};

static void
fill_piece(void *self, size_t piece)
{
	const struct filling *f = self;
	size_t begin = piece * PIECE, p = f->frame->p;
	size_t end = f->nrow - begin < PIECE ? f->nrow : begin + PIECE;

	for (size_t j = 0; j < p; j++) {
		const struct feature *feature = &f->frame->feature[j];

		for (size_t i = begin; i < end; i++)
			f->x[i * p + j] =
			    boost_value(feature->number != NULL ? feature->number[f->row[i]]
								: feature->flag[f->row[i]]);
	}
}

static bool
set_data(struct session *s, const struct frame *frame, const uint8_t *y, const uint32_t *row,
    size_t nrow, const struct boost_params *params)
{
	size_t p = frame->p;
	float *x = memory_array(nrow, p * sizeof *x), *label = memory_array(nrow, sizeof *label);
	float *weight = memory_array(nrow, sizeof *weight);
	struct filling filling = { frame, row, nrow, x };
	bool done;

	tasks_run(params->threads, (nrow + PIECE - 1) / PIECE, fill_piece, &filling);
	for (size_t i = 0; i < nrow; i++) {
		label[i] = y[row[i]];
		weight[i] = (float)params->weight[y[row[i]]];
	}
	done =
	    good(s, XGDMatrixCreateFromMat_omp(x, nrow, p, NAN, &s->data, (int)params->threads)) &&
	    good(s, XGDMatrixSetFloatInfo(s->data, "label", label, nrow));
	if (done && (params->weight[0] != 1 || params->weight[1] != 1))
		done = good(s, XGDMatrixSetFloatInfo(s->data, "weight", weight, nrow));
	free(x);
	free(label);
	free(weight);
	return done;
}

static bool
set_number(struct session *s, const char *name, double x)
{
	char text[NUMBER_WIDTH + 1];

	text[number_write(text, x)] = '\0';
	return good(s, XGBoosterSetParam(s->booster, name, text));
}

/* The library's threads wait for each other by spinning: with little to do each they lose time. */
static unsigned
threads_for(const struct boost_params *params, size_t values)
{
	size_t most = 1 + values / VALUES_PER_THREAD;

	return params->threads < most ? params->threads : (unsigned)most;
}

static bool
set_params(struct session *s, const struct boost_params *params, size_t values)
{
	return good(s, XGBSetGlobalConfig("{\"verbosity\": 0}")) &&
	    good(s, XGBoosterCreate(&s->data, 1, &s->booster)) &&
	    good(s, XGBoosterSetParam(s->booster, "booster", "gbtree")) &&
	    good(s, XGBoosterSetParam(s->booster, "objective", "binary:logistic")) &&
	    good(s, XGBoosterSetParam(s->booster, "tree_method", "hist")) &&
	    set_number(s, "max_depth", (double)params->depth) &&
	    set_number(s, "eta", params->eta) && set_number(s, "subsample", params->subsample) &&
	    set_number(s, "min_child_weight", params->child) &&
	    set_number(s, "seed", (double)params->seed) &&
	    set_number(s, "nthread", threads_for(params, values));
}

static bool
take_model(struct session *s, struct boost *boost, size_t p)
{
	const char *text = NULL;
	bst_ulong length = 0;
	json_t *value;
	bool done;

	if (!good(s,
		XGBoosterSaveModelToBuffer(s->booster, "{\"format\": \"json\"}", &length, &text)))
		return false;
	value = model_parse(slice_of(text, length), s->fault);
	done = value != NULL && boost_read(boost, value, p, s->fault);
	json_decref(value);
	if (!done)
		return false;
	free(boost->text);
	boost->text = memory_copy(text, length);
	boost->length = length;
	return true;
}

bool
boost_fit(struct boost *boost, const struct frame *frame, const uint8_t *y, const uint32_t *row,
    size_t nrow, const struct boost_params *params, struct fault *fault)
{
	struct session s = { .fault = fault };
	bool done =
	    set_data(&s, frame, y, row, nrow, params) && set_params(&s, params, nrow * frame->p);

	*boost = (struct boost){ 0 };
	for (uint64_t t = 0; t < params->trees && done; t++)
		done = good(&s, XGBoosterUpdateOneIter(s.booster, (int)t, s.data));
	done = done && take_model(&s, boost, frame->p);
	if (s.booster != NULL)
		XGBoosterFree(s.booster);
	if (s.data != NULL)
		XGDMatrixFree(s.data);
	return done;
}

#endif
