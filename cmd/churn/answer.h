/*
 * answer: what there is to tell of a model and of scores, as rows for a reader.
 *
 *	struct answer_table a;
 *	churn_answer_model(&a, &churn, false, &fault);
 *	...
 *	answer_table_release(&a);
 */
#ifndef IA_CMD_CHURN_ANSWER_H
#define IA_CMD_CHURN_ANSWER_H

#include "write/answer_table.h"
#include "learn/churn/churn.h"

enum churn_view { CHURN_METRICS, CHURN_DECILES, CHURN_BINS };

/* metric, value, low, high: the evaluation that stands in a model. */
void churn_answer_evaluation(struct answer_table *answer, const struct churn *churn);
/*
 * The same of scores score[n] and labels y[n], or a row a tenth, or a row a bin of the
 * calibration.
 */
void churn_answer_scores(struct answer_table *answer, const double *score, const uint8_t *y,
    size_t n, const struct metrics_params *params, enum churn_view view);
/*
 * A row a feature, the most important first; logistic: behind the intercept, with coefficient,
 * standard error, z, p and the 95 % bounds of the coefficient. With summary: name, value of what
 * the model was made of.
 */
void churn_answer_model(struct answer_table *answer, const struct churn *churn, bool summary,
    struct fault *fault);

#endif
