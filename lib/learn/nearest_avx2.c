/* nearest: AVX2. */
#include "learn/nearest_targets.h"

#if defined(__x86_64__)
#define NEAREST_TARGET __attribute__((target("avx2")))
#define NEAREST_NAME avx2
#include "learn/nearest_body.h"

nearest_function *
nearest_avx2(void)
{
	return avx2;
}
#endif
