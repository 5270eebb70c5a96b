/*
 * kmeans: rows to k groups, each row in that of the nearest centre, the squared distances to it as
 * small as can be found.
 *
 *	struct kmeans_params params = KMEANS_DEFAULT;
 *	params.k = 3;
 *	if ((wrong = kmeans_check(&params)) != NULL) ...
 *	struct kmeans_model model;
 *	kmeans_fit(&model, &matrix, &params);
 *	kmeans_predict(&model, &matrix, threads, label, NULL);
 *	kmeans_release(&model);
 *
 * Definition: Lloyd's algorithm (Lloyd 1982): rows go to the nearest centre, of equally near ones
 * the first; centres go to the mean of their rows. It ends where no row changes its centre, where
 * the squared way of all centres is at most tol times the mean variance of the columns, or after
 * max_iter turns; then the rows go to their centres once more. A centre without rows is put on the
 * row farthest from its own centre (all as in scikit-learn).
 *
 * With params.start that is all. Without: k-means++ (Arthur and Vassilvitskii 2007; the best of
 * several candidates a step) restarts times, each improved by swaps: a centre is moved to a row
 * that is far from all, drawn as in k-means++, where that pays (Lattanzi and Sohler 2019, A better
 * k-means++ algorithm via local search), and Lloyd's algorithm goes on from there. Of matrices that
 * have more than twice as many rows as KMEANS_SAMPLE (or 256 k), that many are drawn and searched
 * so, and Lloyd's algorithm on all rows begins with what was found (Bradley and Fayyad 1998,
 * Refining initial points for k-means clustering).
 *
 * Clusters are numbered by size, the largest 0; of equally large ones the first by the coordinates
 * of its centre. Where there are fewer different rows than k, there are fewer clusters. The same
 * bits for any number of threads.
 * Memory: beside the matrix, 1/16 of it for sums, 2 bytes a row, with many clusters 6.
 * Limits: k below 65,536; numbers up to 1e140.
 */
#ifndef IA_LEARN_CLUSTER_KMEANS_H
#define IA_LEARN_CLUSTER_KMEANS_H

#include <stdbool.h>

#include "learn/matrix.h"

#define KMEANS_MAX 65535u
#define KMEANS_SAMPLE 16384u
#define KMEANS_SWAPS 12u

struct kmeans_params {
	uint64_t k, restarts, max_iter, seed;
	/* in a row without gain that end a search; six times as many in small data */
	uint64_t swaps;
	double tol;
	const double *start; /* [k][d]: centres to begin with; NULL: own ones */
	unsigned threads;
};

#define KMEANS_DEFAULT \
	((struct kmeans_params){ .restarts = 10, \
	    .max_iter = 300, \
	    .seed = 42, \
	    .swaps = KMEANS_SWAPS, \
	    .tol = 1e-4, \
	    .threads = 1 })

struct kmeans_model {
	size_t k, d;
	double *centre;      /* [k][d] */
	uint64_t *size;      /* [k]: rows of the fit */
	double inertia;      /* sum of squared distances to the nearest centre */
	uint64_t iterations; /* of Lloyd's algorithm, on all rows */
	bool converged;      /* before max_iter */
};

/* NULL, or a sentence. k may be 0: not known yet. */
const char *kmeans_check(const struct kmeans_params *params);
/* problem->n > 0. The model is to be released. */
void kmeans_fit(struct kmeans_model *model, const struct matrix *problem,
    const struct kmeans_params *params);
/* label[problem->n]; *inertia where not NULL. */
void kmeans_predict(const struct kmeans_model *model, const struct matrix *problem,
    unsigned threads, uint16_t *label, double *inertia);
/*
 * Of one row[d]: its cluster, and where not NULL its squared distance to the centre. The same as
 * kmeans_predict.
 */
uint16_t kmeans_nearest(const struct kmeans_model *model, const double *row, double *squared);
void kmeans_release(struct kmeans_model *model);

#endif
