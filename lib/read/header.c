/*
 * header: what the first bytes of a file say: its format, its columns.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "read/csv.h"
#include "read/cut.h"

/* A fault of the whole file at a byte of it (line and column from 1). */
static bool
refuse_file(struct cut *cut, enum bad bad, uint64_t line, uint64_t column, const char *sentence)
{
	fault_set(cut->fault, EXIT_DATA, "%s:%llu:%llu: %s: %s", cut->input.now->name,
	    (unsigned long long)line, (unsigned long long)column, bad_name(bad), sentence);
	return false;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\x1e';
}

/*
 * Files that are no text, by their first bytes; what goes before UTF-16, which they may look like.
 */
struct packed {
	const char *magic;
	size_t len;
	enum bad bad;
	/* of the file's name, in the advice; after: NULL: no name */
	const char *before, *after;
};

static const struct packed packed_kinds[] = {
	{ "\xfd"
	  "7zXZ\0",
	    6, BAD_UTF8, "compressed by xz; try: xz -dc ", " | ..." },
	{ "\x28\xb5\x2f\xfd", 4, BAD_UTF8, "compressed by zstd; try: zstd -dc ", " | ..." },
	{ "PAR1\x15", 5, BAD_NUL_BYTE, "a Parquet file; try: duckdb -c \"copy (from '",
	    "') to '/dev/stdout' (format csv)\" | ..." },
	{ "%PDF-", 5, BAD_UTF8,
	    "a PDF file; export CSV where it was made, or try: pdftotext -layout ", " - | ..." },
	{ "SQLite format 3", 16, BAD_NUL_BYTE, "an SQLite database; try: sqlite3 -csv -header ",
	    " 'select * from TABLE' | ..." },
	{ "\xd0\xcf\x11\xe0", 4, BAD_UTF8, "an old Excel file; save it as CSV", NULL },
};

/* PK, and what the first file in it is called. */
static const struct packed packed_zip = { "PK\3\4", 4, BAD_NUL_BYTE, "a zip file; try: unzip -p ",
	" | ..." };
static const struct packed packed_xlsx = { "PK\3\4", 4, BAD_NUL_BYTE,
	"an Excel file; save it as CSV, or try: xlsx2csv ", " | ..." };
static const struct packed packed_ods = { "PK\3\4", 4, BAD_NUL_BYTE,
	"an OpenDocument file; save it as CSV", NULL };

#define ZIP_NAME 30 /* where it stands (APPNOTE 4.3.7) */

static bool
zip_begins(const unsigned char *p, size_t n, const char *name)
{
	size_t len = strlen(name);

	return n >= ZIP_NAME + len && memcmp(p + ZIP_NAME, name, len) == 0;
}

static const struct packed *
looks_zip(const unsigned char *p, size_t n)
{
	if (n < 4 || memcmp(p, "PK\3\4", 4) != 0)
		return NULL;
	if (zip_begins(p, n, "[Content_Types].xml") || zip_begins(p, n, "xl/") ||
	    zip_begins(p, n, "_rels/") || zip_begins(p, n, "docProps/"))
		return &packed_xlsx;
	return zip_begins(p, n, "mimetype") ? &packed_ods : &packed_zip;
}

/* bzip2 begins with letters: its level, and then a block. */
static const struct packed packed_bzip2 = { "BZh", 3, BAD_UTF8,
	"compressed by bzip2; try: bzip2 -dc ", " | ..." };

static const struct packed *
looks_packed(const unsigned char *p, size_t n)
{
	for (size_t k = 0; k < sizeof packed_kinds / sizeof *packed_kinds; k++)
		if (n >= packed_kinds[k].len &&
		    memcmp(p, packed_kinds[k].magic, packed_kinds[k].len) == 0)
			return &packed_kinds[k];
	if (n >= 10 && memcmp(p, "BZh", 3) == 0 && memcmp(p + 4, "1AY&SY", 6) == 0)
		return &packed_bzip2;
	return looks_zip(p, n);
}

