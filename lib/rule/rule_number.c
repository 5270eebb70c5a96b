/*
 * --number COL: numbers as people write them to plain ones: 1,299.00 with a currency, 12%,
 * full-width digits.
 *
 * Taken: a sign before or behind, or brackets for negative (accounts); a currency sign or code
 * before or behind; thousands apart by a comma (a point with --decimal ,), blanks or apostrophes,
 * in groups that are
 * right: first 1 to 3 digits, then 2 (lakhs) or 3, the last one 3; per cent and per mille, as
 * shares: 12% is
 * 0.12.
 */
#include "base/memory.h"
#include "rule/rule_list.h"

struct numeral {
	char decimal;
};

/*
 * A numeral, folded to ASCII: digits, a decimal sign, signs between groups, - + ( ), % or & (per
 * mille).
 */
struct folded {
	char text[96];
	size_t n;
};

struct sign {
	const char *from;
	char to; /* '\0': nothing, it is left out */
};

static const struct sign signs[] = {
	{ "\xE2\x88\x92", '-' }, /* minus sign */
	{ "\xE2\x80\x93", '-' }, /* en dash */
	/* full-width hyphen, plus, comma, stop, per cent, brackets */
	{ "\xEF\xBC\x8D", '-' }, { "\xEF\xBC\x8B", '+' }, { "\xEF\xBC\x8C", ',' },
	{ "\xEF\xBC\x8E", '.' }, { "\xEF\xBC\x85", '%' }, { "\xEF\xBC\x88", '(' },
	{ "\xEF\xBC\x89", ')' }, { "\xE2\x80\xB0", '&' }, /* per mille */
	/* blanks: no-break, narrow no-break, thin, figure, ideographic */
	{ "\xC2\xA0", ' ' }, { "\xE2\x80\xAF", ' ' }, { "\xE2\x80\x89", ' ' },
	{ "\xE2\x80\x87", ' ' }, { "\xE3\x80\x80", ' ' }, { "\xE2\x80\x99", '\'' }, /* apostrophe */
};

/* Left out where they stand at an end. Longer ones before their beginnings. */
static const char *const currencies[] = { "US$", "HK$", "NT$", "CA$", "AU$", "R$", "S$", "$",
	"\xE2\x82\xAC", "\xC2\xA3", "\xC2\xA5", "\xEF\xBF\xA5", "\xEF\xBC\x84", "\xE2\x82\xB9",
	"\xE2\x82\xBD", "\xE2\x82\xA9", "\xE2\x82\xBA", "\xE2\x82\xAB", "\xE2\x82\xAA",
	"\xE2\x82\xB4", "\xE2\x82\xA6", "\xE0\xB8\xBF", "\xE2\x82\xB1", "\xC2\xA2", "\xE5\x85\x83",
	"\xE5\x86\x86", "\xEC\x9B\x90", "CNY", "RMB", "USD", "EUR", "GBP", "JPY", "CHF", "HKD",
	"TWD", "KRW", "INR", "RUB", "BRL", "CAD", "AUD", "NZD", "SGD", "SEK", "NOK", "DKK", "PLN",
	"CZK", "TRY", "MXN", "ZAR", "THB", "IDR", "VND", "PHP", "MYR", "AED", "ILS", "z\xC5\x82",
	"kr.", "kr", "Kr", "Fr.", "Rs.", "Rs" };

static bool
starts(struct slice s, const char *with)
{
	size_t n = strlen(with);

	return n <= s.len && memcmp(s.ptr, with, n) == 0;
}

static bool
ends(struct slice s, const char *with)
{
	size_t n = strlen(with);

	return n <= s.len && memcmp(s.ptr + s.len - n, with, n) == 0;
}

static char
fold_one(struct slice s, size_t *bytes)
{
	const unsigned char *p = (const unsigned char *)s.ptr;

	*bytes = 1;
	if (p[0] < 0x80)
		return s.ptr[0];
	*bytes = 3;
	if (s.len >= 3 && p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x90 && p[2] <= 0x99)
		return (char)('0' + (p[2] - 0x90)); /* full-width digit */
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		if (starts(s, signs[i].from)) {
			*bytes = strlen(signs[i].from);
			return signs[i].to;
		}
	}
	return '\0';
}

