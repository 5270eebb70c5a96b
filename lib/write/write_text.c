/* Single values as CSV fields and JSON strings. */
#include <stdint.h>

#include "write/writer.h"

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Nonzero where some byte of x is 0. */
static inline uint64_t
has_zero(uint64_t x)
{
	return (x - ONES) & ~x & HIGHS;
}

/* Nonzero where some byte of x is below n, n <= 128. */
static inline uint64_t
has_less(uint64_t x, uint64_t n)
{
	return (x - ONES * n) & ~x & HIGHS;
}

static inline bool
csv_special(unsigned char c, unsigned char delimiter)
{
	return c == '"' || c == delimiter || c == '\n' || c == '\r';
}

static bool
csv_needs_quotes(struct slice v, char delimiter)
{
	unsigned char d = (unsigned char)delimiter;
	size_t i = 0;

	for (; i + 8 <= v.len; i += 8) {
		uint64_t x;

		memcpy(&x, v.ptr + i, 8);
		if ((has_zero(x ^ ONES * '"') | has_zero(x ^ ONES * d) | has_zero(x ^ ONES * '\n') |
			has_zero(x ^ ONES * '\r')) != 0)
			return true;
	}
	for (; i < v.len; i++)
		if (csv_special((unsigned char)v.ptr[i], d))
			return true;
	/* at the start of a file a byte order mark would be taken away */
	return v.len > 0 && (unsigned char)v.ptr[0] == 0xEF && v.len >= 3 &&
	    memcmp(v.ptr, "\xEF\xBB\xBF", 3) == 0;
}

static void
csv_add_quoted(struct buffer *out, struct slice v)
{
	char *p = buffer_reserve(out, 2 * v.len + 2);

	*p++ = '"';
	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] == '"')
			*p++ = '"';
		*p++ = v.ptr[i];
	}
	*p++ = '"';
	buffer_advance(out, p);
}

void
csv_add_field(struct buffer *out, struct slice value, char delimiter, bool only)
{
	if ((only && value.len == 0) || csv_needs_quotes(value, delimiter))
		csv_add_quoted(out, value);
	else
		buffer_add(out, value.ptr, value.len);
}

static size_t
skip_blanks(struct slice name, size_t i)
{
	while (i < name.len && (name.ptr[i] == ' ' || name.ptr[i] == '\t'))
		i++;
	return i;
}

/* A first name like {x or [{ would make the file look like JSON. */
static bool
looks_like_json(struct slice name)
{
	size_t i = skip_blanks(name, 0), next;

	if (i == name.len || name.ptr[i] != '[')
		return i < name.len && name.ptr[i] == '{';
	next = skip_blanks(name, i + 1);
	return next == name.len || name.ptr[next] == '{' || name.ptr[next] == '[';
}

void
csv_add_name(struct buffer *out, struct slice name, char delimiter, size_t place, size_t n)
{
	if (place > 0)
		buffer_byte(out, delimiter);
	if (place == 0 && looks_like_json(name))
		csv_add_quoted(out, name);
	else
		csv_add_field(out, name, delimiter, n == 1);
}

void
csv_add_header(struct buffer *out, const struct slice *names, size_t n, char delimiter)
{
	for (size_t k = 0; k < n; k++)
		csv_add_name(out, names[k], delimiter, k, n);
	buffer_byte(out, '\n');
}

static inline bool
json_special(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\';
}

/* The length of the start of v that needs no escape. */
static size_t
json_plain(const char *ptr, size_t len)
{
	size_t i = 0;

	for (; i + 8 <= len; i += 8) {
		uint64_t x;

		memcpy(&x, ptr + i, 8);
		if ((has_less(x, 0x20) | has_zero(x ^ ONES * '"') | has_zero(x ^ ONES * '\\')) != 0)
			break;
	}
	while (i < len && !json_special((unsigned char)ptr[i]))
		i++;
	return i;
}

static char *
json_escape(char *p, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char from[] = "\"\\\n\r\t\b\f", to[] = "\"\\nrtbf";
	const char *known = c != 0 ? strchr(from, c) : NULL;

	*p++ = '\\';
	if (known != NULL) {
		*p++ = to[known - from];
		return p;
	}
	memcpy(p, "u00", 3);
	p[3] = hex[c >> 4];
	p[4] = hex[c & 15];
	return p + 5;
}

void
json_add_string(struct buffer *out, struct slice v)
{
	char *p = buffer_reserve(out, v.len + 2);

	*p++ = '"';
	for (size_t i = 0; i < v.len;) {
		size_t n = json_plain(v.ptr + i, v.len - i);

		memcpy(p, v.ptr + i, n);
		p += n;
		i += n;
		if (i == v.len)
			break;
		buffer_advance(out, p);
		p = buffer_reserve(out, 6 + v.len - i + 1);
		p = json_escape(p, (unsigned char)v.ptr[i++]);
	}
	*p++ = '"';
	buffer_advance(out, p);
}
