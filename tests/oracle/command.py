"""command: a tool that an oracle asks: its answer as rows, and what differs from what was expected, told and counted."""
import csv
import io
import json
import subprocess
import sys

LONGEST = 1500  # of a value that is told


def as_csv(events, columns):
    out = io.StringIO()
    w = csv.writer(out, lineterminator="\n")
    w.writerow(columns)
    w.writerows(events)
    return out.getvalue().encode()


class Command:
    def __init__(self, name):
        self.name = name
        self.wrong = 0

    def differ(self, what, got, want):
        if got != want:
            self.wrong += 1
            if self.wrong <= 10:
                print("%s:\n  got  %s\n  want %s" % (what, str(got)[:LONGEST], str(want)[:LONGEST]))

    def call(self, arguments, data):
        p = subprocess.run([self.name] + arguments, input=data, capture_output=True)
        if p.returncode != 0:
            print("%s %s: exit %d: %s" % (self.name, arguments, p.returncode, p.stderr.decode()))
            sys.exit(1)
        return p

    def run(self, arguments, data):
        return self.call(arguments, data).stdout.decode()

    def rows(self, arguments, data):
        """Values of their own kinds."""
        return [json.loads(line) for line in self.run(arguments + ["-o", "ndjson"], data).splitlines()]

    def texts(self, arguments, data):
        """Values as they are written."""
        return list(csv.DictReader(io.StringIO(self.run(arguments + ["-o", "csv"], data))))
