#include "expr/match.h"

#include <regex.h>
#include <stdlib.h>

#include "base/memory.h"

#define PATTERN_LIMIT 1000u
#define PARTS_LIMIT 4000u		/* of what repetitions make of a pattern */
#define BRACKET_LIMIT 100u

struct matcher {
	bool plain;		/* literal text, perhaps anchored */
	bool begins, ends;	/* ^ and $ */
	struct slice text;	/* plain: a copy */
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
 * How many parts regcomp makes of a pattern: it writes repetitions out, one inside the other multiplies. size[k]:
 * the parts so far at k open brackets; last: those of what a repetition would repeat.
 */
struct parts {
	unsigned long size[BRACKET_LIMIT + 1], last;
	unsigned depth;
};

static bool
add_parts(struct parts *parts, unsigned long n)
{
	parts->size[parts->depth] += n;
	parts->last = n;
	return parts->size[parts->depth] <= PARTS_LIMIT;
}

static bool
repeat_parts(struct parts *parts, unsigned long times)
{
	if (times > PARTS_LIMIT)
		return false;
	parts->size[parts->depth] += parts->last * (times - 1);
	parts->last *= times;
	return parts->size[parts->depth] <= PARTS_LIMIT;
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

/* What stands at p, taken; false: too much. */
static bool
count_part(struct parts *parts, const char **p)
{
	char c = *(*p)++;

	switch (c) {
	case '(':
		if (parts->depth == BRACKET_LIMIT)
			return false;
		parts->size[++parts->depth] = 0;
		return true;
	case ')':
		if (parts->depth == 0)
			return add_parts(parts, 1);
		parts->depth--;
		return add_parts(parts, parts->size[parts->depth + 1] + 1);
	case '*':
	case '?':
		return repeat_parts(parts, 1);
	case '+':
		return repeat_parts(parts, 2);
	case '{':
		return repeat_parts(parts, read_times(p));
	case '[':
		*p = skip_bracket(*p);
		return add_parts(parts, 1);
	case '\\':
		*p += **p != '\0';
		return add_parts(parts, 1);
	default:
		return add_parts(parts, 1);
	}
}

/* What the system's regcomp would take much time or memory for, or read in its own way. */
static const char *
pattern_check(const char *p)
{
	struct parts parts = { .depth = 0 };

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
	case REG_EBRACK:
		return "a [ without its ]";
	case REG_EPAREN:
		return "a ( without its )";
	case REG_EBRACE:
	case REG_BADBR:
		return "a bad {n,m}";
	case REG_BADRPT:
		return "nothing to repeat before *, + or ?";
	case REG_ERANGE:
		return "a bad range in [ ]";
	case REG_ECTYPE:
		return "an unknown class in [: :]";
	case REG_EESCAPE:
		return "a \\ at the end";
	case REG_ESPACE:
		return "too large";
	default:
		return "not a regular expression";
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
