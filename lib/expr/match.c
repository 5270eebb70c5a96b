#include "expr/match.h"

#include <regex.h>
#include <stdlib.h>

#include "base/memory.h"

#define PATTERN_LIMIT 1000u
#define PARTS_LIMIT 4000u /* of what repetitions make of a pattern */
#define WEIGHT_LIMIT 256u /* of repetitions of what may be empty, one in the other */
#define BRACKET_LIMIT 100u

struct matcher {
	bool plain;        /* literal text, perhaps anchored */
	bool begins, ends; /* ^ and $ */
	struct slice text; /* plain: a copy */
	regex_t regex;
};

static bool
plain_byte(char c)
{
	return strchr(".[]{}()*+?|^$\\", c) == NULL;
}

/* ^text$ with neither, one or both anchors. */
static bool
read_plain(struct matcher *m, struct slice pattern)
{
	struct slice s = pattern;

	m->begins = s.len > 0 && s.ptr[0] == '^';
	if (m->begins)
		s = slice_of(s.ptr + 1, s.len - 1);
	m->ends = s.len > 0 && s.ptr[s.len - 1] == '$';
	s.len -= m->ends;
	for (size_t i = 0; i < s.len; i++)
		if (!plain_byte(s.ptr[i]))
			return false;
	m->text = slice_of(memory_text(s.ptr, s.len), s.len);
	return true;
}

static const char *
skip_bracket(const char *p) /* behind [ to behind ] */
{
	p += *p == '^';
	p += *p == ']';
	while (*p != '\0' && *p != ']') {
		char inner = *p == '[' ? p[1] : '\0';

		p++;
		if (inner != ':' && inner != '.' && inner != '=')
			continue;
		for (p++; *p != '\0' && !(p[0] == inner && p[1] == ']'); p++)
			;
		p += *p == '\0' ? 0 : 2;
	}
	return p + (*p == ']');
}

/*
 * What regcomp makes of a pattern. It writes repetitions out, so that one inside the other
 * multiplies their parts; and where what is repeated may be empty, its time grows with each level,
 * 16 times for + (measured). At k open brackets: the parts so far, the greatest weight so far, and
 * whether this alternative but for its last part, or an earlier alternative, may be empty.
 */
struct parts {
	struct {
		unsigned long size;
		unsigned long weight;
		bool before, other;
	} at[BRACKET_LIMIT + 1];
	unsigned depth;
	unsigned long last;   /* the parts of what a repetition would repeat, */
	unsigned long weight; /* its weight */
	bool empty;           /* and whether it may be empty */
};

static void
open_parts(struct parts *parts)
{
	parts->at[parts->depth].size = 0;
	parts->at[parts->depth].weight = 1;
	parts->at[parts->depth].before = true;
	parts->at[parts->depth].other = false;
	parts->empty = true;
}

/* The parts of this bracket are one part of the one around it. */
static void
close_parts(struct parts *parts, unsigned long *size, unsigned long *weight, bool *empty)
{
	*size = parts->at[parts->depth].size + 1;
	*weight = parts->at[parts->depth].weight;
	*empty = parts->at[parts->depth].other || (parts->at[parts->depth].before && parts->empty);
	parts->depth--;
	parts->empty = true; /* that before the bracket was seen to when it opened */
}

static void
next_alternative(struct parts *parts)
{
	parts->at[parts->depth].other |= parts->at[parts->depth].before && parts->empty;
	parts->at[parts->depth].before = true;
	parts->empty = true;
}

static bool
add_parts(struct parts *parts, unsigned long n, unsigned long weight, bool empty)
{
	parts->at[parts->depth].size += n;
	parts->at[parts->depth].before &= parts->empty;
	if (parts->at[parts->depth].weight < weight)
		parts->at[parts->depth].weight = weight;
	parts->last = n;
	parts->weight = weight;
	parts->empty = empty;
	return parts->at[parts->depth].size <= PARTS_LIMIT;
}

static bool
repeat_parts(struct parts *parts, unsigned long times)
{
	if (times > PARTS_LIMIT)
		return false;
	parts->at[parts->depth].size += parts->last * (times - 1);
	parts->last *= times;
	if (parts->empty && times > 1)
		parts->weight *= (times + 2) * (times + 2);
	if (parts->at[parts->depth].weight < parts->weight)
		parts->at[parts->depth].weight = parts->weight;
	return parts->at[parts->depth].size <= PARTS_LIMIT && parts->weight <= WEIGHT_LIMIT;
}

/* {n,m}, behind {. Where it is no repetition the count is harmless. */
static unsigned long
read_times(const char **p)
{
	unsigned long n = 0, most = 0;

	for (; **p >= '0' && **p <= '9'; (*p)++)
		n = n <= PARTS_LIMIT ? n * 10 + (unsigned long)(**p - '0') : n;
	if (**p == ',')
		for ((*p)++; **p >= '0' && **p <= '9'; (*p)++)
			most = most <= PARTS_LIMIT ? most * 10 + (unsigned long)(**p - '0') : most;
	*p += **p == '}';
	return 1 + (most > n ? most : n);
}

