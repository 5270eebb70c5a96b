/* Alias files: anonymous_id, user_id; what else they hold is not read. */
#include "identify/links.h"
#include "read/batch.h"

struct aliases {
	struct links *links;
	int from, to;
};

static void
take_rows(void *self, struct batch *batch, void *block, struct buffer *out)
{
	struct aliases *a = self;

	(void)block;
	(void)out;
	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i))
			continue;
		if (batch_missing(batch, a->from, i) || batch_missing(batch, a->to, i)) {
			batch_bad(batch, i, batch_missing(batch, a->from, i) ? a->from : a->to,
			    BAD_EMPTY_KEY, "an id");
			return;
		}
		links_alias(a->links, batch_value(batch, a->from, i), batch_value(batch, a->to, i));
	}
}

bool
links_read(struct links *links, char *file, const struct scan_options *options, struct fault *fault)
{
	struct aliases a = { .links = links };
	struct scan_work work = { .self = &a, .turn = take_rows };
	struct scan *scan = scan_new(options, &file, 1);
	bool good = scan_start(scan);

	if (good) {
		a.from = scan_column(scan, SLICE("anonymous_id"), COLUMN_REQUIRED);
		a.to = a.from >= 0 ? scan_column(scan, SLICE("user_id"), COLUMN_REQUIRED) : -1;
		good = a.to >= 0 && scan_run(scan, &work);
	}
	if (!good)
		*fault = *scan_fault(scan);
	scan_free(scan);
	return good;
}
