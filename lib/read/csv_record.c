/*
 * csv_record: where a CSV record ends, byte by byte, faults of its quotes included.
 */
#include "read/csv.h"

enum step { STEP_FIELD, STEP_RECORD, STEP_MORE };

static void
note(struct csv_record *r, enum bad bad, size_t place)
{
	if (r->bad != BAD_NONE)
		return;
	r->bad = bad;
	r->place = place;
}

static enum step
end_record(struct csv_record *r, const char *ptr, size_t begin, size_t newline)
{
	r->end = newline + 1;
	r->stop = newline > begin && ptr[newline - 1] == '\r' ? newline - 1 : newline;
	r->whole = true;
	return STEP_RECORD;
}

/* The quote at open was never closed, as is seen at decided: the record ends with its line. */
static enum step
open_quote(struct csv_record *r, const char *ptr, size_t len, size_t open, size_t decided)
{
	const char *newline = memchr(ptr + open, '\n', len - open);

	r->open = open;
	r->decided = decided;
	note(r, BAD_OPEN_QUOTE, open);
	if (newline != NULL)
		return end_record(r, ptr, open, (size_t)(newline - ptr));
	r->end = r->stop = len;
	r->whole = true;
	return STEP_RECORD;
}

/* The rest of a field without quotes, from *at on. */
static enum step
plain_field(struct csv_record *r, const char *ptr, size_t len, size_t *at, char delimiter,
    bool at_end)
{
	size_t begin = *at;

	for (size_t i = begin; i < len; i++) {
		if (ptr[i] == delimiter) {
			*at = i + 1;
			return STEP_FIELD;
		}
		if (ptr[i] == '\n')
			return end_record(r, ptr, begin, i);
		if (ptr[i] == '"')
			note(r, BAD_BARE_QUOTE, i);
	}
	r->end = r->stop = len;
	r->whole = at_end;
	return at_end ? STEP_RECORD : STEP_MORE;
}

/* A field that begins with the quote at *at. */
static enum step
quoted_field(struct csv_record *r, const char *ptr, size_t len, size_t *at, char delimiter,
    bool at_end)
{
	size_t open = *at, i = open + 1;

	for (;;) {
		const char *quote = memchr(ptr + i, '"', len - i);

		if (quote == NULL)
			return at_end ? open_quote(r, ptr, len, open, len) : STEP_MORE;
		i = (size_t)(quote - ptr) + 1;
		if (i == len && !at_end)
			return STEP_MORE;
		if (i == len || ptr[i] != '"')
			break;
		i++;
	}
	*at = i + 1;
	if (i < len && ptr[i] == delimiter)
		return STEP_FIELD;
	if (i < len && ptr[i] == '\r' && i + 1 == len && !at_end)
		return STEP_MORE;
	if (i == len || ptr[i] == '\n' || (ptr[i] == '\r' && i + 1 < len && ptr[i + 1] == '\n')) {
		*at = i;
		return plain_field(r, ptr, len, at, delimiter, at_end);
	}
	if (memchr(ptr + open, '\n', i - open) != NULL)
		return open_quote(r, ptr, len, open, i);
	note(r, BAD_TEXT_AFTER_QUOTE, i);
	*at = i;
	return plain_field(r, ptr, len, at, delimiter, at_end);
}

static enum step
field(struct csv_record *r, const char *ptr, size_t len, size_t *at, char delimiter, bool at_end)
{
	if (*at < len && ptr[*at] == '"')
		return quoted_field(r, ptr, len, at, delimiter, at_end);
	return plain_field(r, ptr, len, at, delimiter, at_end);
}

struct csv_record
csv_record(const char *ptr, size_t len, char delimiter, bool at_end)
{
	struct csv_record r = { .open = SIZE_MAX };
	const char *newline = len > 0 ? memchr(ptr, '\n', len) : NULL;
	size_t at = 0;

	if (newline != NULL && memchr(ptr, '"', (size_t)(newline - ptr)) == NULL) {
		end_record(&r, ptr, 0, (size_t)(newline - ptr));
		return r;
	}
	while (field(&r, ptr, len, &at, delimiter, at_end) == STEP_FIELD)
		;
	return r;
}

size_t
csv_split(const char *ptr, size_t len, char delimiter, uint32_t *end, size_t capacity)
{
	struct csv_record r = { 0 };
	bool plain = len == 0 || memchr(ptr, '"', len) == NULL;
	size_t at = 0, n = 0;

	for (size_t i = 0; plain && i < len; i++) {
		if (ptr[i] != delimiter)
			continue;
		if (n < capacity)
			end[n] = (uint32_t)i;
		n++;
	}
	while (!plain && field(&r, ptr, len, &at, delimiter, true) == STEP_FIELD) {
		if (n < capacity)
			end[n] = (uint32_t)(at - 1);
		n++;
	}
	if (n < capacity)
		end[n] = (uint32_t)len;
	return n + 1;
}

size_t
csv_field_at(const char *ptr, size_t len, char delimiter, size_t offset, size_t *stop)
{
	struct csv_record r = { 0 };
	size_t at = 0, begin = 0;

	while (field(&r, ptr, len, &at, delimiter, true) == STEP_FIELD) {
		*stop = at - 1;
		if (at > offset)
			return begin;
		begin = at;
	}
	*stop = len;
	return begin;
}

size_t
csv_bare_cr(const char *ptr, size_t len, char delimiter)
{
	struct csv_record r = { 0 };
	size_t at = 0, begin = 0;
	enum step step = STEP_FIELD;

	if (len == 0 || memchr(ptr, '\r', len) == NULL)
		return len;
	while (step == STEP_FIELD) {
		const char *cr = NULL;
		size_t stop;

		step = field(&r, ptr, len, &at, delimiter, true);
		stop = step == STEP_FIELD ? at - 1 : len;
		if (begin == len || ptr[begin] != '"')
			cr = memchr(ptr + begin, '\r', stop - begin);
		if (cr != NULL)
			return (size_t)(cr - ptr);
		begin = at;
	}
	return len;
}
