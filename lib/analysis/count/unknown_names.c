#include "analysis/count/unknown_names.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/fault.h"
#include "base/memory.h"
#include "event/roles.h"

#define OTHERS 64      /* names of events at the most, for "did you mean" */
#define OTHERS_ROWS 64 /* of a batch, that they are taken from */
#define OTHER_BYTES 40 /* of a name, that a sentence shows */

void
unknown_names_init(struct unknown_names *u)
{
	*u = (struct unknown_names){ .rows = false };
	map_init(&u->others, 0);
}

void
unknown_names_release(struct unknown_names *u)
{
	map_release(&u->others);
}

/* Names that match nothing, of a batch's first rows. */
void
unknown_names_note(struct unknown_names *u, const struct lookup *names, const struct batch *batch,
    int event)
{
	u->rows |= batch->nrow > 0;
	if (event < 0 || names->slot == NULL)
		return;
	for (size_t i = 0; i < batch->nrow && i < OTHERS_ROWS && u->others.n <= OTHERS; i++) {
		struct slice name = batch_value(batch, event, i);

		if (!batch_missing(batch, event, i) && name.len <= OTHER_BYTES &&
		    lookup_find(names, name) == 0)
			map_put(&u->others, name, NULL);
	}
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A name like it, or NULL: of names in order, so that threads have no say. Of many none is. */
static char *
like_name(const struct unknown_names *const *list, size_t nlist, struct slice name)
{
	char *names[OTHERS + 1], *found = NULL;
	struct map all;
	ptrdiff_t near;
	size_t n;

	map_init(&all, 0);
	for (size_t k = 0; k < nlist; k++)
		for (uint32_t i = 0; i < list[k]->others.n; i++)
			map_put(&all, map_key(&list[k]->others, i), NULL);
	n = all.n <= OTHERS ? all.n : 0;
	for (uint32_t i = 0; i < n; i++)
		names[i] = memory_text(map_key(&all, i).ptr, map_key(&all, i).len);
	map_release(&all);
	qsort(names, n, sizeof *names, compare_names);
	near = nearest_name(name.ptr, name.len, (const char *const *)names, n);
	for (size_t i = 0; i < n; i++) {
		if ((ptrdiff_t)i == near)
			found = names[i];
		else
			free(names[i]);
	}
	return found;
}

void
unknown_names_tell(const struct unknown_names *const *list, size_t n, struct slice name,
    struct remark *remark)
{
	char quoted[FAULT_QUOTE], like[FAULT_QUOTE];
	char *near = like_name(list, n, name);

	fault_quote_short(quoted, name.ptr, name.len, OTHER_BYTES);
	if (near != NULL)
		fault_quote(like, near, strlen(near));
	remark_add(remark, "no event is named %.80s%s%.80s%s; ia-stats --freq event lists them",
	    quoted, near != NULL ? " (did you mean " : "", near != NULL ? like : "",
	    near != NULL ? "?)" : "");
	free(near);
}

bool
unknown_names_next(const struct lookup *names, const struct unknown_names *const *list, size_t n,
    size_t *at, struct remark *remark)
{
	uint32_t seen = 0;
	bool rows = false;

	for (size_t k = 0; k < n; k++) {
		seen |= list[k]->seen;
		rows |= list[k]->rows;
	}
	while (rows && *at < names->n) {
		const struct lookup_name *name = &names->list[(*at)++];

		if ((name->mask & seen) == 0) {
			unknown_names_tell(list, n, name->name, remark);
			return true;
		}
	}
	return false;
}
