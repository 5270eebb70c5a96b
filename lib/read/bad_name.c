/*
 * bad_name: the names of the faults that a record can have.
 */
#include "read/batch.h"

const char *
bad_name(enum bad bad)
{
	static const char *const name[BAD_COUNT] = {
		[BAD_NONE] = "none",
		[BAD_EMPTY_INPUT] = "empty-input",
		[BAD_NO_COLUMN] = "no-column",
		[BAD_DUP_COLUMN] = "dup-column",
		[BAD_REPEATED_HEADER] = "repeated-header",
		[BAD_SHORT_ROW] = "short-row",
		[BAD_LONG_ROW] = "long-row",
		[BAD_OPEN_QUOTE] = "open-quote",
		[BAD_BARE_QUOTE] = "bare-quote",
		[BAD_TEXT_AFTER_QUOTE] = "text-after-quote",
		[BAD_BARE_CR] = "bare-cr",
		[BAD_NUL_BYTE] = "nul-byte",
		[BAD_UTF8] = "bad-utf8",
		[BAD_UTF16] = "utf16",
		[BAD_GZIP_INPUT] = "gzip-input",
		[BAD_FIELD_TOO_LONG] = "field-too-long",
		[BAD_TOO_MANY_COLUMNS] = "too-many-columns",
		[BAD_LINE_TOO_LONG] = "line-too-long",
		[BAD_JSON] = "bad-json",
		[BAD_NOT_OBJECT] = "not-object",
		[BAD_DUP_KEY] = "dup-key",
		[BAD_TOO_DEEP] = "too-deep",
		[BAD_TYPE] = "bad-type",
		[BAD_EMPTY_KEY] = "empty-key",
		[BAD_NUMBER] = "bad-number",
		[BAD_TIME] = "bad-time",
	};

	return name[bad];
}
