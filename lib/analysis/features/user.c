/* One user's records to a row. */
#include <math.h>

#include "analysis/features/parts.h"
#include "analysis/features/power.h"
#include "base/memory.h"

#define DAY ((double)DAY_US)

static int64_t
saturated(int64_t time, int64_t less)
{
	int64_t out;

	return __builtin_sub_overflow(time, less, &out) ? INT64_MIN : out;
}

/* What is found out about a user on the way through the events. */
struct walk {
	const struct features *f;
	struct features_thread *t;
	const struct sequence *s;
	size_t n; /* events up to as_of */
	int64_t as_of;
	int64_t last_login, last_purchase; /* INT64_MIN: none */
	uint64_t recent, before; /* events in the last --recent, and in the one before it */
	uint64_t later;          /* flags of the events behind as_of */
};

/* What any event told, by all threads. */
static void
settle(struct features *f)
{
	bool *happened;

	pthread_mutex_lock(&f->lock);
	happened = f->happened != NULL ? NULL : memory_array(f->nclass, sizeof *happened);
	for (size_t t = 0; t < f->nthread && happened != NULL; t++) {
		const struct features_thread *thread = f->thread[t];

		for (size_t c = 0; c < f->nclass; c++)
			happened[c] |= thread->happened[c];
		f->flags |= thread->flags;
		f->bought |= thread->bought;
		f->priced |= thread->priced;
	}
	if (happened != NULL)
		f->happened = happened;
	pthread_mutex_unlock(&f->lock);
}

/* Where the counts of classes end, those of flags begin. */
static size_t
class_counts(const struct features *f)
{
	size_t n = f->all ? intern_count(&f->events) + 1 : 0;

	return n > f->nclass ? n : f->nclass;
}

static void
begin_thread(struct features *f, struct features_thread *t)
{
	if (t->count != NULL)
		return;
	settle(f);
	features_names(f, &t->nvalue);
	t->value = memory_array(t->nvalue + 1, sizeof *t->value);
	t->count = memory_array(class_counts(f) + 64, sizeof *t->count);
}

const char *
features_text_read(const char *at, struct slice *value)
{
	uint32_t len = load_32(at);

	*value = slice_of(at + 4, len + 1); /* kind, bytes */
	return at + 5 + len;
}

const char *
features_skip_numbers(const struct features *f, const struct sequence_record *r)
{
	bool bought = (features_flags(f, r->word[0]) & f->purchase) != 0;
	const char *at = r->text.ptr;

	for (unsigned k = bought ? 0 : 1; k < f->nnumber; k++)
		at = number_skip(at);
	return at;
}

/* Numbers and texts of an event. */
static void
take_payload(const struct features *f, struct features_thread *t, const struct sequence_record *r,
    bool bought)
{
	const char *at = r->text.ptr;

	for (unsigned k = bought ? 0 : 1; k < f->nnumber; k++) {
		features_sum_add(&t->sum[k], at, f->number[k].max);
		at = number_skip(at);
	}
	for (unsigned k = 0; k < f->ntext; k++) {
		struct slice value;

		at = features_text_read(at, &value);
		if (value.len == 1)
			continue;
		t->last[k] = value;
		if (t->first[k].ptr == NULL)
			t->first[k] = value;
	}
}

static void
clear_thread(const struct features *f, struct features_thread *t)
{
	if (f->params.nasked > 0)
		memset(t->count, 0, (class_counts(f) + 64) * sizeof *t->count);
	for (unsigned k = 0; k < f->nnumber; k++)
		t->sum[k] = (struct features_sum){ 0 };
	for (unsigned k = 0; k < f->ntext; k++)
		t->first[k] = t->last[k] = slice_of(NULL, 0);
}

