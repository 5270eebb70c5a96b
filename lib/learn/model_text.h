/*
 * model_text: the JSON of model files, written and read strictly.
 *
 * Writing appends to a buffer. Reading looks at one value: what is not expected gives false, and
 * the first sentence that says so stays in the fault (EXIT_USAGE).
 */
#ifndef IA_LEARN_MODEL_TEXT_H
#define IA_LEARN_MODEL_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "base/slice.h"

struct json_t;

void model_add(struct buffer *out, const char *text);
void model_add_string(struct buffer *out, const char *text);           /* with quotes */
void model_add_number(struct buffer *out, double x);                   /* not finite: null */
void model_add_numbers(struct buffer *out, const double *x, size_t n); /* a list */
void model_add_flag(struct buffer *out, bool flag);

/* The value of a model file. NULL: a fault. To be given back by json_decref. */
struct json_t *model_parse(struct slice text, struct fault *fault);
bool model_wrong(struct fault *fault, const char *sentence); /* false */

/* Members of an object; NULL or false: wrong. */
const char *model_string(const struct json_t *object, const char *name, struct fault *fault);
bool model_number(const struct json_t *object, const char *name, double *x, struct fault *fault);
/* null: NaN. */
bool model_number_or_null(const struct json_t *object, const char *name, double *x,
    struct fault *fault);
bool model_count(const struct json_t *object, const char *name, double most, uint64_t *n,
    struct fault *fault);
bool model_flag(const struct json_t *object, const char *name, bool *flag, struct fault *fault);
const struct json_t *model_array(const struct json_t *object, const char *name, size_t most,
    struct fault *fault);

#endif
