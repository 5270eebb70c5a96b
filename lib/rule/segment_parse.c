/*
 * The text of a rules file to rules: lines, names, where expressions end.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "rule/segment_parts.h"

#define TEXT_MAX ((size_t)16 << 20)
#define RULES_MAX 10000

bool
segment_refuse(const struct segments *segments, size_t line, size_t column, struct fault *fault,
    int status, const char *format, ...)
{
	char sentence[800];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	fault_set(fault, status, "%s:%zu:%zu: %s", segments->file, line, column, sentence);
	return false;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct slice
segment_trim(struct slice s)
{
	while (s.len > 0 && is_blank(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 && is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

size_t
segment_step(struct slice text, size_t at)
{
	char quote = text.ptr[at];
	size_t p = at + 1;

	if (quote != '"' && quote != '\'' && quote != '`')
		return 1;
	while (p < text.len && text.ptr[p] != quote)
		p += quote != '`' && text.ptr[p] == '\\' && p + 1 < text.len ? 2 : 1;
	return (p < text.len ? p + 1 : text.len) - at;
}

/* A line on its way to a rule. */
struct line {
	struct segments *segments;
	struct slice text; /* without its end */
	size_t number;     /* from 1 */
	struct fault *fault;
};

static size_t
column_of(const struct line *line, const char *ptr)
{
	return (size_t)(ptr - line->text.ptr) + 1;
}

/* Where the part that an expression is ends: at a -> or a # that stands in no quotes. */
static size_t
expression_end(struct slice s)
{
	for (size_t p = 0; p < s.len; p += segment_step(s, p))
		if (s.ptr[p] == '#' || (s.ptr[p] == '-' && p + 1 < s.len && s.ptr[p + 1] == '>'))
			return p;
	return s.len;
}

/* Where a name behind else ends: at a -> behind its quotes, if any. */
static size_t
name_end(struct slice s)
{
	size_t p = 0;

	while (p < s.len && is_blank(s.ptr[p]))
		p++;
	if (p < s.len && s.ptr[p] == '"')
		p += segment_step(s, p);
	for (; p + 1 < s.len; p++)
		if (s.ptr[p] == '-' && s.ptr[p + 1] == '>')
			return p;
	return s.len;
}

