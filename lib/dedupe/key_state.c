#include "dedupe/key_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "read/batch.h"

#define BLOCK_BYTES ((size_t)64 << 10)
#define BLOCK_MAX ((size_t)64 << 20) /* one key and its frame fit */

static const char magic[] = "ia-dedupe state 1\n";
static const char family[] = "ia-dedupe state ";

static void
put_number(char *out, uint64_t x, size_t bytes)
{
	for (size_t k = 0; k < bytes; k++)
		out[k] = (char)(x >> 8 * k);
}

static uint64_t
get_number(const char *p, size_t bytes)
{
	uint64_t x = 0;

	for (size_t k = bytes; k-- > 0;)
		x = x << 8 | (unsigned char)p[k];
	return x;
}

/*
 * The check goes before the block while it is computed: block holds 8 free bytes, the length, the
 * bytes.
 */
static uint64_t
check_of(char *block, size_t len, uint64_t before)
{
	put_number(block, before, 8);
	return hash_published(block, len);
}

static void
add_text(struct buffer *out, struct slice text)
{
	char length[4];

	put_number(length, text.len, sizeof length);
	buffer_add(out, length, sizeof length);
	buffer_add(out, text.ptr, text.len);
}

void
key_state_about(struct buffer *about, const struct schema *schema, const char *const *columns,
    size_t n, bool timed)
{
	buffer_byte(about, timed ? 't' : '-');
	buffer_byte(about, n > 0 ? 'k' : schema->format == FORMAT_NDJSON ? 'j' : 'c');
	for (size_t k = 0; k < n; k++)
		add_text(about, slice_text(columns[k]));
	for (size_t k = 0; n == 0 && schema->format != FORMAT_NDJSON && k < schema->ncolumn; k++)
		add_text(about, schema->name[k]);
}

static void
block_begin(struct key_state_writer *w)
{
	static const char space[12] = { 0 };

	buffer_clear(&w->block);
	buffer_add(&w->block, space, sizeof space);
}

static void
block_end(struct key_state_writer *w)
{
	char check[8];

	put_number(w->block.ptr + 8, w->block.len - 12, 4);
	w->check = check_of(w->block.ptr, w->block.len, w->check);
	put_number(check, w->check, sizeof check);
	w->good = w->good && w->write(w->self, w->block.ptr + 8, w->block.len - 8) &&
	    w->write(w->self, check, sizeof check);
	block_begin(w);
}

void
key_state_begin(struct key_state_writer *w, struct slice about,
    bool (*write)(void *self, const char *ptr, size_t len), void *self)
{
	*w = (struct key_state_writer){ .write = write, .self = self };
	w->good = write(self, magic, sizeof magic - 1);
	block_begin(w);
	buffer_add(&w->block, about.ptr, about.len);
	block_end(w);
}

void
key_state_add(struct key_state_writer *w, struct slice key, int64_t time)
{
	char number[8];

	if (w->block.len + key.len > BLOCK_BYTES && w->block.len > 12)
		block_end(w);
	put_number(number, (uint64_t)time, sizeof number);
	buffer_add(&w->block, number, sizeof number);
	add_text(&w->block, key);
}

bool
key_state_end(struct key_state_writer *w)
{
	if (w->block.len > 12)
		block_end(w);
	block_end(w);
	buffer_release(&w->block);
	return w->good;
}

struct state_reader {
	const char *path;
	int fd;
	struct buffer block; /* 8 bytes for the check, the length, the bytes */
	uint64_t check;
	struct fault *fault;
};

/* All of len bytes; false with a fault. */
static bool
read_all(struct state_reader *r, char *p, size_t len)
{
	while (len > 0) {
		ssize_t n = read(r->fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			fault_system(r->fault, "%s: cannot read", r->path);
			return false;
		}
		if (n == 0) {
			fault_set(r->fault, EXIT_DATA,
			    "%s: the state is cut short; take an older copy, or none", r->path);
			return false;
		}
		p += n;
		len -= (size_t)n;
	}
	return true;
}

static bool
damaged(struct state_reader *r)
{
	fault_set(r->fault, EXIT_DATA, "%s: the state is damaged; take an older copy, or none",
	    r->path);
	return false;
}

/* The next block; *bytes is empty at the end. */
static bool
read_block(struct state_reader *r, struct slice *bytes)
{
	char check[8];
	char *p;

	buffer_clear(&r->block);
	if (!read_all(r, buffer_reserve(&r->block, 12) + 8, 4))
		return false;
	size_t len = (size_t)get_number(r->block.ptr + 8, 4);
	if (len > BLOCK_MAX)
		return damaged(r);
	r->block.len = 12;
	p = buffer_reserve(&r->block, len + 1);
	if (!read_all(r, p, len) || !read_all(r, check, sizeof check))
		return false;
	r->check = check_of(r->block.ptr, 12 + len, r->check);
	if (get_number(check, sizeof check) != r->check)
		return damaged(r);
	*bytes = slice_of(r->block.ptr + 12, len);
	return true;
}

static bool
read_keys(struct state_reader *r, struct slice block,
    bool (*each)(void *self, struct slice key, int64_t time), void *self)
{
	while (block.len > 0) {
		if (block.len < 12 || get_number(block.ptr + 8, 4) > block.len - 12)
			return damaged(r);
		size_t len = (size_t)get_number(block.ptr + 8, 4);

		if (!each(self, slice_of(block.ptr + 12, len), (int64_t)get_number(block.ptr, 8)))
			return false;
		block = slice_of(block.ptr + 12 + len, block.len - 12 - len);
	}
	return true;
}

/* The first line and the first block. */
static bool
read_head(struct state_reader *r, struct slice about)
{
	char line[sizeof magic - 1];
	struct slice block;
	struct fault short_file = { 0 };
	struct fault *fault = r->fault;

	r->fault = &short_file;
	bool whole = read_all(r, line, sizeof line);
	r->fault = fault;
	if (short_file.exit == EXIT_SYSTEM)
		*fault = short_file;
	else if (!whole || memcmp(line, family, sizeof family - 1) != 0)
		fault_set(fault, EXIT_USAGE, "%s: not a state of ia-dedupe", r->path);
	else if (memcmp(line, magic, sizeof line) != 0)
		fault_set(fault, EXIT_USAGE, "%s: a state of another version of ia-dedupe",
		    r->path);
	if (fault_is_set(fault) || !read_block(r, &block))
		return false;
	if (slice_equal(block, about))
		return true;
	fault_set(fault, EXIT_USAGE,
	    "%s: the state was made with other keys (-k, columns, --within or --ttl)", r->path);
	return false;
}

static bool
read_rest(struct state_reader *r, bool (*each)(void *self, struct slice key, int64_t time),
    void *self)
{
	struct slice block;
	char more;

	for (;;) {
		if (!read_block(r, &block))
			return false;
		if (block.len == 0)
			return read(r->fd, &more, 1) == 0 || damaged(r);
		if (!read_keys(r, block, each, self))
			return false;
	}
}

bool
key_state_read(const char *path, struct slice about,
    bool (*each)(void *self, struct slice key, int64_t time), void *self, struct fault *fault)
{
	struct state_reader r = { .path = path, .fault = fault };

	r.fd = open(path, O_RDONLY | O_CLOEXEC);
	if (r.fd < 0 && errno == ENOENT)
		return true;
	if (r.fd < 0) {
		fault_system(fault, "%s: cannot open", path);
		return false;
	}
	bool good = read_head(&r, about) && read_rest(&r, each, self);
	close(r.fd);
	buffer_release(&r.block);
	return good;
}
