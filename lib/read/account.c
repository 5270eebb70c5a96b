/*
 * account: in turn, what became of each record: counts, rejects, the first fault.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/descriptor.h"
#include "base/number.h"
#include "read/state.h"

#define SHARE_LEAST 100 /* records, before a share of them is too much in the middle */
#define REJECTS_FLUSH (64u << 10)

struct place {
	uint64_t line, column;
};

static int
by_place(const void *a, const void *b)
{
	const struct bad_record *x = a, *y = b;

	if (x->record.at != y->record.at)
		return x->record.at < y->record.at ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/*
 * Line and column of a place; *at and *line go along, so that a block's text is looked through
 * once.
 */
static struct place
find_place(const struct block *block, size_t place, size_t *at, uint64_t *line)
{
	const char *newline;
	size_t begin;

	if (place < *at) /* cannot be, but must not run away */
		return (struct place){ *line, 1 };
	while ((newline = memchr(block->base + *at, '\n', place - *at)) != NULL) {
		*at = (size_t)(newline - block->base) + 1;
		++*line;
	}
	for (begin = place; begin > block->begin && block->base[begin - 1] != '\n';)
		begin--;
	return (struct place){ *line, place - begin + 1 };
}

static void
add_text(struct buffer *out, const char *text)
{
	buffer_add(out, text, strlen(text));
}

/* JSON text of bytes; what is no UTF-8 becomes U+FFFD. */
static void
add_json(struct buffer *out, const char *ptr, size_t len)
{
	bool nul;
	size_t good = utf8_check(ptr, len, &nul);

	buffer_byte(out, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)ptr[i];
		char escaped[8];

		if (i == good) {
			add_text(out, "\xef\xbf\xbd");
			good = i + 1 + utf8_check(ptr + i + 1, len - i - 1, &nul);
			continue;
		}
		if (c == '"' || c == '\\') {
			buffer_byte(out, '\\');
			buffer_byte(out, (char)c);
		} else if (c < 0x20 || c == 0x7f) {
			snprintf(escaped, sizeof escaped, "\\u%04x", c);
			add_text(out, escaped);
		} else {
			buffer_byte(out, (char)c);
		}
	}
	buffer_byte(out, '"');
}

static void
add_base64(struct buffer *out, const char *ptr, size_t len)
{
	static const char digit[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)ptr;

	buffer_byte(out, '"');
	for (size_t i = 0; i < len; i += 3) {
		uint32_t word = (uint32_t)p[i] << 16;

		if (i + 1 < len)
			word |= (uint32_t)p[i + 1] << 8;
		if (i + 2 < len)
			word |= p[i + 2];
		buffer_byte(out, digit[word >> 18]);
		buffer_byte(out, digit[word >> 12 & 63]);
		buffer_byte(out, i + 1 < len ? digit[word >> 6 & 63] : '=');
		buffer_byte(out, i + 2 < len ? digit[word & 63] : '=');
	}
	buffer_byte(out, '"');
}

static void
add_reject(struct scan *scan, const struct block *block, const struct bad_record *bad,
    struct place place)
{
	struct buffer *out = &scan->rejects;
	const char *raw = block->base + bad->record.at;
	char numbers[80];
	bool nul;

	if (scan->options.rejects < 0 || (scan->options.twice && !scan->rewound))
		return;
	add_text(out, "{\"file\":");
	add_json(out, block->lane->schema.file, strlen(block->lane->schema.file));
	snprintf(numbers, sizeof numbers, ",\"line\":%llu,\"col\":%llu,\"code\":\"",
	    (unsigned long long)place.line, (unsigned long long)place.column);
	add_text(out, numbers);
	add_text(out, bad_name(bad->bad));
	add_text(out, "\",\"message\":");
	add_json(out, bad->message, strlen(bad->message));
	add_text(out, ",\"raw\":");
	add_json(out, raw, bad->record.len);
	if (utf8_check(raw, bad->record.len, &nul) < bad->record.len) {
		add_text(out, ",\"raw_base64\":");
		add_base64(out, raw, bad->record.len);
	}
	add_text(out, "}\n");
}

bool
account_flush(struct scan *scan)
{
	bool good = descriptor_write(scan->options.rejects, scan->rejects.ptr, scan->rejects.len);

	if (!good)
		fault_system(&scan->fault, "cannot write the rejected records");
	buffer_clear(&scan->rejects);
	return good;
}

static void
set_fault(struct scan *scan, const struct block *block, const struct bad_record *bad,
    struct place place, const char *before)
{
	char quoted[FAULT_QUOTE];
	const char *q = bad->of_row && bad->quote.kind == KIND_NULL
	    ? "null"
	    : fault_quote(quoted, block->base + bad->quote.at, bad->quote.len);

