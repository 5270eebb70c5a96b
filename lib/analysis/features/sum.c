/* Sums of the numbers of one user. */
#include <math.h>

#include "analysis/features/parts.h"

static void
add_double(struct features_sum *a, double x)
{
	double sum = a->sum + x;

	a->rest += fabs(a->sum) >= fabs(x) ? (a->sum - sum) + x : (x - sum) + a->sum;
	a->sum = sum;
}

void
features_sum_add(struct features_sum *a, const char *packed, bool max)
{
	unsigned head = (unsigned char)*packed;
	double x;

	if (head == 0)
		return;
	if (head == NUMBER_WHOLE) {
		memcpy(&x, packed + 1, sizeof x);
		add_double(a, x);
	} else {
		uint32_t digits = load_32(packed + 1) & (UINT32_MAX >> (32 - 8 * (head & 7)));

		a->digits[head >> 3] += digits;
		x = max ? number_of_digits(digits, head >> 3) : 0;
	}
	if (max && (a->n == 0 || x > a->max))
		a->max = x;
	a->n++;
}

double
features_sum_value(const struct features_sum *a)
{
	struct features_sum all = { .sum = a->sum, .rest = a->rest };
	wide total = 0;
	unsigned places = NUMBER_PLACES - 1;

	while (places > 0 && a->digits[places] == 0)
		places--;
	for (unsigned p = 0; p <= places; p++)
		total = total * 10 + a->digits[p];
	/* Below 2^53 this is rounded once. */
	add_double(&all,
	    total <= UINT64_MAX ? number_of_digits((uint64_t)total, places)
				: (double)total / pow(10, places));
	/* past the largest double: infinite, missing */
	return isfinite(all.rest) ? all.sum + all.rest : all.sum;
}
