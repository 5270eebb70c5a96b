/* What the columns of the answer are called. */
#include <stdlib.h>

#include "analysis/features/parts.h"
#include "base/memory.h"

const char *const features_fixed[FEATURES_FIXED] = { "user_id", "first_seen", "last_seen",
	"tenure_days", "last_login_days", "events", "active_days", "sessions", "activity_score",
	"purchases", "purchase_frequency", "avg_order_value", "revenue", "trend" };

static int
by_name(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* --count '*': the events that came up to as_of, by the bytes of their names. */
static void
find_columns(struct features *f)
{
	size_t n = 0, most = intern_count(&f->events);
	struct slice *name = memory_array(most, sizeof *name);

	f->columns = memory_array(most, sizeof *f->columns);
	for (size_t c = 0; c < most && c + 1 < CLASSES_MOST; c++)
		if (atomic_load_explicit(&f->seen[c + 1], memory_order_relaxed) != 0)
			name[n++] = intern_key(&f->events, (uint32_t)c);
	qsort(name, n, sizeof *name, by_name);
	for (size_t c = 0; c < n; c++)
		f->columns[c] = map_find(&f->events.map, name[c]) + 1;
	f->ncolumns = n;
	free(name);
}

static void
add_name(struct features *f, const char *prefix, struct slice text)
{
	size_t len = strlen(prefix);
	char *name = arena_alloc(&f->arena, len + text.len);

	memcpy(name, prefix, len);
	if (text.len > 0)
		memcpy(name + len, text.ptr, text.len);
	f->names_asked[f->nvalue++] = slice_of(name, len + text.len);
}

static void
name_asked(struct features *f, const struct features_asked *a)
{
	static const char *const prefix[] = { "n_", "sum_", "mean_", "max_", "distinct_", "last_",
		"first_" };
	static const char *const scores[] = { "r", "f", "m", "rfm" };

	if (a->all)
		for (size_t c = 0; c < f->ncolumns; c++)
			add_name(f, "n_", intern_key(&f->events, f->columns[c] - 1));
	else if (a->kind < FEATURES_RFM)
		add_name(f, prefix[a->kind], slice_text(a->text));
	else if (a->kind == FEATURES_RFM)
		for (size_t k = 0; k < 4; k++)
			add_name(f, scores[k], slice_of("", 0));
	else
		add_name(f, a->kind == FEATURES_CHURN ? "is_churn" : "", a->name);
}

const struct slice *
features_names(struct features *f, size_t *n)
{
	pthread_mutex_lock(&f->lock);
	if (!f->ready) {
		if (f->all)
			find_columns(f);
		f->names_asked =
		    memory_array(4 + 4 * f->params.nasked + f->params.nasked * f->ncolumns,
			sizeof *f->names_asked);
		for (size_t k = 0; k < f->params.nasked; k++)
			name_asked(f, &f->params.asked[k]);
		f->ready = true;
	}
	pthread_mutex_unlock(&f->lock);
	*n = f->nvalue;
	return f->names_asked;
}

static bool
is_taken(const struct features *f, size_t k)
{
	for (size_t i = 0; i < FEATURES_FIXED; i++)
		if (slice_equal(slice_text(features_fixed[i]), f->names_asked[k]))
			return true;
	for (size_t i = 0; i < k; i++)
		if (slice_equal(f->names_asked[i], f->names_asked[k]))
			return true;
	return false;
}

/* With --count '*' the names are known at the end only: nothing else may look like one of them. */
static const char *
check_all(const struct features *f)
{
	size_t counts = 0;

	for (size_t k = 0; k < f->params.nasked; k++) {
		const struct features_asked *a = &f->params.asked[k];

		counts += a->kind == FEATURES_COUNT;
		if (a->kind == FEATURES_LABEL && a->name.len >= 2 &&
		    memcmp(a->name.ptr, "n_", 2) == 0)
			return "label: a name beside the counts of all events cannot begin with n_";
	}
	return counts > 1 ? "count: '*' has every event already" : NULL;
}

const char *
features_names_check(struct features *f, struct fault *fault)
{
	size_t n;

	if (f->all)
		return check_all(f);
	features_names(f, &n);
	for (size_t k = 0; k < n; k++) {
		if (!is_taken(f, k))
			continue;
		return fault_usage(fault, "the column %.*s comes twice in the answer",
		    (int)(f->names_asked[k].len < 80 ? f->names_asked[k].len : 80),
		    f->names_asked[k].ptr);
	}
	return NULL;
}
