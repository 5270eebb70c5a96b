#include "serve/visitor.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "time/instant.h"

struct visitors {
	pthread_mutex_t lock;
	int64_t day;
	struct hash_key key;
};

struct visitors *
visitors_new(void)
{
	struct visitors *v = memory_new(sizeof *v);

	pthread_mutex_init(&v->lock, NULL);
	v->day = INT64_MIN;
	return v;
}

size_t
visitor_name(struct visitors *v, const struct address *address, struct slice agent, int64_t now,
    char *out)
{
	int64_t day = now / DAY_US;
	struct hash_key key;
	uint64_t word[2];
	int year, month, of_month;

	pthread_mutex_lock(&v->lock);
	if (v->day != day) {
		hash_key_init(&v->key);
		v->day = day;
	}
	key = v->key;
	pthread_mutex_unlock(&v->lock);
	word[0] = hash_bytes(&key, address->byte, sizeof address->byte);
	word[1] = hash_bytes(&key, agent.ptr, agent.len);
	civil_from_days(day, &year, &month, &of_month);
	return (size_t)snprintf(out, VISITOR_WIDTH, "day-%04d-%02d-%02d-%016llx", year % 10000,
	    month % 100, of_month % 100, (unsigned long long)hash_bytes(&key, word, sizeof word));
}

void
visitors_free(struct visitors *v)
{
	if (v == NULL)
		return;
	pthread_mutex_destroy(&v->lock);
	free(v);
}
