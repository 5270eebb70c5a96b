/* http_head: the lines of a request's head, and what the library lets pass there. */
#include "serve/serve.h"

#ifdef HAVE_MICROHTTPD

#include <strings.h>

#include "serve/http.h"

struct lines {
	struct request *request;
	const char *end; /* of the last value; NULL: none came */
	bool checks;
};

static bool
is(const char *name, const char *what)
{
	return strcasecmp(name, what) == 0;
}

/*
 * Before 1.0 the library ends a value at a NUL and forgets the rest of the line. Its values stand
 * in the buffer that was read, with NULs where CR and LF were: the next name begins two bytes
 * behind the value's end, and the head ends four behind the last one's, or something stood between.
 */
static enum MHD_Result
take_line(void *self, enum MHD_ValueKind kind, const char *name, size_t name_len, const char *value,
    size_t value_len)
{
	struct lines *lines = self;
	struct head *head = &lines->request->head;
	struct slice text = value == NULL ? SLICE("") : slice_of(value, value_len);

	(void)kind;
	(void)name_len;
	if (lines->checks && lines->end != NULL && name != lines->end + 2)
		head->malformed = true;
	lines->end = value == NULL ? NULL : value + value_len;
	if (is(name, "Content-Length")) {
		head->lengths++;
		head->length = text;
	} else if (is(name, "Transfer-Encoding")) {
		head->transfer_encoded = true;
	} else if (is(name, "Host")) {
		head->host = text;
	} else if (is(name, "Origin")) {
		head->origin = text;
	} else if (is(name, "Authorization")) {
		head->authorization = text;
	} else if (is(name, "Content-Type")) {
		head->type = text;
	} else if (is(name, "Content-Encoding")) {
		head->encoding = text;
	} else if (is(name, "User-Agent")) {
		head->agent = text;
	} else if (is(name, "DNT")) {
		head->dnt = text;
	} else if (is(name, "Sec-GPC")) {
		head->gpc = text;
	} else if (is(name, "X-Forwarded-For")) {
		head->forwarded = text; /* of several the last: the nearest proxy's */
	}
	return MHD_YES;
}

static void
doubt(struct serve *serve, const struct address *proxy)
{
	pthread_mutex_lock(&serve->lock);
	if (!serve->doubted) {
		serve->doubted = true;
		serve->doubt = *proxy;
	}
	pthread_mutex_unlock(&serve->lock);
}

void
http_head(struct request *r, const char *method, const char *path)
{
	struct head *head = &r->head;
	struct lines lines = { .request = r, .checks = MHD_get_version()[0] == '0' };
	const struct address *peer = peer_address(r->peer);
	const struct networks *trusted = &r->serve->options.trusted;
	size_t size =
	    MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
		->header_size;
	const struct slice none = SLICE("");

	*head = (struct head){ .method = slice_text(method),
		.path = slice_text(path),
		.host = none,
		.origin = none,
		.authorization = none,
		.type = none,
		.encoding = none,
		.agent = none,
		.forwarded = none,
		.dnt = none,
		.gpc = none,
		.length = none };
	MHD_get_connection_values_n(r->connection, MHD_HEADER_KIND, take_line, &lines);
	if (lines.checks && lines.end != NULL && lines.end + 4 != method + size)
		head->malformed = true;
	head->client = address_client(peer, head->forwarded, trusted);
	if (head->forwarded.len > 0 && !networks_have(trusted, peer))
		doubt(r->serve, peer);
	r->pass = doors_origin(&r->serve->options.doors, head);
}

#endif
