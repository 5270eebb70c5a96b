/*
 * answer: the rows that ia-stats writes.
 */
#ifndef IA_CMD_STATS_ANSWER_H
#define IA_CMD_STATS_ANSWER_H

#include "analysis/profile/profile.h"
#include "base/buffer.h"
#include "write/writer.h"

#define ANSWER_DESCRIPTION \
	"column,type,count,missing,distinct,min,max,mean,sd,p1,p25,p50,p75,p99,top"
#define ANSWER_FREQUENCY "value,count,share"

/* grouped: its group comes first; estimated: its error comes last. text: room, cleared before. */
void answer_description(struct writer *writer, const struct description *description, bool grouped,
    bool estimated, struct buffer *text);
void answer_frequency(struct writer *writer, const struct frequency *frequency, bool grouped);

#endif