	fault_set(&scan->fault, EXIT_DATA, "%s%s%s:%llu:%llu: %s: %s: %s", before,
	    before[0] != '\0' ? "; the last: " : "", block->lane->schema.file,
	    (unsigned long long)place.line, (unsigned long long)place.column, bad_name(bad->bad),
	    bad->message, q);
}

/* --max-rejects: too many of the first read records? A share counts from least records on. */
static bool
too_many(const struct scan *scan, uint64_t read, uint64_t least)
{
	const struct scan_options *o = &scan->options;
	double rejected = (double)scan->totals.rejected;

	if (o->max_rejects_is_share)
		return read >= least && rejected > o->max_rejects * (double)read;
	return rejected > o->max_rejects;
}

/* "14 of 105 records rejected, --max-rejects is 10%" */
static void
describe_rejects(const struct scan *scan, uint64_t read, char *out, size_t size)
{
	const struct scan_options *o = &scan->options;
	char limit[NUMBER_WIDTH + 1];

	limit[number_write(limit, o->max_rejects * (o->max_rejects_is_share ? 100 : 1))] = '\0';
	snprintf(out, size, "%llu of %llu records rejected, --max-rejects is %s%s",
	    (unsigned long long)scan->totals.rejected, (unsigned long long)read, limit,
	    o->max_rejects_is_share ? "%" : "");
}

/* Above the share however few there were, or nothing was accepted. */
bool
account_end(struct scan *scan)
{
	const struct scan_totals *t = &scan->totals;
	bool none = t->rejected > 0 && t->rejected >= t->read;
	char sentence[120];

	if (scan->options.on_error == ON_ERROR_FAIL || (!none && !too_many(scan, t->read, 1)))
		return true;
	if (none)
		snprintf(sentence, sizeof sentence, "all of %llu records rejected",
		    (unsigned long long)t->read);
	else
		describe_rejects(scan, t->read, sentence, sizeof sentence);
	fault_set(&scan->fault, EXIT_DATA, "%s: %s", scan->cut.lane[0]->schema.file, sentence);
	return false;
}

static bool
account_bad(struct scan *scan, struct block *block)
{
	size_t at = block->begin;
	uint64_t line = scan->line, before = 0, read;
	char sentence[120];

	qsort(block->bad, block->nbad, sizeof *block->bad, by_place);
	for (size_t i = 0; i < block->nbad; i++) {
		const struct bad_record *bad = &block->bad[i];
		struct place place = find_place(block, bad->place, &at, &line);

		if (block->lane->on_error == ON_ERROR_FAIL || bad->fatal) {
			set_fault(scan, block, bad, place, "");
			return false;
		}
		scan->totals.rejected++;
		scan->totals.bad[bad->bad]++;
		add_reject(scan, block, bad, place);
		before += !bad->of_row;
		read = scan->totals.read + bad->row + bad->of_row + before;
		if (too_many(scan, read, SHARE_LEAST)) {
			describe_rejects(scan, read, sentence, sizeof sentence);
			set_fault(scan, block, bad, place, sentence);
			return false;
		}
	}
	return true;
}

/* Repaired records stand behind the text: their place is not known. */
static void
account_doubt(struct scan *scan, const struct block *block)
{
	size_t at = block->begin;
	uint64_t line = scan->line;
	struct place place;

	if (!block->doubt.is_set || scan->doubt[0] != '\0')
		return;
	if (block->doubt.place >= block->end) {
		snprintf(scan->doubt, sizeof scan->doubt, "%.200s: %s", block->lane->schema.file,
		    block->doubt.what);
		return;
	}
	place = find_place(block, block->doubt.place, &at, &line);
	snprintf(scan->doubt, sizeof scan->doubt, "%.200s:%llu:%llu: %s", block->lane->schema.file,
	    (unsigned long long)place.line, (unsigned long long)place.column, block->doubt.what);
}

bool
account_block(struct scan *scan, struct block *block)
{
	struct scan_totals *totals = &scan->totals;
	bool good;
	size_t nbad = 0;

	if (scan->lane != block->lane) {
		scan->lane = block->lane;
		scan->line = block->lane->first_line;
	}
	account_doubt(scan, block);
	good = block->nbad == 0 || account_bad(scan, block);
	for (size_t i = 0; i < block->nbad; i++)
		nbad += !block->bad[i].of_row;
	totals->read += block->batch.nrow + nbad;
	totals->written += block->batch.written;
	totals->altered += block->altered + block->batch.altered;
	totals->bytes = block->at;
	scan->line += block->newlines;
	if (scan->rejects.len > REJECTS_FLUSH && !account_flush(scan))
		return false;
	return good;
}
