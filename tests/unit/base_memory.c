/*
 * Memory, buffers, arenas and temporary files: contents kept while growing, limits, and what
 * happens at the end of memory (in a child process).
 */
#include <fcntl.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/fault.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/temp.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static void
say_cleaned(void)
{
	ssize_t n = write(STDERR_FILENO, "cleaned\n", 8);

	(void)n;
}

/* Runs what must end the process; its standard error and status come back. */
static int
run_out(void (*action)(void), char *text, size_t size)
{
	int fds[2], status;

	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();

	if (pid == 0) {
		dup2(fds[1], STDERR_FILENO);
		memory_program = "ia-test";
		memory_on_exhaustion(say_cleaned);
		action();
		_exit(99);
	}
	close(fds[1]);
	size_t n = 0;

	for (ssize_t k; n < size - 1 && (k = read(fds[0], text + n, size - 1 - n)) > 0;)
		n += (size_t)k;
	text[n] = '\0';
	close(fds[0]);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
product_too_large(void)
{
	memory_array(SIZE_MAX / 4, 8);
}

static void
resize_too_large(void)
{
	memory_resize(NULL, SIZE_MAX / 2, 2);
}

static void
no_room_in_a_process(void)
{
	struct rlimit limit = { 64 << 20, 64 << 20 };
	struct buffer b = { 0 };

	setrlimit(RLIMIT_AS, &limit);
	for (;;)
		buffer_add(&b, "0123456789012345678901234567890123456789", 40);
}

static void
no_room_to_map(void)
{
	struct rlimit limit = { 64 << 20, 64 << 20 };

	setrlimit(RLIMIT_AS, &limit);
	memory_map((size_t)1 << 30);
}

static void
map_too_large(void)
{
	memory_map(SIZE_MAX - 100);
}

static void
text_too_long(void)
{
	memory_text("", SIZE_MAX);
}

static void
arena_too_large(void)
{
	struct arena a = { 0 };

	arena_alloc(&a, SIZE_MAX - 3);
}

static void
buffer_too_large(void)
{
	struct buffer b = { 0 };

	buffer_add(&b, "x", 1);
	buffer_reserve(&b, SIZE_MAX);
}

static void
test_out_of_memory(void **state)
{
	static void (*const actions[])(void) = { product_too_large, resize_too_large, map_too_large,
		text_too_long, arena_too_large, buffer_too_large, no_room_in_a_process,
		no_room_to_map };
	char text[200];

	(void)state;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		if (SANITIZED && i >= 6)
			break; /* the shadow needs more than the limit */
		assert_int_equal(run_out(actions[i], text, sizeof text), EXIT_SYSTEM);
		assert_string_equal(text, "ia-test: out of memory\ncleaned\n");
	}
}

static void
test_arrays(void **state)
{
	(void)state;
	char *p = memory_array(1000, 3);

	for (int i = 0; i < 3000; i++)
		assert_int_equal(p[i], 0);
	free(p);
	free(memory_new(0));
	p = memory_copy("abc", 3);
	assert_memory_equal(p, "abc", 3);
	free(p);
	p = memory_text(NULL, 0);
	assert_string_equal(p, "");
	free(p);
}

static void
test_grow(void **state)
{
	size_t capacity = 0, moves = 0;
	int *list = NULL;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		size_t before = capacity;

		list = memory_grow(list, &capacity, (size_t)i + 1, sizeof *list);
		moves += capacity != before;
		list[i] = i;
	}
	for (int i = 0; i < 100000; i++)
		assert_int_equal(list[i], i);
	assert_true(moves < 30);
	free(list);
}

static void
test_map_regions(void **state)
{
	static const size_t sizes[] = { 1, 4096, 4097, 2097152, 2097153, 5000000 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *p = memory_map(sizes[i]);

		for (size_t k = 0; k < sizes[i]; k += 1000)
			assert_int_equal(p[k], 0);
		memset(p, 1, sizes[i]);
		memory_unmap(p, sizes[i]);
	}
	memory_unmap(NULL, 5);
	assert_true(memory_total() > (size_t)16 << 20);
}

