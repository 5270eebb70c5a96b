#include "rule/unit.h"

#include <stdio.h>

#include "base/fault.h"
#include "base/memory.h"

static const struct unit units[] = {
	/* time: nanoseconds */
	{ "ns nanosecond nanoseconds", "time", 1, 1 },
	{ "us \xC2\xB5s microsecond microseconds", "time", 1000, 1 },
	{ "ms millisecond milliseconds", "time", 1000000, 1 },
	{ "s sec second seconds", "time", 1000000000, 1 },
	{ "m min minute minutes", "time", 60000000000, 1 },
	{ "h hour hours", "time", 3600000000000, 1 },
	{ "d day days", "time", 86400000000000, 1 },
	{ "w week weeks", "time", 604800000000000, 1 },
	/* mass: micrograms; a pound is 0.45359237 kg, an ounce a sixteenth of it */
	{ "ug \xC2\xB5g microgram micrograms", "mass", 1, 1 },
	{ "mg milligram milligrams", "mass", 1000, 1 },
	{ "g gram grams", "mass", 1000000, 1 },
	{ "kg kilogram kilograms", "mass", 1000000000, 1 },
	{ "t tonne tonnes", "mass", 1000000000000, 1 },
	{ "lb lbs pound pounds", "mass", 453592370, 1 },
	{ "oz ounce ounces", "mass", 453592370, 16 },
	{ "jin", "mass", 500000000, 1 },
	{ "liang", "mass", 50000000, 1 },
	/* length: micrometres; an inch is 25.4 mm */
	{ "um \xC2\xB5m micrometre micrometres", "length", 1, 1 },
	{ "mm millimetre millimetres", "length", 1000, 1 },
	{ "cm centimetre centimetres", "length", 10000, 1 },
	{ "m metre metres meter meters", "length", 1000000, 1 },
	{ "km kilometre kilometres kilometer kilometers", "length", 1000000000, 1 },
	{ "in inch inches", "length", 25400, 1 },
	{ "ft foot feet", "length", 304800, 1 },
	{ "yd yard yards", "length", 914400, 1 },
	{ "mi mile miles", "length", 1609344000, 1 },
	/* data: bits; kb is 1000 bytes, kib 1024 */
	{ "bit bits", "data", 1, 1 },
	{ "kbit", "data", 1000, 1 },
	{ "mbit", "data", 1000000, 1 },
	{ "gbit", "data", 1000000000, 1 },
	{ "b byte bytes", "data", 8, 1 },
	{ "kb", "data", 8000, 1 },
	{ "mb", "data", 8000000, 1 },
	{ "gb", "data", 8000000000, 1 },
	{ "tb", "data", 8000000000000, 1 },
	{ "kib", "data", INT64_C(8) << 10, 1 },
	{ "mib", "data", INT64_C(8) << 20, 1 },
	{ "gib", "data", INT64_C(8) << 30, 1 },
	{ "tib", "data", INT64_C(8) << 40, 1 },
	/* money: the smallest part */
	{ "fen", "yuan", 1, 1 },
	{ "jiao", "yuan", 10, 1 },
	{ "yuan cny rmb", "yuan", 100, 1 },
	{ "wan", "yuan", 1000000, 1 },
	{ "cent cents", "dollars", 1, 1 },
	{ "dollar dollars usd", "dollars", 100, 1 },
	{ "cent cents eurocent eurocents", "euros", 1, 1 },
	{ "euro euros eur", "euros", 100, 1 },
	{ "penny pence", "pounds", 1, 1 },
	{ "pound pounds gbp", "pounds", 100, 1 },
	{ "rappen", "francs", 1, 1 },
	{ "franc francs chf", "francs", 100, 1 },
	{ "paisa paise", "rupees", 1, 1 },
	{ "rupee rupees inr", "rupees", 100, 1 },
	{ "kopeck kopecks", "rubles", 1, 1 },
	{ "ruble rubles rub", "rubles", 100, 1 },
	{ "centavo centavos", "reais", 1, 1 },
	{ "real reais brl", "reais", 100, 1 },
	{ "grosz groszy", "zloty", 1, 1 },
	{ "zloty pln", "zloty", 100, 1 },
	{ "ore", "crowns", 1, 1 },
	{ "crown crowns krona krone kronor kroner", "crowns", 100, 1 },
	{ "sen", "yen", 1, 1 },
	{ "yen jpy", "yen", 100, 1 },
};

#define NUNIT (sizeof units / sizeof *units)

static bool
same_letters(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((a[i] >= 'A' && a[i] <= 'Z' ? a[i] + 32 : a[i]) != b[i])
			return false;
	return true;
}

static bool
is_called(const struct unit *unit, struct slice name)
{
	const char *p = unit->names;

	while (*p != '\0') {
		size_t n = strcspn(p, " ");

		if (n == name.len && same_letters(name.ptr, p, n))
			return true;
		p += n + (p[n] == ' ');
	}
	return false;
}

const struct unit *
unit_find(struct slice name, const char *dimension)
{
	for (size_t i = 0; i < NUNIT; i++)
		if ((dimension == NULL || strcmp(units[i].dimension, dimension) == 0) &&
		    is_called(&units[i], name))
			return &units[i];
	return NULL;
}

const struct unit *
unit_find_like(struct slice name, const struct unit *like)
{
	return unit_find(name, like->dimension);
}

static const char *
unknown(struct slice name, struct fault *fault)
{
	const char *candidates[NUNIT];
	char first[NUNIT][16], quoted[FAULT_QUOTE];
	ptrdiff_t nearest;

	for (size_t i = 0; i < NUNIT; i++) {
		snprintf(first[i], sizeof first[i], "%.*s", (int)strcspn(units[i].names, " "),
		    units[i].names);
		candidates[i] = first[i];
	}
	if (name.len > 30)
		name.len = 30;
	nearest = nearest_name(name.ptr, name.len, candidates, NUNIT);
	fault_quote(quoted, name.ptr, name.len);
	if (nearest >= 0)
		return fault_usage(fault, "no unit %.125s (did you mean %s?)", quoted,
		    candidates[nearest]);
	return fault_usage(fault, "no unit %.125s (ia-clean(1) lists them)", quoted);
}

const char *
units_find_pair(struct slice from, struct slice to, const struct unit **a, const struct unit **b,
    struct fault *fault)
{
	if (unit_find(from, NULL) == NULL)
		return unknown(from, fault);
	if (unit_find(to, NULL) == NULL)
		return unknown(to, fault);
	for (size_t i = 0; i < NUNIT; i++) {
		*a = &units[i];
		if (is_called(*a, from) && (*b = unit_find_like(to, *a)) != NULL)
			return NULL;
	}
	return fault_usage(fault, "%.*s and %.*s measure different things", (int)from.len, from.ptr,
	    (int)to.len, to.ptr);
}

static int64_t
divisor(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

double
unit_convert(double x, const struct unit *from, const struct unit *to)
{
	int64_t g = divisor(from->times, to->times);
	int64_t times = from->times / g, over = to->times / g;

	/* the parts behind 'over' are 1 or 16: no overflow below 2^59 */
	times *= to->over;
	over *= from->over;
	g = divisor(times, over);
	return x * (double)(times / g) / (double)(over / g);
}
