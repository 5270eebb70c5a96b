/*
 * state: no bytes crash the reader of states; a state that was written reads back the same, and one
 * that was changed anywhere is refused in one line.
 *
 * Input: 6 bytes that say how the state is changed (cut, flipped, a piece twice, a piece gone),
 * then what it holds: keys to a zero byte, with a number each. The input is also read as a state.
 */
#include <fcntl.h>
#include <string.h>

#include "shard/state.h"

#include "fuzz.h"

#define KEYS 64
#define KEY 40

struct held {
	size_t n;
	char key[KEYS][KEY];
	size_t len[KEYS];
	uint64_t sum[KEYS];
	int64_t most, least;
	uint64_t values, bits;
};

static const struct state_option options[] = { { "within", { "7d", 2 } },
	{ "steps", { "a\t%\nb", 5 } } };
static const struct state_maker maker = { "ia-fuzz", "1", options, 2 };

static void
hold(struct held *h, struct state *s)
{
	bool writes = state_writes(s);

	for (size_t k = 0; state_more(s, "key", k < h->n) && k < KEYS; k++) {
		struct slice key = slice_of(h->key[k], h->len[k]);

		state_text(s, &key);
		state_sum(s, &h->sum[k]);
		if (!writes && !state_failed(s)) {
			h->len[k] = key.len < KEY ? key.len : KEY;
			memcpy(h->key[k], key.ptr, h->len[k]);
			h->n = k + 1;
		}
	}
	if (state_more(s, "most", true)) {
		state_most(s, &h->most);
		state_least(s, &h->least);
		state_any(s, &h->bits);
	}
	while (state_more(s, "values", writes && h->values > 0)) {
		uint64_t place = 3;

		state_place(s, &place, 4);
		while (state_field(s, writes && h->values > 0)) {
			uint64_t step = 5, count = h->values;

			state_run(s, &step, &count);
			h->values = writes ? 0 : h->values + count;
		}
	}
}

static bool
to_buffer(void *self, const char *ptr, size_t len)
{
	buffer_add(self, ptr, len);
	return true;
}

static void
write_state(const struct held *from, struct buffer *out)
{
	struct fault fault = { 0 };
	struct state_total total = { 0 };
	struct held h = *from;
	struct state *s = state_writer(to_buffer, out, &fault);

	state_total_own(&total, 3, 7, 12, 0);
	state_begin(s, &maker, &total);
	hold(&h, s);
	if (!state_end(s) || fault_is_set(&fault))
		abort();
	state_free(s);
	state_total_release(&total);
}

/* true: it was taken, all of it; held: what was read. */
static bool
read_state(const char *ptr, size_t len, struct held *held)
{
	struct fault fault = { 0 };
	struct state_total total = { 0 };
	char path[64];
	bool good;

	memset(held, 0, sizeof *held);
	held->most = INT64_MIN;
	held->least = INT64_MAX;
	fuzz_file(path, sizeof path, ptr, len);
	int descriptor = open(path, O_RDONLY);
	struct state *s = state_reader(descriptor, "s", &fault);

	while (state_begin(s, &maker, &total)) {
		hold(held, s);
		if (!state_end(s))
			break;
	}
	state_free(s);
	close(descriptor);
	unlink(path);
	if (fault_is_set(&fault) &&
	    (strncmp(fault.text, "s:", 2) != 0 || strpbrk(fault.text, "\n\r\x1b") != NULL))
		abort();
	good = !fault_is_set(&fault) &&
	    state_total_check(&total, 7, true, 12, &fault) == false && /* six parts are missing */
	    total.nstate == 1 && total.from[3] == 1 && total.rows == 12;
	state_total_release(&total);
	return good;
}

static struct buffer
changed(const struct buffer *state, const uint8_t *how)
{
	struct buffer out = { 0 };
	size_t at = ((size_t)how[1] << 8 | how[2]) % state->len;
	size_t n = ((size_t)how[3] << 8 | how[4]) % (state->len - at) + 1;

	buffer_add(&out, state->ptr, how[0] % 4 == 3 ? at + n : at);
	if (how[0] % 4 == 1) {
		buffer_add(&out, state->ptr + at, state->len - at);
		out.ptr[at] ^= (char)(how[5] == 0 ? 1 : how[5]);
	} else if (how[0] % 4 == 2) {
		buffer_add(&out, state->ptr + at + n, state->len - at - n);
	} else if (how[0] % 4 == 3) {
		buffer_add(&out, state->ptr + at, state->len - at);
	}
	return out;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct held from = { .most = -7, .least = 12, .bits = 5, .values = 3 }, back;
	struct buffer state = { 0 }, other;

	read_state((const char *)data, size, &back);
	if (size < 6)
		return 0;
	for (size_t at = 6; at < size && from.n < KEYS; from.n++) {
		const uint8_t *end = memchr(data + at, 0, size - at);
		size_t len = end != NULL ? (size_t)(end - data) - at : size - at;

		from.len[from.n] = len < KEY ? len : KEY;
		memcpy(from.key[from.n], data + at, from.len[from.n]);
		from.sum[from.n] = len * UINT64_C(0x123456789abcdef);
		at += len + 1;
	}
	write_state(&from, &state);
	if (!read_state(state.ptr, state.len, &back) || memcmp(&from, &back, sizeof from) != 0)
		abort();
	other = changed(&state, data);
	if (other.len == 0 ? read_state("", 0, &back) : read_state(other.ptr, other.len, &back))
		abort();
	buffer_release(&state);
	buffer_release(&other);
	return 0;
}
