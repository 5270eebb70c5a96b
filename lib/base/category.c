#include "base/category.h"

#include <stdint.h>

static bool
is_word(struct slice value, const char *word)
{
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (word[i] == '\0' || (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != word[i])
			return false;
	}
	return word[value.len] == '\0';
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct slice
without_blanks(struct slice value)
{
	while (value.len > 0 && is_blank(value.ptr[value.len - 1]))
		value.len--;
	while (value.len > 0 && is_blank(*value.ptr))
		value = slice_of(value.ptr + 1, value.len - 1);
	return value;
}

struct slice
category_name(struct slice value, char *out)
{
	double x;

	value = without_blanks(value);
	char first = value.len > 0 ? value.ptr[0] : 'x';

	if ((first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.') {
		if (number_read(value.ptr, value.len, &x))
			return slice_of(out, number_write(out, x));
	} else if ((first | 0x20) == 't' || (first | 0x20) == 'f') {
		int truth = category_truth(value);

		return truth < 0 ? value : truth ? SLICE("true") : SLICE("false");
	}
	return value;
}

int
category_truth(struct slice value)
{
	return is_word(value, "true") ? 1 : is_word(value, "false") ? 0 : -1;
}

int
category_flag(struct slice value)
{
	double x;

	if (value.len == 1 && (value.ptr[0] == '0' || value.ptr[0] == '1'))
		return value.ptr[0] - '0';
	if (number_read(value.ptr, value.len, &x))
		return x == 0 ? 0 : x == 1 ? 1 : -1;
	if (is_word(value, "yes"))
		return 1;
	return is_word(value, "no") ? 0 : category_truth(value);
}
