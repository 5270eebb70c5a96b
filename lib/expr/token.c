/* The text of an expression cut into tokens. */
#include "expr/tree.h"

#include "base/number.h"
#include "base/utf8.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
	    (unsigned char)c >= 0x80;
}

static bool
is_name_byte(char c)
{
	return is_name_start(c) || is_digit(c);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct token
wrong(struct token t, size_t at, size_t end, const char *text)
{
	t.kind = TOKEN_ERROR;
	t.at = at;
	t.end = end;
	t.text = slice_text(text);
	return t;
}

static size_t
digits_end(struct slice s, size_t p)
{
	while (p < s.len && is_digit(s.ptr[p]))
		p++;
	return p;
}

static struct token
read_number(struct slice s, struct token t)
{
	size_t p = digits_end(s, t.at);

	if (p < s.len && s.ptr[p] == '.')
		p = digits_end(s, p + 1);
	if (p < s.len && (s.ptr[p] == 'e' || s.ptr[p] == 'E')) {
		size_t q = p + 1;

		if (q < s.len && (s.ptr[q] == '+' || s.ptr[q] == '-'))
			q++;
		if (q < s.len && is_digit(s.ptr[q]))
			p = digits_end(s, q);
	}
	t.kind = TOKEN_NUMBER;
	t.end = p;
	t.text = slice_of(s.ptr + t.at, p - t.at);
	if (!number_read(t.text.ptr, t.text.len, &t.number))
		return wrong(t, t.at, p, "this number is too large");
	if (p < s.len && is_name_byte(s.ptr[p]))
		return wrong(t, p, p + 1,
		    "expected an operator behind the number (names that begin "
		    "with a digit stand in backticks)");
	return t;
}

static bool
read_hex4(struct slice s, size_t p, unsigned *out)
{
	*out = 0;
	if (p + 4 > s.len)
		return false;
	for (size_t i = p; i < p + 4; i++) {
		char c = s.ptr[i];
		unsigned digit;

		if (is_digit(c))
			digit = (unsigned)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			digit = (unsigned)((c | 32) - 'a') + 10;
		else
			return false;
		*out = *out * 16 + digit;
	}
	return true;
}

/* \uXXXX, perhaps a pair of surrogates: bytes of source taken behind \u; 0: wrong. */
static size_t
read_unicode(struct slice s, size_t p, char **out)
{
	unsigned c, low;
	size_t taken = 4;

	if (!read_hex4(s, p, &c) || c == 0 || (c >= 0xDC00 && c < 0xE000))
		return 0;
	if (c >= 0xD800 && c < 0xDC00) {
		if (p + 6 > s.len || s.ptr[p + 4] != '\\' || s.ptr[p + 5] != 'u' ||
		    !read_hex4(s, p + 6, &low) || low < 0xDC00 || low > 0xDFFF)
			return 0;
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
		taken = 10;
	}
	*out += utf8_write(*out, c);
	return taken;
}

/* The escapes that are known become their bytes; others stay, backslash and all, for patterns. */
static struct token
read_text(struct slice s, struct token t, struct arena *arena)
{
	char quote = s.ptr[t.at], *begin = arena_alloc(arena, s.len - t.at + 1), *out = begin;
	size_t p = t.at + 1;

	while (p < s.len && s.ptr[p] != quote) {
		char c = s.ptr[p];
		const char *known;

		if (c != '\\' || p + 1 == s.len) {
			*out++ = c;
			p++;
			continue;
		}
		c = s.ptr[p + 1];
		known = c != '\0' ? strchr("n\nt\tr\r\"\"''\\\\", c) : NULL;
		if (c == 'u') {
			size_t taken = read_unicode(s, p + 2, &out);

			if (taken == 0)
				return wrong(t, p, p + 2,
				    "expected \\u and four hexadecimal digits");
			p += 2 + taken;
			continue;
		}
		if (known == NULL)
			*out++ = '\\';
		*out++ = known != NULL ? known[1] : c;
		p += 2;
	}
	if (p == s.len)
		return wrong(t, t.at, p, "this text has no closing quote");
	t.kind = TOKEN_TEXT;
	t.end = p + 1;
	t.text = slice_of(begin, (size_t)(out - begin));
	return t;
}

/* name, `odd name`, and further ones behind dots; a backtick inside is doubled. */
static struct token
read_name(struct slice s, struct token t, struct arena *arena)
{
	char *begin = arena_alloc(arena, s.len - t.at + 1), *out = begin;
	size_t p = t.at;

	for (;;) {
		if (s.ptr[p] == '`') {
			size_t open = p++;

			t.quoted = true;
			while (p < s.len &&
			    (s.ptr[p] != '`' || (p + 1 < s.len && s.ptr[p + 1] == '`'))) {
				p += s.ptr[p] == '`';
				*out++ = s.ptr[p++];
			}
			if (p == s.len)
				return wrong(t, open, p, "this name has no closing backtick");
			p++;
			if (p == open + 2)
				return wrong(t, open, p, "an empty name");
		} else {
			while (p < s.len && is_name_byte(s.ptr[p]))
				*out++ = s.ptr[p++];
		}
		if (p + 1 >= s.len || s.ptr[p] != '.' ||
		    (!is_name_byte(s.ptr[p + 1]) && s.ptr[p + 1] != '`'))
			break;
		*out++ = s.ptr[p++];
	}
	t.kind = TOKEN_NAME;
	t.end = p;
	t.text = slice_of(begin, (size_t)(out - begin));
	return t;
}

static struct token
read_sign(struct slice s, struct token t)
{
	static const char two[][3] = { "||", "&&", "==", "!=", "<=", ">=", "!~" };
	char c = s.ptr[t.at], d = t.at + 1 < s.len ? s.ptr[t.at + 1] : '\0';

	t.kind = TOKEN_SIGN;
	for (size_t i = 0; i < sizeof two / sizeof *two; i++) {
		if (c == two[i][0] && d == two[i][1]) {
			t.sign = SIGN(c, d);
			t.end = t.at + 2;
			return t;
		}
	}
	t.sign = c;
	t.end = t.at + 1;
	if (c == '=')
		return wrong(t, t.at, t.end, "expected ==, found =");
	if (c == '&')
		return wrong(t, t.at, t.end, "expected &&, found &");
	if (c == '|')
		return wrong(t, t.at, t.end, "expected ||, found |");
	if (c == '<' && d == '>')
		return wrong(t, t.at, t.end, "expected !=, found <>");
	if (c == '\0' || strchr("!<>+-*/%(),~", c) == NULL)
		return wrong(t, t.at, t.end, "this character means nothing here");
	return t;
}

/* U+2018 to U+201F, which editors make of quotes, and the wide U+FF02 and U+FF07. */
static bool
is_curly(struct slice s, size_t at)
{
	const unsigned char *p = (const unsigned char *)s.ptr + at;

	if (s.len - at < 3)
		return false;
	return (p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x98 && p[2] <= 0x9F) ||
	    (p[0] == 0xEF && p[1] == 0xBC && (p[2] == 0x82 || p[2] == 0x87));
}

struct token
token_next(struct slice s, size_t at, struct arena *arena)
{
	struct token t = { .kind = TOKEN_END };
	char c;

	while (at < s.len && is_blank(s.ptr[at]))
		at++;
	t.at = t.end = at;
	if (at == s.len)
		return t;
	c = s.ptr[at];
	if (is_digit(c) || (c == '.' && at + 1 < s.len && is_digit(s.ptr[at + 1])))
		return read_number(s, t);
	if (c == '"' || c == '\'')
		return read_text(s, t, arena);
	if (is_curly(s, at))
		return wrong(t, at, at + 3, "quotes are straight here: \" or '");
	if (is_name_start(c) || c == '`')
		return read_name(s, t, arena);
	return read_sign(s, t);
}
