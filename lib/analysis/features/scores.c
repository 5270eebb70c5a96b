#include "analysis/features/scores.h"

#include <stdlib.h>

#include "base/bits.h"
#include "base/memory.h"

#define KEY 8u                       /* bytes */
#define HEAD (KEY * SCORES_KEYS + 4) /* keys, then the id's length */
/* behind the key (ids hold no 0): 0 nothing more, low byte 0 one byte more */
#define SYMBOLS 65536u
#define READ ((size_t)256 << 10)

void
scores_tape_init(struct scores_tape *tape, size_t limit, const char *folder)
{
	*tape = (struct scores_tape){ .limit = limit, .folder = folder };
}

void
scores_tape_release(struct scores_tape *tape)
{
	buffer_release(&tape->bytes);
	temp_close(tape->temp);
	*tape = (struct scores_tape){ 0 };
}

static void
put_key(char *at, uint64_t key)
{
	for (unsigned i = 0; i < KEY; i++)
		at[i] = (char)(key >> (56 - 8 * i));
}

bool
scores_add(struct scores_tape *tape, const uint64_t key[SCORES_KEYS], struct slice user)
{
	uint32_t len = (uint32_t)user.len;
	char head[HEAD];

	if (fault_is_set(&tape->fault))
		return false;
	if (tape->bytes.len > 0 && tape->bytes.len + HEAD + user.len > tape->limit) {
		if (tape->temp == NULL)
			tape->temp = temp_open(tape->folder, &tape->fault);
		if (tape->temp == NULL ||
		    !temp_append(tape->temp, tape->bytes.ptr, tape->bytes.len))
			return false;
		buffer_clear(&tape->bytes);
	}
	for (unsigned k = 0; k < SCORES_KEYS; k++)
		put_key(head + k * KEY, key[k]);
	memcpy(head + KEY * SCORES_KEYS, &len, sizeof len);
	buffer_add(&tape->bytes, head, HEAD);
	buffer_add(&tape->bytes, user.ptr, user.len);
	tape->n++;
	return true;
}

/* One user of a tape: its keys as bytes, and its id. */
struct entry {
	const char *key;
	struct slice id;
};

struct reading {
	struct scores_tape *tape;
	struct buffer buffer;
	size_t at;
	uint64_t offset; /* of the file: what was not read yet */
	bool memory;     /* the rest that is in memory is at hand */
};

/* At least need bytes behind at; false: there are none, or a fault. */
static bool
reading_fill(struct reading *r, size_t need)
{
	uint64_t whole = r->tape->temp != NULL ? temp_size(r->tape->temp) : 0;
	size_t left = r->buffer.len - r->at, more;

	if (left >= need)
		return true;
	if (left > 0)
		memmove(r->buffer.ptr, r->buffer.ptr + r->at, left);
	r->buffer.len = left;
	r->at = 0;
	if (r->offset < whole) {
		more = READ + need < whole - r->offset ? READ + need : (size_t)(whole - r->offset);
		if (!temp_read(r->tape->temp, r->offset, buffer_reserve(&r->buffer, more), more))
			return false;
		r->buffer.len += more;
		r->offset += more;
	}
	if (r->offset == whole && !r->memory) {
		buffer_add(&r->buffer, r->tape->bytes.ptr, r->tape->bytes.len);
		r->memory = true;
	}
	return r->buffer.len >= need;
}

static bool
reading_next(struct reading *r, struct entry *out)
{
	uint32_t len;

	if (!reading_fill(r, HEAD))
		return false;
	memcpy(&len, r->buffer.ptr + r->at + KEY * SCORES_KEYS, sizeof len);
	if (!reading_fill(r, HEAD + len))
		return false;
	out->key = r->buffer.ptr + r->at;
	out->id = slice_of(out->key + HEAD, len);
	r->at += HEAD + len;
	return true;
}

/* The two bytes of key and id from place at on, as a symbol. */
static uint32_t
symbol_of(const char *key, struct slice id, size_t at)
{
	const unsigned char *p = (const unsigned char *)key + at;
	size_t left = 2;

	if (at >= KEY) {
		p = (const unsigned char *)id.ptr + (at - KEY);
		left = id.len + KEY - at;
	}
	return left == 0 ? 0 : (uint32_t)p[0] << 8 | (left > 1 ? p[1] : 0);
}

