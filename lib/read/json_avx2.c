/*
 * json_avx2: the fast lane of NDJSON with AVX2, 32 bytes at a time.
 */
#include "read/json_shape.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define LANE_TARGET __attribute__((target("avx2,bmi")))
#define MATCH json_match_avx2

LANE_TARGET static inline bool
glue_is(const struct shape_node *node, const char *p)
{
	__m256i text = _mm256_loadu_si256((const __m256i *)p);
	__m256i glue = _mm256_loadu_si256((const __m256i *)node->glue);
	uint32_t same = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(text, glue));

	return (node->mask & ~same) == 0 &&
	    (node->len <= GLUE_SHORT ||
		memcmp(node->rest, p + GLUE_SHORT, node->len - GLUE_SHORT) == 0);
}

LANE_TARGET static inline const char *
string_stop(const char *p, unsigned *high)
{
	const __m256i quote = _mm256_set1_epi8('"'), backslash = _mm256_set1_epi8('\\');
	const __m256i control = _mm256_set1_epi8(0x1f);

	for (;; p += 32) {
		__m256i v = _mm256_loadu_si256((const __m256i *)p);
		__m256i special = _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(v, quote),
						      _mm256_cmpeq_epi8(v, backslash)),
		    _mm256_cmpeq_epi8(_mm256_max_epu8(v, control), control));
		uint32_t stop = (uint32_t)_mm256_movemask_epi8(special);
		uint32_t above = (uint32_t)_mm256_movemask_epi8(v);

		if (stop != 0) {
			*high |= above & (stop ^ (stop - 1));
			return p + _tzcnt_u32(stop);
		}
		*high |= above;
	}
}

LANE_TARGET static inline size_t
digits(const char *p)
{
	__m128i v = _mm_loadu_si128((const __m128i *)p);
	__m128i value = _mm_sub_epi8(v, _mm_set1_epi8('0'));
	__m128i is = _mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value);

	return _tzcnt_u32(~(uint32_t)_mm_movemask_epi8(is));
}

#include "read/json_match.h"
#else
size_t
json_match_avx2(struct json_lane *t, struct shapes *shapes, size_t at)
{
	return json_match(t, shapes, at);
}
#endif
