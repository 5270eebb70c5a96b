#include "base/fault.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Cuts a half character off the end of a text that was truncated. */
static size_t
whole_characters(const char *text, size_t len)
{
	size_t start = len;

	while (start > 0 && len - start < 3 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
		start--;
	if (start > 0 && (unsigned char)text[start - 1] >= 0xC0 &&
	    utf8_length(text + start - 1, len - start + 1) == 0)
		return start - 1;
	return len;
}

void
fault_tame(char *text, size_t len)
{
	size_t i = 0;

	while (i < len) {
		size_t n = utf8_length(text + i, len - i), width = n > 0 ? n : 1;

		if (n == 0 || utf8_is_control(text + i, n))
			memset(text + i, '?', width);
		i += width;
	}
}

/* Behind the first len bytes of a text of FAULT_TEXT, as far as it goes. */
static void
put_text(char *text, size_t len, const char *format, va_list arguments)
{
	int n = vsnprintf(text + len, FAULT_TEXT - len, format, arguments);

	if (n < 0)
		text[len] = '\0';
	else if ((size_t)n >= FAULT_TEXT - len)
		text[whole_characters(text, FAULT_TEXT - 1)] = '\0';
	fault_tame(text, strlen(text));
}

void
fault_vset(struct fault *fault, int exit, const char *format, va_list arguments)
{
	if (fault_is_set(fault))
		return;
	put_text(fault->text, 0, format, arguments);
	fault->exit = exit;
}

const char *
fault_usage(struct fault *fault, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fault_vset(fault, EXIT_USAGE, format, arguments);
	va_end(arguments);
	return fault->text;
}

void
remark_add(struct remark *remark, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	put_text(remark->text, strlen(remark->text), format, arguments);
	va_end(arguments);
}

void
fault_set(struct fault *fault, int exit, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fault_vset(fault, exit, format, arguments);
	va_end(arguments);
}

void
fault_system(struct fault *fault, const char *format, ...)
{
	int error = errno;
	char text[sizeof fault->text], reason[128];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (strerror_r(error, reason, sizeof reason) != 0)
		snprintf(reason, sizeof reason, "system error %d", error);
	fault_set(fault, EXIT_SYSTEM, "%.800s: %s", text, reason);
}

#define QUOTE_SOURCE 80 /* bytes of the source that are shown */

static char *
put_hex(char *out, unsigned char c)
{
	*out++ = '\\';
	*out++ = 'x';
	*out++ = "0123456789ABCDEF"[c >> 4];
	*out++ = "0123456789ABCDEF"[c & 15];
	return out;
}

const char *
fault_quote(char *out, const char *ptr, size_t len)
{
	return fault_quote_short(out, ptr, len, QUOTE_SOURCE);
}

const char *
fault_quote_short(char *out, const char *ptr, size_t len, size_t most)
{
	char *p = out;
	size_t i = 0;

	*p++ = '"';
	while (i < len) {
		size_t n = utf8_length(ptr + i, len - i);

		if (i + (n > 0 ? n : 1) > most)
			break;
		if (n == 0) {
			p = put_hex(p, (unsigned char)ptr[i++]);
		} else if (utf8_is_control(ptr + i, n)) {
			for (size_t end = i + n; i < end; i++)
				p = put_hex(p, (unsigned char)ptr[i]);
		} else {
			if (ptr[i] == '"' || ptr[i] == '\\')
				*p++ = '\\';
			memcpy(p, ptr + i, n);
			p += n;
			i += n;
		}
	}
	*p++ = '"';
	if (i < len) {
		memcpy(p, "...", 3);
		p += 3;
	}
	*p = '\0';
	return out;
}
