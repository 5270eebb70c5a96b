/* http_take: a request whose text is whole: its events to lines, and over to the committer. */
#include "serve/serve.h"

#ifdef HAVE_MICROHTTPD

#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "serve/http.h"
#include "time/instant.h"

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * SECOND_US + t.tv_nsec / 1000;
}

static struct scratch *
scratch_take(struct serve *s)
{
	struct scratch *scratch;

	pthread_mutex_lock(&s->lock);
	scratch = s->scratch;
	if (scratch != NULL)
		s->scratch = scratch->next;
	pthread_mutex_unlock(&s->lock);
	return scratch != NULL ? scratch : memory_new(sizeof *scratch);
}

static void
scratch_give(struct serve *s, struct scratch *scratch)
{
	if (scratch->unpacked.capacity > (1u << 20))
		buffer_release(&scratch->unpacked);
	pthread_mutex_lock(&s->lock);
	scratch->next = s->scratch;
	s->scratch = scratch;
	pthread_mutex_unlock(&s->lock);
}

/* false: the answer is known. */
static bool
unpack(struct request *r, struct scratch *scratch, struct slice *text)
{
	uint64_t most = r->serve->options.doors.max_body;
	enum packing packing;
	bool too_long;

	*text = slice_of(r->text.ptr, r->text.len);
	doors_packing(&r->head, &packing);
	if (packing == PACKING_NONE)
		return true;
	buffer_clear(&scratch->unpacked);
	r->why = text->len == 0
	    ? "there is no event"
	    : unpack_whole(packing, text->ptr, text->len, most, &scratch->unpacked, &too_long);
	if (r->why != NULL) {
		r->status = text->len > 0 && too_long ? 413 : 400;
		return false;
	}
	*text = slice_of(scratch->unpacked.ptr, scratch->unpacked.len);
	return true;
}

struct beside {
	char ip[ADDRESS_WIDTH], visitor[VISITOR_WIDTH];
	struct buffer agent;
};

/* What goes into the lines beside what was sent. */
static void
fill_sent(struct request *r, struct beside *beside)
{
	struct serve *s = r->serve;
	const struct serve_options *o = &s->options;
	struct sent *sent = &r->body.sent;
	const struct head *head = &r->head;

	sent->received = now_us();
	sent->sent_at = INT64_MIN;
	sent->max_event = o->max_event;
	sent->ids = &s->ids;
	if (o->ip != IP_DROP && !head->client.local)
		sent->ip = slice_of(beside->ip,
		    address_write(beside->ip, &head->client, o->ip == IP_TRIM));
	if (o->agent && head->agent.len > 0) {
		record_quote(&beside->agent, head->agent.ptr, head->agent.len);
		sent->agent = slice_of(beside->agent.ptr, beside->agent.len);
	}
	if (o->daily)
		sent->visitor = slice_of(beside->visitor,
		    visitor_name(s->visitors, &head->client, head->agent, sent->received,
			beside->visitor));
}

static void
read_body(struct request *r, struct scratch *scratch, struct slice text)
{
	struct body *body = &r->body;
	struct beside beside = { .agent = { 0 } };

	fill_sent(r, &beside);
	body->max_batch = r->serve->options.max_batch;
	body->keeps_rejects = r->serve->options.keeps_rejects;
	body->source = "POST";
	if (!body_read(body, &scratch->maker, text))
		r->status = body->too_many ? 413 : 400;
	else if (body->stored == 0 && body->refused > 0)
		r->status = body->refused == 1 && body->by_code[BAD_LINE_TOO_LONG] == 1 ? 413 : 400;
	else
		r->status = body->refused > 0 ? 200 : 204;
	buffer_release(&beside.agent);
}

/* The committer's thread: it is on the disk, or is not. */
static void
stored(struct commit_wait *wait, bool good)
{
	struct request *r = (struct request *)wait;

	r->stored = good;
	r->state = REQUEST_IS_DONE;
	MHD_resume_connection(r->connection);
}

bool
http_take(struct request *r)
{
	struct scratch *scratch = scratch_take(r->serve);
	struct slice text;
	bool waits = false;

	r->state = REQUEST_IS_DONE;
	r->stored = true;
	if (unpack(r, scratch, &text)) {
		read_body(r, scratch, text);
		r->spared = doors_spare(&r->serve->options.doors, &r->head);
		waits = !r->spared && (r->body.lines.len > 0 || r->body.rejects.len > 0);
	}
	scratch_give(r->serve, scratch);
	if (!waits)
		return false;
	r->state = REQUEST_WAITS;
	r->wait = (struct commit_wait){ .lines = &r->body.lines,
		.rejects = &r->body.rejects,
		.done = stored };
	MHD_suspend_connection(r->connection);
	commit_add(r->serve->commit, &r->wait);
	return true;
}

#endif
