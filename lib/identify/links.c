#include "identify/links.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"

#define NOBODY UINT32_MAX

/* A user who was seen on a device. */
struct touch {
	int64_t time;
	uint64_t order;
	uint32_t device, user;
};

struct device {
	struct touch first;
	int64_t first_seen;
	uint64_t rows;
	size_t touches, end; /* LINKS_LAST_TOUCH, settled: touch[touches .. end - 1] */
	bool linked, conflict;
};

struct links {
	enum links_mode mode;
	bool merge_users;
	struct map device; /* to device[] */
	struct map user;   /* who were seen in rows */
	struct map alias;  /* to target[] */
	struct map name;   /* what aliases stand for */
	struct device *at; /* [device.n] */
	struct touch *touch;
	uint32_t *target;     /* [alias.n]: of name */
	uint8_t *is_disputed; /* [alias.n]: another was named later */
	size_t ntouch, capacity_at, capacity_touch, capacity_target, capacity_disputed;
};

struct links *
links_new(enum links_mode mode, bool merge_users)
{
	struct links *l = memory_new(sizeof *l);

	*l = (struct links){ .mode = mode, .merge_users = merge_users };
	map_init(&l->device, 0);
	map_init(&l->user, 0);
	map_init(&l->alias, 0);
	map_init(&l->name, 0);
	return l;
}

void
links_free(struct links *l)
{
	if (l == NULL)
		return;
	map_release(&l->device);
	map_release(&l->user);
	map_release(&l->alias);
	map_release(&l->name);
	free(l->at);
	free(l->touch);
	free(l->target);
	free(l->is_disputed);
	free(l);
}

size_t
links_bytes(const struct links *l)
{
	return map_bytes(&l->device) + map_bytes(&l->user) + map_bytes(&l->alias) +
	    map_bytes(&l->name) + l->capacity_at * sizeof *l->at +
	    l->capacity_touch * sizeof *l->touch;
}

void
links_alias(struct links *l, struct slice from, struct slice to)
{
	bool added;
	uint32_t k = map_put(&l->alias, from, &added), name = map_put(&l->name, to, NULL);

	l->target = memory_grow(l->target, &l->capacity_target, l->alias.n, sizeof *l->target);
	l->is_disputed = memory_grow(l->is_disputed, &l->capacity_disputed, l->alias.n, 1);
	if (added) {
		l->target[k] = name;
		l->is_disputed[k] = 0;
	}
	l->is_disputed[k] |= l->target[k] != name;
}

static struct device *
device_of(struct links *l, struct slice id, int64_t time, uint32_t *number)
{
	bool added;

	*number = map_put(&l->device, id, &added);
	l->at = memory_grow(l->at, &l->capacity_at, l->device.n, sizeof *l->at);
	struct device *d = &l->at[*number];

	if (added)
		*d = (struct device){ .first_seen = time };
	d->first_seen = time < d->first_seen ? time : d->first_seen;
	d->rows++;
	return d;
}

static bool
is_before(const struct touch *a, const struct touch *b)
{
	return a->time != b->time ? a->time < b->time : a->order < b->order;
}

void
links_seen_user(struct links *l, struct slice user)
{
	map_put(&l->user, user, NULL);
}

void
links_see(struct links *l, struct slice id, struct slice user, int64_t time, uint64_t order)
{
	uint32_t number;
	struct device *d = device_of(l, id, time, &number);
	struct touch t = { time, order, number, map_put(&l->user, user, NULL) };

	d->conflict |= d->linked && d->first.user != t.user;
	if (!d->linked || is_before(&t, &d->first))
		d->first = t;
	d->linked = true;
	if (l->mode != LINKS_LAST_TOUCH)
		return;
	l->touch = memory_grow(l->touch, &l->capacity_touch, l->ntouch + 1, sizeof *l->touch);
	l->touch[l->ntouch++] = t;
}

void
links_pass(struct links *l, struct slice id, int64_t time)
{
	uint32_t number;

	device_of(l, id, time, &number);
}

static int
by_device(const void *left, const void *right)
{
	const struct touch *a = left, *b = right;

	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	return is_before(a, b) ? -1 : is_before(b, a);
}

void
links_settle(struct links *l)
{
	if (l->ntouch > 0)
		qsort(l->touch, l->ntouch, sizeof *l->touch, by_device);
	for (size_t k = 0; k < l->ntouch; k++) {
		struct device *d = &l->at[l->touch[k].device];

		if (d->end == 0)
			d->touches = k;
		d->end = k + 1;
	}
}

/* The user that rows tell of a device at a time; NOBODY: none. */
static uint32_t
told(const struct links *l, uint32_t device, int64_t time)
{
	const struct device *d = &l->at[device];

	if (!d->linked || (l->mode == LINKS_STRICT && d->conflict))
		return NOBODY;
	if (l->mode != LINKS_LAST_TOUCH)
		return d->first.user;
	size_t low = d->touches, high = d->end; /* the first one that is later */

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (l->touch[middle].time <= time)
			low = middle + 1;
		else
			high = middle;
	}
	return l->touch[low > d->touches ? low - 1 : low].user;
}

/* What an id is an alias of; NOBODY: of nothing. */
static uint32_t
target_of(const struct links *l, struct slice id)
{
	uint32_t k = map_find(&l->alias, id);

	if (k == MAP_NONE || (l->mode == LINKS_STRICT && l->is_disputed[k]))
		return NOBODY;
	if (!l->merge_users && map_find(&l->user, id) != MAP_NONE)
		return NOBODY;
	return l->target[k];
}

/* From an id to what has no alias. In a loop: the first that was seen as a user; false: none. */
static bool
follow(const struct links *l, struct slice id, int64_t time, struct slice *out)
{
	struct slice user = slice_of(NULL, 0);

	for (size_t steps = 0;; steps++) {
		uint32_t device = map_find(&l->device, id);
		uint32_t u = device != MAP_NONE ? told(l, device, time) : NOBODY;
		uint32_t next;

		if (u != NOBODY)
			id = map_key(&l->user, u);
		else if (device != MAP_NONE && l->at[device].linked)
			return false; /* disputed */
		next = target_of(l, id);
		if (user.ptr == NULL && map_find(&l->user, id) != MAP_NONE)
			user = id;
		if (next == NOBODY || steps > l->alias.n) {
			*out = next == NOBODY ? id : user;
			return next == NOBODY ? u != NOBODY || steps > 0 : user.ptr != NULL;
		}
		id = map_key(&l->name, next);
	}
}

bool
links_user(const struct links *l, struct slice id, int64_t time, struct slice *user)
{
	return follow(l, id, time, user) && !slice_equal(id, *user);
}

bool
links_merged(const struct links *l, struct slice user, struct slice *into)
{
	if (!l->merge_users || map_find(&l->alias, user) == MAP_NONE)
		return false;
	return follow(l, user, INT64_MAX, into) && !slice_equal(user, *into);
}

size_t
links_count(const struct links *l)
{
	return l->device.n;
}

struct links_device
links_device(const struct links *l, size_t k)
{
	const struct device *d = &l->at[k];
	struct links_device out = { .id = map_key(&l->device, (uint32_t)k),
		.first_seen = d->first_seen,
		.rows = d->rows,
		.conflict = d->conflict };

	if (!links_user(l, out.id, INT64_MAX, &out.user))
		out.user = slice_of(NULL, 0);
	return out;
}
