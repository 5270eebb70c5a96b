/*
 * json_text: see json_text.h; json_decode of batch.h.
 */
#include "read/json_text.h"

#include "base/number.h"
#include "base/utf8.h"
#include "read/batch.h"

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The four digits of \uXXXX at ptr; false: there is no such escape. */
static bool
hex_escape(const char *ptr, size_t len, uint32_t *unit)
{
	uint32_t x = 0;

	if (len < 6 || ptr[0] != '\\' || ptr[1] != 'u')
		return false;
	for (size_t i = 2; i < 6; i++) {
		int digit = hex_digit(ptr[i]);

		if (digit < 0)
			return false;
		x = x << 4 | (uint32_t)digit;
	}
	*unit = x;
	return true;
}

size_t
json_escape(const char *ptr, size_t len, uint32_t *code)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	uint32_t high, low;

	if (len < 2)
		return 0;
	if (ptr[1] != 'u') {
		const char *at = ptr[1] != 0 ? strchr(from, ptr[1]) : NULL;

		if (at == NULL)
			return 0;
		*code = (uint32_t)to[at - from];
		return 2;
	}
	if (!hex_escape(ptr, len, &high) || (high >= 0xdc00 && high <= 0xdfff))
		return 0;
	if (high < 0xd800 || high > 0xdbff) {
		*code = high;
		return 6;
	}
	if (!hex_escape(ptr + 6, len - 6, &low) || low < 0xdc00 || low > 0xdfff)
		return 0;
	*code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
	return 12;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

size_t
json_number_run(const char *ptr, size_t len)
{
	size_t n = 0;

	while (n < len &&
	    (is_digit(ptr[n]) || ptr[n] == '-' || ptr[n] == '+' || ptr[n] == '.' || ptr[n] == 'e' ||
		ptr[n] == 'E'))
		n++;
	return n;
}

/* Behind the digits at p; NULL: there are none. */
static const char *
skip_digits(const char *p, const char *end)
{
	const char *first = p;

	while (p < end && is_digit(*p))
		p++;
	return p > first ? p : NULL;
}

bool
json_number_is(const char *ptr, size_t len)
{
	const char *p = ptr, *end = ptr + len;

	if (p < end && *p == '-')
		p++;
	if (p < end && *p == '0')
		p++;
	else if ((p = skip_digits(p, end)) == NULL)
		return false;
	if (p < end && *p == '.' && (p = skip_digits(p + 1, end)) == NULL)
		return false;
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		if ((p = skip_digits(p, end)) == NULL)
			return false;
	}
	return p == end;
}

bool
json_number_fits(const char *ptr, size_t len)
{
	double x;

	/* without an exponent, and with fewer digits than the largest double has, it does */
	if (len < 300 && memchr(ptr, 'e', len) == NULL && memchr(ptr, 'E', len) == NULL)
		return true;
	return number_read(ptr, len, &x);
}

enum kind
json_kind(char first)
{
	switch (first) {
	case '"': return KIND_TEXT;
	case '{': return KIND_OBJECT;
	case '[': return KIND_ARRAY;
	case 't': return KIND_TRUE;
	case 'f': return KIND_FALSE;
	case 'n': return KIND_NULL;
	default: return first == '-' || is_digit(first) ? KIND_NUMBER : KIND_ABSENT;
	}
}

struct slice
json_decode(struct slice raw, char *out)
{
	const char *p = raw.ptr + 1, *end = raw.ptr + raw.len - 1;
	char *to = out;

	if (raw.len < 2)
		return slice_of(out, 0);
	while (p < end) {
		const char *escape = memchr(p, '\\', (size_t)(end - p));
		size_t n = (size_t)((escape != NULL ? escape : end) - p);
		uint32_t code;

		memmove(to, p, n);
		to += n;
		p += n;
		if (escape == NULL)
			break;
		n = json_escape(p, (size_t)(end - p), &code);
		if (n == 0) { /* no JSON: as it stands */
			*to++ = *p++;
			continue;
		}
		to += utf8_write(to, code);
		p += n;
	}
	return slice_of(out, (size_t)(to - out));
}
