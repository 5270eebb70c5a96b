/*
 * journal_recover: a file that an earlier run left open. All that it said to have stored was synced
 * before more was written, so whatever is not whole stands behind the last line that counts.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/memory.h"
#include "serve/journal.h"

#define PIECE (1u << 20)
#define NAME_ROOM 300

/* Where whole lines end: before one that has a NUL in it (blocks that never came) or no end. */
static bool
whole_lines(int file, uint64_t *whole, uint64_t *size)
{
	char *piece = memory_array(PIECE, 1);
	bool good = true;
	ssize_t n;

	*whole = *size = 0;
	while ((n = pread(file, piece, PIECE, (off_t)*size)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		for (const char *p = piece, *end = piece + n; good && p < end;) {
			const char *line_end = memchr(p, '\n', (size_t)(end - p));
			const char *stop = line_end == NULL ? end : line_end;

			good = memchr(p, '\0', (size_t)(stop - p)) == NULL;
			if (good && line_end != NULL)
				*whole = *size + (uint64_t)(line_end + 1 - piece);
			p = stop + 1;
		}
		*size += (uint64_t)n;
	}
	free(piece);
	return n == 0;
}

static bool
copy_rest(int from, int to, uint64_t at)
{
	char *piece = memory_array(PIECE, 1);
	ssize_t n;

	while ((n = pread(from, piece, PIECE, (off_t)at)) > 0 &&
	    descriptor_write(to, piece, (size_t)n))
		at += (uint64_t)n;
	free(piece);
	return n == 0 && fsync(to) == 0;
}

/* What is behind the whole lines goes to NAME.torn; it is cut off when it is there. */
static bool
set_aside(int folder, int file, const char *name, uint64_t whole)
{
	char torn[NAME_ROOM + 8];
	int to;
	bool good;

	snprintf(torn, sizeof torn, "%s.torn", name);
	to = openat(folder, torn, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	good = to >= 0 && copy_rest(file, to, whole);
	if (to >= 0)
		good = close(to) == 0 && good;
	return good && ftruncate(file, (off_t)whole) == 0;
}

bool
journal_recover(int folder, const char *open_name, uint64_t *torn, struct fault *fault)
{
	char name[NAME_ROOM];
	uint64_t whole, size;
	int file = openat(folder, open_name, O_RDWR | O_CLOEXEC);
	bool good = file >= 0;

	snprintf(name, sizeof name, "%.*s", (int)strlen(open_name) - 5, open_name);
	good = good && whole_lines(file, &whole, &size);
	if (good && size > whole) {
		good = set_aside(folder, file, name, whole);
		*torn += size - whole;
	}
	good = good && fsync(file) == 0;
	if (good && whole == 0)
		good = unlinkat(folder, open_name, 0) == 0;
	else if (good)
		good = renameat(folder, open_name, folder, name) == 0;
	if (!good)
		fault_system(fault, "%s: cannot be made whole", open_name);
	if (file >= 0)
		close(file);
	return good;
}
