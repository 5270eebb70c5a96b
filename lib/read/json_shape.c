/*
 * json_shape: see json_shape.h: learning shapes, and rows by them.
 */
#include "read/json_shape.h"

#include "base/memory.h"
#include "read/json_text.h"

/* The scalars of a good record, [1] .. [n]; SIZE_MAX: more than are learned. */
static size_t
find_scalars(struct slice record, size_t at, struct field *scalar)
{
	const char *p = record.ptr, *end = p + record.len;
	size_t n = 0;

	scalar[0] = field_of(at, 0, KIND_ABSENT);
	while (p < end) {
		enum kind kind = json_kind(*p);
		const char *first = p, *colon;

		if (kind == KIND_ABSENT || kind == KIND_OBJECT || kind == KIND_ARRAY) {
			p++;
			continue;
		}
		p = json_skip_value(p, end);
		colon = json_skip_blanks(p, end);
		if (kind == KIND_TEXT && colon < end && *colon == ':')
			continue; /* a key */
		if (n == SHAPE_SCALARS)
			return SIZE_MAX;
		scalar[++n] =
		    field_of(at + (size_t)(first - record.ptr), (size_t)(p - first), kind);
	}
	return n;
}

static struct shape_place
place_of(const struct field *scalar, size_t n, size_t at)
{
	while (n > 0 && scalar[n].at + scalar[n].len > at)
		n--;
	return (struct shape_place){ .scalar = (uint32_t)n,
		.offset = (uint32_t)(at - scalar[n].at - scalar[n].len) };
}

static struct shape_value
value_of(const struct field *scalar, size_t n, struct field raw)
{
	struct shape_value v = { .kind = (enum kind)raw.kind };

	if (raw.kind == KIND_ABSENT)
		return v;
	v.begin = place_of(scalar, n, raw.at);
	v.end = place_of(scalar, n, raw.at + raw.len);
	if (raw.kind != KIND_OBJECT && raw.kind != KIND_ARRAY)
		v.scalar = v.end.scalar;
	return v;
}

static struct shape *
make_shape(const struct json_lane *t, struct shapes *shapes, size_t at, size_t n)
{
	struct shape *shape = arena_alloc(&shapes->arena, sizeof *shape);
	const struct field *scalar = shapes->scalar;
	const struct json_walk *w = &t->walk;
	bool escaped;

	*shape = (struct shape){ .nmember = t->lane->members ? w->nmember : 0 };
	shape->column = arena_alloc(&shapes->arena, (t->lane->nwanted + 1) * sizeof *shape->column);
	for (size_t c = 0; c < t->lane->nwanted; c++)
		shape->column[c] = value_of(scalar, n, json_source(t, c, at, &escaped));
	shape->member = arena_alloc(&shapes->arena, (shape->nmember + 1) * sizeof *shape->member);
	for (size_t i = 0; i < shape->nmember; i++) {
		const struct json_member *m = &w->member[i];

		shape->member[i] = (struct shape_member){
			.key = place_of(scalar, n, at + m->key),
			.key_len = (uint32_t)m->key_len,
			.escaped = m->key_escaped,
			.value =
			    value_of(scalar, n, field_of(at + m->value, m->value_len, m->kind)),
		};
	}
	return shape;
}

/* The child of node with this glue, made where it is new; NULL: the tree is full. */
static struct shape_node *
add_piece(struct shapes *shapes, struct shape_node *node, const char *glue, size_t len)
{
	size_t near = len < GLUE_SHORT ? len : GLUE_SHORT, children = 0;
	struct shape_node *child;

	for (child = node->child; child != NULL; child = child->sibling, children++) {
		if (child->len == len && memcmp(child->glue, glue, near) == 0 &&
		    memcmp(child->rest, glue + near, len - near) == 0)
			return child;
	}
	if (children == SHAPE_CHILDREN || shapes->nnode == SHAPE_NODES)
		return NULL;
	shapes->nnode++;
	child = arena_alloc(&shapes->arena, sizeof *child);
	*child = (struct shape_node){ .len = (uint32_t)len,
		.sibling = node->child,
		.mask = near == 32 ? UINT32_MAX : (UINT32_C(1) << near) - 1 };
	memcpy(child->glue, glue, near);
	child->rest = arena_slice(&shapes->arena, slice_of(glue + near, len - near)).ptr;
	node->child = child;
	return child;
}

