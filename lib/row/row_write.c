/* Rows written by a plan: the fast way, CSV fields, cells. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "row/row_parts.h"
#include "write/writer.h"

static const struct cell missing = { .state = CELL_MISSING };

static inline const struct cell *
cell_of(const struct cell *cell, int k)
{
	return cell != NULL ? &cell[k] : &missing;
}

static void
number_csv(const struct row_plan *plan, double x, struct buffer *out)
{
	char text[NUMBER_WIDTH];

	if (plan->plain_numbers)
		buffer_advance(out,
		    buffer_reserve(out, NUMBER_WIDTH) + number_write(out->ptr + out->len, x));
	else
		csv_add_field(out, slice_of(text, number_write(text, x)), plan->options.delimiter,
		    false);
}

void
row_cell_csv(const struct row_plan *plan, const struct cell *cell, bool only, struct buffer *out)
{
	if (cell->state == CELL_NUMBER && isfinite(cell->number))
		number_csv(plan, cell->number, out);
	else if (cell->state == CELL_TEXT || cell->state == CELL_LITERAL)
		csv_add_field(out, cell->text, plan->options.delimiter, only);
	else if (only)
		row_add(out, "\"\"", 2);
}

void
row_cell_json(const struct cell *cell, struct buffer *out)
{
	if (cell->state == CELL_NUMBER && isfinite(cell->number))
		buffer_advance(out,
		    buffer_reserve(out, NUMBER_WIDTH) +
			number_write(out->ptr + out->len, cell->number));
	else if (cell->state == CELL_TEXT)
		json_add_string(out, cell->text);
	else if (cell->state == CELL_LITERAL)
		row_add(out, cell->text.ptr, cell->text.len);
	else
		row_add(out, "null", 4);
}

/* The record with cells written over their fields, which stand in the order of plan->patch. */
static void
patch_fields(const struct row_plan *plan, const struct batch *batch, size_t row,
    const struct cell *cell, struct buffer *out)
{
	const char *from = batch->base + batch->row[row].at;
	const char *end = from + batch->row[row].len;
	bool only = plan->ncolumn == 1;

	buffer_reserve(out, batch->row[row].len + 64);
	for (size_t k = 0; cell != NULL && k < plan->npatch; k++) {
		const struct cell *c = &cell[plan->patch[k].cell];
		struct slice raw;

		if (c->state == CELL_SOURCE)
			continue;
		raw = batch_slice(batch, batch->raw[plan->patch[k].number][row]);
		row_add(out, from, (size_t)(raw.ptr - from));
		row_cell_csv(plan, c, only, out);
		from = raw.ptr + raw.len;
	}
	row_add(out, from, (size_t)(end - from));
	for (size_t k = 0; k < plan->nadded; k++) {
		buffer_byte(out, plan->options.delimiter);
		row_cell_csv(plan, cell_of(cell, plan->added[k].cell), false, out);
	}
	buffer_byte(out, '\n');
}

static bool
is_quoted(struct slice raw)
{
	return raw.len >= 2 && raw.ptr[0] == '"' && raw.ptr[raw.len - 1] == '"';
}

static void
field_csv(const struct row_plan *plan, struct slice raw, struct buffer *out)
{
	if (is_quoted(raw))
		row_add(out, raw.ptr, raw.len);
	else
		csv_add_field(out, raw, plan->options.delimiter, plan->ncolumn == 1);
}

static void
field_json(const struct row_plan *plan, struct slice raw, struct buffer *out)
{
	char small[256], *large = NULL;
	struct slice value = raw;

	if (raw.len > 0 && raw.ptr[0] == '"') {
		if (raw.len > sizeof small)
			large = memory_new(raw.len);
		value = csv_decode(raw, large != NULL ? large : small);
	}
	if (plan->options.infer)
		row_infer(value, out);
	else
		json_add_string(out, value);
	free(large);
}

static int
place_of(const struct row_plan *plan, const struct row_map *map, size_t k)
{
	return map != NULL ? map->place[k] : plan->column[k].place;
}

static void
fields_csv(const struct row_plan *plan, const struct row_map *map, const struct batch *batch,
    size_t row, const struct cell *cell, struct buffer *out)
{
	for (size_t k = 0; k < plan->ncolumn; k++) {
		int place = place_of(plan, map, k), c = plan->column[k].cell;

		if (k > 0)
			buffer_byte(out, plan->options.delimiter);
		if (cell != NULL && c >= 0 && cell[c].state != CELL_SOURCE)
			row_cell_csv(plan, &cell[c], plan->ncolumn == 1, out);
		else if (place >= 0)
			field_csv(plan, batch_raw_field(batch, row, (size_t)place), out);
		else
			row_cell_csv(plan, &missing, plan->ncolumn == 1, out);
	}
	if (plan->ncolumn > 0)
		buffer_byte(out, '\n');
}

static void
fields_json(const struct row_plan *plan, const struct row_map *map, const struct batch *batch,
    size_t row, const struct cell *cell, struct buffer *out)
{
	buffer_byte(out, '{');
	for (size_t k = 0; k < plan->ncolumn; k++) {
		const struct row_column *column = &plan->column[k];
		int place = place_of(plan, map, k), c = column->cell;

		if (k > 0)
			buffer_byte(out, ',');
		row_add(out, column->key.ptr, column->key.len);
		if (cell != NULL && c >= 0 && cell[c].state == CELL_TEXT && plan->options.infer)
			row_infer(cell[c].text, out);
		else if (cell != NULL && c >= 0 && cell[c].state != CELL_SOURCE)
			row_cell_json(&cell[c], out);
		else if (place >= 0)
			field_json(plan, batch_raw_field(batch, row, (size_t)place), out);
		else
			row_cell_json(&missing, out);
	}
	row_add(out, "}\n", 2);
}

