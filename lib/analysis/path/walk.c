#include "analysis/path/walk.h"

static size_t
collapse(struct path_event *event, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && event[kept - 1].node == event[i].node) {
			event[kept - 1].time = event[i].time;
			event[kept - 1].marks |= event[i].marks;
		} else {
			event[kept++] = event[i];
		}
	}
	return kept;
}

static size_t
find(const struct path_event *event, size_t from, size_t n, uint32_t mark)
{
	while (from < n && (event[from].marks & mark) == 0)
		from++;
	return from;
}

struct path_cut
path_walk(const struct path_rules *rules, struct path_event *event, size_t n)
{
	static const struct path_cut none = { 0 };
	struct path_cut cut = { 0 };
	size_t end;

	if (rules->collapse)
		n = collapse(event, n);
	if (rules->from)
		cut.first = find(event, 0, n, PATH_FROM);
	end = n;
	if (rules->to)
		end = find(event, cut.first + rules->from, n, PATH_TO) + 1;
	if (cut.first >= n || end > n)
		return none;
	cut.n = end - cut.first;
	if (rules->length == 0 || cut.n <= rules->length)
		return cut;
	cut.before = rules->to && !rules->from;
	cut.after = !cut.before;
	if (cut.before)
		cut.first = end - (size_t)rules->length;
	cut.n = (size_t)rules->length;
	return cut;
}
