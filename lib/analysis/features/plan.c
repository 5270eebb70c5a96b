/* What was asked for: columns, conditions, classes of events. */
#include <stdlib.h>

#include "analysis/features/parts.h"
#include "base/memory.h"
#include "base/number.h"

static const char *const options[] = { "count", "sum", "mean", "max", "distinct", "last", "first",
	"rfm", "horizon", "label" };

static struct features_asked *
ask(struct features_params *p, enum features_kind kind, const char *text)
{
	struct features_asked *a;

	p->asked = memory_grow(p->asked, &p->asked_capacity, p->nasked + 1, sizeof *p->asked);
	a = &p->asked[p->nasked++];
	*a = (struct features_asked){ .kind = kind, .text = text };
	if ((kind == FEATURES_COUNT && strcmp(text, "*") != 0) || kind == FEATURES_LABEL)
		a->expr = arena_alloc(&p->texts, sizeof *a->expr);
	return a;
}

/* A,B,...: each an event. */
static const char *
ask_counts(struct features_params *p, const char *value)
{
	for (const char *next, *list = value; list != NULL; list = next) {
		struct slice name = slice_list_first(list, &next);

		if (name.len == 0)
			return "an event has no name";
		ask(p, FEATURES_COUNT, arena_text(&p->texts, name.ptr, name.len))->all =
		    slice_equal(name, SLICE("*"));
	}
	return NULL;
}

static const char *
weigh(struct features_params *p, const char *value, struct fault *fault)
{
	const char *equals = strrchr(value, '=');
	struct features_weight weight;

	if (equals == NULL || equals == value ||
	    !number_read(equals + 1, strlen(equals + 1), &weight.weight)) {
		return fault_usage(fault, "expected EVENT=NUMBER, not \"%.40s\"", value);
	}
	weight.event = slice_of(value, (size_t)(equals - value));
	p->weight = memory_grow(p->weight, &p->weight_capacity, p->nweight + 1, sizeof *p->weight);
	p->weight[p->nweight++] = weight;
	return NULL;
}

const char *
features_ask(struct features_params *p, const char *option, const char *value, struct fault *fault)
{
	enum features_kind kind = FEATURES_COUNT;
	const char *equals;

	if (strcmp(option, "weight") == 0)
		return weigh(p, value, fault);
	while (strcmp(options[kind], option) != 0)
		kind++;
	if (kind == FEATURES_COUNT)
		return ask_counts(p, value);
	if (kind == FEATURES_CHURN && !duration_read(value, strlen(value), &p->horizon_us)) {
		return fault_usage(fault, "expected a duration such as 30d, not \"%.40s\"", value);
	}
	for (size_t k = 0; k < p->nasked; k++)
		if (p->asked[k].kind == kind && (kind == FEATURES_CHURN || kind == FEATURES_RFM))
			return NULL; /* given again: the last counts, as of any option */
	if (kind == FEATURES_LABEL) {
		equals = strchr(value, '=');
		if (equals == NULL || equals == value || equals[1] == '\0' || equals[1] == '=')
			return "expected NAME=EXPR";
		ask(p, kind, equals + 1)->name = slice_of(value, (size_t)(equals - value));
		return NULL;
	}
	ask(p, kind, value);
	return NULL;
}

void
features_params_release(struct features_params *p)
{
	free(p->asked);
	free(p->weight);
	arena_release(&p->texts);
}

static uint32_t
class_of(struct features *f, struct slice name)
{
	uint32_t c = 1;

	while (c < f->nclass && !slice_equal(f->class[c].name, name))
		c++;
	if (c == f->nclass) {
		f->class =
		    memory_grow(f->class, &f->capacity_class, f->nclass + 1, sizeof *f->class);
		f->class[f->nclass++] = (struct features_class){ .name = name, .weight = 1 };
		lookup_add(&f->names, name, c);
	}
	f->named = true;
	f->class[c].asked = true;
	return c;
}