/*
 * Where the k-th column is in another file: at the same place, else the first that has the name and
 * is free.
 */
static int
find_place(const struct row_plan *plan, const struct schema *schema, bool *taken, size_t k)
{
	struct slice name = plan->column[k].source;
	size_t place = (size_t)plan->column[k].place;

	if (place >= schema->ncolumn || taken[place] || !slice_equal(schema->name[place], name))
		for (place = 0; place < schema->ncolumn; place++)
			if (!taken[place] && slice_equal(schema->name[place], name))
				break;
	if (place == schema->ncolumn)
		return -1;
	taken[place] = true;
	return (int)place;
}

static bool
has_name(const struct schema *schema, struct slice name)
{
	for (size_t k = 0; k < schema->ncolumn; k++)
		if (slice_equal(schema->name[k], name))
			return true;
	return false;
}

static bool
same_schema(const struct schema *a, const struct schema *b)
{
	if (a->ncolumn != b->ncolumn || a->delimiter != b->delimiter)
		return false;
	for (size_t k = 0; k < a->ncolumn; k++)
		if (!slice_equal(a->name[k], b->name[k]))
			return false;
	return true;
}

/* The first that differs is told. */
static void
expect(struct row_map *map, const char *format, struct slice name)
{
	char quoted[FAULT_QUOTE];

	if (map->expected[0] == '\0')
		snprintf(map->expected, sizeof map->expected, format,
		    fault_quote(quoted, name.ptr, name.len < 40 ? name.len : 40));
}

static struct row_map *
map_new(const struct row_plan *plan, const struct schema *schema)
{
	struct row_map *map = memory_new(sizeof *map + plan->ncolumn * sizeof *map->place);
	bool *taken = memory_array(schema->ncolumn, sizeof *taken);

	map->schema = schema;
	map->same = same_schema(plan->schema, schema);
	for (size_t k = 0; k < plan->ncolumn; k++) {
		map->place[k] =
		    plan->column[k].place >= 0 ? find_place(plan, schema, taken, k) : -1;
		if (plan->column[k].place >= 0 && map->place[k] < 0)
			expect(map, "the column %.100s of the first file", plan->column[k].source);
	}
	for (size_t k = 0; !plan->selected && !map->same && k < schema->ncolumn; k++)
		if (!has_name(plan->schema, schema->name[k]))
			expect(map, "no column %.100s, as in the first file", schema->name[k]);
	free(taken);
	return map;
}

/*
 * Made when the first row of a file comes; two threads may make the same, which does no harm. NULL:
 * as it is.
 */
static const struct row_map *
map_of(const struct row_plan *plan, const struct schema *schema)
{
	_Atomic(struct row_map *) *head = &((struct row_plan *)plan)->map;
	struct row_map *map;

	if (schema == plan->schema || plan->from_json)
		return NULL;
	for (map = atomic_load(head); map != NULL; map = map->next)
		if (map->schema == schema)
			break;
	if (map == NULL) {
		map = map_new(plan, schema);
		map->next = atomic_load(head);
		while (!atomic_compare_exchange_weak(head, &map->next, map))
			continue;
	}
	return map->same ? NULL : map;
}

/*
 * The batch is const for whoever only writes its rows; that a row is bad is told to it all the
 * same.
 */
static bool
refuse(const struct batch *batch, size_t row, const char *expected)
{
	return batch_bad((struct batch *)batch, row, -1, BAD_NO_COLUMN, expected) !=
	    VERDICT_MISSING;
}

bool
row_write(const struct row_plan *plan, const struct batch *batch, size_t row,
    const struct cell *cell, struct buffer *out)
{
	const struct row_map *map = map_of(plan, batch->schema);

	if (map != NULL && map->expected[0] != '\0' && refuse(batch, row, map->expected))
		return false;
	if (plan->from_json)
		row_write_json(plan, batch, row, cell, out);
	else if (plan->way == ROW_PATCH && map == NULL)
		patch_fields(plan, batch, row, cell, out);
	else if (plan->to_json)
		fields_json(plan, map, batch, row, cell, out);
	else
		fields_csv(plan, map, batch, row, cell, out);
	return true;
}

/* Past the last of the rows from first on that stand one behind the other, a line end between. */
static size_t
stretch(const struct batch *batch, size_t first, size_t last)
{
	const struct field *row = batch->row;
	size_t i = first + 1;

	while (i < last && !batch_skips(batch, i) &&
	    row[i].at == row[i - 1].at + row[i - 1].len + 1 && batch->base[row[i].at - 1] == '\n')
		i++;
	return i;
}

size_t
row_write_run(const struct row_plan *plan, const struct batch *batch, size_t first, size_t last,
    struct buffer *out)
{
	bool plain = plan->way == ROW_PATCH && plan->nadded == 0 && plan->npatch == 0;
	bool whole = plain && map_of(plan, batch->schema) == NULL;
	size_t written = 0;

	for (size_t i = first, end; i < last && i < batch->nrow; i = end) {
		end = i + 1;
		if (batch_skips(batch, i))
			continue;
		if (!whole) {
			written += row_write(plan, batch, i, NULL, out);
			continue;
		}
		end = stretch(batch, i, last);
		row_add(out, batch->base + batch->row[i].at,
		    batch->row[end - 1].at + batch->row[end - 1].len - batch->row[i].at);
		buffer_byte(out, '\n');
		written += end - i;
	}
	return written;
}
