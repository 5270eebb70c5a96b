/*
 * input: bytes from standard input or files.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <stdlib.h>

#include "base/memory.h"
#include "read/input.h"

#define CHANGED "%s: changed between two readings: try again"
#define WAIT_MS 100 /* between looks at stop */

/* Opened by its name, standard input would begin anew, before what others have read of it. */
static bool
is_standard_input(const char *name)
{
	return strcmp(name, "-") == 0 || strcmp(name, "/dev/stdin") == 0;
}

void
input_init(struct input *input, char *const *files, size_t n, struct fault *fault)
{
	input->n = n > 0 ? n : 1;
	input->source = memory_array(input->n, sizeof *input->source);
	input->fault = fault;
	for (size_t i = 0; i < input->n; i++) {
		bool standard = n == 0 || is_standard_input(files[i]);

		input->source[i].name = standard ? "<stdin>" : files[i];
		input->source[i].descriptor = standard ? STDIN_FILENO : -1;
	}
}

static bool
is_regular(int descriptor, struct source *source)
{
	struct stat st;

	if (fstat(descriptor, &st) < 0 || !S_ISREG(st.st_mode))
		return false;
	source->start = lseek(descriptor, 0, SEEK_CUR);
	if (source->start < 0)
		return false;
	source->size = st.st_size > source->start ? (uint64_t)(st.st_size - source->start) : 0;
	return true;
}

/*
 * Whether a file that was read before is still the same, but for what was written behind its end.
 */
static bool
is_unchanged(struct input *input, const struct source *source)
{
	const struct stat *then = &source->then;
	struct stat now;

	if (!source->ended)
		return true;
	if (fstat(source->descriptor, &now) < 0) {
		fault_system(input->fault, "%s: cannot read again", source->name);
		return false;
	}
	if (now.st_dev == then->st_dev && now.st_ino == then->st_ino &&
	    now.st_size >= then->st_size &&
	    (now.st_size > then->st_size ||
		(now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
		    now.st_mtim.tv_nsec == then->st_mtim.tv_nsec)))
		return true;
	fault_set(input->fault, EXIT_SYSTEM, CHANGED, source->name);
	return false;
}

static void
note_end(struct source *source)
{
	source->ended = fstat(source->descriptor, &source->then) == 0;
	source->length = source->at;
}

static void
stop_unpacking(struct source *source)
{
	unpack_free(source->unpack);
	source->unpack = NULL;
}

static void
close_source(struct source *source)
{
	stop_unpacking(source);
	if (source->descriptor > STDIN_FILENO)
		close(source->descriptor);
	if (source->descriptor != STDIN_FILENO)
		source->descriptor = -1;
}

/* A regular file is looked at, and read from its first byte. */
static void
unpack_file(struct source *source)
{
	char head[UNPACK_HEAD];
	ssize_t n;

	if (!source->known) {
		n = pread(source->descriptor, head, sizeof head, source->start);
		source->packing = n < 0 ? PACKING_NONE : unpack_packing(head, (size_t)n);
		source->known = true;
	}
	if (source->packing != PACKING_NONE)
		source->unpack = unpack_new(source->packing, source->descriptor, NULL, 0);
}

static bool
open_again(struct input *input, struct source *source)
{
	stop_unpacking(source);
	if (!source->seekable && source->spool == NULL && source->at > 0) {
		fault_set(input->fault, EXIT_SYSTEM, "%s: cannot be read twice", source->name);
		return false;
	}
	source->at = 0;
	if (source->spool != NULL)
		return temp_flush(source->spool);
	if (source->seekable && lseek(source->descriptor, source->start, SEEK_SET) < 0) {
		fault_system(input->fault, "%s: cannot seek", source->name);
		return false;
	}
	if (!is_unchanged(input, source))
		return false;
	if (source->seekable)
		unpack_file(source);
	return true;
}

/*
 * A descriptor above the three standard ones, so that a closed standard stream is not taken for a
 * file.
 */
static int
open_file(const char *name)
{
	int descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int above;

	if (descriptor < 0 || descriptor > STDERR_FILENO)
		return descriptor;
	above = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(descriptor);
	return above;
}

bool
input_open(struct input *input, size_t which)
{
	struct source *source = &input->source[which];
	bool first = input->now == NULL || source->at == 0;

	if (input->now != NULL && input->now != source && (input->now->seekable || !input->keep))
		close_source(input->now);
	input->now = source;
	if (source->descriptor >= 0 && !first)
		return open_again(input, source);
	if (source->descriptor < 0)
		source->descriptor = open_file(source->name);
	if (source->descriptor < 0) {
		fault_system(input->fault, "%s: cannot open", source->name);
		return false;
	}
	source->seekable = is_regular(source->descriptor, source);
	source->at = 0;
	if (source->seekable)
		unpack_file(source);
	if (source->seekable || !input->keep || source->spool != NULL)
		return is_unchanged(input, source);
	source->spool = temp_open(input->temp, input->fault);
	return source->spool != NULL;
}

