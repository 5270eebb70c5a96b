"""What --describe says, as things to try.

    describe.py columns INPUT-COLUMNS <JSON     options | regular expression of the header
    describe.py defaults <JSON                  options that change nothing
    describe.py options <JSON                   the lines of --options
"""
import json
import re
import sys

WORDS = {"COLUMN": "price", "COL": "price", "EVENT": "pay", "SHARE": "10%", "N": "2", "DURATION": "1d", "PERIOD": "day", "DAYS": "2",
         "EXPR": "view", "MIN..MAX": "2..3", "NAME=EXPR": "buys=pay", "NAME": "buys", "FORMAT": "csv", "TIME": "2026-03-02T12:00:00Z"}


def columns(tool, given):
    for shape in tool["output"]:
        header = ""
        for name in shape["columns"]:
            if name == "...":
                header += "(,.+)?" if header else ".+"
                continue
            header += "," if header else ""
            for part in re.split(r"(<[A-Z]+>)", name):
                word = WORDS.get(part.strip("<>"))
                header += re.escape(given if name == "*" else part) if not part.startswith("<") else re.escape(word) if word else "[^,]+"
        print(" ".join(WORDS.get(word, word) for word in shape["with"].split()) + "|^" + header + "$")


def defaults(tool):
    for option in tool["options"]:
        default = option["default"]
        if option["name"] and isinstance(default, str) and not re.search(r"[ $]", default) and default not in ("all", "any", "everything"):
            print(f"--{option['name']}={default}")


def options(tool):
    for option in tool["options"]:
        name, letter = option["name"], option["letter"]
        letter = f"-{letter}" if letter else "-"
        print("\t".join([f"--{name}" if name else letter, letter, option["argument"] or "-",
                         "common" if option["common"] else "own", option["help"]]))


def main():
    tool = json.load(sys.stdin)
    for key in ("tool", "version", "job", "line", "usage", "files", "commands", "options", "output", "exit", "settings"):
        assert key in tool, key
    for option in tool["options"]:
        assert (option["type"] == "flag") == (option["argument"] is None), option
        assert (option["type"] == "choice") == (option["choices"] is not None), option
        assert option["choices"] is None or option["default"] is None or option["default"] in option["choices"], option
    if sys.argv[1] == "columns":
        columns(tool, sys.argv[2])
    else:
        {"defaults": defaults, "options": options}[sys.argv[1]](tool)


main()
