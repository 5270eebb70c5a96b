/*
 * CSV against a small reader of our own (below), for random texts of every kind of fault, in both
 * lanes, with every set of vector instructions, for blocks of all sizes and several threads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/fault.h"
#include "read_help.h"

/* The reference: one character at a time, nothing shared with lib/read. */
struct reference {
	const unsigned char *text;
	size_t len;
	size_t ncolumn;
	const char *header;
	struct buffer rows, rejects;
	unsigned long read;
	bool fail; /* stop at the first bad record */
};

struct record {
	size_t begin, end; /* without and with what ends the line: begin .. stop, end */
	size_t stop;
	const char *code; /* NULL: good */
	size_t fault;
	size_t nfield;
	size_t field[64], field_end[64];
};

static void
blame(struct record *r, const char *code, size_t at)
{
	if (r->code == NULL || at < r->fault) {
		r->code = code;
		r->fault = at;
	}
}

static size_t
line_stop(const struct reference *ref, size_t at)
{
	while (at < ref->len && ref->text[at] != '\n')
		at++;
	return at;
}

/* Reads the record at begin: a table of states by hand. */
static void
read_record(const struct reference *ref, size_t begin, struct record *r)
{
	enum { START, PLAIN, QUOTED, AFTER } state = START;
	const unsigned char *t = ref->text;
	size_t i = begin, opened = begin;

	*r = (struct record){ .begin = begin };
	r->field[0] = begin;
	for (;; i++) {
		bool ended = i >= ref->len;
		unsigned char c = ended ? 0 : t[i];
		bool crlf = !ended && c == '\r' && (i + 1 >= ref->len || t[i + 1] == '\n');

		if (ended && state == QUOTED) {
			blame(r, "open-quote", opened);
			i = line_stop(ref, opened);
			break;
		}
		if (ended || (c == '\n' && state != QUOTED))
			break;
		if (state == QUOTED) {
			if (c == '"')
				state = AFTER;
		} else if (state == AFTER && c == '"') {
			state = QUOTED;
		} else if (c == ',') {
			if (r->nfield < 63) {
				r->field_end[r->nfield++] = i;
				r->field[r->nfield] = i + 1;
			}
			state = START;
		} else if (state == AFTER && !crlf) {
			if (line_stop(ref, opened) < i) {
				blame(r, "open-quote", opened);
				i = line_stop(ref, opened);
				break;
			}
			blame(r, "text-after-quote", i);
			state = PLAIN;
		} else if (c == '"' && state == START) {
			state = QUOTED;
			opened = i;
		} else if (c == '"') {
			blame(r, "bare-quote", i);
		} else if (c == '\r' && !crlf) {
			blame(r, "bare-cr", i);
			state = PLAIN;
		} else if (state == START) {
			state = PLAIN;
		}
	}
	r->stop = i > begin && i <= ref->len && t[i - 1] == '\r' ? i - 1 : i;
	r->end = i < ref->len ? i + 1 : ref->len;
	r->field_end[r->nfield++] = r->stop;
}

/* Decodes code points by arithmetic: the first byte of what is none, or n. */
static size_t
bad_utf8_at(const unsigned char *p, size_t n)
{
	size_t i = 0;

	while (i < n) {
		unsigned need = p[i] < 0x80 ? 0
		    : (p[i] & 0xe0) == 0xc0 ? 1
		    : (p[i] & 0xf0) == 0xe0 ? 2
		    : (p[i] & 0xf8) == 0xf0 ? 3
					    : 9;
		uint32_t point = need == 0 ? p[i] : p[i] & (0x3fu >> need);
		static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };

		if (need == 9 || i + need >= n + (need == 0))
			return i;
		for (unsigned k = 1; k <= need; k++) {
			if ((p[i + k] & 0xc0) != 0x80)
				return i;
			point = point << 6 | (p[i + k] & 0x3fu);
		}
		if (point < least[need] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
			return i;
		i += need + 1;
	}
	return n;
}

static void
tell_reject(struct reference *ref, const struct record *r)
{
	char line[200];
	size_t n = 1, column = 1;

	for (size_t i = 0; i < r->fault; i++) {
		column = ref->text[i] == '\n' ? 1 : column + 1;
		n += ref->text[i] == '\n';
	}
	snprintf(line, sizeof line, "%zu:%zu:%s\n", n, column, r->code);
	buffer_add(&ref->rejects, line, strlen(line));
}

static void
tell_row(struct reference *ref, const struct record *r)
{
	for (size_t c = 0; c < r->nfield; c++) {
		struct slice raw =
		    slice_of((const char *)ref->text + r->field[c], r->field_end[c] - r->field[c]);

		buffer_byte(&ref->rows, '[');
		for (size_t i = 0; i < raw.len; i++) {
			if (raw.ptr[0] == '"' && (i == 0 || i + 1 == raw.len))
				continue;
			tell_slice(&ref->rows, slice_of(raw.ptr + i, 1));
			if (raw.ptr[i] == '"')
				i++;
		}
		buffer_byte(&ref->rows, '|');
		tell_slice(&ref->rows, raw);
		buffer_byte(&ref->rows, ']');
	}
	buffer_byte(&ref->rows, '\n');
}

