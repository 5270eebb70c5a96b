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

#define DIGITS 6 /* significant: as many behind the point would be none of a small p */

struct options {
	struct drivers_params drivers;
	struct texts events;
	bool details;
};

static const char *
at_least(void *options, const struct option_given *given, struct fault *fault)
{
	struct options *o = options;

	(void)fault;
	return drivers_at_least(&o->drivers, given->value);
}

/* day:N, day:N..M or a condition. */
static const char *
outcome(void *options, const struct option_given *given, struct fault *fault)
{
	struct options *o = options;
	bool days = strncmp(given->value, "day:", 4) == 0;

	(void)fault;
	option_expr(given, days ? NULL : given->value, &o->drivers.outcome);
	return days ? drivers_days(&o->drivers, given->value + 4) : NULL;
}

static const struct option table[] = {
	CALL(0, "outcome", "WHAT", outcome, "day:N, day:N..M, EXPR; default: day:7"),
	DURATION(0, "early", "DURATION", AT(drivers.early_us),
	    "from the first event on; default: 24h"),
	CALL(0, "at-least", "N,...", at_least, "counts that are tried; default: 1,2,3,5,10"),
	DURATION(0, "horizon", "DURATION", AT(drivers.horizon_us),
	    "of an EXPR, after --early; default: 7d"),
	EXPR(0, "start", "EXPR", AT(drivers.start),
	    "a user's time begins with this; default: any event"),
	LIST(0, "events", "A,B,...", AT(events), "try only these; default: all"),
	COUNT(0, "min-users", "N", AT(drivers.least_users),
	    "on each side of a comparison; default: 10"),
	FLAG(0, "details", AT(details), "add all counts, and bounds and p of adjusted"),
	OPTIONS_SEQUENCES,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "",
	    "event,at_least,did,did_rate,did_not_rate,difference,low,high,lift,phi,"
	    "p,q,adjusted" },
	{ "--details",
	    "event,at_least,did,did_rate,did_not_rate,difference,low,high,lift,phi,"
	    "p,q,adjusted,adjusted_low,adjusted_high,adjusted_p,did_outcome,"
	    "did_not,did_not_outcome" },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_DO,
	.shapes = shapes,
	.name = "ia-drivers",
	.takes_files = true,
	.line = "what users do early that goes with staying",
	.synopsis = "[--outcome day:7|EXPR] [--early 24h] [options] [FILE ...]",
	.example = "ia-drivers --outcome day:7 --start register -o table events.csv",
};

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
	write_significant(w, row->lift, DIGITS);
	write_fixed(w, row->phi, DIGITS);
	write_significant(w, row->p, DIGITS);
	write_significant(w, row->q, DIGITS);
	write_significant(w, row->adjusted, DIGITS);
	if (details) {
		write_significant(w, row->adjusted_low, DIGITS);
		write_significant(w, row->adjusted_high, DIGITS);
		write_significant(w, row->adjusted_p, DIGITS);
		write_count(w, u->a);
		write_count(w, u->c + u->d);
		write_count(w, u->c);
	}
	write_end(w);
}

struct job {
	struct tool tool;
	struct options o;
};

static void
write_answer(struct job *job, const struct drivers *d)
{
	bool details = job->o.details;
	struct writer *w = tool_answer(&job->tool,
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
	struct job job = { .o.drivers = DRIVERS_DEFAULT };
	struct drivers_params *p = &job.o.drivers;
	struct fault fault = { 0 };

	tool_open(&job.tool, &about, table, &job.o, argc, argv);
	p->event = job.o.events.at;
	p->nevent = job.o.events.n;
	tool_require(&job.tool, drivers_check(p, &fault));
	tool_start(&job.tool);
	p->memory = tool_memory(&job.tool);
	p->temp = job.tool.common.temp;
	struct drivers *drivers = drivers_new(p);

	tool_analyse(&job.tool, &drivers_analysis, drivers);
	write_answer(&job, drivers);
	drivers_free(drivers);
	return tool_close(&job.tool);
}
