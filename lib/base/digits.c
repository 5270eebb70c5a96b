/* Decimal digits of whole numbers, two at a time. */
#include <string.h>

#include "base/number.h"
#include "base/number_parts.h"

const char digit_pairs[201] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
    "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
    "8081828384858687888990919293949596979899";

static int
digit_count(uint64_t x)
{
	static const uint64_t power[20] = { 0, UINT64_C(10), UINT64_C(100), UINT64_C(1000),
		UINT64_C(10000), UINT64_C(100000), UINT64_C(1000000), UINT64_C(10000000),
		UINT64_C(100000000), UINT64_C(1000000000), UINT64_C(10000000000),
		UINT64_C(100000000000), UINT64_C(1000000000000), UINT64_C(10000000000000),
		UINT64_C(100000000000000), UINT64_C(1000000000000000), UINT64_C(10000000000000000),
		UINT64_C(100000000000000000), UINT64_C(1000000000000000000),
		UINT64_C(10000000000000000000) };
	/* 1233 / 4096 is log10 2, from below. */
	int about = ((64 - __builtin_clzll(x | 1)) * 1233) >> 12;

	return about + (x >= power[about]);
}

/* x below 10^8, in chains that do not wait for each other. */
static void
write_eight(char *out, uint32_t x)
{
	uint32_t high = x / 10000, low = x % 10000;

	memcpy(out, digit_pairs + high / 100 * 2, 2);
	memcpy(out + 2, digit_pairs + high % 100 * 2, 2);
	memcpy(out + 4, digit_pairs + low / 100 * 2, 2);
	memcpy(out + 6, digit_pairs + low % 100 * 2, 2);
}

char *
digits_write_padded(char *out, uint64_t x, int width)
{
	int i = width;

	for (; i >= 8; i -= 8) {
		write_eight(out + i - 8, (uint32_t)(x % 100000000));
		x /= 100000000;
	}
	for (; i >= 2; i -= 2) {
		memcpy(out + i - 2, digit_pairs + x % 100 * 2, 2);
		x /= 100;
	}
	if (i == 1)
		out[0] = (char)('0' + x % 10);
	return out + width;
}

char *
digits_write(char *out, uint64_t x)
{
	return digits_write_padded(out, x, digit_count(x));
}

size_t
count_write(char *out, uint64_t x)
{
	return (size_t)(digits_write(out, x) - out);
}

size_t
integer_write(char *out, int64_t x)
{
	char *p = out;

	if (x < 0)
		*p++ = '-';
	return (size_t)(digits_write(p, x < 0 ? 0 - (uint64_t)x : (uint64_t)x) - out);
}
