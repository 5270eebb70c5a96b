#include "churn/options.h"

#include <math.h>

#include "base/number.h"

const char *
churn_thresholds(const char *text, double risk[2])
{
	const char *comma = text != NULL ? strchr(text, ',') : NULL;

	if (text == NULL)
		return NULL;
	if (comma == NULL || !number_read(text, (size_t)(comma - text), &risk[0]) ||
	    !number_read(comma + 1, strlen(comma + 1), &risk[1]) ||
	    !(risk[0] >= 0 && risk[0] <= risk[1] && risk[1] <= 1))
		return "option --thresholds: expected two probabilities, the smaller first, such as 0.3,0.7";
	return NULL;
}

static bool
given(uint64_t count)
{
	return count != CHURN_NOT_GIVEN;
}

static const char *
check_method(const struct churn_options *o)
{
	if (o->method == LEARNER_LOGISTIC &&
	    (given(o->trees) || given(o->depth) || given(o->min_leaf)))
		return "options --trees, --depth and --min-leaf are for --method forest or xgboost";
	if (o->method != LEARNER_XGBOOST && !isnan(o->rate))
		return "option --rate is for --method xgboost";
	if (o->method != LEARNER_LOGISTIC && !isnan(o->penalty))
		return "option --penalty is for --method logistic";
	if (!isnan(o->penalty) && !(o->penalty >= 0 && o->penalty <= 1e12))
		return "option --penalty: expected 0 or more, up to 1e12";
	if (o->method == LEARNER_XGBOOST && !boost_available())
		return "option --method: this program was built without XGBoost: install its library (Debian: "
		       "libxgboost-dev) and "
		       "build again, or take forest";
	return NULL;
}

void
churn_resources(struct churn_asked *asked, unsigned threads, size_t memory,
    void (*warn)(void *self, const char *sentence), void *self)
{
	struct learner_params *l = &asked->learner;

	asked->memory = memory;
	asked->warn = warn;
	asked->self = self;
	asked->threads = l->logistic.threads = l->forest.threads = l->boost.threads = threads;
}

static void
take_learner(const struct churn_options *o, struct churn_asked *asked)
{
	struct learner_params *l = &asked->learner;

	l->method = o->method;
	l->balance = o->balance;
	l->forest.seed = l->boost.seed = o->seed;
	double penalty = isnan(o->penalty) ? CHURN_PENALTY : o->penalty;

	if (penalty > 0) {
		l->logistic.c = 1 / penalty;
		l->logistic.scaled = true;
	}
	if (given(o->trees))
		l->forest.trees = l->boost.trees = o->trees;
	if (given(o->depth))
		l->forest.depth = l->boost.depth = o->depth;
	if (given(o->min_leaf)) {
		l->forest.leaf = o->min_leaf;
		l->boost.child = (double)o->min_leaf;
	}
	if (!isnan(o->rate))
		l->boost.eta = o->rate;
}

const char *
churn_options_take(const struct churn_options *o, const char *const *column, size_t ncolumn,
    struct churn_asked *asked)
{
	const char *wrong = check_method(o);

	if (wrong == NULL)
		wrong = churn_thresholds(o->thresholds, asked->risk);
	if (wrong != NULL)
		return wrong;
	if (o->label == NULL)
		return "give the column to learn: --label COLUMN";
	for (size_t k = 0; k < ncolumn; k++)
		if (strcmp(column[k], o->label) == 0)
			return "option --columns: the label is not to learn from";
	if (o->model == NULL)
		return "give a file for the model: --model FILE";
	if (o->folds > 0 && o->time_split != NULL)
		return "options --folds and --time-split: give one of them";
	if (o->time_split != NULL && o->test == 0)
		return "option --time-split needs a share for the test: leave --test out, or give one above 0";
	if (o->folds > 0 && !isnan(o->test))
		return "options --folds and --test: give one of them";
	take_learner(o, asked);
	asked->max_levels = o->max_levels;
	asked->folds = o->folds;
	asked->time = o->time_split != NULL;
	asked->seed = o->seed;
	asked->threshold = o->threshold;
	if (!isnan(o->test))
		asked->test = o->test;
	return churn_check(asked);
}
