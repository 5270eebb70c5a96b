/*
 * body: the text of a request to lines that are stored.
 *
 *	struct body body = { .sent = sent, .max_batch = 2000 };
 *	if (!body_read(&body, &maker, text)) ...	nothing of it is taken: body.whole
 *	... body.lines, body.stored, body.refused, body.list
 *	body_release(&body);
 *
 * Taken are: one event; an array of events; {"batch": [...], "sentAt": ...}; one event a line. A
 * bad event of several is refused alone; text that is no JSON is refused whole.
 */
#ifndef IA_SERVE_BODY_H
#define IA_SERVE_BODY_H

#include "serve/record.h"

struct body {
	struct sent sent;
	size_t max_batch;   /* events */
	const char *source; /* what rejects name as their file */
	bool keeps_rejects;

	struct buffer lines; /* of the good events */
	struct buffer list;  /* {"index":..,"code":..,"message":..} of the others, commas between */
	struct buffer rejects; /* the same, a line each, with what was sent: {"file":..,"raw":..} */
	size_t stored, refused;
	bool too_many;               /* more than max_batch: nothing is taken */
	struct refusal whole;        /* why nothing is taken */
	uint32_t by_code[BAD_COUNT]; /* of the events that were refused */
};

/* false: the whole is refused, and stands in list and rejects as one. */
bool body_read(struct body *body, struct record_maker *maker, struct slice text);
void body_release(struct body *body);

#endif
