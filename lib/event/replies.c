#include "event/replies.h"

#include <stdlib.h>

#include "base/memory.h"

#define RUN_HEAD 16u /* first, len */
#define RUN_BUFFER_LEAST ((size_t)4 << 10)
#define RUN_BUFFER_MOST ((size_t)256 << 10)
#define EMIT_BUFFER ((size_t)256 << 10)
#define PIECE ((size_t)64 << 10)      /* of own memory */
#define PIECE_LEAST ((size_t)4 << 10) /* less is not worth taking over */
#define REPLY_HEAD sizeof(uint64_t)   /* len */
#define AHEAD 8                       /* replies that are fetched before they are copied */
#define AHEAD_LINES 3                 /* of each of them */
#define LINE 64                       /* bytes of the cache's */

void
replies_init(struct replies *replies, size_t limit, const char *folder)
{
	memset(replies, 0, sizeof *replies);
	replies->limit = limit;
	replies->folder = folder;
}

/* All pieces can be used anew; own ones are given back. */
static void
rewind_pieces(struct replies *r)
{
	while (r->used != NULL) {
		struct reply_piece *piece = r->used;

		r->used = piece->next;
		if (piece->own) {
			r->held -= piece->size;
			free(piece);
		} else {
			piece->next = r->spent;
			r->spent = piece;
		}
	}
	r->at = r->end = NULL;
}

void
replies_release(struct replies *replies)
{
	rewind_pieces(replies);
	free(replies->reply);
	free(replies->spare);
	free(replies->run);
	temp_close(replies->temp);
	memset(replies, 0, sizeof *replies);
}

void
replies_take(struct replies *r, char *ptr, size_t size)
{
	struct reply_piece *piece = (struct reply_piece *)(void *)ptr;

	if (size < PIECE_LEAST)
		return;
	*piece = (struct reply_piece){ r->spent, size, false };
	r->spent = piece;
}

/* Radix sort by first, a byte at a time, as many bytes as there are. */
void
replies_end(struct replies *r)
{
	uint64_t most = 0;

	for (size_t i = 0; i < r->n; i++)
		most = r->reply[i].first > most ? r->reply[i].first : most;
	r->spare = memory_grow(r->spare, &r->capacity_spare, r->n, sizeof *r->spare);
	for (unsigned shift = 0; shift < 64 && most >> shift != 0; shift += 8) {
		size_t count[257] = { 0 }, capacity = r->capacity;
		struct reply_at *swap = r->reply;

		for (size_t i = 0; i < r->n; i++)
			count[(r->reply[i].first >> shift & 0xFF) + 1]++;
		for (size_t d = 0; d < 256; d++)
			count[d + 1] += count[d];
		for (size_t i = 0; i < r->n; i++)
			r->spare[count[r->reply[i].first >> shift & 0xFF]++] = r->reply[i];
		r->reply = r->spare;
		r->capacity = r->capacity_spare;
		r->spare = swap;
		r->capacity_spare = capacity;
	}
}

/* A reply that stands in memory. */
static struct slice
reply_of(const struct reply_at *at)
{
	return slice_of(at->at + REPLY_HEAD, load_64(at->at));
}

static bool
write_run(struct replies *r)
{
	struct extent run;

	if (r->temp == NULL)
		r->temp = temp_open(r->folder, &r->fault);
	if (r->temp == NULL)
		return false;
	replies_end(r);
	run.offset = temp_size(r->temp);
	for (size_t i = 0; i < r->n; i++) {
		struct slice reply = reply_of(&r->reply[i]);
		uint64_t head[2] = { r->reply[i].first, reply.len };

		if (!temp_append(r->temp, head, RUN_HEAD) ||
		    !temp_append(r->temp, reply.ptr, reply.len))
			return false;
	}
	if (!temp_flush(r->temp))
		return false;
	run.len = temp_size(r->temp) - run.offset;
	r->run = memory_grow(r->run, &r->capacity_run, r->nrun + 1, sizeof *r->run);
	r->run[r->nrun++] = run;
	r->n = 0;
	rewind_pieces(r);
	return true;
}

/* Own memory for a reply of need bytes: enough for some more, where the limit allows it. */
static size_t
own_size(const struct replies *r, size_t need)
{
	size_t size = r->limit / 4 < PIECE ? r->limit / 4 : PIECE;

	return need < size ? size : need;
}

/* Goes to a piece with room for need bytes; those that are too small are passed over. */
static void
next_piece(struct replies *r, size_t need)
{
	struct reply_piece *piece;

	while ((piece = r->spent) != NULL && piece->size < need) {
		r->spent = piece->next;
		piece->next = r->used;
		r->used = piece;
	}
	if (piece != NULL) {
		r->spent = piece->next;
	} else {
		size_t size = own_size(r, need);

		piece = memory_resize(NULL, size, 1);
		*piece = (struct reply_piece){ .size = size, .own = true };
		r->held += size;
	}
	piece->next = r->used;
	r->used = piece;
	r->at = (char *)(piece + 1);
	r->end = (char *)piece + piece->size;
}

