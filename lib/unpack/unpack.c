#include "unpack/unpack.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/memory.h"
#include "unpack/codec.h"

#define SLOTS 4u
#define SLOT (512u << 10)
#define TAKE (128u << 10) /* compressed bytes a read */
#define WAIT_MS 100       /* between looks at stop, where the descriptor has nothing */

struct slot {
	char *ptr; /* [SLOT] */
	size_t len;
};

/*
 * The thread fills slot[filled % SLOTS] while it is free, the reader empties slot[taken % SLOTS];
 * the lock guards what is written below it, not the bytes of a slot, which has one owner.
 */
struct unpack {
	const struct unpack_codec *codec;
	void *state;
	int descriptor;
	char *in; /* [TAKE, or as long as the head] */
	size_t nin;
	struct slot slot[SLOTS];
	size_t at; /* read of the slot */
	pthread_t thread;

	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint64_t filled, taken; /* slots */
	bool ended, stop;
	struct fault fault;
};

static bool
begins(const char *head, size_t n, const char *magic, size_t len)
{
	return n >= len && memcmp(head, magic, len) == 0;
}

enum packing
unpack_packing(const char *head, size_t n)
{
	if (begins(head, n, "\x1F\x8B", 2))
		return PACKING_GZIP;
	if (begins(head, n, "\x28\xB5\x2F\xFD", 4))
		return PACKING_ZSTD;
	return PACKING_NONE;
}

bool
unpack_doubts(const char *head, size_t n)
{
	return n < UNPACK_HEAD && unpack_packing(head, n) == PACKING_NONE &&
	    (begins("\x1F\x8B", 2, head, n) || begins("\x28\xB5\x2F\xFD", 4, head, n));
}

/* A slot to fill; NULL: the reader is gone. */
static struct slot *
free_slot(struct unpack *u)
{
	struct slot *slot;

	pthread_mutex_lock(&u->lock);
	while (u->filled - u->taken == SLOTS && !u->stop)
		pthread_cond_wait(&u->changed, &u->lock);
	slot = u->stop ? NULL : &u->slot[u->filled % SLOTS];
	pthread_mutex_unlock(&u->lock);
	return slot;
}

static void
pass_on(struct unpack *u, size_t len)
{
	if (len == 0)
		return;
	u->slot[u->filled % SLOTS].len = len;
	pthread_mutex_lock(&u->lock);
	u->filled++;
	pthread_cond_broadcast(&u->changed);
	pthread_mutex_unlock(&u->lock);
}

/* 0: the end, or stop; -1: errno. */
static ssize_t
take(struct unpack *u)
{
	struct pollfd p = { .fd = u->descriptor, .events = POLLIN };
	ssize_t got;

	while (poll(&p, 1, WAIT_MS) == 0) {
		bool stop;

		pthread_mutex_lock(&u->lock);
		stop = u->stop;
		pthread_mutex_unlock(&u->lock);
		if (stop)
			return 0;
	}
	do
		got = read(u->descriptor, u->in, TAKE);
	while (got < 0 && errno == EINTR);
	return got;
}

/* All that is in hand to slots, passed on. false: stop, or a fault. */
static bool
unpack_piece(struct unpack *u, bool *whole)
{
	struct unpack_bytes b = { .in = u->in, .nin = u->nin };
	const char *wrong = NULL;
	bool full;

	do {
		struct slot *slot = free_slot(u);

		if (slot == NULL)
			return false;
		b.out = slot->ptr;
		b.nout = SLOT;
		do {
			size_t nin = b.nin, nout = b.nout;

			wrong = u->codec->step(u->state, &b, whole);
			if (b.nin == nin && b.nout == nout)
				break;
		} while (wrong == NULL && b.nout > 0);
		full = b.nout == 0; /* and more may be held back in the state */
		pass_on(u, SLOT - b.nout);
	} while (wrong == NULL && full);
	if (wrong == NULL)
		return true;
	fault_set(&u->fault, EXIT_DATA, "%s: %s", u->codec->code, wrong);
	return false;
}

