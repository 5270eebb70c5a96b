/*
 * path: the ways that users take, session by session: steps from one event to the next, or whole
 * paths.
 *
 *	struct path *path = path_new(&params);
 *	path_bind(path, scan);					columns, after scan_start
 *	struct sequence_spec spec = { 0 };
 *	path_sequences(path, &roles, &spec);			fills in what the run calls
 *	if (sequences_run(scan, &spec) && path_total(path))
 *		while (path_next(path, &row)) ...
 *	path_free(path);
 *
 * What is counted: see walk.h and ia-path(1). Rows come by count, the largest first, equal
 * ones by their names in byte order. Nothing depends on threads or partitions: counts are sums,
 * medians come from all values in order.
 * Memory: a record of some 10 bytes and the id for each
 * event; the names of events, each once; counts and times by tally.h, rows by
 * count/sorted_runs.h, all past the memory in files. Errors: path_fault (temporary files);
 * scan_fault where the names of events do not fit.
 */
#ifndef IA_ANALYSIS_PATH_PATH_H
#define IA_ANALYSIS_PATH_PATH_H

#include "analysis/path/walk.h"
#include "base/buffer.h"
#include "event/sequence.h"
#include "expr/expr.h"

#define PATH_MERGES 30u
#define PATH_ERROR 256 /* bytes of a sentence */

enum path_what { PATH_EDGES, PATH_PATHS, PATH_DROPOFF };

struct path_merge {
	struct slice name;
	struct expr *expr;
};

struct path_params {
	struct path_rules rules;
	int64_t session_us; /* longest gap; < 0: no limit */
	enum path_what what;
	bool numbered;                  /* events by their place in the path */
	bool anywhere;                  /* paths: every run of rules.length events */
	const struct path_merge *merge; /* [nmerge]: the first that holds */
	unsigned nmerge;
	struct expr *from, *to;  /* NULL: none */
	uint64_t min_count, top; /* rows; top 0: all */
	size_t memory;           /* bytes; 0: no limit */
	const char *temp;        /* folder to spill to */
};

struct path;

/* A duration, "none" or NULL: the usual. NULL, or a sentence. */
const char *path_session(struct path_params *params, const char *text);
/* NAME=EXPR: *text goes on to EXPR. NULL, or a sentence, in error. */
const char *path_merge_split(const char **text, struct slice *name, char *error);
/* The expressions are the path's from now on. */
struct path *path_new(const struct path_params *params);
bool path_bind(struct path *path, struct scan *scan); /* false: scan_fault */
void path_sequences(struct path *path, struct roles *roles, struct sequence_spec *spec);

/*
 * Edges: from and to. Paths: from holds the names with " > " in between. Drop-off: from is the
 * event, count how often it came last, of how often it came.
 */
struct path_row {
	struct slice from, to;     /* until the next row */
	uint64_t n;                /* events of a path */
	uint64_t count, users, of; /* of: what count is a share of */
	/*
	 * us from the one event to the other, of a path from its first to its last; with from or to
	 * steps and us from the path's first event to to (with to alone: from from to the path's
	 * last). NaN: none
	 */
	double time_us, steps, elapsed_us;
};

bool path_total(struct path *path); /* after the run; false: path_fault */
bool path_next(struct path *path, struct path_row *row);
struct fault *path_fault(struct path *path);
/*
 * After the run: what should be told about names, sentence by sentence: one that an expression asks
 * for and no event has, one that cannot be told from (start), (end) or (more). false: no more. *at
 * begins with 0.
 */
bool path_doubt(const struct path *path, size_t *at, char *sentence);
void path_free(struct path *path);

#endif
