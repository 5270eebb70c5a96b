/* What a funnel is asked for: whether it goes together, and the names of steps and columns. */
#include <stdio.h>
#include <stdlib.h>

#include "analysis/funnel/funnel.h"
#include "time/instant.h"
#include "base/memory.h"

#define TIMES_SHARE 16 /* of the memory, for the times between steps */

const char *
funnel_sessions(struct funnel_params *params, bool sessions, int64_t gap_us)
{
	if (!sessions && gap_us >= 0)
		return "option --session: it goes with --per session";
	if (sessions)
		params->rules.session_us = gap_us >= 0 ? gap_us : 30 * MINUTE_US;
	return NULL;
}

void
funnel_room(struct funnel_params *params, size_t memory, const char *temp, const struct zone *zone)
{
	params->rules.hold = params->hold != NULL;
	params->memory = memory / TIMES_SHARE;
	params->temp = temp;
	params->zone = zone;
}

enum period
funnel_period(const struct funnel_params *params)
{
	return params->every == 1 ? PERIOD_WEEK : params->every == 2 ? PERIOD_MONTH : PERIOD_DAY;
}

/* The blanks of "view, pay" are no part of a name, as they are none of an expression. */
static struct slice
trim(struct slice s)
{
	while (s.len > 0 && s.ptr[0] == ' ')
		s = slice_of(s.ptr + 1, s.len - 1);
	while (s.len > 0 && s.ptr[s.len - 1] == ' ')
		s.len--;
	return s;
}

const char *
funnel_step_split(bool named, const char **text, struct slice *name, char *error)
{
	const char *equal = strchr(*text, '=');
	char quoted[FAULT_QUOTE];

	*name = trim(slice_text(*text));
	if (!named)
		return NULL;
	if (equal == NULL || equal == *text || equal[1] == '=') {
		snprintf(error, FUNNEL_ERROR, "option --step: expected NAME=EXPR, found %.150s",
		    fault_quote(quoted, *text, strlen(*text)));
		return error;
	}
	*name = trim(slice_of(*text, (size_t)(equal - *text)));
	*text = equal + 1;
	return NULL;
}

const char *
funnel_check(const struct funnel_params *params)
{
	const struct funnel_rules *r = &params->rules;

	if (r->nstep == 0)
		return "no steps: give --steps A,B,... or --step NAME=EXPR";
	if (r->nstep > FUNNEL_STEPS)
		return "more than 31 steps";
	if ((r->optional & 1) != 0)
		return "option --optional: the first step cannot be left out";
	if (r->optional != 0 && r->order == FUNNEL_ANY)
		return "option --optional: in any order every step can be left out; use --order ordered or strict";
	return NULL;
}

const char *
funnel_optional(struct funnel_params *params, const char *name, char *error)
{
	const char *names[FUNNEL_STEPS] = { NULL };
	bool found = false;
	unsigned n = params->rules.nstep;
	ptrdiff_t near;

	for (unsigned k = 0; k < n; k++) {
		names[k] = memory_text(params->step[k].name.ptr, params->step[k].name.len);
		if (strcmp(names[k], name) != 0)
			continue;
		params->rules.optional |= UINT32_C(1) << k;
		found = true;
	}
	near = nearest_name(name, strlen(name), names, n);
	snprintf(error, FUNNEL_ERROR, "option --optional: no step is named \"%.60s\"%s%.60s%s",
	    name, near >= 0 ? " (did you mean \"" : "", near >= 0 ? names[near] : "",
	    near >= 0 ? "\"?)" : "");
	for (unsigned k = 0; k < n; k++)
		free((void *)names[k]);
	return found ? funnel_check(params) : error;
}

struct slice
funnel_step_name(const struct funnel_params *params, unsigned step, char *text)
{
	if (params->rules.order != FUNNEL_ANY)
		return params->step[step].name;
	snprintf(text, FUNNEL_NAME, "%u of %u", step + 1, params->rules.nstep);
	return slice_text(text);
}

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
	for (size_t k = 1; params->by != NULL && k < *n; k++)
		if (slice_equal(column[k], column[0]))
			return "option --by: the answer has a column of that name; rename it first";
	return NULL;
}
