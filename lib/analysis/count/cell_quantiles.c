#include "analysis/count/cell_quantiles.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stats/quantile.h"

#define ENTRIES_LEAST 1024
#define READ_ENTRIES 1024 /* of a run at once */

void
cell_quantiles_init(struct cell_quantiles *t, size_t limit, const char *folder)
{
	memset(t, 0, sizeof *t);
	t->limit = limit / (2 * sizeof *t->entry);
	if (t->limit < ENTRIES_LEAST)
		t->limit = ENTRIES_LEAST;
	t->folder = folder;
}

void
cell_quantiles_release(struct cell_quantiles *t)
{
	free(t->entry);
	free(t->spare);
	free(t->run);
	temp_close(t->temp);
	memset(t, 0, sizeof *t);
}

/* One pass of a radix sort; which: 0 value, 1 cell. */
static void
sort_byte(struct cell_quantiles *t, int which, unsigned shift)
{
	size_t count[257] = { 0 }, capacity = t->capacity;
	struct cell_quantiles_entry *swap = t->entry;

	for (size_t i = 0; i < t->n; i++)
		count[((which ? t->entry[i].cell : t->entry[i].value) >> shift & 0xFF) + 1]++;
	for (size_t d = 0; d < 256; d++)
		count[d + 1] += count[d];
	for (size_t i = 0; i < t->n; i++)
		t->spare[count[(which ? t->entry[i].cell : t->entry[i].value) >> shift & 0xFF]++] =
		    t->entry[i];
	t->entry = t->spare;
	t->capacity = t->capacity_spare;
	t->spare = swap;
	t->capacity_spare = capacity;
}

static void
sort_entries(struct cell_quantiles *t)
{
	uint64_t values = 0, cells = 0;

	for (size_t i = 0; i < t->n; i++) {
		values |= t->entry[i].value;
		cells |= t->entry[i].cell;
	}
	t->spare = memory_grow(t->spare, &t->capacity_spare, t->n, sizeof *t->spare);
	for (unsigned shift = 0; shift < 64 && values >> shift != 0; shift += 8)
		sort_byte(t, 0, shift);
	for (unsigned shift = 0; shift < 64 && cells >> shift != 0; shift += 8)
		sort_byte(t, 1, shift);
}

static bool
write_run(struct cell_quantiles *t)
{
	if (t->temp == NULL)
		t->temp = temp_open(t->folder, &t->fault);
	if (t->temp == NULL)
		return false;
	sort_entries(t);
	t->run = memory_grow(t->run, &t->capacity_run, t->nrun + 1, sizeof *t->run);
	t->run[t->nrun++] = (struct cell_quantiles_run){ temp_size(t->temp), t->n };
	for (size_t i = 0; i < t->n; i += READ_ENTRIES) {
		size_t n = t->n - i < READ_ENTRIES ? t->n - i : READ_ENTRIES;

		if (!temp_append(t->temp, t->entry + i, n * sizeof *t->entry))
			return false;
	}
	t->n = 0;
	return temp_flush(t->temp);
}

bool
cell_quantiles_add(struct cell_quantiles *t, uint64_t cell, uint64_t value)
{
	if (fault_is_set(&t->fault) || (t->n == t->limit && !write_run(t)))
		return false;
	t->entry = memory_grow(t->entry, &t->capacity, t->n + 1, sizeof *t->entry);
	t->entry[t->n++] = (struct cell_quantiles_entry){ value, cell };
	return true;
}

/* A sorted list of entries: in memory, or a run that is read bit by bit. */
struct source {
	struct cell_quantiles *quantiles;
	struct cell_quantiles_entry *at; /* [n] */
	size_t n, next;
	uint64_t offset, left; /* entries of the run that were not read */
	bool owns;             /* at is the source's */
};

