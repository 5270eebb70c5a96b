#include "analysis/abtest/metric.h"

#include <stdlib.h>

#include "base/number.h"

/* What is in no name of a column that may stand without backticks. */
#define OPERATORS "()<>=&|+*/\"'!~,`"

static bool
begins(struct slice text, const char *word)
{
	size_t n = strlen(word);

	return text.len > n && memcmp(text.ptr, word, n) == 0;
}

static struct slice
trim(struct slice s)
{
	while (s.len > 0 && s.ptr[0] == ' ')
		s = slice_of(s.ptr + 1, s.len - 1);
	while (s.len > 0 && s.ptr[s.len - 1] == ' ')
		s.len--;
	return s;
}

/* Where the bracket that opens at ends; text.len: nowhere. Quotes hide brackets. */
static size_t
closing(struct slice text, size_t at)
{
	char quote = '\0';
	int depth = 0;

	for (size_t i = at; i < text.len; i++) {
		char c = text.ptr[i];

		if (quote != '\0') {
			i += c == '\\' && quote != '`';
			quote = c == quote ? '\0' : quote;
		} else if (c == '"' || c == '\'' || c == '`') {
			quote = c;
		} else if (c == '(') {
			depth++;
		} else if (c == ')' && --depth == 0) {
			return i;
		}
	}
	return text.len;
}

static bool
has_operator(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr(OPERATORS, text.ptr[i]) != NULL ||
		    (text.ptr[i] == '-' && i > 0 && text.ptr[i - 1] == ' '))
			return true;
	return false;
}

/* The last comma outside brackets and quotes; text.len: there is none. */
static size_t
last_comma(struct slice text)
{
	size_t found = text.len;
	char quote = '\0';
	int depth = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (quote != '\0') {
			i += c == '\\' && quote != '`';
			quote = c == quote ? '\0' : quote;
		} else if (c == '"' || c == '\'' || c == '`') {
			quote = c;
		} else if (c == '(' || c == ')') {
			depth += c == '(' ? 1 : -1;
		} else if (c == ',' && depth == 0) {
			found = i;
		}
	}
	return found;
}

static struct abtest_term
term_of(struct slice inner, bool counts, struct arena *arena)
{
	struct abtest_term t = { .counts = counts };
	char *text;

	inner = trim(inner);
	t.expression = counts || has_operator(inner);
	if (counts || !t.expression) {
		t.text = arena_text(arena, inner.ptr, inner.len);
		return t;
	}
	/* in brackets no name of an event is meant */
	text = arena_alloc(arena, inner.len + sizeof "()");
	text[0] = '(';
	memcpy(text + 1, inner.ptr, inner.len);
	memcpy(text + 1 + inner.len, ")", sizeof ")");
	t.text = text;
	return t;
}

/* sum(...) or count(...) at the beginning of text; what is behind it; false: neither. */
static bool
take_term(struct abtest_metric *m, struct slice text, struct slice *rest, struct arena *arena)
{
	bool counts = begins(text, "count(");
	size_t open = counts ? 5 : 3, end, comma;
	struct slice inner, when;

	if (!counts && !begins(text, "sum("))
		return false;
	end = closing(text, open);
	if (end == text.len || trim(slice_of(text.ptr + open + 1, end - open - 1)).len == 0)
		return false;
	inner = slice_of(text.ptr + open + 1, end - open - 1);
	comma = counts ? inner.len : last_comma(inner);
	when = trim(slice_of(inner.ptr + comma, inner.len - comma));
	if (when.len > 0) {
		when = trim(slice_of(when.ptr + 1, when.len - 1));
		if (when.len == 0 || trim(slice_of(inner.ptr, comma)).len == 0)
			return false;
	}
	m->term[m->nterm] = term_of(slice_of(inner.ptr, comma), counts, arena);
	if (when.len > 0)
		m->term[m->nterm].when = arena_text(arena, when.ptr, when.len);
	m->nterm++;
	*rest = trim(slice_of(text.ptr + end + 1, text.len - end - 1));
	return true;
}

