/* Records of a state, in either direction. */
#include "shard/state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/number.h"
#include "shard/state_parts.h"

#define LINE_MOST ((size_t)64 << 20)
#define LINE_LONG ((size_t)32 << 10) /* of one that may go on in another record */
#define PIECE ((size_t)128 << 10)
#define CHECK_DIGITS 16

static const char digits[] = "0123456789abcdef";

bool
state_writes(const struct state *s)
{
	return s->write != NULL;
}

bool
state_failed(const struct state *s)
{
	return fault_is_set(s->fault);
}

void
state_fail(struct state *s, int status, const char *format, ...)
{
	char sentence[FAULT_TEXT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	fault_set(s->fault, status, "%.200s:%llu: %s", s->input, (unsigned long long)s->nline + 1,
	    sentence);
}

void
state_refuse(struct state *s)
{
	if (s->write == NULL)
		state_fail(s, EXIT_DATA, "damaged: the record is not one of this answer");
}

/* The check of all lines to this one: bijective in the line's hash, so that no flip gets lost. */
static uint64_t
checked(uint64_t before, const char *ptr, size_t len)
{
	uint64_t turned = before << 23 | before >> 41;

	return turned * UINT64_C(0x9E3779B97F4A7C15) ^ hash_published(ptr, len);
}

static void
add_check(struct buffer *out, uint64_t check)
{
	for (int k = CHECK_DIGITS - 1; k >= 0; k--)
		buffer_byte(out, digits[check >> 4 * k & 15]);
}

void
state_put(struct state *s)
{
	if (!s->begun)
		return;
	s->begun = false;
	buffer_byte(&s->line, '\t');
	s->check = checked(s->check, s->line.ptr, s->line.len);
	add_check(&s->line, s->check);
	buffer_byte(&s->line, '\n');
	buffer_add(&s->out, s->line.ptr, s->line.len);
	buffer_clear(&s->line);
	s->nline++;
	if (s->out.len < PIECE || state_failed(s))
		return;
	s->write(s->self, s->out.ptr, s->out.len);
	buffer_clear(&s->out);
}

/* More bytes of the input behind those that are there. */
static void
fill(struct state *s)
{
	ssize_t n;

	if (s->at > 0) {
		memmove(s->line.ptr, s->line.ptr + s->at, s->line.len - s->at);
		s->line.len -= s->at;
		s->at = 0;
	}
	do
		n = read(s->descriptor, buffer_reserve(&s->line, PIECE), PIECE);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		fault_system(s->fault, "%.200s: cannot read", s->input);
	s->ended = n <= 0;
	s->line.len += n > 0 ? (size_t)n : 0;
}

static bool
find_line(struct state *s)
{
	size_t seen = s->at;

	for (;;) {
		size_t from = s->at;
		const char *end = s->line.len > seen
		    ? memchr(s->line.ptr + seen, '\n', s->line.len - seen)
		    : NULL;

		if (end != NULL) {
			s->len = (size_t)(end - s->line.ptr) - s->at;
			return true;
		}
		seen = s->line.len - from;
		if (s->ended)
			return false;
		if (s->line.len - s->at > LINE_MOST) {
			state_fail(s, EXIT_DATA, "damaged: a line without an end");
			return false;
		}
		fill(s);
	}
}

bool
state_hold(struct state *s)
{
	char check[CHECK_DIGITS];
	struct buffer wanted = { .ptr = check, .capacity = sizeof check };

	if (s->held)
		return true;
	if (state_failed(s))
		return false;
	if (!find_line(s)) {
		if (s->line.len > s->at)
			state_fail(s, EXIT_DATA, "cut: its last line has no end; make it again");
		return false;
	}
	if (s->len > CHECK_DIGITS)
		s->check = checked(s->check, s->line.ptr + s->at, s->len - CHECK_DIGITS);
	add_check(&wanted, s->check);
	if (s->len <= CHECK_DIGITS ||
	    memcmp(s->line.ptr + s->at + s->len - CHECK_DIGITS, check, CHECK_DIGITS) != 0) {
		state_fail(s, EXIT_DATA, "%s",
		    s->inside ? "damaged: the line is not what was written; make the state again"
			      : "no state, or a damaged one");
		return false;
	}
	s->len -= CHECK_DIGITS;
	s->field = 0;
	return s->held = true;
}

/* The bytes of the next field; each ends with a tab. */
struct slice
state_next(struct state *s)
{
	const char *from = s->line.ptr + s->at + s->field;
	const char *tab;

	if (state_failed(s))
		return slice_of(NULL, 0);
	tab = s->field < s->len ? memchr(from, '\t', s->len - s->field) : NULL;
	if (tab == NULL) {
		state_refuse(s);
		return slice_of(NULL, 0);
	}
	s->field += (size_t)(tab - from) + 1;
	return slice_of(from, (size_t)(tab - from));
}

void
state_let_go(struct state *s)
{
	if (s->held || s->len == 0)
		return;
	if (s->field < s->len)
		state_refuse(s);
	s->at += s->len + CHECK_DIGITS + 1;
	s->len = 0;
	s->nline++;
}

bool
state_more(struct state *s, const char *name, bool more)
{
	size_t len = strlen(name);

	if (s->write != NULL) {
		state_put(s);
		if (!more || state_failed(s))
			return false;
		s->begun = true;
		buffer_add(&s->line, name, len);
		return true;
	}
	state_let_go(s);
	if (!state_hold(s) || s->len <= len || s->line.ptr[s->at + len] != '\t' ||
	    memcmp(s->line.ptr + s->at, name, len) != 0)
		return false;
	s->held = false;
	s->field = len + 1;
	buffer_clear(&s->out);
	buffer_reserve(&s->out, s->len);
	return true;
}

bool
state_field(struct state *s, bool more)
{
	if (state_failed(s))
		return false;
	return s->write != NULL ? more && s->line.len < LINE_LONG : s->field < s->len;
}

static bool
must_escape(unsigned char c)
{
	return c < 0x20 || c == '%' || c == 0x7f;
}

static void
write_text(struct state *s, struct slice text)
{
	buffer_byte(&s->line, '\t');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (!must_escape(c)) {
			buffer_byte(&s->line, (char)c);
			continue;
		}
		buffer_byte(&s->line, '%');
		buffer_byte(&s->line, digits[c >> 4]);
		buffer_byte(&s->line, digits[c & 15]);
	}
}

