"""collect_forms: what may be sent, and what is stored of it. collect_forms.py NAME"""
import gzip
import json
import re

import collect

SEED = {"event": "add_to_cart", "timestamp": "2026-03-01T10:00:00.123Z", "userId": "u1", "product_id": "p17",
        "price": 129.90, "名": "灯"}


def stored(body, *options, **heads):
    with collect.Collector("forms", *options) as c:
        before = len(c.rows())
        status, _, text = c.post(body, **heads)
        return status, text, c.rows()[before:]


def own(row):
    """Without what the collector adds by itself."""
    return {k: v for k, v in row.items() if k not in ("received_at", "ip")}


def seed():
    status, text, rows = stored(json.dumps(SEED, ensure_ascii=False), Content_Type="application/json")
    assert (status, text, len(rows)) == (204, "", 1)
    row = rows[0]
    assert list(row) == ["user_id", "event", "timestamp", "received_at", "event_id", "ip", "product_id", "price", "名"]
    assert re.fullmatch(r"[0-9a-f]{16}-\d+", row["event_id"]) and row["ip"] == "127.0.0.0"
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", row["received_at"])
    assert row["user_id"] == "u1" and row["timestamp"] == SEED["timestamp"] and row["名"] == "灯"


def nobody():
    """userId null, empty or missing: the visitor of the day; the same for the same agent, another for another."""
    bodies = ['{"event":"a","userId":null}', '{"event":"a","userId":""}', '{"event":"a"}']
    with collect.Collector("forms") as c:
        for body in bodies:
            assert c.post(body, User_Agent="A")[0] == 204
        assert c.post(bodies[0], User_Agent="B")[0] == 204
        ids = [row["user_id"] for row in c.rows()]
        assert all(row["anonymous_id"] == row["user_id"] and "userId" not in row for row in c.rows())
    assert len(set(ids[:3])) == 1 and ids[3] != ids[0], ids
    assert re.fullmatch(r"day-\d{4}-\d\d-\d\d-[0-9a-f]{16}", ids[0])
    status, text, rows = stored(bodies[0], "--anonymous", "none")
    assert status == 400 and json.loads(text)["rejected"][0]["code"] == "empty-key" and rows == []


def shapes():
    """One, an array, a batch and lines store the same."""
    events = [{"event": "e%d" % k, "userId": "u%d" % k, "timestamp": 1772359200000 + k, "eventId": "id%d" % k, "n": k}
              for k in range(5)]
    want = [{"user_id": "u%d" % k, "event": "e%d" % k, "timestamp": "2026-03-01T10:00:00%sZ" % (".%03d" % k if k else ""),
             "event_id": "id%d" % k, "n": k} for k in range(5)]
    texts = [json.dumps(events), json.dumps(events, indent=1), json.dumps({"batch": events}),
             json.dumps({"batch": events}, indent=2), "\n".join(map(json.dumps, events)),
             "\r\n".join(map(json.dumps, events)) + "\r\n\r\n", "\ufeff" + json.dumps(events)]
    with collect.Collector("forms") as c:
        for text in texts:
            before = len(c.rows())
            assert c.post(text)[0] == 204
            assert [own(row) for row in c.rows()[before:]] == want, text
        for event in events:
            assert c.post(json.dumps(event, indent=3))[0] == 204
        assert [own(row) for row in c.rows()[-5:]] == want
        assert c.post("[]")[0] == 204 and c.post('{"batch":[]}')[0] == 204


def types():
    with collect.Collector("forms") as c:
        for kind in ("application/json", "application/json; charset=utf-8", "text/plain;charset=UTF-8", "TEXT/PLAIN",
                     "application/x-ndjson"):
            assert c.post(json.dumps(SEED), Content_Type=kind)[0] == 204, kind
        status, _, _ = c.ask("POST", body=json.dumps(SEED))
        assert status == 204
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data", "text/html"):
            status, _, text = c.post(json.dumps(SEED), Content_Type=kind)
            assert status == 415 and "Content-Type" in text, kind
        assert len(c.rows()) == 6


