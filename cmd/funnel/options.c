#include "funnel/options.h"

#include "time/instant.h"

/* The blanks of "view, pay" are no part of a name, as they are none of an expression. */
static void
trim(struct slice *name)
{
	while (name->len > 0 && name->ptr[0] == ' ')
		*name = slice_of(name->ptr + 1, name->len - 1);
	while (name->len > 0 && name->ptr[name->len - 1] == ' ')
		name->len--;
}

const char *
options_take(struct options *o)
{
	struct exprs *steps = o->steps.n > 0 ? &o->steps : &o->step;
	struct funnel_params *p = &o->funnel;

	if (o->steps.n > 0 && o->step.n > 0)
		return "give --steps or --step, not both";
	if (steps->n == 0)
		return "no steps: give --steps A,B,... or --step NAME=EXPR";
	if (o->per != 1 && o->session >= 0)
		return "option --session: it goes with --per session";
	if (o->per == 1)
		p->rules.session_us = o->session >= 0 ? o->session : 30 * MINUTE_US;
	for (size_t k = 0; k < steps->n; k++)
		trim(&steps->at[k].name);
	p->step = steps->at;
	p->rules.nstep = (unsigned)steps->n;
	return funnel_check(p);
}
