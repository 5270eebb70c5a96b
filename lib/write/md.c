/* Tables of GitHub's Markdown: https://github.github.com/gfm/#tables-extension- */
#include "write/table.h"

static bool
is_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
}

/* What Markdown would take for more than itself; _ inside a word is nothing to it. */
static bool
is_markup(struct slice text, size_t i)
{
	char c = text.ptr[i];

	if (c == '_')
		return i == 0 || i + 1 == text.len || !is_word((unsigned char)text.ptr[i - 1]) ||
		    !is_word((unsigned char)text.ptr[i + 1]);
	return c != '\0' && strchr("|\\`*<[~&", c) != NULL;
}

void
md_add_cell(struct buffer *out, struct slice text)
{
	buffer_add(out, "| ", 2);
	for (size_t i = 0; i < text.len; i++) {
		if (is_markup(text, i))
			buffer_byte(out, '\\');
		buffer_byte(out, text.ptr[i]);
	}
	buffer_byte(out, ' ');
}

static void
end_row(struct buffer *out)
{
	buffer_add(out, "|\n", 2);
}

void
md_add_names(const struct writer_table *table, const struct slice *names, size_t n,
    struct buffer *out)
{
	struct buffer name = { 0 };

	for (size_t c = 0; c < n; c++) {
		if (table != NULL && !table_is_shown(table, c))
			continue;
		buffer_clear(&name);
		safe_add(&name, names[c]);
		md_add_cell(out, slice_of(name.ptr, name.len));
	}
	end_row(out);
	for (size_t c = 0; c < n; c++) {
		bool words = table == NULL || table_is_words(table, c);

		if (table == NULL || table_is_shown(table, c))
			buffer_add(out, words ? "| --- " : "| ---: ", words ? 6 : 7);
	}
	end_row(out);
	buffer_release(&name);
}

void
table_lay_out_md(const struct writer_table *table, const struct slice *names, size_t n,
    struct buffer *out)
{
	md_add_names(table, names, n, out);
	for (size_t row = 0; row < table_nrow(table); row++) {
		for (size_t c = 0; c < n; c++)
			if (table_is_shown(table, c))
				md_add_cell(out, table_cell(table, row, c));
		end_row(out);
	}
}
