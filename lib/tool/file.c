/* Small files beside the input. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

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
