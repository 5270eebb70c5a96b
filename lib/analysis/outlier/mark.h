/*
 * mark: what was found about a row.
 */
#ifndef IA_ANALYSIS_OUTLIER_MARK_H
#define IA_ANALYSIS_OUTLIER_MARK_H

#include <stdbool.h>

struct mark {
	bool row;     /* the row itself */
	bool key;     /* some row of its key or group */
	double limit; /* a value's: the one that it passed */
	bool below;   /* it is below it */
};

#endif
