/*
 * json_match: the fast lane of NDJSON without vector instructions, 8 bytes at a time.
 */
#include "read/json_shape.h"

#define LANE_TARGET
#define MATCH json_match

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

static inline bool
glue_is(const struct shape_node *node, const char *p)
{
	size_t near = node->len < GLUE_SHORT ? node->len : GLUE_SHORT;

	return memcmp(node->glue, p, near) == 0 &&
	    (node->len <= GLUE_SHORT ||
		memcmp(node->rest, p + GLUE_SHORT, node->len - GLUE_SHORT) == 0);
}

/* The high bit of every byte of word that is 0; bits above the first such may be wrong. */
static inline uint64_t
zero_bytes(uint64_t word)
{
	return (word - ONES) & ~word & HIGHS;
}

static inline const char *
string_stop(const char *p, unsigned *high)
{
	for (;; p += 8) {
		uint64_t word, stop;

		memcpy(&word, p, sizeof word);
		stop = zero_bytes(word ^ ONES * '"') | zero_bytes(word ^ ONES * '\\') |
		    ((word - ONES * 0x20) & ~word & HIGHS);
		if (stop != 0)
			break;
		*high |= (word & HIGHS) != 0;
	}
	for (; *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20; p++)
		*high |= (unsigned char)*p >= 0x80;
	return p;
}

static inline size_t
digits(const char *p)
{
	size_t n = 0;

	while (n < 16 && p[n] >= '0' && p[n] <= '9')
		n++;
	return n;
}

#include "read/json_match.h"
