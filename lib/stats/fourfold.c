#include "stats/fourfold.h"

#include <math.h>

#include "stats/interval.h"

#define AS_LIKELY (1 + 1e-7)
#define NEGLIGIBLE 1e-25
#define LIKELIEST 0x1p900 /* a weight from which there is a long way down */

/*
 * Tables with the same margins, by their a: those from low to high. Weights are proportional to
 * probabilities.
 */
struct tables {
	double row, other, column; /* a + b, c + d, a + c */
	double low, high, mode;
};

static struct tables
tables_of(struct fourfold t)
{
	struct tables s = { .row = (double)(t.a + t.b),
		.other = (double)(t.c + t.d),
		.column = (double)(t.a + t.c) };

	s.low = fmax(0, s.column - s.other);
	s.high = fmin(s.row, s.column);
	s.mode = floor((s.row + 1) * ((s.column + 1) / (s.row + s.other + 2)));
	s.mode = fmin(fmax(s.mode, s.low), s.high);
	return s;
}

/* How much likelier x + 1 is than x. */
static double
ratio_up(const struct tables *s, double x)
{
	return (s->row - x) * (s->column - x) / ((x + 1) * (s->other - s->column + x + 1));
}

static double
weight_of(const struct tables *s, double a)
{
	double weight = LIKELIEST;

	for (double x = s->mode; x < a && weight > 0; x++)
		weight *= ratio_up(s, x);
	for (double x = s->mode; x > a && weight > 0; x--)
		weight /= ratio_up(s, x - 1);
	return weight;
}

/* Adds the weights of the tables on one side of the mode: all, and those of at most limit. */
static void
add_side(const struct tables *s, double step, double limit, double *all, double *tail)
{
	double end = step > 0 ? s->high : s->low, weight = LIKELIEST;
	double least = NEGLIGIBLE * fmin(LIKELIEST, limit);

	for (double x = s->mode; x != end && weight > least; x += step) {
		weight = step > 0 ? weight * ratio_up(s, x) : weight / ratio_up(s, x - 1);
		*all += weight;
		*tail += weight <= limit ? weight : 0;
	}
}

double
fourfold_fisher(struct fourfold t)
{
	struct tables s = tables_of(t);
	double limit = weight_of(&s, (double)t.a) * AS_LIKELY;
	double all = LIKELIEST, tail = LIKELIEST <= limit ? LIKELIEST : 0;

	add_side(&s, 1, limit, &all, &tail);
	add_side(&s, -1, limit, &all, &tail);
	return fmin(1, tail / all);
}

/* a d - b c, and the product of the four margins under a root. */
static double
cross(struct fourfold t, double *root)
{
	double a = (double)t.a, b = (double)t.b, c = (double)t.c, d = (double)t.d;

	*root = sqrt((a + b) * (c + d)) * sqrt((a + c) * (b + d));
	return a * d - b * c;
}

double
fourfold_phi(struct fourfold t)
{
	double root, difference = cross(t, &root);

	return root > 0 ? difference / root : NAN;
}

double
fourfold_chi_square(struct fourfold t)
{
	double phi = fourfold_phi(t);

	return phi * phi * (double)(t.a + t.b + t.c + t.d);
}

double
chi_square_1_upper(double x)
{
	return erfc(sqrt(x / 2));
}

void
fourfold_difference(struct fourfold t, double z, double *low, double *high)
{
	double p = (double)t.a / (double)(t.a + t.b), q = (double)t.c / (double)(t.c + t.d);
	double p_low, p_high, q_low, q_high;

	interval_wilson(t.a, t.a + t.b, z, &p_low, &p_high);
	interval_wilson(t.c, t.c + t.d, z, &q_low, &q_high);
	*low = p - q - hypot(p - p_low, q_high - q);
	*high = p - q + hypot(p_high - p, q - q_low);
}

double
fourfold_least_expected(struct fourfold t)
{
	double row = fmin((double)(t.a + t.b), (double)(t.c + t.d));
	double column = fmin((double)(t.a + t.c), (double)(t.b + t.d)),
	       n = (double)(t.a + t.b + t.c + t.d);

	return n > 0 ? row * column / n : 0;
}
