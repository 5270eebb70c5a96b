/*
 * repeats_spill: when memory is full: keys in streams by their hash, and each stream solved for
 * itself.
 *
 * A stream's record is its ordinal and the length of its key (CARRIED: a cluster that was known
 * when memory filled), then the time where there are times, then of a carried one its count, then
 * the key.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "dedupe/repeats_parts.h"

#define STREAMS 256u
#define LEVELS 3u /* of 8 bits of the hash, 32 .. 55: not those by which seen places keys */
#define CHUNK_MAX ((size_t)32 << 10)
#define CHUNK_MIN ((size_t)512)
#define KEY_COST 24u /* bytes that a key takes in seen besides itself */
#define CARRIED (UINT64_C(1) << 63)

struct entry {
	/* ordinal; of a carried one its kept one's, or its place among the keys */
	uint64_t rank;
	uint64_t len;
	bool carried;
	int64_t time;
	uint64_t count;
};

static bool
entry_add(const struct repeats *r, struct streams *streams, unsigned level, const struct entry *e,
    const char *key, uint64_t hash)
{
	unsigned k = (unsigned)(hash >> (48 - 8 * level) & (STREAMS - 1));
	uint64_t word[4] = { e->rank, e->len | (e->carried ? CARRIED : 0) };
	size_t n = 2;

	if (r->options.timed)
		word[n++] = (uint64_t)e->time;
	if (e->carried)
		word[n++] = e->count;
	streams->shelf[k].records++;
	return shelf_add(streams, k, word, n * sizeof *word) &&
	    shelf_add(streams, k, key, (size_t)e->len);
}

/* false: the end, or a fault. The key goes to key. */
static bool
entry_read(const struct repeats *r, struct shelf_reader *reader, struct entry *e,
    struct buffer *key)
{
	uint64_t word[2];

	*e = (struct entry){ 0 };
	if (!shelf_read(reader, word, sizeof word))
		return false;
	e->rank = word[0];
	e->len = word[1] & ~CARRIED;
	e->carried = (word[1] & CARRIED) != 0;
	if (r->options.timed && !shelf_read(reader, &e->time, sizeof e->time))
		return false;
	if (e->carried && !shelf_read(reader, &e->count, sizeof e->count))
		return false;
	buffer_clear(key);
	if (!shelf_read(reader, buffer_reserve(key, (size_t)e->len + 1), (size_t)e->len))
		return false;
	key->len = (size_t)e->len;
	return true;
}

static uint64_t
hash_of(const struct repeats *r, const char *ptr, size_t len)
{
	return hash_bytes(r->options.hash_key, ptr, len);
}

static size_t
chunk_size(const struct repeats *r)
{
	size_t chunk = r->options.memory / 8 / STREAMS;

	return chunk > CHUNK_MAX ? CHUNK_MAX : chunk < CHUNK_MIN ? CHUNK_MIN : chunk;
}

bool
repeats_spill(struct repeats *r)
{
	struct clusters *c = &r->clusters;

	r->temp = temp_open(r->options.temp, r->fault);
	if (r->temp == NULL)
		return false;
	r->spilled = true;
	streams_init(&r->streams, STREAMS, chunk_size(r), r->temp);
	for (uint32_t k = 0; k < c->seen.n; k++) {
		struct slice key = key_set_key(&c->seen, k);
		struct entry e = { .rank = k, .len = key.len, .carried = true };

		if (key.ptr == NULL)
			return false;
		if (!c->plain) {
			e.time = c->at[k].time;
			e.count = c->at[k].count;
			e.rank = r->options.remember ? k : c->at[k].kept;
		}
		if (!entry_add(r, &r->streams, 0, &e, key.ptr, hash_of(r, key.ptr, key.len)))
			return false;
	}
	r->carried = c->seen.n;
	clusters_release(c);
	return true;
}

bool
repeats_spill_earlier(struct repeats *r, struct slice key, uint64_t hash, int64_t time)
{
	struct entry e = { .rank = r->carried++, .len = key.len, .carried = true, .time = time };

	return entry_add(r, &r->streams, 0, &e, key.ptr, hash);
}

bool
repeats_spill_take(struct repeats *r, const struct taken *t)
{
	struct entry e = { .rank = t->ordinal, .len = t->key.len, .time = t->time };

	return entry_add(r, &r->streams, 0, &e, t->key.ptr, t->hash);
}

/* The keys of a solved stream, for repeats_remembered: each with its rank among all of them. */
static bool
remember(struct repeats *r, struct clusters *c, const uint64_t *rank)
{
	if (r->memory_temp == NULL)
		r->memory_temp = temp_open(r->options.temp, r->fault);
	if (r->memory_temp == NULL)
		return false;
	for (uint32_t k = 0; k < c->seen.n; k++) {
		struct slice key = key_set_key(&c->seen, k);
		uint64_t word[2] = { (uint64_t)c->at[k].time, key.len };

		if (key.ptr == NULL ||
		    !number_sorter_add(&r->memory_order, rank[k], temp_size(r->memory_temp)) ||
		    !temp_append(r->memory_temp, word, sizeof word) ||
		    !temp_append(r->memory_temp, key.ptr, key.len))
			return false;
	}
	return number_sorter_flush(&r->memory_order);
}

