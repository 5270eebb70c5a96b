/*
 * streams: many byte streams in one temporary file, each written at its end, read once from its
 * beginning.
 *
 *	struct streams s;
 *	streams_init(&s, 256, chunk, temp);
 *	shelf_add(&s, k, ptr, len);
 *	streams_end(&s);
 *	struct shelf_reader r;
 *	shelf_open(&r, &s, k);
 *	while (shelf_read(&r, ptr, len)) ...
 *
 * Each stream has a buffer of one chunk; full chunks go to the file, and a stream knows where its
 * own are.
 * Errors: false, with the fault of temp. Reading past the end gives false without a fault.
 */
#ifndef IA_DEDUPE_STREAMS_H
#define IA_DEDUPE_STREAMS_H

#include "base/temp.h"

struct shelf {
	char *buffer; /* [chunk]; NULL before the first byte */
	size_t used;
	uint64_t *chunk; /* [nchunk] offsets of full chunks, and of the last one */
	size_t nchunk, capacity;
	uint64_t bytes, records; /* records: the caller's to count */
};

struct streams {
	struct shelf *shelf; /* [n] */
	unsigned n;
	size_t chunk;
	struct temp *temp; /* the caller's */
};

void streams_init(struct streams *shelves, unsigned n, size_t chunk, struct temp *temp);
bool shelf_add(struct streams *shelves, unsigned k, const void *ptr, size_t len);
/* after the last byte: buffers are written and freed */
bool streams_end(struct streams *shelves);
void shelf_forget(struct streams *shelves, unsigned k);
void streams_release(struct streams *shelves);

struct shelf_reader {
	const struct streams *shelves;
	const struct shelf *shelf;
	char *buffer;
	size_t at, len, next; /* in the buffer; the next chunk */
	uint64_t left;        /* bytes not in the buffer yet */
};

void shelf_open(struct shelf_reader *reader, const struct streams *shelves, unsigned k);
bool shelf_read(struct shelf_reader *reader, void *ptr, size_t len);
void shelf_close(struct shelf_reader *reader);

#endif