static void
refer(struct reference *ref, const void *text, size_t len, size_t ncolumn, const char *header,
    bool fail)
{
	struct record r;

	*ref = (struct reference){ .text = text, .len = len, .ncolumn = ncolumn, .header = header };
	ref->fail = fail;
	read_record(ref, 0, &r);
	for (size_t at = r.end; at < len; at = r.end) {
		const unsigned char *nul, *p = ref->text + at;
		size_t n;

		read_record(ref, at, &r);
		n = r.stop - at;
		if (n == 0)
			continue;
		ref->read++;
		nul = memchr(p, 0, n);
		if (nul != NULL)
			blame(&r, "nul-byte", (size_t)(nul - ref->text));
		if (bad_utf8_at(p, n) < n)
			blame(&r, "bad-utf8", at + bad_utf8_at(p, n));
		if (r.code == NULL && n == strlen(header) && memcmp(p, header, n) == 0)
			blame(&r, "repeated-header", at);
		else if (r.code == NULL && r.nfield < ncolumn)
			blame(&r, "short-row", r.stop);
		else if (r.code == NULL && r.nfield > ncolumn)
			blame(&r, "long-row", r.field[ncolumn]);
		if (r.code != NULL)
			tell_reject(ref, &r);
		else
			tell_row(ref, &r);
		if (r.code != NULL && ref->fail)
			break;
	}
	buffer_byte(&ref->rows, '\0');
	buffer_byte(&ref->rejects, '\0');
}

/* Rejects as line:col:code. */
static void
shorten(const char *json, struct buffer *out)
{
	for (const char *p = json; (p = strstr(p, "\"line\":")) != NULL; p++) {
		unsigned long line, column;
		char code[64], told[128];

		assert_int_equal(sscanf(p, "\"line\":%lu,\"col\":%lu,\"code\":\"%63[^\"]", &line,
				     &column, code),
		    3);
		snprintf(told, sizeof told, "%lu:%lu:%s\n", line, column, code);
		buffer_add(out, told, strlen(told));
	}
	buffer_byte(out, '\0');
}

static size_t
make_text(uint64_t *seed, char *out, bool wild)
{
	static const char *const common[] = { "a", "b", ",", ",", "\n", "\n", "\"x\"", "\"p,q\"",
		"\"\"", "\"r\"\"s\"", "\"l\nm\"", "\xc3\xa9", "\r\n", ",,", "a,b\n", " c ",
		"\"t\"\n" };
	static const char *const rare[] = {
		"\"", "\"", "\r", "\xff", "\xe2\x82", "\xed\xa0\x80", "x,y\n", "\"\"\"", "\n\n",
		"\"u\r\nv\"", " \"w\"", "\"\r", "\xf0\x9f\x98\x80", "\xe4\xb8\xad", "\1",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	};
	size_t n = 0, pieces = next_random(seed) % 60;

	n += (size_t)sprintf(out, "x,y\n");
	for (size_t i = 0; i < pieces; i++) {
		bool odd = wild && next_random(seed) % 6 == 0;
		const char *piece = odd
		    ? rare[next_random(seed) % (sizeof rare / sizeof *rare)]
		    : common[next_random(seed) % (sizeof common / sizeof *common)];

		if (wild && next_random(seed) % 100 == 0)
			out[n++] = '\0';
		if (!wild && next_random(seed) % 2 == 0)
			piece = next_random(seed) % 2 == 0 ? "a,b\n" : "\"q\",\"w\"\"e\"\n";
		memcpy(out + n, piece, strlen(piece));
		n += strlen(piece);
	}
	return n;
}

static void
compare(const char *text, size_t len, struct scan_options options)
{
	struct reference ref;
	struct told told;
	struct buffer rejects = { 0 };

	refer(&ref, text, len, 2, "x,y", false);
	tell(&told, options, text, len);
	shorten(told.rejects.ptr, &rejects);
	assert_string_equal(told.text.ptr, ref.rows.ptr);
	assert_string_equal(rejects.ptr, ref.rejects.ptr);
	assert_int_equal(told.totals.read, ref.read);
	assert_int_equal(told.totals.read, told.totals.written + told.totals.rejected);
	assert_true(told.in_order);
	assert_true(told.totals.complete);
	buffer_release(&ref.rows);
	buffer_release(&ref.rejects);
	buffer_release(&rejects);
	told_release(&told);
}

static const char *const simd[] = { "off", "avx2", "on" };

static void
random_texts(void **state)
{
	uint64_t seed = 20260301;
	char text[8192];

	(void)state;
	for (int round = 0; round < 3000; round++) {
		size_t len = make_text(&seed, text, round % 3 != 0);
		struct scan_options o = SCAN_OPTIONS_DEFAULT;
		static const size_t sizes[] = { 16, 17, 23, 64, 65, 200, 0 };

		o.on_error = ON_ERROR_SKIP;
		o.max_rejects = 1;
		o.threads = 1 + (unsigned)(next_random(&seed) % 3);
		o.block_size = sizes[next_random(&seed) % 7];
		o.careful = next_random(&seed) % 2;
		setenv("IA_SIMD", simd[next_random(&seed) % 3], 1);
		compare(text, len, o);
	}
}

