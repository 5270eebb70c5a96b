/*
 * An open-addressed table of places in a heap of entries; an entry that outgrows its room moves to
 * the heap's end. Table and heap are areas: memory, or files: the heap once both are larger than
 * the limit, the table once it is larger than half of it.
 */
#include "rule/latest.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/temp.h"

#define SLOTS_LEAST 1024u
#define SLOTS_READ 8u /* at a time */
#define HEAP_LEAST 65536u
#define VALUE_READ 64u /* bytes of a value that are read with its entry */
#define PLACE_BITS 48u /* of a slot; above them the hash's */
#define PLACE_MASK ((UINT64_C(1) << PLACE_BITS) - 1)

struct area {
	char *ptr;
	size_t size;
	bool spilled;
	struct temp *temp;  /* where it is spilled */
	struct buffer room; /* a piece of the file */
};

/* Behind it the key's bytes and room for the value's. */
struct entry {
	uint64_t hash;
	uint32_t nkey, ntext, room;
	uint8_t kind;
	bool moved; /* another entry has its place */
};

struct latest {
	size_t memory;
	const char *directory;
	struct fault *fault;
	struct hash_key hash_key;
	struct area table, heap; /* table: uint64_t, place in the heap / 8 + 1; 0: empty */
	size_t mask, n, used;    /* used: bytes of the heap */
	struct buffer text;      /* an entry on its way to the heap */
};

/* Where a key is, or would be. */
struct found {
	size_t slot;
	size_t place;       /* in the heap, */
	struct entry entry; /* where it is there, as the next */
	const char *value;  /* VALUE_READ bytes of it, until the heap is read again */
	bool there;
};

static void
area_release(struct area *area)
{
	temp_close(area->temp);
	buffer_release(&area->room);
	free(area->ptr);
	*area = (struct area){ .ptr = NULL };
}

/* size bytes, zeroed beyond what there is. */
static bool
area_grow(struct latest *l, struct area *area, size_t size)
{
	if (area->spilled && area->temp == NULL)
		area->temp = temp_open(l->directory, l->fault);
	if (area->spilled && (area->temp == NULL || !temp_size_set(area->temp, size)))
		return false;
	if (!area->spilled) {
		area->ptr = memory_resize(area->ptr, size, 1);
		memset(area->ptr + area->size, 0, size - area->size);
	}
	area->size = size;
	return true;
}

/* A piece of it, until the next; NULL: the fault is set. */
static const void *
area_get(struct area *area, size_t at, size_t len)
{
	if (area->temp == NULL)
		return area->ptr + at;
	buffer_clear(&area->room);
	char *room = buffer_reserve(&area->room, len);

	return temp_read(area->temp, at, room, len) ? room : NULL;
}

static bool
area_put(struct area *area, size_t at, const void *ptr, size_t len)
{
	if (area->temp != NULL)
		return temp_write(area->temp, at, ptr, len);
	memcpy(area->ptr + at, ptr, len);
	return true;
}

struct latest *
latest_new(size_t memory, const char *directory, struct fault *fault)
{
	struct latest *l = memory_new(sizeof *l);

	*l = (struct latest){ .memory = memory, .directory = directory, .fault = fault };
	hash_key_init(&l->hash_key);
	l->mask = SLOTS_LEAST - 1;
	area_grow(l, &l->table, SLOTS_LEAST * sizeof(uint64_t));
	area_grow(l, &l->heap, HEAP_LEAST);
	return l;
}

void
latest_free(struct latest *l)
{
	if (l == NULL)
		return;
	area_release(&l->table);
	area_release(&l->heap);
	buffer_release(&l->text);
	free(l);
}

static size_t
entry_size(size_t key, size_t room)
{
	return (sizeof(struct entry) + key + room + 7) & ~(size_t)7;
}

static uint64_t
slot_make(uint64_t hash, size_t place)
{
	return (hash & ~PLACE_MASK) | (place / 8 + 1);
}

/* Is it the entry of a slot? */
static bool
is_at(struct latest *l, struct slice key, uint64_t hash, uint64_t slot, struct found *found)
{
	if (((slot ^ hash) & ~PLACE_MASK) != 0)
		return false;
	found->place = (size_t)((slot & PLACE_MASK) - 1) * 8;
	size_t len = sizeof(struct entry) + key.len + VALUE_READ;

	if (len > l->heap.size - found->place)
		len = l->heap.size - found->place;
	const char *at = area_get(&l->heap, found->place, len);

	if (at == NULL)
		return false;
	memcpy(&found->entry, at, sizeof found->entry);
	found->value = at + sizeof(struct entry) + key.len;
	return found->entry.hash == hash && found->entry.nkey == key.len &&
	    memcmp(at + sizeof(struct entry), key.ptr, key.len) == 0;
}

