#include "outlier/options.h"

#include "stats/fence.h"

static const char *
check_odd(struct oddity_params *p)
{
	if ((p->column != NULL) == (p->burst != NULL))
		return "give one of --column and --burst";
	if (isnan(p->cutoff))
		p->cutoff = fence_cutoff((enum fence_method)p->method);
	if (p->column != NULL)
		return p->max != ODDITY_NO_MAX || p->per_us >= 0
		    ? "options --max and --per are for --burst"
		    : fence_check((enum fence_method)p->method, p->cutoff);
	if (p->log)
		return "option --log is for --column";
	if (p->max == ODDITY_NO_MAX || p->per_us < 0)
		return "--burst needs --max N and --per DURATION, such as --max 5 --per 10m";
	return NULL;
}

const char *
options_check(struct options *o)
{
	const char *wrong = check_odd(&o->odd);

	if (wrong == NULL && o->odd.burst != NULL && o->action == CLIP)
		return "option --action: clip is for --column";
	if (wrong == NULL && o->odd.column != NULL && o->odd.by == NULL && o->action == DROP_KEYS)
		return "option --action: drop-key with --column needs --by, the key";
	return wrong;
}
