/* nearest: AVX-512. */
#include "learn/nearest_targets.h"

#if defined(__x86_64__)
#define NEAREST_TARGET __attribute__((target("avx512f")))
#define NEAREST_NAME avx512
#include "learn/nearest_body.h"

nearest_function *
nearest_avx512(void)
{
	return avx512;
}
#endif