static void
test_buffer(void **state)
{
	struct buffer b = { 0 };

	(void)state;
	buffer_add(&b, NULL, 0);
	for (int i = 0; i < 10000; i++) {
		char *p = buffer_reserve(&b, 3);

		p[0] = (char)i;
		buffer_advance(&b, p + 1);
		buffer_byte(&b, 'x');
		buffer_add(&b, "yz", 2);
	}
	assert_int_equal(b.len, 40000);
	for (int i = 0; i < 10000; i++) {
		assert_int_equal(b.ptr[4 * i], (char)i);
		assert_memory_equal(b.ptr + 4 * i + 1, "xyz", 3);
	}
	buffer_clear(&b);
	assert_int_equal(b.len, 0);
	buffer_release(&b);
	assert_null(b.ptr);
}

static void
test_arena(void **state)
{
	struct arena a = { 0 };
	struct random r;
	char *list[2000];
	size_t size[2000];

	(void)state;
	for (int round = 0; round < 3; round++) {
		random_seed(&r, 1);
		for (int i = 0; i < 2000; i++) {
			size[i] = random_below(&r, i % 100 == 0 ? 300000 : 200);
			list[i] = arena_alloc(&a, size[i]);
			assert_int_equal((uintptr_t)list[i] % 8, 0);
			memset(list[i], i, size[i]);
		}
		for (int i = 0; i < 2000; i++) {
			for (size_t k = 0; k < size[i]; k += 50)
				assert_int_equal(list[i][k], (char)i);
		}
		assert_string_equal(arena_text(&a, "text", 4), "text");
		assert_int_equal(arena_slice(&a, SLICE("")).len, 0);
		assert_true(slice_equal(arena_slice(&a, SLICE("ab\0c")), SLICE("ab\0c")));
		arena_clear(&a);
		assert_true(a.bytes <= ((size_t)1 << 20) + 100);
	}
	arena_release(&a);
	assert_int_equal(a.bytes, 0);
	arena_clear(&a);
}

static void
test_temp(void **state)
{
	enum { N = 200000 };
	struct fault fault = { 0 };
	struct temp *temp = temp_open(NULL, &fault);
	char text[20], *large = malloc(1000000);

	(void)state;
	assert_non_null(temp);
	for (int i = 0; i < N; i++) {
		snprintf(text, sizeof text, "%09d\n", i);
		assert_true(temp_append(temp, text, 10));
	}
	memset(large, 'z', 1000000);
	assert_true(temp_append(temp, large, 1000000) && temp_append(temp, "end", 3));
	assert_int_equal(temp_size(temp), 10 * N + 1000003);
	assert_true(temp_flush(temp));
	for (int i = 0; i < N; i += 999) {
		assert_true(temp_read(temp, (uint64_t)i * 10, text, 10));
		assert_int_equal(strtol(text, NULL, 10), i);
	}
	assert_true(temp_read(temp, 10 * N + 1000000, text, 3));
	assert_memory_equal(text, "end", 3);
	assert_int_equal(lseek(temp_descriptor(temp), 0, SEEK_END), 10 * N + 1000003);
	assert_true(fcntl(temp_descriptor(temp), F_GETFD) & FD_CLOEXEC);
	assert_false(temp_read(temp, 10 * N + 1000000, text, 4));
	assert_int_equal(fault.exit, EXIT_SYSTEM);
	assert_false(temp_append(temp, "x", 1));
	temp_close(temp);
	temp_close(NULL);
	free(large);
}

static void
test_temp_faults(void **state)
{
	struct fault fault = { 0 };

	(void)state;
	assert_null(temp_open("/nowhere/at/all", &fault));
	assert_int_equal(fault.exit, EXIT_SYSTEM);
	assert_non_null(strstr(fault.text, "/nowhere/at/all"));

	/* A file that may not grow further, as on a full disk. */
	struct rlimit old, small;

	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	small.rlim_cur = 1000000;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	fault = (struct fault){ 0 };
	struct temp *temp = temp_open("/tmp", &fault);
	char block[4096] = { 0 };
	bool good = true;

	for (int i = 0; i < 1000 && good; i++)
		good = temp_append(temp, block, sizeof block);
	setrlimit(RLIMIT_FSIZE, &old);
	assert_false(good || temp_flush(temp));
	assert_int_equal(fault.exit, EXIT_SYSTEM);
	assert_non_null(strstr(fault.text, "File too large"));
	temp_close(temp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_out_of_memory),
		cmocka_unit_test(test_arrays),
		cmocka_unit_test(test_grow),
		cmocka_unit_test(test_map_regions),
		cmocka_unit_test(test_buffer),
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_temp),
		cmocka_unit_test(test_temp_faults),
	};

	return cmocka_run_group_tests_name("base/memory", tests, NULL, NULL);
}
