#include "serve/peers.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "base/hash.h"
#include "base/memory.h"
#include "time/instant.h"

#define CHAINS 4096u /* a power of two */

static const char late_answer[] = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"
				  "Content-Length: 0\r\n\r\n";

struct peer {
	struct peer *before, *behind; /* in the order of since */
	struct peer *next;            /* of its chain */
	struct address address;
	int descriptor;
	enum peer_state state;
	bool shut;
	int64_t since; /* us, monotonic: when the request that it owes began */
};

struct peers {
	struct peers_options options;
	struct hash_key key;
	pthread_mutex_t lock; /* guards what is below */
	struct peer ring;     /* behind it the oldest, before it the newest */
	struct peer *chain[CHAINS];
	size_t nshut; /* of those that are open: on their way out */
	struct peers_counts counts;
};

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * SECOND_US + t.tv_nsec / 1000;
}

struct peers *
peers_new(const struct peers_options *options)
{
	struct peers *p = memory_new(sizeof *p);

	p->options = *options;
	p->ring.before = p->ring.behind = &p->ring;
	hash_key_init(&p->key);
	pthread_mutex_init(&p->lock, NULL);
	return p;
}

static struct peer **
chain_of(struct peers *p, const struct address *a)
{
	return &p->chain[hash_bytes(&p->key, a->byte, sizeof a->byte) & (CHAINS - 1)];
}

bool
peers_admit(struct peers *p, const struct address *address)
{
	size_t n = 0;

	if (p->options.per_address == 0 || networks_have(p->options.trusted, address))
		return true;
	pthread_mutex_lock(&p->lock);
	for (const struct peer *q = *chain_of(p, address); q != NULL; q = q->next)
		n += address_equal(&q->address, address);
	if (n >= p->options.per_address)
		p->counts.refused++;
	pthread_mutex_unlock(&p->lock);
	return n < p->options.per_address;
}

static void
put_last(struct peers *p, struct peer *peer)
{
	peer->before = p->ring.before;
	peer->behind = &p->ring;
	p->ring.before->behind = peer;
	p->ring.before = peer;
}

static void
take_out(struct peer *peer)
{
	peer->before->behind = peer->behind;
	peer->behind->before = peer->before;
}

/* Ends a connection whose request did not come; its thread sees that and cleans up. */
static void
shut(struct peers *p, struct peer *peer, bool tell)
{
	if (peer->shut)
		return;
	peer->shut = true;
	p->nshut++;
	if (tell && peer->state == PEER_SENDING)
		send(peer->descriptor, late_answer, sizeof late_answer - 1,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
	shutdown(peer->descriptor, SHUT_RDWR);
}

/* The one that owes a request longest makes room. */
static void
make_room(struct peers *p)
{
	for (struct peer *q = p->ring.behind; q != &p->ring; q = q->behind)
		if (!q->shut && q->state != PEER_ANSWERED) {
			p->counts.put_out++;
			shut(p, q, false);
			return;
		}
}

struct peer *
peers_add(struct peers *p, const struct address *address, int descriptor)
{
	struct peer *peer = memory_new(sizeof *peer), **chain = chain_of(p, address);

	peer->address = *address;
	peer->descriptor = descriptor;
	peer->since = now_us();
	pthread_mutex_lock(&p->lock);
	if (p->counts.open - p->nshut >= p->options.most)
		make_room(p);
	peer->next = *chain;
	*chain = peer;
	put_last(p, peer);
	p->counts.accepted++;
	if (++p->counts.open > p->counts.most_open)
		p->counts.most_open = p->counts.open;
	pthread_mutex_unlock(&p->lock);
	return peer;
}

void
peers_remove(struct peers *p, struct peer *peer)
{
	struct peer **link = chain_of(p, &peer->address);

	pthread_mutex_lock(&p->lock);
	while (*link != peer)
		link = &(*link)->next;
	*link = peer->next;
	take_out(peer);
	p->counts.open--;
	p->nshut -= peer->shut;
	pthread_mutex_unlock(&p->lock);
	free(peer);
}

void
peer_is(struct peers *p, struct peer *peer, enum peer_state state)
{
	pthread_mutex_lock(&p->lock);
	peer->state = state;
	if (state == PEER_QUIET) {
		peer->since = now_us();
		take_out(peer);
		put_last(p, peer);
	}
	pthread_mutex_unlock(&p->lock);
}

bool
peer_is_late(struct peers *p, const struct peer *peer)
{
	bool late;

	pthread_mutex_lock(&p->lock);
	late = now_us() - peer->since > p->options.request_us;
	pthread_mutex_unlock(&p->lock);
	return late;
}

const struct address *
peer_address(const struct peer *peer)
{
	return &peer->address;
}

void
peers_sweep(struct peers *p)
{
	int64_t before = now_us() - p->options.request_us;

	pthread_mutex_lock(&p->lock);
	for (struct peer *q = p->ring.behind; q != &p->ring && q->since < before; q = q->behind)
		if (!q->shut && q->state != PEER_ANSWERED) {
			p->counts.slow++;
			shut(p, q, true);
		}
	pthread_mutex_unlock(&p->lock);
}

void
peers_dismiss(struct peers *p)
{
	pthread_mutex_lock(&p->lock);
	for (struct peer *q = p->ring.behind; q != &p->ring; q = q->behind)
		if (q->state == PEER_QUIET)
			shut(p, q, false);
	pthread_mutex_unlock(&p->lock);
}

bool
peers_busy(struct peers *p)
{
	bool busy = false;

	pthread_mutex_lock(&p->lock);
	for (struct peer *q = p->ring.behind; q != &p->ring; q = q->behind)
		busy |= !q->shut && q->state != PEER_QUIET;
	pthread_mutex_unlock(&p->lock);
	return busy;
}

void
peers_counts(struct peers *p, struct peers_counts *counts)
{
	pthread_mutex_lock(&p->lock);
	*counts = p->counts;
	pthread_mutex_unlock(&p->lock);
}

void
peers_free(struct peers *p)
{
	if (p == NULL)
		return;
	pthread_mutex_destroy(&p->lock);
	free(p);
}