/* The flag of a condition; 0: there are too many. Those that are evaluated have the lowest. */
static uint64_t
flag_of(struct features *f, struct expr *expr)
{
	const struct slice *names;
	uint64_t flag;
	size_t n;

	if (!expr_is_event(expr, &names, &n)) {
		if (f->nevaluated == EVALUATED_MOST)
			return 0;
		f->evaluated[f->nevaluated] = expr;
		return UINT64_C(1) << f->nevaluated++;
	}
	if (f->nflag == 64 - EVALUATED_MOST)
		return 0;
	flag = UINT64_C(1) << (EVALUATED_MOST + f->nflag++);
	for (size_t k = 0; k < n; k++)
		f->class[class_of(f, names[k])].flags |= flag;
	return flag;
}

static unsigned
number_of(struct features *f, const char *name)
{
	unsigned k = 1;

	while (k < f->nnumber && strcmp(f->number[k].name, name) != 0)
		k++;
	if (k >= f->nnumber) {
		k = f->nnumber;
		f->number = memory_resize(f->number, f->nnumber + 1, sizeof *f->number);
		f->number[f->nnumber++] = (struct features_number){ .name = name };
	}
	return k;
}

static unsigned
text_of(struct features *f, const char *name)
{
	unsigned k = 0;

	while (k < f->ntext && strcmp(f->text[k].name, name) != 0)
		k++;
	if (k == f->ntext) {
		f->text = memory_resize(f->text, f->ntext + 1, sizeof *f->text);
		f->text[f->ntext++] = (struct features_text){ .name = name };
	}
	return k;
}

/* false: too many conditions. */
static bool
plan_asked(struct features *f, struct features_asked *a)
{
	const struct slice *names;
	size_t n;

	a->class = 0;
	a->flag = 0;
	switch (a->kind) {
	case FEATURES_COUNT:
		f->all = f->all || a->all;
		if (!a->all && expr_is_event(*a->expr, &names, &n) && n == 1)
			a->class = class_of(f, names[0]);
		else if (!a->all)
			a->flag = flag_of(f, *a->expr);
		return a->all || a->class != 0 || a->flag != 0;
	case FEATURES_SUM:
	case FEATURES_MEAN:
	case FEATURES_MAX:
		a->at = number_of(f, a->text);
		f->number[a->at].max = f->number[a->at].max || a->kind == FEATURES_MAX;
		return true;
	case FEATURES_DISTINCT:
	case FEATURES_LAST:
	case FEATURES_FIRST: a->at = text_of(f, a->text); return true;
	case FEATURES_RFM: f->rfm = true; return true;
	case FEATURES_CHURN: return true;
	case FEATURES_LABEL:
		a->flag = flag_of(f, *a->expr);
		f->labels |= a->flag;
		return a->flag != 0;
	}
	return true;
}

const char *
features_plan(struct features *f, struct fault *fault)
{
	struct features_params *p = &f->params;
	bool room = true;

	f->order = -1;
	f->class = memory_grow(NULL, &f->capacity_class, 1, sizeof *f->class);
	f->class[f->nclass++] = (struct features_class){ .weight = 1 };
	number_of(f, p->value != NULL ? p->value : "price");
	if (p->order != NULL)
		f->order = (int)text_of(f, p->order);
	f->purchase = flag_of(f, p->purchase);
	for (size_t c = 1; c < f->nclass && p->purchase_is_usual; c++)
		f->class[c].asked = false;
	if (p->login != NULL)
		f->login = flag_of(f, p->login);
	for (size_t k = 0; k < p->nasked && room; k++)
		room = plan_asked(f, &p->asked[k]);
	for (size_t k = 0; k < p->nweight; k++)
		f->class[class_of(f, p->weight[k].event)].weight = p->weight[k].weight;
	f->named = f->named || f->all;
	if (room)
		return NULL;
	return fault_usage(fault,
	    "at most %u conditions can be expressions, and %u events by name with label, "
	    "login, purchase or lists",
	    EVALUATED_MOST, 64 - EVALUATED_MOST);
}
