/*
 * peers: the connections that there are, who they are from and since when they owe us a request.
 *
 * The library's own limits do not do: its timeout is for inactivity only, so that who sends a byte
 * now and then stays for ever, and at its limit nobody else is let in. Here a connection has a time
 * for each whole request, and where there are too many the one that owes one longest goes, so that
 * others are served while thousands wait. Thread-safe; a descriptor is shut down, never closed.
 */
#ifndef IA_SERVE_PEERS_H
#define IA_SERVE_PEERS_H

#include "serve/address.h"

struct peers;
struct peer;

struct peers_options {
	size_t most;        /* connections */
	size_t per_address; /* of them from one address that is not trusted; 0: any */
	int64_t request_us; /* for a whole request */
	const struct networks *trusted;
};

enum peer_state {
	PEER_QUIET,    /* nothing of a request was seen yet */
	PEER_SENDING,  /* its head was */
	PEER_ANSWERED, /* it is whole: the next move is ours */
};

struct peers_counts {
	uint64_t accepted, refused, slow, put_out;
	size_t open, most_open;
};

struct peers *peers_new(const struct peers_options *options);
bool peers_admit(struct peers *peers, const struct address *address); /* before it is accepted */
struct peer *peers_add(struct peers *peers, const struct address *address, int descriptor);
void peers_remove(struct peers *peers, struct peer *peer);
void peer_is(struct peers *peers, struct peer *peer, enum peer_state state);
/* QUIET begins its time. late: is it over? */
bool peer_is_late(struct peers *peers, const struct peer *peer);
const struct address *peer_address(const struct peer *peer);
void peers_sweep(struct peers *peers);   /* shuts those down whose time is over */
void peers_dismiss(struct peers *peers); /* and those that have sent nothing: we end */
bool peers_busy(struct peers *peers);    /* is a request under way? */
void peers_counts(struct peers *peers, struct peers_counts *counts);
void peers_free(struct peers *peers);

#endif
