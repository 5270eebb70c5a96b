/*
 * profile: the words and the habits of a shop and of a social network.
 */
#include "analysis/generate/world.h"

#define X2(e) e, e
#define X3(e) e, e, e
#define X4(e) e, e, e, e
#define X5(e) X4(e), e
#define X6(e) X4(e), X2(e)
#define X7(e) X4(e), X3(e)
#define X8(e) X4(e), X4(e)

const char *const channel_name[CHANNELS] = { "organic", "ads", "social", "email", "referral",
	"direct" };
const char *const device_name[DEVICES] = { "ios", "android", "web", "desktop", "tablet" };
const uint8_t step_event[STEPS] = { E_REGISTER, E_VIEW, E_CART, E_PAY };
const uint64_t delay_ms[DELAYS] = { 3 * HOUR_MS, 9 * HOUR_MS, 23 * HOUR_MS, 46 * HOUR_MS,
	72 * HOUR_MS, 140 * HOUR_MS };

const struct profile profile_shop = {
	.name = "shop",
	.event = { "register", "login", "search", "view_item", "add_to_cart", "checkout", "pay",
	    "review",
	    "share", "logout" },
	.nevent = 10,
	.need = { 0, 0, 0, 1, 2, 2, 3, 3, 1, 0 },
	.item = { [E_VIEW] = true, [E_CART] = true, [E_CHECKOUT] = true, [E_PAY] = true,
	    [E_SHOP_REVIEW] = true, [E_SHOP_SHARE] = true },
	.first = { X6(E_LOGIN), X5(E_SEARCH), X5(E_VIEW) },
	.next = {
	    [E_REGISTER] = { X8(E_VIEW), X8(E_SEARCH) },
	    [E_LOGIN] = { X6(E_SEARCH), X8(E_VIEW), E_SHOP_LOGOUT, E_END },
	    [E_SEARCH] = { X8(E_VIEW), X3(E_VIEW), X3(E_SEARCH), X2(E_END) },
	    [E_VIEW] = { X6(E_VIEW), X2(E_SEARCH), X4(E_CART), E_SHOP_SHARE, E_SHOP_LOGOUT,
	    X2(E_END) },
	    [E_CART] = { X7(E_CHECKOUT), X4(E_VIEW), X2(E_SEARCH), X3(E_END) },
	    [E_CHECKOUT] = { X8(E_PAY), X3(E_PAY), X2(E_VIEW), X3(E_END) },
	    [E_PAY] = { E_SHOP_REVIEW, E_SHOP_SHARE, X3(E_VIEW), X4(E_SHOP_LOGOUT), X7(E_END) },
	    [E_SHOP_REVIEW] = { X6(E_VIEW), X3(E_SHOP_LOGOUT), X7(E_END) },
	    [E_SHOP_SHARE] = { X8(E_VIEW), X8(E_END) },
	    [E_SHOP_LOGOUT] = { X8(E_END), X8(E_END) },
	},
	.go_on = {
	    { 800, 450, 500 }, { 700, 300, 350 }, { 750, 350, 400 }, { 850, 550, 600 }, { 800, 500,
	    550 },
	    { 880, 500, 620 },
	},
};

const struct profile profile_social = {
	.name = "social",
	.event = { "register", "login", "search", "view_post", "like", "comment", "post",
	    "add_friend",
	    "message", "share", "logout" },
	.nevent = 11,
	.need = { 0, 0, 0, 1, 2, 2, 3, 0, 0, 1, 0 },
	.item = { [E_VIEW] = true, [E_CART] = true, [E_CHECKOUT] = true, [E_PAY] = true,
	    [E_SHARE] = true },
	.first = { X8(E_LOGIN), X8(E_VIEW) },
	.next = {
	    [E_REGISTER] = { X8(E_VIEW), X8(E_VIEW) },
	    [E_LOGIN] = { X8(E_VIEW), X2(E_VIEW), X3(E_MESSAGE), X2(E_SEARCH), E_END },
	    [E_SEARCH] = { X3(E_FRIEND), X7(E_VIEW), X2(E_MESSAGE), X4(E_END) },
	    [E_VIEW] = { X7(E_VIEW), X4(E_CART), E_CHECKOUT, E_SHARE, E_SEARCH, E_PAY, E_END },
	    [E_CART] = { X8(E_VIEW), X2(E_CHECKOUT), E_SHARE, X5(E_END) },
	    [E_CHECKOUT] = { X8(E_VIEW), X2(E_PAY), X6(E_END) },
	    [E_PAY] = { X8(E_VIEW), X2(E_LOGOUT), X6(E_END) },
	    [E_FRIEND] = { X6(E_VIEW), X5(E_MESSAGE), X5(E_END) },
	    [E_MESSAGE] = { X6(E_MESSAGE), X4(E_VIEW), X6(E_END) },
	    [E_SHARE] = { X8(E_VIEW), X8(E_END) },
	    [E_LOGOUT] = { X8(E_END), X8(E_END) },
	},
	.go_on = {
	    { 900, 700, 400 }, { 850, 550, 250 }, { 950, 750, 500 }, { 900, 600, 350 }, { 940, 720,
	    450 },
	    { 900, 650, 400 },
	},
};
