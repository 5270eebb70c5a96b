#include <math.h>
#include <stdlib.h>

#include "analysis/profile/entries.h"
#include "analysis/profile/estimate.h"
#include "time/instant.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/tasks.h"

const double profile_p[PROFILE_QUANTILES] = { 0.01, 0.25, 0.5, 0.75, 0.99 };

/* A part of a counts of a column: a piece of work. */
struct piece {
	size_t column;
	enum value_kind kind;
	unsigned part;
};

/* One group: the columns in parallel, part by part. */
struct describer {
	struct profile *profile;
	struct piece *piece; /* [npiece] */
	size_t npiece;
	pthread_mutex_t lock;                  /* of the accounts */
	struct column_kind *account;           /* [column] */
	double (*quantile)[PROFILE_QUANTILES]; /* [column] */
};

static bool
is_ordered(enum column_type type)
{
	return type >= COLUMN_INTEGER && type <= COLUMN_TIME;
}

static unsigned
column_level(const struct profile_column *column, int kind)
{
	return column->counts[kind] != NULL ? value_counts_level(column->counts[kind]) : 0;
}

bool
profile_is_exact(const struct profile_column *column)
{
	return column_level(column, 0) == 0 && column_level(column, 1) == 0;
}

/*
 * --- what a description is made of
 * ------------------------------------------------------------------
 */

/* Nothing of the group was dropped, whatever became of the others. */
static bool
group_is_exact(const struct profile_column *column, uint32_t group)
{
	for (int k = 0; k < 2; k++) {
		const struct dropped *dropped = column->dropped[k];

		if (dropped != NULL && group < dropped->n && dropped->account[group] != NULL)
			return false;
	}
	return true;
}

/*
 * n values kept of each kind, at their levels: the estimate and its standard error as a share.
 * Where some were dropped there are more than those kept, and no more than d->count.
 */
static void
estimate_distinct(const struct profile_column *column, const uint64_t kept[2], bool exact,
    struct description *d)
{
	double estimate = 0, variance = 0;
	uint64_t n = kept[0] + kept[1];

	d->distinct = n;
	d->error = 0;
	if (exact)
		return;
	for (int k = 0; k < 2; k++) {
		double scale = ldexp(1, (int)column_level(column, k));

		estimate += (double)kept[k] * scale;
		variance += (double)kept[k] * scale * (scale - 1);
	}
	d->error = estimate > 0 ? sqrt(variance) / estimate : 1;
	d->distinct = estimate < (double)d->count ? (uint64_t)estimate : d->count;
	if (d->distinct <= n)
		d->distinct = n + 1;
}

static struct slice
kept(const struct buffer *buffer)
{
	return slice_of(buffer->ptr, buffer->len);
}

static void
describe_account(const struct column_kind *a, uint64_t rows, struct description *d)
{
	const struct extremes *e = column_kind_extremes(a);

	d->type = column_kind_type(a);
	d->count = a->count;
	d->missing = rows - a->count;
	d->mean = d->sd = NAN;
	if (a->count > 0) {
		d->min = kept(&e->low_text);
		d->max = kept(&e->high_text);
	}
	d->top = kept(&a->top);
	d->top_count = a->top_count;
	if (d->type == COLUMN_INTEGER || d->type == COLUMN_NUMBER) {
		d->min_is_json = value_is_json_number(d->min);
		d->max_is_json = value_is_json_number(d->max);
		d->mean = exact_mean(&a->sum, a->count);
		d->sd = exact_sd(&a->sum, &a->squares, a->count);
	}
}

struct slice
description_top(const struct description *d, struct buffer *out)
{
	buffer_clear(out);
	if (d->count > 0) {
		buffer_add(out, d->top.ptr, d->top.len);
		buffer_add(out, " (", 2);
		char *at = buffer_reserve(out, NUMBER_WIDTH);

		buffer_advance(out, at + count_write(at, d->top_count));
		buffer_byte(out, ')');
	}
	return slice_of(out->ptr, out->len);
}

