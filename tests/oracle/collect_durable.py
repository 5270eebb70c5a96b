"""collect_durable: what was acknowledged is on the disk, whatever happens. collect_durable.py NAME [N]"""
import ctypes
import glob
import http.client
import json
import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time

import collect


class Load:
    """Senders that write down what they sent and what was acknowledged; ids are never used twice."""
    made = 0

    def __init__(self, c, senders=8, batch=1):
        self.c, self.batch = c, batch
        self.sent, self.good, self.statuses = [], [], {}
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(k,)) for k in range(senders)]
        Load.made += 1
        self.name = "%d.%d" % (os.getpid(), Load.made)

    def run(self, k):
        connection, n = None, 0
        while not self.stopped.is_set():
            ids = ["%s.%d.%d" % (self.name, k, n + b) for b in range(self.batch)]
            n += self.batch
            body = "[%s]" % ",".join('{"event":"a","userId":"u%d","event_id":"%s"}' % (k, i) for i in ids)
            try:
                if connection is None:
                    connection = http.client.HTTPConnection("127.0.0.1", self.c.port, timeout=20)
                self.sent += ids
                connection.request("POST", "/api/track", body)
                answer = connection.getresponse()
                answer.read()
                self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
                if answer.status == 204:
                    self.good += ids
                if answer.getheader("Connection") == "close":
                    connection = None
            except (OSError, http.client.HTTPException):
                connection = None
                time.sleep(0.01)

    def __enter__(self):
        for t in self.threads:
            t.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for t in self.threads:
            t.join()


def check(c, loads, at_once=True):
    """Acknowledged and lost: none. Stored twice: none. Stored and never sent: none."""
    ids = [row["event_id"] for row in c.rows()]
    good = {i for load in loads for i in load.good}
    sent = {i for load in loads for i in load.sent}
    assert good - set(ids) == set(), ("lost", len(good - set(ids)), len(good))
    assert len(ids) == len(set(ids)), ("doubled", len(ids) - len(set(ids)))
    assert set(ids) <= sent
    return len(good), len(set(ids)) - len(good)


def kill(rounds=8):
    """kill -9 under load: torn tails are set aside, nothing acknowledged is missing."""
    loads, torn = [], 0
    for k in range(int(rounds)):
        c = collect.Collector("durable", "--rotate", "20K").start()
        with Load(c, batch=1 + k % 3 * 20) as load:
            time.sleep(0.15 + 0.05 * (k % 4))
            c.stop(signal.SIGKILL, want=-signal.SIGKILL)
        loads.append(load)
        for name in c.files(".open"):  # what a crash of the machine would leave of a write
            if k % 2:
                with open(name, "ab") as f:
                    f.write(b'{"user_id":"torn' if k % 4 == 1 else b"\0" * 5000)
                torn += 1
    with collect.Collector("durable") as c:
        pass
    good, more = check(c, loads)
    assert c.files(".open") == [] and len(c.files(".torn")) == torn, (c.files(".torn"), torn)
    assert good > 20 * int(rounds)
    print("acknowledged %d, lost 0, doubled 0, stored and not acknowledged %d, torn %d" % (good, more, torn))


def order(requests=300):
    """In the order of system calls: a sync that came to its end between the write of an event and its answer."""
    requests = int(requests)
    c = collect.Collector("durable", wrap=["strace", "-D", "-f", "-s", "2000000", "-o", "trace", "-e",
                          "trace=write,fdatasync,sendto,sendmsg,writev,send"])
    with c:
        with Load(c, senders=16) as load:
            while len(load.good) < requests:
                time.sleep(0.05)
    written, synced, pending, answers = [], set(), {}, 0
    for line in open("trace", errors="replace"):
        call = re.match(r"(\d+)\s+(?:<\.\.\. )?(\w+)(.*)", line)
        if not call:
            continue
        thread, name, rest = call.groups()
        if name == "write" and "event_id" in rest:
            written += re.findall(r'\\"event_id\\":\\"([^\\]+)', rest)
        elif name == "fdatasync" and "resumed" not in rest:
            pending[thread] = list(written)
        if name == "fdatasync" and re.search(r"= 0$", rest.strip()):
            synced.update(pending.pop(thread, []))
        if name in ("sendto", "sendmsg", "writev", "send") and " 204 No Content" in rest and "resumed" not in rest:
            answers += 1
            assert len(synced) >= answers, (answers, len(synced))
    assert answers >= len(load.good) >= requests and set(load.good) <= synced
    print("%d answers, each behind a sync of its event" % answers)


