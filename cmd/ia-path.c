/*
 * ia-path: the ways that users take, step by step or as whole paths.
 *
 * In      events: a user, an event and a time a row
 * Out     a row a step: from, to, count, ...; --paths: a row a path; --dropoff: a row an event
 * Memory  some 10 bytes and the user's id for each event, and the names; past -S it spills
 */
#include "analysis/path/path.h"
#include "tool/tool.h"
#include "write/graph.h"

#define NOT_GIVEN UINT64_MAX
#define ANSWER_BUFFER ((size_t)1 << 20)

struct options {
	struct path_params path;
	const char *session;
	struct exprs merge;
	bool edges, paths, dropoff, dot, sankey;
};

static const struct option table[] = {
	TEXT(0, "session", "DURATION", AT(session), "longest gap inside, or none; default: 30m"),
	FLAG(0, "edges", AT(edges), "steps from one event to the next: the default"),
	FLAG(0, "paths", AT(paths), "whole paths"),
	FLAG(0, "dropoff", AT(dropoff), "how often each event came last"),
	COUNT('l', "length", "N", AT(path.rules.length), "a path's first N events; --to: the last"),
	FLAG(0, "anywhere", AT(path.anywhere), "with --paths: every N events in a row"),
	FLAG(0, "numbered", AT(path.numbered), "events by their place in the path: 1_view"),
	EXPR(0, "from", "EXPR", AT(path.from), "paths begin at the first such event"),
	EXPR(0, "to", "EXPR", AT(path.to), "paths end at the first such event"),
	FLAG(0, "collapse", AT(path.rules.collapse), "the same event again and again counts once"),
	NAMED(0, "merge", "NAME=EXPR", AT(merge), "such events are called NAME; may be repeated"),
	COUNT(0, "min-count", "N", AT(path.min_count), "rows that count less are left out"),
	COUNT('n', "top", "N", AT(path.top), "the first N rows"),
	FLAG(0, "dot", AT(dot), "the steps as a graph for Graphviz"),
	FLAG(0, "sankey", AT(sankey), "the numbered steps as JSON for a Sankey diagram"),
	OPTIONS_SEQUENCES,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", "from,to,count,users,share,median_time" },
	{ "--from EXPR", "from,to,count,users,share,median_time,median_steps,median_elapsed" },
	{ "--paths", "path,length,count,users,share,median_time" },
	{ "--dropoff", "event,count,last,users,share" },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_DO,
	.shapes = shapes,
	.name = "ia-path",
	.takes_files = true,
	.line = "the ways that users take, step by step or as whole paths",
	.synopsis = "[--edges | --paths | --dropoff | --dot | --sankey] [options] [FILE ...]",
	.example = "ia-path --from add_to_cart --collapse --top 10 events.csv",
};

struct job {
	struct tool tool;
	struct options o;
};

/* NULL, or a sentence: wrong usage. form: --output says one. */
static const char *
check(struct options *o, bool form)
{
	struct path_params *p = &o->path;

	if ((o->edges || o->dot || o->sankey) + o->paths + o->dropoff > 1 || o->dot + o->sankey > 1)
		return "give one of --edges, --paths, --dropoff, --dot and --sankey";
	if (form && (o->dot || o->sankey))
		return "option --output: a graph has a form of its own";
	if (p->rules.length == 0 || p->top == 0)
		return p->top == 0 ? "option --top: at least 1" : "option --length: at least 1";
	if (p->numbered && o->paths)
		return "option --numbered: it goes with steps and --dropoff; paths stand in order";
	if (p->anywhere && (!o->paths || p->rules.length == NOT_GIVEN))
		return "option --anywhere: it goes with --paths and --length N";
	if (p->to != NULL && o->dropoff)
		return "option --to: every path ends there; --dropoff says nothing";
	if (o->merge.n > PATH_MERGES)
		return "option --merge: more than 30";
	p->what = o->paths ? PATH_PATHS : o->dropoff ? PATH_DROPOFF : PATH_EDGES;
	p->numbered = p->numbered || o->sankey;
	p->merge = o->merge.at;
	p->nmerge = (unsigned)o->merge.n;
	p->rules.length = p->rules.length == NOT_GIVEN ? 0 : p->rules.length;
	p->top = p->top == NOT_GIVEN ? 0 : p->top;
	return path_session(p, o->session);
}

/* A long answer goes out bit by bit: the input ended well. */
static void
end_row(struct job *job, struct writer *w)
{
	write_end(w);
	if (w->out->len < ANSWER_BUFFER)
		return;
	tool_write(&job->tool, w->out->ptr, w->out->len);
	buffer_clear(w->out);
}

static void
write_rows(struct job *job, struct path *path)
{
	const struct path_params *p = &job->o.path;
	bool edges = p->what == PATH_EDGES, ways = edges && (p->from != NULL || p->to != NULL);
	const char *columns = p->what == PATH_PATHS ? "path,length,count,users,share,median_time"
	    : !edges                                ? "event,count,last,users,share"
	    : ways ? "from,to,count,users,share,median_time,median_steps,median_elapsed"
		   : "from,to,count,users,share,median_time";
	struct writer *w = tool_answer(&job->tool, columns);
	struct path_row row;

	if (edges)
		writer_keys(w, "to");
	while (path_next(path, &row)) {
		write_text(w, row.from);
		if (edges)
			write_text(w, row.to);
		else
			write_count(w, p->what == PATH_PATHS ? row.n : row.of);
		write_count(w, row.count);
		write_count(w, row.users);
		write_share(w, row.count, row.of);
		if (p->what != PATH_DROPOFF)
			write_seconds(w, row.time_us);
		if (ways) {
			write_number(w, row.steps);
			write_seconds(w, row.elapsed_us);
		}
		end_row(job, w);
	}
}

static void
write_graph(struct job *job, struct path *path)
{
	struct buffer out = { 0 };
	struct path_row row;
	struct graph graph;

	graph_init(&graph, job->o.dot ? GRAPH_DOT : GRAPH_SANKEY);
	while (path_next(path, &row))
		graph_edge(&graph, row.from, row.to, row.count);
	tool_check(&job->tool, path_fault(path));
	graph_write(&graph, &out);
	graph_release(&graph);
	tool_write(&job->tool, out.ptr, out.len);
	buffer_release(&out);
}

int
main(int argc, char **argv)
{
	struct job job = { .o = { .path = { .rules.length = NOT_GIVEN, .top = NOT_GIVEN } } };

	tool_open(&job.tool, &about, table, &job.o, argc, argv);
	tool_require(&job.tool, check(&job.o, job.tool.common.output_format != FORMAT_AUTO));
	tool_start(&job.tool);
	job.o.path.memory = tool_memory(&job.tool);
	job.o.path.temp = job.tool.common.temp;
	struct path *path = path_new(&job.o.path);

	tool_analyse(&job.tool, &path_analysis, path);
	if (job.o.dot || job.o.sankey)
		write_graph(&job, path);
	else
		write_rows(&job, path);
	tool_check(&job.tool, path_fault(path));
	path_free(path);
	return tool_close(&job.tool);
}
