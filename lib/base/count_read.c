/* Whole numbers, sizes and shares from text. */
#include "base/number.h"

#include <string.h>

#include "base/number_parts.h"

bool
count_read(const char *ptr, size_t len, uint64_t *out)
{
	uint64_t x = 0;

	if (len == 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned digit = (unsigned char)(ptr[i] - '0');

		if (digit > 9 || __builtin_mul_overflow(x, 10, &x) ||
		    __builtin_add_overflow(x, digit, &x))
			return false;
	}
	*out = x;
	return true;
}

bool
integer_read(const char *ptr, size_t len, int64_t *out)
{
	bool negative = len > 0 && *ptr == '-';
	size_t sign = len > 0 && (*ptr == '-' || *ptr == '+');
	uint64_t x;

	if (!count_read(ptr + sign, len - sign, &x) || x > (uint64_t)INT64_MAX + negative)
		return false;
	*out = negative ? (int64_t)(0 - x) : (int64_t)x;
	return true;
}

/* Where the digits and point of a size or share end. */
static size_t
plain_length(const char *ptr, size_t len)
{
	size_t n = 0;

	while (n < len && (ptr[n] == '.' || (unsigned char)(ptr[n] - '0') <= 9))
		n++;
	return n;
}

/* "", "K", "kB", "MiB", ...: the power of two; -1: no unit. */
static int
size_unit(const char *ptr, size_t len)
{
	static const char letters[] = "KMGTP";

	if (len == 0 || (len == 1 && (*ptr | 32) == 'b'))
		return 0;
	const char *letter = memchr(letters, *ptr & ~32, sizeof letters - 1);
	bool tail = len == 1 || (len == 2 && (ptr[1] | 32) == 'b') ||
	    (len == 3 && ptr[1] == 'i' && (ptr[2] | 32) == 'b');

	return letter != NULL && tail ? 10 * (int)(letter - letters + 1) : -1;
}

bool
size_read(const char *ptr, size_t len, uint64_t *out)
{
	size_t n = plain_length(ptr, len);
	int unit = size_unit(ptr + n, len - n);
	double x;

	if (unit < 0)
		return false;
	if (count_read(ptr, n, out))
		return !__builtin_mul_overflow(*out, UINT64_C(1) << unit, out);
	if (unit == 0 || !number_read(ptr, n, &x))
		return false;
	x *= (double)(UINT64_C(1) << unit);
	if (x >= 0x1p64)
		return false;
	*out = (uint64_t)x;
	return true;
}

bool
share_read(const char *ptr, size_t len, double *out, bool *is_share)
{
	bool percent = len > 0 && ptr[len - 1] == '%';
	uint64_t count;

	if (percent) {
		size_t n = plain_length(ptr, len - 1);

		if (n != len - 1 || !number_read(ptr, n, out) || *out > 100)
			return false;
		*out /= 100;
	} else {
		if (!count_read(ptr, len, &count))
			return false;
		*out = (double)count;
	}
	*is_share = percent;
	return true;
}
