#include "event/partition.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"

#define PARTS 16u /* that a partition is split into */
#define PART_BITS 4u
#define PART_BUFFER ((size_t)32 << 10)

/* Where the bytes of a partition, or of a part of one, are. */
struct place {
	struct temp *temp;
	struct extent extent;
};

struct part {
	struct place *place; /* [n] */
	size_t n, capacity;
	uint64_t bytes;
	size_t records;
	unsigned level; /* how often it was split */
	uint32_t tag;   /* of the first record */
	bool mixed;     /* there are other tags */
};

/* A part being written. */
struct writing {
	struct part part;
	struct buffer buffer; /* a frame */
	struct packed_last last;
};

void
partition_init(struct partition_work *w, const struct shape *shape,
    struct sequence_sink *const *store, size_t nstore, size_t limit, const char *folder,
    group_call call, void *self)
{
	memset(w, 0, sizeof *w);
	w->shape = w->group.shape = *shape;
	w->key = w->group.key = store[0]->key;
	w->store = store;
	w->nstore = nstore;
	w->until = memory_array(nstore, sizeof *w->until);
	w->limit = limit;
	w->folder = folder;
	w->call = call;
	w->self = self;
}

void
partition_release(struct partition_work *w)
{
	group_release(&w->group);
	free(w->frame);
	free(w->until);
	if (w->bytes != NULL)
		memory_unmap(w->bytes, w->size);
	w->frame = NULL;
	w->until = NULL;
	w->bytes = NULL;
	w->nframe = w->capacity_frame = w->size = 0;
}

static void
add_frame(struct partition_work *w, struct slice frame)
{
	w->frame = memory_grow(w->frame, &w->capacity_frame, w->nframe + 1, sizeof *w->frame);
	w->frame[w->nframe++] = frame;
}

/* A buffer of at least size bytes, kept for the next partition. */
static char *
room(struct partition_work *w, size_t size)
{
	if (size > w->size) {
		if (w->bytes != NULL)
			memory_unmap(w->bytes, w->size);
		w->size = size;
		w->bytes = memory_map(size);
	}
	return w->bytes;
}

static bool
place_read(const struct place *p, uint64_t at, char *to, size_t len)
{
	return temp_read(p->temp, p->extent.offset + at, to, len);
}

/* The frames of what was read back: each has its length in front. */
static void
add_frames(struct partition_work *w, const char *ptr, size_t len)
{
	for (size_t at = 0; at < len;) {
		size_t n = load_32(ptr + at);

		add_frame(w, slice_of(ptr + at + FRAME_HEAD, n));
		at += FRAME_HEAD + n;
	}
}

/* Reads a part whole and groups it. */
static bool
run_whole(struct partition_work *w, const struct part *part)
{
	char *bytes = room(w, (size_t)part->bytes + PACKED_SLACK), *to = bytes;

	for (size_t i = 0; i < part->n; i++) {
		if (!place_read(&part->place[i], 0, to, (size_t)part->place[i].extent.len))
			return false;
		to += part->place[i].extent.len;
	}
	w->nframe = 0;
	add_frames(w, bytes, (size_t)part->bytes);
	group_run(&w->group, w->frame, &w->nframe, 1, part->records, w->call, w->self);
	return true;
}

static void
add_place(struct part *part, struct temp *temp, uint64_t offset, uint64_t len)
{
	part->place = memory_grow(part->place, &part->capacity, part->n + 1, sizeof *part->place);
	part->place[part->n++] = (struct place){ temp, { offset, len } };
	part->bytes += len;
}

static bool
flush_part(struct writing *to, struct temp *temp)
{
	uint64_t offset = temp_size(temp);

	if (to->buffer.len == 0)
		return true;
	if (!frame_append(temp, to->buffer.ptr, to->buffer.len))
		return false;
	add_place(&to->part, temp, offset, FRAME_HEAD + to->buffer.len);
	buffer_clear(&to->buffer);
	to->last = (struct packed_last){ 0, 0 };
	return true;
}