/* A text that stands in double quotes as a whole, without them; any other as it is. */
static struct slice
unquoted(struct segments *segments, struct slice s)
{
	char *begin, *out;

	if (s.len < 2 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"' || segment_step(s, 0) != s.len)
		return arena_slice(&segments->arena, s);
	begin = out = arena_alloc(&segments->arena, s.len);
	for (size_t p = 1; p + 1 < s.len; p++) {
		if (s.ptr[p] == '\\' && p + 2 < s.len &&
		    (s.ptr[p + 1] == '"' || s.ptr[p + 1] == '\\'))
			p++;
		*out++ = s.ptr[p];
	}
	return slice_of(begin, (size_t)(out - begin));
}

/* Where the colon behind the name is, or SIZE_MAX. */
static size_t
find_colon(struct slice s)
{
	size_t p = s.ptr[0] == '"' ? segment_step(s, 0) : 0;
	const char *colon = memchr(s.ptr + p, ':', s.len - p);

	return colon != NULL ? (size_t)(colon - s.ptr) : SIZE_MAX;
}

static bool
refuse_colon(const struct line *line, struct slice s)
{
	static const char wide[] = "\xEF\xBC\x9A";
	char quoted[FAULT_QUOTE];

	for (size_t p = 0; p + 3 <= s.len; p++)
		if (memcmp(s.ptr + p, wide, 3) == 0)
			return segment_refuse(line->segments, line->number,
			    column_of(line, s.ptr + p), line->fault, EXIT_USAGE,
			    "expected a colon, found a full-width one: %s",
			    fault_quote(quoted, s.ptr, s.len));
	return segment_refuse(line->segments, line->number, column_of(line, s.ptr), line->fault,
	    EXIT_USAGE, "expected NAME: EXPR -> ACTION, found no colon: %s",
	    fault_quote(quoted, s.ptr, s.len));
}

static bool
set_name(const struct line *line, struct segment_rule *rule, struct slice name, const char *at)
{
	rule->name = unquoted(line->segments, name);
	if (rule->name.len > 0)
		return true;
	return segment_refuse(line->segments, line->number, column_of(line, at), line->fault,
	    EXIT_USAGE,
	    rule->is_else ? "expected the segment's name behind else:"
			  : "expected a name before the colon");
}

/* What stands behind the expression: nothing, a comment, or -> and an action. */
static bool
set_action(const struct line *line, struct segment_rule *rule, struct slice rest)
{
	struct slice action;

	if (rest.len == 0 || rest.ptr[0] == '#')
		return true;
	action = segment_trim(slice_of(rest.ptr + 2, rest.len - 2));
	rule->action = unquoted(line->segments, action);
	if (rule->action.len > 0)
		return true;
	return segment_refuse(line->segments, line->number, column_of(line, rest.ptr), line->fault,
	    EXIT_USAGE, "expected an action behind ->");
}

/* else: NAME; but "else: true" is a segment of that name. */
static bool
is_else_line(struct slice name, struct slice body)
{
	return slice_equal(name, SLICE("else")) &&
	    !slice_equal(segment_trim(slice_of(body.ptr, expression_end(body))), SLICE("true"));
}

static bool
parse_rule(const struct line *line, struct slice s, struct segment_rule *rule)
{
	size_t colon = find_colon(s), end;
	struct slice name, body, text;

	if (colon == SIZE_MAX)
		return refuse_colon(line, s);
	name = segment_trim(slice_of(s.ptr, colon));
	body = slice_of(s.ptr + colon + 1, s.len - colon - 1);
	rule->is_else = is_else_line(name, body);
	end = rule->is_else ? name_end(body) : expression_end(body);
	text = segment_trim(slice_of(body.ptr, end));
	rule->line = line->number;
	rule->begin = column_of(line, s.ptr);
	rule->column = column_of(line, text.ptr);
	if (!set_name(line, rule, rule->is_else ? text : name, rule->is_else ? text.ptr : s.ptr) ||
	    !set_action(line, rule, slice_of(body.ptr + end, body.len - end)))
		return false;
	if (rule->is_else)
		return true;
	if (text.len == 0)
		return segment_refuse(line->segments, line->number, column_of(line, body.ptr),
		    line->fault, EXIT_USAGE, "expected an expression behind the colon");
	rule->is_else = slice_equal(text, SLICE("else"));
	rule->text = rule->is_else ? slice_of("", 0) : arena_slice(&line->segments->arena, text);
	return true;
}

static bool
check_bytes(const struct line *line)
{
	struct slice s = line->text;
	size_t n;

	for (size_t p = 0; p < s.len; p += n) {
		n = s.ptr[p] != '\0' ? utf8_length(s.ptr + p, s.len - p) : 0;
		if (n == 0)
			return segment_refuse(line->segments, line->number, p + 1, line->fault,
			    EXIT_USAGE, "expected text in UTF-8");
	}
	return true;
}

static bool
parse_line(const struct line *line)
{
	struct segments *segments = line->segments;
	struct slice s = segment_trim(line->text);
	struct segment_rule rule = { .line = 0 };

	if (!check_bytes(line))
		return false;
	if (s.len == 0 || s.ptr[0] == '#')
		return true;
	if (!parse_rule(line, s, &rule))
		return false;
	if (segments->n == RULES_MAX)
		return segment_refuse(segments, line->number, 1, line->fault, EXIT_USAGE,
		    "more than %d rules", RULES_MAX);
	segments->rule =
	    memory_grow(segments->rule, &segments->capacity, segments->n + 1, sizeof rule);
	segments->rule[segments->n++] = rule;
	return true;
}

bool
segments_parse(struct segments *segments, struct slice text, struct fault *fault)
{
	struct line line = { .segments = segments, .fault = fault };
	size_t at = text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	while (at < text.len) {
		const char *begin = text.ptr + at, *newline = memchr(begin, '\n', text.len - at);
		size_t len = newline != NULL ? (size_t)(newline - begin) : text.len - at;

		line.number++;
		line.text = slice_of(begin, len > 0 && begin[len - 1] == '\r' ? len - 1 : len);
		if (!parse_line(&line))
			return false;
		at += len + 1;
	}
	if (segments->n > 0)
		return true;
	fault_set(fault, EXIT_USAGE, "%s: no rules, expected lines NAME: EXPR -> ACTION",
	    segments->file);
	return false;
}

static bool
read_whole(int descriptor, struct buffer *out)
{
	ssize_t got;

	do {
		got = read(descriptor, buffer_reserve(out, 65536), 65536);
		if (got > 0)
			out->len += (size_t)got;
	} while ((got > 0 && out->len <= TEXT_MAX) || (got < 0 && errno == EINTR));
	return got >= 0;
}

bool
segments_read(struct segments *segments, struct fault *fault)
{
	int descriptor = open(segments->file, O_RDONLY | O_CLOEXEC);
	struct buffer text = { 0 };

	if (descriptor < 0) {
		fault_system(fault, "%s: cannot open", segments->file);
		return false;
	}
	if (!read_whole(descriptor, &text))
		fault_system(fault, "%s: cannot read", segments->file);
	else if (text.len > TEXT_MAX)
		fault_set(fault, EXIT_USAGE, "%s: longer than 16 MiB", segments->file);
	else
		segments_parse(segments, slice_of(text.ptr, text.len), fault);
	close(descriptor);
	buffer_release(&text);
	return !fault_is_set(fault);
}
