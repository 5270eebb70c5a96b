/* Bars beside the rows of a table, and shades in its cells. */
#include <stdlib.h>
#include <strings.h>

#include "base/number.h"
#include "write/table.h"

/* Asked of the environment: setlocale would change how numbers are read and written. */
bool
bar_blocks(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *terminal = getenv("TERM"), *locale = NULL;

	for (size_t k = 0; k < sizeof names / sizeof *names && (locale == NULL || *locale == '\0');
	     k++)
		locale = getenv(names[k]);
	if (locale == NULL || (terminal != NULL && strcmp(terminal, "dumb") == 0))
		return false;
	for (; *locale != '\0'; locale++)
		if (strncasecmp(locale, "UTF-8", 5) == 0 || strncasecmp(locale, "UTF8", 4) == 0)
			return true;
	return false;
}

static void
add_blocks(struct buffer *out, unsigned eighths)
{
	for (; eighths >= 8; eighths -= 8)
		buffer_add(out, "\xE2\x96\x88", 3);
	if (eighths > 0)
		buffer_add(out, (char[]){ '\xE2', '\x96', (char)(0x90 - (int)eighths) }, 3);
}

/* What is more than nothing is seen. */
void
bar_add(struct buffer *out, double x, double most, size_t width, bool blocks)
{
	unsigned steps = (unsigned)(blocks ? 8 * width : width), n;

	if (!(x > 0) || !(most > 0))
		return;
	n = x >= most ? steps : (unsigned)(x / most * steps + 0.5);
	if (n == 0)
		n = 1;
	if (blocks)
		add_blocks(out, n);
	else
		for (; n > 0; n--)
			buffer_byte(out, '#');
}

static const char *const shade[] = { "\xE2\x96\x91", "\xE2\x96\x92", "\xE2\x96\x93",
	"\xE2\x96\x88" };

/* Four shades; what is more than nothing is seen. */
void
shade_add(struct buffer *out, double x, double most, bool blocks)
{
	double quarter = x / most * 4;

	if (!blocks || !(x > 0) || !(most > 0))
		buffer_byte(out, ' ');
	else
		buffer_add(out, shade[quarter > 3 ? 3 : quarter > 2 ? 2 : quarter > 1 ? 1 : 0], 3);
}

void
shade_legend(struct buffer *out, double most, int digits)
{
	char text[NUMBER_WIDTH * 2];

	for (int k = 0; k < 3; k++) {
		buffer_add(out, shade[k], 3);
		buffer_add(out, " to ", 4);
		buffer_add(out, text, number_write_fixed(text, most * (k + 1) / 4, digits));
		buffer_add(out, ", ", 2);
	}
	buffer_add(out, shade[3], 3);
	buffer_add(out, " more", 5);
}
