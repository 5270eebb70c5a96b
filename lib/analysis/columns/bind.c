/* Which columns are read. */
#include <stdlib.h>

#include "analysis/columns/columns.h"
#include "base/format.h"
#include "base/memory.h"
#include "read/batch.h"
#include "read/scan.h"

static bool
is_one(struct slice name, const char *const *names, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (slice_equal(name, slice_text(names[k])))
			return true;
	return false;
}

static bool
is_left_out(const struct column_choice *choice, struct slice name)
{
	return slice_equal(name, slice_text(choice->label)) || slice_equal(name, choice->user) ||
	    (choice->order != NULL && slice_equal(name, slice_text(choice->order))) ||
	    is_one(name, choice->unwanted, choice->nunwanted);
}

/* A column that is left out must be there: its name may be misspelt. */
static bool
check_unwanted(struct scan *scan, const struct column_choice *choice)
{
	const struct schema *schema = scan_schema(scan);

	for (size_t k = 0; k < choice->nunwanted; k++) {
		bool there = schema->format == FORMAT_NDJSON;

		for (size_t c = 0; c < schema->ncolumn && !there; c++)
			there = slice_equal(schema->name[c], slice_text(choice->unwanted[k]));
		if (!there &&
		    scan_column(scan, slice_text(choice->unwanted[k]), COLUMN_REQUIRED) < 0)
			return false;
	}
	return true;
}

/* Whose row it is, where there is such a column. */
static bool
bind_user(struct columns *columns, struct scan *scan, const struct column_choice *choice)
{
	const struct schema *schema = scan_schema(scan);
	bool there = choice->user_named || schema->format == FORMAT_NDJSON;

	columns->user = -1;
	for (size_t c = 0; c < schema->ncolumn && !there; c++)
		there = slice_equal(schema->name[c], choice->user);
	if (there)
		columns->user =
		    scan_column(scan, choice->user, choice->user_named ? COLUMN_REQUIRED : 0);
	return !there || columns->user >= 0;
}

static bool
add(struct columns *columns, struct scan *scan, struct slice name)
{
	struct typed_column *column = &columns->column[columns->ncolumn];

	column->name = name;
	column->at = scan_column(scan, name, COLUMN_REQUIRED);
	if (column->at < 0)
		return false;
	intern_init(&column->levels);
	columns->ncolumn++;
	return true;
}

bool
columns_bind(struct columns *columns, struct scan *scan, const struct column_choice *choice)
{
	const struct schema *schema = scan_schema(scan);
	size_t most = choice->nwanted > 0 ? choice->nwanted : schema->ncolumn;
	bool good = true;

	columns->order = -1;
	columns->column = memory_array(most, sizeof *columns->column);
	columns->label = scan_column(scan, slice_text(choice->label), COLUMN_REQUIRED);
	if (columns->label < 0 || !check_unwanted(scan, choice) ||
	    !bind_user(columns, scan, choice))
		return false;
	if (choice->order != NULL &&
	    (columns->order = scan_column(scan, slice_text(choice->order), COLUMN_REQUIRED)) < 0)
		return false;
	for (size_t k = 0; k < choice->nwanted && good; k++)
		if (!is_one(slice_text(choice->wanted[k]), choice->wanted, k) &&
		    !is_one(slice_text(choice->wanted[k]), choice->unwanted, choice->nunwanted))
			good = add(columns, scan, slice_text(choice->wanted[k]));
	for (size_t c = 0; c < schema->ncolumn && choice->nwanted == 0 && good; c++)
		if (!is_left_out(choice, schema->name[c]))
			good = add(columns, scan, schema->name[c]);
	return good;
}
