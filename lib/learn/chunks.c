#include "learn/chunks.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/memory.h"

struct chunks {
	atomic_size_t next;
	size_t n;
	void (*work)(void *self, size_t chunk);
	void *self;
};

static void *
run(void *argument)
{
	struct chunks *chunks = argument;
	size_t chunk;

	while ((chunk = atomic_fetch_add(&chunks->next, 1)) < chunks->n)
		chunks->work(chunks->self, chunk);
	return NULL;
}

void
chunks_run(unsigned threads, size_t n, void (*work)(void *self, size_t chunk), void *self)
{
	struct chunks chunks = { .n = n, .work = work, .self = self };
	size_t wanted = threads < n ? threads : n, made = 0;
	pthread_t *helper = memory_array(wanted, sizeof *helper);

	while (made + 1 < wanted && pthread_create(&helper[made], NULL, run, &chunks) == 0)
		made++;
	run(&chunks);
	while (made > 0)
		pthread_join(helper[--made], NULL);
	free(helper);
}
