/* forest: the model file: the same back, and what is damaged refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "forest_data.h"

static void
write_forest(const struct forest *forest, struct buffer *text)
{
	buffer_clear(text);
	forest_write(forest, text);
}

static bool
read_forest(struct forest *forest, const char *text, size_t len, size_t p, struct fault *fault)
{
	json_t *value = json_loadb(text, len, 0, NULL);
	bool good = forest_read(forest, value, p, fault);

	json_decref(value);
	return good;
}

static void
is_the_same_for_any_threads_and_reads_back(void **state)
{
	struct buffer first = { 0 }, text = { 0 };
	struct data d;

	(void)state;
	make(&d, MOST, 0, 9);
	for (unsigned threads = 1; threads < 6; threads += 2) {
		struct forest_params params = FOREST_DEFAULT;
		struct forest forest, back;
		struct fault fault = { 0 };
		double out[1000], again[1000];

		params.trees = 7;
		params.weight[1] = 1.7;
		params.threads = threads;
		fit(&forest, &d, &params);
		write_forest(&forest, &text);
		if (threads == 1)
			write_forest(&forest, &first);
		assert_int_equal(text.len, first.len);
		assert_memory_equal(text.ptr, first.ptr, first.len);
		assert_true(read_forest(&back, text.ptr, text.len, COLUMNS, &fault));
		write_forest(&back, &text);
		assert_int_equal(text.len, first.len);
		assert_memory_equal(text.ptr, first.ptr, first.len);
		forest_predict(&forest, d.x, 1000, out);
		forest_predict(&back, d.x, 1000, again);
		assert_memory_equal(out, again, sizeof out);
		forest_release(&forest);
		assert_false(read_forest(&forest, text.ptr, text.len, COLUMNS + 1, &fault));
		assert_int_equal(fault.exit, EXIT_USAGE);
		forest_release(&back);
	}
	buffer_release(&first);
	buffer_release(&text);
	drop(&d);
}

/* Bytes, and whole tokens, changed by chance: refused, or a forest that works. */
static void
survives_damage(void **state)
{
	static const char *const word[] = { "-1", "0", "1", "2", "7", "255", "1e9", "-0.5",
		"4294967295", "[]", "[0]", "null", "{}", "1e400", "\"a\"", "" };
	struct forest_params params = FOREST_DEFAULT;
	struct buffer text = { 0 };
	struct random random;
	struct forest forest;
	struct data d;
	unsigned refused = 0, taken = 0;

	(void)state;
	make(&d, 60, 6, 10);
	random_seed(&random, 10);
	params.trees = 3;
	fit(&forest, &d, &params);
	write_forest(&forest, &text);
	forest_release(&forest);
	for (int turn = 0; turn < 20000; turn++) {
		struct buffer bad = { 0 };
		size_t at = random_below(&random, text.len), end = at + random_below(&random, 3);
		const char *put = word[random_below(&random, sizeof word / sizeof word[0])];
		struct fault fault = { 0 };
		double out[60], phi[60 * COLUMNS], base;

		while (turn % 2 && end < text.len && strchr("0123456789.", text.ptr[end]) != NULL)
			end++;
		end = end < text.len ? end : text.len;
		buffer_add(&bad, text.ptr, at);
		buffer_add(&bad, put, strlen(put));
		buffer_add(&bad, text.ptr + end, text.len - end);
		if (read_forest(&forest, bad.ptr, bad.len, COLUMNS, &fault)) {
			forest_predict(&forest, d.x, 60, out);
			forest_reasons(&forest, d.x, 60, phi, &base);
			for (size_t i = 0; i < 60; i++)
				assert_true(out[i] >= 0 && out[i] <= 1);
			forest_release(&forest);
			taken++;
		} else {
			assert_int_equal(fault.exit, EXIT_USAGE);
			refused++;
		}
		buffer_release(&bad);
	}
	assert_true(refused > 5000 && taken > 100);
	buffer_release(&text);
	drop(&d);
}

static void
refuses_what_is_no_forest(void **state)
{
	static const char good[] =
	    "{\"weight\":[1,1],\"cuts\":[[0.5,1.5]],\"trees\":[{\"feature\":[0,-1,0,-1,-1],"
	    "\"cut\":[0,1],\"rows\":[[1,0,2],[0,3,1]]}]}";
	static const struct {
		const char *from, *to;
	} each[] = {
		{ "0,-1,0,-1,-1", "-1,0,0,-1,-1" }, /* a node before it is anybody's child */
		{ "0,-1,0,-1,-1", "0,-1,-1,-1,0" }, /* nobody's child */
		{ "0,-1,0,-1,-1", "0,-1,0,-1" },
		{ "0,-1,0,-1,-1", "0,-1,-1,-1,-1" },
		{ "0,-1,0,-1,-1", "0,0,0,-1,-1" },
		{ "0,-1,0,-1,-1", "0,-1,1,-1,-1" },
		{ "0,-1,0,-1,-1", "0,-1,0.5,-1,-1" },
		{ "[0,1]", "[0,2]" },
		{ "[0,1]", "[0]" },
		{ "[0,1]", "[-1,1]" },
		{ "[1,0,2]", "[0,0,2]" }, /* a leaf without rows */
		{ "[1,0,2]", "[1,0]" },
		{ "[1,0,2]", "[1,0,4294967296]" },
		{ "[1,0,2]", "[4294967295,0,2]" },
		{ "[0.5,1.5]", "[1.5,0.5]" },
		{ "[0.5,1.5]", "[0.5,0.5]" },
		{ "[0.5,1.5]", "[0.5,null]" },
		{ "[[0.5,1.5]]", "[[0.5,1.5],[]]" },
		{ "[1,1]", "[1,0]" },
		{ "[1,1]", "[1]" },
		{ "\"trees\":[{", "\"more\":1,\"trees\":[{" },
		{ "\"cut\":", "\"cat\":" },
	};
	struct forest forest;
	struct fault fault = { 0 };
	double out, x = 1;

	(void)state;
	assert_true(read_forest(&forest, good, strlen(good), 1, &fault));
	forest_predict(&forest, &x, 1, &out);
	assert_true(out == 1); /* right at 0.5, left at 1.5: the second leaf, rows 0 and 3 */
	forest_release(&forest);
	for (size_t k = 0; k < sizeof each / sizeof each[0]; k++) {
		const char *at = strstr(good, each[k].from);
		char text[400];

		assert_non_null(at);
		snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, each[k].to,
		    at + strlen(each[k].from));
		fault = (struct fault){ 0 };
		assert_false(read_forest(&forest, text, strlen(text), 1, &fault));
		assert_int_equal(fault.exit, EXIT_USAGE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_the_same_for_any_threads_and_reads_back),
		cmocka_unit_test(survives_damage),
		cmocka_unit_test(refuses_what_is_no_forest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
