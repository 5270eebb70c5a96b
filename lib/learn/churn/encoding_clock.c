#include "learn/churn/encoding_clock.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "time/instant.h"

#define YEAR_2000 946684800.0  /* epoch seconds */
#define YEAR_2100 4102444800.0 /* the same */

static bool
are_digits(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] < '0' || p[i] > '9')
			return false;
	return true;
}

static bool
is_cohort(struct slice v)
{
	const char *p = v.ptr;

	if (v.len < 7 || !are_digits(p, 4) || p[4] != '-')
		return false;
	if (v.len == 7 && are_digits(p + 5, 2))
		return p[5] < '1' ? p[6] > '0' : p[5] == '1' && p[6] < '3';
	if (v.len == 7 && p[5] == 'Q')
		return p[6] >= '1' && p[6] <= '4';
	return v.len == 8 && p[5] == 'W' && are_digits(p + 6, 2);
}

bool
clock_text(struct slice value)
{
	int64_t instant;

	if (number_is(value.ptr, value.len))
		return false;
	return is_cohort(value) || instant_read(value.ptr, value.len, NULL, &instant);
}

static bool
is_day(double x)
{
	unsigned whole = (unsigned)x, day = whole % 100, month = whole / 100 % 100;

	return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

bool
clock_numbers(const double *x, const uint32_t *row, size_t nrow, double low, double high)
{
	bool days = low >= 20000101 && high <= 20991231, epochs = false;

	for (double unit = 1; unit <= 1e9; unit *= 1e3)
		epochs |= low >= YEAR_2000 * unit && high < YEAR_2100 * unit;
	for (size_t i = 0; i < nrow && (days || epochs); i++) {
		double value = x[row[i]];

		if (isnan(value))
			continue;
		days = days && value == floor(value) && is_day(value);
		epochs = epochs && value == floor(value);
	}
	return days || epochs;
}

static bool
is_name(struct slice name, const char *word)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != word[i])
			return false;
	}
	return true;
}

bool
clock_age(struct slice name)
{
	static const char *const ages[] = { "tenure_days", "account_age", "account_age_days",
		"customer_age_days", "days_since_first_seen", "days_since_signup",
		"days_since_sign_up", "days_since_registration", "days_since_register" };

	for (size_t k = 0; k < sizeof ages / sizeof *ages; k++)
		if (name.len == strlen(ages[k]) && is_name(name, ages[k]))
			return true;
	return false;
}
