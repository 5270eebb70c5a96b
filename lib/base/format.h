/*
 * format: the shapes of data that are read and written.
 */
#ifndef IA_BASE_FORMAT_H
#define IA_BASE_FORMAT_H

enum format {
	FORMAT_AUTO,   /* read: seen from the first byte; written: that of the input */
	FORMAT_CSV,    /* RFC 4180, with any one-byte delimiter */
	FORMAT_TSV,    /* the same with a tab */
	FORMAT_NDJSON, /* a JSON object a line (RFC 8259) */
	FORMAT_TABLE,  /* written only: aligned for eyes */
	FORMAT_MD,     /* written only: the same as a table of Markdown */
	FORMAT_CELLS,  /* rows of either on their way: CSV whose numbers are for eyes */
};

/* How a value came: CSV fields are KIND_TEXT, also empty ones; JSON values have their own kinds. */
enum kind {
	KIND_ABSENT, /* JSON: the record has no such key; CSV: the file has no such column */
	KIND_NULL,
	KIND_TEXT,
	KIND_NUMBER, /* the bytes are the number's source text */
	KIND_TRUE,
	KIND_FALSE,
	KIND_OBJECT, /* the bytes are the source text */
	KIND_ARRAY,
};

#endif
