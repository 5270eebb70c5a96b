/*
 * http: inside lib/serve: what the files that speak with libmicrohttpd share.
 */
#ifndef IA_SERVE_HTTP_H
#define IA_SERVE_HTTP_H

#include <microhttpd.h>
#include <pthread.h>

#include "serve/body.h"
#include "serve/serve.h"
#include "serve/status.h"
#include "serve/visitor.h"

#define METRICS_TYPE "text/plain; version=0.0.4"
#define RETRY_SECONDS "2"

struct scratch {
	struct scratch *next;
	struct record_maker maker;
	struct buffer unpacked;
};

struct serve {
	struct serve_options options;
	struct commit *commit;
	struct peers *peers;
	struct visitors *visitors;
	struct MHD_Daemon *daemon, *status_daemon;
	bool says_status; /* the main socket answers the operator too */
	struct event_ids ids;
	struct status status;
	_Atomic uint64_t held; /* bytes of bodies */
	_Atomic bool draining;

	pthread_mutex_t lock;    /* guards what is below */
	struct scratch *scratch; /* those that nobody uses */
	bool doubted, doubt_told;
	struct address doubt;
};

enum request_state { REQUEST_COMES, REQUEST_WAITS, REQUEST_IS_DONE };

struct request {
	struct commit_wait wait; /* first: its address is the request's */
	struct serve *serve;
	struct MHD_Connection *connection;
	struct peer *peer;
	enum request_state state;
	struct head head;
	enum pass pass;
	unsigned status; /* 0: not known yet */
	const char *why;
	struct buffer text; /* as it was sent */
	uint64_t seen;      /* bytes of it, also those that are not kept */
	struct body body;
	bool stored, spared;
};

/* The head of the request, as the library has it. */
void http_head(struct request *request, const char *method, const char *path);
/* The text is whole: what becomes of it. true: the answer comes later, from the committer. */
bool http_take(struct request *request);
/* Queues the answer that the request's state asks for. */
enum MHD_Result http_answer(struct request *request);
/* Is it the page's script or, where they are said here, a page for the operator? */
bool http_is_page(const struct head *head, bool for_operator);
enum MHD_Result http_page(struct serve *serve, struct MHD_Connection *connection,
    const struct head *head);

#endif
