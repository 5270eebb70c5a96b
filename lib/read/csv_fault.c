/*
 * csv_fault: what is wrong with a CSV record, and where; what --on-error=keep makes of it.
 */
#include "read/csv.h"

const char *
csv_quote_fault(enum bad bad)
{
	switch (bad) {
	case BAD_OPEN_QUOTE: return "a quote that is never closed";
	case BAD_BARE_QUOTE: return "a quote inside a field that does not begin with one";
	case BAD_TEXT_AFTER_QUOTE: return "text after a closing quote";
	default: return "a fault";
	}
}

struct csv_fault
csv_find_fault(const char *ptr, size_t len, char delimiter)
{
	struct csv_record r = csv_record(ptr, len, delimiter, true);
	struct csv_fault first = { r.bad, r.bad != BAD_NONE ? r.place : len };
	const char *nul = len > 0 ? memchr(ptr, 0, len) : NULL;
	bool has_nul;
	size_t at = csv_bare_cr(ptr, len, delimiter);

	if (at < first.place)
		first = (struct csv_fault){ BAD_BARE_CR, at };
	at = utf8_check(ptr, len, &has_nul);
	if (at < first.place)
		first = (struct csv_fault){ BAD_UTF8, at };
	if (nul != NULL && (size_t)(nul - ptr) < first.place)
		first = (struct csv_fault){ BAD_NUL_BYTE, (size_t)(nul - ptr) };
	return first;
}

/* Writes one field quoted, with U+FFFD for what is no UTF-8. text: its quotes are literal. */
static size_t
write_field(char *out, const char *ptr, size_t len)
{
	size_t n = 0;

	out[n++] = '"';
	for (size_t i = 0; i < len;) {
		bool nul;
		size_t good = utf8_check(ptr + i, len - i, &nul);

		for (size_t k = 0; k < good; k++) {
			if (ptr[i + k] == '"')
				out[n++] = '"';
			out[n++] = ptr[i + k];
		}
		i += good;
		if (i < len) {
			memcpy(out + n, "\xef\xbf\xbd", 3);
			n += 3;
			i++;
		}
	}
	out[n++] = '"';
	return n;
}

/* Is the raw field as it should be? */
static bool
is_fine(const char *ptr, size_t len)
{
	bool nul;
	struct csv_record r;

	if (utf8_check(ptr, len, &nul) < len)
		return false;
	r = csv_record(ptr, len, '\0', true);
	return r.bad == BAD_NONE;
}

static size_t
repair_field(char *out, struct slice raw)
{
	struct csv_record r = csv_record(raw.ptr, raw.len, '\0', true);
	struct slice value;

	if (is_fine(raw.ptr, raw.len)) {
		if (raw.len > 0)
			memcpy(out, raw.ptr, raw.len);
		return raw.len;
	}
	if (raw.len == 0 || raw.ptr[0] != '"' || r.bad != BAD_NONE)
		return write_field(out, raw.ptr, raw.len);
	value = csv_decode(raw, out + 4 * raw.len + 8);
	return write_field(out, value.ptr, value.len);
}

bool
csv_repair(struct block *block, struct field record, struct csv_fault fault, struct field *repaired)
{
	const struct schema *schema = &block->lane->schema;
	struct slice text = slice_of(block->base + record.at, record.len);
	size_t ncolumn = schema->ncolumn, at, n = 0, begin = 0, nfield;
	uint32_t *end;
	char *out;

	if (fault.bad == BAD_NUL_BYTE || fault.bad == BAD_OPEN_QUOTE || fault.bad == BAD_BARE_CR ||
	    memchr(text.ptr, 0, text.len) != NULL ||
	    csv_bare_cr(text.ptr, text.len, schema->delimiter) < text.len)
		return false;
	end = csv_ends(block, ncolumn);
	nfield = csv_split(text.ptr, text.len, schema->delimiter, end, ncolumn);
	at = block_extra(block, 6 * text.len + 16 * ncolumn + 16);
	text.ptr = block->base + record.at;
	out = block->base + at;
	for (size_t c = 0; c < ncolumn; c++) {
		if (c > 0)
			out[n++] = schema->delimiter;
		if (c >= nfield)
			continue;
		n += repair_field(out + n, slice_of(text.ptr + begin, end[c] - begin));
		begin = (size_t)end[c] + 1;
	}
	if (n == 0) { /* one empty field: a blank line would be no record */
		memcpy(out, "\"\"", 2);
		n = 2;
	}
	block->extra = at + n;
	*repaired = field_of(at, n, KIND_TEXT);
	return true;
}