bool
replies_add(struct replies *r, uint64_t first, const char *ptr, size_t len)
{
	size_t need = REPLY_HEAD + len, piece = need + sizeof *r->spent, more = 0;
	uint64_t head = len;
	bool full = (size_t)(r->end - r->at) < need;

	if (fault_is_set(&r->fault))
		return false;
	if (full && (r->spent == NULL || r->spent->size < piece))
		more = own_size(r, piece);
	if (r->n > 0 && r->held + more + (r->n + 1) * 2 * sizeof *r->reply > r->limit) {
		if (!write_run(r))
			return false;
		full = true;
	}
	if (full)
		next_piece(r, piece);
	r->reply = memory_grow(r->reply, &r->capacity, r->n + 1, sizeof *r->reply);
	r->reply[r->n++] = (struct reply_at){ first, r->at };
	memcpy(r->at, &head, REPLY_HEAD);
	memcpy(r->at + REPLY_HEAD, ptr, len);
	r->at += need;
	return true;
}

/* What is merged: a thread's replies in memory, or a run of its file. */
struct source {
	struct replies *replies;
	size_t next;               /* in memory: the next reply */
	struct temp_reader reader; /* of the run; buffer NULL: in memory */
	uint64_t first;            /* the head: order, bytes */
	struct slice reply;
};

/* Replies are far apart in memory: one that comes soon, as far as most are long. */
static void
fetch_ahead(const struct source *s)
{
	const struct replies *r = s->replies;
	const char *at = s->next + AHEAD < r->n ? r->reply[s->next + AHEAD].at : NULL;

	for (size_t line = 0; at != NULL && line < AHEAD_LINES; line++)
		__builtin_prefetch(at + line * LINE);
}

/* Goes to the next reply. false: there is none (or the fault of the replies). */
static bool
source_next(struct source *s)
{
	struct replies *r = s->replies;
	struct temp_reader *run = &s->reader;
	uint64_t head[2];

	if (run->buffer == NULL) {
		if (s->next == r->n)
			return false;
		fetch_ahead(s);
		s->first = r->reply[s->next].first;
		s->reply = reply_of(&r->reply[s->next++]);
		return true;
	}
	if (!temp_need(run, RUN_HEAD) || run->from == run->to)
		return false;
	memcpy(head, run->buffer + run->from, RUN_HEAD);
	if (!temp_need(run, RUN_HEAD + head[1]))
		return false;
	s->first = head[0];
	s->reply = slice_of(run->buffer + run->from + RUN_HEAD, head[1]);
	run->from += RUN_HEAD + head[1];
	return true;
}

/* A heap of sources, the least first at [0]. */
static void
sift(struct source **heap, size_t n, size_t i)
{
	struct source *s = heap[i];

	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && heap[child + 1]->first < heap[child]->first)
			child++;
		if (s->first <= heap[child]->first)
			break;
		heap[i] = heap[child];
	}
	heap[i] = s;
}

static bool
merge(struct source **heap, size_t n, bool (*emit)(void *self, const char *ptr, size_t len),
    void *self)
{
	struct buffer out = { 0 };
	bool good = true;

	for (size_t i = n; i-- > 0;)
		sift(heap, n, i);
	while (n > 0 && good) {
		buffer_add(&out, heap[0]->reply.ptr, heap[0]->reply.len);
		if (!source_next(heap[0]))
			heap[0] = heap[--n];
		if (n > 0)
			sift(heap, n, 0);
		if (out.len >= EMIT_BUFFER || n == 0) {
			good = emit(self, out.ptr, out.len);
			buffer_clear(&out);
		}
	}
	buffer_release(&out);
	return good;
}

static size_t
open_sources(struct replies *const *list, size_t n, size_t room, struct source *source)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		source[k++] = (struct source){ .replies = list[i] };
		for (size_t r = 0; r < list[i]->nrun; r++) {
			const struct extent *run = &list[i]->run[r];

			source[k] = (struct source){ .replies = list[i] };
			temp_reader_init(&source[k++].reader, list[i]->temp, run->offset, run->len,
			    room);
		}
	}
	return k;
}

bool
replies_emit(struct replies *const *list, size_t n, size_t memory,
    bool (*emit)(void *self, const char *ptr, size_t len), void *self, struct fault *fault)
{
	size_t nsource = n, room, nheap = 0;
	struct source *source, **heap;
	bool good;

	for (size_t i = 0; i < n; i++)
		nsource += list[i]->nrun;
	room = memory / nsource;
	room = room < RUN_BUFFER_LEAST ? RUN_BUFFER_LEAST
	    : room > RUN_BUFFER_MOST   ? RUN_BUFFER_MOST
				       : room;
	source = memory_array(nsource, sizeof *source);
	heap = memory_array(nsource, sizeof *heap);
	nsource = open_sources(list, n, room, source);
	for (size_t s = 0; s < nsource; s++)
		if (source_next(&source[s]))
			heap[nheap++] = &source[s];
	good = merge(heap, nheap, emit, self);
	for (size_t s = 0; s < nsource; s++)
		temp_reader_release(&source[s].reader);
	free(source);
	free(heap);
	for (size_t i = 0; i < n; i++) {
		if (fault_is_set(&list[i]->fault)) {
			if (!fault_is_set(fault))
				*fault = list[i]->fault;
			good = false;
		}
	}
	return good;
}
