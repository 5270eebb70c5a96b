/* The table of options and the command line. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "tool/parts.h"

static bool
same_name(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static void
list_add(struct option_list *list, const struct option *option, void *base, bool common)
{
	struct option_slot slot = { .option = *option, .base = base, .common = common };

	for (size_t k = 0; k < list->n; k++) {
		if (same_name(list->slot[k].option.name, option->name))
			slot.option.name = NULL;
		if (list->slot[k].option.letter == option->letter)
			slot.option.letter = 0;
	}
	if (slot.option.name == NULL && slot.option.letter == 0)
		return;
	list->slot = memory_grow(list->slot, &list->capacity, list->n + 1, sizeof slot);
	list->slot[list->n++] = slot;
}

static void
list_add_table(struct option_list *list, const struct option *table, void *base,
    struct common_options *common, bool is_common)
{
	for (const struct option *o = table; o->kind != OPTION_STOP; o++)
		if (o->kind != OPTION_COMMON)
			list_add(list, o, base, is_common);
	for (const struct option *o = table; o->kind != OPTION_STOP; o++)
		if (o->kind == OPTION_COMMON)
			list_add_table(list, o->more, common, common, true);
}

struct option_list *
option_list_new(const struct option *table, void *options, struct common_options *common)
{
	struct option_list *list = memory_new(sizeof *list);

	list_add_table(list, table, options, common, false);
	return list;
}

void
option_list_free(struct option_list *list)
{
	if (list == NULL)
		return;
	option_exprs_free(list);
	free(list->slot);
	arena_release(&list->arena);
	free(list);
}

/* Where the parser stands. */
struct parser {
	struct tool *tool;
	char **argument; /* the next */
	char **end;
	struct option_asked *asked;
	struct fault *fault;
};

static const struct option_slot *
fail_unknown(const struct parser *p, struct slice name)
{
	const struct option_list *list = p->tool->options;
	const char **known = memory_array(list->n, sizeof *known);
	char quoted[FAULT_QUOTE];
	ptrdiff_t near;
	size_t n = 0;

	for (size_t k = 0; k < list->n; k++)
		if (list->slot[k].option.name != NULL && !option_is_hidden(&list->slot[k].option))
			known[n++] = list->slot[k].option.name;
	near = nearest_name(name.ptr, name.len, known, n);
	fault_quote(quoted, name.ptr, name.len);
	quoted[strlen(quoted) - 1] = '\0'; /* without its quotes: --stpes */
	if (near >= 0)
		fault_set(p->fault, EXIT_USAGE, "unknown option --%s; did you mean --%s?",
		    quoted + 1, known[near]);
	else
		fault_set(p->fault, EXIT_USAGE, "unknown option --%s; see %s --help", quoted + 1,
		    p->tool->about->name);
	free((void *)known);
	return NULL;
}

/* The option of that name or of the one name that begins so; NULL: a fault. */
static const struct option_slot *
find_long(const struct parser *p, struct slice name)
{
	const struct option_list *list = p->tool->options;
	const struct option_slot *found = NULL;

	for (size_t k = 0; k < list->n; k++) /* whatever else begins so, and stands before it */
		if (list->slot[k].option.name != NULL &&
		    slice_equal(slice_text(list->slot[k].option.name), name))
			return &list->slot[k];
	for (size_t k = 0; k < list->n; k++) {
		const char *known = list->slot[k].option.name;

		if (known == NULL || name.len == 0 || strncmp(known, name.ptr, name.len) != 0)
			continue;
		if (option_is_hidden(&list->slot[k].option))
			continue;
		if (found != NULL) {
			fault_set(p->fault, EXIT_USAGE, "option --%.*s may mean --%s or --%s",
			    (int)name.len, name.ptr, found->option.name, known);
			return NULL;
		}
		found = &list->slot[k];
	}
	return found != NULL ? found : fail_unknown(p, name);
}

/* "-s" or "--steps", for messages. */
static const char *
called(const struct option *option, char *out, size_t size)
{
	if (option->name != NULL)
		snprintf(out, size, "--%s", option->name);
	else
		snprintf(out, size, "-%c", option->letter);
	return out;
}

/* What a call was told, so that it can be told elsewhere. */
static void
say(struct option_list *list, struct option_slot *slot, const char *value)
{
	size_t had = slot->said != NULL ? strlen(slot->said) : 0, size;
	char *said;

	if (value == NULL)
		return;
	size = had + strlen(value) + 2;
	said = arena_alloc(&list->arena, size);
	snprintf(said, size, "%s%s%s", had > 0 ? slot->said : "", had > 0 ? "\n" : "", value);
	slot->said = said;
}

