/*
 * The lanes agree: random logs whose records share shapes, change them, break them and hold
 * what is hard, tokenised by the fast lane with and without vector instructions and by jansson.
 * The oracle of each is the others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/random.h"
#include "read_json.h"

static const struct wanted wanted[] = {
	{ .name = { "id", 2 }, .flags = COLUMN_RAW },
	{ .name = { "k3", 2 } },
	{ .name = { "k1", 2 }, .flags = COLUMN_RAW },
	{ .name = { "p.x", 3 }, .path = true },
	{ .name = { "p.l.1", 5 }, .path = true, .flags = COLUMN_RAW },
};

static void
add(struct buffer *out, const char *text)
{
	buffer_add(out, text, strlen(text));
}

/* Bytes of a string of up to 80, around every width of a vector. */
static void
add_string(struct random *random, struct buffer *out)
{
	static const char *const hard[] = { "\\n", "\\u00e9", "\\ud83d\\ude00", "\\\"", "\xc3\xa9",
		"\xe5\x8a\xa0\xe5\x85\xa5", "\xf0\x9f\x98\x80", "\x7f", " ", "}" };
	size_t n =
	    random_below(random, 4) == 0 ? random_below(random, 80) : random_below(random, 12);
	bool plain = random_below(random, 3) != 0;

	buffer_byte(out, '"');
	while (n-- > 0) {
		if (!plain && random_below(random, 8) == 0)
			add(out, hard[random_below(random, sizeof hard / sizeof *hard)]);
		else
			buffer_byte(out, (char)('a' + random_below(random, 26)));
	}
	buffer_byte(out, '"');
}

static void
add_scalar(struct random *random, struct buffer *out)
{
	static const char *const scalar[] = { "null", "true", "false", "0", "-1", "12.50", "1e5",
		"123456789012345678", "0.1234567890123456789", "-2.5E-3", "9007199254740993" };
	uint64_t k = random_below(random, 22);

	if (k < sizeof scalar / sizeof *scalar)
		add(out, scalar[k]);
	else
		add_string(random, out);
}

static void
add_value(struct random *random, struct buffer *out, int level)
{
	uint64_t n = random_below(random, 4);

	if (level == 0 || random_below(random, 4) != 0) {
		add_scalar(random, out);
	} else if (random_below(random, 2) == 0) {
		add(out, "[");
		for (uint64_t i = 0; i < n; i++) {
			add(out, i > 0 ? "," : "");
			add_value(random, out, level - 1);
		}
		add(out, "]");
	} else {
		add(out, "{\"x\":");
		add_value(random, out, level - 1);
		add(out, random_below(random, 2) == 0 ? ",\"l\":[1,\"z\"]}" : "}");
	}
}

/* A record with some of ten keys, in this order; now and then broken in one byte. */
static void
add_record(struct random *random, struct buffer *out, bool spaced, uint64_t keys)
{
	static const char bytes[] = "\"\\,:{}[]0-.e \x01\xff\x80\xc3n";
	size_t start = out->len;
	char key[40];

	add(out, spaced ? "{\"id\": " : "{\"id\":");
	add_scalar(random, out);
	for (int k = 0; k < 10; k++) {
		if ((keys >> k & 1) == 0)
			continue;
		add(out, spaced ? ", " : ",");
		snprintf(key, sizeof key, k == 9 ? "\"long_%025d_key\":" : "\"k%d\":", k);
		add(out, k == 0 ? "\"p\":" : key);
		add(out, spaced ? " " : "");
		add_value(random, out, k < 3 ? 2 : 0);
	}
	add(out, "}");
	if (random_below(random, 30) == 0)
		out->ptr[start + random_below(random, out->len - start)] =
		    bytes[random_below(random, sizeof bytes - 1)];
	add(out, random_below(random, 10) == 0 ? "\r\n" : "\n");
}

