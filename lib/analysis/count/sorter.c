/* The part of sorted_runs.h that takes records in any order. */
#include <stdlib.h>

#include "analysis/count/sorted_runs.h"
#include "base/memory.h"

#define MORE 1024 /* records beyond twice those that matter, before the others are dropped */

void
sorter_init(struct sorter *p, unsigned nword, size_t memory, const char *folder, uint64_t most)
{
	memset(p, 0, sizeof *p);
	sorted_runs_init(&p->runs, nword, folder);
	p->limit = memory;
	p->most = most;
}

void
sorter_release(struct sorter *p)
{
	merge_close(p->merge);
	sorted_runs_release(&p->runs);
	arena_release(&p->arena);
	free(p->entry);
	p->merge = NULL;
	p->entry = NULL;
	p->n = p->capacity = 0;
}

static int
by_key(const void *a, const void *b)
{
	const struct sorter_entry *x = a, *y = b;

	return slice_compare(x->key, y->key);
}

static void
put(struct sorter *p, struct slice key, const uint64_t *word)
{
	uint64_t *own = arena_alloc(&p->arena, p->runs.nword * sizeof *own);

	memcpy(own, word, p->runs.nword * sizeof *own);
	p->entry = memory_grow(p->entry, &p->capacity, p->n + 1, sizeof *p->entry);
	p->entry[p->n++] = (struct sorter_entry){ arena_slice(&p->arena, key), own };
}

static void
sort(struct sorter *p)
{
	if (p->n > 1)
		qsort(p->entry, p->n, sizeof *p->entry, by_key);
	if (p->most > 0 && p->n > p->most)
		p->n = (size_t)p->most;
}

/* Keeps the first most records alone, in memory of their own. */
static void
drop_others(struct sorter *p)
{
	struct sorter kept = { .runs.nword = p->runs.nword };

	sort(p);
	for (size_t i = 0; i < p->n; i++)
		put(&kept, p->entry[i].key, p->entry[i].word);
	arena_release(&p->arena);
	free(p->entry);
	p->arena = kept.arena;
	p->entry = kept.entry;
	p->capacity = kept.capacity;
	p->full = true;
}

static bool
write_run(struct sorter *p, bool to_file)
{
	sort(p);
	if (!sorted_runs_begin(&p->runs, to_file))
		return false;
	for (size_t i = 0; i < p->n; i++)
		if (!sorted_runs_add(&p->runs, p->entry[i].key, p->entry[i].word))
			return false;
	p->n = 0;
	p->full = false;
	arena_clear(&p->arena);
	return sorted_runs_end(&p->runs);
}

bool
sorter_add(struct sorter *p, struct slice key, const uint64_t *word)
{
	size_t held = p->arena.bytes + p->capacity * sizeof *p->entry;

	if (fault_is_set(&p->runs.fault))
		return false;
	if (p->full && slice_compare(key, p->entry[p->most - 1].key) > 0)
		return true;
	put(p, key, word);
	if (p->most > 0 && p->n > MORE && p->n - MORE > p->most && p->n / 2 >= p->most)
		drop_others(p);
	return held <= p->limit || p->n < MORE || write_run(p, true);
}

bool
sorter_open(struct sorter *p)
{
	if (!write_run(p, p->runs.temp != NULL))
		return false;
	arena_release(&p->arena);
	p->list = &p->runs;
	p->merge = merge_open(&p->list, 1, p->limit);
	return !fault_is_set(&p->runs.fault);
}

bool
sorter_next(struct sorter *p, struct sorted_runs_record *record)
{
	return p->merge != NULL && merge_next(p->merge, record);
}
