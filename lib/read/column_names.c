/*
 * column_names: (name, nth) to a number.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "read/column_names.h"

void
column_names_init(struct column_names *names, size_t expected)
{
	map_init(&names->pair, expected);
	names->key = (struct buffer){ 0 };
}

void
column_names_release(struct column_names *names)
{
	map_release(&names->pair);
	buffer_release(&names->key);
}

static struct slice
pair_key(struct column_names *names, struct slice name, size_t nth)
{
	buffer_clear(&names->key);
	buffer_add(&names->key, &nth, sizeof nth);
	buffer_add(&names->key, name.ptr, name.len);
	return slice_of(names->key.ptr, names->key.len);
}

uint32_t
column_names_put(struct column_names *names, struct slice name, size_t nth, bool *added)
{
	return map_put(&names->pair, pair_key(names, name, nth), added);
}

uint32_t
column_names_find(struct column_names *names, struct slice name, size_t nth)
{
	return map_find(&names->pair, pair_key(names, name, nth));
}

void
column_names_count(const struct slice *name, size_t n, uint32_t *nth)
{
	uint32_t *count = memory_array(n, sizeof *count);
	struct map map;

	map_init(&map, n);
	for (size_t i = 0; i < n; i++)
		nth[i] = count[map_put(&map, name[i], NULL)]++;
	map_release(&map);
	free(count);
}
