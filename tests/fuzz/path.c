/*
 * path: the steps of any events of a few users are those of a count by hand: how often, by how many
 * users, their shares, the medians, the order of rows; what comes in goes out.
 *
 * Input: what a path is, its length, the gap of a session; then for each event its user and marks,
 * its name, the seconds since the one before.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/path/parts.h"

#include "fuzz.h"

#define USERS 4
#define NAMES 5
#define NODES (NAMES + 3)
#define EVENTS 150
#define HEAD 3

struct event {
	unsigned user;
	struct path_event of;
};

struct edge {
	uint64_t count, users, last;
	int64_t time[EVENTS];
	size_t ntime;
};

struct log {
	struct path_params params;
	struct event event[EVENTS];
	size_t n;
	struct edge edge[NODES][NODES];
	uint64_t out[NODES];
};

/* In byte order, as the answer has them; the last three are ours. */
static const char *const name[NODES] = { "e0", "e1", "e10", "e2", "\xe5\x8a\xa0", "(start)",
	"(end)", "(more)" };

static bool
read_log(struct log *log, const uint8_t *data, size_t size)
{
	struct path_rules *rules = &log->params.rules;
	int64_t time = 0;

	if (size < HEAD)
		return false;
	*rules = (struct path_rules){ data[0] & 1, data[0] & 2, data[0] & 4, data[1] % 8 };
	log->params.session_us = (data[2] % 16) - 1;
	log->params.top = data[2] / 16;
	for (size_t i = HEAD; i + 3 <= size && log->n < EVENTS; i += 3) {
		time += data[i + 2] % 20 - 1;
		log->event[log->n++] = (struct event){ data[i] % USERS,
			{ time, data[i + 1] % NAMES, data[i] / USERS & 3 } };
	}
	return true;
}

/* A user's events by time, then as they came. */
static size_t
events_of(const struct log *log, unsigned user, struct path_event *out)
{
	size_t n = 0;

	for (size_t i = 0; i < log->n; i++) {
		size_t k = n;

		if (log->event[i].user != user)
			continue;
		for (; k > 0 && out[k - 1].time > log->event[i].of.time; k--)
			out[k] = out[k - 1];
		out[k] = log->event[i].of;
		n++;
	}
	return n;
}

static void
give_user(struct path *path, const struct sequence_spec *spec, void *thread,
    const struct path_event *event, size_t n)
{
	struct sequence_record record[EVENTS];
	struct sequence_reply reply = { 0 };
	struct sequence s = { .user = SLICE("u"), .n = n, .record = record };
	uint32_t word[EVENTS];

	for (size_t i = 0; i < n; i++) {
		uint32_t code = intern_put(&path->names, slice_text(name[event[i].node]));

		word[i] = code << path->shift | (path->shift > 0 ? event[i].marks : 0);
		record[i] = (struct sequence_record){ event[i].time, i, &word[i], { NULL, 0 } };
	}
	spec->user(path, thread, &s, &reply);
}

static void
count(struct log *log, uint64_t user, unsigned from, unsigned to, int64_t time)
{
	struct edge *edge = &log->edge[from][to];

	edge->count++;
	log->out[from]++;
	edge->users += edge->last != user;
	edge->last = user;
	if (time >= 0)
		edge->time[edge->ntime++] = time;
}

static void
count_user(struct log *log, unsigned user, struct path_event *e, size_t n)
{
	for (size_t from = 0, to; from < n; from = to) {
		struct path_cut cut;

		for (to = from + 1; to < n &&
		     (log->params.session_us < 0 ||
			 e[to].time - e[to - 1].time <= log->params.session_us);)
			to++;
		cut = path_walk(&log->params.rules, e + from, to - from);
		for (size_t i = 0; cut.n > 0 && i <= cut.n; i++) {
			const struct path_event *at = e + from + cut.first + i;

			count(log, user + 1,
			    i > 0            ? at[-1].node
				: cut.before ? NAMES + 2
					     : NAMES,
			    i < cut.n       ? at->node
				: cut.after ? NAMES + 2
					    : NAMES + 1,
			    i > 0 && i < cut.n ? at->time - at[-1].time : -1);
		}
	}
}

static int
by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static unsigned
node_of(struct slice s)
{
	for (unsigned k = 0; k < NODES; k++)
		if (slice_equal(s, slice_text(name[k])))
			return k;
	abort();
}

static void
check_row(struct log *log, const struct path_row *row)
{
	struct edge *edge = &log->edge[node_of(row->from)][node_of(row->to)];
	size_t n = edge->ntime;
	double middle;

	if (edge->count != row->count || edge->users != row->users ||
	    log->out[node_of(row->from)] != row->of)
		abort();
	qsort(edge->time, n, sizeof *edge->time, by_value);
	middle = n > 0 ? nearbyint((double)(edge->time[(n - 1) / 2] + edge->time[n / 2]) / 2) : NAN;
	if (isnan(middle) != isnan(row->time_us) || (n > 0 && middle != row->time_us))
		abort();
	edge->count = 0; /* told */
}

static void
check_rows(struct log *log, struct path *path)
{
	uint64_t left = 0, rows = 0, before = UINT64_MAX;
	struct path_row row;

	for (unsigned k = 0; k < NODES * NODES; k++)
		left += log->edge[k / NODES][k % NODES].count > 0;
	for (; path_next(path, &row); rows++) {
		if (row.count > before)
			abort();
		before = row.count;
		check_row(log, &row);
	}
	if (rows != (log->params.top > 0 && log->params.top < left ? log->params.top : left))
		abort();
	for (unsigned k = 0; k < NODES * NODES; k++)
		if (log->edge[k / NODES][k % NODES].count > before)
			abort(); /* not told, but more frequent */
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct log *log = calloc(1, sizeof *log);
	struct roles roles = { .user = 0, .event = 1 };
	struct sequence_spec spec = { 0 };
	struct path_event event[EVENTS];
	struct path *path;
	void *thread[2];

	if (log == NULL || !read_log(log, data, size)) {
		free(log);
		return 0;
	}
	path = path_new(&log->params);
	path->params.rules = log->params.rules;
	path->shift = log->params.rules.from || log->params.rules.to ? 2 : 0;
	for (unsigned k = 0; k < NAMES; k++)
		intern_put(&path->names, slice_text(name[NAMES - 1 - k]));
	path_analysis.sequences(path, &roles, &spec);
	for (unsigned t = 0; t < 2; t++)
		thread[t] = spec.thread_new(path, t);
	for (unsigned u = 0; u < USERS; u++) {
		size_t n = events_of(log, u, event);

		if (n > 0)
			give_user(path, &spec, thread[u % 2], event, n);
		count_user(log, u, event, n);
	}
	for (unsigned t = 0; t < 2; t++)
		spec.thread_end(path, thread[t]);
	if (!path_total(path))
		abort();
	check_rows(log, path);
	path_free(path);
	free(log);
	return 0;
}
