/*
 * json_lanes: the two lanes of NDJSON agree, with and without vector instructions, and so does
 * a record alone with the same record among others; what is accepted is what jansson accepts
 * (object, depth 64, no NUL).
 *
 * Input: a byte of options, then lines. The text is given twice over, so that its second half
 * meets shapes that the first taught.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "../unit/read_json.h"

static const struct wanted wanted[] = {
	{ .name = { "a", 1 }, .flags = COLUMN_RAW },
	{ .name = { "b", 1 } },
	{ .name = { "event", 5 } },
	{ .name = { "a.b", 3 }, .flags = COLUMN_RAW, .path = true },
	{ .name = { "b.0", 3 }, .path = true },
	{ .name = { "a.b.c", 5 }, .path = true },
};

static void
check(const char *difference, const char *where)
{
	if (difference == NULL)
		return;
	fprintf(stderr, "%s: %s\n", where, difference);
	abort();
}

/* Levels of brackets outside strings. */
static unsigned
depth_of(const char *p, size_t len)
{
	unsigned depth = 0, most = 0;
	bool in = false;

	for (size_t i = 0; i < len; i++) {
		if (p[i] == '\\' && in)
			i++;
		else if (p[i] == '"')
			in = !in;
		else if (!in && (p[i] == '{' || p[i] == '['))
			most = ++depth > most ? depth : most;
		else if (!in && (p[i] == '}' || p[i] == ']'))
			depth--;
	}
	return most;
}

/* Does jansson take this line, as we use it? */
static bool
accepted(const char *p, size_t len)
{
	json_error_t error;
	json_t *root = memchr(p, 0, len) != NULL
	    ? NULL
	    : json_loadb(p, len, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
	bool good = json_is_object(root) && depth_of(p, len) <= DEPTH_MAX;

	json_decref(root);
	return good;
}

/*
 * Each line alone gives the row, or the refusal, that it gave among the others (all, under
 * skip or keep).
 */
static void
check_lines(struct lane *lane, const struct block *all)
{
	size_t row = 0, bad = 0;

	for (size_t at = 0; at < all->end;) {
		const char *p = all->base + at;
		size_t len = (size_t)((const char *)memchr(p, '\n', all->end - at) - p);
		struct block *one = json_block(lane, p, len);

		if (one->batch.nrow == 1) {
			check(json_row_difference(one, 0, all, row), "a line alone");
			row++;
		}
		if (one->nbad == 1 &&
		    (one->bad[0].bad != all->bad[bad].bad ||
			one->bad[0].place + at != all->bad[bad].place))
			check("refusal", "a line alone");
		if (lane->on_error == ON_ERROR_SKIP && one->batch.nrow + one->nbad > 0 &&
		    (one->batch.nrow == 1) != accepted(p, len))
			check("acceptance", "jansson");
		bad += one->nbad;
		block_free(one);
		at += len + 1;
	}
	if (row != all->batch.nrow || bad != all->nbad)
		check("number of rows or refusals", "lines alone");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lane lane = { .wanted = wanted, .nwanted = sizeof wanted / sizeof *wanted };
	struct lane careful;
	struct block *fast, *portable, *slow;
	uint8_t options;
	char *text;

	if (size < 2 || size > 20000)
		return 0;
	options = data[0];
	lane.on_error = (enum on_error)((options & 3) % 3);
	lane.members = (options & 4) != 0;
	careful = lane;
	careful.careful = true;
	data++;
	size--;
	text = malloc(2 * size + 2);
	memcpy(text, data, size);
	text[size] = '\n';
	memcpy(text + size + 1, data, size);
	text[2 * size + 1] = '\n';
	fast = json_block(&lane, text, 2 * size + 2);
	portable = json_block_portable(&lane, text, 2 * size + 2);
	slow = json_block(&careful, text, 2 * size + 2);
	check(json_difference(fast, slow), "fast and careful");
	check(json_difference(fast, portable), "vector and portable");
	if (lane.on_error != ON_ERROR_FAIL && (options & 8) == 0)
		check_lines(&lane, fast);
	block_free(fast);
	block_free(portable);
	block_free(slow);
	free(text);
	return 0;
}

#ifdef IA_FUZZER
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

/* Half the time: a line again behind itself, with a piece of JSON put into it. */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	static const char *const piece[] = { "\"", "\\", ",", ":", "{", "}", "[", "]", "{}", "[]",
		"0", "-1", ".5", "e9", "1e400", "null", "true", "false", " ", "\r", "\t", "\\u0041",
		"\\ud83d\\ude00", "\\u0000", "\xc3\xa9", "\xff", "\"a\":", "\"b\":", ",\"a\":1",
		"\n", "\x01" };
	size_t from, to, len, cut, n;
	const char *put = piece[seed / 64 % (sizeof piece / sizeof *piece)];

	if ((seed & 1) != 0 || size < 4)
		return LLVMFuzzerMutate(data, size, most);
	from = 1 + seed / 7 % (size - 1);
	while (from > 1 && data[from - 1] != '\n')
		from--;
	for (to = from; to < size && data[to] != '\n';)
		to++;
	len = to - from;
	n = strlen(put);
	if (size + len + n + 1 > most || len == 0)
		return LLVMFuzzerMutate(data, size, most);
	cut = seed / 4096 % (len + 1);
	memmove(data + to + 1 + len + n, data + to, size - to);
	data[to] = '\n';
	memcpy(data + to + 1, data + from, cut);
	memcpy(data + to + 1 + cut, put, n);
	memcpy(data + to + 1 + cut + n, data + from + cut, len - cut);
	return size + len + n + 1;
}
#endif
