/*
 * csv_index: one pass over a text with regular quotes that finds every delimiter
 * and line end outside quotes. Three versions of one kernel: 64 bytes a step as bit masks.
 */
#ifndef IA_VECTOR_CSV_INDEX_H
#define IA_VECTOR_CSV_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct csv_index {
	/* places are written here, from base; room for len + CSV_INDEX_ROOM */
	uint32_t *out;
	size_t n;           /* how many */
	uint64_t rows;      /* line ends outside quotes */
	uint64_t newlines;  /* all line ends */
	bool nul, high, cr; /* there is a NUL, a byte over 127, a CR */
	bool doubled;       /* there is a doubled quote */
};

#define CSV_INDEX_ROOM 128

/* base + begin .. base + end; quoted: there may be quotes. */
void csv_index_bytes(const char *base, size_t begin, size_t end, char delimiter, bool quoted,
    struct csv_index *index);
void csv_index_avx2(const char *base, size_t begin, size_t end, char delimiter, bool quoted,
    struct csv_index *index);
void csv_index_avx512(const char *base, size_t begin, size_t end, char delimiter, bool quoted,
    struct csv_index *index);

/* What one step leaves for the next. */
struct csv_index_carry {
	uint64_t inside; /* all ones inside quotes */
	uint64_t closed; /* 1: the last byte was a closing quote */
};

/*
 * The bits of bytes inside quotes, opening ones included; notes doubled quotes. xor: running xor
 * of quote.
 */
static inline uint64_t
csv_index_inside(uint64_t quote, uint64_t running, struct csv_index_carry *carry, uint64_t *doubled)
{
	uint64_t inside = running ^ carry->inside;
	uint64_t closing = quote & ~inside;

	*doubled |= (closing << 1 | carry->closed) & quote;
	carry->closed = closing >> 63;
	carry->inside = (uint64_t)((int64_t)inside >> 63);
	return inside;
}

/* Writes the places of the bits, eight at a time, beyond what is there too. */
static inline uint32_t *
csv_index_write(uint32_t *out, uint32_t at, uint64_t bits)
{
	uint32_t *end = out + __builtin_popcountll(bits);

	while (bits != 0) {
		for (int k = 0; k < 8; k++) {
			out[k] = at + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
			bits &= bits - 1;
		}
		out += 8;
	}
	return end;
}

#endif
