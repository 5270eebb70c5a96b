/* A zone by its name, from the system's files; where there is none, the nearest name is told. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/buffer.h"
#include "time/calendar.h"
#include "time/instant.h"
#include "time/instant_parts.h"
#include "base/memory.h"
#include "time/zone.h"

#define LARGEST_FILE ((size_t)1 << 20)
#define MOST_NAMES 1000

/* No way out of the folder: relative, of plain letters, no "..". */
static bool
name_is_safe(const char *name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789_+-/";

	return *name != '\0' && *name != '/' && strlen(name) < 100 &&
	    name[strspn(name, letters)] == '\0';
}

static const char *
zone_folder(void)
{
	const char *folder = getenv("TZDIR");

	return folder != NULL && *folder != '\0' ? folder : "/usr/share/zoneinfo";
}

/* The whole file, at most LARGEST_FILE; false with errno. */
static bool
read_file(struct buffer *out, const char *name)
{
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/%s", zone_folder(), name);
	int fd = n > 0 && (size_t)n < sizeof path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	ssize_t got = 1;

	while (fd >= 0 && got != 0 && out->len < LARGEST_FILE) {
		got = read(fd, buffer_reserve(out, 8192), 8192);
		if (got > 0)
			out->len += (size_t)got;
		else if (got < 0 && errno != EINTR)
			break;
	}
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return fd >= 0 && got >= 0;
}

/* The names in zone.tab: lines of country, place, name, remarks, with tabs between. */
static size_t
split_names(char *text, const char **names)
{
	size_t n = 0;

	for (char *save, *line = strtok_r(text, "\n", &save); line != NULL && n < MOST_NAMES;
	     line = strtok_r(NULL, "\n", &save)) {
		char *name = strchr(line, '\t');

		name = name != NULL && *line != '#' ? strchr(name + 1, '\t') : NULL;
		if (name == NULL)
			continue;
		names[n++] = ++name;
		name[strcspn(name, "\t")] = '\0';
	}
	return n;
}

static void
no_such_zone(struct fault *fault, const char *name)
{
	char quoted[FAULT_QUOTE];
	struct buffer table = { 0 };
	const char *names[MOST_NAMES];
	ptrdiff_t k = -1;

	fault_quote(quoted, name, strlen(name));
	if (read_file(&table, "zone.tab")) {
		buffer_byte(&table, '\0');
		size_t n = split_names(table.ptr, names);

		k = nearest_name(name, strlen(name), names, n);
	}
	if (k >= 0)
		fault_set(fault, EXIT_USAGE, "no such time zone: %s; did you mean %s?", quoted,
		    names[k]);
	else if (table.len == 0)
		fault_set(fault, EXIT_USAGE,
		    "no such time zone: %s, and no tzdata in %s (UTC and +08:00 need none)", quoted,
		    zone_folder());
	else
		fault_set(fault, EXIT_USAGE,
		    "no such time zone: %s (a name such as Europe/Berlin, UTC or +08:00)", quoted);
	buffer_release(&table);
}

static struct zone *
zone_of_file(const char *name, struct fault *fault)
{
	struct buffer file = { 0 };
	struct transitions t = { 0 };
	struct zone *zone = NULL;

	if (!read_file(&file, name)) {
		if (errno == ENOENT || errno == ENOTDIR || errno == EISDIR)
			no_such_zone(fault, name);
		else
			fault_system(fault, "%s/%s: cannot read", zone_folder(), name);
	} else if (tzif_read(&t, (const unsigned char *)file.ptr, file.len)) {
		zone = zone_build(&t);
	} else {
		fault_set(fault, EXIT_USAGE, "%s/%s: not a time zone that can be used",
		    zone_folder(), name);
	}
	buffer_release(&file);
	free(t.list);
	return zone;
}

struct zone *
zone_open(const char *name, struct fault *fault)
{
	struct transitions t = { 0 };
	int64_t offset = 0;

	if (strcasecmp(name, "UTC") == 0 || strcasecmp(name, "Z") == 0)
		return zone_build(&t);
	if (offset_read(name, strlen(name), &offset)) {
		t.first_offset = offset / SECOND_US;
		return zone_build(&t);
	}
	if (!name_is_safe(name)) {
		no_such_zone(fault, name);
		return NULL;
	}
	return zone_of_file(name, fault);
}
