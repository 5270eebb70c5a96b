/*
 * repeats: clusters of equal keys, in memory.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "dedupe/repeats_parts.h"

#define KEYS_MAX (UINT32_MAX - 16)

void
clusters_init(struct clusters *c, const struct repeats *r, size_t key_memory)
{
	*c = (struct clusters){ .plain = r->plain };
	key_set_init(&c->seen,
	    &(struct key_set_options){ .memory = key_memory,
		.temp = r->options.temp,
		.reread = r->options.reread,
		.self = r->options.reread_self },
	    r->fault);
}

void
clusters_release(struct clusters *c)
{
	key_set_release(&c->seen);
	free(c->at);
	c->at = NULL;
	c->capacity = 0;
}

size_t
clusters_bytes(const struct clusters *c)
{
	return key_set_bytes(&c->seen) + (c->plain ? 0 : c->seen.n * sizeof *c->at);
}

struct repeats *
repeats_new(const struct repeats_options *o, struct fault *fault)
{
	struct repeats *r = memory_new(sizeof *r);
	size_t half = o->memory / 2;

	r->options = *o;
	r->fault = fault;
	r->direct = o->keep == KEEP_FIRST && !o->count;
	r->plain = r->direct && o->within_us < 0 && !o->remember;
	if (!o->sorted)
		clusters_init(&r->clusters, r,
		    o->key_memory > 0 && o->key_memory < half ? o->key_memory : half);
	number_sorter_init(&r->sorter, o->memory / 8, o->temp, fault);
	number_sorter_init(&r->memory_order, o->memory / 8, o->temp, fault);
	return r;
}

void
repeats_free(struct repeats *r)
{
	clusters_release(&r->clusters);
	number_sorter_release(&r->sorter);
	number_sorter_release(&r->memory_order);
	buffer_release(&r->last_key);
	buffer_release(&r->memory_key);
	if (r->spilled)
		streams_release(&r->streams);
	if (r->temp != NULL)
		temp_close(r->temp);
	if (r->memory_temp != NULL)
		temp_close(r->memory_temp);
	free(r);
}

void
repeats_expect(struct repeats *r, double share)
{
	double keys = (double)r->clusters.seen.n / share;

	/* A slot is 8 bytes; tables are filled by half or more. Not where memory is tight. */
	if (!r->spilled && !r->options.sorted && share > 0 &&
	    keys * 16 < (double)r->options.memory / 4)
		key_set_expect(&r->clusters.seen, (uint64_t)keys);
}

void
repeats_prefetch(const struct repeats *r, uint64_t hash)
{
	if (!r->spilled && !r->options.sorted)
		key_set_prefetch(&r->clusters.seen, hash);
}

static bool
close_enough(int64_t a, int64_t b, int64_t within)
{
	uint64_t apart = a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;

	return within < 0 || apart <= (uint64_t)within;
}

/* A cluster has all its records: its count, where one is wanted and it is not one. */
static bool
cluster_close(struct repeats *r, const struct cluster *c)
{
	if (!r->options.count || r->options.keep == KEEP_NONE || c->count < 2)
		return true;
	return number_sorter_add(&r->sorter, c->kept, c->count);
}

static bool
cluster_drop(struct repeats *r, uint64_t ordinal)
{
	return (r->direct && !r->spilled) || number_sorter_add(&r->sorter, ordinal, 0);
}

/* A record of the cluster's key, known or not: joins it, or begins another. */
static enum repeat
cluster_take(struct repeats *r, struct cluster *c, bool known, uint64_t ordinal, int64_t time)
{
	bool good = true;

	if (!known || !close_enough(c->time, time, r->options.within_us)) {
		if (known)
			good = cluster_close(r, c);
		*c = (struct cluster){ .time = time, .kept = ordinal, .count = 1 };
		return good ? REPEAT_KEPT : REPEAT_FAILED;
	}
	if (c->count > 0)
		c->count++;
	if (r->options.keep == KEEP_FIRST || c->count == 0) {
		good = cluster_drop(r, ordinal);
	} else if (r->options.keep == KEEP_LAST) {
		good = cluster_drop(r, c->kept);
		c->kept = ordinal;
	} else {
		good = cluster_drop(r, ordinal) && (c->count > 2 || cluster_drop(r, c->kept));
	}
	return good ? REPEAT_DROPPED : REPEAT_FAILED;
}

