"""collect: ia-collect for tests: start it, send to it, read what it stored.

    with Collector("dir", "--sync", "none") as c:
        status, heads, text = c.post('{"event":"a","userId":"1"}')
    rows = c.rows()
"""
import glob
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time


class Collector:
    def __init__(self, folder, *options, env=None, listen="127.0.0.1:0", wrap=()):
        self.folder = folder
        self.options = options
        self.env = dict(os.environ, **(env or {}))
        self.listen = listen
        self.wrap = list(wrap)
        self.process = None
        self.port = None

    def start(self):
        self.errors = open(os.path.basename(self.folder) + ".err", "ab+")
        self.errors.seek(0, 2)
        begin = self.errors.tell()
        self.process = subprocess.Popen(
            self.wrap + ["ia-collect", "--output", self.folder, "--listen", self.listen, *self.options],
            stderr=self.errors, env=self.env)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            said = open(os.path.basename(self.folder) + ".err", "rb").read()[begin:].decode()
            found = re.search(r"listening on (?:http://\S+?:(\d+)/|unix:)", said)
            if found:
                self.port = int(found.group(1)) if found.group(1) else None
                return self
            if self.process.poll() is not None:
                raise AssertionError("it ended: " + said)
            time.sleep(0.01)
        raise AssertionError("it does not begin")

    def said(self):
        return open(os.path.basename(self.folder) + ".err", "rb").read().decode()

    def stop(self, how=signal.SIGTERM, want=0):
        self.process.send_signal(how)
        status = self.process.wait(60)
        self.errors.close()
        assert want is None or status == want, (status, self.said())
        return status

    __enter__ = start

    def __exit__(self, kind, *_):
        if self.process.poll() is None:
            self.stop(want=0 if kind is None else None)

    def connect(self, timeout=20):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method, path="/api/track", body=None, heads=None):
        c = self.connect()
        try:
            if isinstance(body, str):
                body = body.encode()
            c.request(method, path, body, heads or {})
            answer = c.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            c.close()

    def post(self, body, **heads):
        return self.ask("POST", body=body, heads={k.replace("_", "-"): v for k, v in heads.items()})

    def raw(self, data, timeout=2):
        """What comes back for these bytes until the other side closes, or nothing more comes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as s:
            s.sendall(data)
            out = b""
            try:
                while True:
                    piece = s.recv(65536)
                    if not piece:
                        break
                    out += piece
                    head, _, rest = out.partition(b"\r\n\r\n")
                    length = re.search(rb"Content-Length: (\d+)", head)
                    if _ and (b" 204 " in head or length and len(rest) >= int(length.group(1))):
                        break
            except (TimeoutError, ConnectionResetError):
                pass
            return out

    def status_of(self, data):
        out = self.raw(data)
        return int(out.split()[1]) if out else 0

    def metrics(self):
        out = {}
        for line in self.ask("GET", "/metrics")[2].splitlines():
            if not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                out[name] = float(value)
        return out

    def files(self, end=".ndjson"):
        return sorted(glob.glob(os.path.join(self.folder, "events-*" + end)))

    def rows(self):
        out = []
        for name in self.files() + self.files(".open"):
            data = open(name, "rb").read()
            assert not data or data.endswith(b"\n"), name
            out += [json.loads(line) for line in data.splitlines()]
        return out


def run(names):
    """The function of this module that the command line names, in a folder of its own."""
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    os.mkdir(sys.argv[1])
    os.chdir(sys.argv[1])
    names[sys.argv[1]](*sys.argv[2:])
