/*
 * account_columns: NDJSON: did some record have each column that is required?
 */
#include "base/memory.h"
#include "read/state.h"

void
account_seen(struct scan *scan, const struct block *block)
{
	const struct lane *lane = block->lane;

	if (lane->schema.format != FORMAT_NDJSON)
		return;
	for (size_t c = 0; c < lane->nwanted; c++) {
		if (!(lane->wanted[c].flags & COLUMN_REQUIRED) || atomic_load(&scan->seen[c]))
			continue;
		for (size_t i = 0; i < block->batch.nrow; i++) {
			if (block->column[c][i].kind != KIND_ABSENT) {
				atomic_store(&scan->seen[c], true);
				break;
			}
		}
	}
}

bool
account_columns(struct scan *scan)
{
	const struct lane *lane = scan->cut.lane[0];

	if (lane->schema.format != FORMAT_NDJSON || scan->totals.read == scan->totals.rejected)
		return true;
	for (size_t c = 0; c < scan->cut.nwanted; c++) {
		const struct wanted *wanted = &scan->cut.wanted[c];

		if ((wanted->flags & COLUMN_REQUIRED) && !atomic_load(&scan->seen[c]))
			return lane_no_column(lane, wanted->name, &scan->fault);
	}
	return true;
}
