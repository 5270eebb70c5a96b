/*
 * cell_quantiles: many values by cell, and exact quantiles of each cell, in bounded memory.
 *
 *	cell_quantiles_init(&t, limit, folder);				one a thread
 *	cell_quantiles_add(&t, cell, value);
 *	cell_quantiles_quantiles(list, n, count, p, np, out, &fault);	of all threads
 *	cell_quantiles_release(&t);
 *
 * Past the limit values are sorted by cell and value and written to a temporary file as a run; at
 * the end all runs are merged. Quantiles as in stats/quantile.h: linear interpolation between order
 * statistics.
 */
#ifndef IA_ANALYSIS_COUNT_CELL_QUANTILES_H
#define IA_ANALYSIS_COUNT_CELL_QUANTILES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/temp.h"

struct state;

struct cell_quantiles_entry {
	uint64_t value;
	uint64_t cell;
};

struct cell_quantiles_run {
	uint64_t offset, n; /* entries */
};

struct cell_quantiles {
	struct cell_quantiles_entry *entry, *spare; /* [n] */
	size_t n, capacity, capacity_spare;
	size_t limit; /* entries in memory */
	const char *folder;
	struct temp *temp;
	struct cell_quantiles_run *run; /* [nrun] */
	size_t nrun, capacity_run;
	struct fault fault;
};

#define CELL_QUANTILES_QUANTILES 4

void cell_quantiles_init(struct cell_quantiles *quantiles, size_t limit,
    const char *folder); /* limit: bytes */
bool cell_quantiles_add(struct cell_quantiles *quantiles, uint64_t cell,
    uint64_t value); /* false: quantiles->fault */
/*
 * count[cell]: how many values each cell has, as added. out[cell * np + k] is quantile p[k]; p
 * ascends; cells without values are left alone. false: fault.
 */
bool cell_quantiles_quantiles(struct cell_quantiles *const *list, size_t n, const uint64_t *count,
    const double *p, size_t np, double *out, struct fault *fault);
/* Every value of all lists, by cell, then by value, equal ones together. false: fault. */
typedef void (*cell_quantiles_call)(void *self, uint64_t cell, uint64_t value, uint64_t count);
bool cell_quantiles_each(struct cell_quantiles *const *list, size_t n, cell_quantiles_call call,
    void *self, struct fault *fault);
/*
 * The values as records of that name (shard/state.h): read, they are added to the last list. Cell c
 * is number c % width of group[c / width], where groups have another number elsewhere: writing, the
 * cells get that first; reading, group[] gives one's own. ngroup: how many there are. NULL: cells
 * are as they are, below ngroup * width.
 */
void cell_quantiles_state(struct cell_quantiles *const *list, size_t n, struct state *state,
    const char *name, const uint32_t *group, size_t ngroup, size_t width, struct fault *fault);
void cell_quantiles_release(struct cell_quantiles *quantiles);

#endif
