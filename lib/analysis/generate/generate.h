/*
 * generate: a made-up log of events, realistic, reproducible, with a known truth in it.
 *
 *	struct generate_params p = GENERATE_DEFAULT;
 *	const char *wrong = generate_check(&p);			NULL, or a sentence
 *	struct generate *g = generate_new(&p);
 *	generate_run(g, write, self);				the log, in time order
 *	generate_truth(g, write, self);				what was planted, as JSON
 *	generate_free(g);
 *
 * The story of a user (when they register, by which channel, how far down the funnel they will ever
 * go, when they leave, whether they are a bot) is a pure function of the seed and the user; a
 * stretch of the log is one of the seed and the stretch. So stretches are made by all threads, and
 * the bytes depend on neither threads
 * nor machine: only integers are used.
 *
 * Errors: write gives false to stop; generate_run then gives false.
 * Memory: 24 bytes for each event of about ten minutes of the log, 1 MB a thread, 16 bytes an hour.
 */
#ifndef IA_ANALYSIS_GENERATE_GENERATE_H
#define IA_ANALYSIS_GENERATE_GENERATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/format.h"

enum generate_profile { GENERATE_SHOP, GENERATE_SOCIAL };

struct generate_params {
	enum generate_profile profile;
	uint64_t users; /* all of them register within the log */
	uint64_t days;
	/* rows without the copies of --messy; 0: as many as such users leave */
	uint64_t events;
	int64_t start; /* instant, cut to the second */
	uint64_t seed;
	bool messy;
	enum format format; /* FORMAT_CSV, FORMAT_TSV, FORMAT_NDJSON */
	char delimiter;     /* of FORMAT_CSV */
	bool no_header;
	unsigned threads; /* 0: as many as there are processors */
};

/* From Thursday 2026-01-01. */
#define GENERATE_DEFAULT \
	((struct generate_params){ .users = 1000, \
	    .days = 30, \
	    .start = INT64_C(1767225600000000), \
	    .seed = 1, \
	    .format = FORMAT_CSV, \
	    .delimiter = ',' })

#define GENERATE_USERS_MAX UINT64_C(4000000000)
#define GENERATE_DAYS_MAX UINT64_C(36600)
#define GENERATE_EVENTS_MAX UINT64_C(1000000000000)

struct generate;

typedef bool (*generate_write)(void *self, const char *ptr, size_t len);

const char *generate_check(const struct generate_params *params);
struct generate *generate_new(const struct generate_params *params);
bool generate_run(struct generate *generate, generate_write write, void *self);
/* Of the log that write got, as a share; write itself may ask. */
double generate_share(const struct generate *generate);
bool generate_truth(const struct generate *generate, generate_write write, void *self);
void generate_free(struct generate *generate);

#endif
