/*
 * world: who the users are and how the log is cut, from the seed alone.
 */
#include "analysis/generate/world.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/generate/story.h"
#include "base/memory.h"

__extension__ typedef unsigned __int128 wide;

#define STRETCH_EVENTS 8192u /* aimed at: a stretch's records stay in the cache */
#define GUESSES 8192u
#define PLACE_SHIFT 20

static const uint8_t hour_weight[24] = { 8, 5, 3, 2, 2, 3, 6, 10, 14, 18, 20, 21, 22, 21, 20, 20,
	21, 24, 28, 32, 34, 30, 22, 14 };
static const uint8_t weekday_weight[7] = { 10, 10, 10, 10, 11, 13, 12 }; /* from Monday */

/* Shares of users gone by a day, per mille; in between by straight lines; the others stay. */
struct leaving {
	uint16_t day[5], gone[5];
};

static const struct leaving leaving_lightly = { { 0, 1, 7, 30, 180 }, { 250, 400, 700, 850, 930 } };
static const struct leaving leaving_seldom = { { 0, 1, 7, 30, 180 }, { 50, 100, 250, 450, 650 } };

/* The last hour starts nothing, so that every session ends within the log. */
static uint64_t
hour_weight_at(const struct world *world, uint64_t hour)
{
	int64_t at = world->params.start / INT64_C(3600000000) + (int64_t)hour;
	int64_t day = at / 24 - (at % 24 < 0);

	if (hour + 1 >= world->hours)
		return 0;
	return (uint64_t)hour_weight[at - day * 24] * weekday_weight[((day + 3) % 7 + 7) % 7];
}

uint64_t
world_user_hash(const struct world *world, uint64_t user)
{
	return mix2(world->key, user);
}

static uint64_t
registered_at(const struct world *world, uint64_t user, uint64_t hash)
{
	uint64_t jitter =
	    user == 0 ? 0 : (uint64_t)(((wide)mix(hash + 1) * world->place_step) >> 64);
	uint64_t place = user * world->place_step + jitter;
	uint64_t hour = world->guess[place >> world->guess_shift];

	while (world->place[hour + 1] <= place)
		hour++;
	uint64_t width = world->place[hour + 1] - world->place[hour];
	return hour * HOUR_MS + (place - world->place[hour]) * HOUR_MS / width;
}

uint64_t
world_registered_before(const struct world *world, uint64_t ms)
{
	uint64_t users = world->params.users, hour = ms / HOUR_MS;

	if (ms >= world->end)
		return users;
	uint64_t width = world->place[hour + 1] - world->place[hour];
	uint64_t place = world->place[hour] + (uint64_t)((wide)width * (ms % HOUR_MS) / HOUR_MS);
	uint64_t n = place / world->place_step;

	n = n < users ? n : users;
	while (n > 0 && registered_at(world, n - 1, world_user_hash(world, n - 1)) >= ms)
		n--;
	while (n < users && registered_at(world, n, world_user_hash(world, n)) < ms)
		n++;
	return n;
}

int
world_delay(const struct world *world, uint64_t hash)
{
	unsigned draw = (unsigned)(mix(hash + 2) & 15);

	return world->plenty == PLENTY && draw < DELAYS + 1 ? (int)draw % DELAYS : -1;
}

static enum user_kind
kind_of(const struct world *world, uint64_t hash)
{
	uint64_t draw = mix(hash + 3) % 1000;

	if (!world->params.messy || world->plenty != PLENTY)
		return USER_NORMAL;
	return draw < 5 ? USER_BOT : draw < 10 ? USER_BRUSHER : USER_NORMAL;
}

bool
world_brushes(const struct world *world, uint64_t hash)
{
	return world->profile == &profile_shop && kind_of(world, hash) == USER_BRUSHER;
}

unsigned
world_weight(const struct world *world, uint64_t hash)
{
	static const uint8_t weight[16] = { 8, 8, 4, 4, 4, 4, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1 };

	return kind_of(world, hash) == USER_BOT ? 8 : weight[mix(hash + 6) >> 16 & 15];
}

static unsigned
category_of(const struct world *world, const struct user *user)
{
	const uint16_t *go_on = world->profile->go_on[user->channel];
	unsigned level = 0;

	if (user->kind == USER_BOT)
		return 1;
	if (user->kind == USER_BRUSHER)
		return STEPS - 1;
	while (level < STEPS - 1 && mix(user->hash + 8 + level) % 1000 < go_on[level])
		level++;
	return level < world->level_cap ? level : world->level_cap;
}

static unsigned
friends_of(const struct world *world, uint64_t hash)
{
	static const uint8_t friends[16] = { 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6 };

	if (world->profile != &profile_social || world->plenty != PLENTY)
		return 0;
	return friends[mix(hash + 4) & 15];
}

