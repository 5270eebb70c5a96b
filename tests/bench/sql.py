"""sql: what DuckDB is asked, in the fastest formulation that was found.

path: a log of the nine columns of ia-gen, CSV or NDJSON. events: the names in it.
"""
QUOTED_PRICE, PRICE = "'price':'VARCHAR'", "'price':'DOUBLE'"
STEPS = ["register", "view_item", "add_to_cart", "pay"]
TYPES = ("{'user_id':'VARCHAR','event':'%s','timestamp':'TIMESTAMP','duration':'DOUBLE','price':'VARCHAR',"
         "'product_id':'VARCHAR','product_category':'VARCHAR','channel':'VARCHAR','device':'VARCHAR'}")


def read(path, event="VARCHAR"):
    columns = TYPES % event
    if path.endswith("json"):
        return f"read_json('{path}', format='newline_delimited', columns={columns})"
    return f"read_csv('{path}', header=true, auto_detect=false, delim=',', quote='\"', escape='\"', columns={columns})"


def funnel(path, events):
    steps = ", ".join(f"'{s}'" for s in STEPS)
    query = (f"CREATE TYPE step AS ENUM ({', '.join(repr(e) for e in events)}); WITH a AS (SELECT user_id, "
           f"min(\"timestamp\") FILTER (event = 'register') AS t1")
    for k, step in enumerate(STEPS[1:], 2):
        query += f", list(\"timestamp\") FILTER (event = '{step}') AS l{k}"
    query += f" FROM {read(path, 'step')} WHERE event IN ({steps}) GROUP BY user_id)"
    for k in range(2, 5):
        rest = "".join(f", l{j}" for j in range(k + 1, 5))
        kept = "".join(f", t{j}" for j in range(2, k))
        query += (f", b{k} AS (SELECT t1{kept}, list_min(list_filter(l{k}, lambda x: x >= t{k - 1} AND "
                f"x <= t1 + INTERVAL 7 DAY)) AS t{k}{rest} FROM {'a' if k == 2 else 'b' + str(k - 1)}"
                + (" WHERE t1 IS NOT NULL)" if k == 2 else ")"))
    return query + " SELECT count(t1), count(t2), count(t3), count(t4) FROM b4"


def clean(path, out):
    copy = "(FORMAT json)" if path.endswith("json") else "(FORMAT csv, HEADER)"
    return (f"COPY (SELECT user_id, event, epoch(\"timestamp\")::BIGINT AS \"timestamp\", coalesce(duration, 0) AS "
            f"duration, price, product_id, product_category, channel, device FROM {read(path)} "
            f"WHERE duration IS NULL OR duration <= 86400) TO '{out}' {copy}")


def dedupe(path, out):
    lines = (f"read_csv('{path}', header=false, skip=1, auto_detect=false, delim=chr(1), quote='', escape='', "
             "columns={'l':'VARCHAR'})")
    return (f"COPY (SELECT l FROM (SELECT l, min(rn) AS rn FROM (SELECT l, row_number() OVER () AS rn FROM {lines}) "
            f"GROUP BY l) ORDER BY rn) TO '{out}' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')")


def join(path, right, out):
    """Every left row with the right's, in the left's order."""
    text = "header=true, all_varchar=true"
    return (f"COPY (SELECT l.* EXCLUDE (rn), r.* EXCLUDE (user_id) FROM (SELECT *, row_number() OVER () AS rn FROM "
            f"read_csv('{path}', {text})) l LEFT JOIN read_csv('{right}', {text}) r USING (user_id) ORDER BY rn) "
            f"TO '{out}' (FORMAT csv, HEADER true)")


