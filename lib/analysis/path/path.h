/*
 * path: the ways that users take, session by session: steps from one event to the next, or whole
 * paths.
 *
 *	struct path *path = path_new(&params);
 *	tool_analyse(&tool, &path_analysis, path);
 *	while (path_next(path, &row)) ...
 *	path_free(path);
 *
 * What is counted: see walk.h and ia-path(1). Rows come by count, the largest first, equal
 * ones by their names in byte order. Nothing depends on threads or partitions: counts are sums,
 * medians come from all values in order.
 * Memory: a record of some 10 bytes and the id for each event; the names of events, each once;
 * counts and times by tally.h, rows by count/sorted_runs.h, all past the memory in files.
 * Errors: path_fault (temporary files); scan_fault where the names of events do not fit.
 */
#ifndef IA_ANALYSIS_PATH_PATH_H
#define IA_ANALYSIS_PATH_PATH_H

#include "analysis/path/walk.h"
#include "base/buffer.h"
#include "event/analysis.h"
#include "expr/expr.h"

#define PATH_MERGES 30u

enum path_what { PATH_EDGES, PATH_PATHS, PATH_DROPOFF };

struct path_params {
	struct path_rules rules;
	int64_t session_us; /* longest gap; < 0: no limit */
	enum path_what what;
	bool numbered;                  /* events by their place in the path */
	bool anywhere;                  /* paths: every run of rules.length events */
	const struct expr_named *merge; /* [nmerge]: the first that holds */
	unsigned nmerge;
	struct expr *from, *to;  /* NULL: none */
	uint64_t min_count, top; /* rows; top 0: all */
	size_t memory;           /* bytes; 0: no limit */
	const char *temp;        /* folder to spill to */
};

struct path;

/* A duration, "none" or NULL: the usual. NULL, or a sentence. */
const char *path_session(struct path_params *params, const char *text);
/* The expressions are borrowed until path_free. */
struct path *path_new(const struct path_params *params);
/*
 * Remarks: about names that an expression asks for and no event has, and those that cannot be told
 * from (start), (end) or (more).
 */
extern const struct analysis path_analysis;

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

bool path_next(struct path *path, struct path_row *row); /* false: no more, or path_fault */
const struct fault *path_fault(const void *path);
void path_free(struct path *path);

#endif
