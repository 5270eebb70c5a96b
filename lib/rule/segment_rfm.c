/* The rules of --rfm. */
#include "rule/segment.h"

static const char rules[] =
    "champions: r >= 4 && f + m >= 8 -> thank them; show what is new first\n"
    "loyal: r >= 3 && f + m >= 6 -> offer more of what they buy; ask for a review\n"
    "new: r >= 4 && f + m == 2 -> help with the first steps; suggest a second purchase\n"
    "potential_loyal: r >= 4 -> offer membership; recommend products\n"
    "need_attention: r == 3 && f + m >= 4 -> a limited offer on what they bought before\n"
    "promising: r == 3 -> make the brand known; a small trial\n"
    "cannot_lose: r == 1 && f + m >= 8 -> call them; ask what went wrong\n"
    "at_risk: r <= 2 && f + m >= 5 -> a personal message and a good offer to come back\n"
    "about_to_sleep: r == 2 -> remind them of popular products, at a discount\n"
    "hibernating: r == 1 && f + m >= 3 -> a standard offer now and then\n"
    "lost: r == 1 -> one last offer, then leave them alone\n"
    "never_bought: missing(r) || missing(f) || missing(m) -> an offer for the first purchase\n";

struct slice
segments_rfm(void)
{
	return slice_of(rules, sizeof rules - 1);
}
