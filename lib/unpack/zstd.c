/* zstd (RFC 8878) by libzstd: frames one behind the other, skippable ones passed over. */
#include <zstd.h>
#include <zstd_errors.h>

#include "base/memory.h"
#include "unpack/codec.h"

#define WINDOW_LOG_MOST 27 /* 128 MiB, as zstd -d takes it */

static void *
zstd_new(void)
{
	ZSTD_DCtx *d = ZSTD_createDCtx();

	if (d == NULL)
		memory_exhausted();
	ZSTD_DCtx_setParameter(d, ZSTD_d_windowLogMax, WINDOW_LOG_MOST);
	return d;
}

static void
zstd_free(void *state)
{
	ZSTD_freeDCtx(state);
}

static const char *
zstd_wrong(size_t code)
{
	switch (ZSTD_getErrorCode(code)) {
	case ZSTD_error_prefix_unknown: return "something else stands behind the compressed data";
	case ZSTD_error_checksum_wrong: return "the checksum is wrong: the data is damaged";
	case ZSTD_error_dictionary_wrong:
		return "a dictionary is needed; try: zstd -dc -D DICTIONARY";
	case ZSTD_error_frameParameter_windowTooLarge:
		return "it needs a window of more than 128 MiB; try: zstd -dc --long=31";
	default: return "the data is damaged";
	}
}

static const char *
zstd_step(void *state, struct unpack_bytes *b, bool *whole)
{
	ZSTD_inBuffer in = { b->in, b->nin, 0 };
	ZSTD_outBuffer out = { b->out, b->nout, 0 };
	size_t code = ZSTD_decompressStream(state, &out, &in);

	if (ZSTD_isError(code))
		return zstd_wrong(code);
	b->in += in.pos;
	b->nin -= in.pos;
	b->out += out.pos;
	b->nout -= out.pos;
	if (in.pos > 0 || out.pos > 0)
		*whole = code == 0;
	return NULL;
}

const struct unpack_codec unpack_zstd = {
	.code = "zstd-input",
	.name = "zstd",
	.new = zstd_new,
	.free = zstd_free,
	.step = zstd_step,
};
