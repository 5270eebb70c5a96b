/*
 * The vector kernels over every place of their 64-byte steps: are quotes regular, where is the
 * last record's end, where are the separators; against a loop over characters.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/memory.h"
#include "read/csv.h"
#include "vector/csv_index.h"
#include "read_help.h"

/* By hand: false where a quote is out of place. */
static bool
regular(const char *p, size_t n, size_t *cut)
{
	bool inside = false;

	*cut = 0;
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\n' && !inside)
			*cut = i + 1;
		if (p[i] != '"')
			continue;
		if (!inside) {
			if (i > 0 && p[i - 1] != ',' && p[i - 1] != '\n')
				return false;
			inside = true;
		} else if (i + 1 < n && p[i + 1] == '"') {
			i++;
		} else {
			bool crlf =
			    i + 1 < n && p[i + 1] == '\r' && (i + 2 >= n || p[i + 2] == '\n');

			if (i + 1 < n && p[i + 1] != ',' && p[i + 1] != '\n' && !crlf)
				return false;
			inside = false;
		}
	}
	return true;
}

static void
check_regular(const char *p, size_t n)
{
	size_t expected_cut, cut;
	bool expected = regular(p, n, &expected_cut), quoted;

	for (enum vectors v = VECTORS_NONE; v <= cpu_vectors(); v++) {
		assert_int_equal(csv_regular(p, n, ',', v, &cut, &quoted), expected);
		assert_int_equal(quoted, memchr(p, '"', n) != NULL);
		if (expected)
			assert_int_equal(cut, expected_cut);
	}
}

static void
check_index(const char *p, size_t n)
{
	static void (*const version[])(const char *, size_t, size_t, char, bool,
	    struct csv_index *) = {
		csv_index_bytes,
#if defined(__x86_64__)
		csv_index_avx2,
		csv_index_avx512,
#endif
	};
	uint32_t *expected = memory_array(n + CSV_INDEX_ROOM, sizeof *expected);
	uint32_t *out = memory_array(n + CSV_INDEX_ROOM, sizeof *out);
	size_t m = 0, newlines = 0;
	bool inside = false, doubled = false;

	for (size_t i = 0; i < n; i++) {
		newlines += p[i] == '\n';
		if (p[i] == '"' && inside && i + 1 < n && p[i + 1] == '"') {
			doubled = true;
			i++;
		} else if (p[i] == '"') {
			inside = !inside;
		} else if (!inside && (p[i] == ',' || p[i] == '\n')) {
			expected[m++] = (uint32_t)i;
		}
	}
	for (enum vectors v = VECTORS_NONE; v <= cpu_vectors(); v++) {
		struct csv_index index = { .out = out };

		version[v](p, 0, n, ',', true, &index);
		assert_int_equal(index.n, m);
		assert_memory_equal(out, expected, m * sizeof *out);
		assert_int_equal(index.newlines, newlines);
		assert_int_equal(index.doubled, doubled);
		assert_int_equal(index.cr, memchr(p, '\r', n) != NULL);
		assert_int_equal(index.nul, memchr(p, 0, n) != NULL);
	}
	free(expected);
	free(out);
}

static const char *const piece[] = { ",\"a\",", "\"", "\n\"", ",\"\"", ",\"\"\"\"\n", "x\"y",
	",\"q\"\r\n", ",\"q\"\r", ",\"q\"\rz", ",\"q\"z", ",\"b\"\"c\"\n", ",\"\n\",\n", "\r\n",
	"\"\n", ",\"", "\",", "\0", "\xff", ",,,\n" };

/* Each pair of pieces at each place about the steps' borders. */
static void
at_every_place(void **state)
{
	size_t npiece = sizeof piece / sizeof *piece;

	(void)state;
	for (size_t k = 0; k < npiece * npiece; k++) {
		for (size_t at = 50; at < 140; at++) {
			char text[400];
			const char *one = piece[k % npiece], *two = piece[k / npiece];
			size_t n = at, end;

			memset(text, 'a', sizeof text);
			memcpy(text + n, one, strlen(one) + (one[0] == '\0'));
			n += strlen(one) + (one[0] == '\0');
			n += k % 3 * 20;
			memcpy(text + n, two, strlen(two) + (two[0] == '\0'));
			n += strlen(two) + (two[0] == '\0') + k % 70;
			check_regular(text, n);
			if (regular(text, n, &end))
				check_index(text, n);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_every_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
