/*
 * json_match: following records down the tree of shapes. Included by json_match.c and
 * json_avx2.c, which bring
 *
 *	LANE_TARGET	the instructions that functions may use
 *	MATCH		the name of the function that is made here
 *	glue_is(node, p)	is the node's glue at p?
 *	string_stop(p, &high)	the first quote, backslash or control byte from p on; *high is
 *				not 0 then if a byte over 0x7f came before
 *	digits(p)	how many digits stand at p, 16 where there are more
 *
 * All three may read up to LANE_PAD bytes behind the text, where zeros stand.
 */
#include "read/json_shape.h"
#include "read/json_text.h"

/* p is behind the opening quote: behind the closing one, or NULL. */
LANE_TARGET static inline const char *
match_string(const char *p, const char *end, unsigned *escaped)
{
	unsigned high = 0;

	for (const char *q = p;;) {
		q = string_stop(q, &high);
		if (*q == '"') {
			if (high != 0 && !json_text_good(p, q))
				return NULL;
			return q + 1;
		} else {
			uint32_t code;
			size_t n = *q == '\\' ? json_escape(q, (size_t)(end - q), &code) : 0;

			if (n == 0 || code == 0)
				return NULL;
			*escaped = SCALAR_ESCAPED;
			q += n;
		}
	}
}

/* Behind the number at p, or NULL: up to 15 digits on each side of the point here. */
LANE_TARGET static inline const char *
match_number(const char *p, const char *end)
{
	const char *q = p + (*p == '-');
	size_t n = digits(q);

	if (n == 0 || n > 15 || (*q == '0' && n > 1))
		return json_number_slow(p, end);
	q += n;
	if (*q == '.') {
		n = digits(q + 1);
		if (n == 0 || n > 15)
			return json_number_slow(p, end);
		q += n + 1;
	}
	return (*q | 0x20) == 'e' ? json_number_slow(p, end) : q;
}

/* Behind the scalar at p, of this kind by its first byte, or NULL. */
LANE_TARGET static inline const char *
match_scalar(const char *p, const char *end, unsigned kind, unsigned *escaped)
{
	if (kind == KIND_TEXT)
		return match_string(p + 1, end, escaped);
	if (kind == KIND_NUMBER)
		return match_number(p, end);
	if (kind == KIND_NULL)
		return memcmp(p, "null", 4) == 0 ? p + 4 : NULL;
	if (kind == KIND_TRUE)
		return memcmp(p, "true", 4) == 0 ? p + 4 : NULL;
	return memcmp(p, "false", 5) == 0 ? p + 5 : NULL;
}

/* The kind of a scalar by its first byte; 0: none begins so. */
static const uint8_t scalar_kind[256] = {
	['"'] = KIND_TEXT,
	['-'] = KIND_NUMBER,
	['0'] = KIND_NUMBER,
	['1'] = KIND_NUMBER,
	['2'] = KIND_NUMBER,
	['3'] = KIND_NUMBER,
	['4'] = KIND_NUMBER,
	['5'] = KIND_NUMBER,
	['6'] = KIND_NUMBER,
	['7'] = KIND_NUMBER,
	['8'] = KIND_NUMBER,
	['9'] = KIND_NUMBER,
	['n'] = KIND_NULL,
	['t'] = KIND_TRUE,
	['f'] = KIND_FALSE,
};

/*
 * The child whose glue stands at p, before a scalar (*kind) or as the end; it comes first from
 * now on.
 */
LANE_TARGET static inline struct shape_node *
match_glue(struct shape_node *node, const char *p, unsigned *kind)
{
	struct shape_node **link = &node->child, *child;

	for (; (child = *link) != NULL; link = &child->sibling) {
		if (!glue_is(child, p))
			continue;
		*kind = scalar_kind[(unsigned char)p[child->len]];
		if (child->shape != NULL || *kind != KIND_ABSENT)
			break;
	}
	if (child != NULL && link != &node->child) {
		*link = child->sibling;
		child->sibling = node->child;
		node->child = child;
	}
	return child;
}

/* The shape of the record at *ptr, which is moved behind its line end, or NULL. */
LANE_TARGET static inline const struct shape *
match_record(struct shapes *shapes, const char *base, const char **ptr, const char *end)
{
	struct field *scalar = shapes->scalar;
	struct shape_node *node = &shapes->root;
	const char *p = *ptr;

	*scalar = field_of((size_t)(p - base), 0, KIND_ABSENT);
	for (;;) {
		const char *first;
		unsigned kind = KIND_ABSENT, escaped = 0;

		node = match_glue(node, p, &kind);
		if (node == NULL)
			return NULL;
		p += node->len;
		if (node->shape != NULL) {
			*ptr = p;
			return node->shape;
		}
		first = p;
		p = match_scalar(p, end, kind, &escaped);
		if (p == NULL)
			return NULL;
		*++scalar = field_of((size_t)(first - base), (size_t)(p - first), kind | escaped);
	}
}

LANE_TARGET size_t
MATCH(struct json_lane *t, struct shapes *shapes, size_t at)
{
	const char *base = t->block->base, *p = base + at, *end = base + t->block->end;

	while (p < end) {
		const struct shape *shape = match_record(shapes, base, &p, end);

		if (shape == NULL)
			break;
		json_lane_room(t);
		json_shape_row(t, shapes, shape, (size_t)(p - base));
	}
	return (size_t)(p - base);
}