static const char *
read_quantile(struct abtest_metric *m, struct slice text, struct arena *arena)
{
	struct slice inner = slice_of(text.ptr + 9, text.len - 10);
	size_t comma = inner.len;

	while (comma > 0 && inner.ptr[comma - 1] != ',')
		comma--;
	if (comma < 2)
		return "metric: expected quantile(COLUMN,Q) with Q between 0 and 1";
	struct slice q = trim(slice_of(inner.ptr + comma, inner.len - comma));

	if (!number_read(q.ptr, q.len, &m->quantile) || !(m->quantile > 0 && m->quantile < 1))
		return "metric: expected quantile(COLUMN,Q) with Q between 0 and 1";
	m->kind = ABTEST_QUANTILE;
	m->term[m->nterm++] = term_of(slice_of(inner.ptr, comma - 1), false, arena);
	return NULL;
}

/* The text behind NAME=. */
static const char *
read_formula(struct abtest_metric *m, struct slice text, struct arena *arena)
{
	struct slice rest;

	if (begins(text, "quantile(") && closing(text, 8) == text.len - 1)
		return read_quantile(m, text, arena);
	if (take_term(m, text, &rest, arena)) {
		if (rest.len == 0) {
			m->kind = m->term[0].counts ? ABTEST_COUNT : ABTEST_SUM;
			return NULL;
		}
		if (rest.ptr[0] == '/' &&
		    take_term(m, trim(slice_of(rest.ptr + 1, rest.len - 1)), &rest, arena) &&
		    rest.len == 0) {
			m->kind = ABTEST_RATIO;
			return NULL;
		}
		m->nterm = 0;
	}
	m->kind = ABTEST_SHARE;
	m->term[m->nterm++] = term_of(text, true, arena);
	return NULL;
}

/* The place of NAME's =, which is none of ==, <= and so on. */
static const char *
equals(const char *text)
{
	size_t n = strcspn(text, "=<>!~\"'(`");

	return text[n] == '=' && text[n + 1] != '=' && n > 0 ? text + n : NULL;
}

const char *
abtest_metric_read(struct abtest_metric *m, const char *text, struct arena *arena,
    struct fault *fault)
{
	const char *equal = equals(text);
	struct slice formula;
	char quoted[FAULT_QUOTE];

	*m = (struct abtest_metric){ 0 };
	if (equal == NULL) {
		m->bare = true;
		m->name = trim(slice_text(text));
		if (m->name.len == 0 || has_operator(m->name))
			return fault_usage(fault,
			    "metric: expected a name or NAME=EXPR, found %.150s",
			    fault_quote(quoted, text, strlen(text)));
		m->term[m->nterm++] = term_of(m->name, true, arena);
		return NULL;
	}
	m->name = trim(slice_of(text, (size_t)(equal - text)));
	formula = trim(slice_text(equal + 1));
	if (m->name.len == 0 || formula.len == 0 || formula.ptr[0] == '=')
		return fault_usage(fault, "metric: expected a name or NAME=EXPR, found %.150s",
		    fault_quote(quoted, text, strlen(text)));
	return read_formula(m, formula, arena);
}

const char *
abtest_guard_read(struct abtest_metric *metric, size_t n, const char *text, struct fault *fault)
{
	const char *sign = strpbrk(text, "<>");
	struct abtest_guard guard = { .is_set = true };
	char quoted[FAULT_QUOTE];
	size_t len;

	fault_quote(quoted, text, strlen(text));
	if (sign == NULL || sign == text || sign[1] != '=')
		return fault_usage(fault,
		    "guardrail: expected NAME>=-2%% or NAME<=0.01, found %.150s", quoted);
	len = strlen(sign + 2);
	guard.most = *sign == '<';
	guard.relative = len > 0 && sign[len + 1] == '%';
	if (!number_read(sign + 2, len - guard.relative, &guard.margin))
		return fault_usage(fault,
		    "guardrail: expected NAME>=-2%% or NAME<=0.01, found %.150s", quoted);
	guard.margin /= guard.relative ? 100 : 1;
	for (size_t k = 0; k < n; k++)
		if (slice_equal(metric[k].name, trim(slice_of(text, (size_t)(sign - text))))) {
			metric[k].guard = guard;
			return NULL;
		}
	return fault_usage(fault, "guardrail: no metric is called so: %.150s", quoted);
}
