/*
 * x86: what the kernels for x86 share. Each function asks for no more than it uses, so that it
 * is inlined into callers for AVX2 and AVX-512 alike. To be included under __x86_64__.
 */
#ifndef IA_VECTOR_X86_H
#define IA_VECTOR_X86_H

#include <immintrin.h>
#include <stdint.h>

/* A bit for each of 64 bytes: whether it is this one. */
__attribute__((target("avx2"))) static inline uint64_t
equal64(__m256i low, __m256i high, __m256i byte)
{
	uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, byte));
	uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, byte));

	return a | (uint64_t)b << 32;
}

/* Bit i of the result: the exclusive or of bits 0 to i; a carry-less product with all ones. */
__attribute__((target("pclmul"))) static inline uint64_t
running_xor(uint64_t bits)
{
	__m128i product =
	    _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8(-1), 0);

	return (uint64_t)_mm_cvtsi128_si64(product);
}

#endif
