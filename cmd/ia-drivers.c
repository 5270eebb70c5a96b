/*
 * ia-drivers: what users do early that goes with staying.
 *
 * In      events: a user, an event and a time a row
 * Out     a row for each early event and count: event, at_least, did, did_rate, ..., p, q, adjusted
 * Memory  some 20 bytes and the user's id for each event; past -S it spills
 */
#include <math.h>
#include <stdio.h>

#include "analysis/drivers/drivers.h"
#include "base/number.h"
#include "tool/tool.h"

#define DIGITS 6

struct options {
	struct drivers_params drivers;
	struct texts events;
	const char *start;
	bool details;
};

static const char *
at_least(void *options, const struct option *option, const char *value, char *error)
{
	struct options *o = options;

	(void)option;
	(void)error;
	return drivers_at_least(&o->drivers, value);
}

static const struct option table[] = {
	TEXT(0, "outcome", "WHAT", AT(drivers.outcome_text),
	    "day:N, day:N..M, EXPR; default: day:7"),
	DURATION(0, "early", "DURATION", AT(drivers.early_us),
	    "from the first event on; default: 24h"),
	CALL(0, "at-least", "N,...", at_least, "counts that are tried; default: 1,2,3,5,10"),
	DURATION(0, "horizon", "DURATION", AT(drivers.horizon_us),
	    "of an EXPR, after --early; default: 7d"),
	TEXT(0, "start", "EXPR", AT(start), "a user's time begins with this; default: any event"),
	LIST(0, "events", "A,B,...", AT(events), "try only these; default: all"),
	COUNT(0, "min-users", "N", AT(drivers.least_users),
	    "on each side of a comparison; default: 10"),
	FLAG(0, "details", AT(details), "add all counts, and bounds and p of adjusted"),
	OPTIONS_NAMED,
	OPTION_END,
};

static const struct about about = {
	.name = "ia-drivers",
	.takes_files = true,
	.line = "what users do early that goes with staying",
	.synopsis = "[--outcome day:7|EXPR] [--early 24h] [options] [FILE ...]",
	.example = "ia-drivers --outcome day:7 --start register -o table events.csv",
};

/*
 * To six digits: more would be noise, and fewer than that behind the point would be none of a
 * small p.
 */
static void
write_digits(struct writer *w, double x)
{
	char text[NUMBER_WIDTH];
	int n = snprintf(text, sizeof text, "%.*e", DIGITS - 1, x);

	if (!isfinite(x) || !number_read(text, (size_t)n, &x))
		write_missing(w);
	else
		write_number(w, x);
}

static void
write_row(struct writer *w, const struct drivers_row *row, bool details)
{
	const struct fourfold *u = &row->users;

	write_text(w, row->event);
	write_count(w, row->at_least);
	write_count(w, u->a + u->b);
	write_share(w, u->a, u->a + u->b);
	write_share(w, u->c, u->c + u->d);
	write_rate(w, row->difference);
	write_rate(w, row->low);
	write_rate(w, row->high);
	write_digits(w, row->lift);
	isnan(row->phi) ? write_missing(w) : write_fixed(w, row->phi, DIGITS);
	write_digits(w, row->p);
	write_digits(w, row->q);
	write_digits(w, row->adjusted);
	if (details) {
		write_digits(w, row->adjusted_low);
		write_digits(w, row->adjusted_high);
		write_digits(w, row->adjusted_p);
		write_count(w, u->a);
		write_count(w, u->c + u->d);
		write_count(w, u->c);
	}
	write_end(w);
}

/*
 * Called twice: for errors before the input is waited for, and when the names of its columns are
 * known.
 */
static void
compile(struct tool *tool, struct options *o)
{
	struct drivers_params *p = &o->drivers;

	expr_free(p->outcome);
	expr_free(p->start);
	p->outcome = p->returns ? NULL : tool_expr_of(tool, "--outcome", p->outcome_text, true);
	p->start = o->start != NULL ? tool_expr_of(tool, "--start", o->start, true) : NULL;
}

static void
write_answer(struct tool *tool, const struct drivers *d, bool details)
{
	struct writer *w = tool_answer(tool,
	    details
		? "event,at_least,did,did_rate,did_not_rate,difference,low,high,lift,phi,p,q,adjusted,"
		  "adjusted_low,adjusted_high,adjusted_p,did_outcome,did_not,did_not_outcome"
		: "event,at_least,did,did_rate,did_not_rate,difference,low,high,lift,phi,p,q,adjusted");

	writer_keys(w, "at_least");
	for (size_t k = 0; k < drivers_nrow(d); k++)
		write_row(w, drivers_row(d, k), details);
}

int
main(int argc, char **argv)
{
	struct options o = { .drivers = DRIVERS_DEFAULT };
	struct sequence_spec spec = { 0 };
	char text[DRIVERS_ERROR];
	struct roles roles;
	struct tool tool;

	tool_open(&tool, &about, table, &o, argc, argv);
	o.drivers.event = o.events.at;
	o.drivers.nevent = o.events.n;
	tool_require(&tool, drivers_check(&o.drivers, text));
	compile(&tool, &o);
	tool_start(&tool);
	compile(&tool, &o);
	struct drivers *drivers = drivers_new(&o.drivers);
	tool_roles(&tool, &roles, ROLE_USER | ROLE_EVENT | ROLE_TIME);
	if (!drivers_bind(drivers, tool.scan))
		tool_check(&tool, scan_fault(tool.scan));
	drivers_sequences(drivers, &roles, &spec);
	tool_sequences(&tool, &spec);
	if (drivers_total(drivers))
		write_answer(&tool, drivers, o.details);
	tool_check(&tool, drivers_fault(drivers));
	for (unsigned k = 0; drivers_remark(drivers, k, text); k++)
		if (*text != '\0')
			tool_warn(&tool, "%s", text);
	for (unsigned k = 0; drivers_unseen(drivers, k, text); k++)
		if (*text != '\0')
			tool_doubt(&tool, text);
	drivers_free(drivers);
	return tool_close(&tool);
}
