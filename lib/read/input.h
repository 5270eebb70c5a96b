/*
 * input: inside lib/read: the bytes of standard input or of FILE operands in turn; of one that
 * begins as gzip or zstd what it holds.
 *
 * Pipes are kept in a temporary file while they are read where the scan is to go round twice.
 * A file that grew in between is read as far as before; one that changed in another way is a fault.
 * Errors: in the fault given at the beginning (EXIT_SYSTEM, naming the file).
 */
#ifndef IA_READ_INPUT_H
#define IA_READ_INPUT_H

#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/fault.h"
#include "base/temp.h"
#include "unpack/unpack.h"

struct source {
	const char *name; /* "<stdin>" or the operand */
	int descriptor;   /* -1: not open */
	bool seekable;    /* a regular file */
	bool known;       /* whether it is packed */
	enum packing packing;
	struct unpack *unpack; /* NULL: its bytes are taken as they are */
	off_t start;           /* where standard input stood */
	struct temp *spool;    /* what was read of a pipe */
	uint64_t at;           /* bytes read since opening or rewinding */
	uint64_t size;         /* 0: not known */
	bool ended;            /* a file that was read to its end, */
	uint64_t length;       /* after so many bytes: it is not read further another time */
	struct stat then;      /* and what it was */
};

struct input {
	struct source *source; /* [n] */
	size_t n;
	struct source *now; /* the one that is read */
	bool keep;          /* spool what cannot be read again */
	const char *temp;
	struct fault *fault;
	atomic_bool stop; /* set by others: input_read gives up waiting */
	/* for others to look at: bytes that came, and whether it waits for more */
	_Atomic uint64_t came;
	atomic_bool waits;
};

/* "-" and "/dev/stdin" are standard input, from where it stands. */
void input_init(struct input *input, char *const *files, size_t n, struct fault *fault);
bool input_open(struct input *input, size_t which); /* from its first byte */
/* 0: its end (or stop); -1: fault */
ssize_t input_read(struct input *input, void *ptr, size_t n);
bool input_wait(struct input *input, int milliseconds); /* false: nothing came */
/* Bytes of the only file again, from where it was opened: how many, 0: its end, or a fault. */
size_t input_reread(const struct input *input, uint64_t offset, void *ptr, size_t n,
    struct fault *fault);
bool input_can_reread(const struct input *input); /* the only file is regular, and not packed */
uint64_t input_size(const struct input *input);   /* of all; 0 where not known */
void input_release(struct input *input);

#endif
