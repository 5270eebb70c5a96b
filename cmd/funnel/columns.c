#include "funnel/columns.h"

static const char *const counted[] = { "step", "name", "users", "from_previous", "from_first",
	"dropped", "median_time", "p90_time", "from_previous_low", "from_previous_high",
	"from_first_low", "from_first_high" };
static const char *const listed[] = { "user_id", "step", "name", "time_1", "time_2", "time_3",
	"time_4", "time_5", "time_6", "time_7", "time_8", "time_9", "time_10", "time_11", "time_12",
	"time_13", "time_14", "time_15", "time_16", "time_17", "time_18", "time_19", "time_20",
	"time_21", "time_22", "time_23", "time_24", "time_25", "time_26", "time_27", "time_28",
	"time_29", "time_30", "time_31" };

const char *
funnel_columns(const struct funnel_params *params, bool users, bool bounds, struct slice *column,
    size_t *n)
{
	static const char *const periods[] = { "day", "week", "month" };
	bool groups = params->by != NULL || params->every >= 0;
	size_t want = users ? 3 + params->rules.nstep : bounds ? 12 : 8;

	*n = 0;
	if (params->by != NULL)
		column[(*n)++] = slice_text(params->by);
	if (params->every >= 0)
		column[(*n)++] = slice_text(periods[params->every]);
	for (size_t k = 0; k < want; k++)
		column[(*n)++] = slice_text(users ? listed[k] : counted[k]);
	if (users)
		column[(*n)++] = SLICE("stopped");
	else if (groups)
		column[(*n)++] = SLICE("complete");
	for (size_t k = 1; params->by != NULL && k < *n; k++)
		if (slice_equal(column[k], column[0]))
			return "by: the answer has a column of that name; rename it first";
	return NULL;
}