static struct cluster *
cluster_of(struct clusters *c, uint32_t number)
{
	if (number >= c->capacity)
		c->at = memory_grow(c->at, &c->capacity, (size_t)number + 1, sizeof *c->at);
	return &c->at[number];
}

enum repeat
clusters_take(struct repeats *r, struct clusters *c, const struct taken *t)
{
	bool added;
	uint32_t number = key_set_put(&c->seen, t->key, t->hash, t->source, &added);

	if (number == KEY_SET_FAILED)
		return REPEAT_FAILED;
	if (!c->plain)
		return cluster_take(r, cluster_of(c, number), !added, t->ordinal, t->time);
	if (added)
		return REPEAT_KEPT;
	return cluster_drop(r, t->ordinal) ? REPEAT_DROPPED : REPEAT_FAILED;
}

bool
clusters_put(struct clusters *c, struct slice key, uint64_t hash, const struct cluster *cluster)
{
	bool added;
	uint32_t number = key_set_put(&c->seen, key, hash, KEY_SET_NOWHERE, &added);

	if (number == KEY_SET_FAILED)
		return false;
	if (!c->plain)
		*cluster_of(c, number) = *cluster;
	return true;
}

bool
clusters_close(struct repeats *r, const struct clusters *c)
{
	for (size_t k = 0; !c->plain && k < c->seen.n; k++)
		if (!cluster_close(r, &c->at[k]))
			return false;
	return true;
}

static bool
is_full(const struct repeats *r)
{
	return r->clusters.seen.n >= KEYS_MAX ||
	    clusters_bytes(&r->clusters) > r->options.memory - r->options.memory / 4;
}

bool
repeats_earlier(struct repeats *r, struct slice key, uint64_t hash, int64_t time)
{
	const struct cluster earlier = { .time = time };

	if (!r->spilled && is_full(r) && !repeats_spill(r))
		return false;
	if (r->spilled)
		return repeats_spill_earlier(r, key, hash, time);
	return clusters_put(&r->clusters, key, hash, &earlier);
}

static enum repeat
sorted_take(struct repeats *r, const struct taken *t)
{
	struct slice last = slice_of(r->last_key.ptr, r->last_key.len);
	bool known = r->any_last && slice_equal(last, t->key);

	if (!known) {
		if (r->any_last && !cluster_close(r, &r->last))
			return REPEAT_FAILED;
		buffer_clear(&r->last_key);
		buffer_add(&r->last_key, t->key.ptr, t->key.len);
		r->any_last = true;
	}
	return cluster_take(r, &r->last, known, t->ordinal, t->time);
}

enum repeat
repeats_take(struct repeats *r, struct slice key, uint64_t hash, uint64_t source, int64_t time)
{
	const struct taken t = { key, hash, source, r->ordinal, time };
	enum repeat repeat;

	if (!r->options.sorted && !r->spilled && is_full(r)) {
		if (!repeats_spill(r))
			return REPEAT_FAILED;
		r->asked = r->direct ? r->ordinal : 0;
	}
	r->ordinal++;
	if (r->spilled)
		return repeats_spill_take(r, &t) ? REPEAT_UNKNOWN : REPEAT_FAILED;
	repeat = r->options.sorted ? sorted_take(r, &t) : clusters_take(r, &r->clusters, &t);
	return r->direct || repeat == REPEAT_FAILED ? repeat : REPEAT_UNKNOWN;
}

bool
repeats_end(struct repeats *r)
{
	if (r->spilled) {
		if (!repeats_solve(r))
			return false;
	} else if (r->options.sorted) {
		if (r->any_last && !cluster_close(r, &r->last))
			return false;
	} else if (!clusters_close(r, &r->clusters)) {
		return false;
	}
	if (!number_sorter_sort(&r->sorter))
		return false;
	r->any_next = number_sorter_next(&r->sorter, &r->next);
	return !fault_is_set(r->fault);
}

bool
repeats_verdict(struct repeats *r, bool *drop, uint64_t *count)
{
	uint64_t ordinal = r->asked++;

	*drop = false;
	*count = 1;
	if (!r->any_next || r->next.number != ordinal)
		return true;
	*drop = r->next.value == 0;
	*count = r->next.value;
	r->any_next = number_sorter_next(&r->sorter, &r->next);
	return !fault_is_set(r->fault);
}
