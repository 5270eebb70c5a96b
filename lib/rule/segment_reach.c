/*
 * Which rules can never hold.
 *
 * An expression is cut at its outermost || into cases and these at && into terms. A term that
 * compares something with a number is a range of it. Case a implies case b where each term of b is
 * implied by one of a: by the same text, or by a range inside its range. That is enough to prove,
 * never to disprove: other rules count as reachable.
 */
#include "base/memory.h"
#include "base/number.h"
#include "rule/segment_parts.h"

#include <math.h>

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '_' || c == '$' || c == '.' || (unsigned char)c >= 0x80;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* A blank stays only between two words, as in x not in. */
struct slice
segment_squeeze(struct arena *arena, struct slice s)
{
	char *begin = arena_alloc(arena, s.len + 1), *out = begin;

	for (size_t p = 0, n; p < s.len; p += n) {
		n = segment_step(s, p);
		if (!is_blank(s.ptr[p])) {
			memcpy(out, s.ptr + p, n);
			out += n;
		} else if (out > begin && is_word(out[-1]) && p + 1 < s.len &&
		    is_word(s.ptr[p + 1])) {
			*out++ = ' ';
		}
	}
	return slice_of(begin, (size_t)(out - begin));
}

/* The first place at or behind at where sign stands in no quotes and no brackets, or s.len. */
static size_t
find_sign(struct slice s, size_t at, const char *sign)
{
	size_t len = strlen(sign), depth = 0;

	for (size_t p = at; p < s.len; p += segment_step(s, p)) {
		depth += s.ptr[p] == '(';
		depth -= s.ptr[p] == ')' && depth > 0;
		if (depth == 0 && p + len <= s.len && memcmp(s.ptr + p, sign, len) == 0)
			return p;
	}
	return s.len;
}

/* Brackets around the whole are taken away. */
static struct slice
bare(struct slice s)
{
	while (s.len >= 2 && s.ptr[0] == '(' && find_sign(s, 0, ")") == s.len - 1)
		s = slice_of(s.ptr + 1, s.len - 2);
	return s;
}

static size_t
count_parts(struct slice s, const char *sign)
{
	size_t n = 1;

	for (size_t at = find_sign(s, 0, sign); at < s.len; at = find_sign(s, at + 2, sign))
		n++;
	return n;
}

/* The comparison of a term, or NULL: <, <=, >, >=, == outside brackets. */
static const char *
find_comparison(struct slice s)
{
	size_t depth = 0;

	for (size_t p = 0; p < s.len; p += segment_step(s, p)) {
		char c = s.ptr[p], next = p + 1 < s.len ? s.ptr[p + 1] : '\0';

		depth += c == '(';
		depth -= c == ')' && depth > 0;
		if (c == '!' && next == '=')
			return NULL;
		if (depth == 0 && (c == '<' || c == '>' || (c == '=' && next == '=')))
			return s.ptr + p;
	}
	return NULL;
}

/* The ends of "x SIGN number"; flipped: "number SIGN x". */
static void
set_range(struct term *term, char sign, bool equal, bool flipped, double number)
{
	bool less = (sign == '<') != flipped;

	term->is_range = true;
	term->low = sign == '=' || !less ? number : -INFINITY;
	term->high = sign == '=' || less ? number : INFINITY;
	term->low_open = sign != '=' && !equal && !less;
	term->high_open = sign != '=' && !equal && less;
}

static struct term
read_term(struct slice s)
{
	struct term term = { .what = s };
	const char *sign = find_comparison(s);
	struct slice left, right;
	bool equal;
	double number;

	if (sign == NULL || find_sign(s, 0, "||") < s.len || find_sign(s, 0, "&&") < s.len)
		return term;
	equal = sign + 1 < s.ptr + s.len && sign[1] == '=';
	left = slice_of(s.ptr, (size_t)(sign - s.ptr));
	right = slice_of(sign + 1 + equal, s.len - left.len - 1 - equal);
	if (number_read(right.ptr, right.len, &number) &&
	    !number_read(left.ptr, left.len, &(double){ 0 })) {
		term.what = bare(left);
		set_range(&term, *sign, equal, false, number);
	} else if (number_read(left.ptr, left.len, &number) &&
	    !number_read(right.ptr, right.len, &(double){ 0 })) {
		term.what = bare(right);
		set_range(&term, *sign, equal, true, number);
	}
	return term;
}

/* Wherever a holds b does. */
static bool
term_implies(const struct term *a, const struct term *b)
{
	if (a->is_range != b->is_range || !slice_equal(a->what, b->what))
		return false;
	if (!a->is_range)
		return true;
	return (a->low > b->low || (a->low >= b->low && (a->low_open || !b->low_open))) &&
	    (a->high < b->high || (a->high <= b->high && (a->high_open || !b->high_open)));
}

/* Two ranges of one thing that have nothing in common. */
static bool
term_excludes(const struct term *a, const struct term *b)
{
	if (!a->is_range || !b->is_range || !slice_equal(a->what, b->what))
		return false;
	return a->low > b->high || b->low > a->high ||
	    (a->low >= b->high && (a->low_open || b->high_open)) ||
	    (b->low >= a->high && (b->low_open || a->high_open));
}

/* false: the case is never true. */
static bool
read_case(struct arena *arena, struct slice s, struct term_case *out)
{
	if (find_sign(bare(s), 0, "||") == bare(s).len)
		s = bare(s);
	out->term = arena_alloc(arena, count_parts(s, "&&") * sizeof *out->term);
	out->n = 0;
	for (size_t at = 0, end; at <= s.len; at = end + 2) {
		end = find_sign(s, at, "&&");
		struct slice part = bare(slice_of(s.ptr + at, end - at));
		struct term term = read_term(part);

		if (slice_equal(part, SLICE("false")))
			return false;
		for (size_t k = 0; k < out->n; k++)
			if (term_excludes(&term, &out->term[k]))
				return false;
		if (!slice_equal(part, SLICE("true")))
			out->term[out->n++] = term;
	}
	return true;
}

struct condition *
condition_new(struct arena *arena, struct slice text)
{
	struct condition *c = arena_alloc(arena, sizeof *c);
	struct slice s = bare(segment_squeeze(arena, text));

	c->one = arena_alloc(arena, count_parts(s, "||") * sizeof *c->one);
	c->n = 0;
	for (size_t at = 0, end; at <= s.len; at = end + 2) {
		end = find_sign(s, at, "||");
		if (read_case(arena, slice_of(s.ptr + at, end - at), &c->one[c->n]))
			c->n++;
	}
	return c;
}

static bool
case_implies(const struct term_case *a, const struct term_case *b)
{
	for (size_t i = 0; i < b->n; i++) {
		bool implied = false;

		for (size_t k = 0; k < a->n && !implied; k++)
			implied = term_implies(&a->term[k], &b->term[i]);
		if (!implied)
			return false;
	}
	return true;
}

bool
condition_implies(const struct condition *a, const struct condition *b)
{
	for (size_t i = 0; i < a->n; i++) {
		bool implied = false;

		for (size_t k = 0; k < b->n && !implied; k++)
			implied = case_implies(&a->one[i], &b->one[k]);
		if (!implied)
			return false;
	}
	return true;
}

size_t
condition_size(const struct condition *c)
{
	size_t n = 1;

	for (size_t i = 0; i < c->n; i++)
		n += 1 + c->one[i].n;
	return n;
}
