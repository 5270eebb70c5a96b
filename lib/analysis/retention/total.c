/* Counts of all threads to the lines and cells of the answer. */
#include <stdlib.h>

#include "analysis/retention/parts.h"
#include "base/memory.h"
#include "stats/interval.h"

static struct slice
group_by(const struct retention *r, uint32_t group, int64_t *index)
{
	struct slice key = intern_key(&r->groups, group);

	memcpy(index, key.ptr, sizeof *index);
	return slice_of(key.ptr + sizeof *index, key.len - sizeof *index);
}

/* By value, then by period. */
static bool
line_before(const struct retention_place *a, const struct retention_place *b)
{
	int c = slice_compare(a->by, b->by);

	return c != 0 ? c < 0 : a->index < b->index;
}

static void
sort_lines(struct retention_place *line, struct retention_place *spare, size_t n)
{
	size_t half = n / 2, i = 0, j = half;

	if (n < 2)
		return;
	sort_lines(line, spare, half);
	sort_lines(line + half, spare, n - half);
	memcpy(spare, line, half * sizeof *spare);
	for (size_t to = 0; i < half; to++)
		line[to] = j < n && line_before(&line[j], &spare[i]) ? line[j++] : spare[i++];
}

/* Of a group that is new to one side the instants of the other. */
static void
add_counts(struct retention *r, const struct retention_thread *t)
{
	size_t width = retention_width(r);

	for (size_t g = 0; g < t->ngroup; g++) {
		const uint64_t *from = t->count + g * width;
		uint64_t *to = r->count + g * width;
		bool new = to[GROUP_SIZE] == 0, none = from[GROUP_SIZE] == 0;

		if (new || (!none && (int64_t)from[GROUP_EARLIEST] < (int64_t)to[GROUP_EARLIEST]))
			to[GROUP_EARLIEST] = from[GROUP_EARLIEST];
		if (new || (!none && (int64_t)from[GROUP_LATEST] > (int64_t)to[GROUP_LATEST]))
			to[GROUP_LATEST] = from[GROUP_LATEST];
		to[GROUP_SIZE] += from[GROUP_SIZE];
		for (size_t c = GROUP_CELLS; c < width; c++)
			to[c] += from[c];
	}
}

void
retention_add_up(struct retention *r)
{
	size_t width = retention_width(r);

	r->ngroup = intern_count(&r->groups);
	r->count = memory_array(r->ngroup * width, sizeof *r->count);
	for (size_t k = 0; k < r->nthread; k++) {
		const struct retention_thread *t = r->thread[k];

		add_counts(r, t);
		if (!t->any)
			continue;
		if (!r->any || t->last_time > r->last_time)
			r->last_time = t->last_time;
		if (!r->any || t->last_index > r->last_index)
			r->last_index = t->last_index;
		r->any = true;
	}
}

/* From what is counted to what is told. */
static void
finish(struct retention *r)
{
	size_t width = retention_width(r);

	if (r->plan.answer == RETENTION_STICKINESS || r->params.fit)
		r->last_index =
		    period_index(NULL, r->plan.period, r->plan.week_start, r->last_index * DAY_US);
	for (size_t g = 0; r->plan.rules.mode == RETENTION_ROLLING && g < r->ngroup; g++)
		for (size_t c = width - 1; c > GROUP_CELLS; c--)
			r->count[g * width + c - 1] += r->count[g * width + c];
}

static struct retention_place *
add_line(struct retention *r)
{
	r->line = memory_grow(r->line, &r->capacity_line, r->nline + 1, sizeof *r->line);
	memset(&r->line[r->nline], 0, sizeof *r->line);
	return &r->line[r->nline++];
}

/* The lines of one value: "all" and its groups; lifecycle: every period to the data's last. */
static void
add_value(struct retention *r, const struct retention_place *group, size_t n)
{
	bool life = r->plan.answer == RETENTION_LIFECYCLE;
	size_t all = r->nline;

	if (!life) {
		struct retention_place *line = add_line(r);

		*line = (struct retention_place){ .all = true,
			.by = group->by,
			.nother = (uint32_t)n,
			.group = RETENTION_NO_GROUP };
	}
	for (size_t k = 0; k < n; k++) {
		int64_t end = k + 1 < n ? group[k + 1].index : r->last_index + 1;

		/* Who is found dormant behind the end of the data is not known to be. */
		if (!life)
			end = group[k].index + 1;
		else if (end > r->last_index + 1)
			end = r->last_index + 1;
		for (int64_t index = group[k].index; index < end; index++) {
			struct retention_place *line = add_line(r);

			*line = group[k];
			line->index = index;
			line->group = index == group[k].index ? group[k].group : RETENTION_NO_GROUP;
		}
		if (!life)
			r->line[all].size += group[k].size;
	}
}

struct retention_place *
retention_places(const struct retention *r)
{
	struct retention_place *group = memory_array(r->ngroup, sizeof *group);
	struct retention_place *spare = memory_array(r->ngroup, sizeof *spare);

	for (size_t g = 0; g < r->ngroup; g++) {
		group[g].group = (uint32_t)g;
		group[g].by = group_by(r, (uint32_t)g, &group[g].index);
		group[g].size = r->count[g * retention_width(r) + GROUP_SIZE];
	}
	sort_lines(group, spare, r->ngroup);
	free(spare);
	return group;
}

