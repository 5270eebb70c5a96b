/*
 * slice: a run of bytes that somebody else owns.
 *
 *	struct slice s = SLICE("pay");
 *	if (slice_equal(s, slice_of(field, length)))
 *		...
 *
 * Lifetime: that of the bytes. Not terminated by NUL. An empty slice may have a NULL ptr.
 */
#ifndef IA_BASE_SLICE_H
#define IA_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
	const char *ptr;
	size_t len;
};

#define SLICE(literal) ((struct slice){ "" literal, sizeof(literal) - 1 })

static inline struct slice
slice_of(const char *ptr, size_t len)
{
	return (struct slice){ ptr, len };
}

static inline struct slice
slice_text(const char *text) /* terminated by NUL */
{
	return (struct slice){ text, strlen(text) };
}

static inline bool
slice_equal(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/*
 * The first of "A,B，C", a list of an option: up to a comma, the full-width one of Chinese input too,
 * or the end. *next: where the one behind it begins; NULL: it is the last.
 */
static inline struct slice
slice_list_first(const char *list, const char **next)
{
	const char *full = strstr(list, "，");
	size_t len = strcspn(list, ",");
	bool is_full = full != NULL && (size_t)(full - list) < len;

	if (is_full)
		len = (size_t)(full - list);
	*next = list[len] == '\0' ? NULL : list + len + (is_full ? 3 : 1);
	return slice_of(list, len);
}

/* Byte order: less than, equal to or greater than 0. */
static inline int
slice_compare(struct slice a, struct slice b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int c = n > 0 ? memcmp(a.ptr, b.ptr, n) : 0;

	return c != 0 ? c : (a.len > b.len) - (a.len < b.len);
}

#endif
