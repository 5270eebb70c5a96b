#include "serve/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/number.h"
#include "serve/address.h"

#define BACKLOG 4096
#define GIVEN_FIRST 3 /* by the protocol of systemd */

/* Where it is to be, as the system has it. */
struct place {
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
		struct sockaddr_un un;
	} at;
	socklen_t len;
};

static bool
unix_place(const char *path, struct place *place)
{
	if (path[0] == '\0' || strlen(path) >= sizeof place->at.un.sun_path)
		return false;
	place->at.un.sun_family = AF_UNIX;
	memcpy(place->at.un.sun_path, path, strlen(path) + 1);
	place->len = sizeof place->at.un;
	return true;
}

static bool
read_place(const char *where, struct place *place)
{
	const char *colon = strrchr(where, ':');
	struct address address = { .local = false }; /* :: */
	struct slice host;
	uint64_t port;

	*place = (struct place){ .len = 0 };
	if (strncmp(where, "unix:", 5) == 0)
		return unix_place(where + 5, place);
	if (colon == NULL || !count_read(colon + 1, strlen(colon + 1), &port) || port > 65535)
		return false;
	host = slice_of(where, (size_t)(colon - where));
	if (slice_equal(host, SLICE("localhost")))
		host = SLICE("127.0.0.1");
	if (host.len > 0 && !address_read(host, &address))
		return false;
	if (host.len > 0 && memchr(host.ptr, ':', host.len) == NULL) {
		place->at.in.sin_family = AF_INET;
		place->at.in.sin_port = htons((uint16_t)port);
		memcpy(&place->at.in.sin_addr, address.byte + 12, 4);
		place->len = sizeof place->at.in;
	} else {
		place->at.in6.sin6_family = AF_INET6;
		place->at.in6.sin6_port = htons((uint16_t)port);
		memcpy(&place->at.in6.sin6_addr, address.byte, 16);
		place->len = sizeof place->at.in6;
	}
	return true;
}

/* A socket of the file system that nobody listens on is left from an earlier run. */
static void
remove_stale(const struct place *place)
{
	struct stat there;
	int probe;

	if (place->at.any.sa_family != AF_UNIX || lstat(place->at.un.sun_path, &there) != 0 ||
	    !S_ISSOCK(there.st_mode))
		return;
	probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (probe >= 0 && connect(probe, &place->at.any, place->len) != 0 && errno == ECONNREFUSED)
		unlink(place->at.un.sun_path);
	if (probe >= 0)
		close(probe);
}

int
listen_open(const char *where, struct fault *fault)
{
	struct place place;
	char quoted[FAULT_QUOTE];
	int on = 1, fd;

	if (!read_place(where, &place)) {
		fault_set(fault, EXIT_USAGE,
		    "listen: expected ADDRESS:PORT such as 127.0.0.1:8080, or unix:PATH, found %s",
		    fault_quote(quoted, where, strlen(where)));
		return -1;
	}
	remove_stale(&place);
	fd = socket(place.at.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && place.at.any.sa_family != AF_UNIX)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (fd < 0 || bind(fd, &place.at.any, place.len) != 0 || listen(fd, BACKLOG) != 0) {
		fault_system(fault, "%s: cannot listen", where);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

int
listen_given(unsigned nth)
{
	const char *whose = getenv("LISTEN_PID"), *how_many = getenv("LISTEN_FDS");
	uint64_t process, n;

	if (whose == NULL || how_many == NULL || !count_read(whose, strlen(whose), &process) ||
	    !count_read(how_many, strlen(how_many), &n) || process != (uint64_t)getpid() ||
	    nth >= n)
		return -1;
	return GIVEN_FIRST + (int)nth;
}

static struct place
place_of(int descriptor)
{
	struct place place = { .len = sizeof place.at };

	if (getsockname(descriptor, &place.at.any, &place.len) != 0)
		place.at.any.sa_family = AF_UNSPEC;
	return place;
}

bool
listen_is_local(int descriptor)
{
	struct place place = place_of(descriptor);
	struct address address = address_of(&place.at.any);

	return address_is_loopback(&address);
}

void
listen_name(int descriptor, char *out, size_t size)
{
	struct place place = place_of(descriptor);
	struct address address = address_of(&place.at.any);
	char text[ADDRESS_WIDTH];

	address_write(text, &address, false);
	if (place.at.any.sa_family == AF_INET)
		snprintf(out, size, "http://%s:%u", text, (unsigned)ntohs(place.at.in.sin_port));
	else if (place.at.any.sa_family == AF_INET6)
		snprintf(out, size, "http://[%s]:%u", text,
		    (unsigned)ntohs(place.at.in6.sin6_port));
	else
		snprintf(out, size, "unix:%.*s", (int)sizeof place.at.un.sun_path,
		    place.at.un.sun_path);
}
