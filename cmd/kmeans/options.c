#include "kmeans/options.h"

#include "learn/cluster/kmeans_choose.h"

const char *
options_take(struct options *o)
{
	bool fits = o->kmeans.k > 0 || o->centres != NULL, chooses = o->choose != NULL;
	const char *wrong = NULL;

	if (fits + chooses + (o->assign != NULL) != 1)
		return "give one of -k N (or --centres FILE), --choose MIN..MAX and --assign FILE";
	if (o->assign != NULL &&
	    (o->columns.n > 0 || o->log.n > 0 || o->model != NULL || o->scale != 0))
		return "--columns, --log, --scale and --model are not for --assign: its file says what they are";
	if (o->assign == NULL && o->columns.n == 0)
		return "give the columns of numbers: --columns COLUMN,...";
	if (o->summary + o->distance + chooses > 1 || (chooses && o->model != NULL))
		return "--summary, --distance and --choose do not go together, nor --choose and --model";
	if (chooses)
		wrong = kmeans_range(o->choose, &o->first, &o->last);
	return wrong != NULL ? wrong : kmeans_check(&o->kmeans);
}
