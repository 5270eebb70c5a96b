/*
 * fault: the first error that happened to an object, as one finished sentence.
 *
 *	if (close(fd) != 0)
 *		fault_system(&fault, "%s: cannot close", name);
 *	...
 *	if (fault_is_set(&fault)) ...
 *
 * The first fault stays; later ones are ignored. Setting one is not thread-safe.
 * The text holds nothing that a terminal obeys: format what came from input with fault_quote.
 */
#ifndef IA_BASE_FAULT_H
#define IA_BASE_FAULT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

enum exit_status {
	EXIT_DONE = 0,   /* done, everything written */
	EXIT_DATA = 1,   /* the data was rejected; repeating will not help */
	EXIT_USAGE = 2,  /* wrong usage, a missing column, somebody else's model file */
	EXIT_SYSTEM = 3, /* the system failed; repeating may help */
};

#define FAULT_TEXT 1000

struct fault {
	int exit;              /* EXIT_DONE: no fault */
	char text[FAULT_TEXT]; /* without the program's name and without a line end */
};

static inline bool
fault_is_set(const struct fault *fault)
{
	return fault->exit != EXIT_DONE;
}

/* exit: an exit_status; text as by printf, cut at 999 bytes and tamed. Nothing where one is set. */
void fault_set(struct fault *fault, int exit, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void fault_vset(struct fault *fault, int exit, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));
/*
 * EXIT_USAGE; returns the text. For checks of parameters, which give NULL or a sentence that begins
 * with the parameter ("folds: expected 2 to 255"): the fault is the room of one that is put together.
 */
const char *fault_usage(struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Every byte of control characters and of bad UTF-8 becomes '?': names and options may hold what a
 * terminal obeys, messages may not.
 */
void fault_tame(char *text, size_t len);

/* EXIT_SYSTEM with ": " and strerror(errno) behind the text. */
void fault_system(struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * A remark: a sentence that is no fault, such as a warning; of a fault's text. It begins empty, and
 * remark_add puts more behind what stands there.
 */
struct remark {
	char text[FAULT_TEXT];
	bool in_vain; /* of what was asked for and is not there */
};

void remark_add(struct remark *remark, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Writes len bytes of input for a message: in double quotes, at most 80 bytes of the source (then
 * ...), control bytes and bad UTF-8 as \xHH, '"' and '\' escaped. out holds FAULT_QUOTE bytes;
 * returns out.
 */
#define FAULT_QUOTE 352
const char *fault_quote(char *out, const char *ptr, size_t len);
/* The same with at most so many bytes of the source; most: up to 80. */
const char *fault_quote_short(char *out, const char *ptr, size_t len, size_t most);

/*
 * The candidate nearest to name by edit distance (transpositions count once), or -1 where none is
 * near (more than a third of its length away, at least 1). Case counts half. For "did you mean".
 */
ptrdiff_t nearest_name(const char *name, size_t len, const char *const *candidates, size_t n);

#endif
