/* Durations: what is read can be written and read again; never negative. */
#include <string.h>

#include "time/instant.h"
#include "base/number.h"
#include "fuzz.h"

static void
must(bool holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), own[NUMBER_WIDTH];
	int64_t us, back;

	memcpy(text, data, size);
	if (duration_read(text, size, &us)) {
		size_t n = duration_write(own, us);

		must(us >= 0 && n > 0 && n <= NUMBER_WIDTH);
		must(duration_read(own, n, &back) && back == us);
	}
	free(text);
	return 0;
}
