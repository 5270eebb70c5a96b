/*
 * frame: what models learn from: rows as columns of numbers.
 *
 * A feature is a column of doubles or, where it only is 0 or 1 (a level of a text, "is missing"),
 * of bytes. No value
 * is NaN: what was missing has been filled in by then. Rows of a fit are named by their number in
 * the frame.
 */
#ifndef IA_LEARN_FRAME_H
#define IA_LEARN_FRAME_H

#include <stddef.h>
#include <stdint.h>

struct feature {
	const double *number; /* [n]; NULL: flag */
	const uint8_t *flag;  /* [n], 0 or 1 */
};

struct frame {
	size_t n, p;                   /* rows, features */
	const struct feature *feature; /* [p] */
};

static inline double
frame_value(const struct frame *frame, size_t row, size_t j)
{
	const struct feature *f = &frame->feature[j];

	return f->number != NULL ? f->number[row] : f->flag[row];
}

#endif
