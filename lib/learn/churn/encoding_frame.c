/* Columns as they were read to features, for all rows at once. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "learn/churn/encoding_parts.h"

static void *
own(struct encoded *e, void *array)
{
	e->owned[e->nowned++] = array;
	return array;
}

static void
frame_number(const struct encoding_column *c, const double *x, size_t n, struct encoded *e,
    struct feature *out)
{
	double *whole = NULL;
	size_t hole = 0;

	while (hole < n && !isnan(x[hole]))
		hole++;
	if (c->value && hole < n) {
		whole = own(e, memory_array(n, sizeof *whole));
		for (size_t i = 0; i < n; i++)
			whole[i] = isnan(x[i]) ? c->fill : x[i];
	}
	if (c->value)
		*out++ = (struct feature){ .number = whole != NULL ? whole : x };
	if (c->missing) {
		uint8_t *flag = own(e, memory_array(n, sizeof *flag));

		for (size_t i = 0; i < n; i++)
			flag[i] = (uint8_t)(isnan(x[i]) != 0);
		*out = (struct feature){ .flag = flag };
	}
}

/* Which feature of the column is 1 for each level of raw; c->n: none. */
static uint32_t *
flag_of_level(const struct encoding_column *c, const struct raw_column *raw)
{
	uint32_t *flag = memory_array(raw->nlevel, sizeof *flag);
	uint32_t none = (uint32_t)c->n,
		 other = c->other ? (uint32_t)encoding_flags(c)
	    : c->base             ? none
				  : 0;

	for (size_t j = 0; j < raw->nlevel; j++) {
		uint32_t level = map_find(&c->number, raw->level[j]);

		if (level == MAP_NONE)
			flag[j] = other;
		else
			flag[j] = level < c->base ? none : level - c->base;
	}
	return flag;
}

static void
frame_text(const struct encoding_column *c, const struct raw_column *raw, size_t n,
    struct encoded *e, struct feature *out)
{
	uint32_t *flag = flag_of_level(c, raw), none = (uint32_t)c->n;
	uint32_t missing = c->missing ? none - 1 : c->base ? none : 0;
	uint8_t **column = memory_array(c->n, sizeof(uint8_t *));

	for (size_t j = 0; j < c->n; j++) {
		column[j] = own(e, memory_array(n, sizeof **column));
		out[j] = (struct feature){ .flag = column[j] };
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t code = raw->code[i];
		uint32_t j = code == COLUMN_MISSING ? missing : flag[code];

		if (j < none)
			column[j][i] = 1;
	}
	free(column);
	free(flag);
}

void
encoding_frame(const struct encoding *encoding, const struct raw_column *raw, size_t ncolumn,
    size_t n, struct encoded *out)
{
	struct feature *feature = memory_array(encoding->p, sizeof *feature);

	*out = (struct encoded){ .frame = { n, encoding->p, feature } };
	out->owned = memory_array(encoding->p + 1, sizeof *out->owned);
	for (size_t k = 0, r = 0; k < encoding->ncolumn && r < ncolumn; k++, r++) {
		const struct encoding_column *c = &encoding->column[k];

		while (!slice_equal(raw[r].name, slice_text(c->name)))
			r++;
		if (c->text)
			frame_text(c, &raw[r], n, out, feature + c->first);
		else
			frame_number(c, raw[r].number, n, out, feature + c->first);
	}
}

size_t
encoding_bytes(const struct encoding *encoding, size_t n)
{
	size_t a_row = 0;

	for (size_t k = 0; k < encoding->ncolumn; k++) {
		const struct encoding_column *c = &encoding->column[k];

		a_row += c->text ? c->n : c->missing * (1 + sizeof(double));
	}
	return a_row * n;
}

void
encoded_release(struct encoded *encoded)
{
	for (size_t k = 0; k < encoded->nowned; k++)
		free(encoded->owned[k]);
	free(encoded->owned);
	free((void *)encoded->frame.feature);
	*encoded = (struct encoded){ 0 };
}
