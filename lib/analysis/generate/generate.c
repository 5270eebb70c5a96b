/*
 * generate: stretches made and written by all threads, given out in order.
 *
 * A session that begins in one stretch may end in a later one. So a stretch's records are first
 * told apart by the stretch in which they happen (a yield: runs of records by target); once all
 * stretches up to one are made, its runs are gathered, put in order of time, written to a buffer,
 * and the buffers given out in turn.
 */
#include "analysis/generate/generate.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/generate/truth.h"
#include "base/memory.h"

#define THREADS_MAX 64u

/* What one stretch's sessions leave, by the stretch in which it happens. */
struct yield {
	struct record *record; /* [begin[span]], by target */
	uint32_t *begin;       /* [span + 1] the run of stretch number + k */
	uint32_t span, wanted; /* wanted: runs that were not gathered yet */
};

struct ready {
	struct buffer text;
	bool full;
};

struct generate {
	struct world world;
	struct form form;
	struct planted planted;
	unsigned nthread, nready;

	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct yield **ring; /* [ring_size] by number, those from oldest to make - 1 */
	uint64_t ring_size, oldest;
	uint64_t make, made;  /* the next to begin; all before made are made */
	uint64_t write, give; /* the next to write, to give out */
	struct ready *ready;  /* [nready] by number */
	bool giving, stopped;
	generate_write sink;
	void *sink_self;
};

/* What a thread keeps to itself. */
struct hand {
	struct generate *generate;
	struct records made, gathered, sorted;
	uint64_t *ends; /* of the stretches from the one at work */
	uint32_t *target, *count;
	size_t ends_capacity, target_capacity, count_capacity;
	struct planted planted;
};

const char *
generate_check(const struct generate_params *p)
{
	if (p->users == 0 || p->users > GENERATE_USERS_MAX)
		return "users: expected 1 to 4000000000";
	if (p->days == 0 || p->days > GENERATE_DAYS_MAX)
		return "days: expected 1 to 36600";
	if (p->events > GENERATE_EVENTS_MAX)
		return "events: expected at most 1000000000000";
	if (p->events > 0 && p->events < p->users)
		return "events: expected at least as many as users, as every user registers";
	if (p->delimiter != ',' && p->delimiter != ';' && p->delimiter != '|' &&
	    p->delimiter != '\t')
		return "delimiter: expected one of , ; | and tab: values are written without quotes";
	return NULL;
}

struct generate *
generate_new(const struct generate_params *params)
{
	struct generate *g = memory_new(sizeof *g);
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	world_init(&g->world, params);
	form_init(&g->form, &g->world);
	g->nthread = params->threads > 0 ? params->threads
	    : processors > 0             ? (unsigned)processors
					 : 1;
	g->nthread = g->nthread < THREADS_MAX ? g->nthread : THREADS_MAX;
	g->nready = g->nthread * 2;
	g->ready = memory_array(g->nready, sizeof *g->ready);
	g->ring_size = 64;
	g->ring = memory_array(g->ring_size, sizeof *g->ring);
	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->changed, NULL);
	return g;
}

/* ends[k]: where the k-th stretch from number ends; enough of them for time. */
static size_t
ends_until(struct hand *hand, size_t n, uint64_t number, uint64_t time)
{
	const struct world *world = &hand->generate->world;

	while (n == 0 || hand->ends[n - 1] <= time) {
		hand->ends =
		    memory_grow(hand->ends, &hand->ends_capacity, n + 1, sizeof *hand->ends);
		hand->ends[n] =
		    number + n + 1 < world->nstretch ? world_stretch(world, number + n).to : NEVER;
		n++;
	}
	return n;
}

static uint32_t
target_of(const uint64_t *ends, size_t n, uint64_t time)
{
	size_t low = 0;

	if (time < ends[0])
		return 0;
	while (n > 1) { /* the first end past time is in ends[low .. low + n - 1] */
		size_t half = n / 2;

		if (ends[low + half - 1] <= time)
			low += half;
		n -= half;
	}
	return (uint32_t)low;
}

