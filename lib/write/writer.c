#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "time/instant.h"
#include "base/memory.h"
#include "base/number.h"
#include "write/eyes.h"
#include "write/table.h"
#include "write/writer.h"

#define PLAIN_WIDTH (NUMBER_WIDTH > INSTANT_WIDTH ? NUMBER_WIDTH : INSTANT_WIDTH)

static struct slice
copy(struct slice s)
{
	return slice_of(memory_text(s.ptr, s.len), s.len);
}

/* What stands before the value in NDJSON: ,"name": */
static struct slice
json_key(struct slice name, size_t place)
{
	struct buffer b = { 0 };
	struct slice key;

	buffer_byte(&b, place == 0 ? '{' : ',');
	json_add_string(&b, name);
	buffer_byte(&b, ':');
	key = copy(slice_of(b.ptr, b.len));
	buffer_release(&b);
	return key;
}

void
writer_init_names(struct writer *writer, struct buffer *out, enum format format, char delimiter,
    const struct slice *names, size_t n, bool no_header)
{
	*writer = (struct writer){ .out = out,
		.format = format == FORMAT_AUTO ? FORMAT_CSV : format,
		.delimiter = format == FORMAT_TSV ? '\t'
		    : delimiter != 0              ? delimiter
						  : ',',
		.ncolumn = n,
		.no_header = no_header };
	writer->plain = (writer->format == FORMAT_CSV || writer->format == FORMAT_TSV) &&
	    strchr("0123456789+-.:eTZ", writer->delimiter) == NULL;
	writer->name = memory_array(n, sizeof *writer->name);
	for (size_t k = 0; k < n; k++)
		writer->name[k] = format == FORMAT_NDJSON ? json_key(names[k], k) : copy(names[k]);
	writer->eyes = format == FORMAT_TABLE || format == FORMAT_MD || format == FORMAT_CELLS;
	if (writer->eyes && format != FORMAT_CELLS)
		writer->table = table_new(n);
	else if (writer->format != FORMAT_NDJSON && !no_header)
		csv_add_header(out, names, n, writer->delimiter);
}

void
writer_init(struct writer *writer, struct buffer *out, enum format format, char delimiter,
    const char *names)
{
	size_t n = 1, k = 0;
	struct slice *list;

	for (const char *p = names; *p != '\0'; p++)
		n += *p == ',';
	list = memory_array(n, sizeof *list);
	for (const char *p = names; k < n; k++) {
		list[k] = slice_of(p, strcspn(p, ","));
		p += list[k].len + 1;
	}
	writer_init_names(writer, out, format, delimiter, list, n, false);
	free(list);
}

void
writer_bar(struct writer *writer, const char *column)
{
	for (size_t k = 0; writer->table != NULL && k < writer->ncolumn; k++)
		if (slice_equal(writer->name[k], slice_text(column))) {
			table_bar(writer->table, k);
			table_keys(writer->table, k > 0 ? k : 1);
		}
}

void
writer_fit(struct writer *writer, size_t width)
{
	if (writer->table != NULL)
		table_fit(writer->table, width);
}

void
writer_keys(struct writer *writer, const char *last)
{
	for (size_t k = 0; writer->table != NULL && k < writer->ncolumn; k++)
		if (slice_equal(writer->name[k], slice_text(last)))
			table_keys(writer->table, k + 1);
}

void
writer_ascii(struct writer *writer)
{
	if (writer->table != NULL)
		table_ascii(writer->table);
}

bool
writer_is_table(const struct writer *writer)
{
	return writer->table != NULL;
}

/* What stands before a value. */
static inline void
begin(struct writer *writer)
{
	assert(writer->column < writer->ncolumn);
	if (writer->format == FORMAT_NDJSON) {
		struct slice key = writer->name[writer->column];

		buffer_add(writer->out, key.ptr, key.len);
	} else if (writer->table == NULL && writer->column > 0) {
		buffer_byte(writer->out, writer->delimiter);
	}
	writer->column++;
}

