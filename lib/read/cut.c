/*
 * cut: blocks of whole records.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "read/csv.h"
#include "read/cut.h"

#define BLOCK_SIZE (512u << 10) /* with what stands on it within a second-level cache of 1 MiB */
#define BLOCK_MIN 16
#define PAUSE_MS 200                 /* a live input that is silent so long passes on what it has */
#define MAX_FIELD_LIMIT (120u << 20) /* field.len has 28 bits, and a record twice that must fit */

void
cut_init(struct cut *cut, const struct scan_options *options, char *const *files, size_t nfile,
    struct fault *fault)
{
	cut->options = options;
	cut->fault = fault;
	cut->input.keep = options->twice;
	cut->input.temp = options->temp;
	cut->block_size = options->block_size > 0 ? options->block_size : BLOCK_SIZE;
	if (cut->block_size < BLOCK_MIN)
		cut->block_size = BLOCK_MIN;
	cut->max_field = options->max_field > 0 ? options->max_field : FIELD_MAX;
	if (cut->max_field > MAX_FIELD_LIMIT)
		cut->max_field = MAX_FIELD_LIMIT;
	cut->vectors = cpu_vectors();
	column_names_init(&cut->wanted_names, 0);
	input_init(&cut->input, files, nfile, fault);
}

static void
free_lanes(struct cut *cut)
{
	for (size_t i = 0; i < cut->nlane; i++) {
		if (cut->lane[i]->names != NULL)
			column_names_release(cut->lane[i]->names);
		free(cut->lane[i]->names);
		arena_release(&cut->lane[i]->arena);
		free((void *)cut->lane[i]->wanted);
		free(cut->lane[i]);
	}
	cut->nlane = 0;
}

void
cut_release(struct cut *cut)
{
	free_lanes(cut);
	free(cut->lane);
	free(cut->wanted);
	column_names_release(&cut->wanted_names);
	arena_release(&cut->arena);
	buffer_release(&cut->ahead);
	input_release(&cut->input);
}

/* One read into the bytes ahead. */
static bool
read_ahead(struct cut *cut)
{
	size_t n = cut->block_size < 65536 ? 65536 : cut->block_size;
	ssize_t got;

	if (cut->ahead_at > 0) {
		memmove(cut->ahead.ptr, cut->ahead.ptr + cut->ahead_at,
		    cut->ahead.len - cut->ahead_at);
		cut->ahead.len -= cut->ahead_at;
		cut->ahead_at = 0;
	}
	got = input_read(&cut->input, buffer_reserve(&cut->ahead, n), n);
	if (got < 0)
		return false;
	cut->ahead.len += (size_t)got;
	cut->at += (uint64_t)got;
	cut->input_end = got == 0;
	return true;
}

bool
cut_peek(struct cut *cut, size_t n)
{
	while (cut->ahead.len - cut->ahead_at < n && !cut->input_end) {
		if (!read_ahead(cut))
			return false;
	}
	return true;
}

/* Fills the block up to target bytes. false: fault. *paused: the input is silent. */
static bool
fill(struct cut *cut, struct block *block, size_t target, bool *paused)
{
	size_t ahead = cut->ahead.len - cut->ahead_at;
	size_t take = target - block->end < ahead ? target - block->end : ahead;

	*paused = false;
	block_size(block, target + 1);
	if (take > 0) {
		memcpy(block->base + block->end, cut->ahead.ptr + cut->ahead_at, take);
		cut->ahead_at += take;
		block->end += take;
	}
	while (block->end < target && !cut->input_end) {
		ssize_t got;

		if (cut->options->live && block->end > 0 && !input_wait(&cut->input, PAUSE_MS)) {
			*paused = true;
			return true;
		}
		got = input_read(&cut->input, block->base + block->end, target - block->end);
		if (got < 0)
			return false;
		cut->input_end = got == 0;
		block->end += (size_t)got;
		cut->at += (uint64_t)got;
	}
	return true;
}

