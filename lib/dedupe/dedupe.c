/*
 * dedupe: keys on all threads, repeats in input order.
 */
#include "dedupe/dedupe.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "dedupe/key_state.h"

#define KEYS_PIPE ((size_t)384 << 20) /* in memory, where nothing was said */
#define KEYS_FILE ((size_t)128 << 20) /* the others are left in the input */
#define HELD_ROWS_MEMORY ((size_t)1 << 20)
#define WRITE_BYTES ((size_t)256 << 10)
/* bytes of the input that tell how many keys there will be */
#define EXPECT_AT ((size_t)8 << 20)
#define AHEAD 16u /* rows */

/* What work leaves for turn. */
struct left {
	struct keys keys;
	int64_t *time; /* [capacity] */
	size_t capacity;
};

bool
dedupe_streams(const struct dedupe_options *o)
{
	return o->keep == KEEP_FIRST && !o->count;
}

static size_t
reread(void *self, uint64_t offset, void *ptr, size_t len, struct fault *fault)
{
	return scan_reread(self, offset, ptr, len, fault);
}

bool
dedupe_open(struct dedupe *d, const struct dedupe_options *o, struct scan *scan,
    const struct roles_options *roles, struct fault *fault)
{
	struct repeats_options repeats = { .keep = o->keep,
		.count = o->count,
		.sorted = o->sorted,
		.remember = o->state,
		.memory = o->memory,
		.temp = o->temp };

	*d = (struct dedupe){ .options = *o, .scan = scan, .fault = fault, .latest = INT64_MIN };
	repeats.within_us = o->within_us;
	if (o->within_us < 0 || (o->ttl_us >= 0 && o->ttl_us < o->within_us))
		repeats.within_us = o->ttl_us;
	repeats.timed = d->timed = repeats.within_us >= 0;
	repeats.hash_key = &d->key.hash_key;
	d->reread = !o->repairs && scan_can_reread(scan);
	if (d->reread) {
		repeats.reread = reread;
		repeats.reread_self = scan;
	}
	repeats.key_memory = d->reread ? KEYS_FILE : o->sparing ? KEYS_PIPE : 0;
	if (!key_plan_init(&d->key, scan, o->column, o->ncolumn) ||
	    (d->timed && !roles_bind(&d->roles, roles, scan, ROLE_TIME)))
		return false;
	d->key.sorted = o->state;
	d->repeats = repeats_new(&repeats, fault);
	held_rows_init(&d->held, HELD_ROWS_MEMORY, o->temp, fault);
	key_state_about(&d->about, scan_schema(scan), o->column, o->ncolumn, d->timed);
	return true;
}

void
dedupe_release(struct dedupe *d)
{
	key_plan_release(&d->key);
	repeats_free(d->repeats);
	held_rows_release(&d->held);
	buffer_release(&d->row);
	buffer_release(&d->other);
	buffer_release(&d->about);
}

static void
work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	const struct dedupe *d = self;
	struct left *left = block;

	(void)thread;
	(void)out;
	if (d->timed) {
		if (batch->nrow > left->capacity)
			left->time = memory_grow(left->time, &left->capacity, batch->nrow,
			    sizeof *left->time);
		roles_check(&d->roles, batch, left->time);
	}
	keys_of(&d->key, batch, &left->keys);
}

static void
block_release(void *self, void *block)
{
	struct left *left = block;

	(void)self;
	keys_release(&left->keys);
	free(left->time);
}

/* With count, where the count will stand is found by writing the row with one and with another. */
static void
counted_row(struct dedupe *d, const struct batch *batch, size_t row)
{
	uint32_t at = 0;

	buffer_add(&d->row, &at, sizeof at);
	d->options.row(d->options.self, batch, row, '0', &d->row);
	buffer_clear(&d->other);
	d->options.row(d->options.self, batch, row, '1', &d->other);
	while (d->row.ptr[sizeof at + at] == d->other.ptr[at])
		at++;
	memcpy(d->row.ptr, &at, sizeof at);
}

static bool
wait(struct dedupe *d, const struct batch *batch, size_t row)
{
	buffer_clear(&d->row);
	if (d->options.count)
		counted_row(d, batch, row);
	else
		d->options.run(d->options.self, batch, row, row + 1, &d->row);
	return held_rows_add(&d->held, d->row.ptr, d->row.len);
}

/* Are the key's bytes those of the file, not decoded ones? */
static bool
is_in_row(const struct key_item *item, struct field row)
{
	return !item->own && item->at >= row.at && item->at + item->len <= row.at + row.len;
}

static enum repeat
take(struct dedupe *d, const struct left *left, const struct batch *batch, size_t row)
{
	int64_t time = d->timed ? left->time[row] : 0;
	const struct key_item *item = &left->keys.item[row];
	uint64_t source = d->reread && is_in_row(item, batch->row[row]) ? batch->offset + item->at
									: KEY_SET_NOWHERE;
	enum repeat repeat =
	    repeats_take(d->repeats, keys_get(&left->keys, batch, row), item->hash, source, time);
	bool good = repeat != REPEAT_FAILED;

	if (d->timed && time > d->latest)
		d->latest = time;
	if (repeat == REPEAT_UNKNOWN)
		good = wait(d, batch, row);
	if (!good)
		d->options.fail(d->options.self, d->fault);
	return repeat;
}

