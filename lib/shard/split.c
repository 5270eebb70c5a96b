#include "shard/split.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/memory.h"
#include "write/output.h"
#include "write/writer.h"

#define NAME_ROOM 40 /* "part-00000.ndjson" */
#define BUFFER_MOST ((size_t)1 << 20)
#define DESCRIPTORS_ELSE 48 /* that others may need: inputs, threads, temporary files */
#define DIRECT 8192         /* bytes that need no buffer */

struct part {
	char *ptr; /* [capacity], what was not written yet */
	size_t len;
	int descriptor; /* -1: not open */
	char name[NAME_ROOM];
	char *beside; /* the path until it is whole; NULL: it is not there any more */
	uint64_t nrow, bytes;
};

struct split {
	struct split_options options;
	char *beside;      /* the folder */
	struct part *part; /* [nparts] */
	size_t capacity;   /* of a part's buffer */
	size_t open_most;
	char *room; /* of all buffers */
	struct fault *fault;
};

static bool
cannot(struct split *s, const char *path, const char *what)
{
	fault_system(s->fault, "%s: cannot %s", path, what);
	return false;
}

static char *
path_of(const char *folder, const char *name)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	char *path = memory_new(size);

	snprintf(path, size, "%s/%s", folder, name);
	return path;
}

/* The files that are not in their place, and their folder; also by a signal's handler. */
static void
remove_all(void *self)
{
	struct split *s = self;

	for (unsigned k = 0; s->part != NULL && k < s->options.nparts; k++)
		if (s->part[k].beside != NULL)
			unlink(s->part[k].beside);
	rmdir(s->beside);
}

static bool
write_all(struct split *s, struct part *p, const char *ptr, size_t len)
{
	if (!descriptor_write(p->descriptor, ptr, len))
		return cannot(s, p->beside, "write");
	p->bytes += len;
	return true;
}

/* Appends to the file, which is open for as long as descriptors last. */
static bool
put(struct split *s, struct part *p, const char *ptr, size_t len)
{
	bool stays = (size_t)(p - s->part) < s->open_most;
	int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC;

	if (fault_is_set(s->fault))
		return false;
	if (p->descriptor < 0)
		p->descriptor = open(p->beside, flags, 0666);
	if (p->descriptor < 0)
		return cannot(s, p->beside, "write");
	if (!write_all(s, p, ptr, len))
		return false;
	if (stays)
		return true;
	if (close(p->descriptor) != 0 && errno != EINTR)
		cannot(s, p->beside, "write");
	p->descriptor = -1;
	return !fault_is_set(s->fault);
}

/* A file of another split would be taken for one of this. */
static bool
check_strangers(struct split *s)
{
	DIR *dir = opendir(s->options.folder);
	char ending[NAME_ROOM];

	if (dir == NULL)
		return cannot(s, s->options.folder, "read");
	for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
		unsigned number;
		int end = 0;

		if (sscanf(e->d_name, "part-%5u%n", &number, &end) != 1 || end != 10)
			continue;
		snprintf(ending, sizeof ending, ".%s", s->options.suffix);
		if (number < s->options.nparts && strcmp(e->d_name + end, ending) == 0)
			continue;
		fault_set(s->fault, EXIT_USAGE,
		    "%s/%.100s is of another split: remove it, or take another folder",
		    s->options.folder, e->d_name);
	}
	closedir(dir);
	return !fault_is_set(s->fault);
}

static bool
make_folders(struct split *s)
{
	s->beside = path_of(s->options.folder, ".part-XXXXXX");
	if (mkdir(s->options.folder, 0777) != 0 && errno != EEXIST)
		return cannot(s, s->options.folder, "make the folder");
	if (!check_strangers(s))
		return false;
	if (mkdtemp(s->beside) == NULL)
		return cannot(s, s->options.folder, "write");
	output_unfinished(remove_all, s);
	return true;
}

static void
share_memory(struct split *s)
{
	struct rlimit limit;
	size_t n = s->options.nparts, most = s->options.descriptors;

	s->capacity = s->options.memory / n;
	if (s->capacity > BUFFER_MOST)
		s->capacity = BUFFER_MOST;
	if (s->capacity < SPLIT_LEAST)
		s->capacity = SPLIT_LEAST;
	if (most == 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0)
		most = limit.rlim_cur < n + DESCRIPTORS_ELSE ? (size_t)limit.rlim_cur
							     : n + DESCRIPTORS_ELSE;
	s->open_most = most > DESCRIPTORS_ELSE ? most - DESCRIPTORS_ELSE : 0;
}

