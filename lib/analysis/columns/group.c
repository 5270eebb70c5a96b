/* Which rows are of the same user. */
#include <stdlib.h>

#include "analysis/columns/columns.h"
#include "base/memory.h"

#define FREE UINT32_MAX

/* The first row of this user; slot is a table of first rows, a power of two of them. */
static uint32_t
first_row(uint32_t *slot, size_t mask, const uint64_t *who, uint32_t row)
{
	size_t at = (size_t)who[row] & mask;

	if (who[row] == 0)
		return row;
	while (slot[at] != FREE && who[slot[at]] != who[row])
		at = (at + 1) & mask;
	if (slot[at] == FREE)
		slot[at] = row;
	return slot[at];
}

const uint32_t *
columns_group(struct columns *columns)
{
	size_t n = columns->n, room = 16, together = 0;
	uint32_t *slot;

	if (columns->who == NULL || n >= FREE)
		return NULL;
	while (room < n + n / 2)
		room *= 2;
	slot = memory_array(room, sizeof *slot);
	memset(slot, 0xff, room * sizeof *slot);
	free(columns->group);
	columns->group = memory_array(n, sizeof *columns->group);
	for (size_t i = 0; i < n; i++) {
		columns->group[i] = first_row(slot, room - 1, columns->who, (uint32_t)i);
		together += columns->group[i] != i;
	}
	free(slot);
	if (together > 0)
		return columns->group;
	free(columns->group);
	columns->group = NULL;
	return NULL;
}
