#include "base/tasks.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/memory.h"

struct tasks {
	atomic_size_t next;
	size_t n;
	void (*work)(void *self, size_t task);
	void *self;
};

static void *
run(void *argument)
{
	struct tasks *tasks = argument;
	size_t task;

	while ((task = atomic_fetch_add(&tasks->next, 1)) < tasks->n)
		tasks->work(tasks->self, task);
	return NULL;
}

void
tasks_run(unsigned threads, size_t n, void (*work)(void *self, size_t task), void *self)
{
	struct tasks tasks = { .n = n, .work = work, .self = self };
	size_t wanted = threads < n ? threads : n, made = 0;
	pthread_t *helper = memory_array(wanted, sizeof *helper);

	while (made + 1 < wanted && pthread_create(&helper[made], NULL, run, &tasks) == 0)
		made++;
	run(&tasks);
	while (made > 0)
		pthread_join(helper[--made], NULL);
	free(helper);
}
