/* avx2: AVX2. */
#include "learn/logistic/parts.h"

#if defined(__x86_64__)
#define LOOPS_TARGET __attribute__((target("avx2")))
#define LOOPS_NAME avx2
#include "learn/logistic/body.h"

const struct logistic_loops *
logistic_loops_avx2(void)
{
	return &avx2;
}
#endif
