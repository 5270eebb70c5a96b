/*
 * doors: who may send what, from the head of a request alone.
 *
 *	status = doors_ask(&doors, &head, now, &why);	0: come in
 *
 * No library's types here: what is asked can be tested with texts.
 */
#ifndef IA_SERVE_DOORS_H
#define IA_SERVE_DOORS_H

#include "base/slice.h"
#include "serve/rate.h"
#include "unpack/unpack.h"

/* What a request says of itself; empty: not said. */
struct head {
	struct slice method, path;
	struct slice host, origin, authorization;
	struct slice type, encoding; /* of the content */
	struct slice agent, forwarded, dnt, gpc;
	struct slice length;
	unsigned lengths;      /* how many Content-Length */
	bool transfer_encoded; /* Transfer-Encoding is there */
	bool malformed;        /* bytes that no head may hold */
	struct address client;
};

struct doors {
	struct slice path;
	const char *const *origin; /* [norigin] "*" or an origin as the browser writes it */
	size_t norigin;
	struct slice *key; /* [nkey]; none: no key is asked for */
	size_t nkey;
	struct rate *rate; /* NULL: none */
	uint64_t max_body;
	bool honour_dnt, honour_gpc;
};

/* What a page of another origin is told. */
enum pass {
	PASS_SAME,   /* of our own origin, or no page */
	PASS_LISTED, /* its origin is on the list */
	PASS_ANY,    /* "*" is on the list, its origin is not */
	PASS_NONE
};

enum pass doors_origin(const struct doors *doors, const struct head *head);
/* 0, or the status and a sentence. now: us. */
unsigned doors_ask(const struct doors *doors, const struct head *head, int64_t now,
    const char **why);
/* The sender asks not to be counted, and that is honoured. */
bool doors_spare(const struct doors *doors, const struct head *head);
/* What Content-Encoding says; false: we do not know it. */
bool doors_packing(const struct head *head, enum packing *packing);

#endif
