#include "serve/status.h"

static void
metric(struct buffer *out, const char *name, const char *type, const char *help)
{
	buffer_format(out, "# HELP ia_collect_%s %s\n# TYPE ia_collect_%s %s\n", name, help, name,
	    type);
}

static void
one(struct buffer *out, const char *name, const char *type, const char *help, uint64_t value)
{
	metric(out, name, type, help);
	buffer_format(out, "ia_collect_%s %llu\n", name, (unsigned long long)value);
}

static void
seconds(struct buffer *out, const char *name, const char *type, const char *help, uint64_t us)
{
	metric(out, name, type, help);
	buffer_format(out, "ia_collect_%s %llu.%06llu\n", name, (unsigned long long)(us / 1000000),
	    (unsigned long long)(us % 1000000));
}

static void
write_events(const struct status *s, struct buffer *out)
{
	one(out, "events_stored_total", "counter", "Events on the disk.", s->stored);
	metric(out, "events_rejected_total", "counter", "Events that were refused, by code.");
	for (int k = 1; k < BAD_COUNT; k++)
		if (s->refused[k] > 0)
			buffer_format(out, "ia_collect_events_rejected_total{code=\"%s\"} %llu\n",
			    bad_name((enum bad)k), (unsigned long long)s->refused[k]);
	one(out, "events_spared_total", "counter",
	    "Events not kept because their sender asked for it.", s->spared);
	metric(out, "requests_total", "counter", "Requests that were answered, by status.");
	for (int k = 0; k < STATUS_CODES; k++)
		if (s->answered[k] > 0)
			buffer_format(out, "ia_collect_requests_total{status=\"%d\"} %llu\n", k,
			    (unsigned long long)s->answered[k]);
}

void
status_write(const struct status *status, const struct commit_counts *commit,
    const struct peers_counts *peers, bool ready, struct buffer *out)
{
	write_events(status, out);
	one(out, "ready", "gauge", "1: the last write was stored.", ready);
	one(out, "rounds_total", "counter", "Writes, each of all requests that waited.",
	    commit->rounds);
	one(out, "round_failures_total", "counter", "Writes or syncs that failed.",
	    commit->failures);
	seconds(out, "round_seconds_total", "counter", "Time of writing and syncing.",
	    commit->busy_us);
	seconds(out, "round_seconds_max", "gauge", "The longest of them.", commit->longest_us);
	one(out, "syncs_total", "counter", "Calls of fdatasync.", commit->syncs);
	one(out, "bytes_total", "counter", "Bytes of events.", commit->bytes);
	one(out, "files_total", "counter", "Files that were finished.", commit->files);
	one(out, "torn_bytes", "gauge", "Bytes set aside at the start.", commit->torn);
	one(out, "connections", "gauge", "Connections that are open.", peers->open);
	one(out, "connections_max", "gauge", "The most that were.", peers->most_open);
	one(out, "connections_total", "counter", "Connections that were accepted.",
	    peers->accepted);
	one(out, "connections_refused_total", "counter",
	    "Connections of an address that had too many.", peers->refused);
	one(out, "connections_slow_total", "counter", "Connections ended for being slow.",
	    peers->slow);
	one(out, "connections_put_out_total", "counter",
	    "Connections ended to make room for others.", peers->put_out);
	seconds(out, "start_time_seconds", "gauge", "When it was started, since 1970.",
	    (uint64_t)status->started);
}
