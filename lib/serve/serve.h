/*
 * serve: the endpoint: requests in, events to a journal, answers when they are on the disk.
 *
 *	struct serve *serve = serve_start(&options, commit, &fault);
 *	serve_sweep(serve);			once a second: who is slow goes
 *	serve_drain(serve, milliseconds);	no new requests; what came is answered
 *	commit_stop(commit);
 *	serve_stop(serve);
 *
 * Some threads of the library read requests and make the lines; each hands its connection over to
 * the committer and goes on with others; the committer's answer wakes it.
 */
#ifndef IA_SERVE_SERVE_H
#define IA_SERVE_SERVE_H

#include "serve/commit.h"
#include "serve/doors.h"
#include "serve/peers.h"

enum keep_ip { IP_DROP, IP_TRIM, IP_KEEP };

struct serve_options {
	int listen; /* a socket that listens */
	int status; /* another one, for the operator; -1: the same, where it is local */
	struct doors doors;
	struct networks trusted;
	size_t max_event, max_batch; /* bytes; events */
	size_t connections, per_address;
	int64_t request_us;
	size_t memory; /* of bodies that are under way, bytes */
	unsigned threads;
	enum keep_ip ip;
	bool agent;         /* is kept */
	bool daily;         /* who has no id gets one for the day */
	bool keeps_rejects; /* the committer has a file for them */
};

struct serve;

/* false: the library that this needs was not there when this was built. */
bool serve_available(void);
struct serve *serve_start(const struct serve_options *options, struct commit *commit,
    struct fault *fault);
void serve_sweep(struct serve *serve);
/* A proxy that nobody trusts was seen, for the first time: its address, ADDRESS_WIDTH bytes. */
bool serve_doubt(struct serve *serve, char *out);
void serve_drain(struct serve *serve, unsigned milliseconds);
void serve_stop(struct serve *serve);

#endif
