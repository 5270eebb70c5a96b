#include "base/category.h"

#include <stdint.h>

struct slice
category_name(struct slice value, char *out)
{
	char first = value.len > 0 ? value.ptr[0] : 'x';
	double x;

	if ((first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.')
		if (number_read(value.ptr, value.len, &x))
			return slice_of(out, number_write(out, x));
	return value;
}

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

int
category_flag(struct slice value)
{
	double x;

	if (value.len == 1 && (value.ptr[0] == '0' || value.ptr[0] == '1'))
		return value.ptr[0] - '0';
	if (number_read(value.ptr, value.len, &x))
		return x == 0 ? 0 : x == 1 ? 1 : -1;
	if (is_word(value, "true") || is_word(value, "yes"))
		return 1;
	return is_word(value, "false") || is_word(value, "no") ? 0 : -1;
}