def path(path, events, whole=False):
    """Steps in sessions of 30 minutes. Timed are the counts alone, ties as they come; whole: users, median times and the
    order of the input too, as ia-path has them."""
    rows = f"SELECT user_id, event, epoch_us(\"timestamp\") AS ts{', row_number() OVER () AS n' if whole else ''} FROM " \
           f"{read(path, 'step')}"
    gap = "1800000000"
    window = (f"SELECT user_id, event, ts - lag(ts) OVER u AS since, lag(event) OVER u AS before, "
              f"coalesce(lead(ts) OVER u - ts > {gap}, true) AS ends FROM ({rows}) "
              f"WINDOW u AS (PARTITION BY user_id ORDER BY ts{', n' if whole else ''})")
    inside = f"since <= {gap}"
    users = ", count(DISTINCT user_id), {} " if whole else " "
    return (f"CREATE TYPE step AS ENUM ({', '.join(repr(e) for e in events)}); "
            f"WITH w AS MATERIALIZED ({window}) "
            f"SELECT CASE WHEN {inside} THEN before::VARCHAR ELSE '(start)' END, event::VARCHAR, count(*)"
            f"{users.format(f'median(CASE WHEN {inside} THEN since END)')}FROM w GROUP BY 1, 2 UNION ALL "
            f"SELECT event::VARCHAR, '(end)', count(*){users.format('NULL')}FROM w WHERE ends GROUP BY 1")


def six(path, out):
    """Six of the columns, by user and day and then by user: the fastest that was found for so few."""
    days = (f"SELECT user_id, \"timestamp\"::DATE AS d, count(*) AS n, max(\"timestamp\") AS last, sum(price::DOUBLE) AS "
            f"price, sum(duration) AS duration, count(duration) AS durations FROM {read(path)} GROUP BY 1, 2")
    return (f"COPY (SELECT user_id, n AS events, active AS active_days, (epoch(max(last) OVER ()) - epoch(last)) / 86400 AS "
            f"last_login_days, price AS sum_price, duration AS mean_duration FROM "
            f"(SELECT user_id, sum(n) AS n, count(*) AS active, max(last) AS last, coalesce(sum(price), 0) AS price, "
            f"sum(duration) / sum(durations) AS duration FROM ({days}) GROUP BY user_id)) TO '{out}' (FORMAT csv, HEADER)")


def features(path, out):
    """All columns that ia-features writes. A user's times are sorted as a list, in one pass over the file: 5.1 s where
    lag() over all rows took 5.4 s and twice the memory, and reading the file first for the moment 5.7 s."""
    day, week, base = "86400000000", "604800000000", "1704067200000000"
    rows = (f"SELECT user_id, event = 'pay' AS bought, epoch_us(\"timestamp\") AS ts, duration, price FROM "
            f"{read(path).replace(QUOTED_PRICE, PRICE)}")
    users = (f"SELECT user_id, list_sort(list(ts)) AS l, max(ts) AS last, count(*) AS n, "
             f"sum(exp((ts - {base}) * (ln(2) / {week}))) AS score, count(*) FILTER (bought) AS purchases, "
             f"coalesce(sum(price) FILTER (bought), 0) AS revenue, coalesce(sum(price), 0) AS price, "
             f"avg(duration) AS duration FROM ({rows}) GROUP BY user_id")
    times = (f"SELECT *, max(last) OVER () AS moment, l[1] AS first, "
             f"len(list_distinct(list_transform(l, lambda x: x // {day}))) AS active, "
             f"1 + len(list_filter(list_zip(l[2:], l[:-2]), lambda p: p[1] - p[2] > 1800000000)) AS sessions FROM ({users})")
    spans = (f"SELECT *, (moment - first) / {day} AS tenure, CASE WHEN last <= moment - {week} THEN 0 ELSE "
             f"len(list_filter(l, lambda x: x > moment - {week})) END AS a, CASE WHEN last <= moment - 2 * {week} THEN 0 ELSE "
             f"len(list_filter(l, lambda x: x > moment - 2 * {week} AND x <= moment - {week})) END AS b FROM ({times})")
    return (f"SET preserve_insertion_order=false; COPY (SELECT user_id, make_timestamp(first) AS first_seen, "
            f"make_timestamp(last) AS last_seen, tenure AS tenure_days, (moment - last) / {day} AS last_login_days, "
            f"n AS events, active AS active_days, sessions, score * exp(({base} - moment) * (ln(2) / {week})) AS "
            f"activity_score, purchases, purchases / greatest(1, tenure / 30) AS purchase_frequency, "
            f"CASE WHEN purchases > 0 THEN revenue / purchases ELSE 0 END AS avg_order_value, revenue, "
            f"(a + 1) / (b + 1) AS trend, price AS sum_price, duration AS mean_duration FROM ({spans})) "
            f"TO '{out}' (FORMAT csv, HEADER)")