/* Skips the rest of a record that was too long. */
static bool
drop_line(struct cut *cut)
{
	while (cut->dropping) {
		const char *p = cut->ahead.ptr + cut->ahead_at;
		size_t n = cut->ahead.len - cut->ahead_at;
		const char *newline = n > 0 ? memchr(p, '\n', n) : NULL;

		if (newline != NULL) {
			cut->ahead_at += (size_t)(newline - p) + 1;
			cut->dropping = false;
			return true;
		}
		cut->ahead_at = cut->ahead.len;
		if (cut->input_end)
			cut->dropping = false;
		else if (!read_ahead(cut))
			return false;
	}
	return true;
}

/* What is behind the cut goes ahead again. */
static void
give_back(struct cut *cut, struct block *block, size_t at)
{
	size_t n = block->end - at;
	size_t ahead = cut->ahead.len - cut->ahead_at;

	block->end = at;
	if (n == 0)
		return;
	if (cut->ahead_at >= n) {
		cut->ahead_at -= n;
		memcpy(cut->ahead.ptr + cut->ahead_at, block->base + at, n);
		return;
	}
	buffer_reserve(&cut->ahead, n);
	if (ahead > 0)
		memmove(cut->ahead.ptr + n, cut->ahead.ptr + cut->ahead_at, ahead);
	memcpy(cut->ahead.ptr, block->base + at, n);
	cut->ahead_at = 0;
	cut->ahead.len = n + ahead;
}

static uint64_t
count_newlines(const char *ptr, size_t len)
{
	uint64_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ptr[i] == '\n';
	return n;
}

/* Keeps what there is of a record that is too long as a block of its own, refused. */
static void
refuse_long(struct cut *cut, struct block *block, bool at_end)
{
	size_t limit = cut->max_field, stop = 0, begin = 0;
	bool in_field = false, quoted = false;
	const char *newline;

	if (cut->format != FORMAT_NDJSON) {
		char delimiter = cut->now->schema.delimiter;
		struct csv_record r = csv_record(block->base, block->end, delimiter, at_end);

		begin = csv_field_at(block->base, r.whole ? r.stop : block->end, delimiter, limit,
		    &stop);
		in_field = stop - begin > limit;
		if (r.whole && r.open <= limit) {
			begin = r.open;
			in_field = r.decided - r.open > limit;
		}
		quoted = in_field && block->base[begin] == '"';
	}
	/*
	 * A long quoted field may be one that was never closed: what follows its first line is
	 * read again.
	 */
	stop = quoted ? begin : limit;
	newline = memchr(block->base + stop, '\n', block->end - stop);
	cut->dropping = newline == NULL;
	if (newline != NULL)
		give_back(cut, block, (size_t)(newline - block->base) + 1);
	block->newlines = count_newlines(block->base, block->end) + cut->dropping;
	stop = newline != NULL ? block->end - 1 : block->end;
	block->refused = true;
	block_refuse(block, field_of(0, stop < limit ? stop : limit, KIND_ABSENT),
	    in_field ? begin : limit, in_field ? BAD_FIELD_TOO_LONG : BAD_LINE_TOO_LONG,
	    "the %s has more than %zu bytes%s", in_field ? "field" : "line", limit,
	    quoted ? " (is its quote ever closed?)" : "");
}

/* Is the record at ptr too long, as far as it can be seen? */
static bool
is_too_long(const struct cut *cut, const char *ptr, size_t len, const struct csv_record *r)
{
	size_t stop, begin, limit = cut->max_field;

	if (r->whole)
		return r->stop > limit || (r->open != SIZE_MAX && r->decided - r->open > limit);
	if (len > 0 && ptr[len - 1] == '\r') /* may belong to the line end */
		len--;
	if (len <= limit)
		return false;
	begin = csv_field_at(ptr, len, cut->now->schema.delimiter, limit, &stop);
	return len - begin > limit || stop < len;
}

/*
 * The end of the last whole record; where that is 0, *too_long says that the first is too long.
 */
