/*
 * random: reproducible random numbers (xoshiro256**, Blackman and Vigna 2018, after splitmix64).
 *
 * The same seed gives the same numbers on every machine. random_jump makes independent streams.
 */
#ifndef IA_BASE_RANDOM_H
#define IA_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
	uint64_t state[4];
};

void random_seed(struct random *random, uint64_t seed);   /* any seed, also 0 */
uint64_t random_next(struct random *random);              /* 64 bits */
uint64_t random_below(struct random *random, uint64_t n); /* 0 .. n - 1, unbiased; n > 0 */
double random_unit(struct random *random);                /* [0, 1), 53 bits */
double random_normal(struct random *random);              /* mean 0, sd 1 */
double random_exponential(struct random *random);         /* mean 1 */
void random_jump(struct random *random);                  /* 2^128 numbers on */

#endif
