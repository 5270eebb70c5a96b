/* search: Newton's method, and the proof that there is no maximum. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/logistic/parts.h"

#define HALVINGS 40
#define LOST 1e-14       /* of a diagonal: what rounding leaves of a column */
#define SETTLED 1e-8     /* of the deviance: as R's glm */
#define PROVED 1e-6      /* of the largest margin: what rounding may make negative */
#define PROVED_LATE 1e-3 /* likewise, where curvature vanished before that */

struct newton {
	const struct design *design;
	struct search *search;
	struct pass pass;
	double objective; /* loss and penalty */
	double *gradient; /* [p + 1] of -objective */
	/* [p + 1][p + 1] by feature, as dead; NULL: by conjugate gradients */
	double *factor;
	uint8_t *dead;                /* [p + 1]: the intercept, then features in their order */
	double *order;                /* [p + 1]: room, by feature */
	double *step, *before, *next; /* [p + 1] by slot */
	bool first;
};

static void
newton_init(struct newton *n, const struct design *design, struct search *search)
{
	size_t p = design->p + 1;
	bool dense = design->p <= LOGISTIC_DENSE;

	*n = (struct newton){ .design = design, .search = search, .first = true };
	n->pass.gradient = memory_array(p, sizeof *n->pass.gradient);
	if (dense) {
		n->pass.hessian = memory_array(p, p * sizeof *n->pass.hessian);
		n->factor = memory_array(p, p * sizeof *n->factor);
	} else {
		n->pass.curve = memory_array(design->nrow, sizeof *n->pass.curve);
	}
	n->gradient = memory_array(p, sizeof *n->gradient);
	n->dead = memory_array(p, sizeof *n->dead);
	n->order = memory_array(p, sizeof *n->order);
	n->step = memory_array(p, sizeof *n->step);
	n->before = memory_array(p, sizeof *n->before);
	n->next = memory_array(p, sizeof *n->next);
}

static void
newton_release(struct newton *n)
{
	free(n->pass.gradient);
	free(n->pass.hessian);
	free(n->pass.curve);
	free(n->gradient);
	free(n->factor);
	free(n->dead);
	free(n->order);
	free(n->step);
	free(n->before);
	free(n->next);
}

static void
evaluate(struct newton *n, const double *beta)
{
	const struct design *d = n->design;

	pass_run(&n->pass, d, beta);
	n->objective = n->pass.loss;
	for (size_t slot = 0; slot <= d->p; slot++) {
		double pull = d->ridge != NULL ? d->ridge[slot] * beta[slot] : 0;

		n->gradient[slot] = n->pass.gradient[slot] - pull;
		n->objective += pull * beta[slot] / 2;
	}
}

/* Which slot the k-th column of the factor is: the intercept, then features in their order. */
static size_t
slot_at(const struct design *d, size_t k)
{
	return k == 0 ? 0 : d->slot[k - 1];
}

static void
factorise(struct newton *n)
{
	const struct design *d = n->design;
	size_t p = d->p + 1;

	for (size_t i = 0; i < p; i++) {
		for (size_t j = 0; j <= i; j++) {
			size_t a = slot_at(d, i), b = slot_at(d, j);

			n->factor[i * p + j] = n->pass.hessian[a > b ? a * p + b : b * p + a];
			if (i == j && d->ridge != NULL)
				n->factor[i * p + i] += d->ridge[a];
		}
		n->dead[i] = n->search->aliased[slot_at(d, i)];
	}
	cholesky_factor(n->factor, p, n->first && d->ridge == NULL ? LOGISTIC_ALIASED : LOST,
	    n->dead);
	for (size_t i = 0; n->first && i < p; i++)
		n->search->aliased[slot_at(d, i)] = n->dead[i];
	n->first = false;
}

/* The step, and its squared length in standard errors. */
static double
find_step(struct newton *n)
{
	const struct design *d = n->design;
	double decrement = 0;

	if (n->factor != NULL) {
		factorise(n);
		for (size_t k = 0; k <= d->p; k++)
			n->order[k] = n->gradient[slot_at(d, k)];
		cholesky_solve(n->factor, d->p + 1, n->dead, n->order);
		for (size_t k = 0; k <= d->p; k++)
			n->step[slot_at(d, k)] = n->order[k];
	} else {
		gradients_solve(d, n->pass.curve, n->gradient, n->step);
	}
	for (size_t slot = 0; slot <= d->p; slot++)
		decrement += n->gradient[slot] * n->step[slot];
	return decrement;
}