/* How long a user stays, in ms; NEVER: for ever. */
static uint64_t
stay_of(const struct leaving *leaving, uint64_t hash)
{
	uint64_t draw = (mix(hash + 5) >> 11) % 1000000; /* per million */

	if (draw < leaving->gone[0] * UINT64_C(1000))
		return 0;
	for (unsigned i = 1; i < 5; i++) {
		uint64_t low = leaving->gone[i - 1] * UINT64_C(1000),
			 high = leaving->gone[i] * UINT64_C(1000);

		if (draw < high)
			return DAY_MS * leaving->day[i - 1] +
			    DAY_MS * (uint64_t)(leaving->day[i] - leaving->day[i - 1]) *
			    (draw - low) / (high - low);
	}
	return NEVER;
}

static void
user_ends(const struct world *world, struct user *user, bool stays)
{
	uint64_t stay = stay_of(stays ? &leaving_seldom : &leaving_lightly, user->hash);
	uint64_t least = user->registered + HOUR_MS;

	if (user->second != NEVER)
		least = user->second + HOUR_MS;
	if (user->burst != NEVER && user->burst + HOUR_MS > least)
		least = user->burst + HOUR_MS;
	user->left = stay == NEVER ? NEVER : user->registered + stay;
	if (user->left < least)
		user->left = least;
	if (user->left >= world->end)
		user->left = NEVER;
}

void
world_user(const struct world *world, uint64_t number, struct user *user)
{
	static const uint8_t channel[16] = { 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 4, 4, 5 };
	uint64_t hash = world_user_hash(world, number), draw = mix(hash + 6);
	int delay = world_delay(world, hash);

	user->hash = hash;
	user->registered = registered_at(world, number, hash);
	user->kind = kind_of(world, hash);
	user->channel = channel[draw & 15];
	user->device = (unsigned)(draw >> 8) % DEVICES;
	user->weight = world_weight(world, hash);
	user->extra = world->plenty == PLENTY ? (unsigned)(draw >> 24 & 3) : 0;
	user->friends = friends_of(world, hash);
	user->level = category_of(world, user);
	user->reached = user->level;
	user->second = user->burst = NEVER;
	user->orders = 0;
	if (user->level >= 2 && delay >= 0 && user->kind == USER_NORMAL) {
		user->second = user->registered + delay_ms[delay] + mix(hash + 7) % HOUR_MS;
		if (user->second + HOUR_MS > world->end) {
			user->second = NEVER;
			user->reached = 1;
		}
	}
	if (world_brushes(world, hash)) {
		user->burst = user->registered + BURST_DELAY + mix(hash + 7) % HOUR_MS;
		user->orders = 20 + (unsigned)(draw >> 32) % 40;
		if (user->burst + HOUR_MS > world->end)
			user->burst = NEVER;
	}
	user_ends(world, user,
	    world->profile == &profile_social ? user->friends >= DRIVER_AT_LEAST
					      : user->level == STEPS - 1);
	if (number == 0)
		user->left = NEVER; /* somebody is always there to return */
}

/* A permutation of 0 .. users - 1: four Feistel rounds, walked until within. */
uint32_t
world_name(const struct world *world, uint64_t user)
{
	unsigned bits = world->name_bits;
	uint64_t low = (UINT64_C(1) << bits) - 1, x = user;

	do {
		for (unsigned round = 0; round < 4; round++) {
			uint64_t f = mix2(world->key + round + 1, x & low) & low;

			x = (x & low) << bits | ((x >> bits) ^ f);
		}
	} while (x >= world->params.users);
	return (uint32_t)x;
}

/* -log2(x / 2^32) in 1 / 2^16, by squaring. */
static uint64_t
minus_log2(uint64_t x)
{
	uint64_t whole = 0, part = 0;

	while (x < UINT64_C(1) << 31) {
		x <<= 1;
		whole++;
	}
	for (unsigned bit = 0; bit < 16; bit++) {
		x = x * x >> 31;
		part <<= 1;
		if (x >= UINT64_C(1) << 32) {
			x >>= 1;
			part |= 1;
		}
	}
	return ((whole + 1) << 16) - part;
}

/* Exponential pauses with a mean of 35 s, from 1 s to 10 min. */
static void
gaps_init(struct world *world)
{
	for (uint64_t k = 0; k < 1024; k++) {
		uint64_t bits = minus_log2((2 * k + 1) << 21);
		uint64_t ms = 1000 + (bits * 24260 >> 16); /* 35,000 ln 2 */

		world->gap[k] = (uint32_t)(ms < 600000 ? ms : 600000);
	}
}

static void
places_init(struct world *world)
{
	uint64_t total = 0, hour = 0;

	for (uint64_t h = 0; h < world->hours; h++) {
		world->place[h] = total << PLACE_SHIFT;
		total += hour_weight_at(world, h);
	}
	world->place[world->hours] = total << PLACE_SHIFT;
	world->place_step = (total << PLACE_SHIFT) / world->params.users;
	while (total << PLACE_SHIFT >> world->guess_shift >= GUESSES)
		world->guess_shift++;
	for (uint64_t k = 0; k <= GUESSES; k++) {
		while (hour + 1 < world->hours && world->place[hour + 1] <= k << world->guess_shift)
			hour++;
		world->guess[k] = (uint32_t)hour;
	}
}

/*
 * Events of the sessions that are certain; present becomes the change in users that may return, by
 * hour.
 */
