/*
 * boost_parts: inside lib/learn/trees: what the files of boosting share.
 */
#ifndef IA_LEARN_TREES_BOOST_PARTS_H
#define IA_LEARN_TREES_BOOST_PARTS_H

#include <float.h>

#include "learn/trees/boost.h"

#define BOOST_BLOCK 256u /* rows whose values are side by side in predicting */
#define BOOST_TREES_MAX 100000u
#define BOOST_NODES_MAX (1u << 24)
#define BOOST_FEATURES_MAX (1u << 23)

/* A leaf is its own left child, under a cut that all values are below. */
struct boost_node {
	uint32_t offset; /* of the feature's values in a block: feature * BOOST_BLOCK */
	float cut;
	uint32_t left;
};

/* The float that the library would see; none is infinite. */
static inline float
boost_value(double x)
{
	return x >= -(double)FLT_MAX ? x <= (double)FLT_MAX ? (float)x : FLT_MAX : -FLT_MAX;
}

#endif
