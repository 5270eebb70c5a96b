/*
 * The plan of output rows: which columns, under which names, in which order, and which of them
 * change.
 */
#include <assert.h>
#include <stdlib.h>

#include "base/fault.h"
#include "base/memory.h"
#include "read/batch.h"
#include "row/row_parts.h"
#include "write/writer.h"

#define NO_COLUMN ((size_t)-1)

/* The scan says it best: which columns there are, and the nearest. */
static bool
fail_with_scan(struct row_plan *plan)
{
	const struct fault *fault = scan_fault(plan->scan);

	if (fault_is_set(fault))
		fault_set(plan->fault, fault->exit, "%s", fault->text);
	return false;
}

static bool
fail_with_name(struct row_plan *plan, const char *format, struct slice name)
{
	char quoted[FAULT_QUOTE];

	fault_set(plan->fault, EXIT_USAGE, format, fault_quote(quoted, name.ptr, name.len));
	return false;
}

static struct row_column *
add_column(struct row_plan *plan, struct slice source, struct slice name)
{
	struct row_column column = { .source = source,
		.name = name,
		.place = -1,
		.number = -1,
		.shadow = -1,
		.cell = -1 };

	plan->column = memory_grow(plan->column, &plan->capacity, plan->ncolumn + 1, sizeof column);
	plan->column[plan->ncolumn++] = column;
	return &plan->column[plan->ncolumn - 1];
}

/* By its name in the output. */
static size_t
find(const struct row_plan *plan, struct slice name)
{
	for (size_t k = 0; k < plan->ncolumn; k++)
		if (!plan->column[k].gone && slice_equal(plan->column[k].name, name))
			return k;
	return NO_COLUMN;
}

static bool
source_is_taken(const struct row_plan *plan, struct slice name)
{
	for (size_t k = 0; k < plan->ncolumn; k++)
		if (plan->column[k].source.ptr != NULL && slice_equal(plan->column[k].source, name))
			return true;
	return false;
}

/*
 * Asks the scan for a column's values. CSV columns by their place: a name may be empty or there
 * twice.
 */
static bool
ask(struct row_plan *plan, struct row_column *column, unsigned flags)
{
	if (column->source.ptr == NULL || (column->number >= 0 && (flags & COLUMN_REQUIRED) == 0))
		return true;
	if (column->place >= 0)
		column->number =
		    scan_column_at(plan->scan, (size_t)column->place, flags | COLUMN_RAW);
	else
		column->number = scan_column(plan->scan, column->source, flags | COLUMN_RAW);
	return column->number >= 0 || fail_with_scan(plan);
}

static bool
check_names(struct row_plan *plan)
{
	for (size_t k = 0; plan->to_json && k < plan->ncolumn; k++)
		if (find(plan, plan->column[k].name) != k)
			return fail_with_name(plan,
			    "dup-column: NDJSON has no two values under one name: %s",
			    plan->column[k].name);
	return true;
}

struct row_plan *
row_plan_new(const struct row_options *options, struct scan *scan, struct fault *fault)
{
	struct row_plan *plan = memory_new(sizeof *plan);

	plan->options = *options;
	plan->scan = scan;
	plan->fault = fault;
	plan->schema = scan_schema(scan);
	plan->from_json = plan->schema->format == FORMAT_NDJSON;
	plan->to_json = options->output == FORMAT_NDJSON;
	plan->open = plan->from_json && plan->to_json;
	if (options->output == FORMAT_TSV)
		plan->options.delimiter = '\t';
	else if (options->delimiter == 0)
		plan->options.delimiter = ',';
	for (size_t k = 0; !plan->from_json && k < plan->schema->ncolumn; k++)
		add_column(plan, plan->schema->name[k], plan->schema->name[k])->place = (int)k;
	if (!plan->from_json && !check_names(plan)) {
		row_plan_free(plan);
		return NULL;
	}
	return plan;
}

