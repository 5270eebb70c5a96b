/*
 * What rows hold: columns by name and path, kinds, source text, members, lines, and what keep
 * repairs; in both lanes, each record also the second and third time that its shape comes.
 * Expectations are by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "read_json.h"

#define COLUMN(text) \
	{ \
		.name = { text, sizeof(text) - 1 }, .flags = COLUMN_RAW \
	}
#define PATH(text) \
	{ \
		.name = { text, sizeof(text) - 1 }, .flags = COLUMN_RAW, .path = true \
	}

/* Tokenises in the lane that i says: 0 fast, 1 portable, 2 careful. */
static struct block *
block_by(int i, struct lane *lane, const char *text)
{
	lane->careful = i == 2;
	return i == 1 ? json_block_portable(lane, text, strlen(text))
		      : json_block(lane, text, strlen(text));
}

/* The text three times over. */
static char *
thrice(const char *text)
{
	size_t n = strlen(text);
	char *out = malloc(3 * n + 1);

	for (int i = 0; i < 3; i++)
		memcpy(out + (size_t)i * n, text, n);
	out[3 * n] = 0;
	return out;
}

static void
check_text(const struct block *block, struct field f, enum kind kind, const char *text)
{
	if (f.kind != kind || !slice_equal(json_text(block, f), slice_text(text)))
		fail_msg("got kind %d '%.*s', want %d '%s'", f.kind, (int)f.len, block->base + f.at,
		    kind, text);
}

struct expected {
	enum kind kind;
	const char *value, *raw;
};

/* One line, one row: its columns in every lane. */
static void
check_row(const struct wanted *wanted, size_t n, const char *line, const struct expected *expected)
{
	struct lane lane = { .wanted = wanted, .nwanted = n };
	char *text = thrice(line);

	for (int i = 0; i < 3; i++) {
		struct block *block = block_by(i, &lane, text);

		assert_int_equal(block->batch.nrow, 3);
		for (size_t row = 0; row < 3; row++) {
			for (size_t c = 0; c < n; c++) {
				check_text(block, block->column[c][row], expected[c].kind,
				    expected[c].value);
				check_text(block, block->raw[c][row], expected[c].kind,
				    expected[c].raw);
			}
		}
		block_free(block);
	}
	free(text);
}

static void
test_columns(void **state)
{
	static const struct wanted wanted[] = { COLUMN("user_id"), COLUMN("n"), COLUMN("none"),
		COLUMN("\xc3\xa9"), COLUMN("o"), COLUMN("l") };

	(void)state;
	check_row(wanted, 6,
	    "{\"n\":99.90,\"user_id\":\"a\\tb\\u00e9\",\"\\u00e9\":null,\"o\":{\"x\":[1, 2]},\"l\":[]}\n",
	    (struct expected[]){ { KIND_TEXT, "a\tb\xc3\xa9", "\"a\\tb\\u00e9\"" },
		{ KIND_NUMBER, "99.90", "99.90" }, { KIND_ABSENT, "", "" },
		{ KIND_NULL, "", "null" }, { KIND_OBJECT, "{\"x\":[1, 2]}", "{\"x\":[1, 2]}" },
		{ KIND_ARRAY, "[]", "[]" } });
	check_row(wanted, 6,
	    " { \"n\" : true , \"user_id\" : \"\" , \"none\" : false, \"l\" : \"\\\\\" } \r\n",
	    (struct expected[]){ { KIND_TEXT, "", "\"\"" }, { KIND_TRUE, "true", "true" },
		{ KIND_FALSE, "false", "false" }, { KIND_ABSENT, "", "" }, { KIND_ABSENT, "", "" },
		{ KIND_TEXT, "\\", "\"\\\\\"" } });
}

