#include "analysis/count/sorted_runs.h"

#include <stdlib.h>

#include "base/memory.h"

#define FILE_BUFFER ((size_t)64 << 10)
#define MERGED_MOST 64u /* runs of a file that are read at once */
#define READ_LEAST ((size_t)4 << 10)
#define READ_MOST ((size_t)256 << 10)
#define VARINT 10u /* bytes of a number at most */

void
sorted_runs_init(struct sorted_runs *r, unsigned nword, const char *folder)
{
	memset(r, 0, sizeof *r);
	r->nword = nword;
	r->folder = folder;
}

void
sorted_runs_release(struct sorted_runs *r)
{
	buffer_release(&r->text);
	buffer_release(&r->last);
	free(r->run);
	temp_close(r->temp);
	r->temp = NULL;
	r->run = NULL;
	r->nrun = r->capacity = 0;
}

bool
sorted_runs_begin(struct sorted_runs *r, bool to_file)
{
	if (to_file && r->temp == NULL && !fault_is_set(&r->fault))
		r->temp = temp_open(r->folder, &r->fault);
	if (fault_is_set(&r->fault))
		return false;
	buffer_clear(&r->text);
	buffer_clear(&r->last);
	r->to_file = to_file;
	r->offset = to_file ? temp_size(r->temp) : 0;
	return true;
}

static char *
write_varint(char *p, uint64_t x)
{
	for (; x >= 0x80; x >>= 7)
		*p++ = (char)(x | 0x80);
	*p++ = (char)x;
	return p;
}

static bool
pass_on(struct sorted_runs *r)
{
	bool good = temp_append(r->temp, r->text.ptr, r->text.len);

	buffer_clear(&r->text);
	return good;
}

bool
sorted_runs_add(struct sorted_runs *r, struct slice key, const uint64_t *word)
{
	size_t shared = 0, most = key.len < r->last.len ? key.len : r->last.len;
	char *p;

	if (fault_is_set(&r->fault))
		return false;
	while (shared < most && key.ptr[shared] == r->last.ptr[shared])
		shared++;
	p = buffer_reserve(&r->text, key.len + (2 + SORTED_RUNS_WORDS) * VARINT);
	p = write_varint(p, shared);
	p = write_varint(p, key.len - shared);
	if (key.len > shared)
		memcpy(p, key.ptr + shared, key.len - shared);
	p += key.len - shared;
	for (unsigned w = 0; w < r->nword; w++)
		p = write_varint(p, word[w]);
	buffer_advance(&r->text, p);
	r->last.len = shared;
	buffer_add(&r->last, key.ptr + shared, key.len - shared);
	return !r->to_file || r->text.len < FILE_BUFFER || pass_on(r);
}

bool
sorted_runs_end(struct sorted_runs *r)
{
	if (fault_is_set(&r->fault))
		return false;
	if (!r->to_file)
		return true;
	if (!pass_on(r) || !temp_flush(r->temp))
		return false;
	r->run = memory_grow(r->run, &r->capacity, r->nrun + 1, sizeof *r->run);
	r->run[r->nrun++] =
	    (struct sorted_runs_extent){ r->offset, temp_size(r->temp) - r->offset };
	return true;
}

/* A run that is read. */
struct source {
	struct sorted_runs *runs;
	struct temp_reader reader;
	struct buffer key;
	uint64_t word[SORTED_RUNS_WORDS];
};

struct merge {
	struct source *source; /* [nsource] */
	size_t nsource;
	struct source **heap; /* [nheap], the least key first */
	size_t nheap;
	struct buffer key; /* of the record that was given last */
};

static uint64_t
read_varint(struct temp_reader *r)
{
	uint64_t x = 0, byte;
	unsigned shift = 0;

	do {
		byte = (unsigned char)r->buffer[r->from++];
		x |= (byte & 0x7F) << shift;
		shift += 7;
	} while (byte >= 0x80);
	return x;
}

/* false: the run is at its end, or cannot be read. */
static bool
source_next(struct source *s)
{
	struct temp_reader *r = &s->reader;
	size_t shared, rest;

	if (!temp_need(r, 2 * VARINT) || r->from == r->to)
		return false;
	shared = (size_t)read_varint(r);
	rest = (size_t)read_varint(r);
	if (!temp_need(r, rest + SORTED_RUNS_WORDS * VARINT))
		return false;
	s->key.len = shared;
	buffer_add(&s->key, r->buffer + r->from, rest);
	r->from += rest;
	for (unsigned w = 0; w < s->runs->nword; w++)
		s->word[w] = read_varint(r);
	return true;
}

static inline struct slice
key_of(const struct source *s)
{
	return slice_of(s->key.ptr, s->key.len);
}

static inline bool
less(const struct source *a, const struct source *b)
{
	return slice_compare(key_of(a), key_of(b)) < 0;
}

