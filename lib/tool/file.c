/* Small files beside the input. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "tool/parts.h"

#define FILE_MOST (UINT64_C(1) << 30)
#define PIECE 65536u

static const char *
quoted(char *out, const char *path)
{
	return fault_quote(out, path, strlen(path));
}

struct slice
tool_read_file(struct tool *tool, const char *path)
{
	struct buffer *out = &tool->file;
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	char name[FAULT_QUOTE];
	ssize_t got = 0;

	buffer_clear(out);
	if (descriptor < 0)
		fault_system(&tool->fault, "%s: cannot open", quoted(name, path));
	while (descriptor >= 0 && !fault_is_set(&tool->fault)) {
		got = read(descriptor, buffer_reserve(out, PIECE), PIECE);
		if (got == 0)
			break;
		if (got < 0 && errno != EINTR)
			fault_system(&tool->fault, "%s: cannot read", quoted(name, path));
		out->len += got > 0 ? (size_t)got : 0;
		if (out->len > FILE_MOST)
			fault_set(&tool->fault, EXIT_USAGE, "%s: larger than 1 GiB",
			    quoted(name, path));
	}
	if (descriptor >= 0)
		close(descriptor);
	tool_check(tool, &tool->fault);
	return slice_of(out->ptr, out->len);
}

void
tool_write_file(struct tool *tool, const char *path)
{
	struct output out;

	tool_check(tool, &tool->fault);
	if (output_open(&out, path, &tool->fault) &&
	    output_write(&out, tool->file.ptr, tool->file.len))
		output_close(&out);
	tool_check(tool, &tool->fault);
}

/* The file that is replaced, links resolved, so that its lock is one whatever it is called. */
static char *
lock_name(const char *path)
{
	char *real = realpath(path, NULL);
	const char *target = real != NULL ? real : path;
	size_t size = strlen(target) + sizeof ".lock";
	char *name = memory_new(size);

	snprintf(name, size, "%s.lock", target);
	free(real);
	return name;
}

static void
wait_for_lock(struct tool *tool, int descriptor, const char *name)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET }, holder = lock;
	char quoted_name[FAULT_QUOTE];

	quoted(quoted_name, name);
	if (fcntl(descriptor, F_SETLK, &lock) == 0)
		return;
	if ((errno == EACCES || errno == EAGAIN) && fcntl(descriptor, F_GETLK, &holder) == 0 &&
	    holder.l_type != F_UNLCK)
		tool_warn(tool, "%s: process %ld holds it: waiting until that has ended",
		    quoted_name, (long)holder.l_pid);
	while (fcntl(descriptor, F_SETLKW, &lock) != 0)
		if (errno != EINTR) {
			fault_system(&tool->fault, "%s: cannot lock", quoted_name);
			return;
		}
}

void
tool_lock_file(struct tool *tool, const char *path)
{
	char *name = lock_name(path), quoted_name[FAULT_QUOTE];
	int descriptor = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

	if (descriptor < 0)
		fault_system(&tool->fault, "%s: cannot lock", quoted(quoted_name, name));
	else
		wait_for_lock(tool, descriptor, name);
	free(name);
	tool_check(tool, &tool->fault);
}
