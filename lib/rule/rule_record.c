#include "rule/rule_kind.h"

char *
record_bytes(struct record *r, size_t n)
{
	char *out;

	if (n > sizeof r->thread->text - r->used) {
		r->used_arena = true;
		return arena_alloc(&r->thread->arena, n);
	}
	out = r->thread->text + r->used;
	r->used += n;
	return out;
}

bool
record_is_na(const struct record *r, struct slice text)
{
	const struct rule_settings *s = &r->rules->settings;

	for (size_t i = 0; i < s->nna; i++)
		if (strlen(s->na[i]) == text.len && memcmp(s->na[i], text.ptr, text.len) == 0)
			return true;
	return false;
}

static enum kind
literal_kind(struct slice text)
{
	switch (text.len > 0 ? text.ptr[0] : '\0') {
	case '{': return KIND_OBJECT;
	case '[': return KIND_ARRAY;
	case 't': return KIND_TRUE;
	case 'f': return KIND_FALSE;
	default: return KIND_NUMBER;
	}
}

bool
record_cell_value(struct record *r, int cell, struct slice *text, enum kind *kind)
{
	const struct cell *c = &r->cell[cell];
	bool json = r->batch->schema->format == FORMAT_NDJSON; /* all that CSV holds is text */
	char *out;

	*kind = KIND_TEXT;
	*text = c->text;
	if (c->state == CELL_MISSING || c->state == CELL_NULL) {
		*kind = KIND_NULL;
		return false;
	}
	if (c->state == CELL_NUMBER) {
		out = record_bytes(r, NUMBER_WIDTH);
		*text = slice_of(out, number_write(out, c->number));
		*kind = json ? KIND_NUMBER : KIND_TEXT;
	} else if (c->state == CELL_LITERAL && json) {
		*kind = literal_kind(c->text);
	}
	return text->len > 0 && !record_is_na(r, *text);
}

void
record_set(struct record *r, const struct slot *slot, struct cell cell)
{
	enum cell_state before = r->cell[slot->cell].state;

	r->cell[slot->cell] = cell;
	if (cell.state == CELL_MISSING && before != CELL_SOURCE && before != CELL_MISSING)
		r->cell[slot->cell].state = CELL_NULL;
	r->changed = true;
}

void
record_set_like_others(struct record *r, const struct slot *slot, struct cell cell)
{
	char *out;

	if (r->batch->schema->format != FORMAT_NDJSON && r->rules->settings.to_json &&
	    !r->rules->settings.infer) {
		if (cell.state == CELL_NUMBER) {
			out = record_bytes(r, NUMBER_WIDTH);
			cell.text = slice_of(out, number_write(out, cell.number));
		}
		cell.state = CELL_TEXT;
	}
	record_set(r, slot, cell);
}

bool
record_makes_number(const struct record *r, struct slice text, enum kind kind)
{
	return kind == KIND_TEXT && record_is_json(r) && is_json_number(text);
}

enum outcome
record_bad(struct record *r, const struct slot *slot, enum bad bad, const char *expected)
{
	enum verdict verdict = batch_bad(r->batch, r->row, slot->column, bad, expected);

	r->count->bad++;
	if (verdict != VERDICT_MISSING)
		return OUTCOME_BAD;
	if (slot->cell >= 0)
		record_set(r, slot, cell_missing());
	return OUTCOME_KEEP;
}

enum outcome
record_bad_time(struct record *r, const struct slot *slot, const char *format)
{
	return record_bad(r, slot, BAD_TIME,
	    format != NULL
		? "a time of the form that was given"
		: "a time such as 2026-03-01T10:00:05Z (for other forms: --time-format)");
}

bool
is_json_number(struct slice s)
{
	size_t i = s.len > 0 && s.ptr[0] == '-';
	double x;

	if (!number_read(s.ptr, s.len, &x) || s.ptr[0] == '+' || s.ptr[i] == '.')
		return false;
	if (s.ptr[i] == '0' && i + 1 < s.len && s.ptr[i + 1] >= '0' && s.ptr[i + 1] <= '9')
		return false;
	for (; i < s.len; i++)
		if (s.ptr[i] == '.')
			return i + 1 < s.len && s.ptr[i + 1] >= '0' && s.ptr[i + 1] <= '9';
	return true;
}

struct cell
cell_given(struct slice text)
{
	if (text.len == 0)
		return cell_missing();
	if (is_json_number(text) || slice_equal(text, SLICE("true")) ||
	    slice_equal(text, SLICE("false")))
		return cell_literal(text);
	return cell_text(text);
}
