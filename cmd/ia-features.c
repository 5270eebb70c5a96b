/*
 * ia-features: a row for each user: what is known of them at one moment.
 *
 * In      events: a user, an event and a time a row
 * Out     user_id, first_seen, last_seen, tenure_days, last_login_days, events, ..., trend, and
 *         what is asked for
 * Memory  some 20 bytes and the user's id for each event; past -S it spills
 */
#include <stdlib.h>

#include "base/memory.h"
#include "features/answer.h"
#include "tool/tool.h"

struct options {
	struct features_params features;
};

static const char *
ask(void *options, const struct option_given *given, struct fault *fault)
{
	struct features_params *p = &((struct options *)options)->features;
	size_t before = p->nasked;
	const char *wrong = features_ask(p, given->option->name, given->value, fault);

	for (size_t k = before; k < p->nasked; k++)
		if (p->asked[k].expr != NULL)
			option_expr(given, p->asked[k].text, p->asked[k].expr);
	return wrong;
}

static const struct option table[] = {
	TEXT(0, "as-of", "TIME", AT(features.as_of_text),
	    "what was known then; default: the last event's time"),
	EXPR(0, "login", "EXPR", AT(features.login),
	    "events that last_login_days counts; default: all"),
	DURATION(0, "session", "DURATION", AT(features.session_us),
	    "longest gap in a session; default: 30m"),
	DURATION(0, "half-life", "DURATION", AT(features.half_life_us),
	    "of an event's weight; default: 7d"),
	CALL(0, "weight", "EVENT=W", ask, "of this event in activity_score; default: 1"),
	EXPR_USUAL(0, "purchase", "EXPR", AT(features.purchase), "pay",
	    "events that are purchases; default: pay"),
	TEXT(0, "value", "COL", AT(features.value), "a purchase's value; default: price"),
	TEXT(0, "order", "COL", AT(features.order), "purchases with the same value here are one"),
	DURATION(0, "recent", "DURATION", AT(features.recent_us),
	    "the span that trend compares; default: 7d"),
	CALL(0, "count", "EVENT,...", ask, "n_EVENT: how many; '*': of every event"),
	CALL(0, "sum", "COL", ask, "sum_COL: of the numbers in a column"),
	CALL(0, "mean", "COL", ask, "mean_COL"),
	CALL(0, "max", "COL", ask, "max_COL"),
	CALL(0, "distinct", "COL", ask, "distinct_COL: how many different values"),
	CALL(0, "last", "COL", ask, "last_COL: the last value that is not missing"),
	CALL(0, "first", "COL", ask, "first_COL"),
	CALL(0, "rfm", NULL, ask, "r, f, m and rfm: quintile scores of those who bought"),
	DURATION(0, "active", "DURATION", AT(features.active_us),
	    "only users seen in this time before --as-of"),
	CALL(0, "horizon", "DURATION", ask,
	    "is_churn: 1 without an event in this time after --as-of"),
	CALL(0, "label", "NAME=EXPR", ask, "NAME: 1 where such an event came in the horizon"),
	OPTIONS_NAMED,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "",
	    "user_id,first_seen,last_seen,tenure_days,last_login_days,events,"
	    "active_days,sessions,activity_score,purchases,purchase_frequency,"
	    "avg_order_value,revenue,trend" },
	{ "--count EVENT", "...,n_<EVENT>" },
	{ "--sum COL", "...,sum_<COL>" },
	{ "--mean COL", "...,mean_<COL>" },
	{ "--max COL", "...,max_<COL>" },
	{ "--distinct COL", "...,distinct_<COL>" },
	{ "--last COL", "...,last_<COL>" },
	{ "--first COL", "...,first_<COL>" },
	{ "--rfm", "...,r,f,m,rfm" },
	{ "--as-of TIME --horizon DURATION", "...,is_churn" },
	{ "--as-of TIME --horizon DURATION --label NAME=EXPR", "...,is_churn,<NAME>" },
	{ NULL, NULL },
};

static const struct together together[] = {
	{ "sum mean max distinct last first", "a column each" },
	{ NULL, NULL },
};

static const struct about about = {
	.together = together,
	.job = JOB_WHO,
	.shapes = shapes,
	.name = "ia-features",
	.line = "a row for each user: what is known of them at one moment",
	.synopsis = "[--as-of TIME] [--count EVENT,...] [--rfm] [options] [FILE ...]",
	.example = "ia-features --as-of 2026-03-01 --horizon 30d --rfm events.csv",
	.takes_files = true,
};

struct job {
	struct tool tool;
	struct options o;
	struct features *features;
	struct writer *list; /* [thread]; out NULL: not begun */
	bool begun;          /* the names of the columns are written */
};

static void
write_row(void *self, unsigned thread, const struct features_row *row, struct buffer *out)
{
	struct job *job = self;
	struct writer *w = &job->list[thread];

	if (w->out == NULL)
		answer_begin(&job->tool, job->features, w, out, false);
	w->out = out;
	answer_row(w, row);
}

/* The names of the columns go first, when the input ended well. */
static bool
pass_on(void *self, const char *ptr, size_t len)
{
	struct job *job = self;

	if (!job->begun) {
		struct buffer names = { 0 };
		struct writer w;

		job->begun = true;
		tool_remarks(&job->tool, &features_analysis, job->features);
		answer_begin(&job->tool, job->features, &w, &names, true);
		tool_write(&job->tool, names.ptr, names.len);
		writer_release(&w);
		buffer_release(&names);
	}
	tool_write(&job->tool, ptr, len);
	return true;
}

static void
check(struct job *job)
{
	struct features_params *p = &job->o.features;
	struct fault fault = { 0 };

	p->purchase_is_usual = !tool_asks(&job->tool, "purchase");
	p->zone = job->tool.zone;
	p->memory = tool_memory(&job->tool);
	p->temp = job->tool.common.temp;
	p->self = job;
	p->row = write_row;
	p->write = pass_on;
	tool_require(&job->tool, features_check(p, &fault));
}

int
main(int argc, char **argv)
{
	struct job job = { .o.features = FEATURES_DEFAULT };

	tool_open(&job.tool, &about, table, &job.o, argc, argv);
	check(&job);
	tool_start(&job.tool);
	job.features = features_new(&job.o.features);
	job.list = memory_array(scan_threads(job.tool.scan), sizeof *job.list);
	tool_analyse(&job.tool, &features_analysis, job.features);
	pass_on(&job, NULL, 0);
	for (unsigned t = 0; t < scan_threads(job.tool.scan); t++)
		if (job.list[t].out != NULL)
			writer_release(&job.list[t]);
	free(job.list);
	features_free(job.features);
	features_params_release(&job.o.features);
	return tool_close(&job.tool);
}
