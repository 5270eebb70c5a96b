#include "analysis/count/unknown_names.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/fault.h"
#include "base/memory.h"
#include "base/number.h"
#include "event/roles.h"
#include "read/batch.h"
#include "shard/state.h"

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

void
unknown_names_join(struct unknown_names *u, const struct unknown_names *other)
{
	u->seen |= other->seen;
	u->rows |= other->rows;
	for (uint32_t i = 0; i < other->others.n && u->others.n <= OTHERS; i++)
		map_put(&u->others, map_key(&other->others, i), NULL);
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

/* In order, so that threads have no say. */
static void
write_others(const struct unknown_names *all, struct state *state)
{
	bool many = all->others.n > OTHERS;
	size_t n = many ? 0 : all->others.n;
	struct slice name[OTHERS];

	for (size_t i = 0; i < n; i++) {
		struct slice one = map_key(&all->others, (uint32_t)i);
		size_t at = i;

		for (; at > 0 && slice_compare(one, name[at - 1]) < 0; at--)
			name[at] = name[at - 1];
		name[at] = one;
	}
	for (size_t i = 0; state_more(state, "other", i < n); i++)
		state_text(state, &name[i]);
	if (state_more(state, "others", many)) {
		uint64_t more = OTHERS + 1;

		state_sum(state, &more);
	}
}

static void
read_others(struct unknown_names *u, struct state *state)
{
	while (state_more(state, "other", false)) {
		struct slice name;

		state_text(state, &name);
		if (u->others.n <= OTHERS)
			map_put(&u->others, name, NULL);
	}
	if (state_more(state, "others", false)) {
		uint64_t n = 0;
		char text[NUMBER_WIDTH];

		state_sum(state, &n);
		for (; u->others.n <= OTHERS; n++)
			map_put(&u->others, slice_of(text, count_write(text, n)), NULL);
	}
}

void
unknown_names_state(struct unknown_names *const *list, size_t n, struct state *state)
{
	struct unknown_names all;

	unknown_names_init(&all);
	for (size_t k = 0; k < n; k++)
		unknown_names_join(&all, list[k]);
	if (state_more(state, "names", n > 0)) {
		uint64_t seen = all.seen, rows = all.rows;

		state_any(state, &seen);
		state_any(state, &rows);
		all.seen = (uint32_t)seen;
		all.rows = rows != 0;
	}
	if (state_writes(state)) {
		write_others(&all, state);
	} else {
		list[n - 1]->seen |= all.seen;
		list[n - 1]->rows |= all.rows;
		read_others(list[n - 1], state);
	}
	unknown_names_release(&all);
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
	remark->in_vain = true;
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
