#include "vector/cpu.h"

#include <stdlib.h>
#include <string.h>

enum vectors
cpu_vectors(void)
{
#if defined(__x86_64__)
	const char *simd = getenv("IA_SIMD");

	if ((simd != NULL && strcmp(simd, "off") == 0) || !__builtin_cpu_supports("avx2") ||
	    !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("pclmul") ||
	    !__builtin_cpu_supports("popcnt"))
		return VECTORS_NONE;
	if ((simd != NULL && strcmp(simd, "avx2") == 0) || !__builtin_cpu_supports("avx512bw") ||
	    !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512vbmi2"))
		return VECTORS_AVX2;
	return VECTORS_AVX512;
#else
	return VECTORS_NONE;
#endif
}

bool
cpu_avx2(void)
{
	return cpu_vectors() != VECTORS_NONE;
}
