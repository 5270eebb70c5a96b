/*
 * Compressed bytes: what is no gzip or zstd is refused without harm; what was packed comes out the
 * same, in whatever pieces it is read; cut anywhere it is a fault.
 */
#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <string.h>
#include <zstd.h>

#include "base/fault.h"
#include "fuzz.h"
#include "unpack/unpack.h"

#define MOST (4u << 20) /* a bomb is read so far */

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* What the packed bytes hold, at most MOST; -1: a fault. step: bytes of a read. */
static ssize_t
unpack(const char *packed, size_t n, size_t head, size_t step, char *out)
{
	char path[64];
	struct unpack *u;
	ssize_t got, have = 0;
	int fd;

	if (unpack_packing(packed, n) == PACKING_NONE)
		return -1;
	fuzz_file(path, sizeof path, packed + head, n - head);
	fd = open(path, O_RDONLY);
	must(fd >= 0);
	u = unpack_new(unpack_packing(packed, n), fd, packed, head);
	while (have < (ssize_t)MOST && (got = unpack_read(u, out + have, step)) != 0) {
		if (got < 0) {
			must(fault_is_set(unpack_fault(u)));
			have = -1;
			break;
		}
		have += got;
	}
	unpack_free(u);
	close(fd);
	unlink(path);
	return have;
}

static size_t
pack(bool zstd, const uint8_t *data, size_t size, char *out, size_t room)
{
	struct isal_zstream z;
	size_t n;

	if (zstd) {
		n = ZSTD_compress(out, room, data, size, 3);
		must(!ZSTD_isError(n));
		return n;
	}
	isal_deflate_stateless_init(&z);
	z.gzip_flag = IGZIP_GZIP;
	z.end_of_stream = 1;
	z.next_in = (uint8_t *)(uintptr_t)data;
	z.avail_in = (uint32_t)size;
	z.next_out = (uint8_t *)out;
	z.avail_out = (uint32_t)room;
	must(isal_deflate_stateless(&z) == COMP_OK);
	return room - z.avail_out;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t room = 2 * size + 1000;
	char *packed = malloc(room), *out = malloc(MOST + (64u << 10));
	size_t n, cut;

	unpack((const char *)data, size, size > 4 ? 4 : 0, 1000, out);
	for (int zstd = 0; zstd < 2 && size > 1 && size < (64u << 10); zstd++) {
		n = pack(zstd, data + 1, size - 1, packed, room);
		must(unpack(packed, n, 0, 1u + data[0], out) == (ssize_t)size - 1);
		must(memcmp(out, data + 1, size - 1) == 0);
		cut = 4 + data[0] % (n - 4);
		must(unpack(packed, cut, 4, 4096, out) < 0);
	}
	free(packed);
	free(out);
	return 0;
}
