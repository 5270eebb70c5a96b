/*
 * codec: inside lib/unpack: a format, as a step from bytes to bytes.
 */
#ifndef IA_UNPACK_CODEC_H
#define IA_UNPACK_CODEC_H

#include <stdbool.h>
#include <stddef.h>

/* What a step takes from and fills; it moves both on. */
struct unpack_bytes {
	const char *in;
	size_t nin;
	char *out;
	size_t nout;
};

struct unpack_codec {
	const char *code; /* "gzip-input" */
	const char *name; /* "gzip" */
	void *(*new)(void);
	void (*free)(void *state);
	/*
	 * Takes and gives what it can; where it can do neither, more of one is needed. NULL, or
	 * what is wrong. *whole: a member ended just here, the data may end too.
	 */
	const char *(*step)(void *state, struct unpack_bytes *bytes, bool *whole);
};

extern const struct unpack_codec unpack_gzip, unpack_zstd;

#endif
