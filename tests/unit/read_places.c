/*
 * The bad CSV inputs of the project's manifest (shared/badinput), written out again: code, line
 * and column of the message, what skip leaves, the hint where one is asked for. The expectations
 * are the manifest's. With IA_SHARED the files themselves are held against it too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/memory.h"
#include "read_help.h"

#define H "ts,user_id,event,amount\n"
#define A "2026-03-01T10:00:00Z,u1,view,\n"
#define B "2026-03-01T10:00:05Z,u1,cart,12.50\n"
#define C "2026-03-01T10:01:00Z,u2,view,\n2026-03-01T10:02:00Z,u2,buy,99.90\n"
#define T "2026-03-01T10:00:05Z,"
#define TEXT(literal) literal, sizeof literal - 1

static const struct input {
	const char *id, *text;
	size_t len;
	const char *fault; /* what the message holds; NULL: none */
	int out;           /* records under skip; -1: a fault there too */
	int rejected;
} inputs[] = {
	{ "c01", TEXT(""), ":1:1: empty-input: ", -1, 0 },
	{ "c02", TEXT(H), NULL, 0, 0 },
	{ "c03", TEXT("ts,user_id,event,amount"), NULL, 0, 0 },
	{ "c04", TEXT("\n\n\n"), ":4:1: empty-input: ", -1, 0 },
	{ "c05", TEXT("\xef\xbb\xbf" H A B C), NULL, 4, 0 },
	{ "c06", TEXT("\xef\xbb\xbf\"ts\",user_id,event,amount\n" A B C), NULL, 4, 0 },
	{ "c07", TEXT("ts,user_id,event,amount\r\n1,u,view,\r\n2,u,cart,12.50\r\n"), NULL, 2, 0 },
	{ "c09", TEXT("ts,user_id,event,amount\r2026-03-01T10:00:00Z,u1,view,\r"),
	    ":1:24: bare-cr: ", -1, 0 },
	{ "c10", TEXT(H A "2026-03-01T10:02:00Z,u2,buy,99.90"), NULL, 2, 0 },
	{ "c11", TEXT(H A B "2026-03-01T10:01:00Z,u2,view,\n2026-03-01T10:02:0"),
	    ":5:19: short-row: 1 field, header has 4: \"2026-03-01T10:02:0\"", 3, 1 },
	{ "c12", TEXT(H A T "u1\n" C), ":3:24: short-row: 2 fields, header has 4: ", 3, 1 },
	{ "c16", TEXT("ts,user_id,,amount\n" A), NULL, 1, 0 },
	{ "c18", TEXT(H A B H C), ":4:1: repeated-header: ", 4, 1 },
	{ "c19", TEXT(H A T "u1,\"cart,12.50\n" B B B B), ":3:25: open-quote: ", 5, 1 },
	{ "c20", TEXT(H A T "u1,\"cart\"x,12.50\n" C), ":3:31: text-after-quote: ", 3, 1 },
	{ "c21", TEXT(H A T "u1,ca\"rt,12.50\n" C), ":3:27: bare-quote: ", 3, 1 },
	{ "c23", TEXT(H "2026-03-01T10:00:00Z,u1,\"vi\new, \"\"x\"\"\r\n\",1\n" B), NULL, 2, 0 },
	{ "c24", TEXT(H "2026-03-01T10:00:00Z, \"u1\", \"vi,ew\",1\n" B), ":2:23: bare-quote: ", 1,
	    1 },
	{ "c25", TEXT(H A T "u1,ca\0rt,12.50\n" C), ":3:27: nul-byte: ", 3, 1 },
	{ "c27",
	    TEXT(H A T "u\xff"
		       "1,cart,1\n" T "u\xc0\x80,cart,1\n" T "u\xe2\x82,cart,1\n" B),
	    ":3:23: bad-utf8: ", 2, 3 },
	{ "c28", TEXT(H A T "u\xed\xa0\x80,cart,1\n" C), ":3:23: bad-utf8: ", 3, 1 },
	{ "c29", TEXT(H "2026-03-01T10:00:00Z,Jos\xe9,view,1\n" B), ":2:25: bad-utf8: ", 1, 1 },
	{ "c29 hint", TEXT(H "2026-03-01T10:00:00Z,Jos\xe9,view,1\n" B), "iconv -f latin1 -t UTF-8",
	    1, 1 },
	{ "c31", TEXT(H "1,\x1b[2J\x1b[31mu1\x07,view,bad\n" B), NULL, 2, 0 },
	{ "c32, cut", TEXT("\x1f\x8b\x08\0\0\0\0\0\2\3+)M-V"), ": gzip-input: the data ends before",
	    -1, 0 },
	{ "xz",
	    TEXT("\xfd"
		 "7zXZ\0\0\4\xe6"),
	    ":1:1: bad-utf8: compressed by xz; try: xz -dc /", -1, 0 },
	{ "bzip2", TEXT("BZh91AY&SY\x11\x22"), "compressed by bzip2; try: bzip2 -dc /", -1, 0 },
	{ "no bzip2", TEXT("BZh9,a\n1,2\n"), NULL, 1, 0 },
	{ "zstd, cut", TEXT("\x28\xb5\x2f\xfd\4\x58\n"), ": zstd-input: the data ends before", -1,
	    0 },
	{ "xlsx", TEXT("PK\3\4\x14\0\6\0"), ":1:1: nul-byte: a zip or Excel file; save it as CSV",
	    -1, 0 },
	{ "parquet", TEXT("PAR1\x15\4\x15\0"), "a Parquet file; convert it to CSV first", -1, 0 },
	{ "no parquet", TEXT("PAR1,a\n1,2\n"), NULL, 1, 0 },
	{ "another delimiter", TEXT("a;b\n1,5;2\n"), "try -d ';'", 0, 1 },
	{ "c33", TEXT(H "1,=1+1,view,1\n2,+1,view,2\n3,@x,view,3\n"), NULL, 3, 0 },
	{ "c37", TEXT(H "1,9007199254740993,a,\n2,0010,b,\n3,1e3,c,\n"), NULL, 3, 0 },
	{ "utf16", TEXT("\xff\xfet\0s\0,\0u\0\n\0"), ":1:1: utf16: ", -1, 0 },
	{ "utf16 without a mark", TEXT("t\0s\0,\0u\0\n\0"), "iconv -f UTF-16 -t UTF-8", -1, 0 },
	{ "nul in the header", TEXT("ts,us\0er\n1,2\n"), ":1:6: nul-byte: ", -1, 0 },
	{ "bad header", TEXT("\n\nts,\"us\"er\n1,2\n"), ":3:8: text-after-quote: ", -1, 0 },
	{ "long row", TEXT("a,b\n1,2,3,4\n"), ":2:5: long-row: 4 fields, header has 2: \"1,2,3,4\"",
	    0, 1 },
	{ "first fault", TEXT("a,b\n1\"\xff,2\n"), ":2:2: bare-quote: ", 0, 1 },
	{ "first fault", TEXT("a,b\n1\xff\",2\n"), ":2:2: bad-utf8: ", 0, 1 },
	{ "cr in a record", TEXT("a,b\n1\r,2\n3,4\n"), ":2:2: bare-cr: ", 1, 1 },
	{ "cr in quotes", TEXT("a,b\n\"1\r\",2\n"), NULL, 1, 0 },
	{ "line behind a field of lines", TEXT("a,b\n\"1\n\n\",2\n\n3\n"), ":6:2: short-row: ", 1,
	    1 },
	{ "quote closed by chance", TEXT("a,b\n1,\"2\n3,4\n5,\"6\"\n"), ":2:3: open-quote: ", 2,
	    1 },
};

