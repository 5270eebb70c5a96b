/*
 * eyes: numbers as people read them, for tables; inside lib/write. Programs read CSV and NDJSON.
 *
 *	eyes_count(&out, 1234567);		1,234,567
 *	eyes_number(&out, 0.123456);		0.1235: four significant digits
 *	eyes_number(&out, 12345.678);		12,346: all digits before the point
 *	eyes_share(&out, 0.31468);		31.5 %
 *	eyes_duration(&out, 97200e6);		1d 3h
 *
 * A share that is not 0 never reads as 0, one that is not 1 never as 100 %.
 */
#ifndef IA_WRITE_EYES_H
#define IA_WRITE_EYES_H

#include <stdint.h>

#include "base/buffer.h"

double eyes_rounded(double x, int digits); /* to so many significant digits, by its decimal form */
void eyes_count(struct buffer *out, uint64_t count);
void eyes_integer(struct buffer *out, int64_t x);
void eyes_number(struct buffer *out, double x); /* finite */
void eyes_share(struct buffer *out, double x);  /* finite; 1 is 100 % */
/* Three digits and no blank, for cells beside each other: 31.5%, 5.3%, 100%. */
void eyes_rate(struct buffer *out, double x);
/* The two largest units, to the nearest: 7d 3h, 2m 39s, 26s, 1.5s, 350ms. Microseconds, finite. */
void eyes_duration(struct buffer *out, double us);

#endif
