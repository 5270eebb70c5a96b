/*
 * truth: one more walk over the users, counting and listing what their stories are.
 */
#include "analysis/generate/truth.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "time/instant.h"

#define FLUSH_AT 65536u

struct truth {
	const struct form *form;
	const struct world *world;
	struct buffer out;
	generate_write write;
	void *self;
	bool good;
	uint64_t users[CHANNELS], reached[CHANNELS][STEPS];
	uint64_t left, bots, brushers, with_driver[2], stay_week[2];
};

static void add(struct truth *truth, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
add(struct truth *truth, const char *format, ...)
{
	va_list arguments;
	char *p = buffer_reserve(&truth->out, ROW_MAX);

	va_start(arguments, format);
	p += vsnprintf(p, ROW_MAX, format, arguments);
	va_end(arguments);
	buffer_advance(&truth->out, p);
	if (truth->out.len > FLUSH_AT) {
		truth->good =
		    truth->good && truth->write(truth->self, truth->out.ptr, truth->out.len);
		buffer_clear(&truth->out);
	}
}

static const char *
time_text(const struct truth *truth, uint64_t ms, char *text)
{
	text[instant_write(text, (truth->form->start + (int64_t)(ms / 1000)) * SECOND_US)] = '\0';
	return text;
}

static void
count_user(struct truth *truth, const struct user *user)
{
	bool driven = user->friends >= DRIVER_AT_LEAST;

	truth->users[user->channel]++;
	for (unsigned k = 0; k <= user->reached; k++)
		truth->reached[user->channel][k]++;
	truth->left += user->left != NEVER;
	truth->bots += user->kind == USER_BOT;
	truth->brushers += user->burst != NEVER;
	truth->with_driver[driven]++;
	truth->stay_week[driven] +=
	    user->left == NEVER || user->left >= user->registered + 7 * DAY_MS;
}

static void
add_summary(struct truth *truth, const struct planted *planted)
{
	const struct generate_params *p = &truth->world->params;
	char text[INSTANT_WIDTH];

	add(truth,
	    "{\n\"profile\":\"%s\",\n\"seed\":%" PRIu64 ",\n\"users\":%" PRIu64
	    ",\n\"days\":%" PRIu64 ",\n",
	    truth->world->profile->name, p->seed, p->users, p->days);
	add(truth, "\"start\":\"%s\",\n", time_text(truth, 0, text));
	add(truth, "\"end\":\"%s\",\n", time_text(truth, truth->world->end, text));
	add(truth, "\"events\":%" PRIu64 ",\n\"rows\":%" PRIu64 ",\n", truth->world->events,
	    planted->rows);
	add(truth, "\"mess\":{");
	for (unsigned k = 0; k < MESS_KINDS; k++)
		add(truth, "%s\"%s\":%" PRIu64, k > 0 ? "," : "", mess_name[k], planted->mess[k]);
	add(truth,
	    "},\n\"users_who_left\":%" PRIu64 ",\n\"users_who_are_bots\":%" PRIu64 ",\n"
	    "\"users_who_brush\":%" PRIu64 ",\n",
	    truth->left, truth->bots, truth->brushers);
}

static void
add_counts(struct truth *truth, const uint64_t *reached)
{
	add(truth, "\"reached\":[");
	for (unsigned k = 0; k < STEPS; k++)
		add(truth, "%s%" PRIu64, k > 0 ? "," : "", reached[k]);
	add(truth, "]");
}

/*
 * For each channel: the odds of the next step, ever, and the users who had reached each when the
 * log ended.
 */
static void
add_funnel(struct truth *truth)
{
	const struct profile *profile = truth->world->profile;
	uint64_t all[STEPS] = { 0 };

	add(truth, "\"funnel\":{\"steps\":[");
	for (unsigned k = 0; k < STEPS; k++)
		add(truth, "%s\"%s\"", k > 0 ? "," : "", profile->event[step_event[k]]);
	add(truth, "],\n\"channels\":[");
	for (unsigned c = 0; c < CHANNELS; c++) {
		add(truth, "%s\n{\"channel\":\"%s\",\"probability\":[", c > 0 ? "," : "",
		    channel_name[c]);
		for (unsigned k = 0; k + 1 < STEPS; k++)
			add(truth, "%s0.%03u", k > 0 ? "," : "", profile->go_on[c][k]);
		add(truth, "],");
		add_counts(truth, truth->reached[c]);
		add(truth, "}");
		for (unsigned k = 0; k < STEPS; k++)
			all[k] += truth->reached[c][k];
	}
	add(truth, "],\n");
	add_counts(truth, all);
	add(truth, "},\n");
}

static void
add_driver(struct truth *truth)
{
	static const char *const who[] = { "did_not", "did" };

	if (truth->world->profile != &profile_social)
		return;
	add(truth, "\"driver\":{\"event\":\"add_friend\",\"at_least\":%d,\"within\":\"24h\"",
	    DRIVER_AT_LEAST);
	for (unsigned k = 0; k < 2; k++)
		add(truth,
		    ",\n\"%s\":{\"users\":%" PRIu64 ",\"stay_7_days\":%" PRIu64
		    ",\"probability\":0.%03d}",
		    who[k], truth->with_driver[k], truth->stay_week[k], k > 0 ? 750 : 300);
	add(truth, "},\n");
}

enum list { LIST_BOTS, LIST_BRUSHERS, LIST_LEFT };

static bool
add_listed(struct truth *truth, enum list list, uint64_t number, const struct user *user,
    const char *before)
{
	char id[16], text[INSTANT_WIDTH];
	int n = (int)(put_user(truth->form, id, world_name(truth->world, number)) - id);

	if (list == LIST_BOTS && user->kind == USER_BOT)
		add(truth, "%s\n\"%.*s\"", before, n, id);
	else if (list == LIST_BRUSHERS && user->burst != NEVER)
		add(truth,
		    "%s\n{\"user\":\"%.*s\",\"from\":\"%s\",\"orders\":%u,\"item\":\"p%06u\"}",
		    before, n, id, time_text(truth, user->burst, text), user->orders,
		    story_brushed_item(user));
	else if (list == LIST_LEFT && user->left != NEVER)
		add(truth, "%s\n{\"user\":\"%.*s\",\"by\":\"%s\"}", before, n, id,
		    time_text(truth, user->left, text));
	else
		return false;
	return true;
}

static void
add_list(struct truth *truth, enum list list, const char *name, const char *end)
{
	struct user user;
	bool any = false;

	add(truth, "\"%s\":[", name);
	for (uint64_t k = 0; k < truth->world->params.users && truth->good; k++) {
		world_user(truth->world, k, &user);
		any |= add_listed(truth, list, k, &user, any ? "," : "");
	}
	add(truth, "]%s\n", end);
}

bool
truth_write(const struct form *form, const struct planted *planted, generate_write write,
    void *self)
{
	struct truth truth = { .form = form,
		.world = form->world,
		.write = write,
		.self = self,
		.good = true };
	struct user user;

	for (uint64_t k = 0; k < truth.world->params.users; k++) {
		world_user(truth.world, k, &user);
		count_user(&truth, &user);
	}
	add_summary(&truth, planted);
	add_funnel(&truth);
	add_driver(&truth);
	add_list(&truth, LIST_BOTS, "bots", ",");
	add_list(&truth, LIST_BRUSHERS, "brushers", ",");
	add_list(&truth, LIST_LEFT, "left", "}");
	truth.good = truth.good && truth.write(truth.self, truth.out.ptr, truth.out.len);
	buffer_release(&truth.out);
	return truth.good;
}
