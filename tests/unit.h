/*
 * unit: what unit tests share. Include it after cmocka.h.
 */
#ifndef IA_TESTS_UNIT_H
#define IA_TESTS_UNIT_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A path in the checkout: under $IA_ROOT, else the working directory. Lives until the next call. */
static inline const char *
in_root(const char *path)
{
	static char full[4096];
	const char *root = getenv("IA_ROOT");

	snprintf(full, sizeof full, "%s/%s", root != NULL ? root : ".", path);
	return full;
}

/* What tests/oracle/COMMAND prints; NULL, with a line why, where it or Python is not there. */
static inline FILE *
oracle(const char *command)
{
	char line[8192];

	if (access("/usr/bin/python3", X_OK) != 0) {
		print_message("skipped: no /usr/bin/python3 for tests/oracle/%s\n", command);
		return NULL;
	}
	snprintf(line, sizeof line, "/usr/bin/python3 %s%s", in_root("tests/oracle/"), command);
	return popen(line, "r");
}

#endif
