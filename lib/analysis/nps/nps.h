/*
 * nps: promoters, passives and detractors among rows, by group and period.
 *
 *	struct nps *nps = nps_new(&params);
 *	struct scan_work work = nps_work(nps);
 *	tool_fold(&tool, &work);
 *	for (size_t k = 0; k < nps_settle(nps); k++) ... nps_group(nps, k)
 *	nps_free(nps);
 *
 * A score is a whole number from 0 to 10: anything else is a bad record (bad-number), a missing one
 * is counted apart. A missing group is a group of its own. Memory: 40 bytes a group and period, and
 * thread.
 */
#ifndef IA_ANALYSIS_NPS_NPS_H
#define IA_ANALYSIS_NPS_NPS_H

#include "event/roles.h"
#include "read/scan.h"
#include "stats/nps.h"
#include "time/calendar.h"

struct nps_params {
	int score, by; /* columns of the scan; by -1: one group */
	bool timed;    /* by period of the roles' time too */
	enum period every;
	int week_start;
	const struct zone *zone;
	const struct roles *roles; /* where timed: ROLE_TIME */
};

struct nps_group {
	struct slice by;
	int64_t period; /* its start */
	struct nps_counts counts;
	uint64_t missing;
};

struct nps;

struct nps *nps_new(const struct nps_params *params);
struct scan_work nps_work(struct nps *nps);

/* After the scan: how many groups there are, by value (byte by byte), then period. */
size_t nps_settle(struct nps *nps);
const struct nps_group *nps_group(const struct nps *nps, size_t k);
void nps_free(struct nps *nps);

#endif