static bool
take(const struct parser *p, const struct option_slot *slot, const char *value)
{
	const struct option *option = &slot->option;
	struct fault fault = { 0 };
	char name[100];
	const char *wrong;

	struct option_list *list = p->tool->options;

	list->slot[slot - list->slot].given = true;
	if (option->kind == OPTION_CALL && option->call != NULL)
		say(list, &list->slot[slot - list->slot], value);
	if (option->kind == OPTION_CALL && option->call == NULL) {
		*p->asked = (struct option_asked){ option->name, value };
		return true;
	}
	wrong = option_set(p->tool->options, slot, value, &fault);
	if (wrong != NULL)
		fault_set(p->fault, EXIT_USAGE, "option %s: %s", called(option, name, sizeof name),
		    wrong);
	return wrong == NULL;
}

/* NULL: a fault. */
static const char *
next_argument(struct parser *p, const struct option *option)
{
	char name[100];

	if (p->argument < p->end)
		return *p->argument++;
	fault_set(p->fault, EXIT_USAGE, "option %s needs a value: %s",
	    called(option, name, sizeof name), option->argument);
	return NULL;
}

static bool
take_long(struct parser *p, const char *text)
{
	const char *equals = strchr(text, '='), *value = NULL;
	struct slice name = slice_of(text, equals != NULL ? (size_t)(equals - text) : strlen(text));
	const struct option_slot *slot = find_long(p, name);

	if (slot == NULL)
		return false;
	if (slot->option.argument == NULL && equals != NULL) {
		fault_set(p->fault, EXIT_USAGE, "option --%s takes no value", slot->option.name);
		return false;
	}
	if (slot->option.argument != NULL) {
		value = equals != NULL ? equals + 1 : next_argument(p, &slot->option);
		if (value == NULL)
			return false;
	}
	return take(p, slot, value);
}

/* NULL: a fault. */
static const struct option_slot *
find_letter(const struct parser *p, const char *letter)
{
	const struct option_list *list = p->tool->options;
	char quoted[FAULT_QUOTE];
	size_t len = 1;

	for (size_t k = 0; k < list->n; k++)
		if (list->slot[k].option.letter == *letter)
			return &list->slot[k];
	while (((unsigned char)letter[len] & 0xC0) == 0x80)
		len++;
	fault_quote(quoted, letter, len);
	quoted[strlen(quoted) - 1] = '\0';
	fault_set(p->fault, EXIT_USAGE, "unknown option -%s; see %s --help", quoted + 1,
	    p->tool->about->name);
	return NULL;
}

/* The whole name of an option behind one hyphen: hardly a letter and its value. */
static bool
is_long_name(const struct option_list *list, const char *text)
{
	for (size_t k = 0; k < list->n; k++)
		if (strlen(text) > 2 && same_name(list->slot[k].option.name, text) &&
		    !option_is_hidden(&list->slot[k].option))
			return true;
	return false;
}

static bool
take_letters(struct parser *p, const char *text)
{
	if (is_long_name(p->tool->options, text)) {
		fault_set(p->fault, EXIT_USAGE, "option -%s: did you mean --%s?", text, text);
		return false;
	}
	while (*text != '\0' && p->asked->what == NULL) {
		const struct option_slot *slot = find_letter(p, text++);
		const char *value = text;

		if (slot == NULL)
			return false;
		if (slot->option.argument == NULL) {
			if (!take(p, slot, NULL))
				return false;
			continue;
		}
		if (*value == '\0')
			value = next_argument(p, &slot->option);
		return value != NULL && take(p, slot, value);
	}
	return true;
}

/*
 * U+2010 to U+2015, U+2212 or U+FF0D, which editors and web pages make of hyphens. A file whose
 * name begins so can be named ./...
 */
static bool
is_dash(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	return (p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0x95) ||
	    strncmp(text, "\xE2\x88\x92", 3) == 0 || strncmp(text, "\xEF\xBC\x8D", 3) == 0;
}

static bool
take_operand(struct parser *p, char *text)
{
	char quoted[FAULT_QUOTE];

	if (is_dash(text)) {
		fault_set(p->fault, EXIT_USAGE,
		    "%s begins with a dash that is no hyphen (-): is it an option?",
		    fault_quote(quoted, text, strlen(text)));
		return false;
	}
	if (p->tool->about->takes_files) {
		p->tool->files[p->tool->nfile++] = text;
		return true;
	}
	fault_set(p->fault, EXIT_USAGE, "unexpected operand %s; see %s --help",
	    fault_quote(quoted, text, strlen(text)), p->tool->about->name);
	return false;
}

bool
options_parse(struct tool *tool, int argc, char **argv, struct option_asked *asked,
    struct fault *fault)
{
	struct parser p = { .tool = tool,
		.argument = argv + (argc > 0),
		.end = argv + argc,
		.asked = asked,
		.fault = fault };
	bool options = true, good = true;

	*asked = (struct option_asked){ NULL, NULL };
	tool->files = memory_array((size_t)argc + 1, sizeof *tool->files);
	while (good && asked->what == NULL && p.argument < p.end) {
		char *text = *p.argument++;

		if (!options || text[0] != '-' || text[1] == '\0')
			good = take_operand(&p, text);
		else if (text[1] != '-')
			good = take_letters(&p, text + 1);
		else if (text[2] == '\0')
			options = false;
		else
			good = take_long(&p, text + 2);
	}
	return good;
}
