/* Rows from NDJSON: the record's bytes with edits, or the listed columns. */
#include <stdlib.h>

#include "base/memory.h"
#include "read/batch.h"
#include "row/row_parts.h"
#include "write/writer.h"

#define SMALL 32

/* What becomes of a run of bytes of the record. */
struct edit {
	size_t at, len;
	const struct cell *cell;      /* takes its place */
	const struct row_column *key; /* its key does; neither: it goes, a member and one comma */
};

struct edits {
	struct edit *at; /* [n], in the order of the bytes */
	size_t n;
	struct edit small[SMALL];
};

/* One row on its way. */
struct job {
	const struct row_plan *plan;
	const struct batch *batch;
	size_t row;
	const struct cell *cell; /* [ncell] or NULL */
	struct edits edits;
	struct buffer *out;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t
skip_back(const char *base, size_t end)
{
	while (end > 0 && is_blank(base[end - 1]))
		end--;
	return end;
}

/*
 * The key, with its quotes, of the value that begins at at; empty: an array's element. Backwards,
 * the first quote that no odd number of backslashes stands before is where the key begins.
 */
static struct field
key_before(const char *base, size_t at)
{
	size_t end = skip_back(base, at), begin;

	if (end == 0 || base[end - 1] != ':')
		return (struct field){ .at = (uint32_t)at };
	end = skip_back(base, end - 1);
	for (begin = end - 2; begin > 0; begin--) {
		size_t slashes = 0;

		if (base[begin] != '"')
			continue;
		while (slashes < begin && base[begin - 1 - slashes] == '\\')
			slashes++;
		if (slashes % 2 == 0)
			break;
	}
	return (struct field){ .at = (uint32_t)begin, .len = (uint32_t)(end - begin) & 0xFFFFFFF };
}

static bool
key_is(struct slice key, struct slice name)
{
	char *decoded;
	bool same;

	if (key.len < 2)
		return false;
	if (memchr(key.ptr, '\\', key.len) == NULL)
		return slice_equal(slice_of(key.ptr + 1, key.len - 2), name);
	decoded = memory_new(key.len);
	same = slice_equal(json_decode(key, decoded), name);
	free(decoded);
	return same;
}

static struct field
raw_of(const struct job *job, int number)
{
	if (number < 0)
		return (struct field){ .kind = KIND_ABSENT };
	return job->batch->raw[number][job->row];
}

static bool
in_record(const struct job *job, const struct row_column *c)
{
	return raw_of(job, c->number).kind != KIND_ABSENT;
}

static const struct cell *
changed(const struct job *job, const struct row_column *c)
{
	if (job->cell == NULL || c->cell < 0 || job->cell[c->cell].state == CELL_SOURCE)
		return NULL;
	return &job->cell[c->cell];
}

/* The member that has the new name already stands in for the renamed one: see rename_apply. */
static bool
stands_in(const struct job *job, const struct row_column *c)
{
	struct field shadow = raw_of(job, c->shadow);

	return shadow.kind != KIND_ABSENT && shadow.at == raw_of(job, c->number).at;
}

/* Renamed from inside another value to the top: its member goes there. */
static bool
is_moved(const struct job *job, const struct row_column *c)
{
	struct field raw;

	if (!c->renamed || stands_in(job, c))
		return false;
	raw = raw_of(job, c->number);
	return raw.kind != KIND_ABSENT &&
	    !key_is(batch_slice(job->batch, key_before(job->batch->base, raw.at)), c->source);
}

static void
add_edit(struct edits *edits, struct edit edit)
{
	size_t i = edits->n++;

	for (; i > 0 && edits->at[i - 1].at > edit.at; i--)
		edits->at[i] = edits->at[i - 1];
	edits->at[i] = edit;
}

static void
take_out(struct job *job, struct field raw)
{
	struct field key = key_before(job->batch->base, raw.at);

	add_edit(&job->edits,
	    (struct edit){ .at = key.at, .len = (size_t)raw.at + raw.len - key.at });
}

static void
edit_column(struct job *job, const struct row_column *c)
{
	struct field raw = raw_of(job, c->number), shadow = raw_of(job, c->shadow);

	if (raw.kind == KIND_ABSENT)
		return;
	if (c->gone) {
		take_out(job, raw);
		return;
	}
	if (shadow.kind != KIND_ABSENT && !stands_in(job, c))
		take_out(job, shadow);
	if (is_moved(job, c)) {
		take_out(job, raw);
		return;
	}
	if (c->renamed && !stands_in(job, c)) {
		struct field key = key_before(job->batch->base, raw.at);

		add_edit(&job->edits,
		    (struct edit){ .at = key.at, .len = raw.at - key.at, .key = c });
	}
	if (changed(job, c) != NULL)
		add_edit(&job->edits,
		    (struct edit){ .at = raw.at, .len = raw.len, .cell = changed(job, c) });
}

static void
make_edits(struct job *job)
{
	const struct row_plan *plan = job->plan;
	struct edits *edits = &job->edits;

	edits->n = 0;
	edits->at = edits->small;
	if (3 * plan->npatch > SMALL)
		edits->at = memory_array(plan->npatch, 3 * sizeof *edits->at);
	for (size_t k = 0; k < plan->npatch; k++) {
		const struct row_column *c = &plan->patch[k];
		const struct cell *cell = changed(job, c);
		struct field raw;

		if (plan->open && (c->gone || c->renamed)) {
			edit_column(job, c);
		} else if (cell != NULL && (raw = raw_of(job, c->number)).kind != KIND_ABSENT) {
			add_edit(edits,
			    (struct edit){ .at = raw.at, .len = raw.len, .cell = cell });
		}
	}
}

static void
release_edits(struct job *job)
{
	if (job->edits.at != job->edits.small)
		free(job->edits.at);
}

/*
 * Behind a member that was taken out: its comma and the blanks; where it was the last, the comma
 * before it goes.
 */
static size_t
close_gap(const char *base, size_t at, size_t end, struct buffer *out)
{
	while (at < end && is_blank(base[at]))
		at++;
	if (at < end && base[at] == ',') {
		at++;
		while (at < end && is_blank(base[at]))
			at++;
		return at;
	}
	out->len = skip_back(out->ptr, out->len);
	if (out->len > 0 && out->ptr[out->len - 1] == ',')
		out->len = skip_back(out->ptr, out->len - 1);
	return at;
}

/* The bytes at .. end of the batch with the edits that lie there. */
static void
add_edited(const struct job *job, size_t at, size_t end, struct buffer *out)
{
	const char *base = job->batch->base;

	for (size_t k = 0; k < job->edits.n; k++) {
		const struct edit *e = &job->edits.at[k];

		if (e->at < at || e->at >= end) /* elsewhere, or inside one that was written over */
			continue;
		row_add(out, base + at, e->at - at);
		at = e->at + e->len;
		if (e->cell != NULL)
			row_cell_json(e->cell, out);
		else if (e->key != NULL)
			row_add(out, e->key->key.ptr, e->key->key.len);
		else
			at = close_gap(base, at, end, out);
	}
	row_add(out, base + at, end - at);
}

/* A column's value, where it is not in its old place. False: there is nothing to write. */
static bool
add_value(const struct job *job, const struct row_column *c, bool first)
{
	const struct cell *cell = changed(job, c);
	struct field raw = raw_of(job, c->number);

	if (raw.kind == KIND_ABSENT && !c->added && (cell == NULL || cell->state == CELL_MISSING))
		return false;
	if (!first)
		buffer_byte(job->out, ',');
	row_add(job->out, c->key.ptr, c->key.len);
	if (cell != NULL)
		row_cell_json(cell, job->out);
	else if (raw.kind != KIND_ABSENT)
		add_edited(job, raw.at, (size_t)raw.at + raw.len, job->out);
	else
		row_add(job->out, "null", 4);
	return true;
}

static void
write_patched(const struct job *job)
{
	const char *base = job->batch->base;
	size_t at = job->batch->row[job->row].at;
	size_t end = skip_back(base, at + job->batch->row[job->row].len);
	struct buffer *out = job->out;
	bool first;

	end = skip_back(base, end - 1); /* before the closing brace */
	buffer_reserve(out, end - at + 64);
	add_edited(job, at, end, out);
	first = out->ptr[out->len - 1] == '{';
	for (size_t k = 0; k < job->plan->nadded; k++) {
		const struct row_column *c = &job->plan->added[k];

		if (!in_record(job, c) || is_moved(job, c))
			first = !add_value(job, c, first) && first;
	}
	row_add(out, "}\n", 2);
}

static void
write_members(const struct job *job)
{
	bool first = true;

	buffer_byte(job->out, '{');
	for (size_t k = 0; k < job->plan->ncolumn; k++)
		first = !add_value(job, &job->plan->column[k], first) && first;
	row_add(job->out, "}\n", 2);
}

static void
add_field(const struct job *job, const struct row_column *c)
{
	struct field value = job->batch->column[c->number][job->row];
	char delimiter = job->plan->options.delimiter;
	struct buffer text = { 0 };

	if (value.kind != KIND_OBJECT && value.kind != KIND_ARRAY) {
		struct slice s = { 0 };

		if (value.kind > KIND_NULL)
			s = batch_slice(job->batch, value);
		csv_add_field(job->out, s, delimiter, job->plan->ncolumn == 1);
		return;
	}
	value = raw_of(job, c->number);
	add_edited(job, value.at, (size_t)value.at + value.len, &text);
	csv_add_field(job->out, slice_of(text.ptr, text.len), delimiter, false);
	buffer_release(&text);
}

static void
write_fields(const struct job *job)
{
	static const struct cell missing = { .state = CELL_MISSING };
	const struct row_plan *plan = job->plan;

	for (size_t k = 0; k < plan->ncolumn; k++) {
		const struct row_column *c = &plan->column[k];
		const struct cell *cell = changed(job, c);

		if (k > 0)
			buffer_byte(job->out, plan->options.delimiter);
		if (cell == NULL && c->number >= 0)
			add_field(job, c);
		else
			row_cell_csv(plan, cell != NULL ? cell : &missing, plan->ncolumn == 1,
			    job->out);
	}
	if (plan->ncolumn > 0)
		buffer_byte(job->out, '\n');
}

void
row_write_json(const struct row_plan *plan, const struct batch *batch, size_t row,
    const struct cell *cell, struct buffer *out)
{
	struct job job = { .plan = plan, .batch = batch, .row = row, .cell = cell, .out = out };

	make_edits(&job);
	if (plan->way == ROW_PATCH)
		write_patched(&job);
	else if (plan->to_json)
		write_members(&job);
	else
		write_fields(&job);
	release_edits(&job);
}
