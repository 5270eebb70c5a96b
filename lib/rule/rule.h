/*
 * rule: what is done to each record, rule by rule in the order given: fill, range, where, time,
 * unit, ...
 *
 *	struct rules rules = { 0 };
 *	const char *wrong = rules_add(&rules, "range", "duration=..24h", &fault);	NULL, or a sentence
 *	wrong = rules_check(&rules, &settings, &fault);				all of them together
 *	scan_start(scan);
 *	rules_bind(&rules, scan, plan, &fault);
 *	while (rules_gather(&rules, &work)) {		values that need the whole column first: a scan each
 *		scan_run(scan, &work);
 *		scan_rewind(scan);
 *		rules_gathered(&rules);
 *	}
 *	rules_work(&rules, &work);			the scan_work of a map that writes what the rules leave
 *	rules_finish(&rules);				after its scan
 *	rules_report(&rules, totals, &out);
 *	rules_release(&rules);
 *
 * A rule reads values as the rules before it left them, by the names that columns have by then.
 * Lifetime: names, arguments and settings stay the caller's until rules_release. Errors: sentences
 * for wrong arguments; a fault for what binding finds; values that cannot be read are told by
 * batch_bad.
 * Memory: constant, but for @mode (each distinct value) and @previous (each user's last value, in
 * files past the limit, so that a scan may end with the fault of rules_bind set).
 */
#ifndef IA_RULE_RULE_H
#define IA_RULE_RULE_H

#include "expr/expr.h"
#include "read/scan.h"
#include "row/row.h"

struct rule;
struct rule_names;

/* What several rules share. */
struct rule_settings {
	/* [nna] words that count as missing, beside empty and null */
	const char *const *na;
	size_t nna;
	const char *time_out;     /* NULL: RFC 3339; s, ms, us, or a format as in strftime */
	char decimal;             /* of --number: '.' or ',' */
	struct expr_options expr; /* zone, names of the event and time columns */
	struct slice user_column; /* of @previous */
	size_t memory;            /* bytes that @mode and @previous may hold; 0: no limit */
	const char *temp;         /* where @previous puts more; as temp_open's */
	bool to_json;             /* the output is NDJSON */
	bool infer;               /* ... and CSV fields that are numbers become so */
};

struct rules {
	struct rule **rule; /* [n], in order */
	size_t n, capacity;
	struct rule_settings settings;
	struct row_plan *plan;
	struct scan *scan;
	struct rule_names *names; /* while binding */
	struct fault *fault;
	size_t upto; /* rules that the running scan applies */
	bool gathering;
	bool ordered;                /* a rule needs input order: all work is done in turn */
	struct rule_thread *in_turn; /* its state */
};

/* name: "fill", "range", ...; NULL, or a sentence, maybe in fault. */
const char *rules_add(struct rules *rules, const char *name, const char *argument,
    struct fault *fault);
const char *rules_check(struct rules *rules, const struct rule_settings *settings,
    struct fault *fault);
bool rules_twice(const struct rules *rules); /* needs the whole of a column first */

bool rules_bind(struct rules *rules, struct scan *scan, struct row_plan *plan, struct fault *fault);
bool rules_gather(struct rules *rules, struct scan_work *work); /* true: run this scan first */
bool rules_gathered(struct rules *rules); /* false: the fault of rules_bind is set */
void rules_work(struct rules *rules, struct scan_work *work);
void rules_finish(struct rules *rules);

/* {"read":9,"written":8,...,"rules":[{"rule":NAME,"argument":"a=0","changed":3,...}]} */
void rules_report(const struct rules *rules, const struct scan_totals *totals, struct buffer *out);
void rules_release(struct rules *rules);

#endif
