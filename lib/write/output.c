#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/memory.h"
#include "write/output.h"

#define ROOM ((size_t)128 << 10)

/*
 * The names of files that are being written, for what can take no argument: running out of memory
 * and signals. The one piece of state of this room.
 */
static char *volatile unfinished[OUTPUT_FILES_MAX];

static void (*volatile unfinished_remove)(void *self);
static void *volatile unfinished_self;

void
output_unfinished(void (*call)(void *self), void *self)
{
	unfinished_remove = NULL;
	unfinished_self = self;
	unfinished_remove = call;
	memory_on_exhaustion(output_remove_unfinished);
}

void
output_remove_unfinished(void)
{
	if (unfinished_remove != NULL)
		unfinished_remove(unfinished_self);
	for (size_t k = 0; k < OUTPUT_FILES_MAX; k++)
		if (unfinished[k] != NULL)
			unlink(unfinished[k]);
}

static bool
remember(char *name)
{
	for (size_t k = 0; k < OUTPUT_FILES_MAX; k++) {
		if (unfinished[k] == NULL) {
			unfinished[k] = name;
			return true;
		}
	}
	return false;
}

static void
forget(struct output *output)
{
	for (size_t k = 0; k < OUTPUT_FILES_MAX; k++)
		if (unfinished[k] == output->beside)
			unfinished[k] = NULL;
	free(output->beside);
	output->beside = NULL;
}

/* A new file in the folder of target, which may exist: then with its mode. */
static bool
open_beside(struct output *output, const char *target, const struct stat *old)
{
	size_t size = strlen(target) + sizeof ".XXXXXX.tmp";
	char *name = memory_new(size);

	snprintf(name, size, "%s.XXXXXX.tmp", target);
	output->descriptor = mkstemps(name, 4);
	if (output->descriptor < 0) {
		fault_system(output->fault, "%s: cannot write", output->path);
		free(name);
		return false;
	}
	output->beside = name;
	if (!remember(name)) {
		fault_set(output->fault, EXIT_SYSTEM, "%s: too many files are being written",
		    output->path);
		return false;
	}
	memory_on_exhaustion(output_remove_unfinished);
	mode_t mask = umask(0);
	umask(mask);
	/* a file system without modes may refuse; the content is what matters */
	(void)fchmod(output->descriptor, old != NULL ? old->st_mode & 07777 : 0666 & ~mask);
	(void)fcntl(output->descriptor, F_SETFD, FD_CLOEXEC);
	return true;
}

/*
 * A device, a pipe or a terminal is written as it is; what is no folder and not there yet, beside.
 */
static bool
open_path(struct output *output)
{
	struct stat old;
	char *real;

	if (stat(output->path, &old) != 0) {
		output->target = memory_text(output->path, strlen(output->path));
		return open_beside(output, output->target, NULL);
	}
	if (!S_ISREG(old.st_mode)) {
		output->descriptor = open(output->path, O_WRONLY | O_CLOEXEC);
		if (output->descriptor < 0)
			fault_system(output->fault, "%s: cannot write", output->path);
		return output->descriptor >= 0;
	}
	real = realpath(output->path, NULL);
	if (real == NULL) {
		fault_system(output->fault, "%s: cannot write", output->path);
		return false;
	}
	output->target = real;
	if (access(real, W_OK) != 0) {
		fault_system(output->fault, "%s: cannot write", output->path);
		return false;
	}
	return open_beside(output, real, &old);
}

bool
output_open(struct output *output, const char *path, struct fault *fault)
{
	*output = (struct output){ .descriptor = STDOUT_FILENO, .path = path, .fault = fault };
	buffer_reserve(&output->buffer, ROOM);
	if (path == NULL || open_path(output))
		return true;
	output_abandon(output);
	return false;
}

static bool
failed(struct output *output)
{
	if (output->path != NULL)
		fault_system(output->fault, "%s: cannot write", output->path);
	else
		fault_system(output->fault, "cannot write");
	return false;
}

static bool
write_all(struct output *output, const char *ptr, size_t len)
{
	return descriptor_write(output->descriptor, ptr, len) || failed(output);
}

bool
output_flush(struct output *output)
{
	size_t len = output->buffer.len;

	if (fault_is_set(output->fault))
		return false;
	output->buffer.len = 0;
	return write_all(output, output->buffer.ptr, len);
}

bool
output_write(struct output *output, const void *ptr, size_t len)
{
	if (fault_is_set(output->fault))
		return false;
	if (output->buffer.len + len <= ROOM) {
		buffer_add(&output->buffer, ptr, len);
		return true;
	}
	if (!output_flush(output))
		return false;
	if (len >= ROOM / 2)
		return write_all(output, ptr, len);
	buffer_add(&output->buffer, ptr, len);
	return true;
}

bool
output_sink(void *output, const char *ptr, size_t len)
{
	return output_write(output, ptr, len);
}

/* Some file systems tell only here that the disk is full. */
static bool
close_descriptor(struct output *output)
{
	int descriptor = output->descriptor;

	output->descriptor = -1;
	if (close(descriptor) == 0 || errno == EINTR)
		return true;
	return failed(output);
}

static bool
put_in_place(struct output *output)
{
	/* what cannot be synced (a pipe, some network file systems) says EINVAL */
	if (fsync(output->descriptor) != 0 && errno != EINVAL && errno != ENOTSUP)
		return failed(output);
	if (!close_descriptor(output))
		return false;
	if (rename(output->beside, output->target) != 0)
		return failed(output);
	forget(output);
	return true;
}

bool
output_close(struct output *output)
{
	bool done = output_flush(output);

	if (done)
		done = output->beside != NULL ? put_in_place(output) : close_descriptor(output);
	output_abandon(output);
	return done;
}

void
output_abandon(struct output *output)
{
	if (output->path != NULL && output->descriptor >= 0)
		close(output->descriptor);
	output->descriptor = -1;
	if (output->beside != NULL) {
		unlink(output->beside);
		forget(output);
	}
	free(output->target);
	output->target = NULL;
	buffer_release(&output->buffer);
}
