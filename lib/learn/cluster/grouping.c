#include "learn/cluster/grouping.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/cluster/grouping_parts.h"

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool
grouping_names_differ(char *const *name, size_t n)
{
	char **sorted = memory_array(n, sizeof *sorted);
	bool differ = true;

	memcpy(sorted, name, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, compare_names);
	for (size_t k = 1; k < n; k++)
		differ &= strcmp(sorted[k - 1], sorted[k]) != 0;
	free(sorted);
	return differ;
}

bool
grouping_begin(struct grouping *grouping, const char *const *column, size_t d,
    const char *const *log, size_t nlog, struct fault *fault)
{
	char quoted[FAULT_QUOTE];

	*grouping =
	    (struct grouping){ .d = d, .column = memory_array(d, sizeof *grouping->column) };
	scaling_init(&grouping->scaling, d);
	matrix_init(&grouping->rows, d);
	for (size_t c = 0; c < d; c++)
		grouping->column[c] = memory_text(column[c], strlen(column[c]));
	for (size_t k = 0; k < nlog; k++) {
		size_t c = 0;

		while (c < d && strcmp(column[c], log[k]) != 0)
			c++;
		if (c < d)
			grouping->scaling.log[c] = true;
		else
			fault_set(fault, EXIT_USAGE,
			    "log: %s is not one of the columns that are used",
			    fault_quote(quoted, log[k], strlen(log[k])));
	}
	if (!grouping_names_differ(grouping->column, d))
		fault_set(fault, EXIT_USAGE, "columns: a column stands there twice");
	return !fault_is_set(fault);
}

void
grouping_take(void *self, const double *row, size_t nrow)
{
	struct grouping *grouping = self;

	grouping->full |= grouping->memory > 0 &&
	    grouping->rows.n + nrow > grouping->memory / sizeof *row / grouping->d;
	if (!grouping->full)
		matrix_add(&grouping->rows, row, nrow);
}

bool
grouping_scale(struct grouping *grouping, enum scale scale, unsigned threads, struct fault *fault)
{
	char quoted[FAULT_QUOTE];
	ptrdiff_t empty = -1;

	if (grouping->full)
		fault_set(fault, EXIT_SYSTEM,
		    "the rows need more memory than -S allows, eight bytes a number");
	if (!fault_is_set(fault) && grouping->rows.n > 0)
		empty = scaling_fit(&grouping->scaling, scale, &grouping->rows, threads);
	if (empty >= 0)
		fault_set(fault, EXIT_DATA, "column %s has no value in any row",
		    fault_quote(quoted, grouping->column[empty], strlen(grouping->column[empty])));
	return !fault_is_set(fault);
}

bool
grouping_fit(struct grouping *grouping, const struct kmeans_params *params, double *start,
    size_t nstart, struct fault *fault)
{
	struct kmeans_params p = *params;

	if (start != NULL && (nstart < 1 || nstart > KMEANS_MAX || (p.k > 0 && p.k != nstart)))
		fault_set(fault, EXIT_USAGE,
		    "centres: found %zu rows, expected one for each cluster", nstart);
	if (fault_is_set(fault) || grouping->rows.n == 0)
		return !fault_is_set(fault);
	for (size_t j = 0; start != NULL && j < nstart; j++)
		scaling_row(&grouping->scaling, start + j * grouping->d);
	p.start = start;
	p.k = start != NULL ? nstart : p.k;
	kmeans_fit(&grouping->model, &grouping->rows, &p);
	grouping->nlabel = grouping->rows.n;
	grouping->label = memory_array(grouping->nlabel, sizeof *grouping->label);
	kmeans_predict(&grouping->model, &grouping->rows, p.threads, grouping->label, NULL);
	matrix_release(&grouping->rows);
	return true;
}

uint16_t
grouping_assign(const struct grouping *grouping, double *row, double *squared)
{
	scaling_row(&grouping->scaling, row);
	return kmeans_nearest(&grouping->model, row, squared);
}

size_t
grouping_group(void *grouping, double *row)
{
	return grouping_assign(grouping, row, NULL);
}

void
grouping_release(struct grouping *grouping)
{
	for (size_t c = 0; grouping->column != NULL && c < grouping->d; c++)
		free(grouping->column[c]);
	free(grouping->column);
	free(grouping->label);
	scaling_release(&grouping->scaling);
	kmeans_release(&grouping->model);
	matrix_release(&grouping->rows);
	*grouping = (struct grouping){ 0 };
}
