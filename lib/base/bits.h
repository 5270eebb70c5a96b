/*
 * bits: machine words out of bytes, and the double-width product.
 */
#ifndef IA_BASE_BITS_H
#define IA_BASE_BITS_H

#include <stdint.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;
__extension__ typedef __int128 wide_signed;

/* 8, 4 and 2 bytes at p, the first the lowest. */
static inline uint64_t
load_64(const void *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	return x;
}

static inline uint32_t
load_32(const void *p)
{
	uint32_t x;

	memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap32(x);
#endif
	return x;
}

static inline uint16_t
load_16(const void *p)
{
	uint16_t x;

	memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap16(x);
#endif
	return x;
}

/* Whether each of the n bytes is a digit; n may be 0. */
static inline int
all_digits(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)(p[i] - '0') > 9)
			return 0;
	}
	return 1;
}

#endif