static void
describe_estimate(const struct profile *profile, size_t column, uint32_t group,
    struct description *d)
{
	struct estimate e;

	profile_estimate(profile, column, group, d->type, &e);
	memcpy(d->quantile, e.quantile, sizeof d->quantile);
	if (e.top.len > 0) {
		d->top = e.top;
		d->top_count = (uint64_t)llround(e.top_share * (double)d->count);
	}
}

static void
set_quantiles(enum column_type type, const struct counted_run *run, size_t n, double *out)
{
	struct counted_place place[PROFILE_QUANTILES];
	uint64_t values =
	    is_ordered(type) ? quantiles_counted(run, n, profile_p, PROFILE_QUANTILES, place) : 0;

	for (int i = 0; i < PROFILE_QUANTILES; i++)
		out[i] = values > 0
		    ? profile_quantile(type, place[i].low, place[i].high, place[i].share)
		    : NAN;
}

/*
 * --- one group: all columns at once
 * -----------------------------------------------------------------
 */

/* The first and the last of ten seconds stand for those between, but for how often they occur. */
static void
column_kind_ten(struct column_kind *account, const struct value_times *times, struct counted ten,
    enum value_kind kind)
{
	struct counted v[COUNTED_TEN];
	unsigned n = value_counts_ten_values(ten, v);
	char scratch[VALUE_COUNTS_TEXT];

	for (unsigned k = 0; k < n; k++) {
		uint64_t count = v[k].count >> VALUE_COUNTS_GROUP_BITS;

		if (k == 0 || k + 1 == n)
			column_kind_add(account, times, value_counts_time_text(v[k].key, scratch),
			    kind, count);
		else if (count < account->top_count)
			account->count += count;
		else
			column_kind_between(account, value_counts_time_text(v[k].key, scratch),
			    kind, count);
	}
}

static void
column_kind_piece(void *self, size_t task)
{
	struct describer *d = self;
	struct piece piece = d->piece[task];
	struct profile_column *column = d->profile->column[piece.column];
	const struct value_times *times = &d->profile->options.times;
	struct value_counts *counts = column->counts[piece.kind];
	struct value_counts_part part = value_counts_part(counts, piece.part);
	struct column_kind account = COLUMN_KIND_EMPTY;
	char scratch[VALUE_COUNTS_TEXT];

	for (size_t i = 0; i < part.nslot; i++)
		if (part.slot[i].count != 0)
			column_kind_add(&account, times,
			    value_counts_text(counts, piece.part, part.slot[i].key, scratch),
			    piece.kind, part.slot[i].count >> VALUE_COUNTS_GROUP_BITS);
	for (size_t i = 0; i < part.nten; i++)
		column_kind_ten(&account, times, part.ten[i], piece.kind);
	struct dropped *dropped = &column->dropped[piece.kind][piece.part];

	if (dropped->n > 0 && dropped->account[0] != NULL)
		column_kind_merge(&account, dropped->account[0]);
	pthread_mutex_lock(&d->lock);
	column_kind_merge(&d->account[piece.column], &account);
	pthread_mutex_unlock(&d->lock);
	column_kind_release(&account);
}

/*
 * Codes become words in the order of the values, counts become counts: quantiles take the slots as
 * they are.
 */
static void
order_piece(void *self, size_t task)
{
	struct describer *d = self;
	struct piece piece = d->piece[task];
	struct profile_column *column = d->profile->column[piece.column];
	const struct value_times *times = &d->profile->options.times;
	enum column_type type = column_kind_type(&d->account[piece.column]);
	struct value_counts_part part = value_counts_part(column->counts[piece.kind], piece.part);
	char scratch[VALUE_COUNTS_TEXT];

	if (!is_ordered(type) || !profile_is_exact(column))
		return;
	for (size_t i = 0; i < part.nslot; i++) {
		struct counted *slot = &part.slot[i];

		if (slot->count == 0)
			continue;
		slot->key = value_word(type, times,
		    value_counts_text(column->counts[piece.kind], piece.part, slot->key, scratch));
		slot->count >>= VALUE_COUNTS_GROUP_BITS;
	}
	for (size_t i = 0; i < part.nten; i++)
		if (part.ten[i].count != 0)
			part.ten[i].key = value_word(type, times,
			    value_counts_ten_text(part.ten[i].key, scratch));
}

