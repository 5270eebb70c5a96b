#include "analysis/count/recent.h"

#include "base/memory.h"

#define PLACES_FIRST ((size_t)1 << 12)
#define PLACES_LEAST ((size_t)1 << 6)
#define GROWTH 4

void
recent_init(struct recent *r, size_t bytes, const struct hash_key *key)
{
	size_t n = PLACES_LEAST;

	*r = (struct recent){ .key = *key, .most = PLACES_LEAST };
	while (2 * r->most * sizeof *r->place <= bytes && r->most < (size_t)1 << 31)
		r->most *= 2;
	while (n < PLACES_FIRST && n < r->most)
		n *= 2;
	r->mask = n - 1;
	r->place = memory_map(n * sizeof *r->place);
}

void
recent_release(struct recent *r)
{
	if (r->place != NULL)
		memory_unmap(r->place, (r->mask + 1) * sizeof *r->place);
	r->place = NULL;
}

/* Users in different places stay in different ones. */
static void
grow(struct recent *r)
{
	struct recent_place *old = r->place;
	size_t n = r->mask + 1, to = n * GROWTH < r->most ? n * GROWTH : r->most;

	r->driven = 0;
	if (to == n)
		return;
	r->place = memory_map(to * sizeof *r->place);
	r->mask = to - 1;
	for (size_t k = 0; k < n; k++)
		if (old[k].len > 0)
			r->place[old[k].tag & r->mask] = old[k];
	memory_unmap(old, n * sizeof *old);
}

static inline bool
is_of(const struct recent_place *p, uint64_t hash, struct slice id)
{
	if (p->tag != (uint32_t)hash || p->len != id.len)
		return false;
	if (id.len >= 8 && id.len <= 16)
		return load_64(p->id) == load_64(id.ptr) &&
		    load_64(p->id + id.len - 8) == load_64(id.ptr + id.len - 8);
	return memcmp(p->id, id.ptr, id.len) == 0;
}

/* The user's place, which is somebody else's or free. */
static void
take(struct recent *r, struct recent_place *p, uint64_t hash, struct slice user)
{
	if (p->len > 0)
		r->driven++;
	p->tag = (uint32_t)hash;
	p->len = (uint8_t)user.len;
	memcpy(p->id, user.ptr, user.len);
}

static struct recent_place *
place_of(struct recent *r, uint64_t hash)
{
	if (r->driven > r->mask / 2)
		grow(r);
	return &r->place[hash & r->mask];
}

bool
recent_gather(struct recent *r, struct slice user, uint64_t hash, int64_t bucket, bool start,
    struct recent_place *old)
{
	struct recent_place *p = place_of(r, hash);
	bool known = is_of(p, hash, user);
	uint64_t k = (uint64_t)(bucket - p->base);

	if (known && k < RECENT_SPAN) {
		p->bits |= UINT64_C(1) << k;
		p->starts |= (uint64_t)start << k;
		return false;
	}
	if (user.len > RECENT_ID) {
		*old = (struct recent_place){ .bits = 1, .starts = start, .base = (int32_t)bucket };
		return true;
	}
	*old = *p;
	if (!known)
		take(r, p, hash, user);
	p->base = (int32_t)bucket;
	p->bits = 1;
	p->starts = start;
	return old->len > 0;
}

bool
recent_repeats(struct recent *r, struct slice user, uint64_t hash, int64_t bucket, bool start,
    int64_t time)
{
	struct recent_place *p = place_of(r, hash);
	bool known = is_of(p, hash, user), here = known && p->base == bucket;
	int64_t earliest = here ? (int64_t)p->starts : INT64_MAX;

	if (here && (!start || time >= earliest))
		return true;
	if (user.len > RECENT_ID)
		return false;
	if (!known)
		take(r, p, hash, user);
	p->base = (int32_t)bucket;
	p->starts = (uint64_t)(start ? time : earliest);
	return false;
}
