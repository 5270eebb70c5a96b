#include "event/group.h"

#include <stdlib.h>

#include "base/memory.h"

#define SLOTS_FIRST 1024
#define AHEAD 2          /* users whose texts are fetched before they are read */
#define AHEAD_RECORDS 64 /* of each of them */

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

/* What is left of a stream. */
struct stream {
	const struct slice *frame, *last_frame;
	const char *at, *end; /* of the frame that is read */
	struct packed_last last;
	uint64_t next; /* the order of the record at at */
};

/* Goes to the next frame. false: there is none. */
static bool
stream_open(struct stream *s)
{
	while (s->frame < s->last_frame) {
		s->at = s->frame->ptr;
		s->end = s->at + s->frame++->len;
		s->last = (struct packed_last){ 0, 0 };
		if (s->at < s->end) {
			s->next = packed_order(s->at, &s->last);
			return true;
		}
	}
	return false;
}

/* Takes records from the n-th on, until one comes after limit or the frame ends; returns n. */
static inline __attribute__((always_inline)) size_t
take_some(struct group *g, const struct shape *shape, struct stream *s, uint64_t limit, size_t n)
{
	struct packed_last last = s->last;
	const char *at = s->at;

	do {
		struct packed r;
		uint32_t user;

		at = packed_read(at, shape, &last, &r, g->word + n * shape->nword);
		user = user_of(g, &r);
		g->user[user].n++;
		g->of[n] = user;
		g->stamp[n] = (struct group_stamp){ r.time, r.order };
		if (shape->text)
			g->text[n] = r.text;
		n++;
	} while (at < s->end && (s->next = packed_order(at, &last)) <= limit);
	s->at = at;
	s->last = last;
	return n;
}

/* The stream with the first record of all; limit: where the next of the others begins. */
static size_t
first_stream(const struct stream *stream, size_t n, uint64_t *limit)
{
	size_t first = 0;

	*limit = UINT64_MAX;
	for (size_t s = 1; s < n; s++) {
		uint64_t next = stream[s].next;

		if (next < stream[first].next) {
			next = stream[first].next;
			first = s;
		}
		*limit = next < *limit ? next : *limit;
	}
	return first;
}

/* Shapes that most have are compiled for themselves. */
static void
take_records(struct group *g, struct stream *stream, size_t nstream)
{
	size_t n = 0;

	while (nstream > 0) {
		uint64_t limit;
		struct stream *s = &stream[first_stream(stream, nstream, &limit)];

		if (g->shape.nword == 1)
			n = g->shape.text ? take_some(g, &packed_word_text, s, limit, n)
					  : take_some(g, &packed_word, s, limit, n);
		else
			n = take_some(g, &g->shape, s, limit, n);
		if (s->at == s->end && !stream_open(s))
			*s = stream[--nstream];
	}
}

/* Where each user's records are. */
static void
sort_by_user(struct group *g, size_t nrecord)
{
	uint32_t sum = 0;

	for (size_t u = 0; u < g->nuser; u++) {
		g->user[u].end = sum;
		sum += g->user[u].n;
	}
	for (size_t i = 0; i < nrecord; i++)
		g->by_user[g->user[g->of[i]].end++] = (uint32_t)i;
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
	const uint32_t *number = g->by_user + (user->end - user->n);
	uint32_t n = user->n < AHEAD_RECORDS ? user->n : AHEAD_RECORDS;

	for (uint32_t i = 0; i < n; i++)
		__builtin_prefetch(g->text[number[i]].ptr);
}

static void
give_user(struct group *g, const struct group_user *user, group_call call, void *self)
{
	const uint32_t *number = g->by_user + (user->end - user->n);
	struct sequence sequence = { .user = user->id, .first = user->first, .n = user->n };
	struct sequence_record *place;
	bool sorted = true;

	g->place = place = memory_grow(g->place, &g->capacity_place, user->n, sizeof *place);
	for (uint32_t i = 0; i < user->n; i++) {
		size_t k = number[i];

		place[i] = (struct sequence_record){ g->stamp[k].time, g->stamp[k].order,
			g->word + k * g->shape.nword, { "", 0 } };
		if (g->shape.text)
			place[i].text = g->text[k];
		sorted = sorted && (i == 0 || comes_before(&place[i - 1], &place[i]));
	}
	if (!sorted)
		sort_records(g, place, user->n);
	sequence.record = place;
	call(self, &sequence);
}

static struct stream *
open_streams(const struct slice *frame, const size_t *until, size_t *nstream)
{
	struct stream *stream = memory_array(*nstream, sizeof *stream);
	size_t n = 0;

	for (size_t k = 0; k < *nstream; k++) {
		stream[n].frame = frame + (k > 0 ? until[k - 1] : 0);
		stream[n].last_frame = frame + until[k];
		n += stream_open(&stream[n]);
	}
	*nstream = n;
	return stream;
}

static void
make_room(struct group *g, size_t n)
{
	g->stamp = memory_grow(g->stamp, &g->capacity_stamp, n, sizeof *g->stamp);
	g->word = memory_grow(g->word, &g->capacity_word, n * g->shape.nword, sizeof *g->word);
	g->of = memory_grow(g->of, &g->capacity_of, n, sizeof *g->of);
	g->by_user = memory_grow(g->by_user, &g->capacity_by_user, n, sizeof *g->by_user);
	if (g->shape.text)
		g->text = memory_grow(g->text, &g->capacity_text, n, sizeof *g->text);
}

void
group_run(struct group *g, const struct slice *frame, const size_t *until, size_t nstream,
    size_t nrecord, group_call call, void *self)
{
	struct stream *stream = open_streams(frame, until, &nstream);

	make_room(g, nrecord);
	g->nuser = 0;
	slots_size(g, SLOTS_FIRST);
	take_records(g, stream, nstream);
	free(stream);
	sort_by_user(g, nrecord);
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
	free(g->stamp);
	free(g->word);
	free(g->text);
	free(g->of);
	free(g->by_user);
	free(g->place);
	free(g->spare);
	free(g->run);
	memset(g, 0, sizeof *g);
}
