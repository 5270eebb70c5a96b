/*
 * spans: many values by cell, and exact quantiles of each cell, in bounded memory.
 *
 *	spans_init(&t, limit, folder);				one a thread
 *	spans_add(&t, cell, value);
 *	spans_quantiles(list, n, count, p, np, out);		of all threads
 *	spans_release(&t);
 *
 * Past the limit values are sorted by cell and value and written to a temporary file as a run; at
 * the end all runs are merged. Quantiles as in stats/quantile.h: linear interpolation between order
 * statistics.
 */
#ifndef IA_ANALYSIS_SPANS_H
#define IA_ANALYSIS_SPANS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/temp.h"

struct spans_entry {
	uint64_t value;
	uint64_t cell;
};

struct spans_run {
	uint64_t offset, n;	/* entries */
};

struct spans {
	struct spans_entry *entry, *spare;	/* [n] */
	size_t n, capacity, capacity_spare;
	size_t limit;				/* entries in memory */
	const char *folder;
	struct temp *temp;
	struct spans_run *run;			/* [nrun] */
	size_t nrun, capacity_run;
	struct fault fault;
};

#define SPANS_QUANTILES 4

void spans_init(struct spans *spans, size_t limit, const char *folder);	/* limit: bytes */
bool spans_add(struct spans *spans, uint64_t cell, uint64_t value);	/* false: spans->fault */
/*
 * count[cell]: how many values each cell has, as added. out[cell * np + k] is quantile p[k]; p
 * ascends; cells without values are left alone. false: fault.
 */
bool spans_quantiles(struct spans *const *list, size_t n, const uint64_t *count, const double *p,
    size_t np, double *out, struct fault *fault);
void spans_release(struct spans *spans);

#endif
