/*
 * shap: why a tree says what it says of a row: exact Shapley values (Lundberg, Erion and Lee 2018,
 * Consistent individualized feature attribution for tree ensembles; path-dependent).
 *
 *	struct shap *shap = shap_new(p);
 *	shap_add(shap, &tree, goes, phi);	phi[p][SHAP_ROWS] += the tree's Shapley values
 *	shap_free(shap);
 *
 * Definition. The value of a set S of features is what the tree expects where only they are known:
 * a split on one of S is followed as the row goes, any other one both ways, in proportion to the
 * cover of the children. phi[j] is the Shapley value of j in this game; the sum of phi is the
 * tree's answer for the row less the mean of its leaves by cover.
 *
 * Method. For a leaf with value v, let o_j be 1 where the row passes all splits on j above it, else
 * 0, and z_j the product of the shares of cover that pass them. The game's multilinear extension
 * (Owen 1972) gives
 *	phi_j = v (o_j - z_j) integral over t from 0 to 1 of  prod_{k != j} (t o_k + (1 - t) z_k) dt
 * a polynomial, so that Gauss-Legendre quadrature with half as many points as there are features on
 * the path is exact. Sums over leaves are taken on the way back to the root: time is nodes times
 * points. Factors depend on the tree alone, so that several rows go through it together.
 */
#ifndef IA_LEARN_TREES_SHAP_H
#define IA_LEARN_TREES_SHAP_H

#include <stddef.h>
#include <stdint.h>

#define SHAP_DEPTH_MAX 64u
#define SHAP_ROWS 8u /* that are looked at together */

/* The right child of node i is left[i] + 1. */
struct shap_tree {
	size_t n;                /* nodes; 0 is the root */
	const uint32_t *left;    /* [n]; above i; 0: a leaf */
	const uint32_t *feature; /* [n]: of the split; below p */
	const double *cover;     /* [n] above 0, that of a split the sum of its children's */
	const double *value;     /* [n]: of the leaves */
	unsigned depth;          /* splits on the longest path, at most SHAP_DEPTH_MAX */
};

struct shap;

struct shap *shap_new(size_t p);
/* goes[n]: bit l is 1 where row l goes right at node i. phi[p][SHAP_ROWS] is added to. */
void shap_add(struct shap *shap, const struct shap_tree *tree, const uint8_t *goes, double *phi);
void shap_free(struct shap *shap);

#endif
