/* unpack_whole: what is in memory already, without a thread. */
#include "base/buffer.h"
#include "unpack/codec.h"
#include "unpack/unpack.h"

#define PIECE 65536u

const char *
unpack_whole(enum packing packing, const char *ptr, size_t n, size_t most, struct buffer *out,
    bool *too_long)
{
	const struct unpack_codec *codec = packing == PACKING_GZIP ? &unpack_gzip : &unpack_zstd;
	struct unpack_bytes b = { .in = ptr, .nin = n };
	void *state = codec->new ();
	size_t start = out->len;
	const char *wrong = NULL;
	bool whole = false;

	*too_long = false;
	for (;;) {
		size_t nin = b.nin, room = most - (out->len - start);

		b.nout = room < PIECE ? room + 1 : PIECE; /* a byte more shows that there is one */
		b.out = buffer_reserve(out, b.nout);
		char *from = b.out;

		wrong = codec->step(state, &b, &whole);
		buffer_advance(out, b.out);
		*too_long = out->len - start > most;
		if (wrong != NULL || *too_long || (b.out == from && b.nin == nin))
			break;
	}
	codec->free(state);
	if (*too_long)
		return "it unpacks to more than is taken";
	if (wrong == NULL && !whole)
		return "the data ends before its end";
	return wrong;
}
