/* gzip (RFC 1952) by ISA-L: members one behind the other, headers and checksums checked. */
#include <isa-l/igzip_lib.h>
#include <stdlib.h>

#include "base/memory.h"
#include "unpack/codec.h"

struct gzip {
	struct inflate_state inflate;
	bool within; /* a member */
};

static void *
gzip_new(void)
{
	return memory_new(sizeof(struct gzip));
}

/* Between two members; zeros behind the last one are what tapes and some tools fill up with. */
static const char *
gzip_begin(struct gzip *g, struct unpack_bytes *b, bool *whole)
{
	while (b->nin > 0 && *b->in == '\0' && *whole) {
		b->in++;
		b->nin--;
	}
	if (b->nin == 0)
		return NULL;
	if ((unsigned char)*b->in != 0x1F)
		return "something else stands behind the compressed data";
	isal_inflate_init(&g->inflate);
	g->inflate.crc_flag = ISAL_GZIP;
	g->within = true;
	*whole = false;
	return NULL;
}

static const char *
gzip_step(void *state, struct unpack_bytes *b, bool *whole)
{
	struct gzip *g = state;
	const char *wrong;
	int code;

	if (!g->within) {
		wrong = gzip_begin(g, b, whole);
		if (wrong != NULL || !g->within)
			return wrong;
	}
	g->inflate.next_in = (uint8_t *)b->in;
	g->inflate.avail_in = (uint32_t)b->nin;
	g->inflate.next_out = (uint8_t *)b->out;
	g->inflate.avail_out = (uint32_t)b->nout;
	code = isal_inflate(&g->inflate);
	b->in = (const char *)g->inflate.next_in;
	b->nin = g->inflate.avail_in;
	b->out = (char *)g->inflate.next_out;
	b->nout = g->inflate.avail_out;
	if (code == ISAL_INCORRECT_CHECKSUM)
		return "the checksum is wrong: the data is damaged";
	if (code < 0)
		return "the data is damaged";
	if (g->inflate.block_state == ISAL_BLOCK_FINISH) {
		g->within = false;
		*whole = true;
	}
	return NULL;
}

const struct unpack_codec unpack_gzip = {
	.code = "gzip-input",
	.name = "gzip",
	.new = gzip_new,
	.free = free,
	.step = gzip_step,
};
