/*
 * read_help: a scan over a text as one line of words for each thing that it told, for tests to
 * compare.
 */
#ifndef IA_TEST_READ_HELP_H
#define IA_TEST_READ_HELP_H

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "read/batch.h"
#include "read/scan.h"

struct told {
	struct buffer text;    /* rows, one a line: [value|raw]... */
	struct buffer rejects; /* as written to the descriptor */
	struct fault fault;
	struct scan_totals totals;
	uint64_t order; /* of the last row */
	bool in_order;
	size_t ncolumn;
};

static inline void
told_release(struct told *told)
{
	buffer_release(&told->text);
	buffer_release(&told->rejects);
}

static inline void
tell_slice(struct buffer *out, struct slice s)
{
	static const char digit[] = "0123456789abcdef";

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c >= 0x20 && c < 0x7f && c != '\\' && c != '[' && c != '|' && c != ']') {
			buffer_byte(out, (char)c);
		} else {
			buffer_byte(out, '\\');
			buffer_byte(out, digit[c >> 4]);
			buffer_byte(out, digit[c & 15]);
		}
	}
}

static inline void
tell_rows(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	const struct told *told = self;

	(void)thread;
	(void)block;
	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i))
			continue;
		for (size_t c = 0; c < told->ncolumn; c++) {
			buffer_byte(out, '[');
			tell_slice(out, batch_value(batch, (int)c, i));
			if (batch->end != NULL) {
				buffer_byte(out, '|');
				tell_slice(out, batch_raw_field(batch, i, c));
			}
			buffer_byte(out, ']');
		}
		buffer_byte(out, '\n');
		batch->written++;
	}
}

static inline void
tell_turn(void *self, struct batch *batch, void *block, struct buffer *out)
{
	struct told *told = self;

	(void)block;
	(void)out;
	if (batch->nrow == 0)
		return;
	if (told->order > batch->order)
		told->in_order = false;
	told->order = batch->order + batch->nrow;
}

static inline bool
tell_write(void *self, const char *ptr, size_t len)
{
	struct told *told = self;

	buffer_add(&told->text, ptr, len);
	return true;
}

/* A folder in memory where there is one: thousands of small files come and go. */
static inline const char *
test_folder(void)
{
	struct stat st;

	return stat("/dev/shm", &st) == 0 && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

static inline FILE *
nameless_file(void)
{
	char name[64];
	int descriptor;
	FILE *file;

	snprintf(name, sizeof name, "%s/ia-read-XXXXXX", test_folder());
	descriptor = mkstemp(name);
	if (descriptor < 0 || (file = fdopen(descriptor, "w+")) == NULL)
		abort();
	unlink(name);
	return file;
}

/* All columns of a file; files == NULL: standard input. */
static inline void
tell_files(struct told *told, struct scan_options options, char *const *files, size_t nfile)
{
	FILE *rejects = nameless_file();
	const struct scan_work work = { .self = told,
		.work = tell_rows,
		.turn = tell_turn,
		.write = tell_write };
	struct scan *scan;
	char piece[4096];
	size_t n;

	*told = (struct told){ .in_order = true };
	options.rejects = fileno(rejects);
	scan = scan_new(&options, files, nfile);
	if (scan_start(scan)) {
		told->ncolumn = scan_schema(scan)->ncolumn;
		for (size_t c = 0; c < told->ncolumn; c++)
			scan_column_at(scan, c, 0);
		scan_run(scan, &work);
	}
	told->fault = *scan_fault(scan);
	told->totals = *scan_totals(scan);
	scan_free(scan);
	rewind(rejects);
	while ((n = fread(piece, 1, sizeof piece, rejects)) > 0)
		buffer_add(&told->rejects, piece, n);
	fclose(rejects);
	buffer_byte(&told->rejects, '\0');
	buffer_byte(&told->text, '\0');
}

/* The name of a file that holds the text; the same name every time. */
static inline char *
file_of(const void *ptr, size_t len)
{
	static char name[64];
	FILE *file;

	snprintf(name, sizeof name, "%s/ia-read-%ld.txt", test_folder(), (long)getpid());
	file = fopen(name, "w");
	if (file == NULL || fwrite(ptr, 1, len, file) != len || fclose(file) != 0)
		abort();
	return name;
}

static inline void
tell(struct told *told, struct scan_options options, const void *ptr, size_t len)
{
	char *name = file_of(ptr, len);

	tell_files(told, options, &name, 1);
	unlink(name);
}

static inline bool
same_told(const struct told *a, const struct told *b)
{
	return strcmp(a->text.ptr, b->text.ptr) == 0 &&
	    strcmp(a->rejects.ptr, b->rejects.ptr) == 0 &&
	    strcmp(a->fault.text, b->fault.text) == 0 && a->fault.exit == b->fault.exit &&
	    a->totals.read == b->totals.read && a->totals.written == b->totals.written &&
	    a->totals.rejected == b->totals.rejected && a->totals.altered == b->totals.altered;
}

/* Small reproducible numbers: xorshift64*. */
static inline uint64_t
next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717) >> 33;
}

#endif
