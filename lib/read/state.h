/*
 * state: inside lib/read: a scan and its account.
 */
#ifndef IA_READ_STATE_H
#define IA_READ_STATE_H

#include <stdatomic.h>

#include "read/cut.h"

struct scan {
	struct scan_options options;
	struct cut cut;
	struct fault fault;     /* the first in input order */
	struct fault cut_fault; /* of the cutter, which runs ahead */
	struct scan_totals totals;
	const struct lane *lane; /* of the last block accounted for */
	uint64_t line;           /* physical line of the next block's first byte */
	struct buffer rejects;
	char doubt[SCAN_DOUBT]; /* the first that was told, with its place; "": none */
	bool rewound;           /* the last of several readings, as far as is known */
	atomic_bool *seen;      /* [nwanted] NDJSON: some record has the column */
};

/*
 * In turn: counts the block's records, tells rejects, surfaces faults. false: the scan ends here.
 */
bool account_block(struct scan *scan, struct block *block);
bool account_flush(struct scan *scan);
bool account_end(struct scan *scan); /* after a whole run: --max-rejects once more */

/* NDJSON, after a run: was every required column seen? */
bool account_columns(struct scan *scan);
void account_seen(struct scan *scan, const struct block *block);

#endif
