#include "event/partition_store.h"

#include <stdlib.h>

#include "base/memory.h"

#define TAILS_AHEAD 4 /* records whose places are fetched before they are written */
#define SLAB_FIRST ((size_t)256 << 10)
#define SLAB ((size_t)4 << 20)
#define CHUNK_FIRST ((size_t)1 << 10)
#define CHUNK_LAST ((size_t)16 << 10)

void
partition_store_init(struct sequence_sink *store, const struct shape *shape, unsigned npartition,
    size_t limit, const char *folder, const struct hash_key *key)
{
	memset(store, 0, sizeof *store);
	store->shape = *shape;
	store->mask = npartition - 1;
	store->partition = memory_map(npartition * sizeof *store->partition);
	store->limit = limit;
	store->folder = folder;
	store->key = *key;
}

static void
release_spilled(struct spilled *spilled)
{
	if (spilled != NULL)
		free(spilled->extent);
	free(spilled);
}

void
partition_store_release(struct sequence_sink *store)
{
	for (size_t p = 0; store->partition != NULL && p <= store->mask; p++)
		release_spilled(store->partition[p].spilled);
	partition_store_forget(store);
	if (store->partition != NULL)
		memory_unmap(store->partition, (store->mask + 1) * sizeof *store->partition);
	free(store->slab);
	temp_close(store->temp);
	memset(store, 0, sizeof *store);
}

void
partition_store_forget(struct sequence_sink *store)
{
	for (size_t s = 0; s < store->nslab; s++)
		memory_unmap(store->slab[s].ptr, store->slab[s].size);
	store->nslab = store->now = store->held = 0;
	store->next = store->end = NULL;
}

void
partition_store_give(struct sequence_sink *store, unsigned partition,
    void (*take)(void *self, char *ptr, size_t size), void *self)
{
	struct partition *p = &store->partition[partition];

	for (struct chunk *c = p->first, *next; c != NULL; c = next) {
		struct slice frame = chunk_frame(p, c);

		next = c->next;
		take(self, (char *)c, sizeof *c + frame.len);
	}
	p->first = p->newest = NULL;
	p->at = p->end = NULL;
}

bool
frame_append(struct temp *temp, const void *ptr, size_t len)
{
	uint32_t head = (uint32_t)len;

	return temp_append(temp, &head, FRAME_HEAD) && temp_append(temp, ptr, len);
}

struct slice
chunk_frame(const struct partition *p, const struct chunk *chunk)
{
	return slice_of(chunk->data,
	    chunk == p->newest ? (size_t)(p->at - chunk->data) : chunk->used);
}

/* Writes a partition's chunks behind what the file has. */
static bool
spill_partition(struct sequence_sink *store, struct partition *p)
{
	struct extent extent = { .offset = temp_size(store->temp) };
	struct spilled *s;

	if (p->newest == NULL)
		return true;
	for (struct chunk *c = p->first; c != NULL; c = c->next) {
		struct slice frame = chunk_frame(p, c);

		if (!frame_append(store->temp, frame.ptr, frame.len))
			return false;
	}
	extent.len = temp_size(store->temp) - extent.offset;
	if (p->spilled == NULL)
		p->spilled = memory_array(1, sizeof *p->spilled);
	s = p->spilled;
	s->extent = memory_grow(s->extent, &s->capacity, s->n + 1, sizeof *s->extent);
	s->extent[s->n++] = extent;
	p->first = p->newest = NULL;
	p->at = p->end = NULL;
	return true;
}

bool
partition_store_spill(struct sequence_sink *store)
{
	if (store->temp == NULL)
		store->temp = temp_open(store->folder, &store->fault);
	if (store->temp == NULL)
		return false;
	for (size_t p = 0; p <= store->mask; p++)
		if (!spill_partition(store, &store->partition[p]))
			return false;
	store->now = 0;
	store->next = store->nslab > 0 ? store->slab[0].ptr : NULL;
	store->end = store->nslab > 0 ? store->slab[0].ptr + store->slab[0].size : NULL;
	return temp_flush(store->temp);
}

/*
 * The next slab with room for size bytes: one that is there, or a new one where the limit allows
 * it.
 */
static bool
next_slab(struct sequence_sink *store, size_t size)
{
	size_t want = store->nslab == 0 ? SLAB_FIRST : SLAB;

	while (store->now + 1 < store->nslab) {
		struct slab *s = &store->slab[++store->now];

		store->next = s->ptr;
		store->end = s->ptr + s->size;
		if (s->size >= size)
			return true;
	}
	if (want > store->limit / 4)
		want = SLAB_FIRST < store->limit ? SLAB_FIRST : store->limit;
	want = want < size ? size : want;
	if (store->nslab > 0 && store->held + want > store->limit)
		return false;
	store->slab =
	    memory_grow(store->slab, &store->capacity, store->nslab + 1, sizeof *store->slab);
	store->now = store->nslab++;
	store->slab[store->now] = (struct slab){ memory_map_pages(want), want };
	store->held += want;
	store->next = store->slab[store->now].ptr;
	store->end = store->next + want;
	return true;
}

