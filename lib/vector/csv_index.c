/*
 * csv_index: the version for any machine: eight bytes in a word.
 */
#include <string.h>

#include "vector/csv_index.h"

#define ONES UINT64_C(0x0101010101010101)
#define LOW7 UINT64_C(0x7f7f7f7f7f7f7f7f)
#define HIGH UINT64_C(0x8080808080808080)

static uint64_t
load(const char *ptr)
{
	uint64_t word;

	memcpy(&word, ptr, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/*
 * One bit for each of eight bytes that equal the pattern's; exact (Warren, Hacker's Delight,
 * 6-1).
 */
static uint64_t
equal8(uint64_t word, uint64_t pattern)
{
	uint64_t x = word ^ pattern;
	uint64_t zero = ~(((x & LOW7) + LOW7) | x | LOW7);

	return (zero >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static uint64_t
equal64(const uint64_t word[8], char c)
{
	uint64_t pattern = ONES * (unsigned char)c, bits = 0;

	for (int k = 0; k < 8; k++)
		bits |= equal8(word[k], pattern) << 8 * k;
	return bits;
}

static uint64_t
running_xor(uint64_t x)
{
	for (int k = 1; k < 64; k *= 2)
		x ^= x << k;
	return x;
}

struct scan64 {
	char delimiter;
	bool quoted;
	uint64_t doubled, nul, high, cr;
	struct csv_index_carry carry;
};

static void
step(struct scan64 *s, const char *ptr, uint32_t at, struct csv_index *index, uint32_t **out)
{
	uint64_t word[8], newline, marks, any = 0;

	for (int k = 0; k < 8; k++) {
		word[k] = load(ptr + 8 * k);
		any |= word[k];
	}
	s->high |= any & HIGH;
	newline = equal64(word, '\n');
	marks = equal64(word, s->delimiter) | newline;
	s->nul |= equal64(word, '\0');
	s->cr |= equal64(word, '\r');
	index->newlines += (uint64_t)__builtin_popcountll(newline);
	if (s->quoted) {
		uint64_t quote = equal64(word, '"');
		uint64_t inside =
		    csv_index_inside(quote, running_xor(quote), &s->carry, &s->doubled);

		newline &= ~inside;
		marks &= ~inside;
	}
	index->rows += (uint64_t)__builtin_popcountll(newline);
	*out = csv_index_write(*out, at, marks);
}

void
csv_index_bytes(const char *base, size_t begin, size_t end, char delimiter, bool quoted,
    struct csv_index *index)
{
	struct scan64 s = { .delimiter = delimiter, .quoted = quoted };
	uint32_t *out = index->out;
	char last[64];
	size_t i;

	for (i = begin; i + 64 <= end; i += 64)
		step(&s, base + i, (uint32_t)i, index, &out);
	if (i < end) {
		memset(last, 1, sizeof last); /* a byte that means nothing */
		memcpy(last, base + i, end - i);
		if (delimiter == 1)
			memset(last + (end - i), 2, sizeof last - (end - i));
		step(&s, last, (uint32_t)i, index, &out);
	}
	index->n = (size_t)(out - index->out);
	index->nul = s.nul != 0;
	index->high = s.high != 0;
	index->cr = s.cr != 0;
	index->doubled = s.doubled != 0;
}
