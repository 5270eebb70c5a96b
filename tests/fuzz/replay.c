/*
 * replay: runs a fuzz target over files and folders of inputs, where there is no libFuzzer.
 *
 *	build/fuzz/NAME tests/fuzz/corpus/NAME
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t
replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = NULL;
	size_t n = 0, capacity = 0, got;

	if (f == NULL) {
		perror(path);
		exit(1);
	}
	do {
		data = memory_grow(data, &capacity, n + 4096, 1);
		got = fread(data + n, 1, 4096, f);
		n += got;
	} while (got > 0);
	fclose(f);
	/* a copy of the exact size, so that a sanitizer sees a read past the end */
	uint8_t *exact = memory_copy(data, n);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	free(data);
	return 1;
}

static size_t
replay(const char *path)
{
	struct stat st;
	DIR *dir;
	struct dirent *entry;
	size_t n = 0;
	char inside[4096];

	if (stat(path, &st) != 0) {
		perror(path);
		exit(1);
	}
	if (!S_ISDIR(st.st_mode))
		return replay_file(path);
	if ((dir = opendir(path)) == NULL) {
		perror(path);
		exit(1);
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
		n += replay(inside);
	}
	closedir(dir);
	return n;
}

int
main(int argc, char **argv)
{
	size_t n = 0;

	for (int i = 1; i < argc; i++)
		n += replay(argv[i]);
	printf("%zu inputs replayed\n", n);
	return n > 0 ? 0 : 1;
}
