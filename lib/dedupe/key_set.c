/*
 * key_set: open addressing in parts that grow one by one, and the keys in a log.
 */
#include "dedupe/key_set.h"

#include <stdlib.h>

#include "base/memory.h"

#define SLOTS_FIRST 64u
#define SLOTS_MAPPED ((size_t)1 << 18) /* 2 MiB */
#define TAIL_BYTES ((size_t)256 << 10)
#define WINDOW ((size_t)64 << 10)
#define LENGTH_MAX 10u /* bytes of a key's length */

/* A place in the input: the bit, the offset, the length. */
#define SOURCE (UINT64_C(1) << 63)
#define SOURCE_LEN_BITS 24
#define SOURCE_LEN_MAX ((UINT64_C(1) << SOURCE_LEN_BITS) - 1)
#define SOURCE_OFFSET_MAX ((UINT64_C(1) << (63 - SOURCE_LEN_BITS)) - 1)

/* Large ones in huge pages: a slot is a miss of the cache already. */
static uint64_t *
slots_new(size_t n)
{
	return n >= SLOTS_MAPPED ? memory_map(n * sizeof(uint64_t))
				 : memory_array(n, sizeof(uint64_t));
}

static void
slots_free(uint64_t *slot, size_t n)
{
	if (n >= SLOTS_MAPPED)
		memory_unmap(slot, n * sizeof *slot);
	else
		free(slot);
}

void
key_set_init(struct key_set *seen, const struct key_set_options *options, struct fault *fault)
{
	*seen = (struct key_set){ .options = *options, .fault = fault };
	for (unsigned k = 0; k < KEY_SET_PARTS; k++) {
		seen->part[k].slot = slots_new(SLOTS_FIRST);
		seen->part[k].mask = SLOTS_FIRST - 1;
	}
	seen->slot_bytes = KEY_SET_PARTS * SLOTS_FIRST * sizeof(uint64_t);
	if (options->memory > 0)
		seen->text = memory_map(options->memory);
}

void
key_set_release(struct key_set *seen)
{
	for (unsigned k = 0; k < KEY_SET_PARTS; k++)
		if (seen->part[k].slot != NULL)
			slots_free(seen->part[k].slot, (size_t)seen->part[k].mask + 1);
	free(seen->place);
	free(seen->tail);
	if (seen->text != NULL)
		memory_unmap(seen->text, seen->options.memory);
	if (seen->temp != NULL)
		temp_close(seen->temp);
	buffer_release(&seen->window.text);
	buffer_release(&seen->source.text);
	*seen = (struct key_set){ 0 };
}

size_t
key_set_bytes(const struct key_set *seen)
{
	return seen->slot_bytes + seen->n * sizeof *seen->place + seen->text_used +
	    (seen->tail != NULL ? TAIL_BYTES : 0) + seen->window.text.capacity +
	    seen->source.text.capacity;
}

static size_t
length_put(char *out, size_t len)
{
	size_t n = 0;

	while (len >= 0x80) {
		out[n++] = (char)(len | 0x80);
		len >>= 7;
	}
	out[n++] = (char)len;
	return n;
}

static const char *
length_get(const char *p, size_t *len)
{
	unsigned shift = 0;

	*len = 0;
	do {
		*len |= (size_t)(*p & 0x7f) << shift;
		shift += 7;
	} while (*p++ & 0x80);
	return p;
}

static bool
tail_write(struct key_set *seen)
{
	if (!temp_append(seen->temp, seen->tail, seen->tail_used) || !temp_flush(seen->temp))
		return false;
	seen->written += seen->tail_used;
	seen->tail_used = 0;
	return true;
}

/* The key at the end of the file. */
static bool
file_add(struct key_set *seen, const char *length, size_t nlength, struct slice key,
    uint64_t *place)
{
	if (seen->temp == NULL) {
		seen->temp = temp_open(seen->options.temp, seen->fault);
		if (seen->temp == NULL)
			return false;
		seen->tail = memory_new(TAIL_BYTES);
	}
	if (nlength + key.len > TAIL_BYTES - seen->tail_used && !tail_write(seen))
		return false;
	*place = seen->options.memory + seen->written + seen->tail_used;
	if (nlength + key.len > TAIL_BYTES) {
		seen->written += nlength + key.len;
		return temp_append(seen->temp, length, nlength) &&
		    temp_append(seen->temp, key.ptr, key.len) && temp_flush(seen->temp);
	}
	memcpy(seen->tail + seen->tail_used, length, nlength);
	if (key.len > 0)
		memcpy(seen->tail + seen->tail_used + nlength, key.ptr, key.len);
	seen->tail_used += nlength + key.len;
	return true;
}

static bool
key_add(struct key_set *seen, struct slice key, uint64_t source, uint64_t *place)
{
	char length[LENGTH_MAX];
	size_t nlength = length_put(length, key.len);

	if (seen->full || seen->options.memory - seen->text_used < nlength + key.len) {
		seen->full = true;
		if (source > SOURCE_OFFSET_MAX || key.len > SOURCE_LEN_MAX)
			return file_add(seen, length, nlength, key, place);
		*place = SOURCE | source << SOURCE_LEN_BITS | key.len;
		return true;
	}
	*place = seen->text_used;
	memcpy(seen->text + seen->text_used, length, nlength);
	if (key.len > 0)
		memcpy(seen->text + seen->text_used + nlength, key.ptr, key.len);
	seen->text_used += nlength + key.len;
	return true;
}

/* len bytes from offset on in the window; false: they are not there. */
static bool
window_has(const struct key_set_window *w, uint64_t offset, size_t len)
{
	return offset >= w->at && offset - w->at <= w->text.len &&
	    w->text.len - (offset - w->at) >= len;
}