static size_t
last_record(const struct cut *cut, struct block *block, bool at_end, bool *too_long)
{
	char delimiter = cut->now->schema.delimiter;
	size_t at = 0;

	block->quoted = true;
	while (at < block->end && at < cut->block_size) {
		const char *ptr = block->base + at;
		size_t left = block->end - at;
		struct csv_record r = csv_record(ptr, left, delimiter, at_end);

		*too_long = is_too_long(cut, ptr, left, &r);
		if (*too_long || !r.whole)
			break;
		at += r.end;
	}
	return at;
}

static size_t
cut_csv(const struct cut *cut, struct block *block, bool at_end, bool *too_long)
{
	size_t at = 0;

	if (block->end <= cut->max_field) {
		block->regular = csv_regular(block->base, block->end, cut->now->schema.delimiter,
		    cut->vectors, &at, &block->quoted);
		if (block->regular && (at > 0 || !at_end))
			return at;
	}
	block->regular = false;
	return last_record(cut, block, at_end, too_long);
}

static size_t
cut_lines(const struct cut *cut, const struct block *block, bool *too_long)
{
	const char *base = block->base;
	size_t at = block->end, limit = cut->max_field;

	if (block->end > limit) {
		size_t line = 0;
		const char *newline;

		while ((newline = memchr(base + line, '\n', block->end - line)) != NULL &&
		    (size_t)(newline - base) - line <= limit)
			line = (size_t)(newline - base) + 1;
		*too_long = newline != NULL || block->end - line > limit;
		return line;
	}
	while (at > 0 && base[at - 1] != '\n')
		at--;
	return at;
}

static size_t
find_cut(const struct cut *cut, struct block *block, bool at_end, bool *too_long)
{
	*too_long = false;
	if (cut->format == FORMAT_NDJSON)
		return cut_lines(cut, block, too_long);
	return cut_csv(cut, block, at_end, too_long);
}

/*
 * How much to look at where no record ends in target bytes: twice as much, with a stop behind the
 * limit.
 */
static size_t
next_target(const struct cut *cut, size_t target)
{
	size_t limit = cut->max_field;

	if (target <= limit && 2 * target > limit)
		return limit + 4096;
	return 2 * target;
}

/* One block of the file that is open; an empty one at its end. */
static bool
cut_block(struct cut *cut, struct block *block)
{
	size_t target = cut->block_size, at = 0;
	bool too_long = false, at_end, paused;

	for (;;) {
		if (!fill(cut, block, target, &paused))
			return false;
		at_end = cut->input_end && cut->ahead_at == cut->ahead.len;
		if (at_end && block->end > 0 && block->base[block->end - 1] != '\n') {
			block->base[block->end++] = '\n';
			cut->added = 1;
		}
		at = find_cut(cut, block, at_end, &too_long);
		if (at > 0 || too_long || at_end)
			break;
		if (atomic_load(&cut->input.stop))
			return false;
		if (!paused)
			target = next_target(cut, target);
	}
	if (at == 0 && too_long)
		refuse_long(cut, block, at_end);
	else
		give_back(cut, block, at);
	block->batch.offset =
	    cut->input.now->at + cut->added - (cut->ahead.len - cut->ahead_at) - block->end;
	return true;
}

static bool
file_ended(const struct cut *cut)
{
	return cut->input_end && cut->ahead_at == cut->ahead.len;
}

bool
cut_next(struct cut *cut, struct block *block)
{
	block_clear(block);
	block_shrink(block, cut->block_size);
	for (;;) {
		if (!drop_line(cut))
			return false;
		block->lane = cut->now;
		if (!file_ended(cut) && !cut_block(cut, block))
			return false;
		if (block->end > 0)
			break;
		if (cut->file + 1 == cut->input.n) {
			cut->end = !atomic_load(&cut->input.stop);
			return false;
		}
		if (!cut_open(cut, cut->file + 1))
			return false;
	}
	memset(block->base + block->end, 0, LANE_PAD);
	block->extra = block->end + LANE_PAD;
	block->batch.order = cut->order;
	cut->order += block->end;
	block->at = cut->at - (cut->ahead.len - cut->ahead_at);
	block->sequence = cut->sequence++;
	return true;
}
