#include "base/hash.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef __APPLE__
#include <sys/random.h>
#endif

static bool
random_from_file(void *out, size_t size)
{
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	ssize_t n = read(fd, out, size);

	close(fd);
	return n == (ssize_t)size;
}

void
hash_key_init(struct hash_key *key)
{
	if (getentropy(key->word, sizeof key->word) != 0 &&
	    !random_from_file(key->word, sizeof key->word)) {
		struct timespec now;

		/* Without any source: the clock, the process and where the key stands. */
		clock_gettime(CLOCK_REALTIME, &now);
		key->word[0] = (uint64_t)now.tv_nsec * UINT64_C(0x9E3779B97F4A7C15);
		key->word[1] = (uint64_t)now.tv_sec ^ (uint64_t)getpid() << 32;
		key->word[2] = (uint64_t)(uintptr_t)key * UINT64_C(0xBF58476D1CE4E5B9);
		key->word[3] = UINT64_C(0x94D049BB133111EB);
	}
	for (int i = 0; i < 4; i++) {
		if (key->word[i] == 0)
			key->word[i] = UINT64_C(0x9E3779B97F4A7C15) * (uint64_t)(i + 1);
	}
}

uint64_t
hash_long(const struct hash_key *key, const void *ptr, size_t len)
{
	const unsigned char *p = ptr;
	/* Not words 0 and 1: those come in again at the end, and would go out. */
	uint64_t a = key->word[3], b = key->word[2];
	size_t rest = len;

	while (rest > 32) {
		a = hash_fold(load_64(p) ^ key->word[2], load_64(p + 8) ^ a);
		b = hash_fold(load_64(p + 16) ^ key->word[3], load_64(p + 24) ^ b);
		p += 32;
		rest -= 32;
	}
	if (rest > 16)
		a = hash_fold(load_64(p) ^ key->word[2], load_64(p + 8) ^ a);
	p += rest;
	return hash_finish(key, load_64(p - 16) ^ a, load_64(p - 8) ^ b, len);
}
