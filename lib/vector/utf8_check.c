#include "vector/utf8_check.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

size_t
utf8_check_bytes(const char *ptr, size_t i, size_t len)
{
	while (i < len) {
		uint64_t word;
		size_t n;

		if (len - i >= sizeof word) {
			memcpy(&word, ptr + i, sizeof word);
			if ((word & UINT64_C(0x8080808080808080)) == 0) {
				i += sizeof word;
				continue;
			}
		}
		n = utf8_length(ptr + i, len - i);
		if (n == 0)
			return i;
		i += n;
	}
	return len;
}

size_t
utf8_check(const char *ptr, size_t len, bool *nul)
{
	*nul = len > 0 && memchr(ptr, 0, len) != NULL;
#if defined(__x86_64__)
	if (len >= 64 && __builtin_cpu_supports("avx2"))
		return utf8_check_avx2(ptr, len);
#endif
	return utf8_check_bytes(ptr, 0, len);
}

const char *
utf8_guess(const char *ptr, size_t len)
{
	const unsigned char *p = (const unsigned char *)ptr;

	return len > 1 && p[0] >= 0x81 && p[1] >= 0x80 ? "GB18030" : "latin1";
}
