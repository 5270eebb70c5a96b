-- The part of a user, as ia-shard(1) has it, in DuckDB: user_hash(user_id) is XXH64 with seed 0 of the id's bytes.
--
--	.read user-hash.sql
--	SELECT user_hash(user_id) % 64 AS part, * FROM 'events.parquet';

CREATE MACRO eor(x, y) AS xor(x::UBIGINT, y::UBIGINT)::UHUGEINT;
CREATE MACRO cut64(x) AS x % 18446744073709551616::UHUGEINT;
CREATE MACRO mul(x, y) AS cut64(x::UHUGEINT * y::UHUGEINT);
CREATE MACRO rot(x, k) AS cut64(x * (1::UBIGINT << k::UBIGINT)) + x // (1::UBIGINT << (64 - k)::UBIGINT);
CREATE MACRO p1() AS 11400714785074694791::UHUGEINT;
CREATE MACRO p2() AS 14029467366897019727::UHUGEINT;
CREATE MACRO p3() AS 1609587929392839161::UHUGEINT;
CREATE MACRO p4() AS 9650029242287828579::UHUGEINT;
CREATE MACRO p5() AS 2870177450012600261::UHUGEINT;
-- the number in bytes i to i + n - 1 of hexadecimal text, the lowest first
CREATE MACRO le(h, i, n) AS ('0x' || list_aggregate(list_transform(range(n), lambda j: substr(h, 2 * (i + n - j)::INT - 1, 2)), 'string_agg', ''))::UBIGINT::UHUGEINT;
CREATE MACRO lane(v, w) AS mul(rot(cut64(v + mul(w, p2())), 31), p1());
CREATE MACRO stripes(h, n, o, v) AS list_reduce(list_transform(range(n // 32), lambda s: le(h, 32 * s + o, 8)), lambda a, w: lane(a, w), v::UHUGEINT);
CREATE MACRO fold(s, v) AS cut64(mul(eor(s, lane(0::UHUGEINT, v)), p1()) + p4());
CREATE MACRO long_or_short(h, n) AS CASE WHEN n < 32 THEN p5() ELSE (
  SELECT fold(fold(fold(fold(cut64(rot(a, 1) + rot(b, 7) + rot(c, 12) + rot(d, 18)), a), b), c), d) FROM (SELECT
  stripes(h, n, 0, cut64(p1() + p2())) a, stripes(h, n, 8, p2()) b, stripes(h, n, 16, 0) c,
  stripes(h, n, 24, 18446744073709551616::UHUGEINT - p1()) d)) END;
CREATE MACRO words(h, n, s) AS list_reduce(list_transform(range(n % 32 // 8), lambda k: le(h, n // 32 * 32 + 8 * k, 8)),
  lambda a, w: cut64(mul(rot(eor(a, lane(0::UHUGEINT, w)), 27), p1()) + p4()), s);
CREATE MACRO half(h, n, s) AS CASE WHEN n % 8 < 4 THEN s ELSE
  cut64(mul(rot(eor(s, mul(le(h, n // 8 * 8, 4), p1())), 23), p2()) + p3()) END;
CREATE MACRO bytes(h, n, s) AS list_reduce(list_transform(range(n % 4), lambda k: le(h, n // 4 * 4 + k, 1)),
  lambda a, w: mul(rot(eor(a, mul(w, p5())), 11), p1()), s);
CREATE MACRO shifted(x, k, p) AS mul(eor(x, x // (1::UBIGINT << k::UBIGINT)), p);
CREATE MACRO last_shift(x) AS eor(x, x // 4294967296);
CREATE MACRO ending(x) AS last_shift(shifted(shifted(x, 33, p2()), 29, p3()));
CREATE MACRO user_hash_of(h, n) AS ending(bytes(h, n, half(h, n, words(h, n, cut64(long_or_short(h, n) + n::UHUGEINT)))));
CREATE MACRO user_hash(t) AS user_hash_of(hex(encode(t)), octet_length(encode(t)));
