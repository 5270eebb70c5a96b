/*
 * json_shape: what the records of a log have in common, learned as they come, so that the next
 * ones are only compared.
 *
 * A record is its scalars (strings, numbers, literals) and the glue between them: braces, keys,
 * colons, commas and blanks. Records of one shape have the same glue in the same order. Equal
 * glue proves a lot at one comparison: the grammar around the scalars, the depth, and that no
 * key is repeated. So the shapes seen so far are a tree whose nodes are pieces of glue; a
 * record that can be followed down to a leaf, with good scalars on the way, is good, and the
 * leaf knows which scalar, or which stretch from glue to glue, each column is. A record that
 * cannot goes through json_walk, and if it is good its shape is added.
 *
 * Of the pieces that may follow one, a shorter can be the beginning of a longer. Since the way
 * to parse is fixed, only one can be followed by a scalar, or be the end: the matcher looks at
 * the next byte too.
 */
#ifndef IA_READ_JSON_SHAPE_H
#define IA_READ_JSON_SHAPE_H

#include "base/arena.h"
#include "read/json_lane.h"

#define GLUE_SHORT 32     /* bytes compared at once */
#define SHAPE_SCALARS 256 /* records with more are not learned */
#define SHAPE_CHILDREN 16 /* pieces that may follow one */
#define SHAPE_NODES 4096  /* in all */
#define SHAPE_MISSES 1024 /* records learned before it is asked whether that pays */
#define SCALAR_ESCAPED 8u /* beside the kind: a string with a backslash */

/* A place: so many bytes behind the end of a scalar; scalar 0 is the record's first byte. */
struct shape_place {
	uint32_t scalar, offset;
};

/*
 * What a column or a member's value is: scalar number .. from 1, or a stretch of text; kind
 * ABSENT: nothing.
 */
struct shape_value {
	enum kind kind;  /* of a stretch */
	uint32_t scalar; /* 0: a stretch, or nothing */
	struct shape_place begin, end;
};

struct shape_member {
	struct shape_place key; /* with the quotes */
	uint32_t key_len;
	bool escaped;
	struct shape_value value;
};

/* A whole shape: how a record of it becomes a row. */
struct shape {
	uint32_t line_end;           /* bytes: 1 or 2 */
	struct shape_value *column;  /* [nwanted] */
	struct shape_member *member; /* [nmember], where lane->members */
	size_t nmember;
};

struct shape_node {
	unsigned char glue[GLUE_SHORT]; /* its first bytes, then zeros */
	uint32_t mask;                  /* a bit a byte of them */
	uint32_t len;                   /* of the whole */
	const char *rest;               /* what is behind the first GLUE_SHORT bytes */
	struct shape_node *child;       /* the piece that followed last, first */
	struct shape_node *sibling;
	const struct shape *shape; /* a leaf: the record ends here */
};

struct shapes {
	struct shape_node root; /* no glue */
	size_t nnode;
	size_t miss; /* records that were of no known shape */
	struct arena arena;
	/* of the record that is matched; [0] is its first byte, len 0 */
	struct field scalar[SHAPE_SCALARS + 1];
};

/*
 * Follows records from base + at on, as many as have known shapes, and adds their rows. Returns
 * the offset of the first record (line) that has not, or the block's end.
 */
size_t json_match(struct json_lane *t, struct shapes *shapes, size_t at);
size_t json_match_avx2(struct json_lane *t, struct shapes *shapes, size_t at);

/*
 * The newest row, record at, is good by t->walk: learn its shape. line_end: bytes of LF or
 * CRLF behind it.
 */
void json_learn(struct json_lane *t, struct shapes *shapes, size_t at, size_t line_end);

/*
 * A record of a known shape, shapes->scalar filled, up to the offset end (behind its line
 * end): a new row.
 */
void json_shape_row(struct json_lane *t, struct shapes *shapes, const struct shape *shape,
    size_t end);

/* A number at p that the short way does not take: behind it, or NULL. */
const char *json_number_slow(const char *p, const char *end);
bool json_text_good(const char *p, const char *end); /* UTF-8 */

#endif