static bool
add_record(struct writing *to, struct temp *temp, const struct shape *shape, const struct packed *r,
    const uint32_t *word, uint32_t tag)
{
	size_t need = packed_room(shape, r->id.len, r->text.len);

	if (to->buffer.len > 0 && to->buffer.len + need > PART_BUFFER && !flush_part(to, temp))
		return false;
	if (to->part.records++ == 0)
		to->part.tag = tag;
	to->part.mixed = to->part.mixed || tag != to->part.tag;
	buffer_advance(&to->buffer,
	    packed_write(buffer_reserve(&to->buffer, need), shape, &to->last, r, word));
	return true;
}

/* Deals the records of a frame out by the next bits of their tags. */
static bool
deal_frame(const struct partition_work *w, struct slice frame, unsigned level, struct writing *to,
    struct temp *temp)
{
	unsigned shift = 32 - PART_BITS * (level + 1);
	const char *at = frame.ptr, *end = at + frame.len;
	struct packed_last last = { 0, 0 };
	uint32_t word[SEQUENCE_WORDS];

	while (at < end) {
		struct packed r;
		uint32_t tag;

		at = packed_read(at, &w->shape, &last, &r, word);
		tag = group_tag(&w->key, r.id);
		if (!add_record(&to[tag >> shift & (PARTS - 1)], temp, &w->shape, &r, word, tag))
			return false;
	}
	return true;
}

/* Frame by frame, through a buffer. */
static bool
deal(const struct partition_work *w, const struct place *place, unsigned level, struct buffer *in,
    struct writing *to, struct temp *temp)
{
	uint64_t at = 0;

	while (at < place->extent.len) {
		uint32_t len = 0;
		char head[FRAME_HEAD];

		if (!place_read(place, at, head, FRAME_HEAD))
			return false;
		len = load_32(head);
		buffer_clear(in);
		if (!place_read(place, at + FRAME_HEAD, buffer_reserve(in, len + PACKED_SLACK),
			len) ||
		    !deal_frame(w, slice_of(in->ptr, len), level, to, temp))
			return false;
		at += FRAME_HEAD + len;
	}
	return true;
}

static bool run_part(struct partition_work *w, struct part *part);

/* The parts, one by one; all are released. */
static bool
run_parts(struct partition_work *w, struct writing *to, bool good)
{
	for (unsigned k = 0; k < PARTS; k++) {
		if (good && to[k].part.records > 0)
			good = run_part(w, &to[k].part);
		free(to[k].part.place);
		buffer_release(&to[k].buffer);
	}
	return good;
}

static bool
run_split(struct partition_work *w, const struct part *part)
{
	struct temp *temp = temp_open(w->folder, &w->fault);
	struct writing to[PARTS];
	struct buffer in = { 0 };
	bool good = temp != NULL;

	memset(to, 0, sizeof to);
	for (size_t i = 0; good && i < part->n; i++)
		good = deal(w, &part->place[i], part->level, &in, to, temp);
	buffer_release(&in);
	for (unsigned k = 0; good && k < PARTS; k++) {
		to[k].part.level = part->level + 1;
		good = flush_part(&to[k], temp);
	}
	for (unsigned k = 0; k < PARTS; k++)
		buffer_release(&to[k].buffer);
	good = good && temp_flush(temp);
	good = run_parts(w, to, good);
	temp_close(temp);
	return good;
}

static bool
run_part(struct partition_work *w, struct part *part)
{
	bool splits = part->mixed && PART_BITS * (part->level + 1) <= 32;

	return part->bytes > w->limit && splits ? run_split(w, part) : run_whole(w, part);
}

bool
partition_run(struct partition_work *w, unsigned number)
{
	struct part part = { .mixed = true };
	bool good = true;

	w->nframe = 0;
	for (size_t s = 0; s < w->nstore; s++) {
		const struct partition *p = &w->store[s]->partition[number];

		part.records += p->records;
		for (size_t e = 0; p->spilled != NULL && e < p->spilled->n; e++)
			add_place(&part, w->store[s]->temp, p->spilled->extent[e].offset,
			    p->spilled->extent[e].len);
		for (const struct chunk *c = p->first; c != NULL; c = c->next)
			add_frame(w, chunk_frame(p, c));
		w->until[s] = w->nframe;
	}
	if (part.n > 0)
		good = run_part(w, &part);
	else if (part.records > 0)
		group_run(&w->group, w->frame, w->until, w->nstore, part.records, w->call, w->self);
	free(part.place);
	return good;
}
