#include <stdio.h>
#include <stdlib.h>

#include "analysis/funnel/funnel.h"
#include "base/memory.h"

#define TIMES_SHARE 16 /* of the memory, for the times between steps */

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

const char *
funnel_check(const struct funnel_params *params)
{
	const struct funnel_rules *r = &params->rules;

	if (r->nstep == 0)
		return "no steps";
	if (r->nstep > FUNNEL_STEPS)
		return "more than 31 steps";
	if (params->enter_first && r->reenter)
		return "enter: first counts each user once, and not every completed chain";
	if ((r->optional & 1) != 0)
		return "optional: the first step cannot be left out";
	if (r->optional != 0 && r->order == FUNNEL_ANY)
		return "optional: in any order every step can be left out; take ordered or strict";
	return NULL;
}

const char *
funnel_optional(struct funnel_params *params, const char *name, struct fault *fault)
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
	if (!found)
		fault_usage(fault, "optional: no step is named \"%.60s\"%s%.60s%s", name,
		    near >= 0 ? " (did you mean \"" : "", near >= 0 ? names[near] : "",
		    near >= 0 ? "\"?)" : "");
	for (unsigned k = 0; k < n; k++)
		free((void *)names[k]);
	return found ? NULL : fault->text;
}

struct slice
funnel_step_name(const struct funnel_params *params, unsigned step, char *text)
{
	if (params->rules.order != FUNNEL_ANY)
		return params->step[step].name;
	snprintf(text, FUNNEL_NAME, "%u of %u", step + 1, params->rules.nstep);
	return slice_text(text);
}
