/*
 * Numbers: reading agrees with strtod, what is written reads back the same, and never with fewer
 * digits than it must; counts, sizes and shares at least do not crash.
 */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "fuzz.h"

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
write_and_read(double x)
{
	char text[NUMBER_WIDTH];
	double back;

	size_t n = number_write(text, x);

	must(n <= NUMBER_WIDTH && number_read(text, n, &back) && back == x);
	for (int digits = 0; digits <= 9; digits += 3) {
		n = number_write_fixed(text, x, digits);
		must(n <= NUMBER_WIDTH && number_read(text, n, &back));
		must(fabs(back - x) <= 0.5000001 * pow(10, -digits) + fabs(x) * 0x1p-52);
	}
}

static void
read_like_strtod(const char *text, size_t len)
{
	double x;

	if (!number_is(text, len)) {
		must(!number_read(text, len, &x));
		return;
	}
	double expected = strtod(text, NULL);

	must(number_read(text, len, &x) == (bool)isfinite(expected));
	if (isfinite(expected)) {
		must(memcmp(&x, &expected, sizeof x) == 0);
		write_and_read(x);
	}
}

static void
read_counts(const char *text, size_t len)
{
	char own[NUMBER_WIDTH];
	int64_t i, again;
	uint64_t u;
	double share;
	bool is_share;

	if (integer_read(text, len, &i)) {
		size_t n = integer_write(own, i);

		must(n <= NUMBER_WIDTH && integer_read(own, n, &again) && again == i);
		must(number_is(text, len));
	}
	if (count_read(text, len, &u))
		must(size_read(text, len, &u));
	size_read(text, len, &u);
	if (share_read(text, len, &share, &is_share))
		must(share >= 0 && (!is_share || share <= 1));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	double x;

	memcpy(text, data, size);
	text[size] = '\0';
	read_like_strtod(text, size);
	read_counts(text, size);
	if (size >= sizeof x) {
		memcpy(&x, data, sizeof x);
		if (isfinite(x))
			write_and_read(x);
	}
	free(text);
	return 0;
}
