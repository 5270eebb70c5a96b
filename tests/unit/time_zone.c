/*
 * What zones are made of: POSIX rules and the bytes of TZif files, after RFC 8536.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "time/calendar.h"
#include "time/instant.h"
#include "time/zone.h"

static int64_t
at(const char *text)
{
	int64_t t;

	assert_true(instant_read(text, strlen(text), NULL, &t));
	return t;
}

static void
test_posix_rules(void **state)
{
	static const char *const bad[] = { "", "UTC", "A", "CET-1CEST", "CET-1CEST,M3.5.0",
		"<+03-3", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
		"CET-1CEST,J0,J365", "CET-1CEST,M3.5.0,M10.5.0/168", "CET-1CEST,M3.5.0,M10.5.0x",
		"CET-200", "CET25", "CET-1:60", "CET-1:30:60", "CET-1:", "CET-1:00:" };
	struct posix_zone z;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(posix_zone_read(&z, bad[i], strlen(bad[i])));
	assert_true(posix_zone_read(&z, "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 31));
	assert_int_equal(z.standard, -7200);
	assert_int_equal(z.summer, -3600);
	/* The last Sunday of March 2026 is the 29th; 2026-03-28T23:00. */
	assert_int_equal(posix_day_seconds(&z.start, 2026), at("2026-03-28T23:00Z") / SECOND_US);
	assert_true(posix_zone_read(&z, "X3Y,J60,59/0", 12));
	/* J60 is March 1 in every year, 59 the 60th day. */
	assert_int_equal(posix_day_seconds(&z.start, 2024), at("2024-03-01T02:00Z") / SECOND_US);
	assert_int_equal(posix_day_seconds(&z.start, 2026), at("2026-03-01T02:00Z") / SECOND_US);
	assert_int_equal(posix_day_seconds(&z.end, 2024), at("2024-02-29") / SECOND_US);
	assert_int_equal(posix_day_seconds(&z.end, 2026), at("2026-03-01") / SECOND_US);
	assert_true(posix_zone_read(&z, "X-3:30:15Y,J59/0,J365/0", 23));
	assert_int_equal(z.standard, 3 * 3600 + 30 * 60 + 15);
	assert_int_equal(z.summer, z.standard + 3600);
	assert_int_equal(posix_day_seconds(&z.start, 2024), at("2024-02-28") / SECOND_US);
	assert_int_equal(posix_day_seconds(&z.end, 2024), at("2024-12-31") / SECOND_US);
}

/* RFC 8536, example B.2 (Pacific/Honolulu): the version 2 part, the one before it left empty. */
#define HEADER(ntime, ntype, nchar) \
	"TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" \
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" ntime "\0\0\0" ntype "\0\0\0" nchar
#define EMPTY HEADER("\0", "\1", "\1") "\0\0\0\0\0\0\0"
#define HONOLULU \
	HEADER("\1", "\2", "\4") \
	"\377\377\377\377\164\340\160\276\1\377\377\154\002\0\0\377\377\154\130\0\0HST\0"

static bool
read_bytes(struct transitions *t, const char *bytes, size_t len)
{
	/* On the heap, so that a sanitizer sees one byte too far. */
	unsigned char *copy = malloc(len > 0 ? len : 1);

	memcpy(copy, bytes, len);
	*t = (struct transitions){ 0 };
	bool good = tzif_read(t, copy, len);

	free(copy);
	if (!good)
		free(t->list);
	return good;
}

static void
test_tzif_bytes(void **state)
{
	static const char file[] = EMPTY HONOLULU "\nHST10\n";
	struct transitions t;

	(void)state;
	assert_true(read_bytes(&t, file, sizeof file - 1));
	assert_int_equal(t.n, 1);
	assert_int_equal(t.first_offset, -37886);
	assert_int_equal(t.list[0].at, INT64_C(-2334101314));
	assert_int_equal(t.list[0].offset, -37800);
	free(t.list);
	for (size_t n = 0; n < sizeof file - 1; n++)
		assert_false(read_bytes(&t, file, n));
}

static void
test_tzif_version_1(void **state)
{
	static const char file[] = "TZif\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\1"
				   "\377\377\377\377\0\0\0\0\0\0\0\0";
	struct transitions t;

	(void)state;
	assert_true(read_bytes(&t, file, sizeof file - 1));
	assert_int_equal(t.n, 1);
	assert_int_equal(t.list[0].at, -1);
	free(t.list);
}

/* RFC 9636, 3.3.1: summer time that ends where it begins again lasts all the year. */
static void
test_summer_all_year(void **state)
{
	static const char file[] = EMPTY HONOLULU "\nXXX3EDT4,0/0,J365/23\n";
	struct transitions t;

	(void)state;
	assert_true(read_bytes(&t, file, sizeof file - 1));
	struct zone *zone = zone_build(&t);

	for (int year = 1901; year < 3000; year++) {
		for (int month = 1; month <= 12; month++)
			assert_int_equal(zone_offset(zone,
					     days_from_civil(year, month, 1) * DAY_US),
			    -4 * HOUR_US);
	}
	zone_close(zone);
	free(t.list);
}

static void
test_bad_tzif(void **state)
{
	/* A type that is not there, an offset of 27 hours, times out of order. */
	static const char type[] =
	    EMPTY HEADER("\1", "\1", "\1") "\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\n\n";
	static const char offset[] = EMPTY HEADER("\0", "\1", "\1") "\0\1\173\260\0\0\0\n\n";
	static const char order[] =
	    EMPTY HEADER("\2", "\1", "\1") "\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\n\n";
	static const char good[] =
	    EMPTY HEADER("\2", "\1", "\1") "\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\0\0\n\n";
	struct transitions t;

	(void)state;
	assert_false(read_bytes(&t, type, sizeof type - 1));
	assert_false(read_bytes(&t, offset, sizeof offset - 1));
	assert_false(read_bytes(&t, order, sizeof order - 1));
	assert_true(read_bytes(&t, good, sizeof good - 1));
	free(t.list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_posix_rules),
		cmocka_unit_test(test_tzif_bytes),
		cmocka_unit_test(test_tzif_version_1),
		cmocka_unit_test(test_summer_all_year),
		cmocka_unit_test(test_bad_tzif),
	};

	return cmocka_run_group_tests_name("base/zone", tests, NULL, NULL);
}