/* The bracket that ends; one that did not begin is a character. */
static bool
count_bracket(struct parts *parts)
{
	unsigned long size = 1;
	unsigned long weight = 1;
	bool empty = false;

	if (parts->depth > 0)
		close_parts(parts, &size, &weight, &empty);
	return add_parts(parts, size, weight, empty);
}

/* What stands at p, taken; false: too much. */
static bool
count_part(struct parts *parts, const char **p)
{
	char c = *(*p)++;
	bool optional = c == '*' || c == '?' || (c == '{' && (**p == '0' || **p == ','));
	bool fits;

	switch (c) {
	case '(':
		if (parts->depth == BRACKET_LIMIT)
			return false;
		parts->at[parts->depth].before &= parts->empty;
		parts->depth++;
		open_parts(parts);
		return true;
	case ')': return count_bracket(parts);
	case '|':
		fits = add_parts(parts, 1, 1, true);
		next_alternative(parts);
		return fits;
	case '*':
	case '?':
	case '+':
	case '{':
		fits = repeat_parts(parts, c == '+' ? 2 : c == '{' ? read_times(p) : 1);
		parts->empty |= optional;
		return fits;
	case '[': *p = skip_bracket(*p); return add_parts(parts, 1, 1, false);
	case '\\':
		fits = add_parts(parts, 1, 1, strchr("bB<>`'", **p) != NULL);
		*p += **p != '\0';
		return fits;
	default: return add_parts(parts, 1, 1, c == '^' || c == '$');
	}
}

/* What the system's regcomp would take much time or memory for, or read in its own way. */
static const char *
pattern_check(const char *p)
{
	struct parts parts = { .depth = 0 };

	open_parts(&parts);
	while (*p != '\0') {
		if (p[0] == '\\' && p[1] >= '1' && p[1] <= '9')
			return "back-references are not known here";
		if (!count_part(&parts, &p))
			return "too large once repetitions are written out";
	}
	return NULL;
}

static const char *
regex_wrong(int code)
{
	switch (code) {
	case REG_EBRACK: return "a [ without its ]";
	case REG_EPAREN: return "a ( without its )";
	case REG_EBRACE:
	case REG_BADBR: return "a bad {n,m}";
	case REG_BADRPT: return "nothing to repeat before *, + or ?";
	case REG_ERANGE: return "a bad range in [ ]";
	case REG_ECTYPE: return "an unknown class in [: :]";
	case REG_EESCAPE: return "a \\ at the end";
	case REG_ESPACE: return "too large";
	default: return "not a regular expression";
	}
}

const char *
matcher_new(struct matcher **out, struct slice pattern)
{
	struct matcher *m;
	const char *wrong;
	char *text;
	int code;

	*out = NULL;
	if (pattern.len > PATTERN_LIMIT)
		return "a pattern has at most 1000 bytes";
	m = memory_new(sizeof *m);
	m->plain = read_plain(m, pattern);
	if (m->plain) {
		*out = m;
		return NULL;
	}
	text = memory_text(pattern.ptr, pattern.len);
	wrong = pattern_check(text);
	if (wrong == NULL) {
		code = regcomp(&m->regex, text, REG_EXTENDED | REG_NOSUB);
		if (code != 0)
			wrong = regex_wrong(code);
	}
	free(text);
	if (wrong != NULL)
		free(m);
	else
		*out = m;
	return wrong;
}

static bool
plain_holds(const struct matcher *m, struct slice text)
{
	size_t n = m->text.len;

	if (text.len < n)
		return false;
	if (m->begins && m->ends)
		return slice_equal(text, m->text);
	if (m->begins)
		return memcmp(text.ptr, m->text.ptr, n) == 0;
	if (m->ends)
		return memcmp(text.ptr + text.len - n, m->text.ptr, n) == 0;
	if (n == 0)
		return true;
	for (const char *p = text.ptr, *last = text.ptr + text.len - n; p <= last; p++) {
		p = memchr(p, m->text.ptr[0], (size_t)(last - p) + 1);
		if (p == NULL)
			return false;
		if (memcmp(p, m->text.ptr, n) == 0)
			return true;
	}
	return false;
}

bool
matcher_holds(const struct matcher *m, struct slice text, struct arena *scratch)
{
	if (m->plain)
		return plain_holds(m, text);
	return regexec(&m->regex, arena_text(scratch, text.ptr, text.len), 0, NULL, 0) == 0;
}

bool
matcher_scratches(const struct matcher *m)
{
	return !m->plain;
}

void
matcher_free(struct matcher *m)
{
	if (m == NULL)
		return;
	if (m->plain)
		free((char *)m->text.ptr);
	else
		regfree(&m->regex);
	free(m);
}
