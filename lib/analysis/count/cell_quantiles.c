#include "analysis/count/cell_quantiles.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "shard/state.h"
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

/* Values in order, equal ones of a cell together. */
static void
merge(struct source **heap, size_t n, cell_quantiles_call call, void *self)
{
	struct cell_quantiles_entry now = { 0 };
	uint64_t count = 0;

	while (n > 0) {
		const struct cell_quantiles_entry *e = &heap[0]->at[heap[0]->next];

		if (count > 0 && (e->cell != now.cell || e->value != now.value)) {
			call(self, now.cell, now.value, count);
			count = 0;
		}
		now = *e;
		count++;
		if (!source_next(heap[0]))
			heap[0] = heap[--n];
		if (n > 0)
			sift(heap, n, 0);
	}
	if (count > 0)
		call(self, now.cell, now.value, count);
}

bool
cell_quantiles_each(struct cell_quantiles *const *list, size_t n, cell_quantiles_call call,
    void *self, struct fault *fault)
{
	struct source *source, **heap;
	size_t nsource = n, nheap;
	bool good = true;

	for (size_t i = 0; i < n; i++)
		nsource += list[i]->nrun;
	source = memory_array(nsource, sizeof *source);
	heap = memory_array(nsource, sizeof *heap);
	nheap = open_sources(list, n, source, heap);
	merge(heap, nheap, call, self);
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

/* What quantiles are asked for, and how many values of the cell came. */
struct wanted {
	const uint64_t *count;
	const double *p; /* [np] */
	size_t np;
	double *out;
	uint64_t cell, i;
};

/* A value from place i of n on, count times: for the quantiles that lie there, h = (n - 1) p. */
static void
take(void *self, uint64_t cell, uint64_t value, uint64_t count)
{
	struct wanted *w = self;
	uint64_t n = w->count[cell], i = cell == w->cell ? w->i : 0, end = i + count;
	double *out = w->out + cell * w->np;

	for (size_t k = 0; k < w->np; k++) {
		double h = (double)(n - 1) * w->p[k];
		uint64_t low = (uint64_t)h;

		if (i <= low && low < end)
			out[k] = (double)value;
		else if (i == low + 1 && (double)low < h)
			out[k] = quantile_between(out[k], (double)value, h - (double)low);
	}
	w->cell = cell;
	w->i = end;
}

bool
cell_quantiles_quantiles(struct cell_quantiles *const *list, size_t n, const uint64_t *count,
    const double *p, size_t np, double *out, struct fault *fault)
{
	struct wanted wanted = { count, p, np, out, UINT64_MAX, 0 };

	return cell_quantiles_each(list, n, take, &wanted, fault);
}

/* The cells of what is in memory get the numbers of their groups elsewhere. */
static void
renumber_entries(struct cell_quantiles *t, const uint32_t *group, size_t width)
{
	for (size_t i = 0; i < t->n; i++) {
		uint64_t cell = t->entry[i].cell;

		t->entry[i].cell = group[cell / width] * (uint64_t)width + cell % width;
	}
}

/* So do those of the runs, each of which is sorted again. */
static bool
renumber(struct cell_quantiles *t, const uint32_t *group, size_t width)
{
	size_t nrun;

	renumber_entries(t, group, width);
	if (t->nrun == 0 || fault_is_set(&t->fault))
		return !fault_is_set(&t->fault);
	nrun = t->nrun;
	if (!write_run(t))
		return false;
	for (size_t r = 0; r < nrun; r++) {
		struct cell_quantiles_run run = t->run[r];

		t->entry = memory_grow(t->entry, &t->capacity, run.n, sizeof *t->entry);
		if (!temp_read(t->temp, run.offset, t->entry, run.n * sizeof *t->entry))
			return false;
		t->n = run.n;
		renumber_entries(t, group, width);
		if (!write_run(t))
			return false;
		t->run[r] = t->run[--t->nrun];
	}
	return true;
}

/* A record under way. */
struct writing {
	struct state *state;
	const char *name;
	uint64_t cell, value;
	bool open;
};

static void
write_value(void *self, uint64_t cell, uint64_t value, uint64_t count)
{
	struct writing *w = self;
	uint64_t step = value - w->value;

	if (!w->open || cell != w->cell || !state_field(w->state, true)) {
		w->open = state_more(w->state, w->name, true);
		w->cell = cell;
		step = value;
		if (w->open)
			state_place(w->state, &w->cell, UINT64_MAX);
	}
	w->value = value;
	if (w->open)
		state_run(w->state, &step, &count);
}

static void
read_values(struct cell_quantiles *t, struct state *state, uint64_t cell)
{
	uint64_t value = 0;

	while (state_field(state, false)) {
		uint64_t step, count;

		state_run(state, &step, &count);
		value += step;
		while (count-- > 0 && !state_failed(state) && cell_quantiles_add(t, cell, value))
			;
	}
}

void
cell_quantiles_state(struct cell_quantiles *const *list, size_t n, struct state *state,
    const char *name, const uint32_t *group, size_t ngroup, size_t width, struct fault *fault)
{
	struct writing writing = { .state = state, .name = name };
	bool good = true;

	if (state_writes(state)) {
		for (size_t k = 0; k < n && group != NULL; k++)
			good = renumber(list[k], group, width) && good;
		cell_quantiles_each(list, n, write_value, &writing, fault);
		return;
	}
	while (state_more(state, name, false)) {
		uint64_t cell;

		state_place(state, &cell, ngroup * (uint64_t)width);
		if (group != NULL && !state_failed(state))
			cell = group[cell / width] * (uint64_t)width + cell % width;
		read_values(list[n - 1], state, cell);
	}
}
