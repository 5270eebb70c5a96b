/* nearest_centre_avx512: AVX-512. */
#include "learn/cluster/nearest_centre_targets.h"

#if defined(__x86_64__)
#define NEAREST_CENTRE_TARGET __attribute__((target("avx512f")))
#define NEAREST_CENTRE_NAME avx512
#include "learn/cluster/nearest_centre_body.h"

nearest_centre_function *
nearest_centre_avx512(void)
{
	return avx512;
}
#endif
