/*
 * rate: so many requests a second from an address, and twice as many at once (a token bucket).
 *
 * A fixed table: under more addresses than it has places those that were quiet longest are
 * forgotten, which errs on the side of letting them in. Thread-safe.
 */
#ifndef IA_SERVE_RATE_H
#define IA_SERVE_RATE_H

#include "serve/address.h"

struct rate;

struct rate *rate_new(double a_second);
bool rate_take(struct rate *rate, const struct address *address, int64_t now); /* now: us */
void rate_free(struct rate *rate);

#endif
