#include "retention/columns.h"

static const char *const cohorts[] = { "cohort", "size", "period", "users", "rate", "complete" };
static const char *const matrix_names[] = { "cohort", "size", "complete" };
static const char *const lifecycle[] = { "period", "new", "returning", "resurrected", "dormant",
	"complete" };
static const char *const weekly[] = { "period", "days", "user_weeks", "share", "dau_wau",
	"complete" };
static const char *const monthly[] = { "period", "days", "user_months", "share", "dau_mau",
	"complete" };

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

size_t
retention_columns(const struct retention *retention, const struct retention_params *params,
    bool matrix, struct arena *arena, struct slice **column)
{
	size_t ncell = matrix ? retention_cells(retention) : 0, n = 0;
	const char *const *name = cohorts;
	size_t nname = COUNT_OF(cohorts);
	char label[RETENTION_LABEL];

	if (params->lifecycle) {
		name = lifecycle;
		nname = COUNT_OF(lifecycle);
	} else if (params->stickiness) {
		bool months = params->period != NULL && strcmp(params->period, "month") == 0;

		name = months ? monthly : weekly;
		nname = COUNT_OF(weekly);
	} else if (matrix) {
		name = matrix_names;
		nname = COUNT_OF(matrix_names);
	}
	*column = arena_alloc(arena, (1 + nname + ncell) * sizeof **column);
	if (params->by != NULL)
		(*column)[n++] = slice_text(params->by);
	for (size_t k = 0; k < nname; k++)
		(*column)[n++] = slice_text(name[k]);
	for (size_t k = 0; k < ncell; k++)
		(*column)[n++] =
		    arena_slice(arena, slice_of(label, retention_label(retention, k, label)));
	return n;
}

const char *
retention_columns_check(const struct retention_params *params, bool matrix)
{
	struct retention *retention = retention_new(params);
	struct arena arena = { 0 };
	struct slice *column;
	size_t n = retention_columns(retention, params, matrix, &arena, &column), k = 1;

	while (params->by != NULL && k < n && !slice_equal(column[0], column[k]))
		k++;
	arena_release(&arena);
	retention_free(retention);
	return params->by != NULL && k < n
	    ? "by: the answer has a column of that name; rename it first"
	    : NULL;
}
