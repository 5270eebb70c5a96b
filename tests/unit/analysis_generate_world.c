/*
 * The world of ia-gen: names are a permutation, registration is in order, stretches cover the log.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/generate/story.h"

static const struct generate_params cases[] = {
	{ .users = 1, .days = 1, .seed = 1 },
	{ .users = 3000, .days = 30, .seed = 1 },
	{ .users = 3000, .days = 30, .seed = 2, .messy = true, .events = 900000 },
	{ .users = 700, .days = 400, .seed = 3, .profile = GENERATE_SOCIAL, .events = 800 },
	{ .users = 5000, .days = 1, .seed = 4, .events = 400000 },
};

static void
names_are_a_permutation(void **state)
{
	(void)state;
	for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
		struct world world;

		world_init(&world, &cases[c]);
		bool *taken = calloc(cases[c].users, 1);
		for (uint64_t k = 0; k < cases[c].users; k++) {
			uint32_t name = world_name(&world, k);

			assert_true(name < cases[c].users);
			assert_false(taken[name]);
			taken[name] = true;
		}
		free(taken);
		world_release(&world);
	}
}

static void
users_register_in_order(void **state)
{
	(void)state;
	for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
		struct world world;
		struct user user;
		uint64_t before = 0;

		world_init(&world, &cases[c]);
		for (uint64_t k = 0; k < cases[c].users; k++) {
			world_user(&world, k, &user);
			assert_true(user.registered >= before && user.registered < world.end);
			assert_true(world_registered_before(&world, user.registered) <= k);
			assert_true(world_registered_before(&world, user.registered + 1) > k);
			before = user.registered;
		}
		world_release(&world);
	}
}

static void
stretches_cover_the_log(void **state)
{
	(void)state;
	for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
		struct world world;
		struct records records = { 0 };
		uint64_t end = 0, events = 0;

		world_init(&world, &cases[c]);
		for (uint64_t k = 0; k < world.nstretch; k++) {
			struct stretch s = world_stretch(&world, k);

			assert_int_equal(s.from, end);
			assert_true(s.to > s.from);
			records.n = 0;
			story_stretch(&world, &s, &records);
			for (size_t i = 0; i < records.n; i++)
				assert_true(
				    records.at[i].time >= s.from && records.at[i].time < world.end);
			events += records.n;
			end = s.to;
		}
		assert_int_equal(end, world.end);
		assert_int_equal(events, world.events);
		if (cases[c].events > 0)
			assert_int_equal(events, cases[c].events);
		free(records.at);
		world_release(&world);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_a_permutation),
		cmocka_unit_test(users_register_in_order),
		cmocka_unit_test(stretches_cover_the_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
