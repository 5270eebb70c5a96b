#include "dedupe/held_rows.h"

#define READ_BYTES ((size_t)1 << 20)

void
held_rows_init(struct held_rows *w, size_t memory, const char *directory, struct fault *fault)
{
	*w = (struct held_rows){ .memory = memory, .directory = directory, .fault = fault };
}

void
held_rows_release(struct held_rows *w)
{
	buffer_release(&w->text);
	if (w->temp != NULL)
		temp_close(w->temp);
}

static bool
write_out(struct held_rows *w)
{
	if (w->temp == NULL)
		w->temp = temp_open(w->directory, w->fault);
	if (w->temp == NULL || !temp_append(w->temp, w->text.ptr, w->text.len))
		return false;
	buffer_clear(&w->text);
	return true;
}

bool
held_rows_add(struct held_rows *w, const char *ptr, size_t len)
{
	uint32_t length = (uint32_t)len;

	buffer_add(&w->text, &length, sizeof length);
	buffer_add(&w->text, ptr, len);
	return w->text.len <= w->memory || write_out(w);
}

bool
held_rows_end(struct held_rows *w)
{
	return w->temp == NULL || (write_out(w) && temp_flush(w->temp));
}

/* At least need bytes behind next; false: there are not so many. */
static bool
bytes_here(struct held_rows *w, size_t need)
{
	size_t rest = w->text.len - w->next;

	if (rest >= need)
		return true;
	if (w->temp == NULL || temp_size(w->temp) - w->at < need - rest)
		return false;
	memmove(w->text.ptr, w->text.ptr + w->next, rest);
	w->text.len = rest;
	w->next = 0;

	uint64_t left = temp_size(w->temp) - w->at;
	size_t want = need - rest > READ_BYTES ? need - rest : READ_BYTES;
	size_t n = want < left ? want : (size_t)left;
	if (!temp_read(w->temp, w->at, buffer_reserve(&w->text, n), n))
		return false;
	w->at += n;
	w->text.len += n;
	return true;
}

bool
held_rows_next(struct held_rows *w, struct slice *bytes)
{
	uint32_t length;

	if (!bytes_here(w, sizeof length))
		return false;
	memcpy(&length, w->text.ptr + w->next, sizeof length);
	if (!bytes_here(w, sizeof length + length))
		return false;
	*bytes = slice_of(w->text.ptr + w->next + sizeof length, length);
	w->next += sizeof length + length;
	return true;
}
