/*
 * Times: eight bytes at a time or field by field, the same; written and read again, the same; what
 * is said of odd ones fits its room; a line as a format (or s, ms, us, ns, excel), the rest by it.
 */
#include <string.h>

#include "time/calendar.h"
#include "time/instant.h"
#include "time/instant_parts.h"
#include "fuzz.h"

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
read_both_ways(const char *text, size_t len)
{
	char own[INSTANT_WIDTH], expected[INSTANT_EXPECTED] = "", doubt[INSTANT_DOUBT];
	int64_t a, b, back;
	bool good = instant_read(text, len, NULL, &a);

	must(good == instant_read_plain(text, len, NULL, &b));
	must(instant_expected(text, len, expected) != NULL &&
	    memchr(expected, '\0', sizeof expected) != NULL);
	if (!good)
		return;
	must(a == b);
	if (instant_doubt(text, len, a, doubt))
		must(!instant_is_likely(a) && memchr(doubt, '\0', sizeof doubt) != NULL);
	size_t n = instant_write(own, a);

	must(n <= INSTANT_WIDTH && instant_read(own, n, NULL, &back) && back == a);
	for (enum period k = PERIOD_HOUR; k <= PERIOD_YEAR; k++) {
		int64_t start = period_start(NULL, k, 1, a);

		must(start <= a && a < period_next(NULL, k, 1, a));
	}
}

/* Each format stands on the first line; its text behind it, byte for byte. */
static void
read_by_format(const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);
	char format[64], out[INSTANT_FORMAT_WIDTH];
	int64_t t;

	if (end == NULL || end - text >= 64)
		return;
	size_t n = (size_t)(end - text);

	memcpy(format, text, n);
	format[n] = '\0';
	if (instant_format_check(format) != NULL)
		return;
	if (!instant_read_format(end + 1, len - n - 1, format, NULL, &t))
		t = (int64_t)len * DAY_US;
	n = instant_write_format(out, t, format, NULL);
	must(n <= INSTANT_FORMAT_WIDTH);
	/* The full forms come back. */
	if (n > 0 && strcmp(format, "%Y-%m-%d %H:%M:%S.%f%z") == 0)
		must(instant_read_format(out, n, format, NULL, &t));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	memcpy(text, data, size);
	read_both_ways(text, size);
	read_by_format(text, size);
	free(text);
	return 0;
}
