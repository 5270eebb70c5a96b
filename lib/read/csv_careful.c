/*
 * csv_careful: the careful lane: one record through libcsv.
 *
 * libcsv alone takes blanks around quotes, ends a record at a bare CR and passes NUL: the space
 * function never says yes, and the other two are looked for before.
 */
#include <csv.h>
#include <stdlib.h>

#include "base/memory.h"
#include "read/csv.h"

#define BUFFER_STEP 65536 /* libcsv's own 128 bytes make long fields slow */

struct csv_careful {
	struct csv_parser parser;
	struct buffer text; /* the fields one after the other */
	size_t *end;        /* [nfield]: in text */
	size_t nfield, capacity;
	size_t nrecord;
};

static int
no_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* Records are bounded by the cutter, so this is too; no memory is no fault of the input. */
static void *
resize(void *old, size_t size)
{
	return memory_resize(old, size, 1);
}

static struct csv_careful *
careful_new(char delimiter)
{
	struct csv_careful *careful = memory_new(sizeof *careful);
	struct csv_parser *parser = &careful->parser;

	csv_init(parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(parser, (unsigned char)delimiter);
	csv_set_space_func(parser, no_space);
	csv_set_realloc_func(parser, resize);
	csv_set_blk_size(parser, BUFFER_STEP);
	buffer_reserve(&careful->text, 1); /* somewhere to point to, also for empty fields */
	return careful;
}

void
csv_careful_free(struct csv_careful *careful)
{
	if (careful == NULL)
		return;
	csv_free(&careful->parser);
	buffer_release(&careful->text);
	free(careful->end);
	free(careful);
}

static void
take_field(void *ptr, size_t len, void *self)
{
	struct csv_careful *careful = self;

	buffer_add(&careful->text, ptr, len);
	careful->end = memory_grow(careful->end, &careful->capacity, careful->nfield + 1,
	    sizeof *careful->end);
	careful->end[careful->nfield++] = careful->text.len;
}

static void
take_record(int c, void *self)
{
	struct csv_careful *careful = self;

	(void)c;
	careful->nrecord++;
}

bool
csv_careful_record(struct block *block, const char *ptr, size_t len)
{
	struct csv_careful *careful;
	struct csv_parser *parser;

	if (block->csv == NULL)
		block->csv = careful_new(block->lane->schema.delimiter);
	careful = block->csv;
	parser = &careful->parser;
	buffer_clear(&careful->text);
	careful->nfield = careful->nrecord = 0;
	if (csv_parse(parser, ptr, len, take_field, take_record, careful) == len &&
	    csv_fini(parser, take_field, take_record, careful) == 0)
		return careful->nrecord == 1;
	csv_careful_free(careful);
	block->csv = NULL;
	return false;
}

size_t
csv_careful_fields(const struct block *block)
{
	return block->csv->nfield;
}

struct slice
csv_careful_field(const struct block *block, size_t n)
{
	const struct csv_careful *careful = block->csv;
	size_t begin = n > 0 ? careful->end[n - 1] : 0;

	return slice_of(careful->text.ptr + begin, careful->end[n] - begin);
}
