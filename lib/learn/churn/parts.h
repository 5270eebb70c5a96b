/*
 * parts: inside lib/learn/churn: what the files of churn models share.
 */
#ifndef IA_LEARN_CHURN_PARTS_H
#define IA_LEARN_CHURN_PARTS_H

#include "learn/churn/churn.h"

/* Tells asked->warn what a user should know; notes.c. */
void churn_note_columns(const struct churn_asked *asked, const struct churn_data *data,
    const uint8_t *left);
void churn_note_words(const struct churn_asked *asked, const struct churn_data *data);
/* Columns that alone tell nearly all, on these rows. */
void churn_note_leaks(const struct churn_asked *asked, const struct churn_data *data,
    const struct encoding *encoding, const struct frame *frame, const uint32_t *row, size_t nrow);
void churn_note_learner(const struct churn_asked *asked, const struct churn *churn);
void churn_note_evaluation(const struct churn_asked *asked, const struct metrics *metrics);

#endif