static void
quantiles_of_column(void *self, size_t c)
{
	struct describer *d = self;
	struct profile_column *column = d->profile->column[c];
	struct counted_run *run = NULL;
	size_t n = 0, capacity = 0;

	if (!profile_is_exact(column))
		return;
	for (int k = 0; k < 2; k++) {
		for (unsigned p = 0;
		     column->counts[k] != NULL && p < value_counts_nparts(column->counts[k]); p++) {
			struct value_counts_part part = value_counts_part(column->counts[k], p);

			run = memory_grow(run, &capacity, n + 2, sizeof *run);
			run[n++] = (struct counted_run){ part.slot, part.nslot, 0 };
			run[n++] = (struct counted_run){ part.ten, part.nten, SECOND_US };
		}
	}
	set_quantiles(column_kind_type(&d->account[c]), run, n, d->quantile[c]);
	free(run);
}

static void
make_pieces(struct describer *d)
{
	size_t capacity = 0;

	for (size_t c = 0; c < d->profile->ncolumn; c++) {
		for (int k = 0; k < 2; k++) {
			const struct value_counts *counts = d->profile->column[c]->counts[k];

			for (unsigned p = 0; counts != NULL && p < value_counts_nparts(counts);
			     p++) {
				d->piece = memory_grow(d->piece, &capacity, d->npiece + 1,
				    sizeof *d->piece);
				d->piece[d->npiece++] = (struct piece){ c, (enum value_kind)k, p };
			}
		}
	}
}

static void
describe_whole(struct profile *profile, const size_t *order,
    void (*row)(void *self, const struct description *d), void *self)
{
	unsigned threads = profile->options.threads;
	struct describer d = { .profile = profile };

	d.account = memory_array(profile->ncolumn, sizeof *d.account);
	d.quantile = memory_array(profile->ncolumn, sizeof *d.quantile);
	for (size_t c = 0; c < profile->ncolumn; c++)
		d.account[c] = COLUMN_KIND_EMPTY;
	pthread_mutex_init(&d.lock, NULL);
	make_pieces(&d);
	tasks_run(threads, d.npiece, column_kind_piece, &d);
	tasks_run(threads, d.npiece, order_piece, &d);
	tasks_run(threads, profile->ncolumn, quantiles_of_column, &d);
	for (size_t i = 0; i < profile->ncolumn; i++) {
		size_t c = order[i];
		struct profile_column *column = profile->column[c];
		struct description out = { .column = column->name };
		uint64_t n[2] = { 0 };

		for (int k = 0; k < 2; k++)
			n[k] = column->counts[k] != NULL ? value_counts_distinct(column->counts[k])
							 : 0;
		describe_account(&d.account[c], profile->rows[0], &out);
		estimate_distinct(column, n, profile_is_exact(column), &out);
		memcpy(out.quantile, d.quantile[c], sizeof out.quantile);
		if (!profile_is_exact(column))
			describe_estimate(profile, c, 0, &out);
		row(self, &out);
		column_kind_release(&d.account[c]);
	}
	pthread_mutex_destroy(&d.lock);
	free(d.account);
	free(d.quantile);
	free(d.piece);
}

/*
 * --- many groups: group by group
 * --------------------------------------------------------------------
 */

