"""collect_doors: who may send, how fast, how slowly, and what a head may not hold. collect_doors.py NAME"""
import json
import os
import socket
import threading
import time

import collect

EVENT = '{"event":"a","userId":"1"}'
HEAD = b"POST /api/track HTTP/1.1\r\nHost: x\r\n"


def post_of(*lines, body=EVENT.encode()):
    return HEAD + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


def heads():
    """Bytes that no head may hold; and those that it may."""
    length = b"Content-Length: %d" % len(EVENT)
    with collect.Collector("doors") as c:
        for lines in ((length,), (b"X-A: a ", length), (b"X-A:", length), (b"X-A: \t", length, b"X-B: b"),
                      (length, b"Cookie: a=b; c=d"), (b"X-A: \xff\xfe", length), (b"content-length: %d" % len(EVENT),)):
            assert c.status_of(post_of(*lines)) == 204, lines
        stored = len(c.rows())
        for lines in ((length, length), (length, b"Content-Length: 1"), (length, b"Transfer-Encoding: chunked"),
                      (b"X-A: a\0evil", length), (length, b"X-A: a\0evil"), (length, b"X-A: a\0"), (length, b"X-A: a\0\0\0"),
                      (b"X\0A: a", length), (b"Content-Length: 26\0", b"X-A: b"), (b"Content-Length: -1",),
                      (b"Content-Length: 26x",), (b"Content-Length: 99999999999999999999",)):
            status = c.status_of(post_of(*lines))
            assert 400 <= status < 500, (lines, status)
        for data in (b"POST /api/track HTTP/9.9\r\nHost: x\r\n\r\n", b"\0\0\0\0\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
                     b"GET\r\n\r\n"):
            assert c.status_of(data) not in (200, 204), data
        assert c.status_of(HEAD + b"X: " + b"x" * 40000 + b"\r\n\r\n") in (0, 400, 413, 431)
        assert len(c.rows()) == stored
        assert c.post(EVENT)[0] == 204


def paths():
    with collect.Collector("doors", "--path", "/e") as c:
        assert c.ask("POST", "/e", EVENT)[0] == 204
        assert c.ask("POST", "/e?x=1", EVENT)[0] == 204
        assert c.ask("POST", "/api/track", EVENT)[0] == 404 and c.ask("GET", "/")[0] == 404
        status, heads, _ = c.ask("GET", "/e")
        assert status == 405 and "POST" in heads["Allow"]
        assert c.ask("PUT", "/e", EVENT)[0] == 405 and c.ask("POST", "/ia.js", EVENT)[0] == 404
        status, heads, text = c.ask("GET", "/ia.js")
        source = open(os.path.join(os.environ["IA_ROOT"], "lib/serve/ia.js")).read()
        assert status == 200 and text == source and heads["Content-Type"].startswith("text/javascript")
        assert c.ask("HEAD", "/ia.js")[2] == ""


