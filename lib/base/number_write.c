/* Doubles to text: the shortest that reads back the same, or a number of places. */
#include "base/number.h"

#include <math.h>
#include <string.h>

#include "base/number_parts.h"

static const uint64_t small_power[10] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000,
	100000000, 1000000000 };

/* digits / 10^places, places 0 to 9, without zeros at the end. */
static char *
write_short(char *p, uint64_t digits, int places)
{
	uint64_t whole = digits / small_power[places], rest = digits % small_power[places];

	p = digits_write(p, whole);
	if (rest == 0)
		return p;
	*p++ = '.';
	p = digits_write_padded(p, rest, places);
	while (p[-1] == '0')
		p--;
	return p;
}

/* d.ddde+21 from n digits whose first stands for 10^exponent. */
static char *
write_scientific(char *p, const char *digits, int n, int exponent)
{
	*p++ = digits[0];
	if (n > 1) {
		*p++ = '.';
		memcpy(p, digits + 1, (size_t)n - 1);
		p += n - 1;
	}
	*p++ = 'e';
	*p++ = exponent < 0 ? '-' : '+';
	return digits_write(p, (uint64_t)(exponent < 0 ? -exponent : exponent));
}

static char *
write_shortest(char *p, double x)
{
	char text[NUMBER_WIDTH];
	int exponent;
	uint64_t digits = number_shortest(x, &exponent);
	int n = (int)(digits_write(text, digits) - text);
	int first = exponent + n - 1; /* the power of ten of the first digit */

	while (n > 1 && text[n - 1] == '0')
		n--;
	if (first < -6 || first > 20)
		return write_scientific(p, text, n, first);
	if (first < 0) {
		memcpy(p, "0.00000", 7);
		p += 1 - first;
		memcpy(p, text, (size_t)n);
		return p + n;
	}
	int whole = first + 1 < n ? first + 1 : n;

	memcpy(p, text, (size_t)whole);
	p += whole;
	for (; whole <= first; whole++)
		*p++ = '0';
	if (n > whole) {
		*p++ = '.';
		memcpy(p, text + whole, (size_t)(n - whole));
		p += n - whole;
	}
	return p;
}

size_t
number_write(char *out, double x)
{
	char *p = out;
	double a = fabs(x);

	if (x < 0)
		*p++ = '-';
	if (a < 1e12) {
		/*
		 * Most numbers have three decimals at the most. A decimal of up to 15 digits that
		 * reads back as x is the only one of that length, so it is the shortest; dividing
		 * by 1000 reads it.
		 */
		uint64_t thousandths = (uint64_t)(a * 1000 + 0.5);

		if ((double)thousandths / 1000 == a)
			return (size_t)(write_short(p, thousandths, 3) - out);
	} else if (a < 0x1p53 && a == (double)(uint64_t)a) {
		return (size_t)(digits_write(p, (uint64_t)a) - out);
	}
	return (size_t)(write_shortest(p, a) - out);
}

/* n decimal digits and places of them behind the point. */
static char *
write_wide(char *p, wide n, int places)
{
	const uint64_t split = UINT64_C(1000000000000000); /* 10^15 */
	uint64_t high = (uint64_t)(n / split), low = (uint64_t)(n % split);
	char text[40], *end = text;

	if (high > 0) {
		end = digits_write(end, high);
		end = digits_write_padded(end, low, 15);
	} else {
		end = digits_write(end, low);
	}
	int len = (int)(end - text);

	if (len <= places) { /* 0.00123 */
		memcpy(p, "0.0000000000", 12);
		memcpy(p + 2 + places - len, text, (size_t)len);
		return p + 2 + places;
	}
	memcpy(p, text, (size_t)(len - places));
	p += len - places;
	if (places > 0) {
		*p++ = '.';
		memcpy(p, end - places, (size_t)places);
		p += places;
	}
	return p;
}

/* x * 10^digits to the nearest whole number, half to even, exactly; x >= 0 and below 1e21. */
static wide
scaled_whole(double x, int digits)
{
	int exponent;
	uint64_t mantissa = (uint64_t)ldexp(frexp(x, &exponent), 53);

	exponent -= 53;
	wide n = (wide)mantissa * small_power[digits]; /* below 2^83 */

	if (exponent >= 0)
		return n << exponent;
	if (exponent < -84)
		return 0;
	wide half = (wide)1 << (-exponent - 1), rest = n & ((half << 1) - 1);

	n >>= -exponent;
	return n + (rest > half || (rest == half && (n & 1)));
}

size_t
number_write_fixed(char *out, double x, int digits)
{
	char *p = out;
	double a = fabs(x);

	if (a >= 1e21)
		return number_write(out, x);
	wide n = scaled_whole(a, digits);

	if (x < 0 && n > 0)
		*p++ = '-';
	return (size_t)(write_wide(p, n, digits) - out);
}