static uint64_t
certain_events(const struct world *world, int64_t *present)
{
	struct user user;
	uint64_t events = 0;

	for (uint64_t k = 0; k < world->params.users; k++) {
		world_user(world, k, &user);
		events += story_first_length(world, &user);
		if (user.second != NEVER)
			events += story_second_length(world, &user);
		if (user.burst != NEVER)
			events += user.orders;

		uint64_t from = user.registered / HOUR_MS + 2;
		uint64_t to = user.left == NEVER ? world->hours : user.left / HOUR_MS;
		if (from < to) {
			present[from]++;
			present[to]--;
		}
	}
	return events;
}

/*
 * Chooses how much of the stories fits into the events; gives the events of the sessions that are
 * certain.
 */
static uint64_t
fit_stories(struct world *world, int64_t *present)
{
	uint64_t wish = world->params.events, certain;

	world->level_cap = STEPS - 1;
	for (world->plenty = PLENTY; world->plenty < CAPPED; world->plenty++) {
		memset(present, 0, (world->hours + 1) * sizeof *present);
		certain = certain_events(world, present);
		if (wish == 0 || certain <= wish)
			return certain;
	}
	world->level_cap = (unsigned)(wish / world->params.users) - 1;
	memset(present, 0, (world->hours + 1) * sizeof *present);
	return certain_events(world, present);
}

/*
 * Events of returning users by hour: as many as are left, by who is there and by the time of the
 * week.
 */
static void
quota_init(struct world *world)
{
	int64_t *present = memory_array(world->hours + 1, sizeof *present);
	uint64_t certain = fit_stories(world, present), total = 0, user_hours = 0, there = 0;

	for (uint64_t h = 0; h < world->hours; h++) {
		there += (uint64_t)present[h];
		user_hours += there;
		world->quota[h] = total;
		total += there * hour_weight_at(world, h);
	}
	world->quota[world->hours] = total;
	world->events = world->params.events;
	if (world->events == 0)
		world->events = certain + user_hours / 12;
	for (uint64_t h = 0; h <= world->hours; h++)
		world->quota[h] =
		    (uint64_t)((wide)(world->events - certain) * world->quota[h] / total);
	free(present);
}

/*
 * Cuts the log into stretches of about STRETCH_EVENTS events: hours together, or an hour into
 * parts.
 */
static void
stretches_init(struct world *world)
{
	uint64_t certain = (world->events - world->quota[world->hours]) / world->params.users + 1;
	uint64_t before = 0, held = 0, number = 0;
	bool open = false; /* the stretch has whole hours, and may get more */

	for (uint64_t h = 0; h < world->hours; h++) {
		uint64_t after = world_registered_before(world, (h + 1) * HOUR_MS);
		uint64_t events =
		    (after - before) * certain + world->quota[h + 1] - world->quota[h];

		if (open && held + events > STRETCH_EVENTS) {
			number++;
			held = 0;
		}
		world->first[h] = number;
		held += events;
		open = held <= STRETCH_EVENTS;
		if (!open) {
			number += held / STRETCH_EVENTS + 1;
			held = 0;
		}
		before = after;
	}
	world->nstretch = number + open;
	world->first[world->hours] = world->nstretch;
}

struct stretch
world_stretch(const struct world *world, uint64_t number)
{
	uint64_t low = 0, high = world->hours;

	while (low + 1 < high) { /* the last hour that begins in it or before */
		uint64_t middle = low + (high - low) / 2;

		if (world->first[middle] <= number)
			low = middle;
		else
			high = middle;
	}
	uint64_t parts = world->first[low + 1] - world->first[low],
		 part = number - world->first[low];
	struct stretch s = { .hour = low, .hour_end = low + 1, .part = part, .parts = parts };
	if (parts <= 1) {
		s.parts = 1;
		while (s.hour > 0 && world->first[s.hour - 1] == number)
			s.hour--;
	}
	s.from = s.hour * HOUR_MS + part * HOUR_MS / s.parts;
	s.to =
	    s.parts == 1 ? s.hour_end * HOUR_MS : s.hour * HOUR_MS + (part + 1) * HOUR_MS / parts;
	return s;
}

void
world_init(struct world *world, const struct generate_params *params)
{
	*world = (struct world){ .params = *params };
	world->profile = params->profile == GENERATE_SOCIAL ? &profile_social : &profile_shop;
	world->hours = params->days * 24;
	world->end = world->hours * HOUR_MS;
	world->key = mix(mix2(params->seed, params->profile + 1) + 1);
	while (UINT64_C(1) << 2 * world->name_bits < params->users)
		world->name_bits++;
	world->place = memory_array(world->hours + 1, sizeof *world->place);
	world->guess = memory_array(GUESSES + 1, sizeof *world->guess);
	world->quota = memory_array(world->hours + 1, sizeof *world->quota);
	world->first = memory_array(world->hours + 1, sizeof *world->first);
	gaps_init(world);
	places_init(world);
	quota_init(world);
	stretches_init(world);
}

void
world_release(struct world *world)
{
	free(world->place);
	free(world->guess);
	free(world->quota);
	free(world->first);
}
