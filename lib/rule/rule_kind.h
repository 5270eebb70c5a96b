/*
 * rule_kind: inside lib/rule: what a rule is made of. Only the rules' own files include it.
 *
 * One file a family: rule_fill.c rule_gather.c rule_check.c rule_range.c rule_time.c rule_unit.c
 * rule_number.c rule_text.c rule_where.c rule_select.c; each gives const struct rule_kind's, and
 * rule_list.c lists them.
 */
#ifndef IA_RULE_RULE_KIND_H
#define IA_RULE_RULE_KIND_H

#include <stdio.h>

#include "base/number.h"
#include "read/batch.h"
#include "rule/rule.h"
#include "rule/unit.h"

/* A column as a rule knows it. */
struct slot {
	int column; /* of the scan; -1: made by --set */
	int cell;   /* of the plan; -1: never changed */
};

enum outcome {
	OUTCOME_KEEP, /* on to the next rule */
	OUTCOME_DROP, /* left out by the rule */
	OUTCOME_BAD,  /* left out by --on-error */
};

struct rule_count {
	uint64_t changed, dropped, bad;
};

struct rule_thread {
	struct cell *cell;        /* [row_plan_ncell] */
	struct rule_count *count; /* [rules->n] */
	void **gathered;          /* [rules->n], of rules that need the whole column */
	struct expr_scratch scratch;
	struct arena arena; /* long texts of one record */
	char text[1024];    /* short ones */
};

/* A record between two rules. */
struct record {
	const struct rules *rules;
	struct batch *batch;
	size_t row;
	struct rule_thread *thread;
	struct cell *cell;
	struct rule_count *count; /* of the rule at work */
	size_t used;              /* of thread->text */
	bool used_arena, changed;
};

struct rule {
	const struct rule_kind *kind;
	const char *argument; /* as given */
	size_t place;         /* in the list */
	struct slice column;  /* what stands before = */
	const char *value;    /* behind it; NULL: no = */
	struct slot slot;
	void *state;
	struct rule_count count; /* of all threads */
};

struct rule_kind {
	const char *name; /* the option's */
	bool single;      /* argument is COL or COL=VALUE; else a list of its own */
	bool needs_value; /* COL=VALUE */
	/* NULL, or a sentence; may be NULL */
	const char *(*read)(struct rule *rule, struct fault *fault);
	/* Settings are there. NULL, or a sentence; may be NULL */
	const char *(
	    *check)(struct rule *rule, const struct rule_settings *settings, struct fault *fault);
	bool (*bind)(struct rule *rule, struct rules *rules);
	/* NULL: the plan does it */
	enum outcome (*apply)(const struct rule *rule, struct record *record);
	void (*release)(struct rule *rule); /* of what is in state; may be NULL */
};

extern const struct rule_kind *const rule_kinds[]; /* NULL at the end */

/*
 * rule_names.c: columns by the names in force. False: a fault is set, in the scan or in
 * rules->fault.
 */
void names_new(struct rules *rules);
void names_free(struct rules *rules);
bool names_read(struct rules *rules, const struct rule *rule, struct slice name, unsigned flags,
    struct slot *out);
bool names_change(struct rules *rules, const struct rule *rule, struct slice name, unsigned flags,
    struct slot *out); /* with a cell */
/* with a cell where it may have one, for --on-error=keep */
bool names_check(struct rules *rules, const struct rule *rule, struct slice name, unsigned flags,
    struct slot *out);
unsigned names_csv_required(const struct rules *rules);           /* COLUMN_REQUIRED; NDJSON: 0 */
bool names_refuse_double(struct rules *rules, struct slice name); /* false: dup-column */
/* In force, on the heap; of an open NDJSON those of the first record and those that were named. */
struct slice *names_all(const struct rules *rules, size_t *n);
bool names_set(struct rules *rules, const struct rule *rule, struct slice name, struct slot *out);
/* not renamed, no cell so far */
bool names_are_plain(const struct rules *rules, struct slice name);
/*
 * source: what is renamed. NDJSON: other is what a record may have by the new name already; else
 * its column is -1.
 */
bool names_rename(struct rules *rules, const struct rule *rule, struct slice from, struct slice to,
    struct slot *source, struct slot *other);
bool names_drop(struct rules *rules, const struct rule *rule, const struct slice *name, size_t n);
bool names_select(struct rules *rules, const struct rule *rule, const struct slice *name, size_t n);
/* given by --unit; or NULL */
const struct unit *names_unit(const struct rules *rules, struct slice name);
void names_set_unit(struct rules *rules, struct slice name, const struct unit *unit);

