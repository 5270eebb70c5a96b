/*
 * body: the loops of parts.h over vectors of eight doubles, compiled once for
 * each set of instructions.
 *
 * Include it after defining LOOPS_NAME and LOOPS_TARGET. Every sum has the same order in each of
 * them, and there are no fused operations. exp and log are made of additions, multiplications and
 * divisions, since those of C libraries differ in the last bit.
 */
#include <string.h>

#include "learn/logistic/parts.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

#define LANES LOGISTIC_LANES

typedef double lanes __attribute__((vector_size(8 * LANES)));
typedef int64_t lane_bits __attribute__((vector_size(8 * LANES)));
typedef double lanes_in __attribute__((vector_size(8 * LANES), aligned(8), may_alias));

#define LOOPS_INLINE static inline __attribute__((always_inline))
#define CHOOSE(mask, a, b) ((lanes)(((mask) & (lane_bits)(a)) | (~(mask) & (lane_bits)(b))))

LOOPS_TARGET LOOPS_INLINE double
lanes_sum(const lanes *v)
{
	const lanes a = *v;

	return ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]));
}

/* exp(-t), t >= 0: 2^k exp(r), |r| <= log(2) / 2, by Taylor's series; t past 700 counts as 700. */
LOOPS_TARGET LOOPS_INLINE void
lanes_exp_minus(const lanes *t, lanes *out)
{
	static const double c[] = { 1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800,
		1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120,
		1.0 / 24, 1.0 / 6, 0.5, 1, 1 };
	const lanes zero = { 0 }, shift = zero + 0x1.8p52;
	lanes x = -CHOOSE(*t < 700, *t, zero + 700);
	lanes turned = x * 1.4426950408889634 + shift, k = turned - shift;
	lanes r = (x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33, sum = zero + c[0];
	lane_bits power = ((lane_bits)turned - (lane_bits)shift + 1023) << 52;

	for (size_t i = 1; i < sizeof c / sizeof *c; i++)
		sum = sum * r + c[i];
	*out = sum * (lanes)power;
}

/*
 * log(1 + e), e in 0..1: 2 (s + s^3 / 3 + s^5 / 5 + ...), s = e / (2 + e); past 1/2 from log(3 / 2)
 * with s = (e - 1/2) / (5/2 + e).
 */
LOOPS_TARGET LOOPS_INLINE void
lanes_log_one_plus(const lanes *e, lanes *out)
{
	const lanes zero = { 0 };
	lane_bits large = *e > 0.5;
	lanes s =
	    (*e - CHOOSE(large, zero + 0.5, zero)) / (*e + CHOOSE(large, zero + 2.5, zero + 2));
	lanes s2 = s * s, sum = zero + 1.0 / 23;

	for (int i = 21; i >= 1; i -= 2)
		sum = sum * s2 + 1.0 / i;
	*out = CHOOSE(large, zero + 0.4054651081081644, zero) + 2 * s * sum;
}

LOOPS_TARGET static void
loops_combine(const double *x, size_t tile, size_t k, const double *beta, double *eta)
{
	lanes_in *sum = (lanes_in *)eta;
	size_t j = 0;

	for (; j + 4 <= k; j += 4) {
		const lanes_in *a = (const lanes_in *)(x + j * tile * LANES), *b = a + tile,
			       *c = b + tile;
		const lanes_in *d = c + tile;

		for (size_t t = 0; t < tile; t++)
			sum[t] = (((sum[t] + beta[j] * a[t]) + beta[j + 1] * b[t]) +
				     beta[j + 2] * c[t]) +
			    beta[j + 3] * d[t];
	}
	for (; j < k; j++) {
		const lanes_in *a = (const lanes_in *)(x + j * tile * LANES);

		for (size_t t = 0; t < tile; t++)
			sum[t] += beta[j] * a[t];
	}
}

LOOPS_TARGET static double
loops_link(const double *eta, size_t tile, const double *y, const double *weight, double *residual,
    double *curve)
{
	const lanes zero = { 0 };
	lanes total = zero;

	for (size_t i = 0; i < tile * LANES; i += LANES) {
		lanes x = *(const lanes_in *)(eta + i), w = *(const lanes_in *)(weight + i);
		lanes e, log_part;
		lane_bits one = *(const lanes_in *)(y + i) > 0, up = x >= 0;
		lanes size = CHOOSE(up, x, -x);

		lanes_exp_minus(&size, &e);
		lanes_log_one_plus(&e, &log_part);
		/* the larger and the smaller of p and 1 - p; the probability of the other label */
		lanes near = 1 / (1 + e), far = e * near, wrong = CHOOSE(up ^ one, near, far);

		*(lanes_in *)(residual + i) = w * CHOOSE(one, wrong, -wrong);
		*(lanes_in *)(curve + i) = w * (near * far);
		total += w * (log_part + CHOOSE(up ^ one, size, zero));
	}
	return lanes_sum(&total);
}

LOOPS_TARGET static void
loops_project(const double *x, size_t tile, size_t k, const double *v, double *out)
{
	const lanes_in *r = (const lanes_in *)v;
	size_t j = 0;

	for (; j + 4 <= k; j += 4) {
		const lanes_in *a = (const lanes_in *)(x + j * tile * LANES), *b = a + tile,
			       *c = b + tile;
		const lanes_in *d = c + tile;
		lanes sum[4] = { 0 };

		for (size_t t = 0; t < tile; t++) {
			sum[0] += r[t] * a[t];
			sum[1] += r[t] * b[t];
			sum[2] += r[t] * c[t];
			sum[3] += r[t] * d[t];
		}
		for (size_t i = 0; i < 4; i++)
			out[j + i] += lanes_sum(&sum[i]);
	}
	for (; j < k; j++) {
		const lanes_in *a = (const lanes_in *)(x + j * tile * LANES);
		lanes sum = { 0 };

		for (size_t t = 0; t < tile; t++)
			sum += r[t] * a[t];
		out[j] += lanes_sum(&sum);
	}
}

/* Two columns, already weighted, against two others. */
LOOPS_TARGET LOOPS_INLINE void
loops_square(const lanes_in *u, const lanes_in *x, size_t tile, double *first, double *second)
{
	const lanes_in *v = u + tile, *y = x + tile;
	lanes ux = { 0 }, uy = { 0 }, vx = { 0 }, vy = { 0 };

	for (size_t t = 0; t < tile; t++) {
		ux += u[t] * x[t];
		uy += u[t] * y[t];
		vx += v[t] * x[t];
		vy += v[t] * y[t];
	}
	first[0] += lanes_sum(&ux);
	first[1] += lanes_sum(&uy);
	second[0] += lanes_sum(&vx);
	second[1] += lanes_sum(&vy);
}

/* Columns are taken in twos, so that what is loaded is used twice; above the diagonal is room. */
LOOPS_TARGET static void
loops_cross(const double *x, size_t tile, size_t k, const double *w, double *out, double *room)
{
	const lanes_in *weight = (const lanes_in *)w, *column = (const lanes_in *)x;
	lanes_in *u = (lanes_in *)room;
	size_t a = 0;

	for (; a + 2 <= k; a += 2) {
		for (size_t t = 0; t < tile; t++) {
			u[t] = weight[t] * column[a * tile + t];
			u[tile + t] = weight[t] * column[(a + 1) * tile + t];
		}
		for (size_t b = 0; b <= a; b += 2)
			loops_square(u, column + b * tile, tile, out + a * k + b,
			    out + (a + 1) * k + b);
	}
	if (a < k) {
		for (size_t t = 0; t < tile; t++)
			u[t] = weight[t] * column[a * tile + t];
		loops_project(x, tile, k, room, out + a * k);
	}
}

LOOPS_TARGET static void
loops_rare(const size_t *first, const uint32_t *ones, size_t nrow, const double *w,
    const double *across, size_t width, double *out)
{
	for (size_t i = 0; i < nrow; i++) {
		const lanes_in *from = (const lanes_in *)(across + i * width);

		for (size_t k = first[i]; k < first[i + 1]; k++) {
			lanes_in *to = (lanes_in *)(out + ones[k] * width);

			for (size_t t = 0; t < width / LANES; t++)
				to[t] += w[i] * from[t];
		}
	}
}

LOOPS_TARGET static void
loops_probability(double *eta, size_t n)
{
	for (size_t i = 0; i < n; i += LANES) {
		lanes x = *(const lanes_in *)(eta + i), e;
		lane_bits up = x >= 0;
		lanes size = CHOOSE(up, x, -x);

		lanes_exp_minus(&size, &e);
		lanes near = 1 / (1 + e);

		*(lanes_in *)(eta + i) = CHOOSE(up, near, e * near);
	}
}

static const struct logistic_loops LOOPS_NAME = { loops_combine, loops_link, loops_project,
	loops_cross, loops_rare, loops_probability };
