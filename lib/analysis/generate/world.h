/*
 * world: inside generate: users, hours and stretches of the log as pure functions of the
 * seed.
 *
 * Times are milliseconds from the start of the log. Users are numbered in the order in which they
 * register; the number in their id is another (world_name), so that ids tell nothing.
 */
#ifndef IA_ANALYSIS_GENERATE_WORLD_H
#define IA_ANALYSIS_GENERATE_WORLD_H

#include "analysis/generate/generate.h"

#define HOUR_MS UINT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)
#define NEVER UINT64_MAX

#define STEPS 4 /* of the planted funnel */
#define CHANNELS 6
#define DEVICES 5
#define EVENTS_MAX 12
#define PRODUCTS 5000u
#define DRIVER_AT_LEAST 3

/* Events that both profiles number alike: the funnel's steps are the first, view, cart and pay. */
enum {
	E_REGISTER,
	E_LOGIN,
	E_SEARCH,
	E_VIEW,
	E_CART,
	E_CHECKOUT,
	E_PAY,
	E_SHOP_REVIEW,
	E_SHOP_SHARE,
	E_SHOP_LOGOUT,
	E_FRIEND = 7,
	E_MESSAGE = 8,
	E_SHARE = 9,
	E_LOGOUT = 10,
	E_END = 15
};

struct profile {
	const char *name;
	const char *event[EVENTS_MAX];
	unsigned nevent;
	uint8_t need[EVENTS_MAX];     /* the level that a user needs for the event */
	bool item[EVENTS_MAX];        /* it is about a product or a post */
	uint8_t first[16];            /* how a session starts; each entry has the same chance */
	uint8_t next[EVENTS_MAX][16]; /* what follows an event */
	/* per mille of a channel's users who take the next */
	uint16_t go_on[CHANNELS][STEPS - 1];
};

extern const struct profile profile_shop, profile_social;
extern const char *const channel_name[CHANNELS], *const device_name[DEVICES];
extern const uint8_t step_event[STEPS];

enum user_kind { USER_NORMAL, USER_BOT, USER_BRUSHER };

struct user {
	uint64_t hash;
	/* no session starts in the hour before left; NEVER: stays */
	uint64_t registered, left;
	/* the session in which the funnel goes on after views; NEVER: none */
	uint64_t second;
	uint64_t burst; /* a brusher's fake orders; NEVER: none */
	enum user_kind kind;
	/* 0 .. STEPS - 1: the furthest step they take, had the log no end */
	unsigned level;
	unsigned reached; /* the same within the log */
	unsigned channel, device;
	unsigned extra;   /* views more in the first session */
	unsigned friends; /* social: made in the first session */
	unsigned weight;  /* of 8: how often they come */
	unsigned orders;  /* of a brusher's burst */
};

/* A stretch of the log: whole hours, or a part of one. */
struct stretch {
	uint64_t from, to;       /* ms */
	uint64_t hour, hour_end; /* parts == 1: these hours */
	uint64_t part, parts;
};

enum plenty { PLENTY, SCARCE, CAPPED }; /* events: for the whole story, the bare funnels, less */

struct world {
	struct generate_params params;
	const struct profile *profile;
	uint64_t hours, end;
	uint64_t key;        /* of the seed */
	uint64_t place_step; /* registration: place = user * place_step + ... */
	uint64_t *place;     /* [hours + 1] place where an hour begins */
	uint32_t *guess;     /* [GUESSES + 1] hour of a place, roughly */
	unsigned guess_shift;
	uint64_t *quota; /* [hours + 1] events of returning users before the hour */
	uint64_t events;
	enum plenty plenty;
	unsigned level_cap;
	unsigned name_bits; /* half the width of the permutation */
	uint64_t *first;    /* [hours + 1] the stretch in which an hour begins */
	uint64_t nstretch;
	uint32_t gap[1024]; /* quantiles of the pause between events, ms */
};

/* Distances of the second session from the first. */
#define DELAYS 6
extern const uint64_t delay_ms[DELAYS];
#define BURST_DELAY (30 * HOUR_MS)

static inline uint64_t
mix(uint64_t x) /* splitmix64's finaliser (Steele, Lea, Flood 2014) */
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static inline uint64_t
mix2(uint64_t a, uint64_t b)
{
	return mix(a + b * UINT64_C(0x9e3779b97f4a7c15));
}

void world_init(struct world *world, const struct generate_params *params);
void world_release(struct world *world);

void world_user(const struct world *world, uint64_t user, struct user *out);
uint64_t world_user_hash(const struct world *world, uint64_t user);
unsigned world_weight(const struct world *world, uint64_t hash);
int world_delay(const struct world *world, uint64_t hash); /* which of delay_ms; -1: none */
bool world_brushes(const struct world *world, uint64_t hash);
uint64_t world_registered_before(const struct world *world, uint64_t ms); /* how many users */
uint32_t world_name(const struct world *world, uint64_t user);            /* the number in the id */
struct stretch world_stretch(const struct world *world, uint64_t number);

static inline uint64_t
scale(uint64_t random, uint64_t n) /* 0 .. n - 1 from 64 random bits; n < 2^32 */
{
	return (random >> 32) * n >> 32;
}

#endif