def packed():
    text = json.dumps([SEED] * 50).encode()
    with collect.Collector("forms", "--max-body", "20000", "--rejects", "forms.rej") as c:
        assert len(text) < 20000
        assert c.post(gzip.compress(text), Content_Encoding="gzip")[0] == 204
        assert len(c.rows()) == 50
        assert c.post(gzip.compress(text[:100]) + gzip.compress(text[100:]), Content_Encoding="gzip")[0] == 204
        status, _, said = c.post(gzip.compress(text)[:-5], Content_Encoding="gzip")
        assert status == 400 and "ends before" in said, said
        bad = bytearray(gzip.compress(text))
        bad[-6] ^= 1
        status, _, said = c.post(bytes(bad), Content_Encoding="gzip")
        assert status == 400 and "checksum" in said, said
        status, _, said = c.post(gzip.compress(text) + b"rubbish", Content_Encoding="gzip")
        assert status == 400 and "behind" in said, said
        assert c.post(gzip.compress(b" " * 100000000), Content_Encoding="gzip")[0] == 413
        assert c.post(gzip.compress(b"[" + b" " * 19998 + b"]"), Content_Encoding="gzip")[0] == 204
        assert c.post(gzip.compress(b"[" + b" " * 19999 + b"]"), Content_Encoding="gzip")[0] == 413
        assert c.post(text, Content_Encoding="br")[0] == 415
        assert c.post(b"", Content_Encoding="gzip")[0] == 400
        assert c.post(b"not gzip", Content_Encoding="gzip")[0] == 400
        assert len(c.rows()) == 100


def skew():
    """sentAt by a clock that is an hour behind: the time is an hour later, the id the same for every try."""
    event = dict(SEED, event_id="x1")
    with collect.Collector("forms") as c:
        now = __import__("time").time()
        sent = now - 3600
        stamp = lambda t: __import__("datetime").datetime.utcfromtimestamp(t).isoformat(timespec="milliseconds") + "Z"
        event["timestamp"] = stamp(sent - 5)
        for _ in range(2):
            assert c.post(json.dumps({"batch": [event], "sentAt": stamp(sent)}))[0] == 204
        assert c.post(json.dumps(dict(event, sentAt=stamp(sent))))[0] == 204
        for row in c.rows():
            when = __import__("datetime").datetime.fromisoformat(row["timestamp"].replace("Z", "+00:00")).timestamp()
            assert abs(when - (now - 5)) < 3 and abs(row["skew_ms"] - 3600000) < 3000, row
            assert row["event_id"] == "x1" and "sentAt" not in row


def names():
    """Aliases, and what is called like one of ours: nothing is lost, no name comes twice."""
    text = ('{"distinct_id":9007199254740993,"userId":"b","eventName":"n","anonymousId":"an","messageId":7,'
            '"received_at":"mine","ip":"1.2.3.4","props.ip":5,"skew_ms":1e2,"userId2":1.50,"nested":{"a":[1,\n2]},'
            '"user\\u005fid":null,"q\\"":"\\n"}')
    status, _, rows = stored(text)
    assert status == 204
    row = rows[0]
    assert row["user_id"] == "b" and row["event"] == "n" and row["anonymous_id"] == "an" and row["event_id"] == 7
    assert row["distinct_id"] == 9007199254740993 and row["props.received_at"] == "mine"
    assert row["props.ip"] == "1.2.3.4" and row["props.props.ip"] == 5 and row["props.skew_ms"] == 100
    assert row["nested"] == {"a": [1, 2]} and row['q"'] == "\n"
    line = open(collect.Collector("forms").files()[-1]).read().splitlines()[-1]
    assert '"userId2":1.50' in line and line.count('"ip"') == 1, line


def bad():
    """Each bad event of a batch alone, with its code and place; the others are stored."""
    events = ['{"event":"good","userId":"1"}', '{"event":"","userId":"1"}', '{"userId":"1"}',
              '{"event":"a","userId":true}', '{"event":"a","userId":"1","timestamp":"yesterday"}', '17',
              '{"event":"a","userId":"1","userId":"2"}', '{"event":["a"],"userId":"1"}',
              '{"event":"a","userId":"1","x":"\\u0000"}', '{"event":"good","userId":2}']
    codes = {1: "empty-key", 2: "empty-key", 3: "bad-type", 4: "bad-time", 5: "not-object", 6: "dup-key", 7: "bad-type"}
    with collect.Collector("forms", "--rejects", "bad.rej") as c:
        whole = [events[k] for k in range(len(events)) if k != 8]
        status, _, text = c.post("[" + ",".join(whole) + "]")
        answer = json.loads(text)
        assert status == 200 and answer["stored"] == 2, text
        assert {r["index"]: r["code"] for r in answer["rejected"]} == codes, text
        assert [row["event"] for row in c.rows()] == ["good", "good"]
        rejects = [json.loads(line) for line in open("bad.rej")]
        assert [r["raw"] for r in rejects] == [whole[k] for k in sorted(codes)]
        assert [r["code"] for r in rejects] == list(codes.values()) and [r["line"] for r in rejects] == [k + 1 for k in codes]
        assert list(rejects[0]) == ["file", "line", "col", "code", "message", "raw"]
        status, _, text = c.post("\n".join([events[0], "{broken", events[8], events[9]]))
        assert status == 200 and [r["code"] for r in json.loads(text)["rejected"]] == ["bad-json", "nul-byte"], text
        for body, code in (("", "empty-input"), ("{", "bad-json"), ("[{},", "bad-json"), ("nonsense", "bad-json"),
                           ('"text"', "not-object"), ("\xff", "bad-json"), (events[3], "bad-type"),
                           ('{"event":"a","x":' + "[" * 70 + "]" * 70 + "}", "too-deep"),
                           (b'{"event":"\xff"}', "bad-utf8"), (b'{"event":"a\0b"}', "nul-byte")):
            status, _, text = c.post(body)
            assert status == 400 and json.loads(text)["rejected"][0]["code"] == code, (body, text)
        counts = c.metrics()
        assert counts["ia_collect_events_stored_total"] == len(c.rows()) == 4
        rejects = [json.loads(line) for line in open("bad.rej")]
        for code in {r["code"] for r in rejects}:
            name = 'ia_collect_events_rejected_total{code="%s"}' % code
            assert counts[name] == sum(r["code"] == code for r in rejects), (code, counts)
        assert counts['ia_collect_requests_total{status="400"}'] == 10
        assert counts['ia_collect_requests_total{status="200"}'] == 2


