/*
 * @mean, @median and @mode: what is known of a column only at its end, the same for any number of
 * threads.
 *
 * The mean is the exact sum, rounded once. The median is exact in constant memory: four scans, each
 * of which fixes 16 bits of the two middle values (as words whose order is that of the numbers).
 * The mode counts every value as it is written; of equally frequent ones the least counts, by
 * number where both are numbers.
 */
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "rule/rule_kind.h"
#include "stats/counted.h"
#include "stats/exact_sum.h"

#define DIGITS 65536u /* 16 bits of a word at a time */

struct gathered {
	uint64_t n;
	struct exact_sum sum; /* mean */
	/* median: [DIGITS], how often each comes next behind the words so far */
	uint64_t *digit[2];
	struct map value; /* mode: a byte of its kind, then the value */
	uint64_t *times;  /* [value.n] */
	size_t capacity;
	struct buffer key;
	bool full, odd; /* odd: some value is no number */
};

struct gather {
	enum gather_what what;
	size_t memory;
	int scans;                 /* done */
	uint64_t word[2], rank[2]; /* median: high bits found; rank within what begins so */
	struct gathered all;
	char text[NUMBER_WIDTH];
};

static void
gathered_init(struct gathered *g, enum gather_what what)
{
	*g = (struct gathered){ 0 };
	if (what == GATHER_MODE)
		map_init(&g->value, 0);
	for (int i = 0; i < 2 && what == GATHER_MEDIAN; i++)
		g->digit[i] = memory_array(DIGITS, sizeof *g->digit[i]);
}

static void
gathered_release(struct gathered *g, enum gather_what what)
{
	if (what == GATHER_MODE)
		map_release(&g->value);
	free(g->digit[0]);
	free(g->digit[1]);
	free(g->times);
	buffer_release(&g->key);
}

struct gather *
gather_new(enum gather_what what)
{
	struct gather *gather = memory_new(sizeof *gather);

	gather->what = what;
	gathered_init(&gather->all, what);
	return gather;
}

void
gather_limit(struct gather *gather, size_t memory)
{
	gather->memory = memory;
}

void
gather_free(struct gather *gather)
{
	if (gather == NULL)
		return;
	gathered_release(&gather->all, gather->what);
	free(gather);
}

void *
gather_thread_new(const struct gather *gather)
{
	struct gathered *mine = memory_new(sizeof *mine);

	gathered_init(mine, gather->what);
	return mine;
}

/* Whether the value is new. */
static bool
count_value(struct gathered *g, struct slice key, uint64_t times)
{
	bool added;
	uint32_t k = map_put(&g->value, key, &added);

	if (added) {
		g->times = memory_grow(g->times, &g->capacity, g->value.n, sizeof *g->times);
		g->times[k] = 0;
	}
	g->times[k] += times;
	return added;
}

static void
count_digits(const struct gather *gather, struct gathered *g, uint64_t word)
{
	int known = 16 * gather->scans; /* bits */

	for (int i = 0; i < 2; i++)
		if (known == 0 || word >> (64 - known) == gather->word[i] >> (64 - known))
			g->digit[i][word >> (48 - known) & (DIGITS - 1)]++;
}

static enum outcome
add_value(const struct gather *gather, struct record *r, const struct slot *slot,
    struct gathered *mine)
{
	struct slice text;
	enum kind kind;

	if (!record_value(r, slot, &text, &kind) || mine->full)
		return OUTCOME_KEEP;
	buffer_clear(&mine->key);
	buffer_byte(&mine->key, (char)kind);
	buffer_add(&mine->key, text.ptr, text.len);
	if (count_value(mine, slice_of(mine->key.ptr, mine->key.len), 1))
		mine->full = gather->memory > 0 && map_bytes(&mine->value) > gather->memory;
	return OUTCOME_KEEP;
}

