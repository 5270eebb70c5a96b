#include "write/answer_table.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

void
answer_table_begin(struct answer_table *a, const char *columns)
{
	*a = (struct answer_table){ .columns = columns, .ncolumn = 1 };
	for (const char *p = columns; *p != '\0'; p++)
		a->ncolumn += *p == ',';
}

static void
add(struct answer_table *a, struct answer_table_cell cell)
{
	a->cell = memory_grow(a->cell, &a->capacity, a->n + 1, sizeof *a->cell);
	a->cell[a->n++] = cell;
}

void
answer_table_slice(struct answer_table *a, struct slice text)
{
	add(a,
	    (struct answer_table_cell){
		slice_of(arena_text(&a->texts, text.ptr, text.len), text.len), NAN });
}

void
answer_table_text(struct answer_table *a, const char *text)
{
	answer_table_slice(a, slice_text(text));
}

void
answer_table_number(struct answer_table *a, double x)
{
	add(a, (struct answer_table_cell){ { NULL, 0 }, x });
}

void
answer_table_release(struct answer_table *a)
{
	free(a->cell);
	arena_release(&a->texts);
	*a = (struct answer_table){ 0 };
}
