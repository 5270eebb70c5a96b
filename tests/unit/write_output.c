/* Files that appear whole or not at all, and descriptors that fail. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "write/output.h"

static char folder[] = "/tmp/ia-output-XXXXXX";

static const char *
in_folder(const char *name)
{
	static char path[200];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void
expect_content(const char *name, const char *want)
{
	char text[100] = "";
	int fd = open(in_folder(name), O_RDONLY);
	ssize_t n = read(fd, text, sizeof text - 1);

	assert_int_equal(n, strlen(want));
	assert_string_equal(text, want);
	close(fd);
}

static int
files_in_folder(void)
{
	DIR *dir = opendir(folder);
	int n = -2; /* . and .. */

	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}

static int
make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/ia-output-XXXXXX");
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int
remove_folder(void **state)
{
	char command[300];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

static void
write_file(const char *name, const char *text)
{
	struct fault fault = { 0 };
	struct output out;

	assert_true(output_open(&out, in_folder(name), &fault));
	assert_true(output_write(&out, text, strlen(text)));
	assert_true(output_close(&out));
}

static void
test_whole(void **state)
{
	struct fault fault = { 0 };
	struct output out;

	(void)state;
	assert_true(output_open(&out, in_folder("a"), &fault));
	assert_true(output_write(&out, "new", 3));
	assert_true(output_flush(&out));
	assert_int_not_equal(access(in_folder("a"), F_OK), 0);
	assert_true(output_close(&out));
	expect_content("a", "new");
	assert_int_equal(files_in_folder(), 1);
}

static void
test_abandoned(void **state)
{
	struct fault fault = { 0 };
	struct output out;

	(void)state;
	write_file("a", "old");
	assert_true(output_open(&out, in_folder("a"), &fault));
	output_write(&out, "new", 3);
	output_flush(&out);
	output_abandon(&out);
	expect_content("a", "old");
	assert_int_equal(files_in_folder(), 1);
}

static void
test_mode_and_link_stay(void **state)
{
	char target[200], link[200];
	struct stat s;

	(void)state;
	write_file("a", "old");
	strcpy(target, in_folder("a"));
	strcpy(link, in_folder("link"));
	chmod(target, 0640);
	assert_int_equal(symlink("a", link), 0);
	write_file("link", "new");
	expect_content("a", "new");
	lstat(link, &s);
	assert_true(S_ISLNK(s.st_mode));
	stat(target, &s);
	assert_int_equal(s.st_mode & 07777, 0640);
}

static void
test_new_file_has_the_usual_mode(void **state)
{
	mode_t mask = umask(022);
	struct stat s;

	(void)state;
	write_file("a", "x");
	umask(mask);
	stat(in_folder("a"), &s);
	assert_int_equal(s.st_mode & 07777, 0644);
}

static void
test_large(void **state)
{
	static char much[3 << 20];
	struct fault fault = { 0 };
	struct output out;
	struct stat s;

	(void)state;
	assert_true(output_open(&out, in_folder("a"), &fault));
	assert_true(output_write(&out, "head", 4));
	assert_true(output_write(&out, much, sizeof much));
	for (int i = 0; i < 100000; i++)
		assert_true(output_write(&out, "line\n", 5));
	assert_true(output_close(&out));
	stat(in_folder("a"), &s);
	assert_int_equal(s.st_size, 4 + sizeof much + 500000);
	int fd = open(in_folder("a"), O_RDONLY);
	char head[5] = "";
	assert_int_equal(read(fd, head, 4), 4);
	assert_string_equal(head, "head");
	close(fd);
}

static void
test_full_disk(void **state)
{
	struct fault fault = { 0 };
	struct output out;

	(void)state;
	if (access("/dev/full", W_OK) != 0)
		skip();
	assert_true(output_open(&out, "/dev/full", &fault));
	assert_true(output_write(&out, "x", 1));
	assert_false(output_flush(&out));
	assert_int_equal(fault.exit, EXIT_SYSTEM);
	assert_non_null(strstr(fault.text, "/dev/full: cannot write: No space left on device"));
	assert_false(output_write(&out, "x", 1));
	assert_false(output_close(&out));
}

static void
test_no_folder(void **state)
{
	struct fault fault = { 0 };
	struct output out;

	(void)state;
	assert_false(output_open(&out, in_folder("none/a"), &fault));
	assert_int_equal(fault.exit, EXIT_SYSTEM);
	assert_non_null(strstr(fault.text, "No such file or directory"));
	fault = (struct fault){ 0 };
	assert_false(output_open(&out, folder, &fault));
	assert_int_equal(fault.exit, EXIT_SYSTEM);
}

/* A slow reader of a pipe that does not block: nothing is lost. */
static void
test_pipe_that_does_not_block(void **state)
{
	enum { SIZE = 1 << 20 };
	int fd[2];
	pid_t child;
	int status;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	child = fork();
	if (child == 0) {
		struct fault fault = { 0 };
		struct output out;
		char *much = calloc(1, SIZE);

		dup2(fd[1], STDOUT_FILENO);
		close(fd[0]);
		close(fd[1]);
		fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
		output_open(&out, NULL, &fault);
		output_write(&out, much, SIZE);
		_exit(output_close(&out) ? 0 : 1);
	}
	close(fd[1]);
	size_t total = 0;
	char some[5000];
	for (ssize_t n; (n = read(fd[0], some, sizeof some)) > 0; total += (size_t)n)
		usleep(100);
	assert_int_equal(total, SIZE);
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	close(fd[0]);
}

static void
test_unfinished_files_are_removed(void **state)
{
	struct fault fault = { 0 };
	struct output out;

	(void)state;
	assert_true(output_open(&out, in_folder("a"), &fault));
	assert_int_equal(files_in_folder(), 1);
	output_remove_unfinished();
	assert_int_equal(files_in_folder(), 0);
	output_abandon(&out);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_whole),
		IN_FOLDER(test_abandoned),
		IN_FOLDER(test_mode_and_link_stay),
		IN_FOLDER(test_new_file_has_the_usual_mode),
		IN_FOLDER(test_large),
		IN_FOLDER(test_full_disk),
		IN_FOLDER(test_no_folder),
		IN_FOLDER(test_pipe_that_does_not_block),
		IN_FOLDER(test_unfinished_files_are_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
