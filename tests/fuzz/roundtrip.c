/*
 * roundtrip: what is written is read again as the same values, in CSV, TSV and NDJSON.
 *
 * Input: one byte that chooses format and number of columns, then values apart by byte 0x1f. Values
 * that are no text (bad UTF-8, NUL) are passed over. Names hold 0x1f, so that no row is the header
 * once more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "read/batch.h"
#include "read/scan.h"
#include "write/writer.h"

#include "fuzz.h"

#define COLUMNS_MAX 4

struct values {
	struct slice at[4096];
	size_t n;
};

struct reading {
	const struct values *values;
	size_t ncolumn, next;
};

static bool
is_text(struct slice s)
{
	bool nul = s.len > 0 && memchr(s.ptr, '\0', s.len) != NULL;

	return !nul && fuzz_is_utf8(s.ptr, s.len);
}

static void
split(struct values *values, const char *ptr, size_t len)
{
	const char *end = ptr + len;

	values->n = 0;
	while (ptr <= end && values->n < sizeof values->at / sizeof *values->at) {
		const char *stop = ptr < end ? memchr(ptr, 0x1f, (size_t)(end - ptr)) : NULL;
		struct slice s;

		if (stop == NULL)
			stop = end;
		s = slice_of(ptr, (size_t)(stop - ptr));
		if (is_text(s))
			values->at[values->n++] = s;
		ptr = stop + 1;
	}
}

static void
read_rows(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	struct reading *reading = self;

	(void)thread, (void)block, (void)out;
	for (size_t i = 0; i < batch->nrow; i++) {
		for (size_t c = 0; c < reading->ncolumn; c++) {
			if (reading->next >= reading->values->n ||
			    !slice_equal(batch_value(batch, (int)c, i),
				reading->values->at[reading->next]) ||
			    batch->column[c][i].kind != KIND_TEXT)
				abort();
			reading->next++;
		}
	}
}

static void
write_rows(const struct values *values, size_t ncolumn, enum format format, struct buffer *out)
{
	static const char *const names[] = { "a\x1f", "a\x1f,b\x1f", "a\x1f,b\x1f,c\x1f",
		"a\x1f,b\x1f,c\x1f,d\x1f" };
	struct writer writer;

	writer_init(&writer, out, format, format == FORMAT_CSV ? ',' : '\t', names[ncolumn - 1]);
	for (size_t k = 0; k < values->n; k++) {
		write_text(&writer, values->at[k]);
		if ((k + 1) % ncolumn == 0)
			write_end(&writer);
	}
	writer_finish(&writer);
	writer_release(&writer);
}

static void
read_again(struct reading *reading, enum format format, bool careful, const char *path)
{
	struct scan_options options = SCAN_OPTIONS_DEFAULT;
	char *files[] = { (char *)path };
	struct scan_work work = { .self = reading, .work = read_rows };
	struct scan *scan;

	options.format = format;
	options.careful = careful;
	options.threads = 1;
	options.block_size = 64;
	reading->next = 0;
	scan = scan_new(&options, files, 1);
	if (!scan_start(scan))
		abort();
	for (size_t c = 0; c < reading->ncolumn; c++) {
		char name[] = { (char)('a' + c), 0x1f };

		if (scan_column(scan, slice_of(name, 2), 0) != (int)c)
			abort();
	}
	if (!scan_run(scan, &work) || reading->next != reading->values->n)
		abort();
	scan_free(scan);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct values values;
	struct buffer out = { 0 };
	struct reading reading = { .values = &values };
	enum format format;
	char path[64];

	if (size < 2)
		return 0;
	format = (enum format)(FORMAT_CSV + data[0] % 3);
	reading.ncolumn = 1 + (data[0] / 3) % COLUMNS_MAX;
	split(&values, (const char *)data + 1, size - 1);
	values.n -= values.n % reading.ncolumn;
	if (values.n == 0)
		return 0;
	write_rows(&values, reading.ncolumn, format, &out);
	fuzz_file(path, sizeof path, out.ptr, out.len);
	read_again(&reading, format, false, path);
	read_again(&reading, format, true, path);
	unlink(path);
	buffer_release(&out);
	return 0;
}
