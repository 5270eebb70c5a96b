/*
 * cut: inside lib/read: input to blocks of whole records, in order. One thread at a time.
 *
 * Where the cuts are depends on the bytes and on block_size alone (live inputs excepted, where a
 * pause cuts too). Errors: in the fault given at the beginning; false comes back.
 */
#ifndef IA_READ_CUT_H
#define IA_READ_CUT_H

#include "read/input.h"
#include "read/lane.h"

struct cut {
	const struct scan_options *options;
	struct input input;
	struct fault *fault;
	struct lane **lane; /* [nlane]: of every file opened so far */
	size_t nlane, capacity_lane;
	struct lane *now;
	struct wanted *wanted; /* [nwanted]: what was asked for, whatever the file */
	size_t nwanted, capacity_wanted;
	struct column_names wanted_names; /* (name, nth) to its number in wanted */
	struct arena arena;               /* the wanted names */
	enum format format;               /* of the first file */
	size_t file;
	struct buffer ahead; /* read and not handed out: from ahead_at on */
	size_t ahead_at;
	bool input_end; /* the file's last byte was read */
	/* to the next line end: the rest of a record that is too long */
	bool dropping;
	bool end;      /* of the last file */
	uint8_t added; /* the line end that the file lacks was added: 1 */
	size_t block_size, max_field;
	enum vectors vectors;
	uint64_t order, at; /* bytes handed out, read */
	size_t sequence;
};

void cut_init(struct cut *cut, const struct scan_options *options, char *const *files, size_t nfile,
    struct fault *fault);
bool cut_open(struct cut *cut, size_t file);         /* sees the format and reads the header */
bool cut_next(struct cut *cut, struct block *block); /* false: end of the input, or fault */
void cut_release(struct cut *cut);

/* What stands ahead, at least n bytes of it or all that there are; false: fault. */
bool cut_peek(struct cut *cut, size_t n);

/*
 * The header of the file whose bytes stand ahead: makes cut->now. line is the first line's
 * number.
 */
bool csv_header(struct cut *cut, struct lane *lane);
bool json_header(struct cut *cut, struct lane *lane);

/* The columns that the cutter was asked for, placed in the file of the lane. */
bool lane_want(struct cut *cut, struct lane *lane);
/* no-column for a name; false. */
bool lane_no_column(const struct lane *lane, struct slice name, struct fault *fault);
/* Places one in a CSV file; false: it is missing or there twice. */
bool lane_place(const struct lane *lane, struct wanted *wanted, struct fault *fault);

#endif
