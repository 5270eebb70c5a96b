/*
 * graph: steps from one name to another, as a graph for other programs.
 *
 *	struct graph g;
 *	graph_init(&g, GRAPH_DOT);
 *	graph_edge(&g, from, to, count);		the most frequent first
 *	graph_write(&g, &out);
 *	graph_release(&g);
 *
 * GRAPH_DOT: a digraph in the language of Graphviz; lines as wide as they are frequent.
 * GRAPH_SANKEY: {"nodes":[{"name"}],"links":[{"source","target","value"}]}, source and target the
 * places of nodes from 0: what d3-sankey takes, and plotly's sankey as lists. Whether it is free of
 * circles is the caller's concern.
 */
#ifndef IA_WRITE_GRAPH_H
#define IA_WRITE_GRAPH_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/map.h"

enum graph_kind { GRAPH_DOT, GRAPH_SANKEY };

struct graph {
	enum graph_kind kind;
	struct map nodes;
	struct buffer edges;
	uint64_t most; /* of the first edge */
};

void graph_init(struct graph *graph, enum graph_kind kind);
void graph_edge(struct graph *graph, struct slice from, struct slice to, uint64_t count);
void graph_write(const struct graph *graph, struct buffer *out);
void graph_release(struct graph *graph);

#endif