static void
test_paths(void **state)
{
	static const struct wanted wanted[] = { PATH("p.price"), PATH("p.list.1"),
		PATH("p.deep.x.y"), PATH("p.\xe4\xbb\xb7"), COLUMN("p") };

	(void)state;
	check_row(wanted, 5,
	    "{\"id\":1,\"p\":{\"price\":9.50,\"list\":[\"a\",\"b\\n\"],\"deep\":{\"x\":{\"y\":{}}},"
	    "\"\\u4ef7\":\"\xe4\xbb\xb7\"}}\n",
	    (struct expected[]){ { KIND_NUMBER, "9.50", "9.50" }, { KIND_TEXT, "b\n", "\"b\\n\"" },
		{ KIND_OBJECT, "{}", "{}" }, { KIND_TEXT, "\xe4\xbb\xb7", "\"\xe4\xbb\xb7\"" },
		{ KIND_OBJECT,
		    "{\"price\":9.50,\"list\":[\"a\",\"b\\n\"],\"deep\":{\"x\":{\"y\":{}}},"
		    "\"\\u4ef7\":\"\xe4\xbb\xb7\"}",
		    "{\"price\":9.50,\"list\":[\"a\",\"b\\n\"],\"deep\":{\"x\":{\"y\":{}}},"
		    "\"\\u4ef7\":\"\xe4\xbb\xb7\"}" } });
	/* a key with the dot in it goes first; where it leads nowhere the others are tried */
	check_row(wanted, 5,
	    "{\"p.price\":1,\"p\":{\"price\":2,\"list.1\":3},\"p.deep\":[],\"p.deep.x\":{\"y\":4}}\n",
	    (struct expected[]){ { KIND_NUMBER, "1", "1" }, { KIND_NUMBER, "3", "3" },
		{ KIND_NUMBER, "4", "4" }, { KIND_ABSENT, "", "" },
		{ KIND_OBJECT, "{\"price\":2,\"list.1\":3}", "{\"price\":2,\"list.1\":3}" } });
	check_row(wanted, 5, "{\"p\":\"price\"}\n",
	    (struct expected[]){ { KIND_ABSENT, "", "" }, { KIND_ABSENT, "", "" },
		{ KIND_ABSENT, "", "" }, { KIND_ABSENT, "", "" },
		{ KIND_TEXT, "price", "\"price\"" } });
}

/* Numbers come out with the bytes that they came with. */
static void
test_numbers(void **state)
{
	static const char *const number[] = { "0", "-0", "-0.0", "99.90", "1E-7", "1e0", "1.0",
		"9007199254740993", "18446744073709551616", "123456789012345.123456789012345",
		"1234567890123456", "0.1234567890123456789", "1e308", "2.5e-324", "-1E+2" };
	static const struct wanted wanted[] = { COLUMN("a") };

	(void)state;
	for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
		char line[100];

		snprintf(line, sizeof line, "{\"a\":%s}\n", number[i]);
		check_row(wanted, 1, line,
		    (struct expected[]){ { KIND_NUMBER, number[i], number[i] } });
	}
}

static void
test_members(void **state)
{
	static const struct {
		const char *key, *raw_key, *raw;
		enum kind kind;
	} want[] = { { "a", "\"a\"", "\"x\\n\"", KIND_TEXT },
		{ "\n", "\"\\n\"", "{\"a\": 1}", KIND_OBJECT },
		{ "c", "\"c\"", "-1.50", KIND_NUMBER }, { "", "\"\"", "null", KIND_NULL } };
	struct lane lane = { .members = true };
	char *text = thrice("{ \"a\":\"x\\n\",\"\\n\" : {\"a\": 1},\"c\":-1.50,\"\":null}\n{}\n");

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct block *block = block_by(i, &lane, text);

		assert_int_equal(block->batch.nrow, 6);
		for (size_t row = 0; row < 6; row++) {
			const struct member *m = block->member + block->member_at[row];

			assert_int_equal(block->member_at[row + 1] - block->member_at[row],
			    row % 2 == 0 ? 4 : 0);
			for (size_t k = 0; row % 2 == 0 && k < 4; k++) {
				check_text(block, m[k].key, KIND_TEXT, want[k].key);
				check_text(block, m[k].raw_key, KIND_TEXT, want[k].raw_key);
				check_text(block, m[k].raw, want[k].kind, want[k].raw);
			}
		}
		block_free(block);
	}
	free(text);
}

/* Blank lines are no records; line ends are no part of one; every line is counted. */
static void
test_lines(void **state)
{
	static const char text[] = "\n{\"a\":1}\n\r\n{\"a\":2}\r\n  \t \n {\"a\":3} \n{\"a\":4}";
	static const char *const row[] = { "{\"a\":1}", "{\"a\":2}", " {\"a\":3} ", "{\"a\":4}" };
	struct lane lane = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct block *block = block_by(i, &lane, text);

		assert_int_equal(block->newlines, 7);
		assert_int_equal(block->batch.nrow, 4);
		for (size_t k = 0; k < 4; k++)
			check_text(block, block->row[k], KIND_OBJECT, row[k]);
		block_free(block);
	}
}

/* fail ends the block at the first bad record, skip goes on; rows before it are told. */
static void
test_refusals(void **state)
{
	static const char text[] = "{\"a\":1}\n{\"a\":}\n{\"a\":2}\n[]\n{\"a\":3}\n";
	struct lane lane = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct block *block;

		lane.on_error = ON_ERROR_FAIL;
		block = block_by(i, &lane, text);
		assert_int_equal(block->batch.nrow, 1);
		assert_int_equal(block->nbad, 1);
		assert_int_equal(block->newlines, 5);
		block_free(block);
		lane.on_error = ON_ERROR_SKIP;
		block = block_by(i, &lane, text);
		assert_int_equal(block->batch.nrow, 3);
		assert_int_equal(block->nbad, 2);
		assert_int_equal(block->bad[0].row, 1);
		assert_int_equal(block->bad[0].place, 13);
		assert_int_equal(block->bad[1].row, 2);
		assert_int_equal(block->bad[1].bad, BAD_NOT_OBJECT);
		assert_int_equal(block->newlines, 5);
		block_free(block);
	}
}

