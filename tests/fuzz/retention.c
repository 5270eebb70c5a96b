/*
 * retention: no option text gives a plan that is not sound; a user's cells agree with each other in
 * every mode, and are the same where events go one by one and where only their buckets are
 * gathered.
 *
 * Input: a period and brackets with commas between, to a zero byte; then for each event its flags,
 * its bucket less the one before, and whose of a few users it is.
 */
#include <string.h>

#include "analysis/retention/parts.h"

#include "fuzz.h"

#define CELLS 16
#define EVENTS 200
#define USERS 3
#define PIECES 600 /* of gathered buckets */

static void
check_plan(char *text)
{
	const char *piece[40];
	size_t n = 0;
	struct fault fault = { 0 };
	struct retention_params p = RETENTION_DEFAULT;
	struct retention_plan plan;

	for (char *at = text; n < 40; at++) {
		piece[n++] = at;
		at += strcspn(at, ",");
		if (*at == '\0')
			break;
		*at = '\0';
	}
	p.period = piece[0];
	p.bracket = piece + 1;
	p.nbracket = n - 1;
	p.mode = n > 1 ? RETENTION_BRACKET : RETENTION_ROLLING;
	if (retention_check(&p, &fault) != NULL)
		return;
	if (retention_plan(&plan, &p, &fault) != NULL || plan.rules.last > RETENTION_PERIODS ||
	    plan.ncell < 2 || plan.rules.length_us < 0)
		abort();
	for (size_t k = 1; plan.bracket != NULL && k <= plan.rules.last; k++)
		if (plan.bracket[k] - plan.bracket[k - 1] > 1 || plan.bracket[k] >= plan.ncell)
			abort();
	free(plan.bracket);
	free(plan.bound);
}

static void
count(enum retention_mode mode, const uint32_t *bracket, uint64_t at_least,
    const struct retention_scratch *s, const struct retention_event *e, size_t n, size_t day,
    uint64_t *cell)
{
	struct retention_rules r = { .mode = mode,
		.at_least = at_least,
		.last = CELLS - 1,
		.bracket = bracket };

	memset(cell, 0, CELLS * sizeof *cell);
	retention_count(&r, s, e, n, day, cell);
	for (size_t c = CELLS - 1; mode == RETENTION_ROLLING && c > 0; c--)
		cell[c - 1] += cell[c];
}

static void
check_cells(const struct retention_scratch *s, const struct retention_event *e, size_t n)
{
	uint32_t narrow[CELLS];

	for (uint32_t c = 0; c < CELLS; c++)
		narrow[c] = c;
	for (size_t day = 0; day < s->n; day++) {
		uint64_t exact[CELLS], rolling[CELLS], bracket[CELLS], twice[CELLS];

		if (s->day[day].start == RETENTION_NONE)
			continue;
		count(RETENTION_EXACT, NULL, 1, s, e, n, day, exact);
		count(RETENTION_EXACT, NULL, 2, s, e, n, day, twice);
		count(RETENTION_ROLLING, NULL, 1, s, e, n, day, rolling);
		count(RETENTION_BRACKET, narrow, 1, s, e, n, day, bracket);
		for (size_t c = 0; c < CELLS; c++)
			if (exact[c] > 1 || rolling[c] > 1 || exact[c] > rolling[c] ||
			    twice[c] > exact[c] || bracket[c] != exact[c] ||
			    (c > 0 && rolling[c] > rolling[c - 1]))
				abort();
	}
}

/* Any event is a return: the days of each user out of what a small table gathered. */
static void
check_gathered(const struct retention_event *e, const unsigned *user, size_t n)
{
	static const char *const name[USERS] = { "u", "a user of middle length",
		"a user whose name is longer than a place has room for" };
	static struct recent_place piece[PIECES];
	unsigned whose[PIECES];
	struct retention_event own[EVENTS];
	struct retention_scratch s = { 0 }, t = { 0 };
	struct hash_key key = { { 1, 2, 3, 4 } };
	struct recent recent;
	size_t npiece = 0;

	recent_init(&recent, 1, &key);
	for (size_t i = 0; i < n; i++) {
		struct slice id = slice_text(name[user[i]]);
		struct recent_place *old = &piece[npiece];

		if (!recent_gather(&recent, id, recent_hash(&recent, id), e[i].bucket,
			e[i].flags & RETENTION_START, old))
			continue;
		whose[npiece] = old->len == 0 ? 2 : old->len == 1 ? 0 : 1;
		npiece++;
	}
	for (size_t k = 0; k < recent_places(&recent); k++) {
		piece[npiece] = *recent_at(&recent, k);
		if (piece[npiece].len > 0) {
			whose[npiece] = piece[npiece].len == 1 ? 0 : 1;
			npiece++;
		}
	}
	for (unsigned u = 0; u < USERS; u++) {
		size_t nown = 0;

		for (size_t i = 0; i < n; i++)
			if (user[i] == u)
				own[nown++] = e[i];
		retention_walk(&s, own, nown);
		retention_begin(&t);
		for (size_t k = 0; k < npiece; k++)
			for (int64_t b = 0; whose[k] == u && b < RECENT_SPAN; b++)
				if ((piece[k].bits >> b & 1) != 0)
					retention_mark(&t, piece[k].base + b,
					    RETENTION_RETURN |
						((piece[k].starts >> b & 1) != 0 ? RETENTION_START
										 : 0));
		retention_end(&t);
		if (s.n != t.n)
			abort();
		for (size_t d = 0; d < s.n; d++)
			if (s.day[d].bucket != t.day[d].bucket ||
			    (s.day[d].start < n) != (t.day[d].start == 0))
				abort();
	}
	recent_release(&recent);
	retention_scratch_release(&s);
	retention_scratch_release(&t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct retention_event e[EVENTS];
	struct retention_scratch s = { 0 };
	unsigned user[EVENTS];
	char text[400];
	size_t at = 0, n = 0;
	int64_t bucket = 0;

	while (at < size && at + 1 < sizeof text && data[at] != 0) {
		text[at] = (char)data[at];
		at++;
	}
	text[at] = '\0';
	check_plan(text);
	for (at++; at + 2 < size && n < EVENTS; at += 3, n++) {
		bucket += (int8_t)data[at + 1];
		e[n] = (struct retention_event){ (int64_t)n, bucket,
			RETENTION_RETURN | (data[at] & 3) };
		user[n] = data[at + 2] % USERS;
	}
	check_gathered(e, user, n);
	for (size_t i = 0; i < n; i++)
		e[i].flags &= i % 3 > 0 ? ~0u : RETENTION_START;
	retention_walk(&s, e, n);
	check_cells(&s, e, n);
	retention_scratch_release(&s);
	return 0;
}
