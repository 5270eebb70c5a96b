/*
 * csv_lanes: the two lanes of CSV agree on everything, with and without vector instructions: what
 * is accepted and refused, values, codes, places, repairs.
 *
 * Input: a byte of options, then the file.
 */
#include "../unit/read_help.h"
#include "fuzz.h"

static void
check(const struct told *a, const struct told *b, const char *what)
{
	if (same_told(a, b) && a->in_order && b->in_order)
		return;
	fprintf(stderr, "%s:\n%s\n%s\n%s\n---\n%s\n%s\n%s\n", what, a->fault.text, a->text.ptr,
	    a->rejects.ptr, b->fault.text, b->text.ptr, b->rejects.ptr);
	abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const simd[] = { "off", "avx2", "on" };
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	struct told careful, fast;

	if (size < 1 || size > 100000)
		return 0;
	o.format = FORMAT_CSV;
	o.threads = 1;
	o.max_rejects = 1;
	o.on_error = (enum on_error)(data[0] % 3);
	o.delimiter = data[0] & 64 ? ';' : ',';
	o.no_header = (data[0] & 128) != 0;
	o.block_size = data[0] & 32 ? 40 : 1000;
	o.careful = true;
	setenv("IA_SIMD", "off", 1);
	tell(&careful, o, data + 1, size - 1);
	o.careful = false;
	for (int k = 0; k < 3; k++) {
		setenv("IA_SIMD", simd[k], 1);
		tell(&fast, o, data + 1, size - 1);
		check(&careful, &fast, simd[k]);
		told_release(&fast);
	}
	told_release(&careful);
	return 0;
}
