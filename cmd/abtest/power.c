#include <math.h>

#include "abtest/job.h"
#include "base/number.h"

static const char *
check(const struct options *o)
{
	if (isnan(o->baseline) || o->baseline == 0)
		return "baseline: the share or the mean of the control, such as 0.05";
	if (isnan(o->sd) && !(o->baseline > 0 && o->baseline < 1))
		return "baseline: a share lies between 0 and 1; of a mean, give the standard deviation: --sd";
	if (!isnan(o->sd) && !(o->sd > 0))
		return "sd: expected above 0";
	if (o->mde ? o->users == ABTEST_NOT_GIVEN : o->lift == NULL)
		return o->mde
		    ? "mde: of how many users? give --users N"
		    : "lift: which one is to be seen? such as 10%; or --mde with --users N";
	if (o->mde && o->lift != NULL)
		return "mde: it finds the lift";
	if (!(o->power > 0 && o->power < 1))
		return "power: expected between 0 and 1, such as 0.8";
	if (!(o->abtest.alpha > 0 && o->abtest.alpha < 0.5))
		return "alpha: expected above 0 and below 0.5";
	if (!(o->ratio > 0))
		return "ratio: treated users for each of control, above 0";
	if (!(o->correlation > -1 && o->correlation < 1))
		return "correlation: expected between -1 and 1";
	if (o->abtest.sequential && o->abtest.one_sided)
		return "one-sided: a sequence has two sides";
	if (o->users_per_day == 0 || o->users == 0)
		return o->users == 0 ? "users: at least 1" : "users-per-day: at least 1";
	if (!(o->abtest.expected >= 1))
		return "expected-users: expected a number of users, at least 1";
	return NULL;
}

static const char *
read_lift(const struct options *o, struct power_plan *plan)
{
	bool is_share;
	size_t len = o->lift != NULL ? strlen(o->lift) : 0;
	bool down = len > 0 && *o->lift == '-';

	if (o->lift == NULL)
		return NULL;
	if (!number_read(o->lift, len, &plan->lift)) {
		if (!share_read(o->lift + down, len - down, &plan->lift, &is_share) || !is_share)
			return "lift: expected a relative change such as 10% or -0.05";
		plan->lift = down ? -plan->lift : plan->lift;
	}
	if (plan->lift == 0)
		return "lift: nothing is to be seen of 0";
	if (plan->variance == POWER_SHARE &&
	    !(plan->baseline * (1 + plan->lift) > 0 && plan->baseline * (1 + plan->lift) < 1))
		return "lift: it takes the share out of 0 to 1";
	return NULL;
}

static void
write_plan(struct job *job, const struct power_plan *plan, double control, double treated)
{
	const struct options *o = &job->o;
	struct writer *w = tool_answer(&job->tool, ANSWER_POWER);
	double users = control + treated;
	bool days = o->users_per_day != ABTEST_NOT_GIVEN;

	write_number(w, plan->baseline);
	write_number(w, plan->lift);
	write_number(w, control);
	write_number(w, treated);
	write_number(w, users);
	write_number(w, days ? ceil(users / (double)o->users_per_day) : NAN);
	write_number(w, plan->power);
	write_number(w, plan->alpha);
	write_end(w);
	if (days && fmod(ceil(users / (double)o->users_per_day), 7) != 0)
		tool_warn(&job->tool, "days of the week differ: round up to whole weeks");
}

void
abtest_power(struct job *job)
{
	const struct options *o = &job->o;
	struct power_plan plan = { .baseline = o->baseline,
		.variance = isnan(o->sd) ? POWER_SHARE : o->sd * o->sd,
		.alpha = o->abtest.alpha,
		.power = o->power,
		.ratio = o->ratio,
		.r = o->correlation,
		.one_sided = o->abtest.one_sided,
		.relative = o->on_lift,
		.expected = o->abtest.sequential ? o->abtest.expected : 0 };
	double control;

	tool_require(&job->tool, check(o));
	tool_require(&job->tool, read_lift(o, &plan));
	if (o->mde) {
		control = (double)o->users / (1 + plan.ratio);
		plan.lift = power_lift(&plan, control);
		tool_require(&job->tool,
		    isnan(plan.lift) ? "users: too few to see any lift with this power" : NULL);
		write_plan(job, &plan, control, control * plan.ratio);
		return;
	}
	control = power_units(&plan);
	write_plan(job, &plan, ceil(control), ceil(control * plan.ratio));
}
