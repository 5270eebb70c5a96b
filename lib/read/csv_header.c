/*
 * csv_header: the first record of a CSV file: its columns' names.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "read/csv.h"
#include "read/cut.h"

#define MARK "\xEF\xBB\xBF"
#define MARK_BYTES 3u
#define SEP_BYTES 9 /* of "sep=;" with its line end */

static bool refuse(struct cut *cut, const struct lane *lane, size_t at, enum bad bad,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* A fault of the header, at an offset of its bytes. */
static bool
refuse(struct cut *cut, const struct lane *lane, size_t at, enum bad bad, const char *format, ...)
{
	uint64_t line = lane->header_line, column = 1;
	char sentence[700];
	va_list arguments;

	for (size_t i = 0; i < at; i++) {
		column++;
		if (lane->header.ptr[i] == '\n') {
			line++;
			column = 1;
		}
	}
	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	fault_set(cut->fault, EXIT_DATA, "%s:%llu:%llu: %s: %s", lane->schema.file,
	    (unsigned long long)line, (unsigned long long)column, bad_name(bad), sentence);
	return false;
}

/* Steps over blank lines. */
static bool
skip_blank(struct cut *cut, struct lane *lane)
{
	for (;;) {
		const char *p;
		size_t n;

		if (!cut_peek(cut, 2))
			return false;
		p = cut->ahead.ptr + cut->ahead_at;
		n = cut->ahead.len - cut->ahead_at;
		if (n > 0 && p[0] == '\n')
			cut->ahead_at++;
		else if (n > 1 && p[0] == '\r' && p[1] == '\n')
			cut->ahead_at += 2;
		else
			break;
		lane->header_line++;
	}
	lane->first_line = lane->header_line;
	return true;
}

/* The whole header, read as far as needed. */
static bool
find_header(struct cut *cut, struct lane *lane, struct csv_record *r)
{
	size_t n = 1;

	for (;;) {
		if (!cut_peek(cut, n))
			return false;
		n = cut->ahead.len - cut->ahead_at;
		*r = csv_record(cut->ahead.ptr + cut->ahead_at, n, lane->schema.delimiter,
		    cut->input_end);
		if (r->whole || n > cut->max_field)
			break;
		n *= 2;
	}
	lane->header = slice_of(cut->ahead.ptr + cut->ahead_at, r->whole ? r->stop : n);
	if (lane->header.len > cut->max_field)
		return refuse(cut, lane, cut->max_field, BAD_LINE_TOO_LONG,
		    "a header of more than %zu bytes", cut->max_field);
	lane->header = arena_slice(&lane->arena, lane->header);
	return true;
}

static bool
check_header(struct cut *cut, const struct lane *lane, const struct csv_record *r)
{
	struct slice h = lane->header;
	size_t nul = h.len, cr = csv_bare_cr(h.ptr, h.len, lane->schema.delimiter);
	const char *zero = memchr(h.ptr, 0, h.len);
	bool has_nul;
	size_t wrong = utf8_check(h.ptr, h.len, &has_nul);
	size_t quote = r->bad != BAD_NONE ? r->place : h.len;

	if (zero != NULL)
		nul = (size_t)(zero - h.ptr);
	if (cr < h.len && cr < nul && cr < wrong && cr < quote)
		return refuse(cut, lane, cr, BAD_BARE_CR,
		    "a carriage return without a line feed in the header; try: tr '\\r' '\\n'");
	if (nul < h.len && nul < wrong && nul < quote)
		return refuse(cut, lane, nul, BAD_NUL_BYTE, "a NUL byte in the header");
	if (wrong < h.len && wrong < quote)
		return refuse(cut, lane, wrong, BAD_UTF8,
		    "the header is not UTF-8; try: iconv -f %s -t UTF-8 %.200s",
		    utf8_guess(h.ptr + wrong, h.len - wrong), lane_operand(lane));
	if (quote < h.len)
		return refuse(cut, lane, quote, r->bad, "%s in the header%s",
		    csv_quote_fault(r->bad),
		    cut->nlane > 1 && h.ptr[0] == '{'
			? "; it looks like NDJSON, but the first file is CSV"
			: "");
	return true;
}

static bool
read_names(struct cut *cut, struct lane *lane)
{
	struct slice h = lane->header;
	uint32_t *end = memory_array(COLUMN_MAX, sizeof *end);
	size_t n = csv_split(h.ptr, h.len, lane->schema.delimiter, end, COLUMN_MAX);
	size_t begin = 0, long_name = SIZE_MAX;

	if (n > COLUMN_MAX) {
		begin = (size_t)end[COLUMN_MAX - 1] + 1;
		free(end);
		return refuse(cut, lane, begin, BAD_TOO_MANY_COLUMNS,
		    "%zu columns, at most %u are allowed", n, COLUMN_MAX);
	}
	lane->schema.ncolumn = n;
	lane->schema.name = arena_alloc(&lane->arena, n * sizeof *lane->schema.name);
	lane->schema.raw_name = arena_alloc(&lane->arena, n * sizeof *lane->schema.raw_name);
	lane->name_at = arena_alloc(&lane->arena, n * sizeof *lane->name_at);
	for (size_t i = 0; i < n; i++) {
		struct slice raw = slice_of(h.ptr + begin, end[i] - begin);
		char *name = arena_alloc(&lane->arena, raw.len + 1);

		lane->name_at[i] = (uint32_t)begin;
		lane->schema.raw_name[i] = raw;
		lane->schema.name[i] = csv_decode(raw, name);
		if (lane->schema.name[i].len > NAME_MAX_BYTES && long_name == SIZE_MAX)
			long_name = begin;
		begin = (size_t)end[i] + 1;
	}
	free(end);
	if (long_name != SIZE_MAX)
		return refuse(cut, lane, long_name, BAD_FIELD_TOO_LONG,
		    "a column's name of more than %u bytes", NAME_MAX_BYTES);
	return true;
}

/* --no-header: 1, 2, ... */
static bool
number_names(struct cut *cut, struct lane *lane)
{
	struct slice h = lane->header;
	size_t n = csv_split(h.ptr, h.len, lane->schema.delimiter, NULL, 0);

	if (n > COLUMN_MAX)
		return refuse(cut, lane, 0, BAD_TOO_MANY_COLUMNS,
		    "%zu columns, at most %u are allowed", n, COLUMN_MAX);
	lane->schema.ncolumn = n;
	lane->schema.name = arena_alloc(&lane->arena, n * sizeof *lane->schema.name);
	lane->name_at = arena_alloc(&lane->arena, n * sizeof *lane->name_at);
	for (size_t i = 0; i < n; i++) {
		char *name = arena_alloc(&lane->arena, NUMBER_WIDTH);

		lane->schema.name[i] = slice_of(name, count_write(name, i + 1));
		lane->name_at[i] = 0;
	}
	lane->header = slice_of(NULL, 0);
	return true;
}

/* Columns that are named by who runs the tool. */
static void
given_names(const struct scan_options *o, struct lane *lane)
{
	size_t len = 0;
	char *text;

	lane->schema.ncolumn = o->nheader;
	lane->schema.name = arena_alloc(&lane->arena, o->nheader * sizeof *lane->schema.name);
	lane->name_at = arena_alloc(&lane->arena, o->nheader * sizeof *lane->name_at);
	for (size_t i = 0; i < o->nheader; i++)
		len += strlen(o->header[i]) + 1;
	text = arena_alloc(&lane->arena, len);
	lane->header = slice_of(text, len - 1);
	for (size_t i = 0; i < o->nheader; i++) {
		struct slice name = slice_text(o->header[i]);

		memcpy(text, name.ptr, name.len);
		lane->schema.name[i] = slice_of(text, name.len);
		lane->name_at[i] = (uint32_t)(text - lane->header.ptr);
		text += name.len;
		*text++ = i + 1 < o->nheader ? lane->schema.delimiter : '\0';
	}
}

/* Makes the columns findable by name. */
static void
index_names(struct lane *lane)
{
	const struct schema *schema = &lane->schema;

	lane->nth = arena_alloc(&lane->arena, schema->ncolumn * sizeof *lane->nth);
	column_names_count(schema->name, schema->ncolumn, lane->nth);
	lane->names = memory_new(sizeof *lane->names);
	column_names_init(lane->names, schema->ncolumn);
	for (size_t i = 0; i < schema->ncolumn; i++)
		column_names_put(lane->names, schema->name[i], lane->nth[i], NULL);
}

/*
 * Excel's mark of the delimiter, sep=; on a line before the header: it is stepped over, and what
 * it says counts where nobody said otherwise.
 */
static bool
take_mark(struct cut *cut, struct lane *lane)
{
	const char *p, *newline;
	size_t n, line, quoted;

	/* a byte more only where it matters: a live pipe may have no more for now */
	for (size_t need = 1; need <= SEP_BYTES; need++) {
		if (!cut_peek(cut, need))
			return false;
		p = cut->ahead.ptr + cut->ahead_at;
		n = cut->ahead.len - cut->ahead_at;
		if (n == 0)
			return true;
		quoted = p[0] == '"';
		if (memcmp(p, quoted ? "\"sep=" : "sep=", n < 4 + quoted ? n : 4 + quoted) != 0)
			return true;
		newline = memchr(p, '\n', n < SEP_BYTES ? n : SEP_BYTES);
		if (newline != NULL)
			break;
	}
	if (newline == NULL && n > SEP_BYTES)
		return true;
	n = newline != NULL ? (size_t)(newline - p) : n;
	line = n + (newline != NULL);
	n -= n > 0 && p[n - 1] == '\r';
	if (n == 7 && p[0] == '"' && p[6] == '"') {
		p++;
		n -= 2;
	}
	if (n != 5 || memcmp(p, "sep=", 4) != 0)
		return true;
	if (strchr("\"\r\n", p[4]) != NULL || (unsigned char)p[4] >= 0x80)
		return true;
	if (lane->schema.format == FORMAT_CSV && cut->options->delimiter == 0)
		lane->schema.delimiter = p[4];
	cut->ahead_at += line;
	cut->order += line;
	lane->header_line++;
	return skip_blank(cut, lane);
}

static bool
read_header(struct cut *cut, struct lane *lane)
{
	struct csv_record r;
	size_t n;

	if (!skip_blank(cut, lane) || !take_mark(cut, lane))
		return false;
	if (cut->options->nheader > 0) {
		given_names(cut->options, lane);
		return true;
	}
	n = cut->ahead.len - cut->ahead_at;
	if (n == 0) {
		fault_set(cut->fault, EXIT_DATA, "%s:%llu:1: %s: no header, the input is empty",
		    lane->schema.file, (unsigned long long)lane->header_line,
		    bad_name(BAD_EMPTY_INPUT));
		return false;
	}
	if (!find_header(cut, lane, &r))
		return false;
	if (cut->options->no_header)
		return number_names(cut, lane);
	if (!check_header(cut, lane, &r) || !read_names(cut, lane))
		return false;
	n = cut->ahead.len - cut->ahead_at;
	cut->ahead_at += r.end < n ? r.end : n;
	cut->order += r.end;
	lane->first_line = lane->header_line + 1;
	for (size_t i = 0; i < lane->header.len; i++)
		lane->first_line += lane->header.ptr[i] == '\n';
	return true;
}

/* The two bytes with which a record may begin and stop for this name, quoted or not. */
static void
mark_name(struct lane *lane, struct slice name)
{
	if (name.len < 2) {
		lane->header_begins = lane->header_stops = UINT64_MAX;
		return;
	}
	const char *stop = name.ptr + name.len;

	lane->header_begins |= csv_pair(name.ptr[0], name.ptr[1]) | csv_pair('"', name.ptr[0]);
	lane->header_stops |= csv_pair(stop[-2], stop[-1]) | csv_pair(stop[-1], '"');
}

/* What a record must look like to be compared with the header. */
static void
mark_header(struct lane *lane)
{
	const struct schema *s = &lane->schema;
	size_t quotes = 0, len = s->ncolumn - 1;

	lane->header_least = SIZE_MAX;
	if (lane->header.len == 0)
		return;
	lane->header_begins = csv_pair(MARK[0], MARK[1]);
	for (size_t i = 0; i < s->ncolumn; i++) {
		len += s->name[i].len;
		for (size_t k = 0; k < s->name[i].len; k++)
			quotes += s->name[i].ptr[k] == '"';
		mark_name(lane, s->name[i]);
	}
	lane->header_doubled = quotes > 0;
	lane->header_least = len;
	lane->header_span = 2 * s->ncolumn + quotes + MARK_BYTES;
}

/* A column of this name that is not taken, first if it is; or ncolumn. */
static size_t
find_name(const struct schema *s, struct slice name, const uint8_t *taken, size_t first)
{
	if (!taken[first] && slice_equal(s->name[first], name))
		return first;
	for (size_t i = 0; i < s->ncolumn; i++)
		if (!taken[i] && slice_equal(s->name[i], name))
			return i;
	return s->ncolumn;
}

/* Cheap: does it begin with a name? Ids are often called much like their column. */
static bool
begins_as_header(const struct lane *lane, const char *ptr, size_t len)
{
	const struct schema *s = &lane->schema;
	size_t quote = len > 0 && ptr[0] == '"';

	if (lane->header_doubled)
		return true;
	ptr += quote;
	len -= quote;
	for (size_t i = 0; i < s->ncolumn; i++) {
		struct slice name = s->name[i];

		if (name.len > len || (name.len > 0 && ptr[0] != name.ptr[0]) ||
		    memcmp(ptr, name.ptr, name.len) != 0)
			continue;
		if (name.len == len || ptr[name.len] == s->delimiter || ptr[name.len] == '"')
			return true;
	}
	return false;
}

enum csv_again
csv_header_again(const struct lane *lane, const char *ptr, size_t len)
{
	const struct schema *s = &lane->schema;
	bool marked = len > MARK_BYTES && memcmp(ptr, MARK, MARK_BYTES) == 0;
	size_t at = marked ? MARK_BYTES : 0, n = s->ncolumn;
	enum csv_again again = CSV_AGAIN;

	if (len - at == lane->header.len && memcmp(ptr + at, lane->header.ptr, len - at) == 0)
		return CSV_AGAIN;
	if (!begins_as_header(lane, ptr + at, len - at))
		return CSV_NOT_AGAIN;
	uint32_t *end = memory_array(n, sizeof *end);
	uint8_t *taken = memory_array(n, sizeof *taken);
	char *room = memory_array(len + 1, 1);
	bool same = csv_split(ptr + at, len - at, s->delimiter, end, n) == n;

	for (size_t i = 0, begin = 0; i < n && same; begin = (size_t)end[i++] + 1) {
		struct slice raw = slice_of(ptr + at + begin, end[i] - begin);
		size_t place = find_name(s, csv_decode(raw, room), taken, i);

		same = place < n;
		if (same)
			taken[place] = 1;
		if (place != i)
			again = CSV_AGAIN_IN_OTHER_ORDER;
	}
	free(end);
	free(taken);
	free(room);
	return !same || (again != CSV_AGAIN && n < 3) ? CSV_NOT_AGAIN : again;
}

bool
csv_header(struct cut *cut, struct lane *lane)
{
	if (!read_header(cut, lane))
		return false;
	index_names(lane);
	mark_header(lane);
	return true;
}
