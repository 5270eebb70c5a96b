#include "write/graph.h"

#include "base/number.h"
#include "write/writer.h"

#define WIDEST 8.0 /* points, of the most frequent edge; the others are at least 1 */

void
graph_init(struct graph *g, enum graph_kind kind)
{
	*g = (struct graph){ .kind = kind };
	map_init(&g->nodes, 0);
}

void
graph_release(struct graph *g)
{
	map_release(&g->nodes);
	buffer_release(&g->edges);
}

static void
add(struct buffer *out, const char *text)
{
	buffer_add(out, text, strlen(text));
}

static void
add_count(struct buffer *out, uint64_t x)
{
	char *at = buffer_reserve(out, 24);

	buffer_advance(out, at + count_write(at, x));
}

/*
 * A name and at once its own label, where Graphviz takes a backslash, and an ampersand, for the
 * beginning of something else.
 */
static void
add_quoted(struct buffer *out, struct slice name)
{
	buffer_byte(out, '"');
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (c == '\n') {
			add(out, "\\n");
			continue;
		}
		if (c == '&') {
			add(out, "&amp;");
			continue;
		}
		if (c == '"' || c == '\\')
			buffer_byte(out, '\\');
		buffer_byte(out, c);
	}
	buffer_byte(out, '"');
}

static void
add_dot(struct graph *g, struct slice from, struct slice to, uint64_t count)
{
	double width = 1 + (WIDEST - 1) * (double)count / (double)(g->most > 0 ? g->most : 1);
	char *at;

	add(&g->edges, "\t");
	add_quoted(&g->edges, from);
	add(&g->edges, " -> ");
	add_quoted(&g->edges, to);
	add(&g->edges, " [label=\"");
	add_count(&g->edges, count);
	add(&g->edges, "\", penwidth=");
	at = buffer_reserve(&g->edges, 400);
	buffer_advance(&g->edges, at + number_write_fixed(at, width, 2));
	add(&g->edges, "];\n");
}

static void
add_link(struct graph *g, struct slice from, struct slice to, uint64_t count)
{
	add(&g->edges, g->edges.len > 0 ? ",\n{\"source\":" : "\n{\"source\":");
	add_count(&g->edges, map_put(&g->nodes, from, NULL));
	add(&g->edges, ",\"target\":");
	add_count(&g->edges, map_put(&g->nodes, to, NULL));
	add(&g->edges, ",\"value\":");
	add_count(&g->edges, count);
	add(&g->edges, "}");
}

void
graph_edge(struct graph *g, struct slice from, struct slice to, uint64_t count)
{
	if (g->most == 0)
		g->most = count;
	if (g->kind == GRAPH_DOT)
		add_dot(g, from, to, count);
	else
		add_link(g, from, to, count);
}

void
graph_write(const struct graph *g, struct buffer *out)
{
	if (g->kind == GRAPH_DOT) {
		add(out, "digraph path {\n\trankdir=LR;\n\tnode [shape=box, style=rounded];\n");
		buffer_add(out, g->edges.ptr, g->edges.len);
		add(out, "}\n");
		return;
	}
	add(out, "{\"nodes\":[");
	for (uint32_t k = 0; k < g->nodes.n; k++) {
		add(out, k > 0 ? ",\n{\"name\":" : "\n{\"name\":");
		json_add_string(out, map_key(&g->nodes, k));
		add(out, "}");
	}
	add(out, "],\n\"links\":[");
	buffer_add(out, g->edges.ptr, g->edges.len);
	add(out, "]}\n");
}
