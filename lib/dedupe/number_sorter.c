#include "dedupe/number_sorter.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define RUN_READ 256u /* sorter of a run in memory while merging */

void
number_sorter_init(struct number_sorter *e, size_t limit, const char *directory,
    struct fault *fault)
{
	*e = (struct number_sorter){ .limit = limit, .directory = directory, .fault = fault };
}

void
number_sorter_release(struct number_sorter *e)
{
	for (size_t k = 0; k < e->nrun; k++)
		free(e->run[k].at);
	free(e->run);
	free(e->heap);
	free(e->at);
	if (e->temp != NULL)
		temp_close(e->temp);
	*e = (struct number_sorter){ 0 };
}

static bool
is_sorted(const struct exception *at, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (at[i - 1].number > at[i].number)
			return false;
	return true;
}

/* Radix sort, least byte first; at and other are of the same size. Gives the one that is sorted. */
static struct exception *
radix_sort(struct exception *at, struct exception *other, size_t n)
{
	uint64_t all = 0;

	for (size_t i = 0; i < n; i++)
		all |= at[i].number;
	for (unsigned shift = 0; shift < 64 && all >> shift != 0; shift += 8) {
		size_t begin[257] = { 0 };
		struct exception *swap = at;

		for (size_t i = 0; i < n; i++)
			begin[(at[i].number >> shift & 255) + 1]++;
		for (size_t k = 0; k < 256; k++)
			begin[k + 1] += begin[k];
		for (size_t i = 0; i < n; i++)
			other[begin[at[i].number >> shift & 255]++] = at[i];
		at = other;
		other = swap;
	}
	return at;
}

static void
sort_memory(struct number_sorter *e)
{
	if (is_sorted(e->at, e->n))
		return;

	struct exception *other = memory_resize(NULL, e->n, sizeof *other);
	struct exception *sorted = radix_sort(e->at, other, e->n);
	if (sorted == other)
		memcpy(e->at, other, e->n * sizeof *other);
	free(other);
}

bool
number_sorter_flush(struct number_sorter *e)
{
	if (e->n == 0)
		return true;
	if (e->temp == NULL) {
		e->temp = temp_open(e->directory, e->fault);
		if (e->temp == NULL)
			return false;
	}
	sort_memory(e);
	e->run = memory_grow(e->run, &e->run_capacity, e->nrun + 1, sizeof *e->run);
	e->run[e->nrun++] = (struct exception_run){ .offset = temp_size(e->temp), .left = e->n };
	if (!temp_append(e->temp, e->at, e->n * sizeof *e->at))
		return false;
	e->n = 0;
	return true;
}

bool
number_sorter_add(struct number_sorter *e, uint64_t number, uint64_t value)
{
	if (e->n * sizeof *e->at >= e->limit && !number_sorter_flush(e))
		return false;
	if (e->n == e->capacity)
		e->at = memory_grow(e->at, &e->capacity, e->n + 1, sizeof *e->at);
	e->at[e->n++] = (struct exception){ number, value };
	return true;
}

/* The run's next sorter from the file; false: a fault. */
static bool
run_fill(struct number_sorter *e, struct exception_run *run)
{
	size_t n = run->left < RUN_READ ? (size_t)run->left : RUN_READ;

	run->next = 0;
	run->n = n;
	if (!temp_read(e->temp, run->offset, run->at, n * sizeof *run->at))
		return false;
	run->offset += n * sizeof *run->at;
	run->left -= n;
	return true;
}

static uint64_t
run_number(const struct number_sorter *e, size_t heap)
{
	const struct exception_run *run = &e->run[e->heap[heap]];

	return run->at[run->next].number;
}

static void
heap_down(struct number_sorter *e, size_t k)
{
	for (;;) {
		size_t least = k, swap = e->heap[k];

		for (size_t child = 2 * k + 1; child <= 2 * k + 2 && child < e->nheap; child++)
			if (run_number(e, child) < run_number(e, least))
				least = child;
		if (least == k)
			return;
		e->heap[k] = e->heap[least];
		e->heap[least] = swap;
		k = least;
	}
}

bool
number_sorter_sort(struct number_sorter *e)
{
	if (e->nrun == 0) {
		sort_memory(e);
		return true;
	}
	if (!number_sorter_flush(e) || !temp_flush(e->temp))
		return false;
	free(e->at);
	e->at = NULL;
	e->capacity = 0;
	e->heap = memory_array(e->nrun, sizeof *e->heap);
	for (size_t k = 0; k < e->nrun; k++) {
		e->run[k].at = memory_array(RUN_READ, sizeof *e->run[k].at);
		if (!run_fill(e, &e->run[k]))
			return false;
		e->heap[e->nheap++] = k;
	}
	for (size_t k = e->nheap; k-- > 0;)
		heap_down(e, k);
	return true;
}

bool
number_sorter_next(struct number_sorter *e, struct exception *out)
{
	if (e->nrun == 0) {
		if (e->next == e->n)
			return false;
		*out = e->at[e->next++];
		return true;
	}
	if (e->nheap == 0)
		return false;

	struct exception_run *run = &e->run[e->heap[0]];
	*out = run->at[run->next++];
	if (run->next == run->n) {
		if (run->left == 0)
			e->heap[0] = e->heap[--e->nheap];
		else if (!run_fill(e, run))
			return false;
	}
	if (e->nheap > 0)
		heap_down(e, 0);
	return true;
}
