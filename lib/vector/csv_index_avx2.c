/*
 * csv_index_avx2: the kernel with 32-byte vectors (Langdale and Lemire, Parsing Gigabytes of JSON
 * per Second, 2019, for bit masks and the running xor by carry-less multiplication).
 */
#include <string.h>

#include "vector/csv_index.h"

#if defined(__x86_64__)
#include "vector/x86.h"

#define AVX2 __attribute__((target("avx2,pclmul,bmi,popcnt")))

struct vectors {
	__m256i delimiter, least, any, cr;
	uint64_t doubled, rows, newlines;
	struct csv_index_carry carry;
};

AVX2 static inline uint32_t *
step(struct vectors *v, const char *ptr, uint32_t at, uint32_t *out, bool quoted)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)ptr);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(ptr + 32));
	__m256i cr = _mm256_set1_epi8('\r');
	uint64_t newline = equal64(low, high, _mm256_set1_epi8('\n'));
	uint64_t marks = equal64(low, high, v->delimiter) | newline;

	v->least = _mm256_min_epu8(v->least, _mm256_min_epu8(low, high));
	v->any = _mm256_or_si256(v->any, _mm256_or_si256(low, high));
	v->cr = _mm256_or_si256(v->cr,
	    _mm256_or_si256(_mm256_cmpeq_epi8(low, cr), _mm256_cmpeq_epi8(high, cr)));
	v->newlines += (uint64_t)__builtin_popcountll(newline);
	if (quoted) {
		uint64_t quote = equal64(low, high, _mm256_set1_epi8('"'));
		uint64_t inside =
		    csv_index_inside(quote, running_xor(quote), &v->carry, &v->doubled);

		newline &= ~inside;
		marks &= ~inside;
		v->rows += (uint64_t)__builtin_popcountll(newline);
	}
	return csv_index_write(out, at, marks);
}

AVX2 static inline uint32_t *
run(struct vectors *v, const char *base, size_t begin, size_t end, char delimiter, uint32_t *out,
    bool quoted)
{
	char last[64];
	size_t i;

	for (i = begin; i + 64 <= end; i += 64)
		out = step(v, base + i, (uint32_t)i, out, quoted);
	if (i < end) {
		memset(last, delimiter == 1 ? 2 : 1, sizeof last); /* bytes that mean nothing */
		memcpy(last, base + i, end - i);
		out = step(v, last, (uint32_t)i, out, quoted);
	}
	return out;
}

AVX2 void
csv_index_avx2(const char *base, size_t begin, size_t end, char delimiter, bool quoted,
    struct csv_index *index)
{
	__m256i zero = _mm256_setzero_si256();
	struct vectors v = { .delimiter = _mm256_set1_epi8(delimiter),
		.least = _mm256_set1_epi8(1),
		.any = zero,
		.cr = zero };
	uint32_t *out = quoted ? run(&v, base, begin, end, delimiter, index->out, true)
			       : run(&v, base, begin, end, delimiter, index->out, false);

	index->n = (size_t)(out - index->out);
	index->newlines = v.newlines;
	index->rows = quoted ? v.rows : v.newlines;
	index->nul = _mm256_movemask_epi8(_mm256_cmpeq_epi8(v.least, zero)) != 0;
	index->high = _mm256_movemask_epi8(v.any) != 0;
	index->cr = _mm256_movemask_epi8(v.cr) != 0;
	index->doubled = v.doubled != 0;
}
#endif