/* A stable counting sort by target. */
static struct yield *
yield_new(struct hand *hand, uint64_t number)
{
	struct yield *y = memory_new(sizeof *y);
	const struct records *made = &hand->made;
	size_t span = ends_until(hand, 0, number, 0);

	if (made->n > hand->target_capacity)
		hand->target = memory_grow(hand->target, &hand->target_capacity, made->n,
		    sizeof *hand->target);
	for (size_t i = 0; i < made->n; i++) {
		span = ends_until(hand, span, number, made->at[i].time);
		hand->target[i] = target_of(hand->ends, span, made->at[i].time);
	}
	y->span = (uint32_t)span;
	y->begin = memory_array(span + 1, sizeof *y->begin);
	y->record = memory_array(made->n, sizeof *y->record);
	for (size_t i = 0; i < made->n; i++)
		y->begin[hand->target[i] + 1]++;
	for (size_t k = 0; k < span; k++) {
		y->wanted += y->begin[k + 1] > 0;
		y->begin[k + 1] += y->begin[k];
	}
	for (size_t i = 0; i < made->n; i++)
		y->record[y->begin[hand->target[i]]++] = made->at[i];
	memmove(y->begin + 1, y->begin, span * sizeof *y->begin);
	y->begin[0] = 0;
	return y;
}

static void
yield_free(struct yield *y)
{
	free(y->record);
	free(y->begin);
	free(y);
}

/* Under the lock: room in the ring for one more number. */
static void
ring_grow(struct generate *g)
{
	if (g->make - g->oldest < g->ring_size)
		return;

	struct yield **ring = memory_array(2 * g->ring_size, sizeof *ring);
	for (uint64_t k = g->oldest; k < g->make; k++)
		ring[k % (2 * g->ring_size)] = g->ring[k % g->ring_size];
	free(g->ring);
	g->ring = ring;
	g->ring_size *= 2;
}

/* The run of a yield for one target; whether there is one. */
static bool
records_add(struct records *out, const struct yield *y, uint64_t target)
{
	if (target >= y->span)
		return false;

	size_t from = y->begin[target], n = y->begin[target + 1] - from;
	if (out->n + n > out->capacity)
		out->at = memory_grow(out->at, &out->capacity, out->n + n, sizeof *out->at);
	if (n > 0)
		memcpy(out->at + out->n, y->record + from, n * sizeof *out->at);
	out->n += n;
	return n > 0;
}

/* Under the lock, all up to number are made: the runs that happen in it, oldest stretch first. */
static void
gather(struct hand *hand, uint64_t number)
{
	struct generate *g = hand->generate;
	struct records *out = &hand->gathered;

	out->n = 0;
	for (uint64_t k = g->oldest; k <= number; k++) {
		struct yield *y = g->ring[k % g->ring_size];

		if (y == NULL)
			continue;
		y->wanted -= records_add(out, y, number - k);
		if (y->wanted == 0) {
			yield_free(y);
			g->ring[k % g->ring_size] = NULL;
		}
	}
	while (g->oldest < number && g->ring[g->oldest % g->ring_size] == NULL)
		g->oldest++;
}

/*
 * By time, stable: spread over as many buckets as records, then insertion where buckets hold
 * several.
 */
static void
sort_by_time(struct hand *hand, uint64_t from, uint64_t to)
{
	const struct records *in = &hand->gathered;
	struct records *out = &hand->sorted;
	size_t n = in->n, buckets = n + 1;
	uint64_t unit = (to - from) / buckets + 1;

	if (buckets + 1 > hand->count_capacity)
		hand->count = memory_grow(hand->count, &hand->count_capacity, buckets + 1,
		    sizeof *hand->count);
	if (n > out->capacity)
		out->at = memory_grow(out->at, &out->capacity, n, sizeof *out->at);
	memset(hand->count, 0, (buckets + 1) * sizeof *hand->count);
	for (size_t i = 0; i < n; i++)
		hand->count[(in->at[i].time - from) / unit + 1]++;
	for (size_t k = 0; k < buckets; k++)
		hand->count[k + 1] += hand->count[k];
	for (size_t i = 0; i < n; i++)
		out->at[hand->count[(in->at[i].time - from) / unit]++] = in->at[i];
	for (size_t i = 1; i < n; i++) {
		struct record r = out->at[i];
		size_t k = i;

		for (; k > 0 && out->at[k - 1].time > r.time; k--)
			out->at[k] = out->at[k - 1];
		out->at[k] = r;
	}
	out->n = n;
}

