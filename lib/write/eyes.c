#include "write/eyes.h"

#include <math.h>
#include <stdio.h>

#include "base/number.h"

#define DIGITS 4        /* significant */
#define WHOLE 1e15      /* from here on a double has no digit behind the point to speak of */
#define THOUSAND 1000.0 /* from here on all digits before the point, none behind */

/* Digits with a comma before every third one from the end. */
static void
add_grouped(struct buffer *out, const char *digits, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			buffer_byte(out, ',');
		buffer_byte(out, digits[i]);
	}
}

void
eyes_count(struct buffer *out, uint64_t count)
{
	char text[NUMBER_WIDTH];

	add_grouped(out, text, count_write(text, count));
}

void
eyes_integer(struct buffer *out, int64_t x)
{
	if (x < 0)
		buffer_byte(out, '-');
	eyes_count(out, x < 0 ? -(uint64_t)x : (uint64_t)x);
}

double
eyes_rounded(double x, int digits)
{
	char text[NUMBER_WIDTH];
	int n = snprintf(text, sizeof text, "%.*e", digits - 1, x);
	double near;

	return number_read(text, (size_t)n, &near) ? near : x;
}

void
eyes_number(struct buffer *out, double x)
{
	double near = eyes_rounded(x, DIGITS);
	char text[NUMBER_WIDTH];
	size_t n;

	if (fabs(near) >= THOUSAND && fabs(x) < WHOLE) {
		eyes_integer(out, (int64_t)rint(x));
		return;
	}
	n = number_write(text, near);
	buffer_add(out, text, n);
}

static void
add_fixed(struct buffer *out, double x, int digits)
{
	char text[2 * NUMBER_WIDTH];

	buffer_add(out, text, number_write_fixed(text, x, digits));
}

/*
 * One digit behind the point where that says it; more where it would read as none or all of it.
 */
static void
add_percent(struct buffer *out, double percent)
{
	char text[NUMBER_WIDTH];
	double rest = fabs(100 - percent);

	if (percent != 0 && fabs(percent) < 0.1)
		buffer_add(out, text, number_write(text, eyes_rounded(percent, 2)));
	else if (rest == 0 || rest >= 0.05 || rest < 1e-9)
		add_fixed(out, percent, 1);
	else
		add_fixed(out, percent, (int)ceil(-log10(rest)));
}

void
eyes_share(struct buffer *out, double x)
{
	add_percent(out, 100 * x);
	buffer_add(out, " %", 2);
}

void
eyes_rate(struct buffer *out, double x)
{
	if (x == 1)
		buffer_add(out, "100", 3);
	else
		add_percent(out, 100 * x);
	buffer_byte(out, '%');
}

struct unit {
	double us;
	const char *name;
};

static const struct unit units[] = { { 86400e6, "d" }, { 3600e6, "h" }, { 60e6, "m" },
	{ 1e6, "s" } };

#define NUNIT (sizeof units / sizeof *units)

static void
add_unit(struct buffer *out, double n, const char *name)
{
	eyes_count(out, (uint64_t)n);
	buffer_add(out, name, strlen(name));
}

/* Below ten seconds a digit behind the point, below one milliseconds. */
static void
add_short(struct buffer *out, double us)
{
	char text[NUMBER_WIDTH];
	bool whole = us >= 0.9995e6;

	buffer_add(out, text,
	    number_write(text, whole ? rint(us / 1e5) / 10 : eyes_rounded(us / 1e3, 3)));
	buffer_add(out, whole ? "s" : "ms", whole ? 1 : 2);
}

void
eyes_duration(struct buffer *out, double us)
{
	double first, second;
	size_t k = 0;

	if (us < 0) {
		buffer_byte(out, '-');
		us = -us;
	}
	if (us == 0) {
		buffer_add(out, "0s", 2);
		return;
	}
	if (us >= WHOLE * 1e3 || us < 9.95e6) {
		us < 9.95e6 ? add_short(out, us) : add_unit(out, us / units[0].us, units[0].name);
		return;
	}
	while (k + 1 < NUNIT && us < units[k].us)
		k++;
	/* to the second unit, which may make one more of a larger first */
	second = units[k + 1 < NUNIT ? k + 1 : k].us;
	us = rint(us / second) * second;
	if (k > 0 && us >= units[k - 1].us)
		k--;
	if (k + 1 == NUNIT) {
		add_unit(out, us / units[k].us, units[k].name);
		return;
	}
	first = floor(us / units[k].us);
	second = rint((us - first * units[k].us) / units[k + 1].us);
	add_unit(out, first, units[k].name);
	if (second > 0) {
		buffer_byte(out, ' ');
		add_unit(out, second, units[k + 1].name);
	}
}