static bool
source_next(struct source *s)
{
	size_t n = s->left < READ_ENTRIES ? (size_t)s->left : READ_ENTRIES;

	if (s->next + 1 < s->n) {
		s->next++;
		return true;
	}
	if (n == 0 || !temp_read(s->quantiles->temp, s->offset, s->at, n * sizeof *s->at))
		return false;
	s->offset += n * sizeof *s->at;
	s->left -= n;
	s->n = n;
	s->next = 0;
	return true;
}

static inline bool
less(const struct source *a, const struct source *b)
{
	const struct cell_quantiles_entry *x = &a->at[a->next], *y = &b->at[b->next];

	return x->cell != y->cell ? x->cell < y->cell : x->value < y->value;
}

static void
sift(struct source **heap, size_t n, size_t i)
{
	struct source *s = heap[i];

	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && less(heap[child + 1], heap[child]))
			child++;
		if (!less(heap[child], s))
			break;
		heap[i] = heap[child];
	}
	heap[i] = s;
}

static size_t
open_sources(struct cell_quantiles *const *list, size_t n, struct source *source,
    struct source **heap)
{
	size_t nsource = 0, nheap = 0;

	for (size_t i = 0; i < n; i++) {
		struct cell_quantiles *t = list[i];

		sort_entries(t);
		source[nsource] = (struct source){ .quantiles = t, .at = t->entry, .n = t->n };
		if (t->n > 0)
			heap[nheap++] = &source[nsource];
		nsource++;
		for (size_t r = 0; r < t->nrun; r++) {
			struct source *s = &source[nsource++];

			*s = (struct source){ .quantiles = t,
				.offset = t->run[r].offset,
				.left = t->run[r].n,
				.owns = true,
				.at = memory_array(READ_ENTRIES, sizeof *s->at) };
			if (source_next(s))
				heap[nheap++] = s;
		}
	}
	for (size_t i = nheap; i-- > 0;)
		sift(heap, nheap, i);
	return nheap;
}

/* Takes the value at place i of n for the quantiles that lie there: h = (n - 1) p. */
static void
take(double value, uint64_t i, uint64_t n, const double *p, size_t np, double *out)
{
	for (size_t k = 0; k < np; k++) {
		double h = (double)(n - 1) * p[k];
		uint64_t low = (uint64_t)h;

		if (i == low)
			out[k] = value;
		else if (i == low + 1 && (double)low < h)
			out[k] = quantile_between(out[k], value, h - (double)low);
	}
}

static void
merge(struct source **heap, size_t n, const uint64_t *count, const double *p, size_t np,
    double *out)
{
	uint64_t cell = UINT64_MAX, i = 0;

	while (n > 0) {
		const struct cell_quantiles_entry *e = &heap[0]->at[heap[0]->next];

		i = e->cell == cell ? i + 1 : 0;
		cell = e->cell;
		take((double)e->value, i, count[cell], p, np, out + cell * np);
		if (!source_next(heap[0]))
			heap[0] = heap[--n];
		if (n > 0)
			sift(heap, n, 0);
	}
}

bool
cell_quantiles_quantiles(struct cell_quantiles *const *list, size_t n, const uint64_t *count,
    const double *p, size_t np, double *out, struct fault *fault)
{
	struct source *source, **heap;
	size_t nsource = n, nheap;
	bool good = true;

	for (size_t i = 0; i < n; i++)
		nsource += list[i]->nrun;
	source = memory_array(nsource, sizeof *source);
	heap = memory_array(nsource, sizeof *heap);
	nheap = open_sources(list, n, source, heap);
	merge(heap, nheap, count, p, np, out);
	for (size_t i = 0; i < nsource; i++)
		if (source[i].owns)
			free(source[i].at);
	free(source);
	free(heap);
	for (size_t i = 0; i < n; i++) {
		if (!fault_is_set(&list[i]->fault))
			continue;
		if (!fault_is_set(fault))
			*fault = list[i]->fault;
		good = false;
	}
	return good;
}