/* How key and id stand to the beginning that a cut has: less, equal, greater. */
static int
compare(const struct scores_cut *cut, const char *key, struct slice id)
{
	size_t n = cut->len < KEY ? cut->len : KEY, rest = cut->len - n,
	       more = rest < id.len ? rest : id.len;
	int c = n > 0 ? memcmp(key, cut->prefix, n) : 0;

	if (c == 0 && more > 0)
		c = memcmp(id.ptr, cut->prefix + KEY, more);
	return c != 0 ? c : id.len < rest ? -1 : 0;
}

/* Counts, for each cut that is not found, the symbols behind its beginning. */
static bool
count_tape(const struct scores *s, struct scores_tape *tape, uint64_t *count)
{
	struct reading r = { .tape = tape };
	struct entry e;
	uint64_t n = 0;

	for (; reading_next(&r, &e); n++) {
		for (unsigned c = 0; c < SCORES_KEYS * SCORES_CUTS; c++) {
			const struct scores_cut *cut = &s->cut[c / SCORES_CUTS][c % SCORES_CUTS];
			const char *key = e.key + c / SCORES_CUTS * KEY;

			if (!cut->found && compare(cut, key, e.id) == 0)
				count[(size_t)c * SYMBOLS + symbol_of(key, e.id, cut->len)]++;
		}
	}
	buffer_release(&r.buffer);
	return n == tape->n;
}

/* Two bytes further: to the symbol that the rank lies in. */
static void
advance(struct scores_cut *cut, const uint64_t *count)
{
	uint32_t symbol = 0;
	bool behind = cut->len >= KEY;

	for (; cut->rank >= count[symbol]; symbol++)
		cut->rank -= count[symbol];
	cut->prefix = memory_grow(cut->prefix, &cut->capacity, cut->len + 2, 1);
	if (!behind || symbol != 0)
		cut->prefix[cut->len++] = (char)(symbol >> 8);
	if (!behind || (symbol & 0xFF) != 0)
		cut->prefix[cut->len++] = (char)symbol;
	cut->found = count[symbol] == 1;
}

static bool
all_found(const struct scores *s)
{
	for (unsigned c = 0; c < SCORES_KEYS * SCORES_CUTS; c++)
		if (!s->cut[c / SCORES_CUTS][c % SCORES_CUTS].found)
			return false;
	return true;
}

static bool
pass(struct scores *s, struct scores_tape *const *list, size_t n, uint64_t *count)
{
	memset(count, 0, SCORES_KEYS * SCORES_CUTS * SYMBOLS * sizeof *count);
	for (size_t i = 0; i < n; i++)
		if (!count_tape(s, list[i], count))
			return false;
	for (unsigned c = 0; c < SCORES_KEYS * SCORES_CUTS; c++) {
		struct scores_cut *cut = &s->cut[c / SCORES_CUTS][c % SCORES_CUTS];

		if (!cut->found)
			advance(cut, count + (size_t)c * SYMBOLS);
	}
	return true;
}

bool
scores_find(struct scores *s, struct scores_tape *const *list, size_t n, struct fault *fault)
{
	uint64_t *count = memory_array(SCORES_KEYS * SCORES_CUTS * SYMBOLS, sizeof *count);
	bool good = true;

	s->n = 0;
	for (size_t i = 0; i < n; i++) {
		s->n += list[i]->n;
		good = good && (list[i]->temp == NULL || temp_flush(list[i]->temp));
	}
	for (unsigned c = 0; c < SCORES_KEYS * SCORES_CUTS; c++) {
		struct scores_cut *cut = &s->cut[c / SCORES_CUTS][c % SCORES_CUTS];

		cut->rank = (s->n * (c % SCORES_CUTS + 1) + SCORES_CUTS) / (SCORES_CUTS + 1);
		/* too few users for so high a score; prefix stays NULL */
		cut->found = cut->rank >= s->n;
	}
	while (good && !all_found(s))
		good = pass(s, list, n, count);
	for (size_t i = 0; i < n; i++)
		if (fault_is_set(&list[i]->fault) && !fault_is_set(fault))
			*fault = list[i]->fault;
	free(count);
	return good && !fault_is_set(fault);
}

unsigned
scores_of(const struct scores *s, unsigned which, uint64_t key, struct slice user)
{
	unsigned score = 1;
	char bytes[KEY];

	put_key(bytes, key);
	for (unsigned c = 0; c < SCORES_CUTS; c++)
		score +=
		    s->cut[which][c].prefix != NULL && compare(&s->cut[which][c], bytes, user) >= 0;
	return score;
}

void
scores_release(struct scores *s)
{
	for (unsigned c = 0; c < SCORES_KEYS * SCORES_CUTS; c++)
		free(s->cut[c / SCORES_CUTS][c % SCORES_CUTS].prefix);
	*s = (struct scores){ 0 };
}
