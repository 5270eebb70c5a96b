/*
 * csv_quotes: are all quotes of a text where RFC 4180 has them?
 *
 * A bit a byte, 64 at a time. The running exclusive or of the quote bits is 1 inside quotes (a
 * doubled quote leaves and enters again). An opening quote must stand behind a delimiter, a line
 * end or a quote; a closing one before a delimiter, a line end or a quote: then no quote is bare
 * and no text follows one.
 */
#include "read/csv.h"

#if defined(__x86_64__)
#include "vector/x86.h"

#define AVX2 __attribute__((target("avx2,pclmul,bmi")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,pclmul,bmi")))

/* What the next 64 bytes must know of those before, as 0 or 1. */
struct carry {
	uint64_t in_quotes; /* all ones inside */
	uint64_t edge;      /* the last byte was a delimiter, a line end or a quote */
	uint64_t closed;    /* it was a closing quote */
	uint64_t closed_cr; /* it was a CR behind one */
};

/*
 * One step; 0: all is regular. *out: line ends outside quotes. running: the running xor of quote.
 */
static inline uint64_t
judge(uint64_t quote, uint64_t newline, uint64_t cr, uint64_t delimiter, uint64_t running,
    struct carry *c, uint64_t *out)
{
	uint64_t edge = delimiter | newline | quote;
	uint64_t inside = running ^ c->in_quotes;
	uint64_t closing = quote & ~inside;
	uint64_t behind = closing << 1 | c->closed;
	uint64_t wrong = quote & inside & ~(edge << 1 | c->edge);
	uint64_t behind_cr = behind & cr;

	wrong |= behind & ~(edge | cr);
	wrong |= (behind_cr << 1 | c->closed_cr) & ~newline;
	c->in_quotes = (uint64_t)((int64_t)inside >> 63);
	c->edge = edge >> 63;
	c->closed = closing >> 63;
	c->closed_cr = behind_cr >> 63;
	*out = newline & ~inside;
	return wrong;
}

/* Where the step at i ends its last record; or cut as it was. */
static inline size_t
last_end(size_t cut, size_t i, uint64_t newline)
{
	return newline != 0 ? i + 64 - (size_t)__builtin_clzll(newline) : cut;
}

AVX2 static inline uint64_t
step(const char *ptr, __m256i delimiter, struct carry *c, uint64_t *out)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)ptr);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(ptr + 32));
	uint64_t quote = equal64(low, high, _mm256_set1_epi8('"'));

	return judge(quote, equal64(low, high, _mm256_set1_epi8('\n')),
	    equal64(low, high, _mm256_set1_epi8('\r')), equal64(low, high, delimiter),
	    running_xor(quote), c, out);
}

AVX2 static bool
regular_avx2(const char *ptr, size_t len, char delimiter, size_t *cut)
{
	__m256i delimiters = _mm256_set1_epi8(delimiter);
	struct carry carry = { .edge = 1 };
	uint64_t newline, wrong = 0;
	size_t i;

	for (i = 0; i + 64 <= len; i += 64) {
		wrong |= step(ptr + i, delimiters, &carry, &newline);
		*cut = last_end(*cut, i, newline);
	}
	if (i < len && wrong == 0) {
		char last[64] = { 0 };

		memcpy(last, ptr + i, len - i);
		wrong = step(last, delimiters, &carry, &newline) << (64 - (len - i));
		*cut = last_end(*cut, i, newline);
	}
	return wrong == 0;
}

AVX512 static inline uint64_t
step_512(__m512i text, __m512i delimiter, struct carry *c, uint64_t *out)
{
	uint64_t quote = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('"'));
	__m128i product =
	    _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)quote), _mm_set1_epi8(-1), 0);

	return judge(quote, _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\n')),
	    _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\r')),
	    _mm512_cmpeq_epi8_mask(text, delimiter), (uint64_t)_mm_cvtsi128_si64(product), c, out);
}

AVX512 static bool
regular_avx512(const char *ptr, size_t len, char delimiter, size_t *cut)
{
	__m512i delimiters = _mm512_set1_epi8(delimiter);
	struct carry carry = { .edge = 1 };
	uint64_t newline, wrong = 0;
	size_t i;

	for (i = 0; i + 64 <= len; i += 64) {
		wrong |= step_512(_mm512_loadu_si512(ptr + i), delimiters, &carry, &newline);
		*cut = last_end(*cut, i, newline);
	}
	if (i < len && wrong == 0) {
		__m512i last = _mm512_maskz_loadu_epi8((UINT64_C(1) << (len - i)) - 1, ptr + i);

		wrong = step_512(last, delimiters, &carry, &newline) << (64 - (len - i));
		*cut = last_end(*cut, i, newline);
	}
	return wrong == 0;
}
#endif

static bool
regular_bytes(const char *ptr, size_t len, char delimiter, size_t *cut)
{
	size_t at = 0;

	while (at < len) {
		struct csv_record r = csv_record(ptr + at, len - at, delimiter, false);

		if (r.bad != BAD_NONE)
			return false;
		if (!r.whole)
			break;
		at += r.end;
	}
	*cut = at;
	return true;
}

bool
csv_regular(const char *ptr, size_t len, char delimiter, enum vectors vectors, size_t *cut,
    bool *quoted)
{
	*cut = 0;
	*quoted = len > 0 && memchr(ptr, '"', len) != NULL;
	if (!*quoted) {
		while (len > 0 && ptr[len - 1] != '\n')
			len--;
		*cut = len;
		return true;
	}
#if defined(__x86_64__)
	if (vectors == VECTORS_AVX512)
		return regular_avx512(ptr, len, delimiter, cut);
	if (vectors == VECTORS_AVX2)
		return regular_avx2(ptr, len, delimiter, cut);
#endif
	(void)vectors;
	return regular_bytes(ptr, len, delimiter, cut);
}
