#include "serve/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/memory.h"
#include "time/instant.h"

#define NAME_ROOM 64
#define LOCK_NAME ".lock"
#define PROBE_NAME ".probe"
#define PROBE_BYTES 65536

struct journal {
	struct journal_options options;
	int folder, lock;
	int file;             /* -1: none is open */
	char name[NAME_ROOM]; /* of the file, without .open */
	uint64_t number;      /* of the next file */
	int64_t opened;       /* us */
	uint64_t size;        /* bytes that are on the disk, or at least written */
	bool dirty;           /* more stands in the file, and could not be cut off */
	bool spent;           /* a sync failed: no more goes into this file */
	struct journal_counts counts;
	struct fault fault;
};

/* The fault of the last failure, not of the first. */
static bool
failed(struct journal *j, const char *what)
{
	int error = errno;

	j->fault = (struct fault){ 0 };
	errno = error;
	fault_system(&j->fault, "%s/%s.open: cannot %s", j->options.folder, j->name, what);
	j->counts.failures++;
	return false;
}

static bool
take_lock(struct journal *j, struct fault *fault)
{
	j->folder = open(j->options.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (j->folder < 0 && errno == ENOENT && mkdir(j->options.folder, 0750) == 0)
		j->folder = open(j->options.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (j->folder < 0) {
		fault_system(fault, "%s: cannot open the folder", j->options.folder);
		return false;
	}
	j->lock = openat(j->folder, LOCK_NAME, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
	if (j->lock < 0) {
		fault_system(fault, "%s/" LOCK_NAME ": cannot open", j->options.folder);
		return false;
	}
	if (flock(j->lock, LOCK_EX | LOCK_NB) != 0) {
		fault_set(fault, EXIT_SYSTEM,
		    "%s: another process writes there (" LOCK_NAME
		    " is locked): one writer a folder",
		    j->options.folder);
		return false;
	}
	return true;
}

/* events-YYYYMMDDTHHMMSSZ-NNNNNN...: its number; false: it is none of ours. */
static bool
number_of(const char *name, uint64_t *number)
{
	unsigned long long n;
	char day[9], clock[7];
	int end = 0;

	if (sscanf(name, "events-%8[0-9]T%6[0-9]Z-%llu.ndjson%n", day, clock, &n, &end) != 3 ||
	    end == 0)
		return false;
	*number = n;
	return true;
}

static bool
recover(struct journal *j, struct fault *fault)
{
	int copy = openat(j->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = copy >= 0 ? fdopendir(copy) : NULL;
	bool good = folder != NULL;

	if (!good)
		fault_system(fault, "%s: cannot read the folder", j->options.folder);
	for (struct dirent *entry; good && (entry = readdir(folder)) != NULL;) {
		size_t len = strlen(entry->d_name);
		uint64_t number;

		if (!number_of(entry->d_name, &number))
			continue;
		if (number >= j->number)
			j->number = number + 1;
		if (len > 5 && strcmp(entry->d_name + len - 5, ".open") == 0)
			good = journal_recover(j->folder, entry->d_name, &j->counts.torn, fault);
	}
	if (folder != NULL)
		closedir(folder);
	if (good && j->options.sync && fsync(j->folder) != 0) {
		fault_system(fault, "%s: cannot sync the folder", j->options.folder);
		good = false;
	}
	return good;
}

struct journal *
journal_open(const struct journal_options *options, struct fault *fault)
{
	struct journal *j = memory_new(sizeof *j);

	j->options = *options;
	j->file = j->folder = j->lock = -1;
	j->number = 1;
	if (take_lock(j, fault) && recover(j, fault))
		return j;
	journal_close(j);
	return NULL;
}

static void
open_name(const struct journal *j, char *out)
{
	snprintf(out, NAME_ROOM + 8, "%s.open", j->name);
}

static bool
begin_file(struct journal *j, int64_t now)
{
	char name[NAME_ROOM + 8], day[NAME_ROOM];
	struct stat there;

	instant_write_format(day, now, "%Y%m%dT%H%M%SZ", NULL);
	for (bool taken = true; taken;) {
		snprintf(j->name, sizeof j->name, "events-%.16s-%06llu.ndjson", day,
		    (unsigned long long)j->number++);
		open_name(j, name);
		taken = fstatat(j->folder, j->name, &there, AT_SYMLINK_NOFOLLOW) == 0;
		if (taken)
			continue;
		j->file = openat(j->folder, name,
		    O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0640);
		taken = j->file < 0 && errno == EEXIST;
	}
	if (j->file < 0)
		return failed(j, "create");
	j->size = 0;
	j->opened = now;
	j->dirty = j->spent = false;
	if (j->options.sync && fsync(j->folder) != 0) {
		failed(j, "sync the folder");
		close(j->file);
		unlinkat(j->folder, name, 0);
		j->file = -1;
		return false;
	}
	return true;
}

/* Back to what was there before a write or a sync failed. */
static bool
cut_back(struct journal *j)
{
	j->dirty = ftruncate(j->file, (off_t)j->size) != 0;
	return !j->dirty;
}

bool
journal_finish(struct journal *j)
{
	char name[NAME_ROOM + 8];
	bool good = true;

	if (j->file < 0)
		return true;
	if (j->dirty && !cut_back(j))
		return failed(j, "cut");
	open_name(j, name);
	if (j->size == 0)
		good = unlinkat(j->folder, name, 0) == 0;
	else
		good = renameat(j->folder, name, j->folder, j->name) == 0;
	if (!good)
		return failed(j, "rename");
	close(j->file);
	j->file = -1;
	j->counts.files += j->size > 0;
	if (j->options.sync && fsync(j->folder) != 0)
		return failed(j, "sync the folder after renaming");
	return true;
}

bool
journal_write(struct journal *j, const char *ptr, size_t len, int64_t now)
{
	if (j->file >= 0 && j->dirty && !cut_back(j))
		return failed(j, "cut");
	if (j->file >= 0 && (j->spent || journal_due(j, now) == 0) && !journal_finish(j))
		return false;
	if (j->file < 0 && !begin_file(j, now))
		return false;
	if (!descriptor_write(j->file, ptr, len)) {
		failed(j, "write");
		cut_back(j);
		return false;
	}
	if (j->options.sync) {
		j->counts.syncs++;
		if (fdatasync(j->file) != 0) {
			failed(j, "sync");
			j->spent = true;
			cut_back(j);
			return false;
		}
	}
	j->size += len;
	j->counts.bytes += len;
	return true;
}

int64_t
journal_due(const struct journal *j, int64_t now)
{
	int64_t left;

	if (j->file < 0)
		return INT64_MAX;
	if (j->options.rotate_bytes > 0 && j->size >= j->options.rotate_bytes)
		return 0;
	if (j->options.rotate_us == 0)
		return INT64_MAX;
	left = j->opened + j->options.rotate_us - now;
	return left > 0 ? left : 0;
}

bool
journal_probe(struct journal *j)
{
	int file = openat(j->folder, PROBE_NAME, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	char *bytes = memory_array(PROBE_BYTES, 1);
	bool good = file >= 0 && descriptor_write(file, bytes, PROBE_BYTES) && fdatasync(file) == 0;

	free(bytes);
	if (file >= 0) {
		close(file);
		unlinkat(j->folder, PROBE_NAME, 0);
	}
	return good && (j->file < 0 || !j->dirty || cut_back(j));
}

const struct fault *
journal_fault(const struct journal *j)
{
	return &j->fault;
}

const struct journal_counts *
journal_counts(const struct journal *j)
{
	return &j->counts;
}

bool
journal_close(struct journal *j)
{
	bool good = journal_finish(j);

	if (j->file >= 0)
		close(j->file);
	if (j->lock >= 0)
		close(j->lock);
	if (j->folder >= 0)
		close(j->folder);
	free(j);
	return good;
}
