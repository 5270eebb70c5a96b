#include "serve/serve.h"

#ifndef HAVE_MICROHTTPD

bool
serve_available(void)
{
	return false;
}

struct serve *
serve_start(const struct serve_options *options, struct commit *commit, struct fault *fault)
{
	(void)options;
	(void)commit;
	fault_set(fault, EXIT_USAGE,
	    "this program was built without libmicrohttpd: install it and build again "
	    "(Debian, Ubuntu: libmicrohttpd-dev; Fedora: libmicrohttpd-devel; macOS: brew install "
	    "libmicrohttpd)");
	return NULL;
}

void
serve_sweep(struct serve *serve)
{
	(void)serve;
}

bool
serve_doubt(struct serve *serve, char *out)
{
	(void)serve;
	(void)out;
	return false;
}

void
serve_drain(struct serve *serve, unsigned milliseconds)
{
	(void)serve;
	(void)milliseconds;
}

void
serve_stop(struct serve *serve)
{
	(void)serve;
}

#else

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/number.h"
#include "serve/http.h"
#include "serve/listen.h"
#include "time/instant.h"

#define HEAD_MOST 16384 /* bytes of a request's head, and of its buffer */
#define AT_ONCE 65536
#define SPARE_CONNECTIONS 1024 /* those that are being shut down */
#define SPARE_DESCRIPTORS 64
#define STEP_MS 10

bool
serve_available(void)
{
	return true;
}

/*
 * A body that is refused is read and forgotten up to this size, so that the answer is seen: whoever
 * still writes when the connection is closed sees only that.
 */
static uint64_t
forgettable(const struct serve *s)
{
	return 4 * s->options.doors.max_body + AT_ONCE;
}

static enum MHD_Result
begin(struct serve *s, struct MHD_Connection *connection, const char *method, const char *path,
    void **at)
{
	struct request *r = memory_new(sizeof *r);
	uint64_t length = 0;
	struct timespec now;

	*at = r;
	r->serve = s;
	r->connection = connection;
	r->peer =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
	peer_is(s->peers, r->peer, PEER_SENDING);
	http_head(r, method, path);
	if (http_is_page(&r->head, s->says_status))
		return MHD_YES;
	clock_gettime(CLOCK_MONOTONIC, &now);
	r->status = doors_ask(&s->options.doors, &r->head,
	    now.tv_sec * SECOND_US + now.tv_nsec / 1000, &r->why);
	if (r->status == 0 && s->held > s->options.memory) {
		r->status = 503;
		r->why = "too much is under way: send it again";
	}
	count_read(r->head.length.ptr, r->head.length.len, &length);
	return r->status != 0 && length > forgettable(s) ? http_answer(r) : MHD_YES;
}

/* A piece of the text. */
static enum MHD_Result
take_piece(struct request *r, const char *ptr, size_t *len)
{
	const struct serve_options *o = &r->serve->options;

	r->seen += *len;
	if (r->status == 0 && r->seen > o->doors.max_body) {
		r->status = 413;
		r->why = "the body is larger than is taken";
	}
	if (r->status == 0) {
		buffer_add(&r->text, ptr, *len);
		r->serve->held += *len;
	} else if (r->seen > forgettable(r->serve)) {
		return MHD_NO;
	}
	*len = 0;
	return MHD_YES;
}

static enum MHD_Result
finish(struct request *r)
{
	peer_is(r->serve->peers, r->peer, PEER_ANSWERED);
	if (http_is_page(&r->head, r->serve->says_status))
		return http_page(r->serve, r->connection, &r->head);
	if (r->status == 0 && slice_equal(r->head.method, SLICE("OPTIONS")))
		r->status = 204;
	if (r->status != 0)
		return http_answer(r);
	return http_take(r) ? MHD_YES : http_answer(r);
}

static enum MHD_Result
on_request(void *self, struct MHD_Connection *connection, const char *path, const char *method,
    const char *version, const char *ptr, size_t *len, void **at)
{
	struct request *r = *at;

	(void)version;
	if (r == NULL)
		return begin(self, connection, method, path, at);
	if (*len > 0)
		return take_piece(r, ptr, len);
	if (r->state == REQUEST_IS_DONE)
		return http_answer(r);
	return finish(r);
}

static void
on_end(void *self, struct MHD_Connection *connection, void **at,
    enum MHD_RequestTerminationCode why)
{
	struct serve *s = self;
	struct request *r = *at;

	(void)connection;
	(void)why;
	if (r == NULL)
		return;
	s->held -= r->text.len;
	peer_is(s->peers, r->peer, PEER_QUIET);
	buffer_release(&r->text);
	body_release(&r->body);
	free(r);
	*at = NULL;
}

static enum MHD_Result
on_admit(void *self, const struct sockaddr *socket, socklen_t len)
{
	struct serve *s = self;
	struct address address = address_of(len > 0 ? socket : NULL);

	return peers_admit(s->peers, &address) ? MHD_YES : MHD_NO;
}

static void
on_connection(void *self, struct MHD_Connection *connection, void **at,
    enum MHD_ConnectionNotificationCode what)
{
	struct serve *s = self;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		struct address address = address_of(
		    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
			->client_addr);

