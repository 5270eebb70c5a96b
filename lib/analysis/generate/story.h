/*
 * story: inside generate: a stretch's sessions, as small records in no order of time.
 */
#ifndef IA_ANALYSIS_GENERATE_STORY_H
#define IA_ANALYSIS_GENERATE_STORY_H

#include "analysis/generate/world.h"

struct record {
	uint64_t time; /* ms */
	uint32_t user; /* the number in the id */
	/* a product or a post from 1; 0: none; E_FRIEND, E_MESSAGE: a user */
	uint32_t item;
	uint32_t duration; /* ms */
	uint8_t event, channel, device;
};

struct records {
	struct record *at; /* [n] */
	size_t n, capacity;
};

/* Appends every event of the sessions that begin in the stretch. */
void story_stretch(const struct world *world, const struct stretch *stretch, struct records *out);

/*
 * Events of the sessions that a user has for certain: the first one, the second where there is one.
 */
uint64_t story_first_length(const struct world *world, const struct user *user);
uint64_t story_second_length(const struct world *world, const struct user *user);
uint32_t story_brushed_item(const struct user *user);

#endif
