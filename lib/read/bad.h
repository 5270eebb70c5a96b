/*
 * bad: codes of bad records and of faults of a whole input; bad_name gives "short-row" and so on.
 */
#ifndef IA_READ_BAD_H
#define IA_READ_BAD_H

enum bad {
	BAD_NONE,
	BAD_EMPTY_INPUT,
	BAD_NO_COLUMN,
	BAD_DUP_COLUMN,
	BAD_REPEATED_HEADER,
	BAD_SHORT_ROW,
	BAD_LONG_ROW,
	BAD_OPEN_QUOTE,
	BAD_BARE_QUOTE,
	BAD_TEXT_AFTER_QUOTE,
	BAD_BARE_CR,
	BAD_NUL_BYTE,
	BAD_UTF8,
	BAD_UTF16,
	BAD_GZIP_INPUT,
	BAD_FIELD_TOO_LONG,
	BAD_TOO_MANY_COLUMNS,
	BAD_LINE_TOO_LONG,
	BAD_JSON,
	BAD_NOT_OBJECT,
	BAD_DUP_KEY,
	BAD_TOO_DEEP,
	BAD_TYPE,
	BAD_EMPTY_KEY,
	BAD_NUMBER,
	BAD_TIME,
	BAD_COUNT
};

const char *bad_name(enum bad bad);

#endif
