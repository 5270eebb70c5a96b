/*
 * memory_total: the machine's memory, or less where a control group says so (cgroup v2 and v1;
 * every group from the process's own up to the root counts).
 */
#include "base/memory.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"

/* The limit in a file of one number; SIZE_MAX: none ("max", no such file). */
static size_t
limit_in(const char *path)
{
	char line[64];
	FILE *f = fopen(path, "re");
	uint64_t limit;

	if (f == NULL)
		return SIZE_MAX;
	char *got = fgets(line, sizeof line, f);

	fclose(f);
	if (got == NULL || !count_read(line, strcspn(line, "\n"), &limit) || limit > SIZE_MAX)
		return SIZE_MAX;
	return (size_t)limit;
}

/* The least limit of the groups from group up to the root. group is cut on the way. */
static size_t
limit_up(const char *root, char *group, const char *file)
{
	size_t least = SIZE_MAX;

	for (;;) {
		char path[4096];
		int n = snprintf(path, sizeof path, "%s%s/%s", root, group, file);
		size_t limit = n > 0 && (size_t)n < sizeof path ? limit_in(path) : SIZE_MAX;

		least = limit < least ? limit : least;
		char *slash = strrchr(group, '/');

		if (slash == NULL)
			return least;
		*slash = '\0';
	}
}

/* A line of /proc/self/cgroup: "0::/group" (v2) or "4:cpu,memory:/group" (v1). */
static size_t
limit_of_line(char *line)
{
	char *controllers = strchr(line, ':');
	char *group = controllers != NULL ? strchr(controllers + 1, ':') : NULL;

	if (group == NULL)
		return SIZE_MAX;
	*group++ = '\0';
	controllers++;
	group[strcspn(group, "\n")] = '\0';
	if (*controllers == '\0')
		return limit_up("/sys/fs/cgroup", group, "memory.max");
	for (char *save, *name = strtok_r(controllers, ",", &save); name != NULL;
	     name = strtok_r(NULL, ",", &save)) {
		if (strcmp(name, "memory") == 0)
			return limit_up("/sys/fs/cgroup/memory", group, "memory.limit_in_bytes");
	}
	return SIZE_MAX;
}

size_t
memory_total(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
	size_t least = SIZE_MAX, bytes;

	if (pages > 0 && page > 0 && !__builtin_mul_overflow(pages, page, &bytes))
		least = bytes;
	FILE *f = fopen("/proc/self/cgroup", "re");

	if (f != NULL) {
		char line[4096];

		while (fgets(line, sizeof line, f) != NULL) {
			size_t limit = limit_of_line(line);

			least = limit < least ? limit : least;
		}
		fclose(f);
	}
	return least != SIZE_MAX ? least : (size_t)1 << 30;
}
