/*
 * UTF-8: every sequence of up to four bytes at the borders of Unicode's table 3-7, at every place
 * of a text, against a decoder by arithmetic.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "vector/utf8_check.h"
#include "read_help.h"

/* The first byte of what is no shortest form of a scalar value, or n. */
static size_t
fault_at(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n;) {
		static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
		size_t need = p[i] < 0x80 ? 1
		    : p[i] >= 0xf8        ? 0
		    : p[i] >= 0xf0        ? 4
		    : p[i] >= 0xe0        ? 3
		    : p[i] >= 0xc0        ? 2
					  : 0;
		uint32_t point = need < 2 ? p[i] : p[i] & (0x7fu >> need);

		if (need == 0 || n - i < need)
			return i;
		for (size_t k = 1; k < need; k++) {
			if (p[i + k] < 0x80 || p[i + k] > 0xbf)
				return i;
			point = point * 64 + p[i + k] - 0x80;
		}
		if (point < least[need] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
			return i;
		i += need;
	}
	return n;
}

static void
check(const unsigned char *p, size_t n)
{
	size_t expected = fault_at(p, n);
	bool nul;

	assert_int_equal(utf8_check((const char *)p, n, &nul), expected);
	assert_int_equal(nul, memchr(p, 0, n) != NULL);
	assert_int_equal(utf8_check_bytes((const char *)p, 0, n), expected);
}

static const unsigned char border[] = { 0, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0,
	0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff };
#define NBORDER (sizeof border)

static void
borders(void **state)
{
	unsigned char text[160];

	(void)state;
	for (size_t k = 0; k < NBORDER * NBORDER * NBORDER * NBORDER; k++) {
		size_t at = k % 41 + 30, rest = k;

		memset(text, 'a', sizeof text);
		for (int b = 0; b < 4; b++, rest /= NBORDER)
			text[at + (size_t)b] = border[rest % NBORDER];
		check(text, sizeof text);
		check(text, at + 1 + k % 5);
	}
}

static void
random_characters(void **state)
{
	static const char *const piece[] = { "a", "\xc3\xa9", "\xe4\xb8\xad\xe6\x96\x87",
		"\xf0\x9f\x98\x80", "abcdefghijklmnopqrstuvwxyz0123456789", "\xed\x9f\xbf",
		"\xf4\x8f\xbf\xbf" };
	uint64_t seed = 5;
	unsigned char text[2000];

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t n = 0, pieces = next_random(&seed) % 40;

		for (size_t i = 0; i < pieces; i++) {
			const char *p = piece[next_random(&seed) % 7];

			memcpy(text + n, p, strlen(p));
			n += strlen(p);
		}
		if (n > 0 && round % 2 == 0)
			text[next_random(&seed) % n] = (unsigned char)next_random(&seed);
		check(text, n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(borders),
		cmocka_unit_test(random_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
