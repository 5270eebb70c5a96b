/*
 * partition_store: inside lib/event: one thread's records, by partition, in memory and past a
 * limit in a temporary file.
 *
 *	partition_store_init(&store, &shape, npartition, limit, folder, &key);
 *	sequence_add(&store, user, time, order, words);
 *	partition_store_spill(&store);			all that is in memory goes to the file
 *	partition_store_release(&store);
 *
 * Partitions are lists of chunks out of slabs; a chunk holds a frame of packed records. A spill
 * writes the partitions one after the other and takes the slabs anew, so the memory of a thread is
 * what it may hold and no more.
 */
#ifndef IA_EVENT_PARTITION_STORE_H
#define IA_EVENT_PARTITION_STORE_H

#include "base/hash.h"
#include "base/temp.h"
#include "event/packed.h"

#define PARTITIONS_MAX 256u
#define STORE_AHEAD 32u

struct chunk {
	struct chunk *next;
	size_t used; /* bytes at data */
	char data[];
};

/* Bytes of a partition in a temporary file: frames. */
struct extent {
	uint64_t offset, len;
};

/* One line of the cache. */
struct partition {
	char *at, *end; /* where the next record goes */
	struct packed_last last;
	size_t records; /* in memory and in the file */
	struct chunk *first, *newest;
	struct spilled *spilled; /* NULL: nothing */
};

/* What the file has of a partition. */
struct spilled {
	struct extent *extent; /* [n] */
	size_t n, capacity;
};

struct slab {
	char *ptr;
	size_t size;
};

/* A record on its way. */
struct ahead {
	struct packed record;
	uint64_t hash;
	uint32_t word;
};

struct sequence_sink {
	struct ahead ahead[STORE_AHEAD];
	unsigned nahead;
	struct shape shape;
	struct hash_key key;
	unsigned mask;               /* number of partitions - 1, a power of two - 1 */
	struct partition *partition; /* [mask + 1] */
	struct slab *slab;           /* [nslab] */
	size_t nslab, capacity, now; /* now: the one in use */
	char *next, *end;            /* room in it */
	size_t held, limit;          /* bytes of all slabs; what they may be */
	const char *folder;
	struct temp *temp;         /* NULL: nothing spilled */
	struct partition *open;    /* of sequence_begin */
	struct packed_last before; /* ... and what its last was */
	char *text;                /* ... where its text begins */
	size_t id;                 /* ... the id's length */
	struct fault fault;
};

void partition_store_init(struct sequence_sink *store, const struct shape *shape,
    unsigned npartition, size_t limit, const char *folder, const struct hash_key *key);
/* Writes what was added since it was settled last: until then the users' ids are borrowed. */
void partition_store_settle(struct sequence_sink *store);
bool partition_store_spill(struct sequence_sink *store); /* false: store->fault */
void partition_store_forget(
    struct sequence_sink *store); /* gives the memory back; the file stays */
/*
 * Empties a partition that is in memory: its chunks, as bytes, to take, for use until
 * partition_store_forget.
 */
void partition_store_give(struct sequence_sink *store, unsigned partition,
    void (*take)(void *self, char *ptr, size_t size), void *self);
void partition_store_release(struct sequence_sink *store);

/* Appends a frame to a file. */
bool frame_append(struct temp *temp, const void *ptr, size_t len);

/* The frames of a partition that are in memory, in order: those behind chunk; NULL: the first. */
struct slice chunk_frame(const struct partition *partition, const struct chunk *chunk);

#endif
