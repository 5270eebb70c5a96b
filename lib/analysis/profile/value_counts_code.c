/* Values that are times: tens of seconds as keys, and back to text. */
#include "analysis/profile/value_counts_part.h"

#include "base/bits.h"

/*
 * Times, YYYY-MM-DDTHH:MM:SSZ: as eight, eight and four bytes. Exclusive-or with these leaves 0 ..
 * 9 of a digit and 0 of the bytes between; LIMIT is what must be added to the greatest that may
 * stand there to get 0x7f.
 */
#define DATE "0000-00-"
#define HOUR "00T00:00"
#define REST ":00Z"
#define DATE_LIMIT UINT64_C(0x7f767e7f76767676)
#define HOUR_LIMIT UINT64_C(0x767a7f767d7f767c)
#define REST_LIMIT UINT64_C(0x7f767a7f)
#define GROUP_SHIFT 43
#define KEY_BITS ((UINT64_C(1) << GROUP_SHIFT) - 1)

static uint64_t
out_of_range(uint64_t x, uint64_t limit)
{
	return (x & UINT64_C(0xf0f0f0f0f0f0f0f0)) | ((x + limit) & UINT64_C(0x8080808080808080));
}

/* Four bytes of 0 .. 15 to 16 bits. */
static uint64_t
nibbles(uint64_t x)
{
	x = (x | x >> 4) & UINT64_C(0x00ff00ff);
	return (x | x >> 8) & UINT64_C(0xffff);
}

bool
value_counts_ten_key(const char *ptr, uint32_t group, uint64_t *key, unsigned *second)
{
	uint64_t date = load_64(ptr) ^ load_64(DATE);
	uint64_t hour = load_64(ptr + 8) ^ load_64(HOUR);
	uint64_t rest = load_32(ptr + 16) ^ load_32(REST);

	if ((out_of_range(date, DATE_LIMIT) | out_of_range(hour, HOUR_LIMIT) |
		out_of_range(rest, REST_LIMIT)) != 0 ||
	    group >> (64 - GROUP_SHIFT) != 0)
		return false;
	*second = (unsigned)(rest >> 16 & 15);
	*key = nibbles(date & 0xffffffff) | /* the year: 16 bits */
	    (date >> 40 & 1) << 16 | (date >> 48 & 15) << 17 | (hour & 3) << 21 |
	    (hour >> 8 & 15) << 23 | (hour >> 24 & 3) << 27 | (hour >> 32 & 15) << 29 |
	    (hour >> 48 & 7) << 33 | (hour >> 56 & 15) << 36 | (rest >> 8 & 7) << 40 |
	    (uint64_t)group << GROUP_SHIFT;
	return true;
}

uint32_t
value_counts_ten_group(uint64_t key)
{
	return (uint32_t)(key >> GROUP_SHIFT);
}

uint64_t
value_counts_ten_code(uint64_t key, unsigned second)
{
	return VALUE_COUNTS_TIME << 56 | (key & KEY_BITS) << 4 | second;
}

uint64_t
value_counts_ten_of_code(uint64_t code, uint32_t group, unsigned *second)
{
	*second = (unsigned)(code & 15);
	return (code >> 4 & KEY_BITS) | (uint64_t)group << GROUP_SHIFT;
}

unsigned
value_counts_ten_values(struct counted ten, struct counted *value)
{
	uint64_t group = ten.key >> GROUP_SHIFT;
	unsigned n = 0;

	for (unsigned k = 0; k < COUNTED_TEN; k++) {
		uint64_t count = ten.count >> (k * COUNTED_TEN_BITS) & COUNTED_TEN_MOST;

		if (count > 0)
			value[n++] = (struct counted){ value_counts_ten_code(ten.key, k),
				group | count << VALUE_COUNTS_GROUP_BITS };
	}
	return n;
}

static char
digit(uint64_t x, uint64_t mask)
{
	return (char)('0' + (x & mask));
}

struct slice
value_counts_time_text(uint64_t code, char *out)
{
	uint64_t key = code >> 4;

	memcpy(out, DATE HOUR REST, 20);
	for (int k = 0; k < 4; k++)
		out[k] = digit(key >> (4 * k), 15);
	out[5] = digit(key >> 16, 1);
	out[6] = digit(key >> 17, 15);
	out[8] = digit(key >> 21, 3);
	out[9] = digit(key >> 23, 15);
	out[11] = digit(key >> 27, 3);
	out[12] = digit(key >> 29, 15);
	out[14] = digit(key >> 33, 7);
	out[15] = digit(key >> 36, 15);
	out[17] = digit(key >> 40, 7);
	out[18] = digit(code, 15);
	return slice_of(out, 20);
}

struct slice
value_counts_ten_text(uint64_t key, char *out)
{
	return value_counts_time_text(value_counts_ten_code(key, 0), out);
}

struct slice
value_counts_short_text(uint64_t code, char *out)
{
	size_t len = 0;

	for (; code != 0; code <<= 8)
		out[len++] = (char)(code >> 56);
	return slice_of(out, len);
}
