#include "serve/doors.h"

#include <strings.h>

#include "base/number.h"

static bool
is_word(struct slice text, const char *word)
{
	return text.len == strlen(word) && strncasecmp(text.ptr, word, text.len) == 0;
}

/* http://HOST or https://HOST, of the host that the request is for. */
static bool
is_own_origin(const struct head *head)
{
	struct slice origin = head->origin;

	for (unsigned k = 0; k < 2; k++) {
		const char *scheme = k == 0 ? "http://" : "https://";
		size_t n = strlen(scheme);

		if (origin.len > n && strncasecmp(origin.ptr, scheme, n) == 0)
			return head->host.len == origin.len - n &&
			    strncasecmp(origin.ptr + n, head->host.ptr, head->host.len) == 0;
	}
	return false;
}

enum pass
doors_origin(const struct doors *doors, const struct head *head)
{
	enum pass pass = PASS_NONE;

	if (head->origin.len == 0 || is_own_origin(head))
		return PASS_SAME;
	for (size_t k = 0; k < doors->norigin; k++) {
		if (is_word(head->origin, doors->origin[k]))
			return PASS_LISTED;
		if (strcmp(doors->origin[k], "*") == 0)
			pass = PASS_ANY;
	}
	return pass;
}

/* In a time that does not tell how much of it is right. */
static bool
same_key(struct slice key, struct slice given)
{
	unsigned char differs = key.len != given.len;

	for (size_t k = 0; k < given.len; k++)
		differs |= (unsigned char)(given.ptr[k] ^ key.ptr[key.len > 0 ? k % key.len : 0]);
	return !differs;
}

static bool
has_key(const struct doors *doors, struct slice authorization)
{
	bool found = false;

	if (authorization.len < 7 || strncasecmp(authorization.ptr, "Bearer ", 7) != 0)
		return false;
	authorization = slice_of(authorization.ptr + 7, authorization.len - 7);
	for (size_t k = 0; k < doors->nkey; k++)
		found |= same_key(doors->key[k], authorization);
	return found;
}

bool
doors_packing(const struct head *head, enum packing *packing)
{
	*packing = PACKING_NONE;
	if (head->encoding.len == 0 || is_word(head->encoding, "identity"))
		return true;
	if (is_word(head->encoding, "gzip") || is_word(head->encoding, "x-gzip"))
		*packing = PACKING_GZIP;
	else if (is_word(head->encoding, "zstd"))
		*packing = PACKING_ZSTD;
	return *packing != PACKING_NONE;
}

/* What stands before the parameters: "text/plain" of "text/plain;charset=UTF-8". */
static bool
is_known_type(struct slice type)
{
	static const char *const known[] = { "", "application/json", "text/plain",
		"application/x-ndjson", "application/ndjson", "application/jsonl",
		"application/jsonlines", "application/x-jsonlines", "text/json" };
	const char *end = memchr(type.ptr == NULL ? "" : type.ptr, ';', type.len);

	if (end != NULL)
		type.len = (size_t)(end - type.ptr);
	while (type.len > 0 && type.ptr[type.len - 1] == ' ')
		type.len--;
	for (size_t k = 0; k < sizeof known / sizeof *known; k++)
		if (is_word(type, known[k]))
			return true;
	return false;
}

static unsigned
refuse(unsigned status, const char **why, const char *sentence)
{
	*why = sentence;
	return status;
}

static unsigned
ask_form(const struct doors *doors, const struct head *head, const char **why)
{
	enum packing packing;
	uint64_t length = 0;

	if (!is_known_type(head->type))
		return refuse(415, why,
		    "Content-Type: expected application/json, application/x-ndjson or text/plain");
	if (!doors_packing(head, &packing))
		return refuse(415, why, "Content-Encoding: expected gzip, zstd or none");
	if (head->lengths > 0 && !count_read(head->length.ptr, head->length.len, &length))
		return refuse(400, why, "Content-Length: expected a number");
	if (length > doors->max_body)
		return refuse(413, why, "the body is larger than is taken");
	return 0;
}

unsigned
doors_ask(const struct doors *doors, const struct head *head, int64_t now, const char **why)
{
	if (head->malformed)
		return refuse(400, why, "a header holds a NUL or goes on in a second line");
	if (head->lengths > 1)
		return refuse(400, why, "there are several Content-Length");
	if (head->lengths > 0 && head->transfer_encoded)
		return refuse(400, why, "there are a Content-Length and a Transfer-Encoding");
	if (!slice_equal(head->path, doors->path))
		return refuse(404, why, "nothing is here");
	if (doors_origin(doors, head) == PASS_NONE)
		return refuse(403, why, "this Origin is not on the list");
	if (slice_equal(head->method, SLICE("OPTIONS")))
		return 0;
	if (!slice_equal(head->method, SLICE("POST")))
		return refuse(405, why, "expected POST");
	if (doors->nkey > 0 && !has_key(doors, head->authorization))
		return refuse(401, why, "Authorization: expected Bearer and a key that is known");
	if (doors->rate != NULL && !rate_take(doors->rate, &head->client, now))
		return refuse(429, why, "too many requests from this address");
	return ask_form(doors, head, why);
}

bool
doors_spare(const struct doors *doors, const struct head *head)
{
	return (doors->honour_dnt && slice_equal(head->dnt, SLICE("1"))) ||
	    (doors->honour_gpc && slice_equal(head->gpc, SLICE("1")));
}
