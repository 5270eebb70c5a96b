#include "event/group.h"

#include <stdlib.h>

#include "base/memory.h"

#define SLOTS_FIRST 1024
#define AHEAD 2			/* users whose texts are fetched before they are read */
#define AHEAD_RECORDS 64	/* of each of them */

static void
slot_put(struct group *g, uint32_t tag, uint32_t user)
{
	size_t at = tag & g->mask;

	while (g->slot[at] != 0)
		at = (at + 1) & g->mask;
	g->slot[at] = (uint64_t)tag << 32 | (user + 1);
}

/* Room for n slots, all free; those of the users that are there put again. */
static void
slots_size(struct group *g, size_t n)
{
	if (n > g->capacity_slot) {
		free(g->slot);
		g->slot = memory_resize(NULL, n, sizeof *g->slot);
		g->capacity_slot = n;
	}
	memset(g->slot, 0, n * sizeof *g->slot);
	g->mask = n - 1;
	for (size_t u = 0; u < g->nuser; u++)
		slot_put(g, g->user[u].tag, (uint32_t)u);
}

static inline bool
is_short(struct slice id)
{
	return id.len >= 8 && id.len <= 16;
}

/* Short ids stand beside what is written anyway: no further line of the cache is looked at. */
static inline bool
same_id(const struct group_user *user, struct slice id)
{
	if (user->id.len != id.len)
		return false;
	if (!is_short(id))
		return memcmp(user->id.ptr, id.ptr, id.len) == 0;
	return user->head == load_64(id.ptr) && user->tail == load_64(id.ptr + id.len - 8);
}

static uint32_t
user_add(struct group *g, const struct packed *r, uint32_t tag)
{
	g->user = memory_grow(g->user, &g->capacity_user, g->nuser + 1, sizeof *g->user);
	g->user[g->nuser] = (struct group_user){ .id = r->id, .first = r->order, .tag = tag };
	if (is_short(r->id)) {
		g->user[g->nuser].head = load_64(r->id.ptr);
		g->user[g->nuser].tail = load_64(r->id.ptr + r->id.len - 8);
	}
	if (2 * ++g->nuser > g->mask + 1)
		slots_size(g, 2 * (g->mask + 1));
	else
		slot_put(g, tag, (uint32_t)g->nuser - 1);
	return (uint32_t)g->nuser - 1;
}

/* The number of the record's user. */
static inline uint32_t
user_of(struct group *g, const struct packed *r)
{
	uint32_t tag = group_tag(&g->key, r->id);

	for (size_t at = tag & g->mask; g->slot[at] != 0; at = (at + 1) & g->mask) {
		uint32_t user = (uint32_t)g->slot[at] - 1;

		if (g->slot[at] >> 32 == tag && same_id(&g->user[user], r->id)) {
			if (r->order < g->user[user].first)
				g->user[user].first = r->order;
			return user;
		}
	}
	return user_add(g, r, tag);
}

static void
number_users(struct group *g, const struct slice *frame, size_t nframe)
{
	size_t n = 0;

	g->nuser = 0;
	slots_size(g, SLOTS_FIRST);
	for (size_t f = 0; f < nframe; f++) {
		const char *at = frame[f].ptr, *end = at + frame[f].len;
		struct packed_last last = { 0, 0 };

		while (at < end) {
			struct packed r;
			uint32_t user;

			at = packed_read(at, &g->shape, &last, &r);
			user = user_of(g, &r);
			g->user[user].n++;
			g->of[n++] = user;
		}
	}
}

static void
place_records(struct group *g, const struct slice *frame, size_t nframe)
{
	uint32_t sum = 0;
	size_t n = 0;

	for (size_t u = 0; u < g->nuser; u++) {
		g->user[u].at = sum;
		sum += g->user[u].n;
	}
	for (size_t f = 0; f < nframe; f++) {
		const char *at = frame[f].ptr, *end = at + frame[f].len;
		struct packed_last last = { 0, 0 };

		while (at < end) {
			uint32_t slot = g->user[g->of[n++]].at++;
			uint32_t *word = g->word + (size_t)slot * g->shape.nword;
			struct packed r;

			packed_words(at, &g->shape, word);
			at = packed_read(at, &g->shape, &last, &r);
			g->place[slot] = (struct sequence_record){ r.time, r.order, word, r.text };
		}
	}
}

static inline bool
comes_before(const struct sequence_record *a, const struct sequence_record *b)
{
	return a->time < b->time || (a->time == b->time && a->order < b->order);
}

/* Merges r[a .. b - 1] with r[b .. c - 1]. */
static void
merge(struct group *g, struct sequence_record *r, size_t a, size_t b, size_t c)
{
	size_t n = b - a, i = 0, to = a;
	struct sequence_record *left;

	if (comes_before(&r[b - 1], &r[b]))
		return;
	g->spare = left = memory_grow(g->spare, &g->capacity_spare, n, sizeof *left);
	memcpy(left, r + a, n * sizeof *r);
	while (i < n && b < c)
		r[to++] = comes_before(&r[b], &left[i]) ? r[b++] : left[i++];
	memcpy(r + to, left + i, (n - i) * sizeof *r);
}

/* Natural merge sort: the runs that ascend, two by two. */
static void
sort_records(struct group *g, struct sequence_record *r, size_t n)
{
	size_t nrun = 0;

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && comes_before(&r[i - 1], &r[i]))
			continue;
		g->run = memory_grow(g->run, &g->capacity_run, nrun + 2, sizeof *g->run);
		g->run[nrun++] = i;
	}
	while (nrun > 1) {
		size_t kept = 0;

		g->run[nrun] = n;
		for (size_t k = 0; k < nrun; k += 2) {
			size_t begin = g->run[k];

			if (k + 1 < nrun)
				merge(g, r, begin, g->run[k + 1], g->run[k + 2]);
			g->run[kept++] = begin;
		}
		nrun = kept;
	}
}

/* Texts stand where the records came, not by user. */
static void
fetch_texts(const struct group *g, const struct group_user *user)
{
	const struct sequence_record *r = g->place + (user->at - user->n);
	uint32_t n = user->n < AHEAD_RECORDS ? user->n : AHEAD_RECORDS;

	for (uint32_t i = 0; i < n; i++)
		__builtin_prefetch(r[i].text.ptr);
}

static void
give_user(struct group *g, const struct group_user *user, group_call call, void *self)
{
	struct sequence_record *place = g->place + (user->at - user->n);
	struct sequence sequence = { .user = user->id, .first = user->first, .n = user->n,
	    .record = place };

	sort_records(g, place, user->n);
	call(self, &sequence);
}

void
group_run(struct group *g, const struct slice *frame, size_t nframe, size_t nrecord,
    group_call call, void *self)
{
	g->of = memory_grow(g->of, &g->capacity_of, nrecord, sizeof *g->of);
	g->place = memory_grow(g->place, &g->capacity_place, nrecord, sizeof *g->place);
	g->word =
	    memory_grow(g->word, &g->capacity_word, nrecord * g->shape.nword, sizeof *g->word);
	number_users(g, frame, nframe);
	place_records(g, frame, nframe);
	for (size_t u = 0; u < g->nuser; u++) {
		if (g->shape.text && u + AHEAD < g->nuser)
			fetch_texts(g, &g->user[u + AHEAD]);
		give_user(g, &g->user[u], call, self);
	}
}

void
group_release(struct group *g)
{
	free(g->slot);
	free(g->user);
	free(g->of);
	free(g->place);
	free(g->spare);
	free(g->run);
	free(g->word);
	memset(g, 0, sizeof *g);
}