/* "a,b,c" to slices on the heap. */
struct slice *names_split(const char *list, size_t *n);

/* rule_record.c: values of a record as they are now. */
char *record_bytes(struct record *record, size_t n); /* until the record is written */
bool record_is_na(const struct record *record, struct slice text);
/* A value that is there: its text and how it came; false: missing. */
bool record_cell_value(struct record *record, int cell, struct slice *text, enum kind *kind);
void record_set(struct record *record, const struct slot *slot, struct cell cell);
/*
 * Where other values of the column stay as they came: from CSV to NDJSON, without --infer, as
 * strings.
 */
void record_set_like_others(struct record *record, const struct slot *slot, struct cell cell);
/* Do its numbers differ from texts, here or in the output? */
static inline bool
record_is_json(const struct record *r)
{
	return r->rules->settings.to_json || r->batch->schema->format == FORMAT_NDJSON;
}
/* Is a number that came as text to become one in the output? */
bool record_makes_number(const struct record *record, struct slice text, enum kind kind);
enum outcome record_bad(struct record *record, const struct slot *slot, enum bad bad,
    const char *expected);
enum outcome record_bad_number(struct record *record, const struct slot *slot);
/* format: of --time-format or of the rule; NULL: none. */
enum outcome record_bad_time(struct record *record, const struct slot *slot, const char *format);
/* text was read as t, which is not likely (instant_is_likely): told where it is a bare number. */
void record_doubt_time(struct record *record, const struct slot *slot, struct slice text,
    const char *format, int64_t t);

static inline bool
record_value(struct record *r, const struct slot *slot, struct slice *text, enum kind *kind)
{
	struct field f;

	if (slot->cell >= 0 && r->cell[slot->cell].state != CELL_SOURCE)
		return record_cell_value(r, slot->cell, text, kind);
	if (slot->column < 0)
		return false;
	f = r->batch->column[slot->column][r->row];
	*kind = (enum kind)f.kind;
	*text = batch_slice(r->batch, f);
	if (f.kind <= KIND_NULL || (f.kind == KIND_TEXT && f.len == 0))
		return false;
	return r->rules->settings.nna == 0 || !record_is_na(r, *text);
}

enum reading { READING_MISSING, READING_NUMBER, READING_OTHER };

static inline enum reading
record_number(struct record *r, const struct slot *slot, double *out)
{
	struct slice text;
	enum kind kind;

	if (slot->cell >= 0 && r->cell[slot->cell].state == CELL_NUMBER) {
		*out = r->cell[slot->cell].number;
		return READING_NUMBER;
	}
	if (!record_value(r, slot, &text, &kind))
		return READING_MISSING;
	if (kind > KIND_NUMBER || !number_read(text.ptr, text.len, out))
		return READING_OTHER;
	return READING_NUMBER;
}

/* rule_gather.c: what is known of a column only at its end. */
enum gather_what { GATHER_MEAN, GATHER_MEDIAN, GATHER_MODE };
struct gather;

struct gather *gather_new(enum gather_what what);
/* bytes that @mode may hold a thread; 0: any */
void gather_limit(struct gather *gather, size_t memory);
/* it held more: there is no answer */
bool gather_is_full(const struct gather *gather);
bool gather_is_odd(const struct gather *gather); /* @mean, @median: some value is no number */
void *gather_thread_new(const struct gather *gather);
enum outcome gather_add(const struct gather *gather, struct record *record, const struct slot *slot,
    void *mine);
/* Takes what a thread gathered, and frees it. */
void gather_merge(struct gather *gather, void *mine);
/* After a scan; false: one more is needed. The answer then: *known, and the cell to fill with. */
bool gather_finish(struct gather *gather, bool *known, struct cell *cell);
void gather_free(struct gather *gather);

/* rule_fill.c, for the scans that come first. */
/* NULL: not such a rule, or it has its answer */
struct gather *fill_gather(const struct rule *rule);
bool fill_needs_whole(const struct rule *rule);
bool fill_needs_order(const struct rule *rule);
/* Before each scan: what it remembers of rows is forgotten. */
void fill_begin(struct rule *rule, const struct rules *rules);
void fill_answer(struct rule *rule, struct cell cell, bool known);

/* A value given on the command line: a number, true or false is one in NDJSON too. */
struct cell cell_given(struct slice text);
/* Text of which JSON makes a number: no +, no leading zeros, a digit on both sides of the point. */
bool is_json_number(struct slice text);

#endif
