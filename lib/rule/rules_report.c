/*
 * The account of a run as JSON.
 */
#include "rule/rule_kind.h"
#include "write/writer.h"

static void
add_count(struct buffer *out, const char *name, uint64_t count)
{
	buffer_add(out, name, strlen(name));
	buffer_advance(out,
	    buffer_reserve(out, NUMBER_WIDTH) + count_write(out->ptr + out->len, count));
}

void
rules_report(const struct rules *rules, const struct scan_totals *totals, struct buffer *out)
{
	add_count(out, "{\"read\":", totals->read);
	add_count(out, ",\"written\":", totals->written);
	add_count(out, ",\"rejected\":", totals->rejected);
	add_count(out, ",\"altered\":", totals->altered);
	buffer_add(out, ",\"rules\":[", 10);
	for (size_t i = 0; i < rules->n; i++) {
		const struct rule *rule = rules->rule[i];

		if (i > 0)
			buffer_byte(out, ',');
		buffer_add(out, "\n{\"rule\":", 9);
		json_add_string(out, slice_text(rule->kind->name));
		buffer_add(out, ",\"argument\":", 12);
		json_add_string(out, slice_text(rule->argument));
		add_count(out, ",\"changed\":", rule->count.changed);
		add_count(out, ",\"dropped\":", rule->count.dropped);
		add_count(out, ",\"bad\":", rule->count.bad);
		buffer_byte(out, '}');
	}
	buffer_add(out, "]}\n", 3);
}
