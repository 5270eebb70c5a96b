/* CSV fields as what they look like: what JSON can hold of a number, true and false. */
#include <strings.h>

#include "base/number.h"
#include "row/row_parts.h"
#include "write/writer.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_word(struct slice s, const char *word)
{
	return strlen(word) == s.len && strncasecmp(s.ptr, word, s.len) == 0;
}

/* 0010 is an id and 1e400 nothing that JSON's readers can hold: both stay text. */
static bool
is_number(struct slice s)
{
	size_t i = s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+');
	double x;

	return number_read(s.ptr, s.len, &x) &&
	    !(s.ptr[i] == '0' && i + 1 < s.len && is_digit(s.ptr[i + 1]));
}

/* The digits as they are; no +, a digit on both sides of the point. */
static void
add_number(struct buffer *out, struct slice s)
{
	const char *p = s.ptr, *end = p + s.len, *point = memchr(p, '.', s.len);

	if (*p == '-')
		buffer_byte(out, '-');
	p += *p == '-' || *p == '+';
	if (*p == '.')
		buffer_byte(out, '0');
	if (point != NULL && (point + 1 == end || !is_digit(point[1]))) {
		row_add(out, p, (size_t)(point - p));
		p = point + 1;
	}
	row_add(out, p, (size_t)(end - p));
}

void
row_infer(struct slice value, struct buffer *out)
{
	if (value.len == 0)
		row_add(out, "null", 4);
	else if (is_word(value, "true"))
		row_add(out, "true", 4);
	else if (is_word(value, "false"))
		row_add(out, "false", 5);
	else if (is_number(value))
		add_number(out, value);
	else
		json_add_string(out, value);
}