static ssize_t
read_spool(struct input *input, struct source *source, void *ptr, size_t n)
{
	uint64_t left = temp_size(source->spool) - source->at;

	n = left < n ? (size_t)left : n;
	if (!temp_read(source->spool, source->at, ptr, n))
		return -1;
	source->at += n;
	atomic_fetch_add(&input->came, (uint64_t)n);
	return (ssize_t)n;
}

/* false: stop */
static bool
wait_for_bytes(struct input *input)
{
	while (!input_wait(input, WAIT_MS)) {
		if (atomic_load(&input->stop))
			return false;
		atomic_store(&input->waits, true);
	}
	atomic_store(&input->waits, false);
	return true;
}

/* The descriptor's own bytes. 0: the end, or stop. */
static ssize_t
read_plain(struct input *input, void *ptr, size_t n)
{
	const struct source *source = input->now;
	ssize_t got;

	if (!wait_for_bytes(input))
		return 0;
	do
		got = read(source->descriptor, ptr, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		fault_system(input->fault, "%s: cannot read", source->name);
	return got;
}

static ssize_t
read_unpacked(struct input *input, void *ptr, size_t n)
{
	const struct source *source = input->now;
	const struct fault *fault = unpack_fault(source->unpack);
	ssize_t got;

	if (!wait_for_bytes(input))
		return 0;
	got = unpack_read(source->unpack, ptr, n);
	if (got < 0)
		fault_set(input->fault, fault->exit, "%s: %s", source->name, fault->text);
	return got;
}

/* The first bytes of a pipe say whether it is packed; they are read again by who unpacks it. */
static ssize_t
read_first(struct input *input, void *ptr, size_t n)
{
	struct source *source = input->now;
	ssize_t have = read_plain(input, ptr, n), more = have;

	while (more > 0 && (size_t)have < n && unpack_doubts(ptr, (size_t)have)) {
		more = read_plain(input, (char *)ptr + have, n - (size_t)have);
		have += more > 0 ? more : 0;
	}
	if (have <= 0 || more < 0)
		return more;
	source->known = true;
	source->packing = unpack_packing(ptr, (size_t)have);
	if (source->packing == PACKING_NONE)
		return have;
	source->unpack = unpack_new(source->packing, source->descriptor, ptr, (size_t)have);
	return read_unpacked(input, ptr, n);
}

ssize_t
input_read(struct input *input, void *ptr, size_t n)
{
	struct source *source = input->now;
	ssize_t got;

	if (source->spool != NULL && source->at < temp_size(source->spool))
		return read_spool(input, source, ptr, n);
	if (source->ended && n > source->length - source->at)
		n = (size_t)(source->length - source->at);
	got = source->unpack != NULL ? read_unpacked(input, ptr, n)
	    : source->known          ? read_plain(input, ptr, n)
				     : read_first(input, ptr, n);
	if (got < 0)
		return -1;
	if (got == 0 && n > 0 && source->ended) {
		fault_set(input->fault, EXIT_SYSTEM, CHANGED, source->name);
		return -1;
	}
	if (source->spool != NULL && !temp_append(source->spool, ptr, (size_t)got))
		return -1;
	if (got == 0 && n > 0 && source->seekable)
		note_end(source);
	source->at += (uint64_t)got;
	atomic_fetch_add(&input->came, (uint64_t)got);
	return got;
}

bool
input_can_reread(const struct input *input)
{
	const struct source *source = &input->source[0];

	return input->n == 1 && source->seekable && source->packing == PACKING_NONE;
}

size_t
input_reread(const struct input *input, uint64_t offset, void *ptr, size_t n, struct fault *fault)
{
	const struct source *source = &input->source[0];
	size_t have = 0;

	while (have < n) {
		ssize_t got = pread(source->descriptor, (char *)ptr + have, n - have,
		    source->start + (off_t)(offset + have));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			fault_system(fault, "%s: cannot read again", source->name);
			return 0;
		}
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return have;
}

bool
input_wait(struct input *input, int milliseconds)
{
	struct source *source = input->now;
	struct pollfd p = { .fd = source->descriptor, .events = POLLIN };

	if (source->spool != NULL && source->at < temp_size(source->spool))
		return true;
	if (source->unpack != NULL)
		return unpack_wait(source->unpack, milliseconds);
	if (source->seekable)
		return true;
	return poll(&p, 1, milliseconds) != 0;
}

uint64_t
input_size(const struct input *input)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < input->n; i++) {
		const struct source *source = &input->source[i];
		struct stat st;

		if (source->packing != PACKING_NONE)
			return 0;
		if (source->size > 0)
			sum += source->size;
		else if (source->descriptor < 0 && stat(source->name, &st) == 0 &&
		    S_ISREG(st.st_mode))
			sum += (uint64_t)st.st_size;
		else
			return 0;
	}
	return sum;
}

void
input_release(struct input *input)
{
	for (size_t i = 0; i < input->n; i++) {
		close_source(&input->source[i]);
		if (input->source[i].spool != NULL)
			temp_close(input->source[i].spool);
	}
	free(input->source);
}
