/*
 * Sequences against a grouping in the test: any number of threads, partitions and blocks, with
 * memory and without.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/number.h"
#include "event/roles.h"
#include "event/sequence.h"
#include "event/session.h"
#include "read/batch.h"
#include "read/scan.h"

struct row {
	char user[400];
	int64_t time;
	uint32_t word[3];
	char text[40];
};

struct log {
	struct row *row; /* [n] */
	size_t n;
	char path[64];
	int user, kept; /* columns */
};

static uint64_t seed = 88172645463325252u;

static unsigned
below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % n;
}

/* Times go back and forth, or not; ids are short, long, and one is of half of all rows. */
static void
log_init(struct log *log, size_t n, unsigned users, bool sorted)
{
	FILE *f;
	int64_t time = 0;

	snprintf(log->path, sizeof log->path, "/tmp/ia-event-XXXXXX");
	int fd = mkstemp(log->path);

	f = fdopen(fd, "w");
	log->n = n;
	log->row = memory_array(n, sizeof *log->row);
	fprintf(f, "user_id,timestamp,kept,row\n");
	for (size_t i = 0; i < n; i++) {
		struct row *r = &log->row[i];
		unsigned u = below(2) == 0 ? 0 : below(users);

		snprintf(r->user, sizeof r->user, "%s%u%0*d", u % 3 == 0 ? "user-" : "", u,
		    u % 7 == 6 ? 300 : 1, 7);
		time = sorted ? time + below(3) : below(100000);
		r->time = time * 1000000;
		for (int w = 0; w < 3; w++)
			r->word[w] = (uint32_t)seed >> below(32);
		snprintf(r->text, sizeof r->text, "%.*s", (int)below(20),
		    "abcdefghijklmnopqrstuvwxyz");
		fprintf(f, "%s,%lld,%s,%zu\n", r->user, (long long)time, r->text, i);
	}
	fclose(f);
}

static void
log_release(struct log *log)
{
	unlink(log->path);
	free(log->row);
}

struct test {
	struct log *log;
	int column_row, column_text;
	bool text;
	unsigned nword;
	struct roles roles;
	struct buffer out;
	uint64_t ended;
};

static void
rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink)
{
	struct test *t = self;

	(void)thread;
	for (size_t i = 0; i < batch->nrow; i++) {
		struct slice number = batch_value(batch, t->column_row, i);
		uint64_t k;

		count_read(number.ptr, number.len, &k);
		struct slice user_id = batch_value(batch, t->roles.user, i);
		uint64_t order = batch->order + i;

		if (t->text)
			sequence_add_text(sink, user_id, times[i], order, t->log->row[k].word,
			    batch_value(batch, t->column_text, i));
		else if (t->nword == 1)
			sequence_add_word(sink, user_id, times[i], order, t->log->row[k].word[0]);
		else
			sequence_add(sink, user_id, times[i], order, t->log->row[k].word);
	}
}

static void
add_record(struct buffer *out, int64_t time, const uint32_t *word, unsigned nword, const char *text,
    size_t len)
{
	char line[200];
	int n = snprintf(line, sizeof line, " %lld", (long long)time);

	buffer_add(out, line, (size_t)n);
	for (unsigned w = 0; w < nword; w++) {
		n = snprintf(line, sizeof line, ",%u", word[w]);
		buffer_add(out, line, (size_t)n);
	}
	buffer_add(out, text, len);
}

static void
user(void *self, void *thread, const struct sequence *s, struct sequence_reply *reply)
{
	struct test *t = self;

	(void)thread;
	buffer_add(&reply->out, s->user.ptr, s->user.len);
	for (size_t i = 0; i < s->n; i++)
		add_record(&reply->out, s->record[i].time, s->record[i].word, t->nword,
		    s->record[i].text.ptr, s->record[i].text.len);
	buffer_byte(&reply->out, '\n');
}

static bool
emit(void *self, const char *ptr, size_t len)
{
	struct test *t = self;

	buffer_add(&t->out, ptr, len);
	return true;
}

static void
thread_end(void *self, void *thread)
{
	struct test *t = self;

	(void)thread;
	t->ended++;
}

