#include "stats/quantile.h"

#include <math.h>

/* Doubles and integers are selected as 64-bit words whose unsigned order is the values' order. */
typedef uint64_t __attribute__((may_alias)) word;

#define SIGN (UINT64_C(1) << 63)
#define SMALL 24

static void
doubles_to_words(word *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] ^= (x[i] & SIGN) != 0 ? UINT64_MAX : SIGN;
}

static void
words_to_doubles(word *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] ^= (x[i] & SIGN) != 0 ? SIGN : UINT64_MAX;
}

static void
flip_signs(word *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] ^= SIGN;
}

static double
double_of(word key)
{
	union {
		uint64_t bits;
		double value;
	} u = { .bits = key ^ ((key & SIGN) != 0 ? SIGN : UINT64_MAX) };

	return u.value;
}

static double
integer_of(word key)
{
	return (double)(int64_t)(key ^ SIGN);
}

static void
swap(word *a, word *b)
{
	word t = *a;

	*a = *b;
	*b = t;
}

static void
insertion_sort(word *x, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		word key = x[i];
		size_t k = i;

		for (; k > 0 && x[k - 1] > key; k--)
			x[k] = x[k - 1];
		x[k] = key;
	}
}

static void
sift_down(word *x, size_t at, size_t n)
{
	for (size_t child; (child = 2 * at + 1) < n; at = child) {
		if (child + 1 < n && x[child + 1] > x[child])
			child++;
		if (x[at] >= x[child])
			return;
		swap(&x[at], &x[child]);
	}
}

static void
heap_sort(word *x, size_t n)
{
	for (size_t i = n / 2; i-- > 0;)
		sift_down(x, i, n);
	for (size_t end = n; end-- > 1;) {
		swap(&x[0], &x[end]);
		sift_down(x, 0, end);
	}
}

static word
middle(word a, word b, word c)
{
	if (a > b)
		swap(&a, &b);
	if (b > c)
		b = c;
	return a > b ? a : b;
}

static word
pivot(const word *x, size_t n)
{
	size_t e = n / 8, m = n / 2;

	return middle(middle(x[0], x[e], x[2 * e]), middle(x[m - e], x[m], x[m + e]),
	    middle(x[n - 1 - 2 * e], x[n - 1 - e], x[n - 1]));
}

/* Afterwards x[0 .. *less - 1] < key, x[*less .. *more - 1] = key, x[*more ..] > key. */
static void
partition(word *x, size_t n, word key, size_t *less, size_t *more)
{
	size_t low = 0, at = 0, high = n;

	while (at < high) {
		if (x[at] < key)
			swap(&x[at++], &x[low++]);
		else if (x[at] > key)
			swap(&x[at], &x[--high]);
		else
			at++;
	}
	*less = low;
	*more = high;
}

/* Puts x[k] where sorting would, nothing greater before it, nothing less behind it. */
static void
select_word(word *x, size_t n, size_t k)
{
	int tries = 8;

	for (size_t m = n; m > 0; m /= 2)
		tries += 2;
	while (n > SMALL && tries-- > 0) {
		size_t less, more;

		partition(x, n, pivot(x, n), &less, &more);
		if (k < less) {
			n = less;
		} else if (k >= more) {
			x += more;
			n -= more;
			k -= more;
		} else {
			return;
		}
	}
	if (n <= SMALL)
		insertion_sort(x, n);
	else
		heap_sort(x, n);
}

double
quantile_between(double low, double high, double share)
{
	double step = high - low;

	if (isinf(step))
		return low * (1 - share) + high * share;
	return share < 0.5 ? low + step * share : high - step * (1 - share);
}

static double
select_quantile(word *x, size_t n, double p, double (*value)(word))
{
	double h = (double)(n - 1) * p;
	size_t k = (size_t)h;

	select_word(x, n, k);
	if (k + 1 >= n)
		return value(x[n - 1]);
	double share = h - (double)k;
	word next = x[k + 1];

	if (share <= 0)
		return value(x[k]);
	for (size_t i = k + 2; i < n; i++)
		next = x[i] < next ? x[i] : next;
	return quantile_between(value(x[k]), value(next), share);
}

void
quantiles_select(double *x, size_t n, const double *p, size_t np, double *out)
{
	word *key = (word *)x;

	doubles_to_words(key, n);
	for (size_t i = 0; i < np; i++)
		out[i] = n > 0 ? select_quantile(key, n, p[i], double_of) : NAN;
	words_to_doubles(key, n);
}

void
quantiles_select_i64(int64_t *x, size_t n, const double *p, size_t np, double *out)
{
	word *key = (word *)x;

	flip_signs(key, n);
	for (size_t i = 0; i < np; i++)
		out[i] = n > 0 ? select_quantile(key, n, p[i], integer_of) : NAN;
	flip_signs(key, n);
}

double
quantile_select(double *x, size_t n, double p)
{
	double out;

	quantiles_select(x, n, &p, 1, &out);
	return out;
}

double
quantile_select_i64(int64_t *x, size_t n, double p)
{
	double out;

	quantiles_select_i64(x, n, &p, 1, &out);
	return out;
}

double
quantile_sorted(const double *x, size_t n, double p)
{
	if (n == 0)
		return NAN;
	double h = (double)(n - 1) * p;
	size_t k = (size_t)h;

	return k + 1 < n ? quantile_between(x[k], x[k + 1], h - (double)k) : x[n - 1];
}
