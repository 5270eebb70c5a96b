/* nearest_centre_avx2: AVX2. */
#include "learn/cluster/nearest_centre_targets.h"

#if defined(__x86_64__)
#define NEAREST_CENTRE_TARGET __attribute__((target("avx2")))
#define NEAREST_CENTRE_NAME avx2
#include "learn/cluster/nearest_centre_body.h"

nearest_centre_function *
nearest_centre_avx2(void)
{
	return avx2;
}
#endif