		*at = peers_add(s->peers, &address,
		    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
			->connect_fd);
	} else if (*at != NULL) {
		peers_remove(s->peers, *at);
		*at = NULL;
	}
}

/* The operator's socket. */
static enum MHD_Result
on_operator(void *self, struct MHD_Connection *connection, const char *path, const char *method,
    const char *version, const char *ptr, size_t *len, void **at)
{
	struct head head = { .method = slice_text(method), .path = slice_text(path) };
	struct MHD_Response *none;
	enum MHD_Result result;

	(void)version;
	(void)ptr;
	if (*at == NULL) {
		*at = self;
		return MHD_YES;
	}
	*len = 0;
	if (http_is_page(&head, true))
		return http_page(self, connection, &head);
	none = MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
	result = none == NULL ? MHD_NO : MHD_queue_response(connection, 404, none);
	if (none != NULL)
		MHD_destroy_response(none);
	return result;
}

/* As many descriptors as the connections need, where the system lets us. */
static bool
make_descriptors(size_t need, struct fault *fault)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= need)
		return true;
	if (limit.rlim_max < need) {
		fault_set(fault, EXIT_USAGE,
		    "connections: they need %zu descriptors and at most %llu are allowed here: "
		    "allow more (ulimit -Hn, LimitNOFILE=), or ask for fewer",
		    need, (unsigned long long)limit.rlim_max);
		return false;
	}
	limit.rlim_cur = need;
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

static bool
start_daemons(struct serve *s, struct fault *fault)
{
	const struct serve_options *o = &s->options;
	unsigned most = (unsigned)(o->connections + SPARE_CONNECTIONS);
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
	unsigned seconds = (unsigned)(o->request_us / SECOND_US) + 1;

	errno = 0;
	s->daemon = MHD_start_daemon(flags, 0, on_admit, s, on_request, s, MHD_OPTION_LISTEN_SOCKET,
	    o->listen, MHD_OPTION_THREAD_POOL_SIZE, o->threads, MHD_OPTION_CONNECTION_LIMIT, most,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_MOST, MHD_OPTION_CONNECTION_TIMEOUT,
	    seconds, MHD_OPTION_NOTIFY_COMPLETED, on_end, s, MHD_OPTION_NOTIFY_CONNECTION,
	    on_connection, s, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
	if (s->daemon != NULL && o->status >= 0)
		s->status_daemon =
		    MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, on_operator, s,
			MHD_OPTION_LISTEN_SOCKET, o->status, MHD_OPTION_CONNECTION_LIMIT, 16u,
			MHD_OPTION_CONNECTION_TIMEOUT, 10u, MHD_OPTION_END);
	if (s->daemon != NULL && (o->status < 0 || s->status_daemon != NULL))
		return true;
	fault_system(fault, "cannot start to serve");
	return false;
}

struct serve *
serve_start(const struct serve_options *options, struct commit *commit, struct fault *fault)
{
	struct serve *s;
	struct hash_key random;
	struct timespec now;

	if (!make_descriptors(options->connections + SPARE_CONNECTIONS + SPARE_DESCRIPTORS, fault))
		return NULL;
	s = memory_new(sizeof *s);
	s->options = *options;
	s->commit = commit;
	s->says_status = options->status < 0 && listen_is_local(options->listen);
	pthread_mutex_init(&s->lock, NULL);
	hash_key_init(&random);
	s->ids.run = random.word[0];
	s->ids.next = 1;
	clock_gettime(CLOCK_REALTIME, &now);
	s->status.started = now.tv_sec * SECOND_US + now.tv_nsec / 1000;
	s->visitors = visitors_new();
	s->peers = peers_new(&(struct peers_options){ .most = options->connections,
	    .per_address = options->per_address,
	    .request_us = options->request_us,
	    .trusted = &s->options.trusted });
	if (start_daemons(s, fault))
		return s;
	serve_stop(s);
	return NULL;
}

void
serve_sweep(struct serve *s)
{
	peers_sweep(s->peers);
}

bool
serve_doubt(struct serve *s, char *out)
{
	bool doubt;

	pthread_mutex_lock(&s->lock);
	doubt = s->doubted && !s->doubt_told;
	s->doubt_told |= doubt;
	if (doubt)
		address_write(out, &s->doubt, false);
	pthread_mutex_unlock(&s->lock);
	return doubt;
}

void
serve_drain(struct serve *s, unsigned milliseconds)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000L };

	if (!s->draining) {
		s->draining = true;
		close(MHD_quiesce_daemon(s->daemon)); /* who comes now is told so by the system */
	}
	for (unsigned k = 0; k * STEP_MS < milliseconds; k++) {
		peers_dismiss(s->peers);
		if (!peers_busy(s->peers))
			return;
		nanosleep(&step, NULL);
	}
}

void
serve_stop(struct serve *s)
{
	if (s->daemon != NULL)
		MHD_stop_daemon(s->daemon);
	if (s->status_daemon != NULL)
		MHD_stop_daemon(s->status_daemon);
	while (s->scratch != NULL) {
		struct scratch *next = s->scratch->next;

		record_maker_release(&s->scratch->maker);
		buffer_release(&s->scratch->unpacked);
		free(s->scratch);
		s->scratch = next;
	}
	visitors_free(s->visitors);
	peers_free(s->peers);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

#endif
