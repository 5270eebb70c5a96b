/* Columns of a small CSV file. */
#include <stdlib.h>
#include <string.h>

#include "analysis/columns/numbers.h"
#include "base/fault.h"
#include "base/format.h"
#include "base/memory.h"
#include "read/scan.h"

struct rows {
	double *row; /* [n][d] */
	size_t n, d, capacity;
};

static void
take(void *self, const double *row, size_t nrow)
{
	struct rows *rows = self;

	rows->row =
	    memory_grow(rows->row, &rows->capacity, (rows->n + nrow) * rows->d, sizeof *row);
	memcpy(rows->row + rows->n * rows->d, row, nrow * rows->d * sizeof *row);
	rows->n += nrow;
}

/* Binds the columns and reads; false: the scan has the fault. */
static bool
read_rows(struct scan *scan, char *const *name, struct rows *rows)
{
	struct numbers numbers = { 0 };
	bool good = scan_start(scan) && numbers_bind(&numbers, scan, name, rows->d);

	if (good) {
		struct scan_work work = numbers_work(&numbers, take, rows);

		good = scan_run(scan, &work);
	}
	numbers_release(&numbers);
	return good;
}

double *
numbers_file(const char *path, char *const *name, size_t d, size_t *nrow, struct fault *fault)
{
	struct scan_options options = SCAN_OPTIONS_DEFAULT;
	struct rows rows = { .row = memory_new(sizeof *rows.row), .d = d };
	char *file = memory_text(path, strlen(path));

	options.format = FORMAT_CSV;
	options.threads = 1;
	struct scan *scan = scan_new(&options, &file, 1);

	if (!read_rows(scan, name, &rows)) {
		*fault = *scan_fault(scan);
		free(rows.row);
		rows.row = NULL;
	}
	*nrow = rows.n;
	scan_free(scan);
	free(file);
	return rows.row;
}