static unsigned
digit_of(char c)
{
	const char *at = memchr(digits, c, 16);

	return at != NULL ? (unsigned)(at - digits) : 16;
}

void
state_text(struct state *s, struct slice *text)
{
	struct slice raw;
	char *out;

	if (s->write != NULL) {
		write_text(s, *text);
		return;
	}
	raw = state_next(s);
	out = s->out.ptr + s->out.len; /* the record has room: texts before this one do not move */
	*text = slice_of(out, 0);
	for (size_t i = 0; i < raw.len; i++) {
		char c = raw.ptr[i];

		if (c == '%' && i + 2 < raw.len && digit_of(raw.ptr[i + 1]) < 16 &&
		    digit_of(raw.ptr[i + 2]) < 16) {
			c = (char)(digit_of(raw.ptr[i + 1]) << 4 | digit_of(raw.ptr[i + 2]));
			i += 2;
		} else if (c == '%') {
			state_refuse(s);
		}
		out[text->len++] = c;
	}
	buffer_advance(&s->out, out + text->len);
}

static void
write_count(struct state *s, uint64_t n)
{
	char text[NUMBER_WIDTH];

	buffer_byte(&s->line, '\t');
	buffer_add(&s->line, text, count_write(text, n));
}

static uint64_t
read_count(struct state *s)
{
	struct slice raw = state_next(s);
	uint64_t n = 0;

	if (!state_failed(s) && !count_read(raw.ptr, raw.len, &n))
		state_refuse(s);
	return n;
}

void
state_integer(struct state *s, int64_t *number)
{
	struct slice raw;

	if (s->write != NULL) {
		buffer_byte(&s->line, '\t');
		if (*number < 0)
			buffer_byte(&s->line, '-');
		char text[NUMBER_WIDTH];

		buffer_add(&s->line, text,
		    count_write(text, *number < 0 ? 0 - (uint64_t)*number : (uint64_t)*number));
		return;
	}
	raw = state_next(s);
	*number = 0;
	if (!state_failed(s) && !integer_read(raw.ptr, raw.len, number))
		state_refuse(s);
}

void
state_place(struct state *s, uint64_t *place, uint64_t n)
{
	if (s->write != NULL) {
		write_count(s, *place);
		return;
	}
	*place = read_count(s);
	if (*place >= n)
		state_refuse(s);
	*place = *place < n ? *place : 0;
}

void
state_sum(struct state *s, uint64_t *sum)
{
	if (s->write != NULL)
		write_count(s, *sum);
	else if (__builtin_add_overflow(*sum, read_count(s), sum))
		state_refuse(s);
}

void
state_sums(struct state *s, uint64_t *sum, size_t n)
{
	for (size_t k = 0; k < n; k++)
		state_sum(s, &sum[k]);
}

void
state_most(struct state *s, int64_t *most)
{
	int64_t other = *most;

	state_integer(s, &other);
	if (!state_failed(s) && other > *most)
		*most = other;
}

void
state_least(struct state *s, int64_t *least)
{
	int64_t other = *least;

	state_integer(s, &other);
	if (!state_failed(s) && other < *least)
		*least = other;
}

void
state_any(struct state *s, uint64_t *bits)
{
	if (s->write != NULL)
		write_count(s, *bits);
	else
		*bits |= read_count(s);
}

void
state_run(struct state *s, uint64_t *step, uint64_t *count)
{
	struct slice raw;
	const char *star;
	size_t len;

	if (s->write != NULL) {
		char text[NUMBER_WIDTH];

		write_count(s, *step);
		if (*count == 1)
			return;
		buffer_byte(&s->line, '*');
		buffer_add(&s->line, text, count_write(text, *count));
		return;
	}
	raw = state_next(s);
	star = raw.len > 0 ? memchr(raw.ptr, '*', raw.len) : NULL;
	len = star != NULL ? (size_t)(star - raw.ptr) : raw.len;
	*step = 0;
	*count = 1;
	if (state_failed(s) ||
	    (count_read(raw.ptr, len, step) &&
		(star == NULL || count_read(star + 1, raw.len - len - 1, count)) && *count > 0))
		return;
	state_refuse(s);
	*count = 1;
}