void
write_text(struct writer *writer, struct slice text)
{
	begin(writer);
	if (writer->format == FORMAT_NDJSON)
		json_add_string(writer->out, text);
	else if (writer->table != NULL)
		table_add(writer->table, text, false, 0);
	else
		csv_add_field(writer->out, text, writer->delimiter, writer->ncolumn == 1);
}

void
write_json(struct writer *writer, struct slice source)
{
	if (writer->format != FORMAT_NDJSON) {
		write_text(writer, source);
		return;
	}
	begin(writer);
	buffer_add(writer->out, source.ptr, source.len);
}

void
write_text_or_missing(struct writer *writer, struct slice text)
{
	if (text.len > 0)
		write_text(writer, text);
	else
		write_missing(writer);
}

void
write_missing(struct writer *writer)
{
	begin(writer);
	if (writer->format == FORMAT_NDJSON)
		buffer_add(writer->out, "null", 4);
	else if (writer->table != NULL)
		table_add(writer->table, SLICE(""), true, 0);
	else if (writer->ncolumn == 1)
		buffer_add(writer->out, "\"\"", 2);
}

/* Room for a number or a time behind its delimiter, for what can go there as it is. */
static inline char *
begin_plain(struct writer *writer)
{
	char *p = buffer_reserve(writer->out, 1 + PLAIN_WIDTH);

	assert(writer->column < writer->ncolumn);
	if (writer->column++ > 0)
		*p++ = writer->delimiter;
	return p;
}

/*
 * The text of a number: never needs quotes, but where the delimiter is a digit, a point or a sign.
 */
static void
write_digits(struct writer *writer, const char *ptr, size_t len)
{
	begin(writer);
	if (writer->format == FORMAT_NDJSON)
		buffer_add(writer->out, ptr, len);
	else
		csv_add_field(writer->out, slice_of(ptr, len), writer->delimiter, false);
}

/* The same number for eyes, as text made it; x is what a bar draws. */
static void
write_eyes(struct writer *writer, struct buffer *text, double x)
{
	begin(writer);
	if (writer->table != NULL)
		table_add(writer->table, slice_of(text->ptr, text->len), true, x);
	else
		csv_add_field(writer->out, slice_of(text->ptr, text->len), writer->delimiter,
		    false);
	buffer_release(text);
}

/* Not the plain way, which is the hot one. */
static void
write_other_count(struct writer *writer, uint64_t count)
{
	char text[NUMBER_WIDTH];
	struct buffer eyes = { 0 };

	if (!writer->eyes) {
		write_digits(writer, text, count_write(text, count));
		return;
	}
	eyes_count(&eyes, count);
	write_eyes(writer, &eyes, (double)count);
}

void
write_count(struct writer *writer, uint64_t count)
{
	if (!writer->plain) {
		write_other_count(writer, count);
		return;
	}
	char *p = begin_plain(writer);

	buffer_advance(writer->out, p + count_write(p, count));
}

void
write_integer(struct writer *writer, int64_t x)
{
	char text[NUMBER_WIDTH];
	struct buffer eyes = { 0 };

	if (!writer->eyes) {
		write_digits(writer, text, integer_write(text, x));
		return;
	}
	eyes_integer(&eyes, x);
	write_eyes(writer, &eyes, (double)x);
}

static void
write_other_number(struct writer *writer, double x)
{
	char text[NUMBER_WIDTH];
	struct buffer eyes = { 0 };

	if (!writer->eyes) {
		write_digits(writer, text, number_write(text, x));
		return;
	}
	eyes_number(&eyes, x);
	write_eyes(writer, &eyes, x);
}

void
write_number(struct writer *writer, double x)
{
	if (!isfinite(x)) {
		write_missing(writer);
	} else if (!writer->plain) {
		write_other_number(writer, x);
	} else {
		char *p = begin_plain(writer);

		buffer_advance(writer->out, p + number_write(p, x));
	}
}

