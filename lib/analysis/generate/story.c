/*
 * story: what users do in a session.
 *
 * Certain sessions (the first, the second that goes on to the user's level, a brusher's burst)
 * follow a script; returning ones walk from event to event by the profile's table, never past the
 * user's level.
 */
#include "analysis/generate/story.h"

#include "base/memory.h"
#include "base/random.h"

#define SESSION_MS (55 * 60 * UINT64_C(1000)) /* the longest */
#define SESSION_EVENTS 40u
#define BRUSH_GAP_MS 2000u
#define PICKS 64u

struct session {
	const struct world *world;
	struct records *out;
	uint64_t start, time;
	uint32_t name, item; /* item: what the user looks at */
	uint64_t others;     /* users there are to befriend */
	unsigned channel, device;
};

static void
session_put(struct session *s, unsigned event, uint32_t item, uint64_t gap, uint64_t duration)
{
	struct records *out = s->out;

	if (out->n == out->capacity)
		out->at = memory_grow(out->at, &out->capacity, out->n + 1, sizeof *out->at);
	out->at[out->n++] = (struct record){ .time = s->time,
		.user = s->name,
		.item = item,
		.duration = (uint32_t)duration,
		.event = (uint8_t)event,
		.channel = (uint8_t)s->channel,
		.device = (uint8_t)s->device };
	s->time += gap;
}

/* An event, its item and the pause after it from 64 random bits. */
static void
session_add(struct session *s, unsigned event, uint64_t random)
{
	bool social = s->world->profile == &profile_social;
	uint64_t gap = s->world->gap[random & 1023] + (random >> 10 & 511);
	uint64_t duration = gap * (64 + (random >> 19 & 127)) >> 8;
	uint32_t item = 0;

	if (s->time - s->start + gap > SESSION_MS)
		gap = 1000;
	if (social && (event == E_FRIEND || event == E_MESSAGE)) {
		item = world_name(s->world, scale(random, s->others));
	} else if (s->world->profile->item[event]) {
		if (event == E_VIEW || (social && event == E_PAY) || s->item == 0) {
			uint64_t skewed = (random >> 48) * (random >> 32 & 0xffff) >> 16;

			s->item = (uint32_t)(1 + (skewed * PRODUCTS >> 16));
		}
		item = s->item;
	}
	session_put(s, event, item, gap, duration);
}

static struct session
session_of(const struct world *world, uint64_t number, const struct user *user, uint64_t time,
    struct records *out)
{
	return (struct session){ .world = world,
		.out = out,
		.start = time,
		.time = time,
		.name = world_name(world, number),
		.others = number > 0 ? number : 1,
		.channel = user->channel,
		.device = user->device };
}

uint64_t
story_first_length(const struct world *world, const struct user *user)
{
	unsigned reach = user->second == NEVER ? user->reached : 1;
	bool bare = world->plenty != PLENTY;

	if (bare)
		return 1 + reach;
	return 2 + (reach > 0 ? user->extra : 0) + user->friends + (reach > 1) + 2u * (reach > 2);
}

uint64_t
story_second_length(const struct world *world, const struct user *user)
{
	(void)world;
	return 3 + 2u * (user->reached > 2);
}

/* register, then a search, or views and, for those who need no second session, what follows. */
static void
first_session(const struct world *world, uint64_t number, const struct user *user,
    struct records *out)
{
	struct session s = session_of(world, number, user, user->registered, out);
	unsigned reach = user->second == NEVER ? user->reached : 1;
	uint64_t draw = user->hash + 100;
	bool bare = world->plenty != PLENTY;

	session_add(&s, E_REGISTER, mix(draw++));
	if (reach == 0 && !bare)
		session_add(&s, E_SEARCH, mix(draw++));
	for (unsigned k = 0; reach > 0 && k <= user->extra; k++)
		session_add(&s, E_VIEW, mix(draw++));
	for (unsigned k = 0; k < user->friends; k++)
		session_add(&s, E_FRIEND, mix(draw++));
	if (reach > 1)
		session_add(&s, E_CART, mix(draw++));
	if (reach > 2 && !bare)
		session_add(&s, E_CHECKOUT, mix(draw++));
	if (reach > 2)
		session_add(&s, E_PAY, mix(draw++));
}

static void
second_session(const struct world *world, uint64_t number, const struct user *user,
    struct records *out)
{
	struct session s = session_of(world, number, user, user->second, out);
	uint64_t draw = user->hash + 200;

	session_add(&s, E_LOGIN, mix(draw++));
	session_add(&s, E_VIEW, mix(draw++));
	session_add(&s, E_CART, mix(draw++));
	if (user->reached > 2) {
		session_add(&s, E_CHECKOUT, mix(draw++));
		session_add(&s, E_PAY, mix(draw++));
	}
}

uint32_t
story_brushed_item(const struct user *user)
{
	return (uint32_t)(1 + scale(mix(user->hash + 300), PRODUCTS));
}

static void
burst(const struct world *world, uint64_t number, const struct user *user, struct records *out)
{
	struct session s = session_of(world, number, user, user->burst, out);

	for (unsigned k = 0; k < user->orders; k++) {
		uint64_t draw = mix(user->hash + 301 + k);

		session_put(&s, E_PAY, story_brushed_item(user), BRUSH_GAP_MS + draw % 7000,
		    200 + (draw >> 32) % 900);
	}
}