/* fail: the first bad record is the fault, and the rows before it come out, no more. */
static void
fail_at_the_first(void **state)
{
	uint64_t seed = 7;
	char text[8192], first[200];

	(void)state;
	for (int round = 0; round < 1000; round++) {
		size_t len = make_text(&seed, text, true);
		struct scan_options o = SCAN_OPTIONS_DEFAULT;
		struct reference ref;
		struct told fail;

		o.threads = 1 + (unsigned)(round % 4);
		o.block_size = 16 + (size_t)(round % 50);
		tell(&fail, o, text, len);
		refer(&ref, text, len, 2, "x,y", true);
		assert_string_equal(fail.text.ptr, ref.rows.ptr);
		if (ref.rejects.len > 1) {
			unsigned long line, column;
			char code[64];

			assert_int_equal(fail.fault.exit, EXIT_DATA);
			sscanf(ref.rejects.ptr, "%lu:%lu:%63s", &line, &column, code);
			snprintf(first, sizeof first, ".txt:%lu:%lu: %s: ", line, column, code);
			assert_non_null(strstr(fail.fault.text, first));
		} else {
			assert_int_equal(fail.fault.exit, EXIT_DONE);
		}
		buffer_release(&ref.rows);
		buffer_release(&ref.rejects);
		told_release(&fail);
	}
}

/* One column: a blank line is no record, an empty field is written "". */
static void
one_column(void **state)
{
	static const char text[] = "a\n1\n\n2\n\r\n\"\"\n\n";

	(void)state;
	for (int careful = 0; careful < 2; careful++) {
		for (size_t size = 0; size < 40; size += 4) {
			struct scan_options o = SCAN_OPTIONS_DEFAULT;
			struct told told;

			o.careful = careful;
			o.block_size = size;
			tell(&told, o, text, sizeof text - 1);
			assert_string_equal(told.text.ptr, "[1|1]\n[2|2]\n[|\"\"]\n");
			told_release(&told);
			tell(&told, o, "a\n1\n\n2\n", 8);
			assert_string_equal(told.text.ptr, "[1|1]\n[2|2]\n");
			told_release(&told);
		}
	}
}

/* keep: both lanes, all sizes and threads tell the same, and every record is accounted for. */
static void
keep_is_the_same_everywhere(void **state)
{
	uint64_t seed = 99;
	char text[8192];

	(void)state;
	for (int round = 0; round < 1500; round++) {
		size_t len = make_text(&seed, text, true);
		struct scan_options o = SCAN_OPTIONS_DEFAULT;
		struct told one, other;

		o.on_error = ON_ERROR_KEEP;
		o.max_rejects = 1;
		o.threads = 1;
		tell(&one, o, text, len);
		o.careful = round % 2;
		o.threads = 1 + (unsigned)(round % 5);
		o.block_size = 16 + (size_t)(round % 100);
		tell(&other, o, text, len);
		assert_string_equal(one.text.ptr, other.text.ptr);
		assert_true(same_told(&one, &other));
		assert_int_equal(one.totals.read, one.totals.written + one.totals.rejected);
		told_release(&one);
		told_release(&other);
	}
}

static void
keeps(const char *record, const char *expected, unsigned long altered)
{
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	struct told told;
	char text[200];

	snprintf(text, sizeof text, "x,y\n%s\n", record);
	o.on_error = ON_ERROR_KEEP;
	tell(&told, o, text, strlen(text));
	assert_string_equal(told.text.ptr, expected);
	assert_int_equal(told.totals.altered, altered);
	told_release(&told);
}

/*
 * The rules of design.md and of the brief: pad, cut, quotes literal, U+FFFD; the rest is left
 * out.
 */
static void
keep_repairs(void **state)
{
	(void)state;
	keeps("a", "[a|a][|]\n", 1);
	keeps("a,b,c", "[a|a][b|b]\n", 1);
	keeps("a\"b,c", "[a\"b|\"a\"\"b\"][c|c]\n", 1);
	keeps("\"a\"b,c", "[\"a\"b|\"\"\"a\"\"b\"][c|c]\n", 1);
	keeps("a\xff,c", "[a\\ef\\bf\\bd|\"a\\ef\\bf\\bd\"][c|c]\n", 1);
	keeps("\"a\"\"\xff\",c", "[a\"\\ef\\bf\\bd|\"a\"\"\\ef\\bf\\bd\"][c|c]\n", 1);
	keeps("x,y", "", 0);
	keeps("\"a,b", "", 0);
	keeps("a\rb,c", "", 0);
	keeps("a,b", "[a|a][b|b]\n", 0);
	keeps(",b,c", "[|][b|b]\n", 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_texts),
		cmocka_unit_test(fail_at_the_first),
		cmocka_unit_test(one_column),
		cmocka_unit_test(keep_is_the_same_everywhere),
		cmocka_unit_test(keep_repairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