static void *
run(void *self)
{
	struct unpack *u = self;
	bool whole = false;
	ssize_t got = 1;

	if (u->nin == 0)
		got = take(u);
	for (; got > 0; got = take(u)) {
		if (u->nin == 0)
			u->nin = (size_t)got;
		if (!unpack_piece(u, &whole))
			break;
		u->nin = 0;
	}
	pthread_mutex_lock(&u->lock);
	if (got < 0)
		fault_system(&u->fault, "cannot read");
	else if (got == 0 && !whole && !u->stop)
		fault_set(&u->fault, EXIT_DATA,
		    "%s: the data ends before its end: the file is cut; %s -dc shows what there is",
		    u->codec->code, u->codec->name);
	u->ended = true;
	pthread_cond_broadcast(&u->changed);
	pthread_mutex_unlock(&u->lock);
	return NULL;
}

struct unpack *
unpack_new(enum packing packing, int descriptor, const char *head, size_t n)
{
	struct unpack *u = memory_new(sizeof *u);

	u->codec = packing == PACKING_GZIP ? &unpack_gzip : &unpack_zstd;
	u->state = u->codec->new ();
	u->descriptor = descriptor;
	u->in = memory_array(n > TAKE ? n : TAKE, 1);
	if (n > 0)
		memcpy(u->in, head, n);
	u->nin = n;
	for (unsigned k = 0; k < SLOTS; k++)
		u->slot[k].ptr = memory_array(SLOT, 1);
	pthread_mutex_init(&u->lock, NULL);
	pthread_cond_init(&u->changed, NULL);
	if (pthread_create(&u->thread, NULL, run, u) != 0)
		memory_exhausted();
	return u;
}

ssize_t
unpack_read(struct unpack *u, void *ptr, size_t n)
{
	struct slot *slot;
	bool there;

	pthread_mutex_lock(&u->lock);
	while (u->filled == u->taken && !u->ended)
		pthread_cond_wait(&u->changed, &u->lock);
	there = u->filled != u->taken;
	pthread_mutex_unlock(&u->lock);
	if (!there)
		return fault_is_set(&u->fault) ? -1 : 0;
	slot = &u->slot[u->taken % SLOTS];
	n = n < slot->len - u->at ? n : slot->len - u->at;
	memcpy(ptr, slot->ptr + u->at, n);
	u->at += n;
	if (u->at < slot->len)
		return (ssize_t)n;
	u->at = 0;
	pthread_mutex_lock(&u->lock);
	u->taken++;
	pthread_cond_broadcast(&u->changed);
	pthread_mutex_unlock(&u->lock);
	return (ssize_t)n;
}

bool
unpack_wait(struct unpack *u, int milliseconds)
{
	struct timespec until;
	bool there;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += milliseconds / 1000;
	until.tv_nsec += milliseconds % 1000 * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&u->lock);
	while (u->filled == u->taken && !u->ended)
		if (pthread_cond_timedwait(&u->changed, &u->lock, &until) != 0)
			break;
	there = u->filled != u->taken || u->ended;
	pthread_mutex_unlock(&u->lock);
	return there;
}

const struct fault *
unpack_fault(const struct unpack *u)
{
	return &u->fault;
}

void
unpack_free(struct unpack *u)
{
	if (u == NULL)
		return;
	pthread_mutex_lock(&u->lock);
	u->stop = true;
	pthread_cond_broadcast(&u->changed);
	pthread_mutex_unlock(&u->lock);
	pthread_join(u->thread, NULL);
	u->codec->free(u->state);
	for (unsigned k = 0; k < SLOTS; k++)
		free(u->slot[k].ptr);
	free(u->in);
	pthread_mutex_destroy(&u->lock);
	pthread_cond_destroy(&u->changed);
	free(u);
}