struct split *
split_new(const struct split_options *options, struct fault *fault)
{
	struct split *s = memory_new(sizeof *s);

	s->options = *options;
	s->fault = fault;
	share_memory(s);
	if (!make_folders(s)) {
		split_abandon(s);
		return NULL;
	}
	s->room = memory_map_pages(s->options.nparts * s->capacity);
	struct part *part = memory_array(options->nparts, sizeof *part);

	for (unsigned k = 0; k < options->nparts; k++) {
		struct part *p = &part[k];

		snprintf(p->name, sizeof p->name, "part-%05u.%s", k, options->suffix);
		p->beside = path_of(s->beside, p->name);
		p->ptr = s->room + k * s->capacity;
		p->descriptor = -1;
	}
	s->part = part;
	for (unsigned k = 0; k < options->nparts; k++)
		put(s, &part[k], options->header.ptr, options->header.len);
	if (!fault_is_set(fault))
		return s;
	split_abandon(s);
	return NULL;
}

static bool
flush(struct split *s, struct part *p)
{
	size_t len = p->len;

	p->len = 0;
	return len == 0 || put(s, p, p->ptr, len);
}

bool
split_add(struct split *s, unsigned part, const char *ptr, size_t len, uint64_t nrow)
{
	struct part *p = &s->part[part];

	p->nrow += nrow;
	if (p->len + len > s->capacity && !flush(s, p))
		return false;
	if (len > s->capacity || (len >= DIRECT && p->len == 0))
		return put(s, p, ptr, len);
	memcpy(p->ptr + p->len, ptr, len);
	p->len += len;
	return !fault_is_set(s->fault);
}

/* Synced, so that a file that is in its place is whole after a loss of power too. */
static bool
finish(struct split *s, struct part *p)
{
	if (!flush(s, p))
		return false;
	if (p->descriptor < 0)
		p->descriptor = open(p->beside, O_WRONLY | O_CLOEXEC);
	if (p->descriptor < 0)
		return cannot(s, p->beside, "write");
	if (fsync(p->descriptor) != 0 && errno != EINVAL && errno != ENOTSUP)
		return cannot(s, p->beside, "write");
	if (close(p->descriptor) != 0 && errno != EINTR)
		cannot(s, p->beside, "write");
	p->descriptor = -1;
	return !fault_is_set(s->fault);
}

static bool
put_in_place(struct split *s, struct part *p)
{
	char *path = path_of(s->options.folder, p->name), *beside = p->beside;
	bool good = rename(beside, path) == 0;

	if (!good)
		cannot(s, path, "write");
	free(path);
	if (!good)
		return false;
	p->beside = NULL;
	free(beside);
	return true;
}

static void
add_count(struct buffer *out, const char *name, uint64_t n)
{
	char text[64];

	buffer_add(out, text,
	    (size_t)snprintf(text, sizeof text, "\"%s\":%llu", name, (unsigned long long)n));
}

static bool
write_manifest(struct split *s, const char *path)
{
	struct buffer out = { 0 };
	struct output file;
	uint64_t nrow = 0;
	bool good = output_open(&file, path, s->fault);

	for (unsigned k = 0; k < s->options.nparts; k++)
		nrow += s->part[k].nrow;
	buffer_add(&out, "{\"version\":1,\"hash\":\"xxh64\",\"key\":", 34);
	json_add_string(&out, s->options.key);
	buffer_byte(&out, ',');
	add_count(&out, "parts", s->options.nparts);
	buffer_byte(&out, ',');
	add_count(&out, "rows", nrow);
	buffer_add(&out, ",\"part\":[\n", 10);
	for (unsigned k = 0; k < s->options.nparts; k++) {
		buffer_add(&out, "{\"file\":", 8);
		json_add_string(&out, slice_text(s->part[k].name));
		buffer_byte(&out, ',');
		add_count(&out, "rows", s->part[k].nrow);
		buffer_byte(&out, ',');
		add_count(&out, "bytes", s->part[k].bytes);
		buffer_add(&out, "},\n", k + 1 < s->options.nparts ? 3 : 1);
	}
	buffer_add(&out, "\n]}\n", 4);
	good = good && output_write(&file, out.ptr, out.len) && output_close(&file);
	buffer_release(&out);
	return good;
}

bool
split_close(struct split *s)
{
	char *manifest = path_of(s->options.folder, "manifest.json");
	bool good = !fault_is_set(s->fault);

	for (unsigned k = 0; good && k < s->options.nparts; k++)
		good = finish(s, &s->part[k]);
	if (good && unlink(manifest) != 0 && errno != ENOENT)
		good = cannot(s, manifest, "replace");
	for (unsigned k = 0; good && k < s->options.nparts; k++)
		good = put_in_place(s, &s->part[k]);
	good = good && write_manifest(s, manifest);
	free(manifest);
	split_abandon(s);
	return good;
}

void
split_abandon(struct split *s)
{
	if (s->beside != NULL)
		remove_all(s);
	output_unfinished(NULL, NULL);
	for (unsigned k = 0; s->part != NULL && k < s->options.nparts; k++) {
		if (s->part[k].descriptor >= 0)
			close(s->part[k].descriptor);
		free(s->part[k].beside);
	}
	if (s->room != NULL)
		memory_unmap(s->room, s->options.nparts * s->capacity);
	free(s->part);
	free(s->beside);
	free(s);
}
