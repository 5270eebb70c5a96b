#include "base/descriptor.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

static bool
wait_until_writable(int descriptor)
{
	struct pollfd p = { .fd = descriptor, .events = POLLOUT };

	return poll(&p, 1, -1) >= 0 || errno == EINTR;
}

/* After a write that failed: may it be tried again? */
static bool
may_go_on(int descriptor)
{
	if (errno == EINTR)
		return true;
	return (errno == EAGAIN || errno == EWOULDBLOCK) && wait_until_writable(descriptor);
}

bool
descriptor_write(int descriptor, const void *bytes, size_t len)
{
	const char *p = bytes;

	while (len > 0) {
		ssize_t n = write(descriptor, p, len < SSIZE_MAX / 2 ? len : SSIZE_MAX / 2);

		if (n >= 0) {
			p += n;
			len -= (size_t)n;
		} else if (!may_go_on(descriptor)) {
			return false;
		}
	}
	return true;
}