/* Chunks double in size, so that few rows take little room. */
static size_t
chunk_size(const struct sequence_sink *store, const struct partition *p, size_t need)
{
	size_t size = CHUNK_FIRST, most = store->limit / (4 * ((size_t)store->mask + 1));

	if (p->newest != NULL)
		size = 2 * (size_t)(p->end - (char *)p->newest);
	size = size > CHUNK_LAST ? CHUNK_LAST : size;
	while (size > CHUNK_FIRST && size > most)
		size /= 2;
	return size < need ? (need + 15) & ~(size_t)15 : size;
}

/* Room for want bytes in a slab; may spill. false: store->fault. */
static bool
slab_room(struct sequence_sink *store, size_t want)
{
	bool spilled = false;

	while ((size_t)(store->end - store->next) < want) {
		if (next_slab(store, want))
			continue;
		if (spilled)
			store->limit = store->held + want; /* one record is larger than the limit */
		else if (!partition_store_spill(store))
			return false;
		spilled = true;
	}
	return true;
}

/* Begins a chunk with room for a record of size bytes. */
static bool
more_room(struct sequence_sink *store, struct partition *p, size_t size)
{
	size_t want = chunk_size(store, p, size + sizeof(struct chunk));
	struct chunk *chunk;

	if (fault_is_set(&store->fault) || !slab_room(store, want))
		return false;
	chunk = (struct chunk *)(void *)store->next;
	store->next += want;
	chunk->next = NULL;
	if (p->newest != NULL) {
		p->newest->used = (size_t)(p->at - p->newest->data);
		p->newest->next = chunk;
	} else {
		p->first = chunk;
	}
	p->newest = chunk;
	p->at = chunk->data;
	p->end = (char *)chunk + want;
	p->last = (struct packed_last){ 0, 0 };
	return true;
}

/* The partition of a user's hash, with room for a record; NULL: store->fault. */
static inline struct partition *
partition_for(struct sequence_sink *store, const struct shape *shape, uint64_t hash, size_t id,
    size_t text)
{
	struct partition *p = &store->partition[hash & store->mask];
	size_t room = packed_room(shape, id, text);

	return (size_t)(p->end - p->at) >= room || more_room(store, p, room) ? p : NULL;
}

void
partition_store_settle(struct sequence_sink *store)
{
	for (unsigned k = 0; k < store->nahead; k++) {
		const struct ahead *a = &store->ahead[k];
		struct partition *p =
		    partition_for(store, &packed_word, a->hash, a->record.id.len, 0);

		if (p == NULL)
			break;
		if (k + TAILS_AHEAD < store->nahead)
			__builtin_prefetch(store->partition[a[TAILS_AHEAD].hash & store->mask].at,
			    1);
		p->at = packed_write(p->at, &packed_word, &p->last, &a->record, &a->word);
		p->records++;
	}
	store->nahead = 0;
}

void
sequence_add_word(struct sequence_sink *store, struct slice user, int64_t time, uint64_t order,
    uint32_t word)
{
	struct ahead *a = &store->ahead[store->nahead];

	a->record = (struct packed){ time, order, user, { NULL, 0 } };
	a->word = word;
	a->hash = hash_bytes(&store->key, user.ptr, user.len);
	__builtin_prefetch(&store->partition[a->hash & store->mask]);
	if (++store->nahead == STORE_AHEAD)
		partition_store_settle(store);
}

void
sequence_add_text(struct sequence_sink *store, struct slice user, int64_t time, uint64_t order,
    const uint32_t *words, struct slice text)
{
	struct partition *p = partition_for(store, &store->shape,
	    hash_bytes(&store->key, user.ptr, user.len), user.len, text.len);
	struct packed r = { time, order, user, text };

	if (p == NULL)
		return;
	p->at = packed_write(p->at, &store->shape, &p->last, &r, words);
	p->records++;
}

char *
sequence_begin(struct sequence_sink *store, struct slice user, int64_t time, uint64_t order,
    const uint32_t *words, size_t text)
{
	struct partition *p = partition_for(store, &store->shape,
	    hash_bytes(&store->key, user.ptr, user.len), user.len, text);
	struct packed r = { time, order, user, { NULL, 0 } };

	if (p == NULL)
		return NULL;
	store->open = p;
	store->before = p->last;
	store->id = user.len;
	if (store->shape.nword == 1)
		store->text = packed_write(p->at, &packed_word_text, &p->last, &r, words);
	else
		store->text = packed_write(p->at, &store->shape, &p->last, &r, words);
	return store->text;
}

void
sequence_end(struct sequence_sink *store, const char *end)
{
	struct partition *p = store->open;

	if (end == NULL) {
		p->last = store->before;
		return;
	}
	/* the text's length, less than PACKED_LONG_TEXT */
	*(store->text - store->id - 1) = (char)(end - store->text);
	p->at += end - p->at;
	p->records++;
}

void
sequence_add(struct sequence_sink *store, struct slice user, int64_t time, uint64_t order,
    const uint32_t *words)
{
	sequence_add_text(store, user, time, order, words, slice_of(NULL, 0));
}