def retention(path):
    """users by the day of their first event and the days behind it: a list of days a user was slower, a window too"""
    return (f"WITH d AS (SELECT DISTINCT user_id AS u, \"timestamp\"::DATE AS d FROM {read(path)}), "
            "f AS (SELECT u, min(d) AS c FROM d GROUP BY u) "
            "SELECT c, d - c AS k, count(*) AS n FROM d JOIN f USING (u) GROUP BY 1, 2 ORDER BY 1, 2")


def abtest(path, events):
    """sums of three metrics from each user's first login on, and of the 14 days before it, by channel; the tests not"""
    after, before = "t >= t0", "t < t0 AND t >= t0 - INTERVAL 14 DAY"
    metric = {"a": ("max(({} AND event = 'pay')::INT)::DOUBLE"), "b": "coalesce(sum(price) FILTER ({} AND event = 'pay'), 0)",
              "c": "count(*) FILTER ({} AND event = 'add_to_cart')::DOUBLE"}
    units = ", ".join(f"{sql.format(after)} AS {k}, {sql.format(before)} AS {k}0" for k, sql in metric.items())
    sums = ", ".join(f"sum({k}), sum({k}0), sum({k} * {k}), sum({k} * {k}0), sum({k}0 * {k}0)" for k in metric)
    return (f"CREATE TYPE step AS ENUM ({', '.join(repr(e) for e in events)}); "
            f"WITH e AS MATERIALIZED (SELECT user_id AS u, event, \"timestamp\" AS t, price, channel FROM "
            f"{read(path, 'step').replace(QUOTED_PRICE, PRICE)} WHERE event IN ('login', 'pay', 'add_to_cart')), "
            "f AS (SELECT u, min(t) AS t0, min(channel) AS arm FROM e WHERE event = 'login' AND channel IS NOT NULL GROUP BY u "
            "HAVING min(channel) = max(channel)), "
            f"x AS (SELECT u, any_value(arm) AS arm, {units} FROM e JOIN f USING (u) GROUP BY u) "
            f"SELECT arm, count(*), {sums} FROM x GROUP BY arm ORDER BY arm")


def drivers(path, events):
    """the counts alone: of those who did it so often on their first day, how many came back on day 7"""
    return (f"CREATE TYPE step AS ENUM ({', '.join(repr(e) for e in events)}); "
            f"WITH e AS MATERIALIZED (SELECT user_id, event, \"timestamp\" AS t FROM {read(path, 'step')}), "
            "f AS (SELECT user_id, min(t) AS first FROM e GROUP BY 1), "
            "k AS (SELECT * FROM f WHERE first + INTERVAL 8 DAY <= (SELECT max(t) FROM e)), "
            "g AS MATERIALIZED (SELECT user_id, event, count(*) FILTER (t < first + INTERVAL 1 DAY) AS n, "
            "bool_or(t >= first + INTERVAL 7 DAY AND t < first + INTERVAL 8 DAY) AS back "
            "FROM e JOIN k USING (user_id) GROUP BY 1, 2), "
            "y AS MATERIALIZED (SELECT user_id, bool_or(back) AS met FROM g GROUP BY 1) "
            "SELECT event, at_least, count(*), count(*) FILTER (met), (SELECT count(*) FROM y) "
            "FROM g JOIN y USING (user_id), (VALUES (1), (2), (3), (5), (10)) v(at_least) WHERE n >= at_least "
            "GROUP BY 1, 2")
