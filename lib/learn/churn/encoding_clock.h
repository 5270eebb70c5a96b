/*
 * encoding_clock: inside lib/learn: values that tell when a row was made, not whose it is. A model
 * of them is one of days that never come again.
 */
#ifndef IA_LEARN_CHURN_ENCODING_CLOCK_H
#define IA_LEARN_CHURN_ENCODING_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

/* A time, or a cohort: 2026-03, 2026-W10, 2026-Q1. A number is none. */
bool clock_text(struct slice value);
/*
 * x[row[nrow]] from low to high are all epochs of one unit (s, ms, us, ns), or all days as
 * YYYYMMDD, of the years 2000 to 2099; NaN is missing. Days must be those of a calendar.
 */
bool clock_numbers(const double *x, const uint32_t *row, size_t nrow, double low, double high);
/* The name of the age of a user: tenure_days, account_age, days_since_signup, ... */
bool clock_age(struct slice name);

#endif
