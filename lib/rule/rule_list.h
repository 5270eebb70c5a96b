/*
 * rule_list: inside lib/rule: every kind of rule.
 */
#ifndef IA_RULE_RULE_LIST_H
#define IA_RULE_RULE_LIST_H

#include "rule/rule_kind.h"

extern const struct rule_kind rule_fill;                                   /* rule_fill.c */
extern const struct rule_kind rule_check, rule_require, rule_drop_missing; /* rule_check.c */
extern const struct rule_kind rule_range, rule_clip;                       /* rule_range.c */
extern const struct rule_kind rule_time;                                   /* rule_time.c */
extern const struct rule_kind rule_unit;                                   /* rule_unit.c */
extern const struct rule_kind rule_number;                                 /* rule_number.c */
extern const struct rule_kind rule_trim, rule_lower, rule_upper;           /* rule_text.c */
extern const struct rule_kind rule_map;                                    /* map_file.c */
extern const struct rule_kind rule_where, rule_set;                        /* rule_where.c */
extern const struct rule_kind rule_select, rule_drop, rule_rename;         /* rule_select.c */

#endif
