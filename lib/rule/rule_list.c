#include "rule/rule_list.h"

const struct rule_kind *const rule_kinds[] = { &rule_fill, &rule_drop_missing, &rule_range,
	&rule_clip, &rule_where, &rule_time, &rule_unit, &rule_number, &rule_check, &rule_require,
	&rule_trim, &rule_lower, &rule_upper, &rule_map, &rule_set, &rule_select, &rule_drop,
	&rule_rename, NULL };
