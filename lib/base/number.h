/*
 * number: reals and counts, from and to text, the same in every locale.
 *
 * Grammar: [+-] (digits [. digits*] | . digits) [(e|E) [+-] digits]; nothing around it. NaN, inf,
 * hex, underscores and blanks are no numbers. A value past the largest double is no number; one
 * below the smallest is 0. Read exactly (round to nearest, ties to even); written in the shortest
 * form that reads back the same: 1, 0.1, 99.9; exponents as in 1e+21 and 1.5e-7 only outside
 * 1e-6 <= |x| < 1e21; -0 as 0.
 * Sources: Clinger 1990 (fast path), Lemire 2021 (Number parsing at a gigabyte per second),
 * Giulietti 2020 (Schubfach).
 */
#ifndef IA_BASE_NUMBER_H
#define IA_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NUMBER_WIDTH 32 /* bytes that each of the writing functions needs at the most */

bool number_read(const char *ptr, size_t len, double *out); /* false: no number */
/*
 * One to eight bytes of digits and at most one point, "99.90": 9990 and 2 places. false: something
 * else.
 */
bool number_read_short(const char *ptr, size_t len, uint32_t *digits, int *places);
bool number_is(const char *ptr, size_t len); /* the grammar alone */
size_t number_write(char *out, double x);    /* bytes written; x is finite */
/* 0 to 9 digits behind the point; the exact value is rounded, half to even. Past 1e21: as above. */
size_t number_write_fixed(char *out, double x, int digits);

bool integer_read(const char *ptr, size_t len, int64_t *out); /* [+-]digits that fit */
bool count_read(const char *ptr, size_t len, uint64_t *out);  /* digits that fit */
size_t integer_write(char *out, int64_t x);
size_t count_write(char *out, uint64_t x);
/* Decimal digits alone, as many as it takes or exactly width (at most 20); the end comes back. */
char *digits_write(char *out, uint64_t x);
char *digits_write_padded(char *out, uint64_t x, int width);
extern const char digit_pairs[201]; /* 00 01 ... 99 */

/* "64M", "1.5G", "100k", "4096": bytes; K M G T P, powers of 1024, a B or iB behind is taken. */
bool size_read(const char *ptr, size_t len, uint64_t *out);
/* "10%" or "25": a share in 0..1, or a count; *is_share says which. */
bool share_read(const char *ptr, size_t len, double *out, bool *is_share);

#endif