static bool
solve_in_memory(struct repeats *r, const struct streams *streams, unsigned stream)
{
	const struct shelf *shelf = &streams->shelf[stream];
	uint64_t *rank =
	    r->options.remember ? memory_array((size_t)shelf->records, sizeof *rank) : NULL;
	struct clusters c;
	struct shelf_reader reader;
	struct buffer key = { 0 };
	struct entry e;
	bool good = true;

	clusters_init(&c, r, (size_t)shelf->bytes + 1);
	shelf_open(&reader, streams, stream);
	while (good && entry_read(r, &reader, &e, &key)) {
		struct taken t = { slice_of(key.ptr, key.len), hash_of(r, key.ptr, key.len),
			KEY_SET_NOWHERE, e.rank, e.time };
		size_t before = c.seen.n;

		if (e.carried) {
			struct cluster cluster = { .time = e.time,
				.kept = e.rank,
				.count = e.count };

			good = clusters_put(&c, t.key, t.hash, &cluster);
		} else {
			good = clusters_take(r, &c, &t) != REPEAT_FAILED;
		}
		if (rank != NULL && good && c.seen.n > before)
			rank[before] = e.carried ? e.rank : e.rank + r->carried;
	}
	good = good && !fault_is_set(r->fault) && clusters_close(r, &c) &&
	    number_sorter_flush(&r->sorter) && (rank == NULL || remember(r, &c, rank));
	shelf_close(&reader);
	buffer_release(&key);
	clusters_release(&c);
	free(rank);
	return good;
}

static bool solve(struct repeats *r, struct streams *streams, unsigned stream, unsigned level);

/* A stream that is too large, by the next bits of the hash. */
static bool
split(struct repeats *r, struct streams *streams, unsigned stream, unsigned level)
{
	struct streams parts;
	struct shelf_reader reader;
	struct buffer key = { 0 };
	struct entry e;
	bool good = true;

	streams_init(&parts, STREAMS, chunk_size(r), r->temp);
	shelf_open(&reader, streams, stream);
	while (good && entry_read(r, &reader, &e, &key))
		good = entry_add(r, &parts, level + 1, &e, key.ptr, hash_of(r, key.ptr, key.len));
	good = good && !fault_is_set(r->fault) && streams_end(&parts);
	shelf_close(&reader);
	shelf_forget(streams, stream);
	buffer_release(&key);
	for (unsigned k = 0; good && k < STREAMS; k++)
		good = solve(r, &parts, k, level + 1);
	streams_release(&parts);
	return good;
}

static bool
solve(struct repeats *r, struct streams *streams, unsigned stream, unsigned level)
{
	const struct shelf *shelf = &streams->shelf[stream];
	uint64_t each =
	    KEY_COST + (r->plain ? 0 : sizeof(struct cluster)) + (r->options.remember ? 8 : 0);
	uint64_t bytes = shelf->bytes + shelf->records * each;

	if (shelf->records == 0)
		return true;
	if (bytes > r->options.memory - r->options.memory / 4 && level + 1 < LEVELS &&
	    shelf->records > 1)
		return split(r, streams, stream, level);
	return solve_in_memory(r, streams, stream);
}

bool
repeats_solve(struct repeats *r)
{
	if (!streams_end(&r->streams))
		return false;
	for (unsigned k = 0; k < STREAMS; k++)
		if (!solve(r, &r->streams, k, 0))
			return false;
	if (r->memory_temp != NULL && !temp_flush(r->memory_temp))
		return false;
	return number_sorter_sort(&r->memory_order);
}

static bool
remembered_from_file(struct repeats *r, struct slice *key, int64_t *time)
{
	struct exception next;
	uint64_t word[2];

	if (!number_sorter_next(&r->memory_order, &next) ||
	    !temp_read(r->memory_temp, next.value, word, sizeof word))
		return false;
	buffer_clear(&r->memory_key);
	if (!temp_read(r->memory_temp, next.value + sizeof word,
		buffer_reserve(&r->memory_key, (size_t)word[1] + 1), (size_t)word[1]))
		return false;
	*time = (int64_t)word[0];
	*key = slice_of(r->memory_key.ptr, (size_t)word[1]);
	return true;
}

bool
repeats_remembered(struct repeats *r, struct slice *key, int64_t *time)
{
	if (r->spilled)
		return remembered_from_file(r, key, time);
	if (r->told == r->clusters.seen.n)
		return false;
	*time = r->clusters.at[r->told].time;
	*key = key_set_key(&r->clusters.seen, r->told++);
	return key->ptr != NULL;
}