def origins():
    shop, other = "https://shop.example", "https://evil.example"
    ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    with collect.Collector("doors", "--origin", shop + ",http://localhost:3000") as c:
        status, heads, _ = c.ask("OPTIONS", heads=dict(ask, Origin=shop))
        assert status == 204 and heads["Access-Control-Allow-Origin"] == shop
        assert heads["Access-Control-Allow-Credentials"] == "true" and "POST" in heads["Access-Control-Allow-Methods"]
        assert "content-type" in heads["Access-Control-Allow-Headers"] and heads["Vary"] == "Origin"
        status, heads, _ = c.post(EVENT, Origin=shop)
        assert status == 204 and heads["Access-Control-Allow-Origin"] == shop
        status, heads, _ = c.post("{", Origin=shop)
        assert status == 400 and heads["Access-Control-Allow-Origin"] == shop
        stored = len(c.rows())
        for origin in (other, "https://shop.example.evil", "http://shop.example", "null", shop + ":444", "https://shop.exampl"):
            status, heads, _ = c.post(EVENT, Origin=origin)
            assert status == 403 and "Access-Control-Allow-Origin" not in heads, origin
            assert c.ask("OPTIONS", heads=dict(ask, Origin=origin))[0] == 403
        assert len(c.rows()) == stored
        assert c.post(EVENT, Origin="http://127.0.0.1:%d" % c.port)[0] == 204  # its own
        assert c.post(EVENT)[0] == 204
    with collect.Collector("doors", "--origin", "*") as c:
        status, heads, _ = c.post(EVENT, Origin=other)
        assert status == 204 and heads["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in heads
    with collect.Collector("doors") as c:
        assert c.post(EVENT, Origin=other)[0] == 403


def keys():
    open("keys", "w").write("# comment\nsecret-one\r\n\nsecret-two\n")
    with collect.Collector("doors", "--key", "keys") as c:
        for key in ("secret-one", "secret-two"):
            assert c.post(EVENT, Authorization="Bearer " + key)[0] == 204
        stored = len(c.rows())
        for said in ("Bearer secret", "Bearer secret-onee", "Bearer ", "Bearer # comment", "Basic secret-one", "secret-one",
                     "Bearer secret-on\xe9"):
            status, heads, _ = c.post(EVENT, Authorization=said)
            assert status == 401 and heads["WWW-Authenticate"] == "Bearer", said
        assert c.post(EVENT)[0] == 401 and len(c.rows()) == stored


def rate():
    with collect.Collector("doors", "--rate", "5", "--trust", "127.0.0.1") as c:
        got = [c.post(EVENT, X_Forwarded_For="1.2.3.4") for _ in range(13)]
        n = sum(status == 204 for status, _, _ in got)
        assert 10 <= n <= 11 and got[-1][0] == 429 and got[-1][1]["Retry-After"] == "1", n
        assert c.post(EVENT, X_Forwarded_For="1.2.3.5")[0] == 204
        time.sleep(0.5)
        assert c.post(EVENT, X_Forwarded_For="1.2.3.4")[0] == 204
        counts = c.metrics()
        assert counts["ia_collect_events_stored_total"] == len(c.rows())


def per_address():
    with collect.Collector("doors", "--per-address", "3") as c:
        held = [socket.create_connection(("127.0.0.1", c.port), timeout=5) for _ in range(3)]
        for s in held:  # all three are served
            s.sendall(post_of(b"Content-Length: %d" % len(EVENT)))
            assert s.recv(1000).startswith(b"HTTP/1.1 204")
        assert c.status_of(post_of(b"Content-Length: %d" % len(EVENT))) == 0
        held.pop().close()
        until = time.monotonic() + 5
        while c.status_of(post_of(b"Content-Length: %d" % len(EVENT))) != 204:
            assert time.monotonic() < until
            time.sleep(0.02)


def descriptors(c):
    return len(os.listdir("/proc/%d/fd" % c.process.pid))


def slow(clients=300):
    """Thousands that send a byte now and then: others are served at once, descriptors stay within bounds."""
    clients = int(clients)
    most = clients // 3
    with collect.Collector("doors", "--connections", str(most), "--request-time", "2s") as c:
        open_before = descriptors(c)
        held, stop = [], threading.Event()

        def trickle():
            while not stop.wait(0.2):
                for s in list(held):
                    try:
                        s.send(b"x")
                    except OSError:
                        held.remove(s)

        threading.Thread(target=trickle, daemon=True).start()
        worst, most_open = 0, 0
        for k in range(clients):
            s = socket.create_connection(("127.0.0.1", c.port), timeout=5)
            s.sendall(HEAD + (b"Content-Length: 99\r\n\r\n{" if k % 2 else b"X-A: "))
            held.append(s)
            if k % (clients // 20) == 0 or k == clients - 1:
                begin = time.monotonic()
                assert c.post(EVENT)[0] == 204
                worst = max(worst, time.monotonic() - begin)
                most_open = max(most_open, descriptors(c))
        assert worst < 1, worst
        assert most_open <= open_before + most + 60, (most_open, open_before)
        time.sleep(3.3)
        begin = time.monotonic()
        assert c.post(EVENT)[0] == 204 and time.monotonic() - begin < 1
        stop.set()
        counts = c.metrics()
        assert counts["ia_collect_connections"] < 20, counts
        assert counts["ia_collect_connections_put_out_total"] > 0 and counts["ia_collect_connections_slow_total"] > 0
        assert descriptors(c) < open_before + 20


def late():
    """A body that does not come in time: 408. A head that does not: the connection ends."""
    with collect.Collector("doors", "--request-time", "1s") as c:
        begin, got = time.monotonic(), {}

        def send(data):
            got[data] = c.raw(data, timeout=8), time.monotonic() - begin

        threads = [threading.Thread(target=send, args=(data,)) for data in (post_of(b"Content-Length: 99"), b"POST /api", b"")]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert [b" 408 " in text for text, _ in got.values()].count(True) == 1 and b" 408 " in got[post_of(b"Content-Length: 99")][0]
        assert got[b"POST /api"][0] == got[b""][0] == b"" and all(0.9 < t < 4 for _, t in got.values()), got
        assert c.rows() == []


def status():
    with collect.Collector("doors", "--status", "unix:status.sock") as c:
        for page in ("/healthz", "/readyz", "/metrics"):
            assert c.ask("GET", page)[0] == 404
        with socket.socket(socket.AF_UNIX) as s:
            s.connect("status.sock")
            s.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert s.recv(1000).startswith(b"HTTP/1.1 200")
    assert not os.path.exists("status.sock")
    with collect.Collector("doors") as c:
        assert c.ask("GET", "/healthz")[2] == "ok\n" and c.ask("GET", "/readyz")[2] == "ok\n"
        counts = c.metrics()
        assert counts["ia_collect_ready"] == 1 and counts["ia_collect_events_stored_total"] == 0
        text = c.ask("GET", "/metrics")[2]
        for line in text.splitlines():  # each metric has its help and its type before it
            assert line.startswith("#") or "# TYPE " + line.split("{")[0].split()[0] + " " in text, line
    with collect.Collector("doors", listen="0.0.0.0:0") as c:  # others could read it
        assert c.ask("GET", "/metrics")[0] == 404 and c.post(EVENT)[0] == 204


def unix():
    """A socket of the file system; and, as systemd hands one over."""
    with collect.Collector("doors", "--trust", "unix", listen="unix:in.sock"):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect("in.sock")
            s.sendall(post_of(b"X-Forwarded-For: 9.8.7.6", b"Content-Length: %d" % len(EVENT)))
            assert s.recv(1000).startswith(b"HTTP/1.1 204")
    assert collect.Collector("doors").rows()[-1]["ip"] == "9.8.7.0" and not os.path.exists("in.sock")
    given = socket.create_server(("127.0.0.1", 0))
    hand = "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ['LISTEN_PID'] = str(os.getpid()); " \
           "os.environ['LISTEN_FDS'] = '1'; os.execvp(sys.argv[2], sys.argv[2:])"
    os.set_inheritable(given.fileno(), True)
    c = collect.Collector("doors", wrap=["/usr/bin/python3", "-c", hand, str(given.fileno())])
    popen = collect.subprocess.Popen
    collect.subprocess.Popen = lambda *a, **k: popen(*a, close_fds=False, **k)
    with c:
        assert c.port == given.getsockname()[1] and c.post(EVENT)[0] == 204


def pipelined():
    """Many requests on a connection, in one piece: an answer each, in order."""
    with collect.Collector("doors") as c:
        bodies = [b'{"event":"e%d","userId":"1"%s}' % (k, b',"event_id":true' if k % 5 == 4 else b"") for k in range(50)]
        out = b""
        with socket.create_connection(("127.0.0.1", c.port), timeout=5) as s:
            s.sendall(b"".join(post_of(b"Content-Length: %d" % len(b), body=b) for b in bodies))
            while out.count(b"HTTP/1.1 ") < 50:
                out += s.recv(65536)
        got = [int(piece[:3]) for piece in out.split(b"HTTP/1.1 ")[1:]]
        assert got == [400 if k % 5 == 4 else 204 for k in range(50)], got
        assert [row["event"] for row in c.rows()] == ["e%d" % k for k in range(50) if k % 5 != 4]


if __name__ == "__main__":
    collect.run(globals())