/* Under the lock, given up while at work. */
static void
make_one(struct hand *hand)
{
	struct generate *g = hand->generate;

	ring_grow(g);
	uint64_t number = g->make++;
	g->ring[number % g->ring_size] = NULL;
	pthread_mutex_unlock(&g->lock);

	struct stretch stretch = world_stretch(&g->world, number);
	hand->made.n = 0;
	story_stretch(&g->world, &stretch, &hand->made);
	struct yield *y = yield_new(hand, number);

	pthread_mutex_lock(&g->lock);
	g->ring[number % g->ring_size] = y;
	while (g->made < g->make && g->ring[g->made % g->ring_size] != NULL)
		g->made++;
}

/* The same: hands out what is ready, in order, one thread at a time. */
static void
give_ready(struct generate *g)
{
	g->giving = true;
	while (!g->stopped && g->ready[g->give % g->nready].full) {
		struct ready *r = &g->ready[g->give % g->nready];

		pthread_mutex_unlock(&g->lock);
		bool taken = r->text.len == 0 || g->sink(g->sink_self, r->text.ptr, r->text.len);
		pthread_mutex_lock(&g->lock);
		buffer_clear(&r->text);
		r->full = false;
		g->stopped |= !taken;
		g->give++;
		pthread_cond_broadcast(&g->changed);
	}
	g->giving = false;
}

static void
write_one(struct hand *hand)
{
	struct generate *g = hand->generate;
	uint64_t number = g->write++;
	struct ready *r = &g->ready[number % g->nready];

	gather(hand, number);
	pthread_mutex_unlock(&g->lock);

	struct stretch stretch = world_stretch(&g->world, number);
	sort_by_time(hand, stretch.from, stretch.to);
	form_rows(&g->form, hand->sorted.at, hand->sorted.n, &r->text, &hand->planted);

	pthread_mutex_lock(&g->lock);
	r->full = true;
	if (!g->giving)
		give_ready(g);
}

static void *
work(void *argument)
{
	struct hand *hand = argument;
	struct generate *g = hand->generate;

	pthread_mutex_lock(&g->lock);
	while (!g->stopped && g->give < g->world.nstretch) {
		if (g->write < g->made && g->write < g->give + g->nready)
			write_one(hand);
		else if (g->make < g->world.nstretch && g->make < g->write + 2 * g->nthread)
			make_one(hand);
		else {
			pthread_cond_wait(&g->changed, &g->lock);
			continue;
		}
		pthread_cond_broadcast(&g->changed);
	}
	pthread_cond_broadcast(&g->changed);
	pthread_mutex_unlock(&g->lock);
	return NULL;
}

static void
hand_release(struct generate *g, struct hand *hand)
{
	g->planted.rows += hand->planted.rows;
	for (unsigned k = 0; k < MESS_KINDS; k++)
		g->planted.mess[k] += hand->planted.mess[k];
	free(hand->made.at);
	free(hand->gathered.at);
	free(hand->sorted.at);
	free(hand->ends);
	free(hand->target);
	free(hand->count);
}

bool
generate_run(struct generate *g, generate_write write, void *self)
{
	struct hand hand[THREADS_MAX] = { 0 };
	pthread_t thread[THREADS_MAX];
	unsigned started = 1;

	g->sink = write;
	g->sink_self = self;
	form_header(&g->form, &g->ready[0].text);
	for (unsigned k = 0; k < g->nthread; k++)
		hand[k].generate = g;
	while (started < g->nthread &&
	    pthread_create(&thread[started], NULL, work, &hand[started]) == 0)
		started++;
	work(&hand[0]);
	for (unsigned k = 1; k < started; k++)
		pthread_join(thread[k], NULL);
	for (unsigned k = 0; k < g->nthread; k++)
		hand_release(g, &hand[k]);
	return !g->stopped;
}

double
generate_share(const struct generate *g)
{
	return (double)(g->give + 1) / (double)g->world.nstretch;
}

bool
generate_truth(const struct generate *g, generate_write write, void *self)
{
	return truth_write(&g->form, &g->planted, write, self);
}

void
generate_free(struct generate *g)
{
	for (uint64_t k = g->oldest; k < g->make; k++)
		if (g->ring[k % g->ring_size] != NULL)
			yield_free(g->ring[k % g->ring_size]);
	for (unsigned k = 0; k < g->nready; k++)
		buffer_release(&g->ready[k].text);
	free(g->ring);
	free(g->ready);
	form_release(&g->form);
	world_release(&g->world);
	pthread_mutex_destroy(&g->lock);
	pthread_cond_destroy(&g->changed);
	free(g);
}