/* Goes as far along the step as gains; false: nowhere. */
static bool
advance(struct newton *n)
{
	struct search *s = n->search;
	double old = n->objective, share = 1;
	size_t p = n->design->p + 1;

	for (int k = 0; k < HALVINGS; k++, share /= 2) {
		for (size_t slot = 0; slot < p; slot++)
			n->next[slot] = s->beta[slot] + share * n->step[slot];
		evaluate(n, n->next);
		if (n->objective <= old + 1e-13 * fabs(old)) {
			memcpy(s->beta, n->next, p * sizeof *s->beta);
			return true;
		}
	}
	evaluate(n, s->beta);
	return false;
}

/* Whether going on along a step for ever makes no row worse: it proves that there is no maximum. */
static bool
proves_separation(struct newton *n, const double *step, double tol)
{
	double least, most;

	pass_margins(n->design, step, &least, &most);
	if (!(most > 0) || least < -tol * most)
		return false;
	n->search->separation = least > tol * most ? LOGISTIC_PERFECT : LOGISTIC_QUASI;
	memcpy(n->search->toward, step, (n->design->p + 1) * sizeof *step);
	return true;
}

/* The last step before the likelihood is the largest that can be told. */
static void
finish(struct newton *n, double decrement)
{
	struct search *s = n->search;
	bool lost = false;

	for (size_t k = 0; n->factor != NULL && k <= n->design->p; k++)
		lost |= n->dead[k] && !s->aliased[slot_at(n->design, k)];
	if (lost && n->design->ridge == NULL && proves_separation(n, n->before, PROVED_LATE))
		return;
	for (size_t slot = 0; slot <= n->design->p; slot++) {
		s->beta[slot] += n->step[slot];
		n->pass.loss -= n->pass.gradient[slot] * n->step[slot];
	}
	n->pass.loss += decrement / 2;
	s->converged = true;
}

/* Variances, of the intercept as it is where features are not centred. */
static void
find_errors(struct newton *n)
{
	const struct design *d = n->design;
	struct search *s = n->search;
	double *variance = n->next, sum = 0;

	if (n->factor == NULL || d->ridge != NULL)
		return;
	cholesky_inverse_diagonal(n->factor, d->p + 1, n->dead, variance);
	for (size_t k = 1; k <= d->p; k++)
		if (!n->dead[k])
			s->se[slot_at(d, k)] = sqrt(variance[k]) * d->scale[slot_at(d, k)];
	for (size_t k = 0; k <= d->p; k++) {
		size_t slot = slot_at(d, k);

		n->order[k] = n->dead[k] ? 0 : k == 0 ? 1 : -d->centre[slot] * d->scale[slot];
		n->step[k] = n->order[k];
	}
	cholesky_solve(n->factor, d->p + 1, n->dead, n->order);
	for (size_t k = 0; k <= d->p; k++)
		sum += n->step[k] * n->order[k];
	s->se[0] = sqrt(sum);
}

void
search_init(struct search *search, const struct design *d)
{
	size_t p = d->p + 1;

	*search = (struct search){ 0 };
	search->beta = memory_array(p, sizeof *search->beta);
	search->se = memory_array(p, sizeof *search->se);
	search->toward = memory_array(p, sizeof *search->toward);
	search->aliased = memory_array(p, sizeof *search->aliased);
	search->beta[0] = log(d->positive / (d->total - d->positive));
	for (size_t slot = 0; slot < p; slot++)
		search->se[slot] = NAN;
}

void
search_release(struct search *search)
{
	free(search->beta);
	free(search->se);
	free(search->toward);
	free(search->aliased);
}

void
search_run(struct search *s, const struct design *design, uint64_t max_iter, double tol)
{
	double last = INFINITY, unit = design->total / (double)design->nrow;
	struct newton n;

	newton_init(&n, design, s);
	evaluate(&n, s->beta);
	while (s->iterations < max_iter) {
		double decrement = find_step(&n), loss = n.pass.loss, gain;

		s->iterations++;
		if (decrement <= tol * unit) {
			finish(&n, decrement);
			break;
		}
		if (!advance(&n))
			break;
		gain = loss - n.pass.loss;
		if (design->ridge == NULL && gain < SETTLED * (n.pass.loss + unit / 20) &&
		    decrement > 0.1 * last && proves_separation(&n, n.step, PROVED))
			break;
		last = decrement;
		memcpy(n.before, n.step, (design->p + 1) * sizeof *n.before);
	}
	s->loss = n.pass.loss;
	find_errors(&n);
	newton_release(&n);
}
