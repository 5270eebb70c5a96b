/*
 * abtest_metric: no metric and no guardrail crashes the parser; what it refuses it says in one
 * line; what it takes has a name and as many terms as its kind, and is taken again, the same, when
 * it is written from its parts.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/abtest/metric.h"
#include "base/buffer.h"
#include "base/number.h"

#include "fuzz.h"

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
add_text(struct buffer *out, const char *text)
{
	buffer_add(out, text, strlen(text));
}

static void
add_term(struct buffer *out, const struct abtest_term *t)
{
	add_text(out, t->counts ? "count(" : "sum(");
	add_text(out, t->text);
	if (t->when != NULL) {
		add_text(out, ",");
		add_text(out, t->when);
	}
	add_text(out, ")");
}

/* NAME=... of its parts. */
static void
write_metric(struct buffer *out, const struct abtest_metric *m)
{
	char number[NUMBER_WIDTH];

	buffer_add(out, m->name.ptr, m->name.len);
	add_text(out, m->bare ? "" : "=");
	switch (m->kind) {
	case ABTEST_SHARE: add_text(out, m->bare ? "" : m->term[0].text); break;
	case ABTEST_QUANTILE:
		add_text(out, "quantile(");
		add_text(out, m->term[0].text);
		add_text(out, ",");
		buffer_add(out, number, number_write(number, m->quantile));
		add_text(out, ")");
		break;
	default:
		add_term(out, &m->term[0]);
		if (m->kind == ABTEST_RATIO) {
			add_text(out, "/");
			add_term(out, &m->term[1]);
		}
	}
	buffer_byte(out, '\0');
}

/* A sum's expression stands in brackets, once more each time. */
static bool
same_term(const struct abtest_term *a, const struct abtest_term *b)
{
	size_t n = strlen(a->text);
	bool again = !a->counts && a->expression;

	if (a->counts != b->counts || a->expression != b->expression)
		return false;
	if ((a->when == NULL) != (b->when == NULL) ||
	    (a->when != NULL && strcmp(a->when, b->when) != 0))
		return false;
	return strlen(b->text) == n + 2 * again && memcmp(b->text + again, a->text, n) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct arena arena = { 0 };
	struct buffer out = { 0 };
	struct abtest_metric m, again;
	struct fault fault = { 0 };
	const char *wrong;

	memcpy(text, data, size);
	text[size] = '\0';
	wrong = abtest_metric_read(&m, text, &arena, &fault);
	must(wrong == NULL ||
	    (strncmp(wrong, "metric: ", 8) == 0 && strpbrk(wrong, "\n\r\x1b") == NULL));
	if (wrong == NULL) {
		must(m.name.len > 0 && m.nterm == (m.kind == ABTEST_RATIO ? 2u : 1u));
		write_metric(&out, &m);
		must(abtest_metric_read(&again, out.ptr, &arena, &fault) == NULL);
		must(slice_equal(m.name, again.name) && m.kind == again.kind &&
		    m.bare == again.bare);
		must(m.quantile == again.quantile && m.nterm == again.nterm);
		for (unsigned k = 0; k < m.nterm; k++)
			must(same_term(&m.term[k], &again.term[k]));
		abtest_guard_read(&m, 1, text, &fault);
	}
	buffer_release(&out);
	arena_release(&arena);
	free(text);
	return 0;
}