/* Of a row without a key that is to be left out: true. */
static bool
leaves_out(struct dedupe *d, const struct left *left, const struct batch *batch, size_t row)
{
	if (d->options.ncolumn == 0 ||
	    !key_is_none(keys_get(&left->keys, batch, row), d->options.ncolumn))
		return false;
	d->none++;
	return d->options.drop_none;
}

static void
write_run(struct dedupe *d, struct batch *batch, size_t first, size_t last, struct buffer *out)
{
	if (first == last)
		return;
	d->options.run(d->options.self, batch, first, last, out);
	batch->written += last - first;
}

/* Once, when some of a file was read. */
static void
expect(struct dedupe *d, const struct batch *batch)
{
	uint64_t whole = scan_totals(d->scan)->bytes_total;

	if (d->expected || whole == 0 || batch->file > 0 || batch->nrow == 0 ||
	    batch->offset < EXPECT_AT)
		return;
	d->expected = true;
	repeats_expect(d->repeats,
	    (double)(batch->offset + batch->row[batch->nrow - 1].at) / (double)whole);
}

/* Rows that are known to be wanted go out in runs; those that are not known yet wait. */
static void
turn(void *self, struct batch *batch, void *block, struct buffer *out)
{
	struct dedupe *d = self;
	const struct left *left = block;
	enum repeat wanted = d->options.duplicates ? REPEAT_DROPPED : REPEAT_KEPT;
	size_t from = 0;

	for (size_t i = 0; i < batch->nrow; i++) {
		if (i + AHEAD < batch->nrow && !batch_skips(batch, i + AHEAD))
			repeats_prefetch(d->repeats, left->keys.item[i + AHEAD].hash);
		if (!batch_skips(batch, i) && !leaves_out(d, left, batch, i) &&
		    take(d, left, batch, i) == wanted)
			continue;
		write_run(d, batch, from, i, out);
		from = i + 1;
	}
	if (from < batch->nrow)
		write_run(d, batch, from, batch->nrow, out);
	expect(d, batch);
}

const struct scan_work *
dedupe_work(struct dedupe *d, struct scan_work *w)
{
	*w = (struct scan_work){ .self = d,
		.block_size = sizeof(struct left),
		.work = work,
		.turn = turn,
		.block_release = block_release };
	return w;
}

/* The row with its count in the place of the digit. */
static void
add_counted(struct buffer *out, struct slice row, uint64_t count)
{
	uint32_t at;

	memcpy(&at, row.ptr, sizeof at);
	row = slice_of(row.ptr + sizeof at, row.len - sizeof at);
	buffer_add(out, row.ptr, at);
	buffer_advance(out,
	    buffer_reserve(out, NUMBER_WIDTH) + count_write(out->ptr + out->len, count));
	buffer_add(out, row.ptr + at + 1, row.len - at - 1);
}

bool
dedupe_finish(struct dedupe *d, dedupe_write write, void *self)
{
	struct buffer out = { 0 };
	bool good = repeats_end(d->repeats) && held_rows_end(&d->held), drop;
	uint64_t count, written = 0;
	struct slice row;

	while (good && held_rows_next(&d->held, &row)) {
		good = repeats_verdict(d->repeats, &drop, &count);
		if (!good || drop != d->options.duplicates)
			continue;
		if (d->options.count)
			add_counted(&out, row, count);
		else
			buffer_add(&out, row.ptr, row.len);
		written++;
		if (out.len >= WRITE_BYTES) {
			good = write(self, out.ptr, out.len);
			buffer_clear(&out);
		}
	}
	good = good && !fault_is_set(d->fault) && (out.len == 0 || write(self, out.ptr, out.len));
	scan_count_written(d->scan, written);
	buffer_release(&out);
	return good;
}

static bool
earlier(void *self, struct slice key, int64_t time)
{
	struct dedupe *d = self;

	if (d->timed && time > d->latest)
		d->latest = time;
	return repeats_earlier(d->repeats, key, hash_bytes(&d->key.hash_key, key.ptr, key.len),
	    time);
}

bool
dedupe_load(struct dedupe *d, const char *path)
{
	return key_state_read(path, slice_of(d->about.ptr, d->about.len), earlier, d, d->fault);
}

/*
 * Is a key that was kept at time forgotten? A record may come ttl late, and repeats what was kept
 * that long, or within, before its own time.
 */
static bool
is_stale(const struct dedupe *d, int64_t time)
{
	const struct dedupe_options *o = &d->options;
	int64_t within = o->within_us >= 0 && o->within_us < o->ttl_us ? o->within_us : o->ttl_us;

	return o->ttl_us >= 0 && time < d->latest &&
	    (uint64_t)d->latest - (uint64_t)time > (uint64_t)o->ttl_us + (uint64_t)within;
}

bool
dedupe_save(struct dedupe *d, dedupe_write write, void *self)
{
	struct key_state_writer w;
	struct slice key;
	int64_t time;

	key_state_begin(&w, slice_of(d->about.ptr, d->about.len), write, self);
	while (w.good && repeats_remembered(d->repeats, &key, &time))
		if (!is_stale(d, time) && !key_is_none(key, d->options.ncolumn))
			key_state_add(&w, key, time);
	return key_state_end(&w) && !fault_is_set(d->fault);
}