static void
sift(struct source **heap, size_t n, size_t i)
{
	struct source *s = heap[i];

	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && less(heap[child + 1], heap[child]))
			child++;
		if (!less(heap[child], s))
			break;
		heap[i] = heap[child];
	}
	heap[i] = s;
}

/* Sources of some runs of a file; room: bytes of a buffer. */
static size_t
open_files(struct sorted_runs *r, size_t first, size_t n, size_t room, struct source *source)
{
	for (size_t k = 0; k < n; k++) {
		const struct sorted_runs_extent *run = &r->run[first + k];

		source[k] = (struct source){ .runs = r };
		temp_reader_init(&source[k].reader, r->temp, run->offset, run->len, room);
	}
	return n;
}

static struct merge *
merge_new(size_t nsource)
{
	struct merge *m = memory_new(sizeof *m);

	m->source = memory_array(nsource, sizeof *m->source);
	m->heap = memory_array(nsource, sizeof(struct source *));
	return m;
}

static struct merge *
merge_begin(struct merge *m)
{
	for (size_t k = 0; k < m->nsource; k++)
		if (source_next(&m->source[k]))
			m->heap[m->nheap++] = &m->source[k];
	for (size_t i = m->nheap; i-- > 0;)
		sift(m->heap, m->nheap, i);
	return m;
}

/* Writes n runs of a file as one behind them. */
static bool
join_runs(struct sorted_runs *r, size_t first, size_t n, size_t room)
{
	struct merge *m = merge_new(n);
	struct sorted_runs_record record;
	bool good = sorted_runs_begin(r, true);

	m->nsource = open_files(r, first, n, room, m->source);
	merge_begin(m);
	while (good && merge_next(m, &record))
		good = sorted_runs_add(r, record.key, record.word);
	merge_close(m);
	return good && sorted_runs_end(r);
}

/*
 * Until there are few enough to be read at once. What stays in memory is written too: its buffer is
 * needed.
 */
static bool
reduce(struct sorted_runs *r, size_t memory)
{
	size_t room = memory / MERGED_MOST < READ_LEAST ? READ_LEAST : memory / MERGED_MOST;

	room = room > READ_MOST ? READ_MOST : room;
	while (r->nrun > MERGED_MOST) {
		size_t old = r->nrun;

		for (size_t first = 0, n; first < old; first += n) {
			n = old - first < MERGED_MOST ? old - first : MERGED_MOST;
			if (!join_runs(r, first, n, room))
				return false;
		}
		r->nrun -= old;
		memmove(r->run, r->run + old, r->nrun * sizeof *r->run);
	}
	return true;
}

struct merge *
merge_open(struct sorted_runs *const *list, size_t n, size_t memory)
{
	size_t most = 0, room;
	struct merge *m;

	for (size_t i = 0; i < n; i++) {
		if (list[i]->nrun > MERGED_MOST)
			reduce(list[i], memory);
		most += list[i]->nrun + 1;
	}
	m = merge_new(most);
	room = memory / (most > 0 ? most : 1);
	room = room < READ_LEAST ? READ_LEAST : room > READ_MOST ? READ_MOST : room;
	for (size_t i = 0; i < n; i++) {
		struct sorted_runs *r = list[i];

		if (fault_is_set(&r->fault))
			continue;
		if (r->nrun == 0)
			m->source[m->nsource++] = (struct source){ .runs = r,
				.reader = { .buffer = r->text.ptr, .to = r->text.len } };
		else
			m->nsource += open_files(r, 0, r->nrun, room, m->source + m->nsource);
	}
	return merge_begin(m);
}

/* Takes the first key away from its source. */
static void
advance(struct merge *m)
{
	if (!source_next(m->heap[0]))
		m->heap[0] = m->heap[--m->nheap];
	if (m->nheap > 0)
		sift(m->heap, m->nheap, 0);
}

bool
merge_next(struct merge *m, struct sorted_runs_record *record)
{
	struct source *s;

	if (m->nheap == 0)
		return false;
	s = m->heap[0];
	buffer_clear(&m->key);
	buffer_add(&m->key, s->key.ptr, s->key.len);
	record->key = slice_of(m->key.ptr, m->key.len);
	memcpy(record->word, s->word, sizeof record->word);
	advance(m);
	while (m->nheap > 0) {
		s = m->heap[0];
		if (!slice_equal(key_of(s), record->key))
			break;
		for (unsigned w = 0; w < s->runs->nword; w++)
			record->word[w] += s->word[w];
		advance(m);
	}
	return true;
}

void
merge_close(struct merge *m)
{
	if (m == NULL)
		return;
	for (size_t k = 0; k < m->nsource; k++) {
		temp_reader_release(&m->source[k].reader);
		buffer_release(&m->source[k].key);
	}
	buffer_release(&m->key);
	free(m->source);
	free(m->heap);
	free(m);
}
