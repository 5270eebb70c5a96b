#include "base/answer.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

void
answer_begin(struct answer *a, const char *columns)
{
	*a = (struct answer){ .columns = columns, .ncolumn = 1 };
	for (const char *p = columns; *p != '\0'; p++)
		a->ncolumn += *p == ',';
}

static void
add(struct answer *a, struct answer_cell cell)
{
	a->cell = memory_grow(a->cell, &a->capacity, a->n + 1, sizeof *a->cell);
	a->cell[a->n++] = cell;
}

void
answer_slice(struct answer *a, struct slice text)
{
	add(a,
	    (struct answer_cell){ slice_of(arena_text(&a->texts, text.ptr, text.len), text.len),
	        NAN });
}

void
answer_text(struct answer *a, const char *text)
{
	answer_slice(a, slice_text(text));
}

void
answer_number(struct answer *a, double x)
{
	add(a, (struct answer_cell){ { NULL, 0 }, x });
}

void
answer_release(struct answer *a)
{
	free(a->cell);
	arena_release(&a->texts);
	*a = (struct answer){ 0 };
}