def full(times=3):
    """The disk is full, and is freed again: 503, nothing half-written, and it recovers by itself."""
    folder = "small/durable"
    os.makedirs("small", exist_ok=True)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"none", b"small", b"tmpfs", 0, b"size=1m") != 0:
        print("skip: no rights to mount a tmpfs")
        return
    try:
        with collect.Collector(folder, "--rotate", "64K") as c, Load(c, senders=4, batch=20) as load:
            for k in range(int(times)):
                try:
                    with open("small/ballast", "wb", buffering=0) as f:
                        while True:
                            f.write(b"x" * 4096)
                except OSError:
                    pass
                before = load.statuses.get(503, 0)
                wait_for(lambda: load.statuses.get(503, 0) > before + 3)
                wait_for(lambda: c.ask("GET", "/readyz")[0] == 503)
                os.unlink("small/ballast")
                for name in c.files()[:-1]:
                    taken = "taken-%d-%s" % (k, os.path.basename(name))
                    open(taken, "wb").write(open(name, "rb").read())
                    os.unlink(name)
                before = len(load.good)
                wait_for(lambda: len(load.good) > before + 100)
                wait_for(lambda: c.ask("GET", "/readyz")[0] == 200)
        rows = [json.loads(line) for name in glob.glob("taken-*") for line in open(name)] + c.rows()
        ids = [row["event_id"] for row in rows]
        assert set(load.good) <= set(ids) and len(ids) == len(set(ids)) and set(ids) <= set(load.sent)
        assert set(ids) == set(load.good), "what was refused with 503 is not stored"
        assert "No space left" in c.said()
        print("%d stored, %d answers 503" % (len(ids), load.statuses[503]))
    finally:
        libc.umount2(b"small", 2)


def wait_for(true, seconds=20):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it does not come"
        time.sleep(0.01)


def sync(most=6):
    """The n-th fdatasync fails: 503, what was acknowledged is there, what was not is not, and it goes on."""
    loads = []
    for n in range(1, int(most) + 1):
        c = collect.Collector("durable", env={"IA_FAIL": "datasync:%d" % n, "LD_PRELOAD": os.path.abspath("../fail.so")})
        with c, Load(c, senders=4) as load:
            wait_for(lambda: load.statuses.get(503, 0) > 0)
            wait_for(lambda: load.statuses.get(204, 0) > 20)
        loads.append(load)
        good, more = check(c, loads)
        assert more == 0, "what was refused with 503 is stored"
    print("%d times" % len(loads))


def trouble():
    """A rename that fails, and a sync whose file cannot be cut back either: 503, then it goes on; nothing is lost."""
    env = {"LD_PRELOAD": os.path.abspath("../fail.so")}
    c = collect.Collector("durable", "--rotate", "5K", env=dict(env, IA_FAIL="rename:2"))
    with c, Load(c, senders=4) as load:
        wait_for(lambda: "cannot rename" in c.said() and "stored again" in c.said())
        before = len(load.good)
        wait_for(lambda: len(load.good) > before + 50)
    assert check(c, [load])[1] == 0
    c = collect.Collector("durable-cut", env=dict(env, IA_FAIL="cut:1"))
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20000, limit[1]))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        c.start()
        with Load(c, senders=4) as load:  # a write comes to its limit in the midst of an event, and cannot be cut off at once
            wait_for(lambda: load.statuses.get(503, 0) > 2)
        c.stop(want=3)  # the last round was not stored
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert check(c, [load])[1] == 0 and "cannot write" in c.said()


