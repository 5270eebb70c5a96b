#include "serve/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/number.h"

static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };

static struct address
of_v4(const void *four)
{
	struct address a = { .local = false };

	memcpy(a.byte, mapped, 12);
	memcpy(a.byte + 12, four, 4);
	return a;
}

static bool
is_v4(const struct address *a)
{
	return memcmp(a->byte, mapped, 12) == 0;
}

struct address
address_of(const struct sockaddr *socket)
{
	struct address a = { .local = true };

	if (socket != NULL && socket->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, socket, sizeof in);
		return of_v4(&in.sin_addr);
	}
	if (socket != NULL && socket->sa_family == AF_INET6) {
		struct sockaddr_in6 in;

		memcpy(&in, socket, sizeof in);
		memcpy(a.byte, &in.sin6_addr, 16);
		a.local = false;
	}
	return a;
}

bool
address_read(struct slice text, struct address *out)
{
	char copy[ADDRESS_WIDTH];
	const char *end;
	uint8_t four[4];

	if (text.len > 0 && text.ptr[0] == '[') {
		end = memchr(text.ptr, ']', text.len);
		if (end == NULL)
			return false;
		text = slice_of(text.ptr + 1, (size_t)(end - text.ptr) - 1);
	} else if ((end = memchr(text.ptr, ':', text.len)) != NULL &&
	    memchr(end + 1, ':', (size_t)(text.ptr + text.len - end) - 1) == NULL) {
		text.len = (size_t)(end - text.ptr); /* a port */
	}
	if (text.len >= sizeof copy)
		return false;
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	out->local = false;
	if (inet_pton(AF_INET, copy, four) == 1)
		*out = of_v4(four);
	else if (inet_pton(AF_INET6, copy, out->byte) != 1)
		return false;
	return true;
}

bool
address_equal(const struct address *a, const struct address *b)
{
	return a->local == b->local && memcmp(a->byte, b->byte, sizeof a->byte) == 0;
}

bool
address_is_loopback(const struct address *a)
{
	static const uint8_t one[16] = { [15] = 1 };

	return a->local || (is_v4(a) && a->byte[12] == 127) || memcmp(a->byte, one, 16) == 0;
}

size_t
address_write(char *out, const struct address *a, bool trim)
{
	struct address copy = *a;

	if (a->local)
		return (size_t)snprintf(out, ADDRESS_WIDTH, "unix");
	if (is_v4(a)) {
		if (trim)
			copy.byte[15] = 0;
		inet_ntop(AF_INET, copy.byte + 12, out, ADDRESS_WIDTH);
	} else {
		if (trim)
			memset(copy.byte + 6, 0, 10);
		inet_ntop(AF_INET6, copy.byte, out, ADDRESS_WIDTH);
	}
	return strlen(out);
}

bool
network_read(struct slice text, struct network *out)
{
	const char *slash = memchr(text.ptr, '/', text.len);
	struct slice address =
	    slash == NULL ? text : slice_of(text.ptr, (size_t)(slash - text.ptr));
	uint64_t bits;
	unsigned most;

	*out = (struct network){ .bits = 128 };
	if (slice_equal(text, SLICE("unix"))) {
		out->local = true;
		return true;
	}
	if (!address_read(address, &out->address))
		return false;
	if (slash == NULL)
		return true;
	most = is_v4(&out->address) ? 32 : 128;
	if (!count_read(slash + 1, text.len - address.len - 1, &bits) || bits > most)
		return false;
	out->bits = (unsigned)bits + 128 - most;
	return true;
}

static bool
network_has(const struct network *network, const struct address *a)
{
	unsigned whole = network->bits / 8, rest = network->bits % 8;

	if (network->local || a->local)
		return network->local && a->local;
	if (memcmp(network->address.byte, a->byte, whole) != 0)
		return false;
	return rest == 0 || (network->address.byte[whole] ^ a->byte[whole]) >> (8 - rest) == 0;
}

bool
networks_have(const struct networks *networks, const struct address *address)
{
	for (size_t k = 0; k < networks->n; k++)
		if (network_has(&networks->at[k], address))
			return true;
	return false;
}

struct address
address_client(const struct address *peer, struct slice forwarded, const struct networks *trusted)
{
	struct address client = *peer, next;
	const char *end;

	if (forwarded.len == 0)
		return client;
	end = forwarded.ptr + forwarded.len;
	while (networks_have(trusted, &client) && end > forwarded.ptr) {
		const char *start = end;

		while (start > forwarded.ptr && start[-1] != ',')
			start--;
		struct slice text = slice_of(start, (size_t)(end - start));

		while (text.len > 0 && (*text.ptr == ' ' || *text.ptr == '\t'))
			text = slice_of(text.ptr + 1, text.len - 1);
		while (text.len > 0 &&
		    (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t'))
			text.len--;
		if (!address_read(text, &next))
			break;
		client = next;
		end = start > forwarded.ptr ? start - 1 : start;
	}
	return client;
}
