/*
 * visitor: a name for who sends no id: the same for one address and agent during one UTC day.
 *
 * A keyed hash, by a random key that is in memory only and drawn anew each day, so that neither
 * another day's name nor the address can be found from it: "day-2026-03-01-" and 16 hex digits.
 * Thread-safe.
 */
#ifndef IA_SERVE_VISITOR_H
#define IA_SERVE_VISITOR_H

#include "serve/address.h"

struct visitors;

#define VISITOR_WIDTH 40

struct visitors *visitors_new(void);
/* now: us since 1970. out holds VISITOR_WIDTH bytes; returns the length. */
size_t visitor_name(struct visitors *visitors, const struct address *address, struct slice agent,
    int64_t now, char *out);
void visitors_free(struct visitors *visitors);

#endif
