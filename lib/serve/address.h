/*
 * address: who a request is from.
 *
 *	struct address peer = address_of(sockaddr);
 *	client = address_client(&peer, forwarded, &trusted);
 *	n = address_write(out, &client, true);		203.0.113.0, 2001:db8:1::
 *
 * IPv4 addresses are kept as IPv6 ones (::ffff:a.b.c.d), so that both compare alike.
 */
#ifndef IA_SERVE_ADDRESS_H
#define IA_SERVE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct sockaddr;

#define ADDRESS_WIDTH 48

struct address {
	uint8_t byte[16];
	bool local; /* a socket of the file system: no address */
};

struct network {
	struct address address;
	unsigned bits; /* of 128 */
	bool local;    /* "unix" */
};

struct networks {
	struct network *at; /* [n] */
	size_t n;
};

struct address address_of(const struct sockaddr *socket);
bool address_read(struct slice text, struct address *out); /* 203.0.113.7, 2001:db8::1, [..]:80 */
bool address_equal(const struct address *a, const struct address *b);
bool address_is_loopback(const struct address *address);
/* trim: the last byte of IPv4, the last 80 bits of IPv6 are 0. */
size_t address_write(char *out, const struct address *address, bool trim);

bool network_read(struct slice text, struct network *out); /* ADDRESS, ADDRESS/BITS or unix */
bool networks_have(const struct networks *networks, const struct address *address);

/*
 * The peer; where that is a trusted proxy, the last address of X-Forwarded-For that is none of
 * them. forwarded: all values with commas between; "" where there is none.
 */
struct address address_client(const struct address *peer, struct slice forwarded,
    const struct networks *trusted);

#endif