def limits():
    def of(size):
        head = '{"event":"a","userId":"1","x":"'
        return head + "x" * (size - len(head) - 2) + '"}'
    with collect.Collector("forms", "--max-body", "5000", "--max-event", "1000", "--max-batch", "3") as c:
        got = [c.post(of(size))[0] for size in (999, 1000, 1001)]
        assert got == [204, 204, 413], got
        got = [c.post("[" + ",".join([of(100)] * n) + "]")[0] for n in (2, 3, 4)]
        assert got == [204, 204, 413], got
        got = [c.post("[" + of(100) + " " * (size - 102) + "]")[0] for size in (4999, 5000, 5001)]
        assert got == [204, 204, 413], got
        chunked = lambda size: c.status_of(b"POST /api/track HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                           b"%x\r\n[%s]\r\n0\r\n\r\n" % (size, b" " * (size - 2)))
        assert [chunked(size) for size in (4999, 5000, 5001, 9000)] == [204, 204, 413, 413]
        assert len(c.rows()) == 2 + 5 + 2
    with collect.Collector("forms") as c:  # by default the 65,536 bytes of a beacon are good
        assert [c.post(of(size))[0] for size in (65535, 65536, 65537)] == [204, 204, 413]
        assert [c.post("[" + " " * (size - 2) + "]")[0] for size in (1 << 20, (1 << 20) + 1)] == [204, 413]


def keep():
    """What is kept of senders."""
    body = '{"event":"a","userId":"1"}'
    def one(*options, **heads):
        return stored(body, *options, User_Agent="Agent \"x\"", **heads)[2][-1]
    assert "agent" not in one() and one("--agent", "keep")["agent"] == 'Agent "x"'
    assert one("--ip", "keep")["ip"] == "127.0.0.1" and "ip" not in one("--ip", "drop")
    trusted = ("--trust", "127.0.0.0/8,10.0.0.0/8,2001:db8::/32")
    for said, want in (("203.0.113.77", "203.0.113.0"), ("1.1.1.1, 203.0.113.77", "203.0.113.0"),
                       ("203.0.113.77, 10.1.2.3", "203.0.113.0"), ("203.0.113.77:5000", "203.0.113.0"),
                       ("2a00:1450:4001:82a::200e", "2a00:1450:4001::"), ("rubbish", "127.0.0.0"),
                       ("8.8.8.8, 2001:db8::7", "8.8.8.0"), ("127.0.0.1, 10.0.0.1", "127.0.0.0")):
        row = one(*trusted, X_Forwarded_For=said)
        assert row["ip"] == want, (said, row)
    with collect.Collector("forms") as c:
        assert c.post(body, X_Forwarded_For="203.0.113.77")[0] == 204
        assert c.rows()[-1]["ip"] == "127.0.0.0"
        __import__("time").sleep(1.3)
        assert "give --trust 127.0.0.1" in c.said()
    for heads in ({"DNT": "1"}, {"Sec_GPC": "1"}):
        status, text, rows = stored(body, "--honour", "dnt,gpc", **heads)
        assert status == 200 and json.loads(text)["stored"] == 0 and rows == [], text
        status, _, rows = stored(body, **heads)
        assert status == 204 and len(rows) == 1
    assert stored(body, "--honour", "gpc", DNT="1")[0] == 204


if __name__ == "__main__":
    collect.run(globals())
