/* descriptor: a pipe that is full and does not block, one that has no reader, and no descriptor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/descriptor.h"

#define BYTES ((size_t)3 << 20)

struct reading {
	int descriptor;
	unsigned char *seen; /* [BYTES] */
	size_t n;
};

/* Slowly, so that the pipe is full again and again. */
static void *
read_slowly(void *self)
{
	struct reading *r = self;
	const struct timespec step = { .tv_nsec = 200000 };
	ssize_t n;

	while ((n = read(r->descriptor, r->seen + r->n, BYTES - r->n)) > 0) {
		r->n += (size_t)n;
		nanosleep(&step, NULL);
	}
	return NULL;
}

static void
full_pipe(void **state)
{
	struct reading r = { .seen = malloc(BYTES) };
	unsigned char *bytes = malloc(BYTES);
	pthread_t thread;
	int ends[2];

	(void)state;
	for (size_t i = 0; i < BYTES; i++)
		bytes[i] = (unsigned char)(i * 31 >> 3);
	assert_int_equal(pipe(ends), 0);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	r.descriptor = ends[0];
	assert_int_equal(pthread_create(&thread, NULL, read_slowly, &r), 0);
	assert_true(descriptor_write(ends[1], bytes, BYTES));
	close(ends[1]);
	pthread_join(thread, NULL);
	assert_int_equal(r.n, BYTES);
	assert_memory_equal(r.seen, bytes, BYTES);
	close(ends[0]);
	free(r.seen);
	free(bytes);
}

static void
failures(void **state)
{
	int ends[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	assert_false(descriptor_write(ends[1], "x", 1));
	assert_int_equal(errno, EPIPE);
	assert_true(descriptor_write(ends[1], "x", 0));
	close(ends[1]);
	assert_false(descriptor_write(ends[1], "x", 1));
	assert_int_equal(errno, EBADF);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(full_pipe),
		cmocka_unit_test(failures) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
