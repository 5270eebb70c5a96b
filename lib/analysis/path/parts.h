/*
 * parts: inside lib/analysis/path: a path between the files that rows, users, totals and names are
 * in.
 *
 * A record: word 0 is the event's code above f->shift bits of its marks. Codes are those of the
 * names' table; for counting they become nodes: 1 and up in the byte order of names, so that keys
 * of nodes sort as their names do.
 */
#ifndef IA_ANALYSIS_PATH_PARTS_H
#define IA_ANALYSIS_PATH_PARTS_H

#include <pthread.h>
#include <stdatomic.h>

#include "analysis/count/lookup.h"
#include "analysis/path/path.h"
#include "analysis/count/tally.h"
#include "analysis/count/unknown_names.h"
#include "base/intern.h"

enum { NODE_START, NODE_END, NODE_MORE, NODES_OWN }; /* nodes that are no events */
enum { NUMBER_TIME, NUMBER_STEPS, NUMBER_ELAPSED };

#define PATH_NEAR 256u /* a power of two */
#define PATH_CODES (UINT32_C(1) << 30)
#define PATH_PLACE 4u /* bytes of an event's place in a key */

struct path_node {
	struct slice name;
	uint32_t code; /* or PATH_CODES + one of our own */
};

struct path {
	struct path_params params;
	struct expr_named merge[PATH_MERGES];
	struct lookup asked; /* to PATH_FROM, PATH_TO, 4 << merge */
	uint32_t evaluated;  /* those that are expressions */
	unsigned shift;
	int user, event; /* columns */
	struct scan *scan;
	unsigned threads;    /* of the scan */
	struct intern names; /* those of merges first */

	pthread_mutex_t lock; /* of what follows, until it is ready */
	atomic_bool ready;
	struct path_node *node; /* [nnode + 1], from 1 on */
	uint32_t *node_of;      /* [code] */
	uint32_t own[NODES_OWN];
	uint32_t nnode;
	unsigned width; /* bytes of a node in a key */

	struct path_thread **thread; /* [nthread], as they end */
	size_t nthread, capacity;
	struct temp *held, *sums;  /* records of states, until all names are known; NULL: none */
	struct sorted_runs states; /* of them, a run a state */
	struct sorter rows;
	uint64_t given;
	struct buffer from, to; /* names of the row that was given last */
	struct fault fault;
};

/* What a name of up to 16 bytes means, where it alone decides. */
struct path_near {
	uint64_t first, last, len;
	uint32_t word;
};

struct path_thread {
	struct expr_scratch expression;
	struct intern_cache cache;
	struct path_near near[PATH_NEAR];
	struct unknown_names unknown;
	unsigned number;
	bool counting; /* tally is there */
	uint32_t told; /* events since the tally was asked for room */
	struct tally tally;
	uint32_t *direct; /* [ndirect]: entry + 1 of an edge; 0: not known */
	size_t ndirect;
	struct path_event *event;
	size_t capacity_event;
	struct buffer key;
};

void path_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink);
bool path_tick(void *self, const struct scan_totals *totals);
void path_user(void *self, void *thread, const struct sequence *sequence,
    struct sequence_reply *reply);
bool path_total(void *path);
void path_state(void *path, struct state *state);
/* What was read of states to runs; false: f->fault. */
bool path_replay(struct path *path);
/* The runs of all, [nthread + 1]: returns how many. */
size_t path_runs(struct path *path, struct sorted_runs **list);
struct path_thread *path_thread_new(struct path *path, unsigned number);
void path_keep_fault(struct path *path, const struct fault *fault);
bool path_remark(const void *path, size_t *at, struct remark *remark);
/* Before the first user: nodes in the order of names. On any thread; the first one does it. */
void path_order(struct path *path);
/* How memory is shared: bytes for the names; for what one thread counts; for rows. */
size_t path_share(const struct path *path, unsigned share);

static inline char *
path_put(char *at, uint32_t x, unsigned width)
{
	for (unsigned k = width; k-- > 0; x >>= 8)
		at[k] = (char)x;
	return at + width;
}

static inline uint32_t
path_get(const char *at, unsigned width)
{
	uint32_t x = 0;

	for (unsigned k = 0; k < width; k++)
		x = x << 8 | (unsigned char)at[k];
	return x;
}

#endif