static void
check(const struct input *in, struct scan_options o)
{
	struct told told;

	o.max_rejects = 1;
	tell(&told, o, in->text, in->len);
	if (in->fault == NULL) {
		assert_string_equal(told.fault.text, "");
	} else {
		assert_non_null(strstr(told.fault.text, in->fault));
		assert_int_equal(told.fault.exit, EXIT_DATA);
	}
	assert_null(strchr(told.fault.text, '\x1b'));
	told_release(&told);
	o.on_error = ON_ERROR_SKIP;
	tell(&told, o, in->text, in->len);
	if (in->out < 0) {
		assert_int_equal(told.fault.exit, EXIT_DATA);
	} else {
		assert_int_equal(told.totals.written, in->out);
		assert_int_equal(told.totals.rejected, in->rejected);
		if (in->out == 0 && in->rejected > 0)
			assert_non_null(strstr(told.fault.text, "records rejected"));
		else
			assert_string_equal(told.fault.text, "");
	}
	told_release(&told);
}

static void
places(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
		struct scan_options o = SCAN_OPTIONS_DEFAULT;

		for (int careful = 0; careful < 2; careful++) {
			for (size_t size = 0; size < 100; size += 20) {
				o.careful = careful;
				o.block_size = size;
				o.threads = 1 + (unsigned)size % 3;
				check(&inputs[i], o);
			}
		}
	}
}