/* One currency at either end, blanks around it. */
static struct slice
without_currency(struct slice s, bool *found)
{
	for (size_t i = 0; i < sizeof currencies / sizeof *currencies && !*found; i++) {
		size_t n = strlen(currencies[i]);

		if (starts(s, currencies[i])) {
			s = slice_of(s.ptr + n, s.len - n);
			*found = true;
		} else if (ends(s, currencies[i])) {
			s.len -= n;
			*found = true;
		}
	}
	return s;
}

static struct slice
without_blanks(struct slice s)
{
	size_t bytes;

	while (s.len > 0 && (s.ptr[0] == '\t' || fold_one(s, &bytes) == ' ')) {
		bytes = s.ptr[0] == '\t' || s.ptr[0] == ' ' ? 1 : bytes;
		s = slice_of(s.ptr + bytes, s.len - bytes);
	}
	for (;;) {
		bool blank = false;

		for (size_t n = 1; n <= 3 && n <= s.len && !blank; n++) {
			struct slice last = slice_of(s.ptr + s.len - n, n);

			if ((n == 1 && (*last.ptr == ' ' || *last.ptr == '\t')) ||
			    (n > 1 && fold_one(last, &bytes) == ' ' && bytes == n)) {
				s.len -= n;
				blank = true;
			}
		}
		if (!blank)
			return s;
	}
}

static bool
fold(struct slice s, struct folded *out)
{
	out->n = 0;
	while (s.len > 0) {
		size_t bytes;
		char c = fold_one(s, &bytes);

		if (c == '\0' || out->n == sizeof out->text)
			return false;
		out->text[out->n++] = c;
		s = slice_of(s.ptr + bytes, s.len - bytes);
	}
	return true;
}

/* What stands around the digits: sign, brackets, per cent. Takes it away at both ends. */
struct around {
	bool negative, signed_once;
	int exponent; /* -2: per cent */
};

