/* Roles and options that hold where the command line says nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "tool/parts.h"

#define FILE_MOST 65536u
#define BLANKS " \t"

/* What may be saved: nothing that writes a file, runs anything or changes which rows count. */
static const struct key {
	const char *name, *variable;
	bool mine; /* not in a folder's file: it may be somebody else's */
} keys[SETTINGS] = {
	{ "user", "IA_USER", false },
	{ "event", "IA_EVENT", false },
	{ "time", "IA_TIME", false },
	{ "tz", NULL, false },
	{ "time-format", NULL, false },
	{ "week-start", NULL, false },
	{ "session", NULL, false },
	{ "delimiter", NULL, false },
	{ "memory", NULL, false },
	{ "threads", NULL, false },
	{ "temp", NULL, true },
};

/* Those of a few tools, which have them in their own tables: here they are checked. */
static const struct option few[] = { DURATION(0, "session", "DURATION", 0, NULL), OPTION_END };

static const struct option *
find_in(const struct option *table, const char *name)
{
	for (; table->kind != OPTION_STOP; table++) {
		const struct option *found = NULL;

		if (table->kind == OPTION_COMMON)
			found = find_in(table->more, name);
		else if (table->name != NULL && strcmp(table->name, name) == 0)
			found = table;
		if (found != NULL)
			return found;
	}
	return NULL;
}

/* A line of a file. */
struct place {
	const char *path;
	size_t line;
	struct fault *fault;
};

