/* http_answer: statuses, headers for pages of other origins, what is said in words. */
#include "serve/serve.h"

#ifdef HAVE_MICROHTTPD

#include <stdio.h>

#include "serve/http.h"
#include "serve/script.h"

static void
add_text(struct buffer *out, const char *text)
{
	buffer_add(out, text, strlen(text));
}

static void
header(struct MHD_Response *response, const char *name, const char *value)
{
	MHD_add_response_header(response, name, value);
}

static void
allow_origin(const struct request *r, struct MHD_Response *response)
{
	header(response, "Vary", "Origin");
	if (r->pass == PASS_ANY) {
		header(response, "Access-Control-Allow-Origin", "*");
	} else if (r->pass == PASS_LISTED) {
		char origin[512];

		snprintf(origin, sizeof origin, "%.*s", (int)r->head.origin.len,
		    r->head.origin.ptr);
		header(response, "Access-Control-Allow-Origin", origin);
		header(response, "Access-Control-Allow-Credentials", "true");
	}
}

static void
add_headers(const struct request *r, struct MHD_Response *response, unsigned status)
{
	allow_origin(r, response);
	if (slice_equal(r->head.method, SLICE("OPTIONS")) && status == 204) {
		header(response, "Access-Control-Allow-Methods", "POST");
		header(response, "Access-Control-Allow-Headers",
		    "content-type, content-encoding, authorization");
		header(response, "Access-Control-Max-Age", "86400");
	}
	if (status == 405)
		header(response, "Allow", "POST, OPTIONS");
	if (status == 401)
		header(response, "WWW-Authenticate", "Bearer");
	if (status == 429)
		header(response, "Retry-After", "1");
	if (status == 503)
		header(response, "Retry-After", RETRY_SECONDS);
	if (r->serve->draining)
		header(response, "Connection", "close");
}

/* {"error":"..."}, or of events: {"stored":N,"rejected":[...]}. */
static void
write_text(const struct request *r, unsigned status, struct buffer *out)
{
	char text[60];

	if (status == 204)
		return;
	if (r->why != NULL || status == 503) {
		const char *why = r->why != NULL ? r->why : "it could not be stored: send it again";

		add_text(out, "{\"error\":");
		record_quote(out, why, strlen(why));
		add_text(out, "}\n");
		return;
	}
	snprintf(text, sizeof text, "{\"stored\":%zu,", r->spared ? 0 : r->body.stored);
	add_text(out, text);
	if (r->spared)
		add_text(out, "\"not_kept\":\"as the sender asks\",");
	add_text(out, "\"rejected\":[");
	buffer_add(out, r->body.list.ptr, r->body.list.len);
	add_text(out, "]}\n");
}

static void
count(struct request *r, unsigned status)
{
	struct status *s = &r->serve->status;

	s->answered[status]++;
	if (r->spared)
		s->spared += r->body.stored;
	else if (r->stored)
		s->stored += r->body.stored;
	for (size_t k = 0; r->stored && r->body.refused > 0 && k < BAD_COUNT; k++)
		if (r->body.by_code[k] > 0)
			s->refused[k] += r->body.by_code[k];
}

static enum MHD_Result
queue(struct MHD_Connection *connection, unsigned status, struct MHD_Response *response)
{
	enum MHD_Result result = MHD_queue_response(connection, status, response);

	MHD_destroy_response(response);
	return result;
}

static struct MHD_Response *
response_of(const struct buffer *text)
{
	return MHD_create_response_from_buffer(text->len, text->len > 0 ? text->ptr : "",
	    MHD_RESPMEM_MUST_COPY);
}

enum MHD_Result
http_answer(struct request *r)
{
	struct buffer text = { 0 };
	struct MHD_Response *response;
	unsigned status = r->status;

	if (r->state == REQUEST_IS_DONE && !r->stored)
		status = 503;
	else if (r->spared && status == 204)
		status = 200;
	write_text(r, status, &text);
	response = response_of(&text);
	buffer_release(&text);
	if (response == NULL)
		return MHD_NO;
	if (status != 204)
		header(response, "Content-Type", "application/json");
	add_headers(r, response, status);
	count(r, status);
	return queue(r->connection, status, response);
}

static enum MHD_Result
say(struct MHD_Connection *connection, unsigned status, const char *type, const struct buffer *text)
{
	struct MHD_Response *response = response_of(text);

	if (response == NULL)
		return MHD_NO;
	header(response, "Content-Type", type);
	header(response, "Cache-Control", "no-store");
	return queue(connection, status, response);
}

static enum MHD_Result
say_script(struct MHD_Connection *connection)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(script_size,
	    (void *)(uintptr_t)script, MHD_RESPMEM_PERSISTENT);

	if (response == NULL)
		return MHD_NO;
	header(response, "Content-Type", "text/javascript; charset=utf-8");
	header(response, "Cache-Control", "public, max-age=3600");
	header(response, "Access-Control-Allow-Origin", "*");
	header(response, "X-Content-Type-Options", "nosniff");
	return queue(connection, 200, response);
}

static enum MHD_Result
say_state(struct MHD_Connection *connection, bool good)
{
	struct buffer text = { 0 };
	enum MHD_Result result;

	add_text(&text, good ? "ok\n" : "not ready\n");
	result = say(connection, good ? 200 : 503, "text/plain", &text);
	buffer_release(&text);
	return result;
}

static enum MHD_Result
say_metrics(struct serve *s, struct MHD_Connection *connection)
{
	struct buffer text = { 0 };
	struct commit_counts commit;
	struct peers_counts peers;
	enum MHD_Result result;

	commit_counts(s->commit, &commit);
	peers_counts(s->peers, &peers);
	status_write(&s->status, &commit, &peers, commit_ready(s->commit), &text);
	result = say(connection, 200, METRICS_TYPE, &text);
	buffer_release(&text);
	return result;
}

bool
http_is_page(const struct head *head, bool for_operator)
{
	static const struct slice names[] = { { "/ia.js", 6 }, { "/healthz", 8 }, { "/readyz", 7 },
		{ "/metrics", 8 } };

	if (!slice_equal(head->method, SLICE("GET")) && !slice_equal(head->method, SLICE("HEAD")))
		return false;
	for (size_t k = 0; k < (for_operator ? sizeof names / sizeof *names : 1); k++)
		if (slice_equal(head->path, names[k]))
			return !head->malformed;
	return false;
}

enum MHD_Result
http_page(struct serve *s, struct MHD_Connection *connection, const struct head *head)
{
	switch (head->path.ptr[1]) {
	case 'i': return say_script(connection);
	case 'm': return say_metrics(s, connection);
	case 'r': return say_state(connection, !s->draining && commit_ready(s->commit));
	default: return say_state(connection, true);
	}
}

#endif
