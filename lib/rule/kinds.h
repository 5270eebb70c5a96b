/*
 * kinds: inside lib/rule: every kind of rule.
 */
#ifndef IA_RULE_KINDS_H
#define IA_RULE_KINDS_H

#include "rule/kind.h"

extern const struct rule_kind rule_fill;				/* fill.c */
extern const struct rule_kind rule_check, rule_require, rule_drop_missing; /* check.c */
extern const struct rule_kind rule_range, rule_clip;			/* range.c */
extern const struct rule_kind rule_time;				/* time.c */
extern const struct rule_kind rule_unit;				/* convert.c */
extern const struct rule_kind rule_number;				/* numeral.c */
extern const struct rule_kind rule_trim, rule_lower, rule_upper;	/* text.c */
extern const struct rule_kind rule_map;					/* map_file.c */
extern const struct rule_kind rule_where, rule_set;			/* where.c */
extern const struct rule_kind rule_select, rule_drop, rule_rename;	/* select.c */

#endif