/* false: the fault is set. */
static bool
find(struct latest *l, struct slice key, uint64_t hash, struct found *found)
{
	for (size_t i = hash & l->mask, n;; i = (i + n) & l->mask) {
		n = SLOTS_READ - i % SLOTS_READ;
		const uint64_t *slot = area_get(&l->table, i * sizeof *slot, n * sizeof *slot);

		if (slot == NULL)
			return false;
		for (size_t k = 0; k < n; k++) {
			found->slot = i + k;
			found->there = slot[k] != 0 && is_at(l, key, hash, slot[k], found);
			if (found->there || slot[k] == 0 || fault_is_set(l->fault))
				return !fault_is_set(l->fault);
		}
	}
}

/* The first empty slot for a hash that is not there. */
static bool
add_slot(struct latest *l, uint64_t hash, size_t place)
{
	uint64_t made = slot_make(hash, place);

	for (size_t i = hash & l->mask;; i = (i + 1) & l->mask) {
		const uint64_t *slot = area_get(&l->table, i * sizeof *slot, sizeof *slot);

		if (slot == NULL)
			return false;
		if (*slot == 0)
			return area_put(&l->table, i * sizeof made, &made, sizeof made);
	}
}

/* Every entry into a new table of so many slots. */
static bool
rehash(struct latest *l, size_t n)
{
	struct entry e;

	bool spilled = l->table.spilled;

	area_release(&l->table);
	l->table.spilled = spilled;
	if (!area_grow(l, &l->table, n * sizeof(uint64_t)))
		return false;
	l->mask = n - 1;
	for (size_t place = 0; place < l->used; place += entry_size(e.nkey, e.room)) {
		const void *at = area_get(&l->heap, place, sizeof e);

		if (at == NULL)
			return false;
		memcpy(&e, at, sizeof e);
		if (!e.moved && !add_slot(l, e.hash, place))
			return false;
	}
	return true;
}

/* The heap out of memory into a file. */
static bool
spill(struct latest *l)
{
	struct area heap = l->heap;

	l->heap = (struct area){ .spilled = true };
	bool done = area_grow(l, &l->heap, heap.size) && area_put(&l->heap, 0, heap.ptr, l->used);

	area_release(&heap);
	return done;
}

/* Room for one more entry of so many bytes. */
static bool
reserve(struct latest *l, size_t bytes)
{
	size_t size = l->heap.size, n = l->mask + 1;

	while (size - l->used < bytes)
		size += size / 2 & ~(size_t)7;
	if (l->n >= n / 2)
		n *= 2;
	size_t table = n * sizeof(uint64_t);

	if (l->memory > 0 && table > l->memory / 2)
		l->table.spilled = true; /* from the next rehash on */
	if (!l->heap.spilled && l->memory > 0 && size + table > l->memory && !spill(l))
		return false;
	return (size == l->heap.size || area_grow(l, &l->heap, size)) &&
	    (n == l->mask + 1 || rehash(l, n));
}

bool
latest_get(struct latest *l, struct slice key, struct slice *text, enum kind *kind)
{
	struct found f;

	if (fault_is_set(l->fault) ||
	    !find(l, key, hash_bytes(&l->hash_key, key.ptr, key.len), &f) || !f.there)
		return false;
	text->ptr = f.value;
	text->len = f.entry.ntext;
	if (text->len > VALUE_READ)
		text->ptr = area_get(&l->heap, f.place + sizeof f.entry + key.len, text->len);
	*kind = (enum kind)f.entry.kind;
	return text->ptr != NULL;
}

/* A new value into the room of an entry, or a new entry. */
static bool
set(struct latest *l, struct slice key, struct slice text, const struct entry *e, size_t place)
{
	buffer_clear(&l->text);
	buffer_add(&l->text, e, sizeof *e);
	buffer_add(&l->text, key.ptr, key.len);
	buffer_add(&l->text, text.ptr, text.len);
	return area_put(&l->heap, place, l->text.ptr, l->text.len);
}

bool
latest_put(struct latest *l, struct slice key, struct slice text, enum kind kind)
{
	uint64_t hash = hash_bytes(&l->hash_key, key.ptr, key.len);
	size_t room = text.len + text.len / 2 + 8, place;
	struct found f;

	if (fault_is_set(l->fault) || !reserve(l, entry_size(key.len, room)) ||
	    !find(l, key, hash, &f))
		return false;
	if (f.there && text.len <= f.entry.room) {
		f.entry.ntext = (uint32_t)text.len;
		f.entry.kind = (uint8_t)kind;
		return set(l, key, text, &f.entry, f.place);
	}
	f.entry.moved = true;
	if (f.there && !area_put(&l->heap, f.place, &f.entry, sizeof f.entry))
		return false;
	l->n += !f.there;
	place = l->used;
	l->used += entry_size(key.len, room);
	f.entry = (struct entry){ .hash = hash,
		.nkey = (uint32_t)key.len,
		.ntext = (uint32_t)text.len,
		.room = (uint32_t)room,
		.kind = (uint8_t)kind };
	uint64_t slot = slot_make(hash, place);

	return set(l, key, text, &f.entry, place) &&
	    area_put(&l->table, f.slot * sizeof slot, &slot, sizeof slot);
}