static void
make_log(struct random *random, struct buffer *out)
{
	uint64_t keys = random_next(random);
	bool spaced = random_below(random, 3) == 0;

	buffer_clear(out);
	for (int i = 0; i < 60; i++) {
		if (random_below(random, 8) == 0)
			keys = random_next(random);
		if (random_below(random, 8) == 0)
			spaced = !spaced;
		add_record(random, out, spaced, keys);
		if (random_below(random, 20) == 0)
			add(out, "\n");
	}
}

static void
check_lanes(struct lane *lane, const char *ptr, size_t len)
{
	struct lane careful = *lane;
	struct block *a = json_block(lane, ptr, len), *b = json_block_portable(lane, ptr, len);
	struct block *c;

	careful.careful = true;
	c = json_block(&careful, ptr, len);
	assert_null(json_difference(a, b));
	assert_null(json_difference(a, c));
	block_free(a);
	block_free(b);
	block_free(c);
}

static void
test_logs(void **state)
{
	struct buffer text = { 0 };
	struct random random;

	(void)state;
	random_seed(&random, 7);
	for (int round = 0; round < 300; round++) {
		struct lane lane = { .wanted = wanted,
			.nwanted = sizeof wanted / sizeof *wanted,
			.on_error = round % 2 == 0 ? ON_ERROR_SKIP : ON_ERROR_KEEP,
			.members = round % 3 == 0 };

		make_log(&random, &text);
		check_lanes(&lane, text.ptr, text.len);
	}
	buffer_release(&text);
}

/* Past what is learned: many scalars, many pieces after one, many shapes. */
static void
test_limits(void **state)
{
	struct lane lane = { .wanted = wanted, .nwanted = sizeof wanted / sizeof *wanted };
	struct buffer text = { 0 };
	char line[100];

	(void)state;
	for (int n = 250; n < 262; n++) {
		for (int twice = 0; twice < 2; twice++) {
			add(&text, "{\"k1\":[0");
			for (int i = 2; i < n; i++)
				add(&text, ",1");
			add(&text, "],\"k3\":\"x\"}\n");
		}
	}
	for (int i = 0; i < 6000; i++) {
		snprintf(line, sizeof line, "{\"id\":%d,\"r%d\":{\"s%d\":1},\"k3\":\"%d\"}\n", i,
		    i % 40, i % 700, i);
		add(&text, line);
	}
	check_lanes(&lane, text.ptr, text.len);
	buffer_release(&text);
}

/* Where a block ends inside a vector: every length of a last string. */
static void
test_ends(void **state)
{
	struct lane lane = { .wanted = wanted, .nwanted = 1, .on_error = ON_ERROR_SKIP };
	char text[400];

	(void)state;
	for (int n = 0; n < 130; n++) {
		int len = snprintf(text, sizeof text,
		    "{\"id\":\"a\"}\n{\"id\":\"%0*d\"}\n{\"id\":\"%0*d\n", n, 0, n, 0);

		for (int cut = len - 12; cut <= len; cut++)
			check_lanes(&lane, text, (size_t)cut);
	}
}

static long left; /* allocations of jansson until one fails */

static void *
failing(size_t size)
{
	if (left-- != 0)
		return malloc(size);
	errno = ENOMEM;
	return NULL;
}

/*
 * An allocation of jansson that fails is no memory (exit 3), never bad input; else the row is
 * there.
 */
static void
test_no_memory(void **state)
{
	static const char text[] = "{\"id\":\"a\\n\",\"k3\":[1.5,\"x\"],\"p\":{\"x\":1}}\n";
	struct lane lane = { .wanted = wanted, .nwanted = 5, .careful = true };
	int status = 1;

	(void)state;
	for (long n = 0; n < 200 && status != 0; n++) {
		pid_t child = fork();

		if (child == 0) {
			struct block *block;

			if (freopen("/dev/null", "w", stderr) == NULL)
				_exit(9);
			left = n;
			json_set_alloc_funcs(failing, free);
			block = json_block(&lane, text, sizeof text - 1);
			_exit(left < 0 ? 8 : block->batch.nrow == 1 ? 0 : 7);
		}
		waitpid(child, &status, 0);
		assert_true(WIFEXITED(status));
		status = WEXITSTATUS(status);
		assert_true(status == 0 || status == 3);
	}
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_logs),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
