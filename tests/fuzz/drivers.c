/*
 * drivers: the counts of every comparison are those of a count by hand, over any events of a few
 * users; p, q and the bounds lie where they must; thresholds and outcomes that no option should
 * take are refused.
 *
 * Input: early hours, first and last day of the outcome, thresholds as bits, what start and
 * outcome are; then for each event its user, its name and the hours since the one before. What is
 * behind a zero byte is a list of thresholds.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/drivers/parts.h"

#include "event/roles.h"
#include "fuzz.h"

#define USERS 24
#define NAMES 5
#define EVENTS 150
#define HEAD 5

struct event {
	unsigned user, name;
	int64_t time;
};

struct log {
	struct drivers_params params;
	bool starts, named; /* --start e4, --outcome e3 */
	struct event event[EVENTS];
	size_t n;
};

static const char *const name[NAMES] = { "e0", "e1", "e2", "e3", "e4" };

static struct expr *
named(const char *text)
{
	struct expr_options options = { .event_column = SLICE("event"), .bare_event = true };
	struct fault fault = { 0 };

	return expr_new(slice_text(text), &options, &fault);
}

static bool
read_log(struct log *log, const uint8_t *data, size_t size)
{
	struct drivers_params *p = &log->params;
	static const char *const day[] = { "1", "2", "1..3", "7" };
	struct fault fault = { 0 };
	int64_t time = 0;

	if (size < HEAD)
		return false;
	p->early_us = (1 + data[0] % 48) * HOUR_US;
	log->starts = data[3] & 1;
	log->named = data[3] & 2;
	p->outcome = log->named ? named("e3") : NULL;
	p->start = log->starts ? named("e4") : NULL;
	if (drivers_days(p, day[data[1] % 4]) != NULL)
		abort();
	p->horizon_us = log->named ? (1 + data[2]) * HOUR_US : -1;
	p->nthreshold = 0;
	for (unsigned k = 0; k < 8; k++)
		if ((data[4] >> k & 1) != 0)
			p->at_least[p->nthreshold++] = k + 1;
	p->least_users = data[3] >> 2 & 3;
	for (size_t i = HEAD; i + 3 <= size && log->n < EVENTS; i += 3) {
		time += (data[i + 2] & 31) * HOUR_US + (data[i + 2] >> 5) - 1;
		log->event[log->n++] = (struct event){ data[i] % USERS, data[i + 1] % NAMES, time };
	}
	return p->nthreshold > 0 && drivers_check(p, &fault) == NULL;
}

/* Each user's events by time, then as they came, as the sequences give them. */
static size_t
events_of(const struct log *log, unsigned user, struct event *out)
{
	size_t n = 0;

	for (size_t i = 0; i < log->n; i++) {
		size_t k = n;

		if (log->event[i].user != user)
			continue;
		for (; k > 0 && out[k - 1].time > log->event[i].time; k--)
			out[k] = out[k - 1];
		out[k] = log->event[i];
		n++;
	}
	return n;
}

static int64_t
last_of(const struct log *log)
{
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < log->n; i++)
		last = log->event[i].time > last ? log->event[i].time : last;
	return last;
}

static void
give_users(struct drivers *d, const struct log *log)
{
	struct roles roles = { .user = 0, .event = 1 };
	struct sequence_spec spec = { 0 };
	struct sequence_record record[EVENTS];
	uint32_t word[EVENTS];
	struct event event[EVENTS];
	void *thread[2];

	drivers_analysis.sequences(d, &roles, &spec);
	atomic_store(&d->last, last_of(log));
	for (unsigned t = 0; t < 2; t++)
		thread[t] = spec.thread_new(d, t);
	for (unsigned u = 0; u < USERS; u++) {
		struct sequence s = { .user = SLICE("u"), .record = record };
		struct sequence_reply reply = { 0 };

		s.n = events_of(log, u, event);
		for (size_t i = 0; i < s.n; i++) {
			word[i] = intern_put(&d->names, slice_text(name[event[i].name]))
			    << DRIVERS_BITS;
			record[i] = (struct sequence_record){ .time = event[i].time,
				.order = i,
				.word = &word[i] };
		}
		if (s.n > 0)
			spec.user(d, thread[u % 2], &s, &reply);
	}
	for (unsigned t = 0; t < 2; t++)
		spec.thread_end(d, thread[t]);
}

