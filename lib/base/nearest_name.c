/*
 * nearest_name: edit distance with transpositions (optimal string alignment: Boytsov 2011, section
 * 2.1), in half steps, so that a letter of the other case costs one and any other edit two.
 */
#include "base/fault.h"

#include <stdint.h>
#include <string.h>

#define LONGEST ((size_t)64) /* longer names are not compared */

static unsigned char
lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned
replace_cost(char a, char b)
{
	return a == b ? 0 : lower(a) == lower(b) ? 1 : 2;
}

static unsigned
distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned row[3][LONGEST + 1]; /* [i % 3][j] */

	for (size_t j = 0; j <= nb; j++)
		row[0][j] = 2 * (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		unsigned *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];

		now[0] = 2 * (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			unsigned d = least(last[j], now[j - 1]) + 2;

			d = least(d, last[j - 1] + replace_cost(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    a[i - 1] != a[i - 2])
				d = least(d, before[j - 2] + 2);
			now[j] = d;
		}
	}
	return row[na % 3][nb];
}

ptrdiff_t
nearest_name(const char *name, size_t len, const char *const *candidates, size_t n)
{
	ptrdiff_t best = -1;

	if (len == 0 || len > LONGEST)
		return -1;
	unsigned limit = 2 * (unsigned)len / 3;
	unsigned least_found = (limit > 2 ? limit : 2) + 1;

	for (size_t k = 0; k < n; k++) {
		size_t other = strlen(candidates[k]);
		size_t apart = other > len ? other - len : len - other;

		if (other == 0 || other > LONGEST || 2 * apart >= least_found)
			continue;
		unsigned d = distance(name, len, candidates[k], other);

		if (d < least_found) {
			least_found = d;
			best = (ptrdiff_t)k;
		}
	}
	return best;
}