void
write_significant(struct writer *writer, double x, int digits)
{
	write_number(writer, isfinite(x) ? eyes_rounded(x, digits) : x);
}

void
write_fixed(struct writer *writer, double x, int digits)
{
	char text[2 * NUMBER_WIDTH];

	if (!isfinite(x) || writer->eyes)
		write_number(writer, x);
	/* no digit behind the point is exact, and the text would be long */
	else if (fabs(x) >= 1e15)
		write_digits(writer, text, number_write(text, x));
	else
		write_digits(writer, text, number_write_fixed(text, x, digits));
}

void
write_share(struct writer *writer, uint64_t part, uint64_t whole)
{
	write_rate(writer, whole == 0 ? NAN : (double)part / (double)whole);
}

void
write_rate(struct writer *writer, double x)
{
	struct buffer eyes = { 0 };

	if (!writer->eyes || !isfinite(x)) {
		write_fixed(writer, x, 6);
		return;
	}
	eyes_share(&eyes, x);
	write_eyes(writer, &eyes, x);
}

void
write_shaded(struct writer *writer, double x, int digits, double most, char mark)
{
	struct buffer cell = { 0 };

	if (writer->table == NULL || !isfinite(x)) {
		write_fixed(writer, x, digits);
		return;
	}
	eyes_rate(&cell, x);
	if (mark != '\0')
		buffer_byte(&cell, mark);
	else if (writer->format == FORMAT_TABLE)
		shade_add(&cell, x, most, !table_is_ascii(writer->table));
	write_eyes(writer, &cell, x);
}

void
writer_legend(struct writer *writer, double most, const char *marks)
{
	struct buffer line = { 0 };

	if (writer->table == NULL)
		return;
	if (!table_is_ascii(writer->table) && most > 0) {
		shade_legend(&line, most);
		buffer_add(&line, "; ", 2);
	}
	buffer_add(&line, marks, strlen(marks));
	table_note(writer->table, slice_of(line.ptr, line.len));
	buffer_release(&line);
}

void
write_seconds(struct writer *writer, double us)
{
	struct buffer eyes = { 0 };

	if (!writer->eyes || !isfinite(us)) {
		write_number(writer, us / 1e6);
		return;
	}
	eyes_duration(&eyes, us);
	write_eyes(writer, &eyes, us);
}

void
write_instant(struct writer *writer, int64_t instant)
{
	char text[INSTANT_WIDTH], *p;

	if (writer->table != NULL) /* without the fraction */
		instant -= (instant % SECOND_US + SECOND_US) % SECOND_US;
	if (!writer->plain) {
		write_text(writer, slice_of(text, instant_write(text, instant)));
		return;
	}
	p = begin_plain(writer);
	buffer_advance(writer->out, p + instant_write(p, instant));
}

void
write_flag(struct writer *writer, bool flag)
{
	write_count(writer, flag);
}

void
write_end(struct writer *writer)
{
	assert(writer->column == writer->ncolumn);
	writer->column = 0;
	if (writer->format == FORMAT_NDJSON)
		buffer_add(writer->out, "}\n", 2);
	else if (writer->table == NULL)
		buffer_byte(writer->out, '\n');
}

void
writer_finish(struct writer *writer)
{
	assert(writer->column == 0);
	if (writer->table == NULL)
		return;
	if (writer->format == FORMAT_MD)
		table_lay_out_md(writer->table, writer->name, writer->ncolumn, writer->out);
	else
		table_lay_out(writer->table, writer->no_header ? NULL : writer->name, writer->out);
	table_free(writer->table);
	writer->table = NULL;
}

void
writer_release(struct writer *writer)
{
	for (size_t k = 0; k < writer->ncolumn; k++)
		free((char *)writer->name[k].ptr);
	free(writer->name);
	if (writer->table != NULL)
		table_free(writer->table);
	*writer = (struct writer){ 0 };
}
