#include "identify/passes.h"

#include <stdlib.h>

#include "base/memory.h"
#include "read/batch.h"

struct counts {
	uint64_t filled, merged, left;
	int64_t *when; /* [row] of the batch */
	size_t capacity;
};

/* First pass, in the order of the input: who was seen where. */
static void
see_rows(void *self, struct batch *batch, void *block, struct buffer *out)
{
	struct passes *p = self;

	(void)block;
	(void)out;
	p->when = memory_grow(p->when, &p->capacity, batch->nrow + 1, sizeof *p->when);
	roles_check(&p->roles, batch, p->when);
	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i))
			continue;
		bool user = !batch_missing(batch, p->user, i);

		if (batch_missing(batch, p->device, i)) {
			if (user)
				links_seen_user(p->links, batch_value(batch, p->user, i));
			continue;
		}
		struct slice device = batch_value(batch, p->device, i);

		if (user)
			links_see(p->links, device, batch_value(batch, p->user, i), p->when[i],
			    batch->order + i);
		else
			links_pass(p->links, device, p->when[i]);
	}
	p->full = links_bytes(p->links) > p->memory;
	if (p->full)
		fault_set(p->fault, EXIT_SYSTEM,
		    "the devices and users need more than the memory there is for them (-S)");
}

static bool
tick(void *self, const struct scan_totals *totals)
{
	const struct passes *p = self;

	(void)totals;
	return !p->full;
}

static void *
counts_new(void *self, unsigned thread)
{
	(void)self;
	(void)thread;
	return memory_new(sizeof(struct counts));
}

static void
counts_end(void *self, void *thread)
{
	struct passes *p = self;
	struct counts *c = thread;

	p->filled += c->filled;
	p->merged += c->merged;
	p->left += c->left;
	free(c->when);
	free(c);
}

/* Second pass: a row's user, where it is another one now. */
static bool
identify(const struct passes *p, struct counts *c, const struct batch *batch, size_t row,
    struct slice *user)
{
	if (!batch_missing(batch, p->user, row)) {
		bool merged = links_merged(p->links, batch_value(batch, p->user, row), user);

		c->merged += merged;
		return merged;
	}
	bool known = !batch_missing(batch, p->device, row) &&
	    links_user(p->links, batch_value(batch, p->device, row), c->when[row], user);

	c->filled += known;
	c->left += !known;
	return known;
}

static void
fill_rows(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	const struct passes *p = self;
	struct counts *c = thread;
	size_t from = 0;

	(void)block;
	c->when = memory_grow(c->when, &c->capacity, batch->nrow + 1, sizeof *c->when);
	roles_check(&p->roles, batch, c->when);
	for (size_t i = 0; i < batch->nrow; i++) {
		struct slice user;

		if (batch_skips(batch, i) || !identify(p, c, batch, i, &user))
			continue;
		struct cell cell = cell_text(user);

		batch->written += row_write_run(p->plan, batch, from, i, out);
		batch->written += row_write(p->plan, batch, i, &cell, out);
		from = i + 1;
	}
	batch->written += row_write_run(p->plan, batch, from, batch->nrow, out);
}

struct scan_work
passes_see(struct passes *p)
{
	return (struct scan_work){ .self = p, .turn = see_rows, .tick = tick };
}

struct scan_work
passes_fill(struct passes *p)
{
	return (struct scan_work){ .self = p,
		.thread_new = counts_new,
		.work = fill_rows,
		.thread_end = counts_end };
}

void
passes_release(struct passes *p)
{
	row_plan_free(p->plan);
	links_free(p->links);
	free(p->when);
}
