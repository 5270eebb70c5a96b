#!/usr/bin/env python3
"""serve.py: the pages of this folder, and behind the same address ia-collect, as a proxy puts it there.

    serve.py PORT COLLECTOR_PORT

For trying things out: nginx.conf and Caddyfile are for real.
"""
import functools
import http.client
import http.server
import os
import sys

PASSED = ("Content-Type", "Content-Encoding", "Content-Length", "Origin", "Host", "User-Agent", "DNT", "Sec-GPC")


class Pages(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def pass_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        heads = {name: self.headers[name] for name in PASSED if self.headers[name] is not None}
        heads["X-Forwarded-For"] = self.client_address[0]
        try:
            there = http.client.HTTPConnection("127.0.0.1", int(sys.argv[2]), timeout=30)
            there.request(self.command, self.path, body or None, heads)
            answer = there.getresponse()
            text = answer.read()
        except OSError:
            self.send_error(502)
            return
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("date", "connection", "content-length", "server"):
                self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_OPTIONS = pass_on

    def do_GET(self):
        if self.path == "/ia.js":
            self.pass_on()
        else:
            super().do_GET()


handler = functools.partial(Pages, directory=os.path.dirname(os.path.abspath(__file__)))
http.server.ThreadingHTTPServer.request_queue_size = 100
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), handler).serve_forever()
