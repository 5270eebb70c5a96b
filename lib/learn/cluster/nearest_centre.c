/* nearest_centre: which vector instructions may be used, and the loop without them. */
#include <stdlib.h>

#include "learn/cluster/nearest_centre_targets.h"

#define NEAREST_CENTRE_TARGET
#define NEAREST_CENTRE_NAME portable
#include "learn/cluster/nearest_centre_body.h"

nearest_centre_function *
nearest_centre_choose(void)
{
#if defined(__x86_64__)
	const char *simd = getenv("IA_SIMD");

	if ((simd != NULL && strcmp(simd, "off") == 0) || !__builtin_cpu_supports("avx2"))
		return portable;
	if ((simd != NULL && strcmp(simd, "avx2") == 0) || !__builtin_cpu_supports("avx512f"))
		return nearest_centre_avx2();
	return nearest_centre_avx512();
#else
	return portable;
#endif
}

void
nearest_centre_rows(const double *x, size_t ntile, size_t d, const double *centre, size_t k,
    uint16_t *label, double *best, double *second)
{
	nearest_centre_choose()(x, ntile, d, centre, k, label, best, second);
}
