/*
 * kmeans_model: no bytes crash the loader of models; what it takes has sizes that agree and finite
 * numbers, puts any row into one of its clusters, and is the same when written and read again. What
 * it refuses it refuses in one line.
 */
#include <math.h>
#include <string.h>

#include "learn/cluster/grouping.h"

#include "fuzz.h"

static void
check_model(const struct grouping *g)
{
	double row[3];
	double squared;

	if (g->d < 1 || g->model.d != g->d || g->scaling.d != g->d || g->model.k < 1 ||
	    g->model.k > KMEANS_MAX)
		abort();
	for (size_t c = 0; c < g->d; c++)
		if (g->column[c] == NULL || !(g->scaling.spread[c] > 0) ||
		    !isfinite(g->scaling.offset[c]))
			abort();
	for (size_t j = 0; j < g->model.k * g->d; j++)
		if (!isfinite(g->model.centre[j]))
			abort();
	if (g->d > 3)
		return;
	for (size_t c = 0; c < g->d; c++)
		row[c] = c == 0 ? NAN : 1.5;
	if (grouping_assign(g, row, &squared) >= g->model.k)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer once = { 0 }, twice = { 0 };
	struct fault fault = { 0 };
	struct grouping g;

	if (!grouping_read(&g, "m.json", slice_of((const char *)data, size), &fault)) {
		if (fault.exit != EXIT_USAGE || fault.text[0] == '\0' ||
		    strpbrk(fault.text, "\n\r\x1b") != NULL)
			abort();
		return 0;
	}
	check_model(&g);
	if (!grouping_write(&g, &once, &fault))
		abort();
	grouping_release(&g);
	if (!grouping_read(&g, "m.json", slice_of(once.ptr, once.len), &fault))
		abort();
	if (!grouping_write(&g, &twice, &fault) || once.len != twice.len ||
	    memcmp(once.ptr, twice.ptr, once.len) != 0)
		abort();
	grouping_release(&g);
	buffer_release(&once);
	buffer_release(&twice);
	return 0;
}
