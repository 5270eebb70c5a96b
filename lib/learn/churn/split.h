/*
 * split: which rows are kept for the test, and which fold a row is in, by a seed.
 *
 *	split_test(y, row, nrow, NULL, 0.2, 42, train, &ntrain, test, &ntest);
 *	split_folds(y, train, ntrain, NULL, 5, 42, fold);
 *	split_one_fold(train, ntrain, fold, 3, fit, &nfit, check, &ncheck);
 *
 * Both are stratified: each class is shared out by itself. Definition: numbers come from the seed
 * (random.h). For label 0, then for label 1: the rows of that label in the order of row[], shuffled
 * (for i = count - 1 down to 1: swap i with one of 0 to i); for the test, the first floor(share *
 * count + 1/2) of them, but of two or more rows at least one and not all; for folds, they are dealt
 * in turn to the folds 0, 1, ..., the second label beginning where the first one ended. Fold sizes
 * differ by one row at most, in all and of each label.
 *
 * With group (a number for each row of the frame), rows of a group stay together: what is dealt out
 * are groups, in the order of their first rows, a group having label 1 if any of its rows has.
 * Memory is 4 bytes times the largest number.
 *
 * The result depends on y, row, group and seed alone, not on machine or threads.
 */
#ifndef IA_LEARN_CHURN_SPLIT_H
#define IA_LEARN_CHURN_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#define SPLIT_FOLDS_MAX 255u

/*
 * y and group (or NULL) by row of the frame; train and test have room for nrow and keep the order
 * of row. share in (0, 1).
 */
void split_test(const uint8_t *y, const uint32_t *row, size_t nrow, const uint32_t *group,
    double share, uint64_t seed, uint32_t *train, size_t *ntrain, uint32_t *test, size_t *ntest);

/* fold[nrow]: 0 .. k - 1, of row[0], row[1], ...; k in 2 .. SPLIT_FOLDS_MAX. */
void split_folds(const uint8_t *y, const uint32_t *row, size_t nrow, const uint32_t *group,
    unsigned k, uint64_t seed, uint8_t *fold);

/* The rows of one fold, and all others; each has room for nrow. */
void split_one_fold(const uint32_t *row, size_t nrow, const uint8_t *fold, unsigned which,
    uint32_t *others, size_t *nothers, uint32_t *inside, size_t *ninside);

#endif
