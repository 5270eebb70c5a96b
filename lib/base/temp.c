#define _GNU_SOURCE /* O_TMPFILE */
#include "base/temp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/memory.h"

#define TEMP_BUFFER ((size_t)256 << 10)

struct temp {
	int fd;
	struct fault *fault;
	char *directory;  /* for messages */
	char *buffer;     /* [TEMP_BUFFER] */
	size_t used;      /* bytes in buffer */
	uint64_t written; /* bytes in the file */
};

static int
open_unlinked(const char *directory)
{
	int fd = -1;

#ifdef O_TMPFILE
	fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
	if (fd >= 0)
		return fd;
#endif
	size_t n = strlen(directory) + sizeof "/ia-XXXXXX";
	char *path = memory_new(n);

	snprintf(path, n, "%s/ia-XXXXXX", directory);
	fd = mkstemp(path);
	if (fd >= 0) {
		unlink(path);
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
	free(path);
	return fd;
}

struct temp *
temp_open(const char *directory, struct fault *fault)
{
	if (directory == NULL)
		directory = getenv("TMPDIR");
	if (directory == NULL || *directory == '\0')
		directory = "/tmp";
	int fd = open_unlinked(directory);

	if (fd < 0) {
		fault_system(fault, "%s: cannot make a temporary file (try -T DIR)", directory);
		return NULL;
	}
	struct temp *temp = memory_new(sizeof *temp);

	temp->fd = fd;
	temp->fault = fault;
	temp->directory = memory_text(directory, strlen(directory));
	temp->buffer = memory_resize(NULL, TEMP_BUFFER, 1);
	return temp;
}

bool
temp_write(struct temp *temp, uint64_t offset, const void *bytes, size_t len)
{
	const char *ptr = bytes;

	while (len > 0) {
		ssize_t n = pwrite(temp->fd, ptr, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			if (n == 0)
				errno = ENOSPC;
			fault_system(temp->fault, "%s: cannot write a temporary file (try -T DIR)",
			    temp->directory);
			return false;
		}
		ptr += n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return true;
}

bool
temp_size_set(struct temp *temp, uint64_t size)
{
	if (ftruncate(temp->fd, (off_t)size) == 0)
		return true;
	fault_system(temp->fault, "%s: cannot write a temporary file (try -T DIR)",
	    temp->directory);
	return false;
}

static bool
write_all(struct temp *temp, const char *ptr, size_t len)
{
	if (!temp_write(temp, temp->written, ptr, len))
		return false;
	temp->written += len;
	return true;
}

bool
temp_flush(struct temp *temp)
{
	size_t used = temp->used;

	if (fault_is_set(temp->fault))
		return false;
	temp->used = 0;
	return write_all(temp, temp->buffer, used);
}

bool
temp_append(struct temp *temp, const void *ptr, size_t len)
{
	if (fault_is_set(temp->fault))
		return false;
	if (len > TEMP_BUFFER - temp->used && !temp_flush(temp))
		return false;
	if (len > TEMP_BUFFER)
		return write_all(temp, ptr, len);
	if (len > 0)
		memcpy(temp->buffer + temp->used, ptr, len);
	temp->used += len;
	return true;
}

uint64_t
temp_size(const struct temp *temp)
{
	return temp->written + temp->used;
}

bool
temp_read(struct temp *temp, uint64_t offset, void *ptr, size_t len)
{
	char *p = ptr;

	while (len > 0) {
		ssize_t n = pread(temp->fd, p, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			if (n == 0)
				errno = EIO; /* shorter than what was written */
			fault_system(temp->fault, "%s: cannot read a temporary file",
			    temp->directory);
			return false;
		}
		p += n;
		offset += (uint64_t)n;
		len -= (size_t)n;
	}
	return true;
}

void
temp_reader_init(struct temp_reader *r, struct temp *temp, uint64_t offset, uint64_t len,
    size_t room)
{
	*r = (struct temp_reader){ .temp = temp, .offset = offset, .left = len, .size = room };
	r->buffer = memory_resize(NULL, room, 1);
}

bool
temp_reader_fill(struct temp_reader *r, size_t need)
{
	size_t more;

	memmove(r->buffer, r->buffer + r->from, r->to - r->from);
	r->to -= r->from;
	r->from = 0;
	if (r->size < need)
		r->buffer = memory_resize(r->buffer, r->size = need, 1);
	more = r->left < r->size - r->to ? (size_t)r->left : r->size - r->to;
	if (!temp_read(r->temp, r->offset, r->buffer + r->to, more))
		return false;
	r->offset += more;
	r->left -= more;
	r->to += more;
	return true;
}

void
temp_reader_release(struct temp_reader *r)
{
	if (r->size > 0)
		free(r->buffer);
}

int
temp_descriptor(const struct temp *temp)
{
	return temp->fd;
}

void
temp_close(struct temp *temp)
{
	if (temp == NULL)
		return;
	close(temp->fd);
	free(temp->directory);
	free(temp->buffer);
	free(temp);
}