void
row_plan_free(struct row_plan *plan)
{
	struct row_map *map = plan != NULL ? atomic_load(&plan->map) : NULL;

	if (plan == NULL)
		return;
	while (map != NULL) {
		struct row_map *next = map->next;

		free(map);
		map = next;
	}
	arena_release(&plan->arena);
	free(plan->column);
	free(plan->patch);
	free(plan->added);
	free(plan);
}

int
row_plan_list(struct row_plan *plan, struct slice name)
{
	struct row_column *column = add_column(plan, name, name);

	return ask(plan, column, 0) ? column->number : -1;
}

/*
 * A name that is not among the columns: NDJSON may have it all the same; CSV has not, and the scan
 * says so.
 */
static struct row_column *
new_column(struct row_plan *plan, struct slice name, bool append)
{
	struct slice copy = arena_slice(&plan->arena, name);
	bool known = !plan->from_json || plan->selected || source_is_taken(plan, name);

	if (copy.ptr == NULL)
		copy.ptr = "";
	if (!append && !plan->from_json && !source_is_taken(plan, name)) {
		if (scan_column(plan->scan, name, COLUMN_REQUIRED) < 0) {
			fail_with_scan(plan);
			return NULL;
		}
	}
	if (!append && known) {
		fail_with_name(plan, "no-column: the output has no column %s", name);
		return NULL;
	}
	return add_column(plan, known ? (struct slice){ 0 } : copy, copy);
}

static int
make_cell(struct row_plan *plan, struct slice name, bool append)
{
	size_t k = find(plan, name);
	struct row_column *column =
	    k != NO_COLUMN ? &plan->column[k] : new_column(plan, name, append);

	if (column == NULL || !ask(plan, column, 0))
		return -1;
	if (append)
		column->added = true;
	if (column->cell < 0)
		column->cell = (int)plan->ncell++;
	return column->cell;
}

int
row_plan_change(struct row_plan *plan, struct slice column)
{
	return make_cell(plan, column, false);
}

int
row_plan_append(struct row_plan *plan, struct slice column)
{
	return make_cell(plan, column, true);
}

bool
row_plan_is_empty(const struct row_plan *plan)
{
	return plan->ncolumn == 0 && !plan->open;
}

size_t
row_plan_ncell(const struct row_plan *plan)
{
	return plan->ncell;
}

/* A column that must be there: in the output already, or in some record of the input. */
static size_t
need(struct row_plan *plan, struct slice name)
{
	size_t k = find(plan, name);

	if (k == NO_COLUMN) {
		if (new_column(plan, name, false) == NULL)
			return NO_COLUMN;
		k = plan->ncolumn - 1;
	}
	if (plan->from_json &&
	    !ask(plan, &plan->column[k], plan->column[k].added ? 0 : COLUMN_REQUIRED))
		return NO_COLUMN;
	return k;
}

bool
row_plan_select(struct row_plan *plan, const struct slice *names, size_t n)
{
	struct row_column *chosen = memory_array(n, sizeof *chosen);
	bool good = true;

	for (size_t k = 0; good && k < n; k++) {
		size_t at = need(plan, names[k]);

		good = at != NO_COLUMN;
		if (good)
			chosen[k] = plan->column[at];
		for (size_t i = 0; good && i < k; i++)
			if (slice_equal(chosen[i].name, names[k]))
				good =
				    fail_with_name(plan, "column %s is selected twice", names[k]);
	}
	free(plan->column);
	plan->column = chosen;
	plan->ncolumn = good ? n : 0;
	plan->capacity = n;
	plan->open = false;
	plan->selected = true;
	return good;
}

bool
row_plan_drop(struct row_plan *plan, struct slice column)
{
	size_t k = need(plan, column);

	if (k == NO_COLUMN)
		return false;
	if (plan->open) {
		plan->column[k].gone = true;
		return true;
	}
	memmove(plan->column + k, plan->column + k + 1,
	    (plan->ncolumn - k - 1) * sizeof *plan->column);
	plan->ncolumn--;
	return true;
}

