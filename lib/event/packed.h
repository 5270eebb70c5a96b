/*
 * packed: inside lib/event: a record in few bytes, behind the one before it.
 *
 *	char *end = packed_write(at, &shape, &last, &record);	at least packed_room bytes at at
 *	at = packed_read(at, &shape, &last, &record);		8 bytes behind the last record can be read
 *
 * Two bytes of control (how many bytes order, time and first word have, and the id's length), then
 * what order and time are more than in the record before, the words, a longer length of the id, the
 * text's length, id, text. A run of records begins with a zeroed last, so that it can be read by
 * itself: a frame. In files a frame has its length in front.
 */
#ifndef IA_EVENT_PACKED_H
#define IA_EVENT_PACKED_H

#include "base/bits.h"
#include "event/sequence.h"

#define PACKED_LONG_ID 255u		/* the id's length stands behind the words */
#define PACKED_LONG_TEXT 255u		/* the text's length stands behind this byte */
#define PACKED_SLACK 16u		/* readable bytes behind a frame */
#define FRAME_HEAD 4u			/* bytes of a frame's length */

/* What records look like. */
struct shape {
	unsigned nword;
	bool text;
};

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

static inline void
packed_store(char *at, uint64_t x)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	memcpy(at, &x, 8);
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

static inline char *
packed_write(char *at, const struct shape *shape, struct packed_last *last, const struct packed *r,
    const uint32_t *word)
{
	uint64_t order = r->order - last->order, time = (uint64_t)r->time - last->time;
	uint64_t folded = time << 1 ^ (0 - (time >> 63)), first = shape->nword > 0 ? word[0] : 0;
	unsigned a = packed_bytes(order), b = packed_bytes(folded), c = packed_bytes(first);
	unsigned len = r->id.len < PACKED_LONG_ID ? (unsigned)r->id.len : PACKED_LONG_ID;
	char *p = at + 2;

	packed_store(at, (a - 1) | (b - 1) << 3 | (c - 1) << 6 | len << 8);
	packed_store(p, order);
	packed_store(p += a, folded);
	p += b;
	if (shape->nword > 0) {
		packed_store(p, first);
		p += c;
	}
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
	return p + r->id.len + r->text.len;
}

/* Where the words begin. */
static inline const char *
packed_skip(const char *at)
{
	unsigned control = load_16(at);

	return at + 2 + (control & 7) + 1 + (control >> 3 & 7) + 1;
}

static inline void
packed_words(const char *at, const struct shape *shape, uint32_t *word)
{
	const char *p = packed_skip(at);
	unsigned n = (load_16(at) >> 6 & 3u) + 1;

	if (shape->nword > 0)
		word[0] = (uint32_t)packed_load(p, n);
	p += n;
	for (unsigned w = 1; w < shape->nword; w++, p += 4)
		word[w] = load_32(p);
}

/* Takes id and text; returns the end of the record. */
static inline const char *
packed_texts(const char *at, const struct shape *shape, struct packed *out)
{
	const char *p = packed_skip(at);
	unsigned control = load_16(at);

	if (shape->nword > 0)
		p += (control >> 6 & 3) + 1 + 4 * (shape->nword - 1);
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

static inline const char *
packed_read(const char *at, const struct shape *shape, struct packed_last *last, struct packed *out)
{
	unsigned control = load_16(at), a = (control & 7) + 1, b = (control >> 3 & 7) + 1;
	uint64_t folded = packed_load(at + 2 + a, b);

	last->order += packed_load(at + 2, a);
	last->time += folded >> 1 ^ (0 - (folded & 1));
	out->order = last->order;
	out->time = (int64_t)last->time;
	return packed_texts(at, shape, out);
}

#endif