/* The fault of asking for a column. */
static void
asks(const char *text, const char *column, enum on_error on_error, int exit, const char *one,
    const char *two)
{
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	char *name = file_of(text, strlen(text));
	struct scan *scan;

	o.on_error = on_error;
	scan = scan_new(&o, &name, 1);
	assert_true(scan_start(scan));
	assert_int_equal(scan_column(scan, slice_text(column), COLUMN_REQUIRED), -1);
	assert_int_equal(scan_fault(scan)->exit, exit);
	assert_non_null(strstr(scan_fault(scan)->text, one));
	assert_non_null(strstr(scan_fault(scan)->text, two));
	scan_free(scan);
}

static void
columns(void **state)
{
	(void)state;
	asks("ts,user_id,event,user_id\n", "user_id", ON_ERROR_FAIL, EXIT_DATA,
	    ":1:18: dup-column: ", "\"user_id\"");
	asks("ts,userid,event,amount\n", "user_id", ON_ERROR_FAIL, EXIT_USAGE,
	    ":1:1: no-column: no column \"user_id\" (did you mean \"userid\"?)",
	    "there are: \"ts\", \"userid\", \"event\", \"amount\"");
	asks("ts,userid,event,amount\n", "user_id", ON_ERROR_SKIP, EXIT_DATA,
	    ":1:1: no-column: ", "userid");
	asks("ts;user_id;event;amount\n", "user_id", ON_ERROR_FAIL, EXIT_USAGE,
	    ":1:1: no-column: ", "try -d ';'");
	asks("ts\tuser_id\n", "user_id", ON_ERROR_KEEP, EXIT_DATA,
	    ":1:1: no-column: ", "try -i tsv");
	asks("# exported 2026-03-01\nts,user_id\n", "user_id", ON_ERROR_FAIL, EXIT_USAGE,
	    ":1:1: no-column: ", "comment");
}

/* 100,000 columns; one more than 65,536 is too many, at its byte; 65,536 are not. */
static void
wide(void **state)
{
	char *text = memory_new(1 << 20);
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	struct told told;
	size_t n = 0;

	(void)state;
	for (int i = 0; i < 100000; i++)
		n += (size_t)sprintf(text + n, "%sc%d", i > 0 ? "," : "", i);
	text[n++] = '\n';
	tell(&told, o, text, n);
	assert_int_equal(told.fault.exit, EXIT_DATA);
	assert_non_null(strstr(told.fault.text, ":1:447643: too-many-columns: "));
	told_release(&told);
	text[447641] = '\n'; /* the comma before it */
	tell(&told, o, text, 447642);
	assert_string_equal(told.fault.text, "");
	assert_int_equal(told.ncolumn, 65536);
	told_release(&told);
	free(text);
}

/* The files themselves, where they are. */
static void
shared_files(void **state)
{
	static const struct {
		const char *file, *fault;
	} file[] = {
		{ "c11_truncated.csv", ":5:19: short-row: " },
		{ "c12_short_row.csv", ":3:24: short-row: " },
		{ "c18_concat_header.csv", ":4:1: repeated-header: " },
		{ "c19_unterminated_quote.csv", ":3:25: open-quote: " },
		{ "c20_text_after_quote.csv", ":3:31: text-after-quote: " },
		{ "c21_quote_in_field.csv", ":3:27: bare-quote: " },
		{ "c24_space_quote.csv", ":2:23: bare-quote: " },
		{ "c25_nul_byte.csv", ":3:27: nul-byte: " },
		{ "c27_bad_utf8.csv", ":3:23: bad-utf8: " },
		{ "c28_surrogate.csv", ":3:23: bad-utf8: " },
		{ "c29_latin1.csv", ":2:25: bad-utf8: " },
		{ "c35_wide.csv", ":1:447643: too-many-columns: " },
		{ "c44_late_error.csv", ":3002:4: short-row: 2 fields, header has 4: \"x,y\"" },
	};
	const char *shared = getenv("IA_SHARED");

	(void)state;
	char folder[500];

	snprintf(folder, sizeof folder, "%s/badinput", shared != NULL ? shared : "");
	if (shared == NULL || access(folder, R_OK) != 0) {
		print_message("no badinput in IA_SHARED: the shared files are not read\n");
		skip();
	}
	for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
		char path[500], *name = path;
		struct told told;

		snprintf(path, sizeof path, "%s/badinput/%s", shared, file[i].file);
		tell_files(&told, SCAN_OPTIONS_DEFAULT, &name, 1);
		assert_non_null(strstr(told.fault.text, file[i].fault));
		told_release(&told);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places),
		cmocka_unit_test(columns),
		cmocka_unit_test(wide),
		cmocka_unit_test(shared_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
