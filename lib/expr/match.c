#include "expr/match.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "base/memory.h"

#define PATTERN_LIMIT 1000u
#define STACK_LEAST (32u << 10)
#define STACK_MOST (4u << 20) /* of the compiled code, for what stands in each other */

struct matcher {
	bool begins, ends; /* ^ and $ of a plain text */
	struct slice text; /* plain: a copy */
	pcre2_code *code;  /* NULL: plain */
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

/*
 * What other tools read in another way, so that nobody is surprised: NULL, or a sentence. {,n}
 * means {0,n} to grep and is a plain text to PCRE2 before 10.43.
 */
static const char *
misread(struct slice pattern)
{
	for (size_t i = 0; i + 1 < pattern.len; i++) {
		char c = pattern.ptr[i], next = pattern.ptr[i + 1];

		if (c == '\\' && (next == '<' || next == '>'))
			return "\\< and \\> are not known: the edge of a word is \\b";
		if (c == '{' && next == ',')
			return "{,n} is read in two ways: write {0,n}";
		i += c == '\\';
	}
	return NULL;
}

static const char *
wrong_pattern(int code)
{
	switch (code) {
	case PCRE2_ERROR_MISSING_SQUARE_BRACKET: return "a [ without its ]";
	case PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS: return "a ( without its )";
	case PCRE2_ERROR_UNMATCHED_CLOSING_PARENTHESIS: return "a ) without its (";
	case PCRE2_ERROR_QUANTIFIER_OUT_OF_ORDER:
	case PCRE2_ERROR_QUANTIFIER_TOO_BIG: return "a bad {n,m}";
	case PCRE2_ERROR_QUANTIFIER_INVALID: return "nothing to repeat before *, + or ?";
	case PCRE2_ERROR_CLASS_RANGE_ORDER:
	case PCRE2_ERROR_CLASS_INVALID_RANGE: return "a bad range in [ ]";
	case PCRE2_ERROR_UNKNOWN_POSIX_CLASS: return "an unknown class in [: :]";
	case PCRE2_ERROR_BAD_SUBPATTERN_REFERENCE: return "back-references are not known here";
	case PCRE2_ERROR_END_BACKSLASH: return "a \\ at the end";
	case PCRE2_ERROR_PATTERN_TOO_LARGE: return "too large once repetitions are written out";
	case PCRE2_ERROR_PARENTHESES_NEST_TOO_DEEP: return "too many brackets in each other";
	default: return NULL;
	}
}

static bool
refuse(struct fault *fault, const char *sentence)
{
	fault_set(fault, EXIT_USAGE, "%s", sentence);
	return false;
}

static bool
compile(struct matcher *m, struct slice pattern, struct fault *fault)
{
	uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_DOTALL |
	    PCRE2_DOLLAR_ENDONLY | PCRE2_NO_AUTO_CAPTURE | PCRE2_NEVER_BACKSLASH_C;
	unsigned char text[200];
	PCRE2_SIZE at;
	int code;

	m->code = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, options, &code, &at, NULL);
	if (m->code != NULL) {
		/* where it can't be compiled to machine code it is interpreted */
		pcre2_jit_compile(m->code, PCRE2_JIT_COMPLETE);
		return true;
	}
	if (wrong_pattern(code) != NULL)
		return refuse(fault, wrong_pattern(code));
	pcre2_get_error_message(code, text, sizeof text);
	return refuse(fault, (const char *)text);
}

bool
matcher_new(struct matcher **out, struct slice pattern, struct fault *fault)
{
	struct matcher *m;

	*out = NULL;
	if (pattern.len > PATTERN_LIMIT)
		return refuse(fault, "a pattern has at most 1000 bytes");
	if (misread(pattern) != NULL)
		return refuse(fault, misread(pattern));
	m = memory_new(sizeof *m);
	if (!read_plain(m, pattern) && !compile(m, pattern, fault)) {
		free(m);
		return false;
	}
	*out = m;
	return true;
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

static bool
fill_room(struct match_room *room)
{
	room->data = pcre2_match_data_create(1, NULL);
	room->context = pcre2_match_context_create(NULL);
	room->stack = pcre2_jit_stack_create(STACK_LEAST, STACK_MOST, NULL);
	if (room->data == NULL || room->context == NULL || room->stack == NULL)
		return false;
	pcre2_jit_stack_assign(room->context, NULL, room->stack);
	return true;
}

enum match
matcher_find(const struct matcher *m, struct slice text, struct match_room *room)
{
	uint64_t steps = MATCH_STEPS_LEAST + (uint64_t)MATCH_STEPS * text.len;
	PCRE2_SPTR ptr = (PCRE2_SPTR)(text.len > 0 ? text.ptr : "");
	int code;

	if (m->code == NULL)
		return plain_holds(m, text) ? MATCH_FOUND : MATCH_NONE;
	if (room->data == NULL && !fill_room(room))
		memory_exhausted();
	pcre2_set_match_limit(room->context, steps < UINT32_MAX ? (uint32_t)steps : UINT32_MAX);
	code = pcre2_match(m->code, ptr, text.len, 0, 0, room->data, room->context);
	if (code == PCRE2_ERROR_JIT_STACKLIMIT)
		code =
		    pcre2_match(m->code, ptr, text.len, 0, PCRE2_NO_JIT, room->data, room->context);
	return code >= 0 ? MATCH_FOUND : code == PCRE2_ERROR_NOMATCH ? MATCH_NONE : MATCH_GAVE_UP;
}

void
match_room_release(struct match_room *room)
{
	pcre2_match_data_free(room->data);
	pcre2_match_context_free(room->context);
	pcre2_jit_stack_free(room->stack);
	*room = (struct match_room){ 0 };
}

void
matcher_free(struct matcher *m)
{
	if (m == NULL)
		return;
	free((char *)m->text.ptr);
	pcre2_code_free(m->code);
	free(m);
}