/* A record may have a member of the new name already: it makes way. */
static bool
find_shadow(struct row_plan *plan, size_t k)
{
	struct slice name = plan->column[k].name;

	plan->column[k].renamed |= plan->column[k].shadow >= 0;
	plan->column[k].shadow = -1;
	if (source_is_taken(plan, name))
		return true;
	plan->column[k].shadow = scan_column(plan->scan, name, COLUMN_RAW);
	return plan->column[k].shadow >= 0 || fail_with_scan(plan);
}

bool
row_plan_rename(struct row_plan *plan, struct slice from, struct slice to)
{
	size_t k = need(plan, from);
	size_t other = find(plan, to);

	if (k == NO_COLUMN)
		return false;
	if (other != NO_COLUMN && other != k)
		return fail_with_name(plan, "there is a column %s already", to);
	plan->column[k].name = arena_slice(&plan->arena, to);
	return !plan->open || k == other || find_shadow(plan, k);
}

static struct slice
json_key(struct row_plan *plan, struct slice name)
{
	struct buffer b = { 0 };
	struct slice key;

	json_add_string(&b, name);
	buffer_byte(&b, ':');
	key = arena_slice(&plan->arena, slice_of(b.ptr, b.len));
	buffer_release(&b);
	return key;
}

/* The fields of the first file, all of them and in order, and behind them what was added. */
static bool
keeps_fields(const struct row_plan *plan)
{
	size_t n = plan->schema->ncolumn;

	if (plan->ncolumn < n)
		return false;
	for (size_t k = 0; k < plan->ncolumn; k++)
		if (plan->column[k].place != (k < n ? (int)k : -1))
			return false;
	return plan->schema->delimiter == plan->options.delimiter && !plan->to_json;
}

static enum row_way
choose_way(const struct row_plan *plan)
{
	if (!plan->from_json)
		return keeps_fields(plan) ? ROW_PATCH : ROW_FIELDS;
	return plan->open ? ROW_PATCH : ROW_VALUES;
}

static void
prepare(struct row_plan *plan)
{
	if (plan->patch != NULL)
		return;
	plan->way = choose_way(plan);
	plan->plain_numbers = strchr("0123456789+-.e", plan->options.delimiter) == NULL;
	plan->patch = memory_array(plan->ncolumn, sizeof *plan->patch);
	plan->added = memory_array(plan->ncolumn, sizeof *plan->added);
	for (size_t k = 0; k < plan->ncolumn; k++) {
		struct row_column *c = &plan->column[k];

		if (plan->to_json)
			c->key = json_key(plan, c->name);
		c->renamed |= c->source.ptr != NULL && !slice_equal(c->source, c->name);
		if (c->number >= 0 && (c->cell >= 0 || plan->open))
			plan->patch[plan->npatch++] = *c;
		if (!c->gone && (plan->from_json ? plan->open : c->place < 0))
			plan->added[plan->nadded++] = *c;
	}
}

/* As it came, where it came with quotes. */
static void
add_name(const struct row_plan *plan, size_t k, struct buffer *out)
{
	const struct row_column *c = &plan->column[k];
	struct slice raw = { 0 };

	if (c->place >= 0 && !c->renamed && plan->schema->raw_name != NULL)
		raw = plan->schema->raw_name[c->place];
	if (raw.len < 2 || raw.ptr[0] != '"' || raw.ptr[raw.len - 1] != '"') {
		csv_add_name(out, c->name, plan->options.delimiter, k, plan->ncolumn);
		return;
	}
	if (k > 0)
		buffer_byte(out, plan->options.delimiter);
	buffer_add(out, raw.ptr, raw.len);
}

void
row_plan_header(struct row_plan *plan, struct buffer *out)
{
	/* else row_plan_discover was forgotten */
	assert(!plan->from_json || plan->to_json || plan->selected || plan->listed);
	prepare(plan);
	if (plan->to_json || plan->options.no_header || plan->ncolumn == 0)
		return;
	for (size_t k = 0; k < plan->ncolumn; k++)
		add_name(plan, k, out);
	buffer_byte(out, '\n');
}