void
profile_account_group(const struct profile *profile, const struct entries *e, size_t place,
    uint32_t group, struct column_kind *account, uint64_t kept_of[2])
{
	char scratch[VALUE_COUNTS_TEXT];

	for (size_t i = e->start[place]; i < e->start[place + 1]; i++) {
		const struct entry *entry = &e->entry[i];

		column_kind_add(account, &profile->options.times, entry_text(e, entry, scratch),
		    (enum value_kind)entry->kind, entry->count);
		kept_of[entry->kind]++;
	}
	for (int k = 0; k < 2; k++) {
		const struct dropped *dropped = e->column->dropped[k];

		if (dropped != NULL && group < dropped->n && dropped->account[group] != NULL)
			column_kind_merge(account, dropped->account[group]);
	}
}

static void
quantiles_of_group(const struct profile *profile, const struct entries *e, size_t place,
    enum column_type type, double *out)
{
	size_t n = e->start[place + 1] - e->start[place];
	struct counted *v = memory_array(n, sizeof *v);
	struct counted_run run = { v, is_ordered(type) ? n : 0, 0 };
	char scratch[VALUE_COUNTS_TEXT];

	for (size_t i = 0; i < run.n; i++) {
		const struct entry *entry = &e->entry[e->start[place] + i];

		v[i].key = value_word(type, &profile->options.times, entry_text(e, entry, scratch));
		v[i].count = entry->count;
	}
	set_quantiles(type, &run, 1, out);
	free(v);
}

/* All values of the group are the same bytes: nothing has to be estimated. */
static bool
is_single(const struct column_kind *a)
{
	return a->count > 0 && slice_equal(kept(&a->text.low_text), kept(&a->text.high_text));
}

static void
describe_single(const struct profile *profile, const struct column_kind *a, struct description *d)
{
	struct slice value = kept(&a->text.low_text);
	struct counted v = { value_word(d->type, &profile->options.times, value), a->count };
	struct counted_run run = { &v, 1, 0 };

	d->distinct = 1;
	d->error = 0;
	d->top = value;
	d->top_count = a->count;
	set_quantiles(d->type, &run, 1, d->quantile);
}

static void
describe_group(const struct profile *profile, const struct entries *e, size_t c, size_t place,
    uint32_t group, void (*row)(void *self, const struct description *d), void *self)
{
	struct column_kind account = COLUMN_KIND_EMPTY;
	struct description d = { .group = profile_group_name(profile, group),
		.column = e->column->name };
	bool exact = group_is_exact(e->column, group);
	uint64_t kept_of[2] = { 0 };

	profile_account_group(profile, e, place, group, &account, kept_of);
	describe_account(&account, profile->rows[group], &d);
	estimate_distinct(e->column, kept_of, exact, &d);
	if (exact)
		quantiles_of_group(profile, e, place, d.type, d.quantile);
	else if (is_single(&account))
		describe_single(profile, &account, &d);
	else
		describe_estimate(profile, c, group, &d);
	row(self, &d);
	column_kind_release(&account);
}

static void
describe_groups(struct profile *profile, const size_t *column_order,
    void (*row)(void *self, const struct description *d), void *self)
{
	uint32_t *order = entries_group_order(profile);
	struct entries *e = memory_array(profile->ncolumn, sizeof *e);

	for (size_t c = 0; c < profile->ncolumn; c++)
		entries_init(&e[c], profile, profile->column[c], order);
	for (size_t g = 0; g < profile->ngroup; g++)
		for (size_t i = 0; i < profile->ncolumn; i++)
			describe_group(profile, &e[column_order[i]], column_order[i], g, order[g],
			    row, self);
	for (size_t c = 0; c < profile->ncolumn; c++)
		entries_release(&e[c]);
	free(e);
	free(order);
}

void
profile_describe(struct profile *profile, void (*row)(void *self, const struct description *d),
    void *self)
{
	size_t *order = profile_settle(profile);

	profile_sort_sample(profile);
	if (profile->options.by < 0)
		describe_whole(profile, order, row, self);
	else
		describe_groups(profile, order, row, self);
	free(order);
}