static bool refuse(const struct place *at, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool
refuse(const struct place *at, const char *format, ...)
{
	char text[700];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	fault_set(at->fault, EXIT_USAGE, "%s:%zu: %s", at->path, at->line, text);
	return false;
}

/* As the command line would take it: what is wrong there is wrong here. */
static bool
check_value(const struct place *at, const char *name, const char *value)
{
	const struct option *common = find_in(option_events, name);
	int64_t own;
	struct tool probe = { 0 };
	struct option_slot slot = { .option = common != NULL ? *common : *find_in(few, name),
		.base = common != NULL ? (void *)&probe.common : &own };
	struct fault wrong = { 0 };
	const char *sentence = option_set(NULL, &slot, value, &wrong), *text;

	if (sentence != NULL)
		return refuse(at, "%s: %s", name, sentence);
	if (common_check(&probe, &wrong)) {
		if (probe.zone != NULL)
			zone_close(probe.zone);
		return true;
	}
	text = strstr(wrong.text, ": "); /* behind "option --tz" */
	return refuse(at, "%s: %s", name, text != NULL ? text + 2 : wrong.text);
}

static struct slice
trim(struct slice s)
{
	while (s.len > 0 && strchr(BLANKS, *s.ptr) != NULL)
		s = slice_of(s.ptr + 1, s.len - 1);
	while (s.len > 0 && strchr(BLANKS, s.ptr[s.len - 1]) != NULL)
		s.len--;
	return s;
}

/* Up to a # that stands behind a blank; or what stands between quotes, as it is. */
static bool
value_of(struct slice *value)
{
	struct slice v = trim(*value), rest;
	const char *quote;

	if (v.len > 0 && *v.ptr == '"') {
		quote = memchr(v.ptr + 1, '"', v.len - 1);
		if (quote == NULL)
			return false;
		*value = slice_of(v.ptr + 1, (size_t)(quote - v.ptr) - 1);
		rest = trim(slice_of(quote + 1, v.len - value->len - 2));
		return rest.len == 0 || *rest.ptr == '#';
	}
	for (size_t k = 0; k < v.len; k++)
		if (v.ptr[k] == '#' && (k == 0 || strchr(BLANKS, v.ptr[k - 1]) != NULL))
			v.len = k;
	*value = trim(v);
	return true;
}

/* Its place in keys; SETTINGS: there is none, told. */
static size_t
key_of(const struct place *at, struct slice name)
{
	const char *known[SETTINGS];
	char quoted[FAULT_QUOTE];
	ptrdiff_t near;

	for (size_t k = 0; k < SETTINGS; k++) {
		known[k] = keys[k].name;
		if (slice_equal(name, slice_text(keys[k].name)))
			return k;
	}
	near = nearest_name(name.ptr, name.len, known, SETTINGS);
	fault_quote(quoted, name.ptr, name.len);
	if (near >= 0)
		refuse(at, "unknown setting %s; did you mean %s?", quoted, known[near]);
	else
		refuse(at, "unknown setting %s; ia config lists them all", quoted);
	return SETTINGS;
}

static bool
read_line(struct setting *settings, size_t *seen, struct slice line, const struct place *at,
    bool mine, struct arena *arena)
{
	const char *equals = memchr(line.ptr, '=', line.len);
	char quoted[FAULT_QUOTE], from[4200];
	struct slice value;
	size_t key;

	if (equals == NULL)
		return refuse(at, "expected NAME = VALUE, found %s",
		    fault_quote(quoted, line.ptr, line.len));
	key = key_of(at, trim(slice_of(line.ptr, (size_t)(equals - line.ptr))));
	if (key == SETTINGS)
		return false;
	value = slice_of(equals + 1, line.len - (size_t)(equals - line.ptr) - 1);
	if (!value_of(&value))
		return refuse(at, "%s: expected a value, or one between two quotes, found %s",
		    keys[key].name, fault_quote(quoted, value.ptr, value.len));
	if (value.len == 0)
		return refuse(at, "%s: has no value", keys[key].name);
	if (keys[key].mine && !mine)
		return refuse(at,
		    "%s: not in a folder's file, which may be somebody else's; in "
		    "~/.config/ia/config it is taken",
		    keys[key].name);
	if (seen[key] > 0)
		return refuse(at, "%s: stands in line %zu already", keys[key].name, seen[key]);
	seen[key] = at->line;
	const char *text = arena_text(arena, value.ptr, value.len);

	if (!check_value(at, keys[key].name, text))
		return false;
	if (settings[key].value != NULL)
		return true; /* from a place that comes before this one */
	snprintf(from, sizeof from, "%s:%zu", at->path, at->line);
	settings[key].value = text;
	settings[key].from = arena_text(arena, from, strlen(from));
	return true;
}

void
settings_init(struct setting *settings)
{
	for (size_t k = 0; k < SETTINGS; k++)
		settings[k] = (struct setting){ keys[k].name, NULL, "default" };
}

bool
settings_read(struct setting *settings, struct slice text, const char *path, bool mine,
    struct arena *arena, struct fault *fault)
{
	struct place at = { path, 0, fault };
	size_t seen[SETTINGS] = { 0 };

	if (text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0)
		text = slice_of(text.ptr + 3, text.len - 3);
	while (text.len > 0) {
		const char *end = memchr(text.ptr, '\n', text.len);
		struct slice line =
		    slice_of(text.ptr, end != NULL ? (size_t)(end - text.ptr) : text.len);

		at.line++;
		text = slice_of(line.ptr + line.len, text.len - line.len);
		text = end != NULL ? slice_of(text.ptr + 1, text.len - 1) : text;
		if (line.len > 0 && line.ptr[line.len - 1] == '\r')
			line.len--;
		for (size_t k = 0, n; k < line.len; k += n) {
			n = utf8_length(line.ptr + k, line.len - k);
			if (n == 0 || line.ptr[k] == '\0')
				return refuse(&at, "expected UTF-8 text");
		}
		line = trim(line);
		if (line.len > 0 && *line.ptr != '#' &&
		    !read_line(settings, seen, line, &at, mine, arena))
			return false;
	}
	return true;
}

/* A file that is not there, or in a folder that we may not look into, says nothing. */
static bool
read_file(struct tool *tool, const char *path, bool mine, struct fault *fault)
{
	char text[FILE_MOST + 1];
	size_t len = 0;
	struct stat st;
	ssize_t got = 1;
	int descriptor;

	if (stat(path, &st) != 0)
		return true;
	descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (descriptor < 0) {
		fault_system(fault, "%s: cannot open (--no-config does without)", path);
		return false;
	}
	while (got > 0 && len < sizeof text && S_ISREG(st.st_mode)) {
		got = read(descriptor, text + len, sizeof text - len);
		len += got > 0 ? (size_t)got : 0;
		got = got < 0 && errno == EINTR ? 1 : got;
	}
	if (got < 0)
		fault_system(fault, "%s: cannot read", path);
	else if (!S_ISREG(st.st_mode) || len > FILE_MOST)
		fault_set(fault, EXIT_USAGE,
		    "%s: expected a file of at most 64 KiB (--no-config does without)", path);
	close(descriptor);
	return !fault_is_set(fault) &&
	    settings_read(tool->setting, slice_of(text, len), path, mine, &tool->options->arena,
		fault);
}

/* $XDG_CONFIG_HOME/ia/config; a relative one does not count. false: there is none. */
static bool
user_path(char *out, size_t size)
{
	const char *home = getenv("XDG_CONFIG_HOME");
	int n;

	if (home != NULL && *home == '/') {
		n = snprintf(out, size, "%s/ia/config", home);
	} else {
		home = getenv("HOME");
		if (home == NULL || *home != '/')
			return false;
		n = snprintf(out, size, "%s/.config/ia/config", home);
	}
	return n > 0 && (size_t)n < size;
}

static bool
is_given(const struct option_list *list, const struct option *option, bool common)
{
	for (size_t k = 0; k < list->n; k++) {
		const struct option_slot *slot = &list->slot[k];

		if (slot->given && slot->common == common && slot->option.kind == option->kind &&
		    slot->option.offset == option->offset)
			return true;
	}
	return false;
}

/* The slot of a tool's own option; NULL: it has none. */
static struct option_slot *
own_slot(const struct option_list *list, const char *name)
{
	for (size_t k = 0; k < list->n; k++)
		if (!list->slot[k].common && list->slot[k].option.name != NULL &&
		    strcmp(list->slot[k].option.name, name) == 0)
			return &list->slot[k];
	return NULL;
}

/* A session's gap is wrong usage where the tool was not told to count by session. */
static bool
has_sessions(const struct option_list *list)
{
	const struct option_slot *per = own_slot(list, "per");

	return per == NULL || per->option.kind != OPTION_CHOICE ||
	    slice_equal(option_chosen(per), SLICE("session"));
}

/* A first day of weeks is wrong usage with a period of a length, such as 24h. */
static bool
has_weeks(const struct option_list *list)
{
	const struct option_slot *period = own_slot(list, "period");
	const char *text = NULL;

	if (period != NULL && period->option.kind == OPTION_TEXT)
		text = *(const char **)((char *)period->base + period->option.offset);
	return text == NULL || *text < '0' || *text > '9';
}

static void
apply(struct tool *tool, const char *name, const char *value)
{
	const struct option *common = find_in(option_events, name);
	struct option_list *list = tool->options;
	struct option_slot slot = { .base = &tool->common }, *own;
	struct fault wrong = { 0 }; /* setting_check took it already */

	if (common != NULL) {
		slot.option = *common;
		if (!is_given(list, common, true) &&
		    (strcmp(name, "week-start") != 0 || has_weeks(list)))
			option_set(list, &slot, value, &wrong);
		return;
	}
	own = own_slot(list, name);
	if (own != NULL && !own->given && (strcmp(name, "session") != 0 || has_sessions(list)))
		option_set(list, own, value, &wrong);
}

bool
settings_hold(struct tool *tool, struct fault *fault)
{
	struct setting *settings = tool->setting;
	const char *off = getenv("IA_NO_CONFIG");
	char path[4096];

	settings_init(settings);
	for (size_t k = 0; k < SETTINGS; k++) {
		const char *value = keys[k].variable != NULL ? getenv(keys[k].variable) : NULL;

		if (value != NULL && *value != '\0')
			settings[k] = (struct setting){ keys[k].name, value, keys[k].variable };
	}
	if (!tool->common.no_config && (off == NULL || *off == '\0')) {
		if (!read_file(tool, ".iarc", false, fault) ||
		    (user_path(path, sizeof path) && !read_file(tool, path, true, fault)))
			return false;
	}
	for (size_t k = 0; k < SETTINGS; k++) {
		if (settings[k].value == NULL)
			continue;
		if (strcmp(settings[k].name, "delimiter") == 0 &&
		    tool->common.input_format == FORMAT_TSV)
			continue; /* TSV has a tab */
		apply(tool, settings[k].name, settings[k].value);
	}
	return true;
}
