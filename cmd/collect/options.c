#include "collect/options.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "time/instant.h"

#define THREADS_MAX 64
#define LIMIT_MAX (UINT64_C(1) << 30)
#define RATE_MAX 1e6

const struct option collect_table[] = {
	TEXT(0, "output", "DIR", AT(output), "the folder that files are written to"),
	TEXT(0, "listen", "WHERE", AT(listen),
	    "ADDRESS:PORT or unix:PATH; default: 127.0.0.1:8080"),
	TEXT(0, "status", "WHERE", AT(status), "/healthz, /readyz, /metrics are said there"),
	TEXT(0, "path", "PATH", AT(path), "what is posted to; default: /api/track"),
	LIST(0, "origin", "URL,...", AT(origin), "pages of other origins that may send; * any"),
	READS(0, "key", "FILE", AT(key), "senders need one of the keys there (bearer)"),
	LIST(0, "trust", "NETWORK,...", AT(trust), "proxies whose X-Forwarded-For counts"),
	CHOICE(0, "sync", "WHEN", "batch|each|none", AT(sync),
	    "before the answer, for all that wait, each, or none"),
	TEXT(0, "rotate", "WHEN", AT(rotate), "age, size or both of a file; default: 1h,256M"),
	WRITES(0, "rejects", "FILE", AT(rejects), "bad events are appended there, as NDJSON"),
	SIZE(0, "max-body", "SIZE", AT(max_body), "of a request; default: 1M"),
	SIZE(0, "max-event", "SIZE", AT(max_event), "of one event; default: 64K"),
	COUNT(0, "max-batch", "N", AT(max_batch), "events of a request; default: 2000"),
	COUNT(0, "connections", "N", AT(connections), "at a time; default: 4096"),
	NUMBER(0, "rate", "N", AT(rate), "requests a second from an address; default: any"),
	COUNT(0, "per-address", "N", AT(per_address), "of them from one address; default: any"),
	DURATION(0, "request-time", "DURATION", AT(request_us),
	    "for a whole request; default: 30s"),
	CHOICE(0, "ip", "WHAT", "drop|trim|keep", AT(ip), "drop, trim or keep; default: trim"),
	CHOICE(0, "agent", "WHAT", "drop|keep", AT(agent), "drop or keep; default: drop"),
	LIST(0, "honour", "WHAT,...", AT(honour), "dnt, gpc: who sends these is not stored"),
	CHOICE(0, "anonymous", "HOW", "daily|none", AT(anonymous),
	    "who has no id: one a day, or refused; default: daily"),
	COUNT('j', "threads", "N", AT(threads), "threads; default: all processors, at most 4"),
	OPTIONS_ASK,
	OPTION_END,
};

const struct together collect_together[] = {
	{ "listen status", "ADDRESS:PORT or unix:PATH; for senders, the operator" },
	{ "origin key trust", "pages that may send, keys, proxies that are believed" },
	{ "connections rate per-address", "at a time; a second, at a time from an address" },
	{ "max-body max-event max-batch", "of a request: 1M, 64K, 2000 events" },
	{ "ip agent honour anonymous", "what is kept of senders; see the page" },
	{ NULL, NULL },
};

/* "1h", "256M" or both with a comma between. */
static void
read_rotate(struct tool *tool, const char *text, struct journal_options *out)
{
	bool good = true;
	char quoted[FAULT_QUOTE];

	for (const char *next, *p = text; p != NULL && good; p = next) {
		struct slice part = slice_list_first(p, &next);

		good = (out->rotate_us == 0 && duration_read(part.ptr, part.len, &out->rotate_us) &&
			   out->rotate_us >= SECOND_US) ||
		    (out->rotate_bytes == 0 && size_read(part.ptr, part.len, &out->rotate_bytes) &&
			out->rotate_bytes > 0);
	}
	if (!good)
		tool_fail(tool, EXIT_USAGE,
		    "option --rotate: expected an age, a size or both, such as 1h,256M, found %s",
		    fault_quote(quoted, text, strlen(text)));
}

struct journal_options
collect_journal(struct tool *tool, const struct options *o)
{
	struct journal_options journal = { .folder = o->output, .sync = o->sync != SYNC_NONE };

	tool_require(tool, o->output == NULL ? "option --output is needed: a folder" : NULL);
	read_rotate(tool, o->rotate, &journal);
	return journal;
}

static void
check_count(struct tool *tool, const char *option, uint64_t value, uint64_t least, uint64_t most)
{
	if (value < least || value > most)
		tool_fail(tool, EXIT_USAGE, "option --%s: expected %llu to %llu", option,
		    (unsigned long long)least, (unsigned long long)most);
}

