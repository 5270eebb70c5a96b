/* loops: which vector instructions may be used, and the loops without them. */
#include <stdlib.h>

#define LOOPS_TARGET
#define LOOPS_NAME portable
#include "learn/logistic/body.h"

const struct logistic_loops *
logistic_loops(void)
{
#if defined(__x86_64__)
	const char *simd = getenv("IA_SIMD");

	if ((simd != NULL && strcmp(simd, "off") == 0) || !__builtin_cpu_supports("avx2"))
		return &portable;
	if ((simd != NULL && strcmp(simd, "avx2") == 0) || !__builtin_cpu_supports("avx512f"))
		return logistic_loops_avx2();
	return logistic_loops_avx512();
#else
	return &portable;
#endif
}
