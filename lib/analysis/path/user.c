/* One user's records to sessions, paths, and what is counted of them. */
#include <stdlib.h>

#include "analysis/path/parts.h"
#include "base/memory.h"
#include "event/session.h"

#define TALLY_SHARE 8            /* and as much again, but for what the names take */
#define TOLD 1024                /* events between two looks at the memory */
#define DIRECT ((size_t)1 << 18) /* edges whose entries are kept at hand */
#define DIRECT_NODES 256u

static void
begin(struct path *f, struct path_thread *t)
{
	bool edges = f->params.what != PATH_PATHS;
	struct tally_options options = { .width = f->width, .folder = f->params.temp };
	size_t n = (size_t)f->nnode + 1, share = path_share(f, TALLY_SHARE);
	size_t names = map_bytes(&f->names.map);

	options.nnumber = f->params.what == PATH_EDGES && f->shift > 0 ? 3 : 1;
	options.group = edges ? PATH_PLACE + f->width : 0;
	options.memory = share + (2 * share > names ? 2 * share - names : 0);
	options.memory /= f->threads;
	options.users = (uint64_t)t->number << 40;
	tally_init(&t->tally, &options);
	t->counting = true;
	if (edges && n <= DIRECT_NODES) {
		t->ndirect = f->params.numbered ? DIRECT : n * n;
		t->direct = memory_array(t->ndirect, sizeof *t->direct);
	}
}

/* Before n more events are counted. */
static inline void
make_room(struct path_thread *t, size_t n)
{
	t->told += n < TOLD ? (uint32_t)n : TOLD;
	if (t->told < TOLD)
		return;
	t->told = 0;
	if (tally_room(&t->tally) && t->direct != NULL)
		memset(t->direct, 0, t->ndirect * sizeof *t->direct);
}

static uint32_t
edge_key(const struct path *f, struct path_thread *t, uint32_t place, uint32_t from, uint32_t to)
{
	char key[PATH_PLACE + 8];
	char *end = path_put(key, place, PATH_PLACE);

	end = path_put(path_put(end, from, f->width), to, f->width);
	return tally_key(&t->tally, slice_of(key, (size_t)(end - key)));
}

/* The entry of an edge, counted once more. place: of from, from 1; 0: edges are not numbered. */
static inline uint32_t
count_edge(const struct path *f, struct path_thread *t, uint32_t place, uint32_t from, uint32_t to)
{
	size_t n = (size_t)f->nnode + 1, at = (place * n + from) * n + to;
	uint32_t entry;

	if (at >= t->ndirect) {
		entry = edge_key(f, t, place, from, to);
	} else {
		if (t->direct[at] == 0)
			t->direct[at] = edge_key(f, t, place, from, to) + 1;
		entry = t->direct[at] - 1;
	}
	tally_count(&t->tally, entry);
	return entry;
}

/*
 * Steps and time between two events of the path: its first and this one, or with to alone this one
 * and its last.
 */
static void
count_way(const struct path *f, struct path_thread *t, uint32_t entry, const struct path_event *e,
    size_t n, size_t from, size_t to)
{
	size_t a = f->params.rules.from ? 0 : from, b = f->params.rules.from ? to : n - 1;

	if (f->shift == 0 || f->params.what != PATH_EDGES)
		return;
	tally_number(&t->tally, entry, NUMBER_STEPS, b - a);
	tally_number(&t->tally, entry, NUMBER_ELAPSED, (uint64_t)e[b].time - (uint64_t)e[a].time);
}

/* The path's n events at e. */
static void
count_edges(const struct path *f, struct path_thread *t, const struct path_event *e, size_t n,
    const struct path_cut *cut)
{
	bool timed = f->params.what == PATH_EDGES;
	uint32_t numbered = f->params.numbered;
	uint32_t first = f->own[cut->before ? NODE_MORE : NODE_START];
	uint32_t last = f->own[cut->after ? NODE_MORE : NODE_END];

	make_room(t, n);
	count_way(f, t, count_edge(f, t, 0, first, e[0].node), e, n, 0, 0);
	for (size_t i = 1; i < n; i++) {
		uint32_t entry;

		if (i % TOLD == 0)
			make_room(t, TOLD);
		entry = count_edge(f, t, (uint32_t)i * numbered, e[i - 1].node, e[i].node);
		if (timed)
			tally_number(&t->tally, entry, NUMBER_TIME,
			    (uint64_t)e[i].time - (uint64_t)e[i - 1].time);
		count_way(f, t, entry, e, n, i - 1, i);
	}
	count_way(f, t, count_edge(f, t, (uint32_t)n * numbered, e[n - 1].node, last), e, n, n - 1,
	    n - 1);
}

static void
count_path(const struct path *f, struct path_thread *t, const struct path_event *e, size_t n)
{
	char *at;
	uint32_t entry;

	make_room(t, n);
	buffer_clear(&t->key);
	at = buffer_reserve(&t->key, n * f->width);
	for (size_t i = 0; i < n; i++)
		at = path_put(at, e[i].node, f->width);
	buffer_advance(&t->key, at);
	entry = tally_key(&t->tally, slice_of(t->key.ptr, t->key.len));
	tally_count(&t->tally, entry);
	tally_number(&t->tally, entry, NUMBER_TIME, (uint64_t)e[n - 1].time - (uint64_t)e[0].time);
}

static void
count_session(const struct path *f, struct path_thread *t, struct path_event *event, size_t n)
{
	struct path_rules rules = f->params.rules;
	struct path_cut cut;
	size_t length = (size_t)rules.length;

	if (f->params.anywhere)
		rules.length = 0;
	cut = path_walk(&rules, event, n);
	if (cut.n == 0)
		return;
	event += cut.first;
	if (f->params.what != PATH_PATHS)
		count_edges(f, t, event, cut.n, &cut);
	else if (!f->params.anywhere)
		count_path(f, t, event, cut.n);
	for (size_t i = 0; f->params.anywhere && i + length <= cut.n; i++)
		count_path(f, t, event + i, length);
}

void
path_user(void *self, void *thread, const struct sequence *s, struct sequence_reply *reply)
{
	struct path *f = self;
	struct path_thread *t = thread;
	int64_t gap = f->params.session_us;

	(void)reply;
	path_order(f);
	if (!t->counting)
		begin(f, t);
	tally_user(&t->tally);
	t->event = memory_grow(t->event, &t->capacity_event, s->n, sizeof *t->event);
	for (size_t i = 0; i < s->n; i++) {
		uint32_t word = s->record[i].word[0];

		t->event[i].time = s->record[i].time;
		t->event[i].node = f->node_of[word >> f->shift];
		t->event[i].marks = word & ((UINT32_C(1) << f->shift) - 1);
	}
	for (size_t from = 0, to; from < s->n; from = to) {
		to = gap < 0 ? s->n : session_end(s, from, gap);
		count_session(f, t, t->event + from, to - from);
	}
}
