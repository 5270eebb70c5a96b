/*
 * utf8_check_avx2: UTF-8 by three table look-ups a byte (Keiser and Lemire, Validating UTF-8 In
 * Less Than One Instruction Per Byte, 2021). Each pair of neighbours has a set of faults that its
 * first high half byte, its first low half byte and its second high half byte allow; what all
 * three allow is a fault.
 */
#include "vector/utf8_check.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

enum {
	SHORT = 1, /* a first byte, and no continuation behind it */
	LONG = 2,  /* ASCII, and a continuation behind it */
	OVERLONG_3 = 4,
	LARGE = 8, /* over U+10FFFF, second byte 90 to bf */
	SURROGATE = 16,
	OVERLONG_2 = 32,
	LARGE_80 = 64,   /* over U+10FFFF, second byte 80 to 8f */
	OVERLONG_4 = 64, /* the same second bytes: one bit will do */
	PAIR = 128,      /* two continuations: a fault unless a third or fourth byte is due */
	ANY = SHORT | LONG | PAIR,
	BEYOND = ANY | LARGE | LARGE_80,
	ON = LONG | OVERLONG_2 | PAIR,
};

static const unsigned char first_high[16] = { LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, PAIR,
	PAIR, PAIR, PAIR, SHORT | OVERLONG_2, SHORT, SHORT | OVERLONG_3 | SURROGATE,
	SHORT | LARGE | LARGE_80 | OVERLONG_4 };

static const unsigned char first_low[16] = { ANY | OVERLONG_2 | OVERLONG_3 | OVERLONG_4,
	ANY | OVERLONG_2, ANY, ANY, ANY | LARGE, BEYOND, BEYOND, BEYOND, BEYOND, BEYOND, BEYOND,
	BEYOND, BEYOND, BEYOND | SURROGATE, BEYOND, BEYOND };

static const unsigned char second_high[16] = { SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT,
	SHORT, ON | OVERLONG_3 | LARGE_80 | OVERLONG_4, ON | OVERLONG_3 | LARGE,
	ON | SURROGATE | LARGE, ON | SURROGATE | LARGE, SHORT, SHORT, SHORT, SHORT };

AVX2 static inline __m256i
table(const unsigned char bytes[16])
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)bytes));
}

/* The faults in 32 bytes at ptr, of which at least three stand behind others. */
AVX2 static inline __m256i
faults(const char *ptr, __m256i now)
{
	__m256i half = _mm256_set1_epi8(0x0f);
	__m256i one = _mm256_loadu_si256((const __m256i *)(const void *)(ptr - 1));
	__m256i two = _mm256_loadu_si256((const __m256i *)(const void *)(ptr - 2));
	__m256i three = _mm256_loadu_si256((const __m256i *)(const void *)(ptr - 3));
	__m256i high = _mm256_and_si256(_mm256_srli_epi16(one, 4), half);
	__m256i low = _mm256_and_si256(one, half);
	__m256i next = _mm256_and_si256(_mm256_srli_epi16(now, 4), half);
	__m256i pairs =
	    _mm256_and_si256(_mm256_and_si256(_mm256_shuffle_epi8(table(first_high), high),
				 _mm256_shuffle_epi8(table(first_low), low)),
		_mm256_shuffle_epi8(table(second_high), next));
	__m256i third = _mm256_subs_epu8(two, _mm256_set1_epi8((char)(0xe0 - 0x80)));
	__m256i fourth = _mm256_subs_epu8(three, _mm256_set1_epi8((char)(0xf0 - 0x80)));
	__m256i due =
	    _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));

	return _mm256_xor_si256(due, pairs);
}

/* Where the character begins that the byte at i belongs to; all before it is valid. */
static size_t
character_at(const char *ptr, size_t i)
{
	for (int back = 0; back < 3 && ((unsigned char)ptr[i] & 0xc0) == 0x80; back++)
		i--;
	return i;
}

AVX2 size_t
utf8_check_avx2(const char *ptr, size_t len)
{
	size_t i = utf8_check_bytes(ptr, 0, len < 32 ? len : 32);

	if (i < 29) /* the end, or a fault: a character that is cut off begins further on */
		return len < 32 ? i : utf8_check_bytes(ptr, i, len);
	for (; i + 32 <= len; i += 32) {
		__m256i now = _mm256_loadu_si256((const __m256i *)(const void *)(ptr + i));

		if (_mm256_movemask_epi8(now) == 0 && (unsigned char)ptr[i - 1] < 0x80)
			continue;
		now = faults(ptr + i, now);
		if (!_mm256_testz_si256(now, now))
			break;
	}
	return utf8_check_bytes(ptr, character_at(ptr, i - 1), len);
}
#endif
