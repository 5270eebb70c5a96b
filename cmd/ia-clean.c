/*
 * ia-clean: missing values, types, units, times: rules on each row, in the order given.
 *
 * In      rows
 * Out     the rows that the rules keep; what no rule touches keeps its bytes
 * Memory  constant; @mode holds each distinct value, @previous each user's last one (past -S:
 *         files)
 */
#include "event/roles.h"
#include "rule/rule.h"
#include "tool/tool.h"

struct options {
	struct rules rules;
	struct texts na;
	const char *time_out, *report;
	int decimal_comma; /* of the choices . and , */
	bool infer;
};

static const char *
add_rule(void *options, const struct option_given *given, struct fault *fault)
{
	struct options *o = options;

	return rules_add(&o->rules, given->option->name, given->value, fault);
}

static const struct option table[] = {
	CALL(0, "fill", "COL=VALUE", add_rule,
	    "or @mean, @median, @mode, @previous, where missing"),
	CALL(0, "drop-missing", "COL,...", add_rule,
	    "drop rows where one of these is missing; * any"),
	CALL(0, "require", "COL,...", add_rule, "bad where one of these is missing"),
	CALL(0, "range", "COL=MIN..MAX", add_rule, "drop rows outside; bounds take units: ..24h"),
	CALL(0, "clip", "COL=MIN..MAX", add_rule, "pull values outside to the bound"),
	CALL(0, "where", "EXPR", add_rule, "keep the rows for which EXPR is true"),
	CALL(0, "time", "COL[=FORMAT]", add_rule, "times to RFC 3339 in UTC"),
	TEXT(0, "time-out", "FORMAT", AT(time_out),
	    "... or to s, ms, us, ns, excel, a strftime format"),
	CALL(0, "unit", "COL=FROM:TO", add_rule, "convert units: ms:s, g:kg, fen:yuan, kb:mb"),
	CALL(0, "number", "COL", add_rule, "1,299.00 with currency, 12%, full-width to numbers"),
	CHOICE(0, "decimal", "SIGN", ".|,", AT(decimal_comma), "decimal sign of --number: . or ,"),
	CALL(0, "check", "COL=TYPE", add_rule, "bad unless number, integer, time or boolean"),
	CALL(0, "trim", "COL", add_rule, "take blanks off both ends"),
	CALL(0, "lower", "COL", add_rule, "to lower case"),
	CALL(0, "upper", "COL", add_rule, "to upper case"),
	READS_CALL(0, "map", "COL=FILE", add_rule, "replace values by a list of old,new"),
	CALL(0, "set", "COL=EXPR", add_rule, "a new or another value"),
	CALL(0, "select", "COL,...", add_rule, "these columns alone, in this order"),
	CALL(0, "drop", "COL,...", add_rule, "without these columns"),
	CALL(0, "rename", "OLD=NEW", add_rule, "another name for a column"),
	LIST(0, "na", "WORD,...", AT(na), "words that count as missing too"),
	FLAG(0, "infer", AT(infer), "CSV to NDJSON: numbers and true, false unquoted"),
	WRITES(0, "report", "FILE", AT(report), "write what each rule did there, as JSON"),
	OPTIONS_EVENTS,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", "*" },
	{ NULL, NULL },
};

static const struct together together[] = {
	{ "drop-missing require", "where one is missing: drop; bad record" },
	{ "trim lower upper", "blanks off both ends; to lower, upper case" },
	{ "range clip", "drop rows outside; pull in to the bound" },
	{ "select drop", "these columns alone, in order; without these" },
	{ NULL, NULL },
};

static const struct about about = {
	.together = together,
	.job = JOB_CLEAN,
	.shapes = shapes,
	.name = "ia-clean",
	.line = "missing values, types, units, times",
	.synopsis = "[rules, in order] [options] [FILE ...]",
	.example = "ia-clean --fill price=0 --range price=..1e6 --time timestamp log.csv",
	.takes_files = true,
};

struct job {
	struct tool tool;
	struct options o;
};

/* What the rules share, as far as it is known before the input is open. */
static struct rule_settings
settings_of(struct job *job)
{
	struct tool *tool = &job->tool;
	const struct options *o = &job->o;

	return (struct rule_settings){
		.na = o->na.at,
		.nna = o->na.n,
		.time_out = o->time_out,
		.decimal = o->decimal_comma ? ',' : '.',
		.expr = { .zone = tool->zone,
		    .time_format = tool->common.time_format,
		    .week_start = tool->week_start,
		    .trouble = &tool->trouble },
		.memory = tool_memory(tool),
		.temp = tool->common.temp,
		.infer = o->infer,
	};
}

static void
bind_rules(struct job *job)
{
	struct tool *tool = &job->tool;
	struct options *o = &job->o;
	struct roles_options roles = { .user = tool->common.user,
		.event = tool->common.event,
		.time = tool->common.time };
	const struct schema *schema = scan_schema(tool->scan);
	struct row_plan *plan = tool_row_plan(tool, o->infer, true);

	o->rules.settings.expr.event_column = role_name(&roles, schema, ROLE_EVENT);
	o->rules.settings.expr.time_column = role_name(&roles, schema, ROLE_TIME);
	o->rules.settings.user_column = role_name(&roles, schema, ROLE_USER);
	o->rules.settings.to_json = tool_format(tool, false) == FORMAT_NDJSON;
	rules_bind(&o->rules, tool->scan, plan, &tool->fault);
	tool_check_asked(tool, &tool->fault);
}

/* @mean and the like: what must be known of the whole input before the first row is written. */
static void
read_whole(struct tool *tool, struct rules *rules)
{
	struct scan_work work;

	while (rules_gather(rules, &work)) {
		scan_not_last(tool->scan);
		tool_fold(tool, &work);
		rules_gathered(rules);
		tool_check_asked(tool, &tool->fault);
		if (!scan_rewind(tool->scan))
			tool_check(tool, scan_fault(tool->scan));
	}
}

static void
write_report(struct tool *tool, const struct rules *rules, const char *path)
{
	struct buffer text = { 0 };
	struct output out;

	rules_report(rules, scan_totals(tool->scan), &text);
	if (output_open(&out, path, &tool->fault) && output_write(&out, text.ptr, text.len))
		output_close(&out);
	tool_check(tool, &tool->fault);
	buffer_release(&text);
}

int
main(int argc, char **argv)
{
	struct job job = { 0 };
	struct tool *tool = &job.tool;
	struct rules *rules = &job.o.rules;
	struct rule_settings settings;
	struct scan_work work;
	struct fault fault = { 0 };

	tool_open(tool, &about, table, &job.o, argc, argv);
	settings = settings_of(&job);
	tool_require(tool, rules_check(rules, &settings, &fault));
	tool_rows(tool);
	tool_scan_options(tool)->twice |= rules_twice(rules);
	tool_scan_options(tool)->live = !tool_scan_options(tool)->twice;
	tool_start(tool);
	bind_rules(&job);
	tool_header(tool, rules->plan);
	read_whole(tool, rules);
	rules_work(rules, &work);
	tool_map(tool, &work);
	tool_check(tool, &tool->fault);
	rules_finish(rules);
	if (job.o.report != NULL)
		write_report(tool, rules, job.o.report);
	row_plan_free(rules->plan);
	rules_release(rules);
	return tool_close(tool);
}