static bool
strip_ends(struct slice *s, struct around *a, bool *currency)
{
	for (;;) {
		size_t before = s->len;
		char first, last;

		*s = without_blanks(*s);
		*s = without_currency(*s, currency);
		*s = without_blanks(*s);
		if (s->len == 0)
			return false;
		first = s->ptr[0];
		last = s->ptr[s->len - 1];
		if (!a->signed_once && (first == '-' || first == '+')) {
			a->signed_once = true;
			a->negative = first == '-';
			*s = slice_of(s->ptr + 1, s->len - 1);
		} else if (!a->signed_once && (last == '-' || last == '+')) {
			a->signed_once = true;
			a->negative = last == '-';
			s->len--;
		} else if (!a->signed_once && first == '(' && last == ')') {
			a->signed_once = a->negative = true;
			*s = slice_of(s->ptr + 1, s->len - 2);
		} else if (a->exponent == 0 && (last == '%' || last == '&')) {
			a->exponent = last == '%' ? -2 : -3;
			s->len--;
		}
		if (s->len == before)
			return true;
	}
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits in groups to plain digits at out; 0: the groups are not right. */
static size_t
plain_digits(struct slice s, char *out)
{
	size_t n = 0, group = 0, groups = 0;
	char separator = '\0';

	for (size_t i = 0; i < s.len; i++) {
		if (is_digit(s.ptr[i])) {
			out[n++] = s.ptr[i];
			group++;
			continue;
		}
		if ((s.ptr[i] != ',' && s.ptr[i] != ' ' && s.ptr[i] != '\'') ||
		    (separator != '\0' && s.ptr[i] != separator) || group == 0 || group > 3 ||
		    (groups > 0 && group == 1))
			return 0;
		separator = s.ptr[i];
		groups++;
		group = 0;
	}
	return groups > 0 && group != 3 ? 0 : n;
}

/* The number in the form that JSON takes, at out (at least 100 bytes); 0: it is none. */
static size_t
plain_number(struct folded *f, struct around a, char decimal, char *out)
{
	char digits[sizeof f->text], *p = out;
	size_t point = 0, n, first = 0;

	for (size_t i = 0; i < f->n; i++)
		if (decimal == ',' && (f->text[i] == ',' || f->text[i] == '.'))
			f->text[i] = f->text[i] == ',' ? '.' : ',';
	while (point < f->n && f->text[point] != '.')
		point++;
	n = plain_digits(slice_of(f->text, point), digits);
	if ((n == 0 && point > 0) || (n == 0 && point + 1 >= f->n))
		return 0;
	for (size_t i = point + 1; i < f->n; i++)
		if (!is_digit(f->text[i]))
			return 0;
	while (first + 1 < n && digits[first] == '0')
		first++;
	if (a.negative)
		*p++ = '-';
	if (n == 0)
		*p++ = '0';
	memcpy(p, digits + first, n - first);
	p += n - first;
	if (point + 1 < f->n) {
		memcpy(p, f->text + point, f->n - point);
		p += f->n - point;
	}
	return (size_t)(p - out);
}

/* A share has its point moved by way of the number: 12% is 12e-2. */
static size_t
moved(char *out, size_t n, int exponent)
{
	double x;

	if (exponent == 0)
		return n;
	out[n++] = 'e';
	out[n++] = '-';
	out[n++] = (char)('0' - exponent);
	return number_read(out, n, &x) ? number_write(out, x) : 0;
}

static size_t
read_numeral(struct slice s, char decimal, char *out)
{
	struct around around = { 0 };
	struct folded folded;
	bool currency = false;

	if (!strip_ends(&s, &around, &currency) || !fold(s, &folded))
		return 0;
	/* folding may have made signs of what stood inside */
	s = slice_of(folded.text, folded.n);
	if (!strip_ends(&s, &around, &currency))
		return 0;
	memmove(folded.text, s.ptr, s.len);
	folded.n = s.len;
	return moved(out, plain_number(&folded, around, decimal, out), around.exponent);
}

static const char *
numeral_read(struct rule *rule, struct fault *fault)
{
	(void)fault;
	rule->state = memory_new(sizeof(struct numeral));
	return rule->value != NULL ? "expected a column alone" : NULL;
}

static const char *
numeral_check(struct rule *rule, const struct rule_settings *settings, struct fault *fault)
{
	(void)fault;
	((struct numeral *)rule->state)->decimal = settings->decimal;
	return NULL;
}

static bool
numeral_bind(struct rule *rule, struct rules *rules)
{
	return names_change(rules, rule, rule->column, COLUMN_REQUIRED, &rule->slot);
}

static enum outcome
numeral_apply(const struct rule *rule, struct record *r)
{
	const struct numeral *numeral = rule->state;
	struct slice text;
	enum kind kind;
	bool plain, stays;
	char *out;
	double x;
	size_t n;

	if (!record_value(r, &rule->slot, &text, &kind) || kind == KIND_NUMBER)
		return OUTCOME_KEEP;
	plain = kind == KIND_TEXT && number_read(text.ptr, text.len, &x);
	stays = plain && !record_is_json(r);
	if (stays && numeral->decimal == '.')
		return OUTCOME_KEEP;
	out = record_bytes(r, 128);
	n = kind == KIND_TEXT ? read_numeral(text, numeral->decimal, out) : 0;
	if (n == 0 && stays)
		return OUTCOME_KEEP;
	if (n == 0 && plain)
		n = number_write(out, x);
	if (n == 0)
		return record_bad(r, &rule->slot, BAD_NUMBER,
		    numeral->decimal == '.' ? "a number (where commas are decimal: --decimal ,)"
					    : "a number");
	record_set(r, &rule->slot, cell_literal(slice_of(out, n)));
	r->count->changed++;
	return OUTCOME_KEEP;
}

const struct rule_kind rule_number = { .name = "number",
	.single = true,
	.read = numeral_read,
	.check = numeral_check,
	.bind = numeral_bind,
	.apply = numeral_apply };
