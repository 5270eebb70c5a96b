/* Units to sums, exact, of each arm, group and slot of time. */
#include <stdlib.h>

#include "analysis/abtest/parts.h"
#include "base/memory.h"
#include "stats/quantile.h"

#define KEPT_LEAST 4096 /* values that any memory allows */

void
abtest_cells_init(struct abtest_cells *cells)
{
	*cells = (struct abtest_cells){ 0 };
	map_init(&cells->keys, 0);
}

struct abtest_cell *
abtest_cell_new(size_t nmetric)
{
	struct abtest_cell *cell;

	cell = memory_new(sizeof *cell + nmetric * sizeof *cell->sum);
	return cell;
}

void
abtest_cell_free(struct abtest_cell *cell, size_t nmetric)
{
	for (size_t k = 0; cell != NULL && k < nmetric; k++)
		free(cell->sum[k].moments);
	free(cell);
}

void
abtest_cells_release(struct abtest_cells *cells, size_t nmetric)
{
	for (size_t c = 0; c < cells->keys.n; c++)
		abtest_cell_free(cells->cell[c], nmetric);
	for (size_t k = 0; k < nmetric; k++)
		free(cells->values[k].at);
	free(cells->cell);
	map_release(&cells->keys);
}

uint32_t
abtest_cell(struct abtest_cells *cells, const struct abtest_cell_key *key, size_t nmetric)
{
	bool added;
	uint32_t cell = map_put(&cells->keys, slice_of((const char *)key, sizeof *key), &added);

	if (added) {
		cells->cell = memory_grow(cells->cell, &cells->capacity, (size_t)cell + 1,
		    sizeof(struct abtest_cell *));
		cells->cell[cell] = abtest_cell_new(nmetric);
	}
	return cell;
}

static struct moments *
moments_of(struct abtest_sum *sum)
{
	if (sum->moments == NULL)
		sum->moments = memory_new(sizeof *sum->moments);
	return sum->moments;
}

static void
keep(struct abtest *a, struct abtest_values *v, struct abtest_value value)
{
	size_t before = v->capacity;

	if (atomic_load_explicit(&a->full, memory_order_relaxed))
		return;
	v->at = memory_grow(v->at, &v->capacity, v->n + 1, sizeof *v->at);
	v->at[v->n++] = value;
	if (v->capacity != before)
		before = (v->capacity - before) * sizeof *v->at +
		    atomic_fetch_add_explicit(&a->kept_bytes,
			(v->capacity - before) * sizeof *v->at, memory_order_relaxed);
	if (a->params.memory > 0 && v->capacity > KEPT_LEAST && before > a->params.memory)
		atomic_store_explicit(&a->full, true, memory_order_relaxed);
}

/* Of a metric: x, with y beside it. */
static void
add_value(struct abtest *a, struct abtest_cells *cells, uint32_t cell, size_t k, double x, double y,
    int sign)
{
	struct abtest_sum *sum = &cells->cell[cell]->sum[k];

	sum->ones += x == 1 ? sign : 0;
	sum->others += x != 0 && x != 1 ? sign : 0;
	if (a->kept[k]) {
		if (x != 0 || y != 0 || a->metric[k].kind == ABTEST_QUANTILE)
			keep(a, &cells->values[k], (struct abtest_value){ x, y, cell });
	} else if ((x != 0 || y != 0) && (a->metric[k].kind != ABTEST_SHARE || a->params.cuped)) {
		moments_add(moments_of(sum), x, y, sign);
	}
}

void
abtest_add(struct abtest *a, struct abtest_cells *cells, uint32_t cell,
    const struct abtest_unit *unit, int sign)
{
	for (size_t k = 0; k < a->params.nmetric; k++)
		if (unit->has[k])
			add_value(a, cells, cell, k, unit->x[k], unit->y[k], sign);
}

void
abtest_cell_add(struct abtest_cell *cell, const struct abtest_cell *other, size_t nmetric)
{
	cell->units += other->units;
	for (size_t k = 0; k < nmetric; k++) {
		struct abtest_sum *to = &cell->sum[k];
		const struct abtest_sum *from = &other->sum[k];

		to->units += from->units;
		to->ones += from->ones;
		to->others += from->others;
		if (from->moments != NULL)
			moments_merge(moments_of(to), from->moments);
	}
}

void
abtest_cells_merge(struct abtest *a, struct abtest_cells *cells, struct abtest_cells *other)
{
	size_t nmetric = a->params.nmetric;
	uint32_t *to = memory_array(other->keys.n, sizeof *to);

	for (uint32_t c = 0; c < other->keys.n; c++) {
		struct abtest_cell_key key = abtest_cell_key(other, c);

		to[c] = abtest_cell(cells, &key, nmetric);
		abtest_cell_add(cells->cell[to[c]], other->cell[c], nmetric);
	}
	for (size_t k = 0; k < nmetric; k++) {
		struct abtest_values *v = &cells->values[k];
		const struct abtest_values *from = &other->values[k];

		v->at = memory_grow(v->at, &v->capacity, v->n + from->n, sizeof *v->at);
		for (size_t i = 0; i < from->n; i++) {
			v->at[v->n] = from->at[i];
			v->at[v->n++].cell = to[from->at[i].cell];
		}
	}
	free(to);
}

/* One cap for all arms, of the values that are not 0: what is above it is pulled down to it. */
static void
winsorise(struct abtest *a, size_t k)
{
	struct abtest_values *v = &a->cells.values[k];
	double *x = memory_array(v->n, sizeof *x);
	size_t n = 0;

	for (size_t i = 0; i < v->n; i++)
		if (v->at[i].x != 0)
			x[n++] = v->at[i].x;
	a->cap[k] = quantile_select(x, n, a->params.winsor);
	for (size_t i = 0; i < v->n && n > 0; i++) {
		if (v->at[i].x > a->cap[k]) {
			v->at[i].x = a->cap[k];
			a->capped[k]++;
		}
		if (a->params.cuped && v->at[i].y > a->cap[k])
			v->at[i].y = a->cap[k];
	}
	free(x);
}

void
abtest_settle_values(struct abtest *a)
{
	for (size_t k = 0; k < a->params.nmetric; k++) {
		struct abtest_values *v = &a->cells.values[k];

		if (!a->kept[k] || a->metric[k].kind == ABTEST_QUANTILE)
			continue;
		winsorise(a, k);
		for (size_t i = 0; i < v->n; i++)
			moments_add(moments_of(&a->cells.cell[v->at[i].cell]->sum[k]), v->at[i].x,
			    v->at[i].y, 1);
	}
}
