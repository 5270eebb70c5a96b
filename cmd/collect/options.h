/*
 * options: what ia-collect is asked for, and what the rooms of lib are told of it.
 */
#ifndef IA_COLLECT_OPTIONS_H
#define IA_COLLECT_OPTIONS_H

#include "serve/serve.h"
#include "tool/tool.h"

enum sync { SYNC_BATCH, SYNC_EACH, SYNC_NONE };

struct options {
	const char *output, *listen, *status, *path;
	const char *rotate, *rejects, *key;
	struct texts origin, trust, honour;
	double rate; /* 0: none */
	uint64_t max_body, max_event, max_batch, connections, per_address, threads;
	int64_t request_us;
	int sync;      /* enum sync */
	int ip;        /* drop|trim|keep: enum keep_ip */
	int agent;     /* drop|keep */
	int anonymous; /* daily|none */
};

extern const struct option collect_table[];
extern const struct together collect_together[];

#define COLLECT_DEFAULT \
	{ \
		.listen = "127.0.0.1:8080", .path = "/api/track", .rotate = "1h,256M", \
		.max_body = 1u << 20, .max_event = 64u << 10, .max_batch = 2000, \
		.connections = 4096, .request_us = 30 * INT64_C(1000000), .ip = IP_TRIM \
	}

/* Each ends the process where what was asked for is wrong. */
struct journal_options collect_journal(struct tool *tool, const struct options *options);
struct serve_options collect_serve(struct tool *tool, const struct options *options);
void collect_release(struct serve_options *serve);

#endif
