/*
 * utf8: one character (Unicode 15, table 3-7: no surrogates, no overlong forms, at most U+10FFFF).
 */
#ifndef IA_BASE_UTF8_H
#define IA_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the character at ptr, 1 to 4; 0: none that is valid, or len is 0. */
size_t utf8_length(const char *ptr, size_t len);

/* Writes the character with this code, at most U+10FFFF: 1 to 4 bytes. */
size_t utf8_write(char *out, uint32_t code);

/* Whether the valid character of n bytes steers a terminal or the direction of text. */
bool utf8_is_control(const char *ptr, size_t n);

#endif
