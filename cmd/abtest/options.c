#include <math.h>

#include "abtest/job.h"
#include "base/number.h"

/* Where the first metric of a list ends: at a comma outside brackets and quotes. */
static size_t
first_of(const char *text)
{
	char quote = '\0';
	int depth = 0;
	size_t i = 0;

	for (; text[i] != '\0'; i++) {
		char c = text[i];

		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'' || c == '`')
			quote = c;
		else if (c == '(' || c == ')')
			depth += c == '(' ? 1 : -1;
		else if (c == ',' && depth == 0)
			break;
	}
	return i;
}

static const char *
add_metric(struct options *o, const struct option_given *given, const char *text,
    struct fault *fault)
{
	struct abtest_metric *m = &o->metric[o->nmetric];
	const char *wrong;

	if (o->nmetric == ABTEST_METRICS)
		return "metric: more than 30";
	wrong = abtest_metric_read(m, text, &o->texts, fault);
	if (wrong != NULL)
		return wrong;
	o->nmetric++;
	for (unsigned k = 0; k < m->nterm; k++) {
		if (m->bare || m->term[k].expression)
			option_expr(given, m->term[k].text, &m->term[k].expr);
		if (m->term[k].when != NULL)
			option_expr(given, m->term[k].when, &m->term[k].gate);
	}
	return NULL;
}

const char *
abtest_metric(void *options, const struct option_given *given, struct fault *fault)
{
	struct options *o = options;
	const char *rest = given->value, *wrong = NULL;

	while (wrong == NULL) {
		size_t len = first_of(rest);

		wrong = add_metric(o, given, arena_text(&o->texts, rest, len), fault);
		if (rest[len] == '\0')
			break;
		rest += len + 1;
	}
	/* the option's name stands before it */
	return wrong != NULL && strncmp(wrong, "metric: ", 8) == 0 ? wrong + 8 : wrong;
}

static struct abtest_metric *
metric_of(struct options *o, struct slice name)
{
	for (size_t k = 0; k < o->nmetric; k++)
		if (slice_equal(o->metric[k].name, name))
			return &o->metric[k];
	return NULL;
}

/* COLUMN, of all metrics; or METRIC=COLUMN. */
static const char *
take_pre(struct options *o, const char *text, struct fault *fault)
{
	const char *equal = strchr(text, '=');
	struct abtest_metric *m;

	if (equal == NULL) {
		for (size_t k = 0; k < o->nmetric; k++)
			o->metric[k].pre = text;
		return NULL;
	}
	m = metric_of(o, slice_of(text, (size_t)(equal - text)));
	if (m == NULL)
		return fault_usage(fault, "pre: no metric is called so: %.150s", text);
	m->pre = equal + 1;
	return NULL;
}

static const char *
take_split(struct options *o, struct fault *fault)
{
	if (o->split.n > ASSIGN_VARIANTS)
		return "split: more than 100 variants";
	for (size_t k = 0; k < o->split.n; k++) {
		struct abtest_share *s = &o->planned[k];

		if (!assign_share_read(o->split.at[k], &s->name, &s->share) || isnan(s->share))
			return fault_usage(fault,
			    "split: expected NAME=SHARE such as b=0.5, found %.150s",
			    o->split.at[k]);
	}
	o->abtest.split = o->planned;
	o->abtest.nsplit = o->split.n;
	return NULL;
}

static const char *
take_winsor(struct options *o)
{
	bool is_share;
	double x;

	if (o->winsor == NULL)
		return NULL;
	if (!share_read(o->winsor, strlen(o->winsor), &x, &is_share) || !is_share || x == 0)
		return "winsor: expected a share such as 99.9%";
	o->abtest.winsor = x;
	return NULL;
}

static const char *
take_lists(struct options *o, struct fault *fault)
{
	const char *wrong = take_split(o, fault);

	for (size_t k = 0; k < o->pre.n && wrong == NULL; k++)
		wrong = take_pre(o, o->pre.at[k], fault);
	for (size_t k = 0; k < o->less.n && wrong == NULL; k++) {
		struct abtest_metric *m = metric_of(o, slice_text(o->less.at[k]));

		if (m == NULL)
			return fault_usage(fault, "less: no metric is called so: %.150s",
			    o->less.at[k]);
		m->less = true;
	}
	for (size_t k = 0; k < o->guardrail.n && wrong == NULL; k++)
		wrong = abtest_guard_read(o->metric, o->nmetric, o->guardrail.at[k], fault);
	return wrong != NULL ? wrong : take_winsor(o);
}

const char *
abtest_options(struct options *o, struct fault *fault)
{
	struct abtest_params *p = &o->abtest;
	const char *wrong = take_lists(o, fault);

	if (wrong != NULL)
		return wrong;
	if (o->holdout != NULL && (p->variant != NULL || p->exposure != NULL))
		return "holdout: it stands for the variant, and is of rows";
	if (o->holdout != NULL) {
		p->variant = o->holdout;
		p->holdout = true;
	}
	if (o->cuped && p->exposure == NULL)
		return "cuped: rows have no events from before; give the column of the pre-period: --pre COLUMN";
	p->cuped = o->cuped;
	p->metric = o->metric;
	p->nmetric = o->nmetric;
	return abtest_check(p, fault);
}