/* Days and sessions: the times alone. */
static void
walk_times(const struct walk *w, struct features_row *row)
{
	const struct features_params *p = &w->f->params;
	int64_t day_end = INT64_MIN, before = INT64_MIN;

	for (size_t i = 0; i < w->n; i++) {
		int64_t time = w->s->record[i].time;

		if (time >= day_end) {
			int64_t start = p->zone != NULL
			    ? period_start(p->zone, PERIOD_DAY, 1, time)
			    : time - ((time % DAY_US) + DAY_US) % DAY_US;

			day_end = p->zone != NULL ? period_next(p->zone, PERIOD_DAY, 1, start)
						  : start + DAY_US;
			row->active_days++;
		}
		row->sessions += i == 0 || time - before > p->session_us;
		before = time;
	}
}

/* What events are: weights, purchases, conditions. */
static void
walk_events(struct walk *w, struct features_row *row)
{
	const struct features *f = w->f;
	const struct features_params *p = &f->params;
	int64_t recent = saturated(w->as_of, p->recent_us),
		before = saturated(recent, p->recent_us);
	double rate = -1 / (double)p->half_life_us;
	size_t classes = class_counts(f);

	for (size_t i = 0; i < w->n; i++) {
		const struct sequence_record *r = &w->s->record[i];
		uint32_t c = r->word[0] >> f->nevaluated;
		uint64_t flags = features_flags(f, r->word[0]);
		bool bought = (flags & f->purchase) != 0;

		row->activity_score += f->class[c < f->nclass ? c : 0].weight *
		    power_of_two((double)(w->as_of - r->time) * rate);
		w->recent += r->time > recent;
		w->before += r->time > before;
		row->purchases += bought;
		w->last_purchase = bought ? r->time : w->last_purchase;
		w->last_login = f->login == 0 || (flags & f->login) != 0 ? r->time : w->last_login;
		if (p->nasked > 0) {
			w->t->count[c]++;
			for (uint64_t left = flags; left != 0; left &= left - 1)
				w->t->count[classes + (unsigned)__builtin_ctzll(left)]++;
		}
		if (bought || f->nnumber > 1 || f->ntext > 0)
			take_payload(f, w->t, r, bought);
	}
	w->before -= w->recent;
}

/* What was asked for as one cell. */
static struct features_value
value_of(const struct walk *w, const struct features_asked *a)
{
	const struct features *f = w->f;
	struct features_thread *t = w->t;
	struct features_value v = { .type = FEATURES_IS_COUNT };
	const struct features_sum *sum = &t->sum[a->at];
	struct slice text;

	switch (a->kind) {
	case FEATURES_COUNT:
		if (a->flag == 0 ? !f->happened[a->class] : (f->flags & a->flag) == 0) {
			v.type = FEATURES_IS_NUMBER;
			v.number = NAN;
			break;
		}
		v.count = a->flag == 0
		    ? t->count[a->class]
		    : t->count[class_counts(f) + (unsigned)__builtin_ctzll(a->flag)];
		break;
	case FEATURES_SUM:
	case FEATURES_MEAN:
	case FEATURES_MAX:
		v.type = FEATURES_IS_NUMBER;
		v.number = a->kind == FEATURES_SUM ? features_sum_value(sum)
		    : sum->n == 0                  ? NAN
		    : a->kind == FEATURES_MAX      ? sum->max
						   : features_sum_value(sum) / (double)sum->n;
		break;
	case FEATURES_DISTINCT: v.count = features_distinct(f, t, w->s, w->n, a->at, false); break;
	case FEATURES_LAST:
	case FEATURES_FIRST:
		v.type = FEATURES_IS_TEXT;
		text = a->kind == FEATURES_LAST ? t->last[a->at] : t->first[a->at];
		if (text.ptr != NULL) {
			v.kind = (enum kind) * text.ptr;
			v.text = slice_of(text.ptr + 1, text.len - 1);
		}
		break;
	case FEATURES_CHURN: v.count = w->n == w->s->n; break;
	case FEATURES_LABEL: v.count = (w->later & a->flag) != 0; break;
	case FEATURES_RFM:
		v.type = FEATURES_IS_TEXT; /* until the scores are known: missing */
		break;
	}
	return v;
}