/* Half of the bytes of ASCII text in UTF-16 are NUL, all on one side. */
static bool
looks_utf16(const unsigned char *p, size_t n)
{
	size_t zero[2] = { 0, 0 };
	const unsigned char *line;

	if (n >= 2 && ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff)))
		return true;
	line = n > 0 ? memchr(p, '\n', n) : NULL;
	if (line != NULL) /* what stands behind the line depends on how the bytes came */
		n = (size_t)(line - p) + 1;
	n = n < 256 ? n / 2 * 2 : 256;
	for (size_t i = 0; i < n; i++)
		zero[i & 1] += p[i] == 0;
	return n >= 4 && ((zero[0] * 4 >= n && zero[1] == 0) || (zero[1] * 4 >= n && zero[0] == 0));
}

/* Reads on until a line is there that is not blank; *first: its first byte. */
static bool
peek_line(struct cut *cut, char *first)
{
	size_t seen = 0, n = 0;

	*first = 0;
	for (;;) {
		const char *p;

		if (!cut_peek(cut, n + 1))
			return false;
		p = cut->ahead.ptr + cut->ahead_at;
		n = cut->ahead.len - cut->ahead_at;
		for (; seen < n; seen++) {
			if (*first == 0 && !is_blank(p[seen]))
				*first = p[seen] != 0 ? p[seen] : 1;
			else if (*first != 0 && p[seen] == '\n')
				return true;
		}
		if (cut->input_end || (*first != 0 && n > 65536))
			return true;
	}
}

static bool
check_encoding(struct cut *cut)
{
	const char *name = cut->input.now->name;
	const unsigned char *p = (const unsigned char *)cut->ahead.ptr + cut->ahead_at;
	size_t n = cut->ahead.len - cut->ahead_at;
	const struct packed *packed = looks_packed(p, n);
	bool standard = strcmp(name, "<stdin>") == 0;
	char sentence[500];

	if (n >= 2 && p[0] == 0x1f && p[1] == 0x8b) {
		snprintf(sentence, sizeof sentence,
		    "compressed by gzip twice; try: zcat %.300s | ...", standard ? "FILE" : name);
		return refuse_file(cut, BAD_GZIP_INPUT, 1, 1, sentence);
	}
	if (packed != NULL) {
		const char *file = packed->after == NULL ? "" : standard ? "FILE" : name;

		snprintf(sentence, sizeof sentence, "%s%.300s%s", packed->before, file,
		    packed->after != NULL ? packed->after : "");
		return refuse_file(cut, packed->bad, 1, 1, sentence);
	}
	if (looks_utf16(p, n)) {
		snprintf(sentence, sizeof sentence,
		    "text in UTF-16, expected UTF-8; try: iconv -f UTF-16 -t UTF-8 %.300s | ...",
		    standard ? "FILE" : name);
		return refuse_file(cut, BAD_UTF16, 1, 1, sentence);
	}
	if (n >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf)
		cut->ahead_at += 3;
	return true;
}

/* 10/Oct/2000:13:55:36 -0700 in brackets, and then a quote. */
static bool
is_log_time(const char *p, size_t n)
{
	static const char form[] = "[00/Aaa/0000:00:00:00 +0000] \"";

	if (n < sizeof form - 1)
		return false;
	for (size_t i = 0; i < sizeof form - 1; i++) {
		char c = p[i];
		bool fits = form[i] == '0'             ? c >= '0' && c <= '9'
		    : form[i] == 'A' || form[i] == 'a' ? (c | 0x20) >= 'a' && (c | 0x20) <= 'z'
		    : form[i] == '+'                   ? c == '+' || c == '-'
						       : c == form[i];

		if (!fits)
			return false;
	}
	return true;
}

/* A line of a web server's log, common or combined, where names of columns should stand. */
static bool
looks_access_log(const struct cut *cut)
{
	const char *p = cut->ahead.ptr + cut->ahead_at;
	size_t n = cut->ahead.len - cut->ahead_at;
	const char *newline = n > 0 ? memchr(p, '\n', n) : NULL;

	if (cut->options->format != FORMAT_AUTO || cut->options->delimiter != 0 ||
	    cut->options->no_header || cut->options->nheader > 0)
		return false;
	n = newline != NULL ? (size_t)(newline - p) : n;
	for (size_t i = 0; i < n; i++)
		if (p[i] == '[' && is_log_time(p + i, n - i))
			return true;
	return false;
}