/* A second apart, page after page. */
static uint64_t
bot_session(struct session *s, struct random *random, uint64_t left)
{
	uint64_t draw = random_next(random), n = 60 + scale(draw, 190);
	uint32_t item = (uint32_t)(draw % PRODUCTS);

	n = n < left ? n : left;
	for (uint64_t k = 0; k < n; k++)
		session_put(s, E_VIEW, 1 + (item + (uint32_t)k) % PRODUCTS, 1000,
		    20 + (random_next(random) & 63));
	return n;
}

/*
 * What a user may do at this time of their story: no driver event after the driver's day, no step
 * too early.
 */
static unsigned
allowed(const struct world *world, const struct user *user, unsigned event, uint64_t start)
{
	unsigned cap = user->second == NEVER || start >= user->second ? user->reached : 1;

	if (event == E_END)
		return E_END;
	if (world->profile->need[event] > cap)
		return cap > 0 ? E_VIEW : E_SEARCH;
	if (world->profile == &profile_social && event == E_FRIEND &&
	    start < user->registered + DAY_MS)
		return E_SEARCH;
	return event;
}

/* At most left events; how many. */
static uint64_t
returning_session(struct session *s, const struct user *user, struct random *random, uint64_t left)
{
	const struct profile *profile = s->world->profile;
	uint64_t draw = random_next(random), n = 0;
	unsigned event = profile->first[draw & 15];

	if ((draw >> 4 & 15) >= 11)
		s->channel = (unsigned)(draw >> 8 & 0xff) % CHANNELS;
	if ((draw >> 16 & 7) == 0)
		s->device = (unsigned)(draw >> 20 & 0xff) % DEVICES;
	for (;;) {
		event = allowed(s->world, user, event, s->start);
		if (event == E_END)
			return n;
		draw = random_next(random);
		session_add(s, event, draw);
		if (++n == left || n == SESSION_EVENTS)
			return n;
		event = profile->next[event][draw >> 26 & 15];
	}
}

/* Somebody who registered before, has not left, and by how often they come. */
static uint64_t
pick(const struct world *world, struct random *random, uint64_t there, uint64_t time,
    struct user *user)
{
	for (unsigned k = 0; k < PICKS; k++) {
		uint64_t draw = random_next(random), number = scale(draw, there);

		if ((draw & 7) >= world_weight(world, world_user_hash(world, number)))
			continue;
		world_user(world, number, user);
		if (user->left == NEVER || time + HOUR_MS <= user->left)
			return number;
	}
	world_user(world, 0, user);
	return 0;
}

static void
returning(const struct world *world, uint64_t hour, uint64_t from, uint64_t to, uint64_t quota,
    uint64_t seed, struct records *out)
{
	uint64_t there = hour > 0 ? world_registered_before(world, (hour - 1) * HOUR_MS) : 0;
	struct random random;

	random_seed(&random, mix2(world->key + 5, seed));
	while (quota > 0 && there > 0) {
		struct user user;
		uint64_t time = from + scale(random_next(&random), to - from);
		uint64_t number = pick(world, &random, there, time, &user);
		struct session s = session_of(world, number, &user, time, out);

		s.others = there;
		quota -= user.kind == USER_BOT ? bot_session(&s, &random, quota)
					       : returning_session(&s, &user, &random, quota);
	}
}

/*
 * Second sessions and bursts that begin in from .. to - 1: of users who registered a known distance
 * before.
 */
static void
later(const struct world *world, uint64_t from, uint64_t to, uint64_t distance, int delay,
    struct records *out)
{
	if (to <= distance)
		return;

	uint64_t low = from > distance + HOUR_MS ? from - distance - HOUR_MS : 0;
	uint64_t end = world_registered_before(world, to - distance);
	struct user user;

	for (uint64_t k = world_registered_before(world, low); k < end; k++) {
		uint64_t hash = world_user_hash(world, k);

		if (delay >= 0 ? world_delay(world, hash) != delay : !world_brushes(world, hash))
			continue;
		world_user(world, k, &user);
		if (delay >= 0 && user.second != NEVER && user.second >= from && user.second < to)
			second_session(world, k, &user, out);
		if (delay < 0 && user.burst != NEVER && user.burst >= from && user.burst < to)
			burst(world, k, &user, out);
	}
}

static void
part_of_hour(const struct world *world, uint64_t hour, uint64_t part, uint64_t parts,
    struct records *out)
{
	uint64_t from = hour * HOUR_MS + part * HOUR_MS / parts;
	uint64_t to = hour * HOUR_MS + (part + 1) * HOUR_MS / parts;
	uint64_t quota = world->quota[hour + 1] - world->quota[hour];
	uint64_t end = world_registered_before(world, to);
	struct user user;

	for (uint64_t k = world_registered_before(world, from); k < end; k++) {
		world_user(world, k, &user);
		first_session(world, k, &user, out);
	}
	for (int delay = 0; delay < DELAYS && world->plenty == PLENTY; delay++)
		later(world, from, to, delay_ms[delay], delay, out);
	if (world->params.messy && world->plenty == PLENTY)
		later(world, from, to, BURST_DELAY, -1, out);
	returning(world, hour, from, to, quota * (part + 1) / parts - quota * part / parts,
	    mix2(hour, part << 32 | parts), out);
}

void
story_stretch(const struct world *world, const struct stretch *stretch, struct records *out)
{
	if (stretch->parts > 1) {
		part_of_hour(world, stretch->hour, stretch->part, stretch->parts, out);
		return;
	}
	for (uint64_t hour = stretch->hour; hour < stretch->hour_end; hour++)
		part_of_hour(world, hour, 0, 1, out);
}
