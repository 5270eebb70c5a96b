/*
 * links: which user a device (an anonymous id) belongs to.
 *
 *	struct links *links = links_new(LINKS_FIRST, false);
 *	links_read(links, "aliases.csv", &scan_options, &fault);	each file
 *	links_see(links, device, user, time, order);		each row with both
 *	links_pass(links, device, time);				each row without a user
 *	links_settle(links);
 *	if (links_user(links, device, time, &user)) ...
 *	links_free(links);
 *
 * LINKS_FIRST: to the first user seen on it, by time, then by order. LINKS_LAST_TOUCH: to whoever
 * was seen on it last at or before the time; before all of them to the first. LINKS_STRICT: to its
 * user, where only one was ever seen on it and its aliases name one. Where rows tell nothing,
 * aliases do: they are followed from id to id until one has none, or rows tell. A loop belongs to
 * the user in it who was seen in a row, first from where it is entered; without one to nobody. A
 * user who was seen is never an alias of another, unless users are merged: then aliases are
 * followed from users too.
 * Memory: each id, and for LINKS_LAST_TOUCH 24 bytes a row with both ids. Not thread-safe until
 * settled, then any number of threads may ask.
 */
#ifndef IA_IDENTIFY_LINKS_H
#define IA_IDENTIFY_LINKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/slice.h"
#include "read/scan.h"

enum links_mode { LINKS_FIRST, LINKS_LAST_TOUCH, LINKS_STRICT };

struct links;

struct links *links_new(enum links_mode mode, bool merge_users);
void links_free(struct links *links);
size_t links_bytes(const struct links *links); /* memory held */

/* CSV or NDJSON with anonymous_id and user_id: the first is an alias of the second. */
bool links_read(struct links *links, char *file, const struct scan_options *options,
    struct fault *fault);
/* Of one id the first alias counts. */
void links_alias(struct links *links, struct slice from, struct slice to);
void links_seen_user(struct links *links, struct slice user); /* in a row without a device */
void links_see(struct links *links, struct slice device, struct slice user, int64_t time,
    uint64_t order);
void links_pass(struct links *links, struct slice device, int64_t time);
void links_settle(struct links *links);

/* false: nobody, or the id itself. user lives as long as links. */
bool links_user(const struct links *links, struct slice device, int64_t time, struct slice *user);
/* With merged users: whose alias this user is; false: nobody's. */
bool links_merged(const struct links *links, struct slice user, struct slice *into);

/* A device, in the order in which they first came. */
struct links_device {
	struct slice id, user; /* user: len 0: nobody; LINKS_LAST_TOUCH: the last one */
	int64_t first_seen;
	uint64_t rows;
	bool conflict; /* several users were seen on it */
};
size_t links_count(const struct links *links);
struct links_device links_device(const struct links *links, size_t k);

#endif
