/*
 * csv_index_avx512: the kernel with 64-byte vectors: a comparison is a mask, and a compression
 * its places.
 */
#include <string.h>

#include "vector/csv_index.h"

#if defined(__x86_64__)
#include "vector/x86.h"

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,pclmul,bmi,popcnt")))

struct vectors {
	__m512i delimiter, numbers; /* numbers: 0, 1, ... 63 */
	uint64_t doubled, rows, newlines, nul, high, cr;
	struct csv_index_carry carry;
};

/* The places of the bits, sixteen at a time, beyond what is there too. */
AVX512 static inline uint32_t *
write_places(uint32_t *out, uint32_t at, uint64_t bits, __m512i numbers)
{
	__m512i places = _mm512_maskz_compress_epi8(bits, numbers);
	__m512i from = _mm512_set1_epi32((int)at);
	size_t n = (size_t)__builtin_popcountll(bits);

	_mm512_storeu_si512(out,
	    _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places))));
	if (n > 16) {
		_mm512_storeu_si512(out + 16,
		    _mm512_add_epi32(from,
			_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 1))));
		if (n > 32) {
			_mm512_storeu_si512(out + 32,
			    _mm512_add_epi32(from,
				_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 2))));
			_mm512_storeu_si512(out + 48,
			    _mm512_add_epi32(from,
				_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 3))));
		}
	}
	return out + n;
}

AVX512 static inline uint32_t *
step(struct vectors *v, __m512i text, uint32_t at, uint32_t *out, bool quoted)
{
	uint64_t newline = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\n'));
	uint64_t marks = _mm512_cmpeq_epi8_mask(text, v->delimiter) | newline;

	v->nul |= _mm512_testn_epi8_mask(text, text);
	v->high |= _mm512_movepi8_mask(text);
	v->cr |= _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\r'));
	v->newlines += (uint64_t)__builtin_popcountll(newline);
	if (quoted) {
		uint64_t quote = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('"'));
		uint64_t inside =
		    csv_index_inside(quote, running_xor(quote), &v->carry, &v->doubled);

		newline &= ~inside;
		marks &= ~inside;
		v->rows += (uint64_t)__builtin_popcountll(newline);
	}
	return write_places(out, at, marks, v->numbers);
}

AVX512 static inline uint32_t *
run(struct vectors *v, const char *base, size_t begin, size_t end, char delimiter, uint32_t *out,
    bool quoted)
{
	size_t i;

	for (i = begin; i + 64 <= end; i += 64)
		out = step(v, _mm512_loadu_si512(base + i), (uint32_t)i, out, quoted);
	if (i < end) {
		char last[64];

		memset(last, delimiter == 1 ? 2 : 1, sizeof last); /* bytes that mean nothing */
		memcpy(last, base + i, end - i);
		out = step(v, _mm512_loadu_si512(last), (uint32_t)i, out, quoted);
	}
	return out;
}

AVX512 void
csv_index_avx512(const char *base, size_t begin, size_t end, char delimiter, bool quoted,
    struct csv_index *index)
{
	struct vectors v = { .delimiter = _mm512_set1_epi8(delimiter) };
	unsigned char number[64];
	uint32_t *out;

	for (unsigned k = 0; k < 64; k++)
		number[k] = (unsigned char)k;
	v.numbers = _mm512_loadu_si512(number);
	out = quoted ? run(&v, base, begin, end, delimiter, index->out, true)
		     : run(&v, base, begin, end, delimiter, index->out, false);
	index->n = (size_t)(out - index->out);
	index->newlines = v.newlines;
	index->rows = quoted ? v.rows : v.newlines;
	index->nul = v.nul != 0;
	index->high = v.high != 0;
	index->cr = v.cr != 0;
	index->doubled = v.doubled != 0;
}
#endif