/* Bytes of the temporary file from offset on, want of them or up to its end. */
static bool
window_read(struct key_set *seen, uint64_t offset, size_t want)
{
	struct key_set_window *w = &seen->window;
	uint64_t there = seen->written - offset;
	size_t n = want < there ? want : (size_t)there;

	buffer_clear(&w->text);
	char *p = buffer_reserve(&w->text, n + LENGTH_MAX);
	if (!temp_read(seen->temp, offset, p, n))
		return false;
	memset(p + n, 0, LENGTH_MAX); /* so that a length that was cut off ends */
	w->at = offset;
	w->text.len = n;
	return true;
}

static struct slice
key_in_file(struct key_set *seen, uint64_t offset, size_t want)
{
	struct key_set_window *w = &seen->window;
	size_t len = 0;

	for (;;) {
		if (window_has(w, offset, 1)) {
			const char *from = length_get(w->text.ptr + (offset - w->at), &len);

			if (window_has(w, offset,
				(size_t)(from - w->text.ptr) - (size_t)(offset - w->at) + len))
				return slice_of(from, len);
			want = want > len ? want : len;
		}
		if (!window_read(seen, offset, want + LENGTH_MAX))
			return slice_of(NULL, 0);
	}
}

static struct slice
key_in_source(struct key_set *seen, uint64_t offset, size_t len, size_t want)
{
	struct key_set_window *w = &seen->source;

	if (!window_has(w, offset, len)) {
		want = want > len ? want : len;
		buffer_clear(&w->text);
		w->at = offset;
		w->text.len = seen->options.reread(seen->options.self, offset,
		    buffer_reserve(&w->text, want), want, seen->fault);
		if (w->text.len < len)
			fault_set(seen->fault, EXIT_SYSTEM,
			    "the input was shortened while it was read");
		if (w->text.len < len)
			return slice_of(NULL, 0);
	}
	return slice_of(w->text.ptr + (offset - w->at), len);
}

/* The key at a place; want: bytes to read where it must be read. ptr NULL: failed. */
static struct slice
key_at(struct key_set *seen, uint64_t place, size_t want)
{
	const char *from;
	size_t len;

	if (place & SOURCE)
		return key_in_source(seen, (place & ~SOURCE) >> SOURCE_LEN_BITS,
		    place & SOURCE_LEN_MAX, want);
	if (place >= seen->options.memory && place - seen->options.memory < seen->written)
		return key_in_file(seen, place - seen->options.memory, want);
	if (place < seen->options.memory)
		from = length_get(seen->text + place, &len);
	else
		from =
		    length_get(seen->tail + (place - seen->options.memory - seen->written), &len);
	return slice_of(from, len);
}

/* Is the key at the place this one? */
static bool
key_is(struct key_set *seen, uint64_t place, struct slice key)
{
	if (place & SOURCE && (place & SOURCE_LEN_MAX) != key.len)
		return false;
	return slice_equal(key_at(seen, place, key.len), key);
}

struct slice
key_set_key(struct key_set *seen, uint32_t number)
{
	return key_at(seen, seen->place[number], WINDOW);
}

/* Three quarters of the slots are filled at the most. */
static uint32_t
room(uint32_t mask)
{
	return mask - mask / 4;
}

static void
part_resize(struct key_set *seen, struct key_set_part *part, uint32_t mask)
{
	uint64_t *slot = slots_new((size_t)mask + 1);

	for (uint32_t i = 0; i <= part->mask; i++) {
		if (part->slot[i] == 0)
			continue;
		uint32_t k = (uint32_t)(part->slot[i] >> 32) & mask;

		while (slot[k] != 0)
			k = (k + 1) & mask;
		slot[k] = part->slot[i];
	}
	seen->slot_bytes += ((size_t)mask - part->mask) * sizeof *slot;
	slots_free(part->slot, (size_t)part->mask + 1);
	part->slot = slot;
	part->mask = mask;
}

void
key_set_expect(struct key_set *seen, uint64_t n)
{
	uint32_t mask = SLOTS_FIRST - 1;

	if (n > UINT32_MAX / 2)
		n = UINT32_MAX / 2;
	while (room(mask) < n / KEY_SET_PARTS)
		mask = mask * 2 + 1;
	for (unsigned k = 0; k < KEY_SET_PARTS; k++)
		if (mask > seen->part[k].mask)
			part_resize(seen, &seen->part[k], mask);
}

uint32_t
key_set_put(struct key_set *seen, struct slice key, uint64_t hash, uint64_t source, bool *added)
{
	struct key_set_part *part = &seen->part[hash >> KEY_SET_PART_SHIFT];
	uint32_t tag = (uint32_t)hash, k = tag & part->mask;

	for (; part->slot[k] != 0; k = (k + 1) & part->mask) {
		if (part->slot[k] >> 32 != tag)
			continue;
		uint32_t number = (uint32_t)part->slot[k] - 1;

		if (key_is(seen, seen->place[number], key)) {
			*added = false;
			return number;
		}
		if (fault_is_set(seen->fault))
			return KEY_SET_FAILED;
	}
	if (seen->n >= UINT32_MAX - 2) {
		fault_set(seen->fault, EXIT_SYSTEM,
		    "more than 4294967293 different keys: try a smaller -S");
		return KEY_SET_FAILED;
	}
	if (seen->n == seen->capacity)
		seen->place =
		    memory_grow(seen->place, &seen->capacity, seen->n + 1, sizeof *seen->place);
	if (!key_add(seen, key, source, &seen->place[seen->n]))
		return KEY_SET_FAILED;
	part->slot[k] = (uint64_t)tag << 32 | ++seen->n;
	*added = true;
	if (++part->n > room(part->mask))
		part_resize(seen, part, part->mask * 2 + 1);
	return (uint32_t)(seen->n - 1);
}
