/*
 * tree: inside lib/expr: an expression as its parts. No other room includes it.
 *
 * text -> token.c -> parse.c (check.c: types) -> plan.c (short cuts) -> evaluate.c, function.c
 */
#ifndef IA_EXPR_TREE_H
#define IA_EXPR_TREE_H

#include "base/map.h"
#include "expr/expr.h"
#include "expr/match.h"

#define NESTED_LIMIT 250u /* brackets inside brackets */
#define DEPTH_LIMIT 1000u /* of the tree: what evaluation recurses */

enum token_kind { TOKEN_END, TOKEN_NAME, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_SIGN, TOKEN_ERROR };

/* Signs of two bytes are first * 256 + second. */
#define SIGN(a, b) ((a)*256 + (b))

struct token {
	enum token_kind kind;
	int sign;
	size_t at, end;    /* bytes of the source */
	struct slice text; /* decoded: a name, a text; TOKEN_ERROR: what is wrong */
	double number;
	bool quoted; /* a name in backticks */
};

/* The token that begins at or behind at. Decoded text goes to the arena. */
struct token token_next(struct slice source, size_t at, struct arena *arena);

enum op {
	OP_TEXT,
	OP_NUMBER,
	OP_BOOLEAN,
	OP_FIELD,
	OP_OR,
	OP_AND,
	OP_NOT, /* conditions */
	OP_COMPARE,
	OP_IN,
	OP_MATCH,
	OP_NEGATE,
	OP_ADD,
	OP_SUBTRACT,
	OP_MULTIPLY,
	OP_DIVIDE,
	OP_REMAINDER,
	OP_CALL,
	/* short cuts for a field beside something constant */
	OP_FIELD_IS,     /* == text */
	OP_FIELD_AMONG,  /* in (texts) */
	OP_FIELD_NUMBER, /* any comparison with a number */
	OP_FIELD_TIME,   /* any comparison of the time column with an instant */
	OP_FIELD_ORDER,  /* < <= > >= of another field with a text that is a time */
};

enum type { TYPE_ANY, TYPE_BOOLEAN, TYPE_NUMBER, TYPE_TEXT }; /* ANY: known when a row is there */

enum { LESS = 1, EQUAL = 2, GREATER = 4 }; /* which orders make a comparison true */

struct node {
	enum op op;
	enum type type;
	unsigned orders; /* OP_COMPARE, OP_FIELD_NUMBER, OP_FIELD_TIME, OP_FIELD_ORDER */
	bool negated;    /* not in, !~ */
	bool boolean;
	bool is_instant; /* OP_FIELD_NUMBER: the number may be a time, then instant is it */
	unsigned depth;  /* 1 + the deepest child's */
	size_t at;       /* byte of the source, for messages */
	uint32_t column; /* OP_FIELD...: place in expr->column */
	double number;
	int64_t instant;
	struct slice text; /* OP_TEXT, OP_FIELD_IS; OP_MATCH: the pattern */
	const struct function *function;
	struct matcher *matcher;
	struct slice *texts; /* [ntext], OP_FIELD_AMONG */
	size_t ntext;
	struct map *set;     /* the same where there are many */
	struct node **child; /* [n] */
	size_t n;
};

struct column {
	struct slice name;
	bool optional; /* NDJSON: no record needs to have it */
	/* stands behind a comparison: may be a text without its quotes */
	bool compared_with;
	int bound; /* number of scan_column */
};

struct owned { /* what the arena does not release */
	struct matcher *matcher;
	struct map *set;
	struct owned *next;
};

struct expr {
	struct arena arena;
	struct slice source;
	struct node *root;
	struct column *column; /* [ncolumn] */
	size_t ncolumn, capacity;
	struct slice event_name, time_name;
	ptrdiff_t event, time; /* their places in column; -1: not used */
	const struct zone *zone;
	int week_start; /* 1 Monday, 7 Sunday */
	const char *time_format;
	bool scratches; /* evaluation writes to the scratch */
	struct expr_trouble *trouble;
	struct owned *owned;
};

/* A value while an expression is evaluated. */
enum value_type { VALUE_MISSING, VALUE_BOOLEAN, VALUE_NUMBER, VALUE_TEXT, VALUE_FIELD };

struct value {
	enum value_type type;
	enum kind kind;        /* VALUE_FIELD: how it came */
	bool boolean, is_time; /* is_time: a field of the time column */
	double number;
	struct slice text;
};

struct context {
	const struct expr *expr;
	const struct batch *batch; /* NULL: ask get */
	size_t row;
	expr_get get;
	void *self;
	struct arena *arena; /* of the scratch */
	struct match_room *room;
};

typedef struct value (*function_call)(const struct node *node, const struct context *context);

struct function {
	const char *name;
	unsigned char least, most; /* arguments; 255: any number */
	const char *takes;         /* a letter an argument, the last repeats: n number, s text,
					   c condition, t time, v any */
	enum type gives;           /* TYPE_ANY: what the value arguments agree on */
	bool scratches;
	function_call call;
};

extern const struct function function_table[];
extern const size_t function_count;

struct value evaluate(const struct node *node, const struct context *context);
bool condition(const struct node *node, const struct context *context);
bool value_number(const struct value *value, double *out);
bool value_condition(const struct value *value);
bool value_instant(const struct value *value, const struct context *context, int64_t *out);
struct slice value_text(const struct value *value, const struct context *context);

/*
 * Sets the type. NULL, or what is wrong with an operator's or a function's arguments; *at: the byte
 * to blame.
 */
const char *check_node(struct node *node, size_t *at);
/*
 * The same of a planned node where times are concerned: a text that is none beside the time column,
 * a date without quotes. The sentence in what. False: nothing is wrong.
 */
#define TIME_WRONG 500
bool check_time(const struct expr *expr, const struct node *node, size_t *at, char *what);
/* turns node into a short cut where it can */
void plan_node(struct expr *expr, struct node *node);

#endif
