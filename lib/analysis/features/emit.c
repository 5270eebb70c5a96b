/*
 * The end of the way: replies to the caller. With --rfm a reply is a row as bytes: its length, the
 * row, its values, the bytes of user and texts; when the first comes all users are known.
 */
#include <stdlib.h>

#include "analysis/features/parts.h"
#include "base/memory.h"

void
features_keep(const struct features_row *row, struct buffer *out)
{
	uint64_t len = sizeof len + sizeof *row + row->nvalue * sizeof *row->value + row->user.len;

	for (size_t k = 0; k < row->nvalue; k++)
		len += row->value[k].text.len;
	buffer_add(out, &len, sizeof len);
	buffer_add(out, row, sizeof *row);
	buffer_add(out, row->value, row->nvalue * sizeof *row->value);
	buffer_add(out, row->user.ptr, row->user.len);
	for (size_t k = 0; k < row->nvalue; k++)
		buffer_add(out, row->value[k].text.ptr, row->value[k].text.len);
}

static uint64_t
read_row(const char *at, struct features_row *row, struct features_value *value)
{
	const char *p = at + sizeof(uint64_t);
	uint64_t len;

	memcpy(&len, at, sizeof len);
	memcpy(row, p, sizeof *row);
	p += sizeof *row;
	if (row->nvalue > 0)
		memcpy(value, p, row->nvalue * sizeof *value);
	p += row->nvalue * sizeof *value;
	row->value = value;
	row->user.ptr = p;
	p += row->user.len;
	for (size_t k = 0; k < row->nvalue; k++) {
		value[k].text.ptr = p;
		p += value[k].text.len;
	}
	return len;
}

static void
set_scores(struct features *f, const struct features_row *row, struct features_value *value,
    char *text)
{
	unsigned r = 6 - scores_of(&f->scores, SCORES_R, (uint64_t)row->purchase_days, row->user);
	unsigned n = scores_of(&f->scores, SCORES_F, row->purchases, row->user);
	unsigned m = scores_of(&f->scores, SCORES_M, features_money(row->revenue), row->user);

	value[0] = (struct features_value){ .count = r };
	value[1] = (struct features_value){ .count = n };
	value[2] = (struct features_value){ .count = m };
	text[0] = (char)('0' + r);
	text[1] = (char)('0' + n);
	text[2] = (char)('0' + m);
	value[3].kind = KIND_TEXT;
	value[3].text = slice_of(text, 3);
}

/* Where --rfm's columns stand among what was asked for. */
static size_t
place_of(const struct features *f)
{
	size_t at = 0;

	for (size_t k = 0; f->params.asked[k].kind != FEATURES_RFM; k++)
		at += f->params.asked[k].all ? f->ncolumns : 1;
	return at;
}

static bool
find_scores(struct features *f)
{
	struct scores_tape **list = memory_array(f->nthread, sizeof *list);
	bool good;

	for (size_t t = 0; t < f->nthread; t++)
		list[t] = &f->thread[t]->tape;
	good = scores_find(&f->scores, list, f->nthread, &f->fault);
	free(list);
	f->value = memory_array(f->nvalue, sizeof *f->value);
	f->scored = true;
	return good;
}

bool
features_emit(void *self, const char *ptr, size_t len)
{
	struct features *f = self;
	struct features_row row;
	char text[3];

	if (!f->rfm)
		return f->params.write(f->params.self, ptr, len);
	if (!f->scored && !find_scores(f))
		return false;
	buffer_clear(&f->line);
	for (const char *at = ptr; at < ptr + len;) {
		at += read_row(at, &row, f->value);
		if (row.purchases > 0)
			set_scores(f, &row, f->value + place_of(f), text);
		f->params.row(f->params.self, 0, &row, &f->line);
	}
	return f->params.write(f->params.self, f->line.ptr, f->line.len);
}
