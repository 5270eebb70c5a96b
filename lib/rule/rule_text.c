/*
 * --trim COL, --lower COL, --upper COL
 */
#include "expr/letters.h"
#include "rule/rule_list.h"

static const char *
text_read(struct rule *rule, struct fault *fault)
{
	(void)fault;
	return rule->value != NULL ? "expected a column alone" : NULL;
}

static bool
text_bind(struct rule *rule, struct rules *rules)
{
	return names_change(rules, rule, rule->column, COLUMN_REQUIRED, &rule->slot);
}

/*
 * Bytes of the blank at p: ASCII ones, no-break space, ideographic space, byte order mark; 0: none.
 */
static size_t
blank_bytes(const char *p, size_t n)
{
	if (n >= 1 && (*p == ' ' || (*p >= '\t' && *p <= '\r')))
		return 1;
	if (n >= 2 && memcmp(p, "\xC2\xA0", 2) == 0)
		return 2;
	if (n >= 3 && (memcmp(p, "\xE3\x80\x80", 3) == 0 || memcmp(p, "\xEF\xBB\xBF", 3) == 0))
		return 3;
	return 0;
}

static struct slice
trim(struct slice s)
{
	size_t n;

	while ((n = blank_bytes(s.ptr, s.len)) > 0)
		s = slice_of(s.ptr + n, s.len - n);
	for (n = 1; n <= 3 && n <= s.len; n++) {
		if (blank_bytes(s.ptr + s.len - n, n) == n) {
			s.len -= n;
			n = 0;
		}
	}
	return s;
}

static enum outcome
change_text(const struct rule *rule, struct record *r, struct slice old, struct slice now)
{
	if (slice_equal(old, now))
		return OUTCOME_KEEP;
	record_set(r, &rule->slot, cell_text(now));
	r->count->changed++;
	return OUTCOME_KEEP;
}

static enum outcome
trim_apply(const struct rule *rule, struct record *r)
{
	struct slice text;
	enum kind kind;

	if (!record_value(r, &rule->slot, &text, &kind) || kind != KIND_TEXT)
		return OUTCOME_KEEP;
	return change_text(rule, r, text, trim(text));
}

static enum outcome
lower_apply(const struct rule *rule, struct record *r)
{
	struct slice text;
	enum kind kind;

	if (!record_value(r, &rule->slot, &text, &kind) || kind != KIND_TEXT)
		return OUTCOME_KEEP;
	return change_text(rule, r, text, letters_lower(text, record_bytes(r, text.len)));
}

static enum outcome
upper_apply(const struct rule *rule, struct record *r)
{
	struct slice text;
	enum kind kind;

	if (!record_value(r, &rule->slot, &text, &kind) || kind != KIND_TEXT)
		return OUTCOME_KEEP;
	return change_text(rule, r, text, letters_upper(text, record_bytes(r, text.len)));
}

const struct rule_kind rule_trim = { .name = "trim",
	.single = true,
	.read = text_read,
	.bind = text_bind,
	.apply = trim_apply };
const struct rule_kind rule_lower = { .name = "lower",
	.single = true,
	.read = text_read,
	.bind = text_bind,
	.apply = lower_apply };
const struct rule_kind rule_upper = { .name = "upper",
	.single = true,
	.read = text_read,
	.bind = text_bind,
	.apply = upper_apply };