static void
read_networks(struct tool *tool, const struct texts *trust, struct networks *out)
{
	char quoted[FAULT_QUOTE];

	out->at = memory_array(trust->n, sizeof *out->at);
	for (size_t k = 0; k < trust->n; k++)
		if (!network_read(slice_text(trust->at[k]), &out->at[out->n++]))
			tool_fail(tool, EXIT_USAGE,
			    "option --trust: expected addresses such as 127.0.0.1 or 10.0.0.0/8, or "
			    "unix, found %s",
			    fault_quote(quoted, trust->at[k], strlen(trust->at[k])));
}

/* A key a line; comments begin with #. */
static void
read_keys(struct tool *tool, const char *path, struct doors *doors)
{
	struct slice text = tool_read_file(tool, path);
	char *copy = memory_text(text.ptr, text.len);
	size_t room = 0;

	for (char *p = copy; *p != '\0';) {
		size_t len = strcspn(p, "\r\n");

		if (len > 0 && *p != '#') {
			doors->key =
			    memory_grow(doors->key, &room, doors->nkey + 1, sizeof *doors->key);
			doors->key[doors->nkey++] = slice_of(memory_text(p, len), len);
		}
		p += len + (p[len] != '\0');
	}
	free(copy);
	if (doors->nkey == 0)
		tool_fail(tool, EXIT_USAGE, "option --key: %s: expected a key a line, found none",
		    path);
}

static void
read_honour(struct tool *tool, const struct texts *honour, struct doors *doors)
{
	char quoted[FAULT_QUOTE];

	for (size_t k = 0; k < honour->n; k++) {
		if (strcmp(honour->at[k], "dnt") == 0)
			doors->honour_dnt = true;
		else if (strcmp(honour->at[k], "gpc") == 0)
			doors->honour_gpc = true;
		else
			tool_fail(tool, EXIT_USAGE,
			    "option --honour: expected dnt or gpc, found %s",
			    fault_quote(quoted, honour->at[k], strlen(honour->at[k])));
	}
}

/* https://shop.example, as a browser writes it: no path, no slash at the end. */
static void
check_origins(struct tool *tool, const struct texts *origin)
{
	char quoted[FAULT_QUOTE];

	for (size_t k = 0; k < origin->n; k++) {
		const char *o = origin->at[k], *host = strstr(o, "://");

		if (strcmp(o, "*") == 0 || strcmp(o, "null") == 0)
			continue;
		if (host == NULL || host[3] == '\0' || strchr(host + 3, '/') != NULL)
			tool_fail(tool, EXIT_USAGE,
			    "option --origin: expected an origin such as https://shop.example (no path), "
			    "*, or null, found %s",
			    fault_quote(quoted, o, strlen(o)));
	}
}

static unsigned
threads_of(const struct options *o)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (o->threads > 0)
		return (unsigned)o->threads;
	return cores < 1 ? 1 : cores > 4 ? 4 : (unsigned)cores;
}

struct serve_options
collect_serve(struct tool *tool, const struct options *o)
{
	struct serve_options s = { .max_event = o->max_event,
		.max_batch = o->max_batch,
		.connections = o->connections,
		.per_address = o->per_address,
		.request_us = o->request_us,
		.memory = memory_total() / 4,
		.threads = threads_of(o),
		.ip = (enum keep_ip)o->ip,
		.agent = o->agent != 0,
		.daily = o->anonymous == 0,
		.keeps_rejects = o->rejects != NULL };

	check_count(tool, "threads", s.threads, 1, THREADS_MAX);
	check_count(tool, "max-body", o->max_body, 1, LIMIT_MAX);
	check_count(tool, "max-event", o->max_event, 1, LIMIT_MAX);
	check_count(tool, "max-batch", o->max_batch, 1, LIMIT_MAX);
	check_count(tool, "connections", o->connections, 1, 1000000);
	if (o->request_us < SECOND_US || o->request_us > DAY_US)
		tool_fail(tool, EXIT_USAGE, "option --request-time: expected 1s to 1d");
	if (!(o->rate >= 0 && o->rate <= RATE_MAX))
		tool_fail(tool, EXIT_USAGE, "option --rate: expected a number up to 1000000");
	if (o->path[0] != '/')
		tool_fail(tool, EXIT_USAGE, "option --path: expected a path such as /api/track");
	check_origins(tool, &o->origin);
	read_networks(tool, &o->trust, &s.trusted);
	s.doors = (struct doors){ .path = slice_text(o->path),
		.origin = o->origin.at,
		.norigin = o->origin.n,
		.rate = o->rate > 0 ? rate_new(o->rate) : NULL,
		.max_body = o->max_body };
	if (o->key != NULL)
		read_keys(tool, o->key, &s.doors);
	read_honour(tool, &o->honour, &s.doors);
	return s;
}

void
collect_release(struct serve_options *s)
{
	for (size_t k = 0; k < s->doors.nkey; k++)
		free((char *)(uintptr_t)s->doors.key[k].ptr);
	free(s->doors.key);
	rate_free(s->doors.rate);
	free(s->trusted.at);
}
