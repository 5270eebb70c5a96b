/*
 * parts: inside lib/analysis: features between the files that plan, rows, users and scores
 * are in.
 *
 * A record: word 0 is the event's class above the bits of what was evaluated (f->nevaluated); the
 * text holds the numbers (number.h), then of each text its kind, length and bytes. Events
 * after as_of have no text.
 */
#ifndef IA_ANALYSIS_FEATURES_PARTS_H
#define IA_ANALYSIS_FEATURES_PARTS_H

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>

#include "analysis/features/features.h"
#include "analysis/features/number.h"
#include "analysis/features/scores.h"
#include "analysis/count/lookup.h"
#include "base/intern.h"
#include "stats/counted.h"

#define EVALUATED_MOST 16u /* conditions that are evaluated: flags 1 << 0 and up */
#define CLASSES_MOST ((uint32_t)16 << 10)

/* What an event of a name is. Class 0: of no name that an option has. */
struct features_class {
	struct slice name;
	uint64_t flags; /* conditions that hold by the name alone */
	double weight;
};

/* A column of numbers. */
struct features_number {
	const char *name;
	int column;
	bool max; /* the largest is asked for */
};

struct features_text {
	const char *name;
	int column;
};

struct features {
	struct features_params params;
	struct features_class *class; /* [nclass] */
	size_t nclass, capacity_class;
	struct lookup names; /* to classes */
	struct expr *evaluated[EVALUATED_MOST];
	unsigned nevaluated, nflag;
	uint64_t login, purchase, labels; /* flags; login 0: every event */
	struct features_number *number;   /* [nnumber]; 0 is the value: of purchases alone */
	unsigned nnumber;
	struct features_text *text; /* [ntext] */
	unsigned ntext;
	int order;            /* among the texts; -1: none */
	bool named;           /* the event's name matters */
	bool all, rfm;        /* --count '*', --rfm */
	int user, event;      /* columns */
	int64_t until;        /* later events are not seen at all */
	struct intern events; /* all: class - 1 of every event up to as_of */
	atomic_uchar *seen;   /* all: [CLASSES_MOST], by class */
	atomic_bool crowded;  /* all: there are more */
	_Atomic int64_t last;

	pthread_mutex_t lock; /* of what follows */
	bool ready;
	struct slice *names_asked; /* [nvalue] */
	uint32_t *columns;         /* all: [ncolumns] classes, by name */
	size_t nvalue, ncolumns;
	struct arena arena; /* of names */
	struct scores scores;
	bool scored;
	/* What any event told, also one behind as_of: of all threads, when users come. */
	bool *happened; /* [nclass]; NULL: not known yet */
	uint64_t flags;
	bool bought, priced;             /* a purchase up to as_of, one with a value */
	struct buffer line;              /* --rfm: what is written */
	struct features_value *value;    /* [nvalue] */
	struct features_thread **thread; /* [nthread] */
	size_t nthread, capacity_thread;
	struct fault fault;
};

/*
 * What is added up over one column of numbers: short decimals as integers by their places, so that
 * 0.1 + 0.2 is 0.3 and the order does not matter; others as compensated doubles.
 */
struct features_sum {
	uint64_t digits[NUMBER_PLACES];
	double sum, rest, max;
	uint64_t n;
};

void features_sum_add(struct features_sum *sum, const char *packed, bool max);
double features_sum_value(const struct features_sum *sum);

struct features_thread {
	unsigned number;
	struct expr_scratch expression;
	struct intern_cache cache;
	struct buffer text;           /* of a record */
	struct features_value *value; /* [nvalue] */
	size_t nvalue;
	uint64_t *count;            /* of a user: by class, then by flag */
	struct features_sum *sum;   /* [nnumber] */
	struct slice *first, *last; /* [ntext]: kind before the bytes; ptr NULL: none */
	struct slice *values;       /* of one text, [n] */
	uint32_t *slot;
	size_t capacity_values, capacity_slot;
	/* What the events of the thread told. */
	struct unknown_names unknown;
	bool *happened; /* [nclass] */
	uint64_t flags;
	bool bought, priced;
	struct scores_tape tape;
};

/* The value of word 0 of a record. */
static inline uint64_t
features_flags(const struct features *f, uint32_t word)
{
	uint32_t class = word >> f->nevaluated;
	uint64_t evaluated = word & ((UINT32_C(1) << f->nevaluated) - 1);

	return evaluated | f->class[class < f->nclass ? class : 0].flags;
}

/* Money for --rfm: to the cent, so that equal sums of different terms are equal. */
static inline uint64_t
features_money(double revenue)
{
	return word_of_double(nearbyint(revenue * 100));
}

/* NULL, or a sentence (maybe in fault). */
const char *features_plan(struct features *f, struct fault *fault);
const char *features_names_check(struct features *f, struct fault *fault);
void features_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink);
void features_user(void *self, void *thread, const struct sequence *sequence,
    struct sequence_reply *reply);
/* One text of a record's payload: kind and bytes; returns what is behind it. */
const char *features_text_read(const char *at, struct slice *value);
/* How many different values; those of the purchases alone where bought. */
uint64_t features_distinct(const struct features *f, struct features_thread *t,
    const struct sequence *s, size_t n, unsigned text, bool bought);
/* The payload of record r where its texts begin. */
const char *features_skip_numbers(const struct features *f, const struct sequence_record *r);

/* --rfm: rows as bytes for the replies, and again rows at the end. */
void features_keep(const struct features_row *row, struct buffer *out);
bool features_emit(void *self, const char *ptr, size_t len);

#endif