static bool
refuse_access_log(struct cut *cut)
{
	const char *name = cut->input.now->name;
	char sentence[500];

	snprintf(sentence, sizeof sentence,
	    "an access log of a web server; try: ia-import --from combined %.300s | ...",
	    strcmp(name, "<stdin>") == 0 ? "FILE" : name);
	return refuse_file(cut, BAD_BARE_QUOTE, 1, 1, sentence);
}

/*
 * [ and then {, [ or a line end: an array of JSON, which NDJSON refuses with advice; as CSV it
 * would make no sense.
 */
static bool
looks_array(const struct cut *cut)
{
	const char *p = cut->ahead.ptr + cut->ahead_at, *end = cut->ahead.ptr + cut->ahead.len;

	while (p < end && is_blank(*p))
		p++;
	for (p++; p < end && (*p == ' ' || *p == '\t' || *p == '\r'); p++)
		;
	return p < end && (*p == '{' || *p == '[' || *p == '\n');
}

static enum format
seen_format(const struct cut *cut, char first)
{
	if (cut->options->format != FORMAT_AUTO && cut->options->format != FORMAT_TABLE)
		return cut->options->format;
	return first == '{' || (first == '[' && looks_array(cut)) ? FORMAT_NDJSON : FORMAT_CSV;
}

static struct lane *
new_lane(struct cut *cut)
{
	const struct scan_options *o = cut->options;
	struct lane *lane = memory_new(sizeof *lane);
	bool tab = cut->format == FORMAT_TSV && o->delimiter == 0;

	cut->lane = memory_grow(cut->lane, &cut->capacity_lane, cut->nlane + 1, sizeof *cut->lane);
	cut->lane[cut->nlane++] = lane;
	lane->schema.format = cut->format;
	lane->schema.delimiter = tab ? '\t' : o->delimiter != 0 ? o->delimiter : ',';
	lane->schema.file = cut->input.now->name;
	lane->on_error = o->on_error;
	lane->skip_headers = o->skip_headers;
	lane->members = o->members && cut->format == FORMAT_NDJSON;
	lane->careful = o->careful;
	lane->max_field = cut->max_field;
	lane->vectors = cut->vectors;
	lane->file = cut->file;
	lane->header_line = lane->first_line = 1;
	return lane;
}

bool
lane_want(struct cut *cut, struct lane *lane)
{
	struct wanted *wanted = memory_array(cut->nwanted, sizeof *wanted);

	if (cut->nwanted > 0)
		memcpy(wanted, cut->wanted, cut->nwanted * sizeof *wanted);
	free((void *)lane->wanted);
	lane->wanted = wanted;
	lane->nwanted = cut->nwanted;
	for (size_t i = 0; i < cut->nwanted && lane->schema.format != FORMAT_NDJSON; i++) {
		if (!lane_place(lane, &wanted[i], cut->fault))
			return false;
	}
	return true;
}

bool
cut_open(struct cut *cut, size_t file)
{
	struct lane *lane;
	char first;

	cut->file = file;
	cut->ahead.len = cut->ahead_at = 0;
	cut->added = 0;
	cut->input_end = cut->dropping = false;
	if (!input_open(&cut->input, file) || !peek_line(cut, &first) || !check_encoding(cut))
		return false;
	if (!peek_line(cut, &first)) /* without the mark */
		return false;
	if (cut->nlane == 0)
		cut->format = seen_format(cut, first);
	if (cut->format == FORMAT_CSV && looks_access_log(cut))
		return refuse_access_log(cut);
	lane = new_lane(cut);
	cut->now = lane;
	if (cut->format == FORMAT_NDJSON ? !json_header(cut, lane) : !csv_header(cut, lane))
		return false;
	return lane_want(cut, lane);
}

bool
json_header(struct cut *cut, struct lane *lane)
{
	const char *p = cut->ahead.ptr + cut->ahead_at;
	size_t n = cut->ahead.len - cut->ahead_at;
	const char *newline;

	while (n > 0 && is_blank(*p)) {
		p++;
		n--;
	}
	newline = n > 0 ? memchr(p, '\n', n) : NULL;
	if (newline != NULL)
		n = (size_t)(newline - p);
	else if (!cut->input_end)
		return true; /* longer than peek_line looks: it has no say */
	if (n > 0)
		json_first_keys(p, n, &lane->arena, &lane->schema.name, &lane->schema.ncolumn);
	return true;
}
