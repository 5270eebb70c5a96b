/*
 * utf8_check: is it UTF-8, and where is it not (RFC 3629; Unicode 15, table 3-7).
 */
#ifndef IA_VECTOR_UTF8_CHECK_H
#define IA_VECTOR_UTF8_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Offset of the first byte that is not part of valid UTF-8 (no overlong forms, no surrogates, up
 * to U+10FFFF), or len. *nul says whether a NUL is in it.
 */
size_t utf8_check(const char *ptr, size_t len, bool *nul);
/* What iconv may call bytes that are no UTF-8 at ptr[0]: those of Chinese come in pairs. */
const char *utf8_guess(const char *ptr, size_t len);

/* Its two versions; the first from byte i on, where a character begins. */
size_t utf8_check_bytes(const char *ptr, size_t i, size_t len);
size_t utf8_check_avx2(const char *ptr, size_t len);

#endif
