/*
 * fuzz: what fuzz targets share.
 */
#ifndef IA_TESTS_FUZZ_H
#define IA_TESTS_FUZZ_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Puts bytes into a fresh file and its name into path; the caller unlinks it. */
static inline void
fuzz_file(char *path, size_t size, const char *ptr, size_t len)
{
	int fd;

	snprintf(path, size, "%s/ia-fuzz.XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	fd = mkstemp(path);
	if (fd < 0 || (len > 0 && write(fd, ptr, len) != (ssize_t)len) || close(fd) != 0)
		abort();
}

/* The definition of RFC 3629, byte by byte. */
static inline bool
fuzz_is_utf8(const char *ptr, size_t len)
{
	const unsigned char *p = (const unsigned char *)ptr;

	for (size_t i = 0; i < len;) {
		unsigned c = p[i], n, least;
		uint32_t code;

		if (c < 0x80) {
			i++;
			continue;
		}
		n = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
		least = n == 3 ? 0x10000 : n == 2 ? 0x800 : 0x80;
		if (c < 0xc2 || c > 0xf4 || i + n >= len)
			return false;
		code = c & (0x3fu >> n);
		for (unsigned k = 1; k <= n; k++) {
			if ((p[i + k] & 0xc0) != 0x80)
				return false;
			code = code << 6 | (p[i + k] & 0x3f);
		}
		if (code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
			return false;
		i += n + 1;
	}
	return true;
}

#endif
