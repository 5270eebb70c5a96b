/*
 * walk: one session's events to the path that is counted.
 *
 *	struct path_cut cut = path_walk(&rules, event, n);
 *	for (size_t i = cut.first; i < cut.first + cut.n; i++) ... event[i]
 *
 * In this order: collapse makes one of neighbours of the same name, which stands where the last of
 * them is and has the marks of all; from leaves out what comes before the first event with its
 * mark, and the session where there is none; to likewise what comes behind the first event with its
 * mark (with from, behind that one); length keeps the first events (with to alone, the last).
 */
#ifndef IA_ANALYSIS_PATH_WALK_H
#define IA_ANALYSIS_PATH_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PATH_FROM = 1, PATH_TO = 2 };

struct path_event {
	int64_t time;
	uint32_t node;
	uint32_t marks; /* PATH_FROM, PATH_TO */
};

struct path_rules {
	bool collapse, from, to;
	uint64_t length; /* 0: no limit */
};

struct path_cut {
	size_t first, n;    /* n 0: none */
	bool before, after; /* length cut events off */
};

struct path_cut path_walk(const struct path_rules *rules, struct path_event *event, size_t n);

#endif
