/* Names to nodes in byte order, and what should be told about them. */
#include <stdlib.h>

#include "analysis/path/parts.h"
#include "base/memory.h"

static const char *const own_names[NODES_OWN] = { "(start)", "(end)", "(more)" };

static int
by_name(const void *a, const void *b)
{
	const struct path_node *x = a, *y = b;
	int c = slice_compare(x->name, y->name);

	return c != 0 ? c : (x->code < y->code) - (x->code > y->code); /* ours before an event's */
}

static void
order(struct path *f)
{
	size_t n = intern_count(&f->names);

	f->node = memory_array(n + NODES_OWN + 1, sizeof *f->node);
	f->node_of = memory_array(n + 1, sizeof *f->node_of);
	for (uint32_t c = 0; c < n; c++)
		f->node[++f->nnode] = (struct path_node){ intern_key(&f->names, c), c };
	for (uint32_t k = 0; k < NODES_OWN; k++)
		f->node[++f->nnode] =
		    (struct path_node){ slice_text(own_names[k]), PATH_CODES + k };
	qsort(f->node + 1, f->nnode, sizeof *f->node, by_name);
	for (uint32_t k = 1; k <= f->nnode; k++) {
		if (f->node[k].code < PATH_CODES)
			f->node_of[f->node[k].code] = k;
		else
			f->own[f->node[k].code - PATH_CODES] = k;
	}
	for (f->width = 1; f->width < 4 && f->nnode >> 8 * f->width != 0;)
		f->width++;
}

void
path_order(struct path *f)
{
	if (atomic_load_explicit(&f->ready, memory_order_acquire))
		return;
	pthread_mutex_lock(&f->lock);
	if (!atomic_load_explicit(&f->ready, memory_order_relaxed))
		order(f);
	atomic_store_explicit(&f->ready, true, memory_order_release);
	pthread_mutex_unlock(&f->lock);
}

/* Is an event named as one of our own nodes? */
static bool
is_ambiguous(const struct path *f, unsigned own)
{
	uint32_t k = f->own[own] + 1;

	return f->params.what == PATH_EDGES && !f->params.numbered && k <= f->nnode &&
	    slice_equal(f->node[k].name, slice_text(own_names[own]));
}

bool
path_remark(const void *self, size_t *at, struct remark *remark)
{
	const struct path *f = self;
	const struct unknown_names **list = memory_array(f->nthread, sizeof *list);
	bool found;

	for (size_t k = 0; k < f->nthread; k++)
		list[k] = &f->thread[k]->unknown;
	found = unknown_names_next(&f->asked, list, f->nthread, at, remark);
	free(list);
	while (!found && f->nnode > 0 && *at < f->asked.n + NODES_OWN) {
		unsigned own = (unsigned)((*at)++ - f->asked.n);

		found = remark->in_vain = is_ambiguous(f, own);
		if (found)
			remark_add(remark,
			    "an event is named \"%s\", as the answer calls what is no event: "
			    "rename it with --merge 'NAME=event == \"%s\"'",
			    own_names[own], own_names[own]);
	}
	return found;
}