enum outcome
gather_add(const struct gather *gather, struct record *r, const struct slot *slot, void *of_thread)
{
	struct gathered *mine = of_thread;
	double x;

	if (gather->what == GATHER_MODE)
		return add_value(gather, r, slot, mine);
	switch (record_number(r, slot, &x)) {
	case READING_MISSING: return OUTCOME_KEEP;
	case READING_OTHER: mine->odd = true; return record_bad_number(r, slot);
	case READING_NUMBER: break;
	}
	mine->n++;
	if (gather->what == GATHER_MEAN)
		exact_sum_add(&mine->sum, x, 1);
	else
		count_digits(gather, mine, word_of_double(x));
	return OUTCOME_KEEP;
}

void
gather_merge(struct gather *gather, void *of_thread)
{
	struct gathered *mine = of_thread, *all = &gather->all;

	all->n += mine->n;
	if (gather->what == GATHER_MEAN)
		exact_sum_merge(&all->sum, &mine->sum);
	for (uint32_t k = 0; gather->what == GATHER_MODE && k < mine->value.n; k++)
		count_value(all, map_key(&mine->value, k), mine->times[k]);
	for (size_t d = 0; gather->what == GATHER_MEDIAN && d < DIGITS; d++) {
		all->digit[0][d] += mine->digit[0][d];
		all->digit[1][d] += mine->digit[1][d];
	}
	all->full |= mine->full;
	all->odd |= mine->odd;
	gathered_release(mine, gather->what);
	free(mine);
}

/* The next 16 bits of the two middle words. */
static void
next_digits(struct gather *gather)
{
	for (int i = 0; i < 2; i++) {
		uint64_t *digit = gather->all.digit[i], d = 0;

		if (gather->scans == 0)
			gather->rank[i] = i == 0 ? (gather->all.n - 1) / 2 : gather->all.n / 2;
		while (gather->rank[i] >= digit[d])
			gather->rank[i] -= digit[d++];
		gather->word[i] |= d << (48 - 16 * gather->scans);
		memset(digit, 0, DIGITS * sizeof *digit);
	}
	gather->all.n = 0;
	gather->scans++;
}

static bool
comes_first(struct slice a, struct slice b) /* of equally frequent values */
{
	double x, y;

	if (number_read(a.ptr + 1, a.len - 1, &x) && number_read(b.ptr + 1, b.len - 1, &y) &&
	    x != y)
		return x < y;
	return slice_compare(a, b) < 0;
}

static void
answer_mode(const struct gathered *all, bool *known, struct cell *cell)
{
	uint32_t best = 0;
	struct slice key;

	*known = all->value.n > 0;
	for (uint32_t k = 1; k < all->value.n; k++)
		if (all->times[k] > all->times[best] ||
		    (all->times[k] == all->times[best] &&
			comes_first(map_key(&all->value, k), map_key(&all->value, best))))
			best = k;
	if (!*known)
		return;
	key = map_key(&all->value, best);
	*cell = key.ptr[0] == KIND_TEXT ? cell_text(slice_of(key.ptr + 1, key.len - 1))
					: cell_literal(slice_of(key.ptr + 1, key.len - 1));
}

bool
gather_finish(struct gather *gather, bool *known, struct cell *cell)
{
	double x;

	*cell = cell_missing();
	if (gather->what == GATHER_MODE) {
		answer_mode(&gather->all, known, cell);
		return true;
	}
	*known = gather->all.n > 0;
	if (!*known)
		return true;
	if (gather->what == GATHER_MEDIAN) {
		next_digits(gather);
		if (gather->scans < 4)
			return false;
		x = double_of_word(gather->word[0]) / 2 + double_of_word(gather->word[1]) / 2;
		if (gather->word[0] == gather->word[1])
			x = double_of_word(gather->word[0]);
	} else {
		x = exact_mean(&gather->all.sum, gather->all.n);
	}
	*cell = cell_literal(slice_of(gather->text, number_write(gather->text, x)));
	return true;
}

bool
gather_is_odd(const struct gather *gather)
{
	return gather->all.odd;
}

bool
gather_is_full(const struct gather *gather)
{
	return gather->all.full;
}