void
json_learn(struct json_lane *t, struct shapes *shapes, size_t at, size_t line_end)
{
	const char *base = t->block->base;
	struct slice record = slice_of(base + at, t->walk.len);
	struct shape_node *node = &shapes->root;
	struct shape *shape;
	size_t n, from = at;

	/* where every fourth record is of a new shape, there is nothing to learn */
	if (++shapes->miss > SHAPE_MISSES && 4 * shapes->miss > t->block->batch.nrow)
		return;
	n = find_scalars(record, at, shapes->scalar);
	if (n == SIZE_MAX)
		return;
	for (size_t k = 1; k <= n && node != NULL; k++) {
		node = add_piece(shapes, node, base + from, shapes->scalar[k].at - from);
		from = shapes->scalar[k].at + shapes->scalar[k].len;
	}
	if (node != NULL)
		node = add_piece(shapes, node, base + from, at + record.len + line_end - from);
	if (node == NULL || node->shape != NULL)
		return;
	shape = make_shape(t, shapes, at, n);
	shape->line_end = (uint32_t)line_end;
	node->shape = shape;
}

static size_t
place_at(const struct field *scalar, struct shape_place place)
{
	return (size_t)scalar[place.scalar].at + scalar[place.scalar].len + place.offset;
}

static inline struct field
source_of(const struct field *scalar, const struct shape_value *v)
{
	size_t begin;

	if (v->scalar != 0)
		return scalar[v->scalar];
	if (v->kind == KIND_ABSENT)
		return scalar[0];
	begin = place_at(scalar, v->begin);
	return field_of(begin, place_at(scalar, v->end) - begin, v->kind);
}

static void
put_members(struct json_lane *t, const struct field *scalar, const struct shape *shape, size_t row)
{
	struct block *block = t->block;
	struct member *to = json_members(block, row, shape->nmember);

	for (size_t i = 0; i < shape->nmember; i++, to++) {
		const struct shape_member *m = &shape->member[i];

		to->raw = source_of(scalar, &m->value);
		to->raw.kind &= SCALAR_ESCAPED - 1;
		to->raw_key = field_of(place_at(scalar, m->key), m->key_len, KIND_TEXT);
		to->key = m->escaped ? json_put_decoded(block, to->raw_key.at, to->raw_key.len)
				     : json_plain(to->raw_key);
	}
}

void
json_shape_row(struct json_lane *t, struct shapes *shapes, const struct shape *shape, size_t end)
{
	struct block *block = t->block;
	const struct field *scalar = shapes->scalar;
	size_t row = block->batch.nrow;

	block->row[row] = field_of(scalar[0].at, end - shape->line_end - scalar[0].at, KIND_OBJECT);
	for (size_t c = 0; c < t->lane->nwanted; c++) {
		struct field raw = source_of(scalar, &shape->column[c]), value;

		if (raw.kind & SCALAR_ESCAPED) {
			raw.kind &= SCALAR_ESCAPED - 1;
			value = json_put_decoded(block, raw.at, raw.len);
		} else {
			value = json_plain(raw);
		}
		block->column[c][row] = value;
		if (t->lane->wanted[c].flags & COLUMN_RAW)
			block->raw[c][row] = raw;
	}
	if (t->lane->members)
		put_members(t, scalar, shape, row);
	block->batch.nrow = row + 1;
}

const char *
json_number_slow(const char *p, const char *end)
{
	size_t n = json_number_run(p, (size_t)(end - p));

	return json_number_is(p, n) && json_number_fits(p, n) ? p + n : NULL;
}

bool
json_text_good(const char *p, const char *end)
{
	size_t len = (size_t)(end - p);
	bool nul;

	return utf8_check(p, len, &nul) == len;
}