/* Whether the user did it at least n times: 1, 0; -1: is left out. *met: the outcome. */
static int
did_by_hand(const struct log *log, unsigned user, unsigned which, uint64_t n, bool *met)
{
	const struct drivers_params *p = &log->params;
	struct event event[EVENTS];
	size_t count = events_of(log, user, event), first = 0;
	uint64_t times = 0;

	*met = false;
	while (log->starts && first < count && event[first].name != 4)
		first++;
	if (first == count || event[first].time + p->to_us > last_of(log))
		return -1;
	for (size_t i = first; i < count; i++) {
		int64_t age = event[i].time - event[first].time;

		times += age < p->early_us && event[i].name == which;
		*met |= age >= p->from_us && age < p->to_us && (!log->named || event[i].name == 3);
	}
	return times >= n;
}

static struct fourfold
by_hand(const struct log *log, unsigned which, uint64_t n)
{
	struct fourfold t = { 0 };

	for (unsigned u = 0; u < USERS; u++) {
		bool met;
		int did = did_by_hand(log, u, which, n, &met);

		t.a += did == 1 && met;
		t.b += did == 1 && !met;
		t.c += did == 0 && met;
		t.d += did == 0 && !met;
	}
	return t;
}

static const struct drivers_row *
row_of(const struct drivers *d, unsigned which, uint64_t n)
{
	for (size_t k = 0; k < drivers_nrow(d); k++)
		if (drivers_row(d, k)->at_least == n &&
		    slice_equal(drivers_row(d, k)->event, slice_text(name[which])))
			return drivers_row(d, k);
	return NULL;
}

static void
check_row(const struct drivers_row *row, struct fourfold t)
{
	if (row->users.a != t.a || row->users.b != t.b || row->users.c != t.c ||
	    row->users.d != t.d)
		abort();
	if (!(row->p > 0 && row->p <= row->q && row->q <= 1))
		abort();
	if (!(row->low <= row->difference && row->difference <= row->high && row->low >= -1 &&
		row->high <= 1))
		abort();
	if (!isnan(row->phi) && !(fabs(row->phi) <= 1 + 1e-15))
		abort();
	if (!(isnan(row->adjusted_p) || (row->adjusted_p >= 0 && row->adjusted_p <= 1)))
		abort();
}

static void
check_answer(const struct drivers *d, const struct log *log)
{
	size_t rows = 0;

	for (unsigned which = 0; which < NAMES; which++)
		for (unsigned k = 0; k < log->params.nthreshold; k++) {
			struct fourfold t = by_hand(log, which, log->params.at_least[k]);
			const struct drivers_row *row = row_of(d, which, log->params.at_least[k]);
			uint64_t least = log->params.least_users > 1 ? log->params.least_users : 1;
			bool wanted = t.a + t.b >= least && t.c + t.d >= least;

			if ((row != NULL) != wanted)
				abort();
			if (row != NULL)
				check_row(row, t);
			rows += row != NULL;
		}
	if (rows != drivers_nrow(d))
		abort();
}

static void
check_list(const char *text, size_t len)
{
	struct drivers_params p = DRIVERS_DEFAULT;
	char *list = strndup(text, len);
	struct fault fault = { 0 };

	if (drivers_at_least(&p, list) == NULL)
		for (unsigned k = 0; k < p.nthreshold; k++)
			if (p.at_least[k] <= (k > 0 ? p.at_least[k - 1] : 0))
				abort();
	if (drivers_days(&p, list) == NULL && drivers_check(&p, &fault) == NULL &&
	    (p.from_us < p.early_us || p.to_us <= p.from_us))
		abort();
	free(list);
}

static void
release(struct log *log)
{
	expr_free(log->params.start);
	expr_free(log->params.outcome);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *zero = size > 0 ? memchr(data, 0, size) : NULL;
	struct log log = { .params = DRIVERS_DEFAULT };
	struct remark remark = { .text = "" };

	if (zero != NULL)
		check_list((const char *)zero + 1, size - (size_t)(zero - data) - 1);
	if (!read_log(&log, data, size)) {
		release(&log);
		return 0;
	}
	struct drivers *d = drivers_new(&log.params);

	give_users(d, &log);
	if (!drivers_analysis.total(d))
		abort();
	check_answer(d, &log);
	for (size_t at = 0; drivers_analysis.remark(d, &at, &remark); remark.text[0] = '\0')
		if (strlen(remark.text) >= sizeof remark.text ||
		    strpbrk(remark.text, "\n\r\x1b") != NULL)
			abort();
	drivers_free(d);
	release(&log);
	return 0;
}
