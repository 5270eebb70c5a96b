/*
 * packed: inside lib/event: a record in few bytes, behind the one before it.
 *
 *	to = packed_write(to, &shape, &last, &record, word);	at least packed_room bytes at to
 *	from = packed_read(from, &shape, &last, &record, word);	8 bytes behind the last record can be read
 *
 * Two bytes of control (how many bytes order, time and first word have, whether the time is in
 * seconds, and the id's length), then what order and time are more than in the record before, the
 * words, a longer length of the id, the text's length, id, text. A run of records begins with a
 * zeroed last, so that it can be read by itself: a frame. In files a frame has its length in front.
 */
#ifndef IA_EVENT_PACKED_H
#define IA_EVENT_PACKED_H

#include "base/bits.h"
#include "event/sequence.h"

#define PACKED_LONG_ID 255u   /* the id's length stands behind the words */
#define PACKED_LONG_TEXT 255u /* the text's length stands behind this byte */
#define PACKED_SECOND 1000000 /* microseconds */
#define PACKED_SLACK 16u      /* readable bytes behind a frame */
#define FRAME_HEAD 4u         /* bytes of a frame's length */

/* What records look like. */
struct shape {
	unsigned nword;
	bool text;
};

/* One word, alone or with text: shapes that most have, and that readers and writers know. */
static const struct shape packed_word = { 1, false }, packed_word_text = { 1, true };

struct packed_last {
	uint64_t time, order;
};

struct packed {
	int64_t time;
	uint64_t order;
	struct slice id, text;
};

static inline size_t
packed_room(const struct shape *shape, size_t id, size_t text)
{
	return 2 + 16 + 4 * (size_t)shape->nword + 12 + id + text + PACKED_SLACK;
}

static inline unsigned
packed_bytes(uint64_t x)
{
	return (unsigned)(71 - __builtin_clzll(x | 1)) >> 3;
}

/* n where x fits 1 << n bytes */
static inline unsigned
packed_power(uint64_t x)
{
	return (unsigned)(x > UINT8_MAX) + (x > UINT16_MAX) + (x > UINT32_MAX);
}

/* Small where x is near 0, of either sign. */
static inline uint64_t
packed_fold(uint64_t x)
{
	return x << 1 ^ (0 - (x >> 63));
}

static inline void
packed_store(char *at, uint64_t x)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	memcpy(at, &x, 8);
}

static inline void
packed_store_control(char *at, unsigned x)
{
	at[0] = (char)x;
	at[1] = (char)(x >> 8);
}

static inline uint64_t
packed_load(const char *at, unsigned n)
{
	return load_64(at) & (UINT64_MAX >> (64 - 8 * n));
}

static inline char *
packed_text_length(char *at, size_t len)
{
	if (len < PACKED_LONG_TEXT) {
		*at = (char)len;
		return at + 1;
	}
	*at = (char)PACKED_LONG_TEXT;
	packed_store(at + 1, len);
	return at + 5;
}

/* Short ids as two words that may overlap. */
static inline void
packed_copy(char *to, struct slice s)
{
	if (s.len >= 8 && s.len <= 16) {
		memcpy(to, s.ptr, 8);
		memcpy(to + s.len - 8, s.ptr + s.len - 8, 8);
	} else if (s.len >= 4 && s.len < 8) {
		memcpy(to, s.ptr, 4);
		memcpy(to + s.len - 4, s.ptr + s.len - 4, 4);
	} else if (s.len > 0) {
		memcpy(to, s.ptr, s.len);
	}
}

static inline __attribute__((always_inline)) char *
packed_write(char *at, const struct shape *shape, struct packed_last *last, const struct packed *r,
    const uint32_t *word)
{
	uint64_t order = r->order - last->order, time = (uint64_t)r->time - last->time;
	int64_t seconds = (int64_t)time / PACKED_SECOND;
	bool whole = (uint64_t)seconds * PACKED_SECOND == time;
	uint64_t folded = packed_fold(whole ? (uint64_t)seconds : time);
	unsigned a = packed_power(order), b = packed_bytes(folded), c = 0;
	unsigned len = r->id.len < PACKED_LONG_ID ? (unsigned)r->id.len : PACKED_LONG_ID;
	char *p = at + 2;

	packed_store(p, order);
	packed_store(p += 1u << a, folded);
	p += b;
	if (shape->nword > 0) {
		c = packed_bytes(word[0]) - 1;
		packed_store(p, word[0]);
		p += c + 1;
	}
	packed_store_control(at, a | (b - 1) << 2 | (unsigned)whole << 5 | c << 6 | len << 8);
	for (unsigned w = 1; w < shape->nword; w++, p += 4)
		packed_store(p, word[w]);
	if (len == PACKED_LONG_ID) {
		packed_store(p, r->id.len);
		p += 4;
	}
	if (shape->text)
		p = packed_text_length(p, r->text.len);
	packed_copy(p, r->id);
	if (shape->text)
		packed_copy(p + r->id.len, r->text);
	last->order = r->order;
	last->time = (uint64_t)r->time;
	return p + r->id.len + (shape->text ? r->text.len : 0);
}

/* The order of the record at at. */
static inline uint64_t
packed_order(const char *at, const struct packed_last *last)
{
	return last->order + packed_load(at + 2, 1u << (load_16(at) & 3));
}

/* word: [shape->nword]. Returns the end of the record. */
static inline __attribute__((always_inline)) const char *
packed_read(const char *at, const struct shape *shape, struct packed_last *last, struct packed *out,
    uint32_t *word)
{
	unsigned control = load_16(at), a = 1u << (control & 3), b = (control >> 2 & 7) + 1;
	unsigned c = (control >> 6 & 3) + 1;
	const char *p = at + 2 + a;
	uint64_t folded = packed_load(p, b), unit = (control & 1u << 5) != 0 ? PACKED_SECOND : 1;

	last->order += packed_load(at + 2, a);
	last->time += (folded >> 1 ^ (0 - (folded & 1))) * unit;
	out->order = last->order;
	out->time = (int64_t)last->time;
	p += b;
	if (shape->nword > 0) {
		word[0] = (uint32_t)packed_load(p, c);
		p += c;
	}
	for (unsigned w = 1; w < shape->nword; w++, p += 4)
		word[w] = load_32(p);
	out->id.len = control >> 8;
	if (out->id.len == PACKED_LONG_ID) {
		out->id.len = load_32(p);
		p += 4;
	}
	out->text.len = 0;
	if (shape->text) {
		out->text.len = (unsigned char)*p++;
		if (out->text.len == PACKED_LONG_TEXT) {
			out->text.len = load_32(p);
			p += 4;
		}
	}
	out->id.ptr = p;
	out->text.ptr = p + out->id.len;
	return out->text.ptr + out->text.len;
}

#endif
