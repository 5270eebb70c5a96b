#include "expr/letters.h"

#include <stdint.h>

#include "base/utf8.h"

/*
 * Capitals first, first + step, ... last; the small letter is small higher. By the first capital.
 */
struct range {
	uint16_t first, last;
	int16_t small;
	uint8_t step;
};

static const struct range ranges[] = {
	{ 0x00C0, 0x00D6, 32, 1 },
	{ 0x00D8, 0x00DE, 32, 1 },
	{ 0x0100, 0x012E, 1, 2 },
	{ 0x0132, 0x0136, 1, 2 },
	{ 0x0139, 0x0147, 1, 2 },
	{ 0x014A, 0x0176, 1, 2 },
	{ 0x0178, 0x0178, -121, 1 },
	{ 0x0179, 0x017D, 1, 2 },
	{ 0x01A0, 0x01A0, 1, 2 },
	{ 0x01AF, 0x01AF, 1, 2 },
	{ 0x0386, 0x0386, 38, 1 },
	{ 0x0388, 0x038A, 37, 1 },
	{ 0x038C, 0x038C, 64, 1 },
	{ 0x038E, 0x038F, 63, 1 },
	{ 0x0391, 0x03A1, 32, 1 },
	{ 0x03A3, 0x03AB, 32, 1 },
	{ 0x0400, 0x040F, 80, 1 },
	{ 0x0410, 0x042F, 32, 1 },
	{ 0x0460, 0x0480, 1, 2 },
	{ 0x048A, 0x04BE, 1, 2 },
	{ 0x04C0, 0x04C0, 15, 1 },
	{ 0x04C1, 0x04CD, 1, 2 },
	{ 0x04D0, 0x052E, 1, 2 },
	{ 0x0531, 0x0556, 48, 1 },
	{ 0x1E00, 0x1E94, 1, 2 },
	{ 0x1EA0, 0x1EFE, 1, 2 },
	{ 0xFF21, 0xFF3A, 32, 1 },
};

/* Letters that map one way only. */
static const struct single {
	uint16_t from, to;
} only_lower[] = { { 0x0130, 'i' }, { 0x1E9E, 0x00DF } },
  only_upper[] = { { 0x00B5, 0x039C }, { 0x0131, 'I' }, { 0x017F, 'S' }, { 0x03C2, 0x03A3 },
	  { 0x1E9B, 0x1E60 } };

static unsigned
map_single(const struct single *table, size_t n, unsigned c)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].from == c)
			return table[i].to;
	return c;
}

static unsigned
lower_of(unsigned c)
{
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		const struct range *r = &ranges[i];

		if (c >= r->first && c <= r->last)
			return (c - r->first) % r->step == 0 ? (unsigned)((int)c + r->small) : c;
	}
	return map_single(only_lower, sizeof only_lower / sizeof *only_lower, c);
}

static unsigned
upper_of(unsigned c)
{
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		const struct range *r = &ranges[i];
		int capital = (int)c - r->small;

		if (capital >= r->first && capital <= r->last &&
		    (capital - r->first) % r->step == 0)
			return (unsigned)capital;
	}
	return map_single(only_upper, sizeof only_upper / sizeof *only_upper, c);
}

/* The letter of two or three bytes at p, 0 for anything else. */
static unsigned
letter_at(const unsigned char *p, size_t left, size_t *bytes)
{
	if (left >= 2 && (p[0] & 0xE0) == 0xC0 && (p[1] & 0xC0) == 0x80) {
		*bytes = 2;
		return (unsigned)(p[0] & 31) << 6 | (p[1] & 63);
	}
	if (left >= 3 && (p[0] & 0xF0) == 0xE0 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
		*bytes = 3;
		return (unsigned)(p[0] & 15) << 12 | (unsigned)(p[1] & 63) << 6 | (p[2] & 63);
	}
	*bytes = 1;
	return 0;
}

static struct slice
map_letters(struct slice text, char *out, unsigned (*map)(unsigned), char first, char last)
{
	const unsigned char *p = (const unsigned char *)text.ptr;
	char *begin = out;

	for (size_t i = 0; i < text.len;) {
		size_t bytes = 1;
		unsigned c, mapped;

		if (p[i] < 0x80) {
			char ascii = text.ptr[i++];

			*out++ = (char)(ascii >= first && ascii <= last ? ascii ^ 32 : ascii);
			continue;
		}
		c = letter_at(p + i, text.len - i, &bytes);
		mapped = c >= 0x80 ? map(c) : c;
		if (mapped != c) {
			out += utf8_write(out, mapped);
		} else {
			memcpy(out, text.ptr + i, bytes);
			out += bytes;
		}
		i += bytes;
	}
	return slice_of(begin, (size_t)(out - begin));
}

struct slice
letters_lower(struct slice text, char *out)
{
	return map_letters(text, out, lower_of, 'A', 'Z');
}

struct slice
letters_upper(struct slice text, char *out)
{
	return map_letters(text, out, upper_of, 'a', 'z');
}

static bool
begins_letter(char c)
{
	return ((unsigned char)c & 0xC0) != 0x80;
}

size_t
letters_count(struct slice text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += begins_letter(text.ptr[i]);
	return n;
}

struct slice
letters_part(struct slice text, size_t from, size_t n)
{
	size_t i = 0, begin;

	for (; i < text.len && (from > 0 || !begins_letter(text.ptr[i])); i++)
		from -= begins_letter(text.ptr[i]);
	while (i < text.len && !begins_letter(text.ptr[i]))
		i++;
	begin = i;
	for (; i < text.len && n > 0; n--)
		do
			i++;
		while (i < text.len && !begins_letter(text.ptr[i]));
	return slice_of(text.ptr + begin, i - begin);
}
