#include "stats/experiment/moments.h"

#include <math.h>
#include <stdbool.h>

/* a b, exactly: the product and what rounding it lost (Dekker 1971; by a fused multiply-add). */
static void
add_product(struct exact_sum *sum, double a, double b, uint64_t count)
{
	double product = a * b, lost = fma(a, b, -product);

	if (product != 0)
		exact_sum_add(sum, product, count);
	if (lost != 0)
		exact_sum_add(sum, lost, count);
}

/* A whole number of up to 63 bits, in halves that a double holds. */
static void
add_whole(struct exact_sum *sum, int64_t x)
{
	int64_t low = x % (INT64_C(1) << 32);

	if (x != low)
		exact_sum_add(sum, (double)(x - low), 1);
	if (low != 0)
		exact_sum_add(sum, (double)low, 1);
}

static void
settle(struct moments *m)
{
	add_whole(&m->sum_x, m->x);
	add_whole(&m->sum_y, m->y);
	add_whole(&m->sum_xx, m->xx);
	add_whole(&m->sum_xy, m->xy);
	add_whole(&m->sum_yy, m->yy);
	m->x = m->y = m->xx = m->xy = m->yy = 0;
	m->whole = 0;
}

static bool
is_whole(double x)
{
	return fabs(x) <= MOMENTS_WHOLE && x == (double)(int64_t)x;
}

void
moments_add(struct moments *m, double x, double y, int sign)
{
	if (is_whole(x) && is_whole(y)) {
		int64_t a = (int64_t)x, b = (int64_t)y;

		m->x += sign * a;
		m->y += sign * b;
		m->xx += sign * a * a;
		m->xy += sign * a * b;
		m->yy += sign * b * b;
		if (++m->whole == MOMENTS_WHOLE_ADDS)
			settle(m);
		return;
	}
	if (x != 0) {
		exact_sum_add(&m->sum_x, sign * x, 1);
		add_product(&m->sum_xx, sign * x, x, 1);
	}
	if (y != 0) {
		exact_sum_add(&m->sum_y, sign * y, 1);
		add_product(&m->sum_yy, sign * y, y, 1);
	}
	if (x != 0 && y != 0)
		add_product(&m->sum_xy, sign * x, y, 1);
}

void
moments_merge(struct moments *m, struct moments *other)
{
	settle(m);
	settle(other);
	exact_sum_merge(&m->sum_x, &other->sum_x);
	exact_sum_merge(&m->sum_y, &other->sum_y);
	exact_sum_merge(&m->sum_xx, &other->sum_xx);
	exact_sum_merge(&m->sum_xy, &other->sum_xy);
	exact_sum_merge(&m->sum_yy, &other->sum_yy);
}

/* A sum as a double and what rounding it lost. */
struct twofold {
	double high, low;
};

static struct twofold
twofold(const struct exact_sum *sum)
{
	struct exact_sum rest = *sum;
	struct twofold t = { .high = exact_sum_value(sum) };

	if (isfinite(t.high))
		exact_sum_add(&rest, -t.high, 1);
	t.low = exact_sum_value(&rest);
	return t;
}

/*
 * The sum of (a - p) (b - q) with p and q the rounded means, exact but for the last rounding of the
 * sums of a and b: sum ab - p sum b - q sum a + n p q. What p and q are off the means is taken out
 * behind.
 */
static double
centred(const struct exact_sum *ab, struct twofold a, struct twofold b, double n)
{
	struct exact_sum sum = *ab;
	double p = a.high / n, q = b.high / n, lost = fma(p, q, -(p * q));
	uint64_t count = (uint64_t)n;

	add_product(&sum, -p, b.high, 1);
	add_product(&sum, -p, b.low, 1);
	add_product(&sum, -q, a.high, 1);
	add_product(&sum, -q, a.low, 1);
	exact_sum_add(&sum, p * q, count);
	exact_sum_add(&sum, lost, count);
	/* a's sum less n p, and b's less n q */
	double off_a = fma(-n, p, a.high) + a.low, off_b = fma(-n, q, b.high) + b.low;

	return exact_sum_value(&sum) - off_a * off_b / n;
}

void
moments_spread(struct moments *m, uint64_t count, struct spread *s)
{
	double n = (double)count, below = count > 1 ? n - 1 : NAN;

	settle(m);
	struct twofold x = twofold(&m->sum_x), y = twofold(&m->sum_y);

	*s = (struct spread){ .n = n, .mean_x = NAN, .mean_y = NAN };
	s->var_x = s->var_y = s->cov = NAN;
	if (count == 0)
		return;
	s->mean_x = x.high / n;
	s->mean_y = y.high / n;
	s->var_x = fmax(centred(&m->sum_xx, x, x, n), 0) / below;
	s->var_y = fmax(centred(&m->sum_yy, y, y, n), 0) / below;
	s->cov = centred(&m->sum_xy, x, y, n) / below;
}