static void
fill_asked(const struct walk *w, struct features_row *row)
{
	const struct features *f = w->f;
	struct features_value *v = w->t->value;

	for (size_t k = 0; k < f->params.nasked; k++) {
		const struct features_asked *a = &f->params.asked[k];

		for (size_t c = 0; a->all && c < f->ncolumns; c++)
			*v++ = (struct features_value){ .count = w->t->count[f->columns[c]] };
		for (size_t c = 0; a->kind == FEATURES_RFM && c < 3; c++)
			*v++ = value_of(w, a);
		if (!a->all)
			*v++ = value_of(w, a);
	}
	row->value = w->t->value;
	row->nvalue = w->t->nvalue;
}

static void
fill_fixed(const struct walk *w, struct features_row *row)
{
	const struct features *f = w->f;
	const struct sequence *s = w->s;
	double months;

	row->user = s->user;
	row->first_seen = s->record[0].time;
	row->last_seen = s->record[w->n - 1].time;
	row->events = w->n;
	row->tenure_days = (double)(w->as_of - row->first_seen) / DAY;
	row->last_login_days =
	    w->last_login == INT64_MIN ? NAN : (double)(w->as_of - w->last_login) / DAY;
	row->purchases_known = (f->flags & f->purchase) != 0;
	row->revenue_known = row->purchases_known && (f->priced || !f->bought);
	row->trend = (double)(w->recent + 1) / (double)(w->before + 1);
	row->revenue = features_sum_value(&w->t->sum[0]);
	if (f->order >= 0)
		row->purchases = features_distinct(f, w->t, s, w->n, (unsigned)f->order, true);
	months = row->tenure_days / 30 < 1 ? 1 : row->tenure_days / 30;
	row->purchase_frequency = (double)row->purchases / months;
	row->avg_order_value = row->purchases > 0 ? row->revenue / (double)row->purchases : 0;
	row->purchase_days = row->purchases == 0
	    ? -1
	    : period_index(f->params.zone, PERIOD_DAY, 1, w->as_of) -
		period_index(f->params.zone, PERIOD_DAY, 1, w->last_purchase);
}

/*
 * The order of the user's first event up to as_of: later ones must not decide where the row stands.
 */
static uint64_t
first_order(const struct sequence *s, size_t n)
{
	uint64_t first = s->first;

	if (n == s->n)
		return first;
	first = s->record[0].order;
	for (size_t i = 1; i < n; i++)
		first = s->record[i].order < first ? s->record[i].order : first;
	return first;
}

static void
add_scores(struct features_thread *t, const struct features_row *row)
{
	uint64_t key[SCORES_KEYS] = { (uint64_t)row->purchase_days, row->purchases,
		features_money(row->revenue) };

	if (row->purchases > 0)
		scores_add(&t->tape, key, row->user);
}

void
features_user(void *self, void *thread, const struct sequence *s, struct sequence_reply *reply)
{
	struct features *f = self;
	struct features_thread *t = thread;
	struct features_row row = { .events = 0 };
	struct walk w = { .f = f,
		.t = t,
		.s = s,
		.n = s->n,
		.as_of = f->params.as_of,
		.last_login = INT64_MIN,
		.last_purchase = INT64_MIN };

	if (w.as_of == FEATURES_LAST_EVENT)
		w.as_of = atomic_load_explicit(&f->last, memory_order_relaxed);
	for (; w.n > 0 && s->record[w.n - 1].time > w.as_of; w.n--)
		w.later |= features_flags(f, s->record[w.n - 1].word[0]);
	if (w.n == 0 ||
	    (f->params.active_us >= 0 &&
		s->record[w.n - 1].time <= saturated(w.as_of, f->params.active_us)))
		return;
	begin_thread(f, t);
	clear_thread(f, t);
	walk_times(&w, &row);
	walk_events(&w, &row);
	fill_fixed(&w, &row);
	fill_asked(&w, &row);
	reply->first = first_order(s, w.n);
	if (!f->rfm) {
		f->params.row(f->params.self, t->number, &row, &reply->out);
		return;
	}
	add_scores(t, &row);
	features_keep(&row, &reply->out);
}