def rotation(files=20):
    """Files are finished under load; a reader that takes finished ones gets all that was acknowledged, once."""
    taken, bad = [], []
    with collect.Collector("durable", "--rotate", "1d,30K") as c:
        done = threading.Event()

        def take():
            while not done.wait(0.01):
                for name in c.files():
                    data = open(name, "rb").read()
                    if not data.endswith(b"\n"):
                        bad.append(name)
                    taken.append(data)
                    os.unlink(name)

        reader = threading.Thread(target=take)
        reader.start()
        with Load(c, senders=8, batch=5) as load:
            k = 0
            while len(taken) < int(files):
                time.sleep(0.02)
                k += 1
                if k % 10 == 0:
                    c.process.send_signal(signal.SIGHUP)
        done.set()
        reader.join()
    taken += [open(name, "rb").read() for name in c.files()]
    ids = [json.loads(line)["event_id"] for data in taken for line in data.splitlines()]
    assert not bad and sorted(ids) == sorted(load.good), (len(ids), len(load.good))
    names = [os.path.basename(name) for name in c.files()]
    assert all(re.fullmatch(r"events-\d{8}T\d{6}Z-\d{6}\.ndjson", name) for name in names), names
    print("%d files, %d lines" % (len(taken), len(ids)))


def age():
    with collect.Collector("durable", "--rotate", "1s") as c:
        c.post('{"event":"a","userId":"1"}')
        assert len(c.files(".open")) == 1
        wait_for(lambda: len(c.files()) == 1 and not c.files(".open"), 4)  # nothing else has come


def term(rounds=4):
    """TERM under load: exit 0, and what is stored is what was acknowledged."""
    loads = []
    for k in range(int(rounds)):
        c = collect.Collector("durable").start()
        with Load(c, senders=8) as load:
            time.sleep(0.1 + 0.03 * (k % 5))
            c.stop(signal.SIGINT if k % 4 == 3 else signal.SIGTERM, want=0)
        loads.append(load)
        assert c.files(".open") == []
    print("acknowledged %d, stored and not acknowledged %d" % check(c, loads))


def drain():
    """A request that has begun when TERM comes is answered; no new one is taken."""
    import socket
    c = collect.Collector("durable").start()
    body = b'{"event":"late","userId":"1"}'
    with socket.create_connection(("127.0.0.1", c.port), timeout=10) as s:
        s.sendall(b"POST /api/track HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body[:9])
        time.sleep(0.3)
        c.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        try:
            socket.create_connection(("127.0.0.1", c.port), timeout=1)
            raise AssertionError("it listens")
        except (ConnectionRefusedError, TimeoutError):
            pass
        s.sendall(body[9:])
        answer = s.recv(1000)
        assert answer.startswith(b"HTTP/1.1 204") and b"Connection: close" in answer, answer
    assert c.process.wait(10) == 0 and [row["event"] for row in c.rows()] == ["late"]


def lock():
    with collect.Collector("durable") as c:
        again = subprocess.run(["ia-collect", "--output", "durable", "--listen", "127.0.0.1:0"], capture_output=True,
                               timeout=10)
        assert again.returncode == 3 and b"one writer a folder" in again.stderr, again
        assert c.post('{"event":"a","userId":"1"}')[0] == 204


def each():
    """--sync each: a sync a request; none: none."""
    for how, least, most in (("each", 40, 60), ("none", 0, 0)):
        with collect.Collector("durable-" + how, "--sync", how) as c:
            with Load(c, senders=4) as load:
                wait_for(lambda: len(load.good) >= 40)
            syncs = c.metrics()["ia_collect_syncs_total"]
            assert syncs == (len(load.sent) if how == "each" else 0), (how, syncs, len(load.sent))
        check(c, [load])


def memory(events=20000):
    """The resident set stays where it is while events come."""
    with collect.Collector("durable") as c:
        def resident():
            return int(re.search(r"VmRSS:\s+(\d+)", open("/proc/%d/status" % c.process.pid).read()).group(1))
        with Load(c, senders=8, batch=20) as load:
            wait_for(lambda: len(load.good) > int(events) // 4, 120)
            before = resident()
            wait_for(lambda: len(load.good) > int(events), 600)
            assert resident() < before + 4096, (before, resident())


if __name__ == "__main__":
    collect.run(globals())