bool
retention_total(void *self)
{
	struct retention *r = self;
	struct retention_place *group;

	retention_add_up(r);
	finish(r);
	group = retention_places(r);
	for (size_t from = 0, to; from < r->ngroup; from = to) {
		for (to = from + 1; to < r->ngroup && slice_equal(group[to].by, group[from].by);)
			to++;
		add_value(r, group + from, to - from);
	}
	free(group);
	return true;
}

size_t
retention_nline(const struct retention *r)
{
	return r->nline;
}

/* The days of a calendar period. */
static size_t
days_of(const struct retention *r, int64_t index)
{
	int64_t from = period_of_index(NULL, r->plan.period, r->plan.week_start, index);
	int64_t until = period_of_index(NULL, r->plan.period, r->plan.week_start, index + 1);

	return (size_t)((until - from) / DAY_US);
}

static size_t
cells_of(const struct retention *r, const struct retention_place *line)
{
	bool days = r->plan.answer == RETENTION_STICKINESS;

	return days && !line->all ? days_of(r, line->index) : r->plan.ncell;
}

size_t
retention_ncell(const struct retention *r, size_t line)
{
	const struct retention_place *l = &r->line[line];
	size_t most = 0;

	if (!l->all)
		return cells_of(r, l);
	for (uint32_t k = 1; k <= l->nother; k++) {
		size_t n = cells_of(r, l + k);

		most = n > most ? n : most;
	}
	return most;
}

/* Has the data come to a cell of this line, and is the cell over for everybody in it? */
static void
reaches(const struct retention *r, const struct retention_place *l, size_t cell, bool *reached,
    bool *complete)
{
	const struct retention_plan *p = &r->plan;
	const uint64_t *count = r->count + l->group * retention_width(r);
	int64_t length = p->rules.length_us, first = (int64_t)cell, last = (int64_t)cell;

	if (p->answer != RETENTION_COHORTS)
		first = last = 0;
	if (p->bound != NULL && cell > 0) {
		first = (int64_t)p->bound[cell - 1] + 1;
		last = (int64_t)p->bound[cell];
	}
	if (length == 0) {
		*reached = l->index + first <= r->last_index;
		*complete = l->index + last < r->last_index;
	} else {
		*reached = (int64_t)count[GROUP_EARLIEST] + first * length <= r->last_time;
		*complete = (int64_t)count[GROUP_LATEST] + (last + 1) * length <= r->last_time;
	}
}

static struct retention_cell
cell_of(const struct retention *r, const struct retention_place *l, size_t cell)
{
	struct retention_cell c = { .size = l->size };

	if (l->group != RETENTION_NO_GROUP)
		c.users = r->count[l->group * retention_width(r) + GROUP_CELLS + cell];
	reaches(r, l, cell, &c.reached, &c.complete);
	return c;
}

struct retention_cell
retention_cell(const struct retention *r, size_t line, size_t cell)
{
	const struct retention_place *l = &r->line[line];
	struct retention_cell sum = { 0 };

	if (!l->all)
		return cell_of(r, l, cell);
	for (uint32_t k = 1; k <= l->nother; k++) {
		struct retention_cell c = cell_of(r, l + k, cell);

		if (!c.complete)
			continue;
		sum.size += c.size;
		sum.users += c.users;
		sum.reached = sum.complete = true;
	}
	return sum;
}

struct retention_line
retention_line(const struct retention *r, size_t line)
{
	const struct retention_place *l = &r->line[line];

	return (struct retention_line){ .by = l->by,
		.all = l->all,
		.index = l->index,
		.size = l->size };
}

size_t
retention_over(const struct retention *r, size_t line)
{
	size_t n = r->plan.answer == RETENTION_COHORTS ? r->plan.ncell : 1, over = 0;

	while (over < n && retention_cell(r, line, over).complete)
		over++;
	return over;
}

double
retention_daily(const struct retention *r, size_t line)
{
	const struct retention_place *l = &r->line[line];
	uint64_t active = 0, users = 0, days = 0, periods = 0;

	for (uint32_t k = l->all ? 1 : 0; k <= l->nother; k++) {
		size_t n = cells_of(r, l + k);

		if (!cell_of(r, l + k, 0).complete)
			continue;
		for (size_t c = 0; c < n; c++)
			active += (c + 1) * cell_of(r, l + k, c).users;
		users += l[k].size;
		days += n;
		periods++;
	}
	return (double)active / (double)days / ((double)users / (double)periods);
}

/* What is surely above nothing: so one user of one does not set the scale. */
static double
least_rate(struct retention_cell c)
{
	double low, high;

	interval_wilson(c.users, c.size, INTERVAL_Z95, &low, &high);
	return low;
}

double
retention_most(const struct retention *r)
{
	double most = 0;

	for (size_t line = 0; line < r->nline; line++)
		for (size_t k = 1; !r->line[line].all && k < retention_ncell(r, line); k++) {
			struct retention_cell c = retention_cell(r, line, k);
			double rate = c.complete ? least_rate(c) : 0;

			most = rate > most ? rate : most;
		}
	return most;
}
