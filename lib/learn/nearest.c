/* nearest: which vector instructions may be used, and the loop without them. */
#include <stdlib.h>

#include "learn/nearest_targets.h"

#define NEAREST_TARGET
#define NEAREST_NAME portable
#include "learn/nearest_body.h"

nearest_function *
nearest_choose(void)
{
#if defined(__x86_64__)
	const char *simd = getenv("IA_SIMD");

	if ((simd != NULL && strcmp(simd, "off") == 0) || !__builtin_cpu_supports("avx2"))
		return portable;
	if ((simd != NULL && strcmp(simd, "avx2") == 0) || !__builtin_cpu_supports("avx512f"))
		return nearest_avx2();
	return nearest_avx512();
#else
	return portable;
#endif
}

void
nearest_rows(const double *x, size_t ntile, size_t d, const double *centre, size_t k,
    uint16_t *label, double *best, double *second)
{
	nearest_choose()(x, ntile, d, centre, k, label, best, second);
}