/* What must come out: users as they first appear, each one's rows by time and place. */
static void
expected(const struct log *log, unsigned nword, bool text, struct buffer *out)
{
	bool *done = memory_array(log->n, sizeof *done);
	size_t *mine = memory_array(log->n, sizeof *mine);

	for (size_t i = 0; i < log->n; i++) {
		size_t n = 0;

		for (size_t j = i; !done[i] && j < log->n; j++) {
			size_t at = n;

			if (done[j] || strcmp(log->row[i].user, log->row[j].user) != 0)
				continue;
			done[j] = j > i;
			for (; at > 0 && log->row[mine[at - 1]].time > log->row[j].time; at--)
				mine[at] = mine[at - 1];
			mine[at] = j;
			n++;
		}
		if (n == 0)
			continue;
		buffer_add(out, log->row[i].user, strlen(log->row[i].user));
		for (size_t k = 0; k < n; k++)
			add_record(out, log->row[mine[k]].time, log->row[mine[k]].word, nword,
			    log->row[mine[k]].text, text ? strlen(log->row[mine[k]].text) : 0);
		buffer_byte(out, '\n');
	}
	free(done);
	free(mine);
}

static void
run(struct log *log, unsigned threads, unsigned npartition, size_t memory, unsigned nword,
    bool text, struct buffer *out)
{
	struct scan_options options = SCAN_OPTIONS_DEFAULT;
	struct roles_options roles = { 0 };
	struct test t = { .log = log, .nword = nword, .text = text };
	char *files[] = { log->path };
	struct scan *scan;
	struct sequence_spec spec = { .self = &t,
		.nword = nword,
		.text = text,
		.roles = &t.roles,
		.memory = memory,
		.npartition = npartition,
		.rows = rows,
		.user = user,
		.emit = emit,
		.thread_end = thread_end };

	options.threads = threads;
	options.block_size = 300 + below(3000);
	scan = scan_new(&options, files, 1);
	assert_true(scan_start(scan));
	assert_true(roles_bind(&t.roles, &roles, scan, ROLE_USER | ROLE_TIME));
	t.column_row = scan_column(scan, SLICE("row"), 0);
	t.column_text = scan_column(scan, SLICE("kept"), 0);
	assert_true(sequences_run(scan, &spec));
	assert_int_equal(t.ended > 0 && t.ended <= threads, 1);
	scan_free(scan);
	*out = t.out;
}

static void
check(size_t n, unsigned users, bool sorted, unsigned threads, unsigned npartition, size_t memory)
{
	unsigned nword = below(4);
	bool text = below(2) == 0;
	struct buffer want = { 0 }, got = { 0 };
	struct log log;

	log_init(&log, n, users, sorted);
	expected(&log, nword, text, &want);
	run(&log, threads, npartition, memory, nword, text, &got);
	assert_int_equal(got.len, want.len);
	assert_memory_equal(got.ptr, want.ptr, want.len);
	buffer_release(&want);
	buffer_release(&got);
	log_release(&log);
}

static void
in_memory(void **state)
{
	(void)state;
	for (unsigned k = 0; k < 12; k++)
		check(200 * k + 1, 1 + below(60), k % 2 == 0, 1 + below(4),
		    k % 3 == 0 ? 1u << below(6) : 0, 0);
	check(4000, 4000, false, 2, 1, 0);
	check(12000, 100, true, 2, 8, (size_t)2 << 20);
	/*
	 * Replies stand in what partitions before them stood in; some do not fit there, some go to
	 * a file.
	 */
	check(20000, 5000, false, 2, 16, 0);
	check(20000, 5000, true, 2, 4, (size_t)3 << 20);
	check(20000, 500, false, 3, 32, 0);
}

/*
 * The least limit a thread is 64 KiB: 20,000 rows go past it many times, and partitions are split.
 */
static void
spilled(void **state)
{
	(void)state;
	check(20000, 3000, true, 1, 1, 1);
	check(20000, 3000, false, 3, 1, 1);
	check(20000, 3000, false, 2, 4, 1);
	check(20000, 2, false, 2, 2, 1);
	check(20000, 20000, true, 2, 0, 1);
}

static void
sessions(void **state)
{
	struct sequence_record r[5] = { { .time = 0 }, { .time = 5 }, { .time = 11 },
		{ .time = 11 }, { .time = 20 } };
	struct sequence s = { .n = 5, .record = r };

	(void)state;
	assert_int_equal(session_end(&s, 0, 5), 2);
	assert_int_equal(session_end(&s, 2, 5), 4);
	assert_int_equal(session_end(&s, 4, 5), 5);
	assert_int_equal(session_end(&s, 0, 9), 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_memory),
		cmocka_unit_test(spilled),
		cmocka_unit_test(sessions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
