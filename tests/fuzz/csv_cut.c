/*
 * csv_cut: cutting the bytes anywhere changes nothing: blocks of another size, more threads, a
 * pipe for a file.
 *
 * Input: three bytes of options, then the file.
 */
#include "../unit/read_help.h"
#include "fuzz.h"

static void
check(const struct told *a, const struct told *b)
{
	if (same_told(a, b) && a->in_order && b->in_order)
		return;
	fprintf(stderr, "%s\n%s\n%s\n---\n%s\n%s\n%s\n", a->fault.text, a->text.ptr, a->rejects.ptr,
	    b->fault.text, b->text.ptr, b->rejects.ptr);
	abort();
}

/* Through a pipe that holds it all, written in two pieces. */
static void
tell_pipe(struct told *told, struct scan_options o, const uint8_t *ptr, size_t len, size_t piece)
{
	int saved = dup(STDIN_FILENO), ends[2];

	if (pipe(ends) != 0 || write(ends[1], ptr, piece) < 0 ||
	    write(ends[1], ptr + piece, len - piece) < 0)
		abort();
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	tell_files(told, o, NULL, 0);
	dup2(saved, STDIN_FILENO);
	close(saved);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	struct told whole, cut;

	if (size < 3 || size > 30000)
		return 0;
	o.threads = 1;
	o.block_size = 4000;
	o.max_rejects = 1;
	o.on_error = (enum on_error)(data[0] % 3);
	o.format = data[0] & 32 ? FORMAT_NDJSON : FORMAT_CSV;
	o.max_field = data[0] & 64 ? 30 + data[2] : 0;
	o.no_header = (data[0] & 128) != 0;
	tell_pipe(&whole, o, data + 3, size - 3, size - 3);
	o.block_size = 16 + data[1] % 128;
	o.threads = data[1] < 128 ? 1 : 3;
	tell_pipe(&cut, o, data + 3, size - 3, (size - 3) * data[2] / 256);
	check(&whole, &cut);
	told_release(&cut);
	told_release(&whole);
	return 0;
}
