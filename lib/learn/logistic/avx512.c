/* avx512: AVX-512. */
#include "learn/logistic/parts.h"

#if defined(__x86_64__)
#define LOOPS_TARGET __attribute__((target("avx512f")))
#define LOOPS_NAME avx512
#include "learn/logistic/body.h"

const struct logistic_loops *
logistic_loops_avx512(void)
{
	return &avx512;
}
#endif