static const struct {
	const char *from, *to; /* NULL: no rule mends it */
} repairs[] = {
	{ "{\"a\":1,\"b\":2,\"a\":3}", "{\"b\":2,\"a\":3}" },
	{ "{ \"a\" : 1 , \"\\u0061\" : 2 }", "{ \"\\u0061\" : 2 }" },
	{ "{\"a\":1,\"a\":2,\"a\":3,\"b\":4}", "{\"a\":3,\"b\":4}" },
	{ "{\"b\":{\"x\":1,\"x\":[{\"y\":1,\"y\":2}]},\"a\":0}",
	    "{\"b\":{\"x\":[{\"y\":2}]},\"a\":0}" },
	{ "{\"b\":{\"x\":1,\"x\":2},\"b\":5}", "{\"b\":5}" },
	{ "{\"a\":\"\xff\"}", "{\"a\":\"\xef\xbf\xbd\"}" },
	{ "{\"a\":\"x\xe2\x82y\xc3\xa9\xc0\"}",
	    "{\"a\":\"x\xef\xbf\xbd\xef\xbf\xbdy\xc3\xa9\xef\xbf\xbd\"}" },
	{ "{\"\xff\":1,\"a\":2,\"\xfe\":3}", "{\"a\":2,\"\xef\xbf\xbd\":3}" },
	{ "{\"a\":1,\"a\":}", NULL },
	{ "{\"a\":\xff}", NULL },
	{ "{\"a\":\"\xff\\u0000\"}", NULL },
};

static void
test_keep(void **state)
{
	static const struct wanted wanted[] = { COLUMN("a") };
	struct lane lane = { .wanted = wanted, .nwanted = 1, .on_error = ON_ERROR_KEEP };

	(void)state;
	for (size_t r = 0; r < sizeof repairs / sizeof *repairs; r++) {
		for (int i = 0; i < 3; i++) {
			struct block *block = block_by(i, &lane, repairs[r].from);
			bool good = repairs[r].to != NULL;

			assert_int_equal(block->batch.nrow, good);
			assert_int_equal(block->nbad, !good);
			assert_int_equal(block->altered, good);
			if (good)
				check_text(block, block->row[0], KIND_OBJECT, repairs[r].to);
			block_free(block);
		}
	}
}

/*
 * Many keys in one object: no time that grows with their square; the last is seen to be
 * repeated.
 */
static void
test_many_keys(void **state)
{
	enum { MANY = 200000 };
	char *text = malloc(MANY * 20 + 100), *p = text;
	struct lane lane = { .on_error = ON_ERROR_SKIP };

	(void)state;
	*p++ = '{';
	for (int i = 0; i < MANY; i++)
		p += sprintf(p, "\"k%d\":%d,", i, i);
	strcpy(p, "\"k0\":1}\n");
	for (int i = 0; i < 3; i++) {
		struct block *block = block_by(i, &lane, text);

		assert_int_equal(block->nbad, 1);
		assert_int_equal(block->bad[0].bad, BAD_DUP_KEY);
		assert_int_equal(block->bad[0].place, p - text);
		block_free(block);
	}
	p[2] = 'x';
	for (int i = 0; i < 3; i++) {
		struct block *block = block_by(i, &lane, text);

		assert_int_equal(block->batch.nrow, 1);
		block_free(block);
	}
	free(text);
}

static void
test_first_keys(void **state)
{
	static const char text[] = "{\"user_id\":\"u\",\"\\u00e9\":{\"x\":1},\"a.b\":[]}";
	struct arena arena = { 0 };
	struct slice *name;
	size_t n;

	(void)state;
	assert_true(json_first_keys(text, strlen(text), &arena, &name, &n));
	assert_int_equal(n, 3);
	assert_true(slice_equal(name[0], SLICE("user_id")));
	assert_true(slice_equal(name[1], SLICE("\xc3\xa9")));
	assert_true(slice_equal(name[2], SLICE("a.b")));
	assert_true(json_first_keys("{}\n", 3, &arena, &name, &n));
	assert_int_equal(n, 0);
	assert_false(json_first_keys("[1]", 3, &arena, &name, &n));
	assert_false(json_first_keys("{\"a\":1,\"a\":2}", 13, &arena, &name, &n));
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_first_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
