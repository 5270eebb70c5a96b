"""What ia-segment must give, written from its definition: hold-outs by a plain XXH64, groups by if and elif.

segment.py holdout SHARE SALT <ids     each id with 0 or 1
segment.py groups [all] <CSV           rows of user_id,event,price,channel by the rules in segment.t
"""
import csv
import re
import sys

P1, P2, P3, P4, P5 = (
    0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)
MASK = 2**64 - 1


def rotate(x, n):
    return (x << n | x >> (64 - n)) & MASK


def lane(acc, word):
    return rotate((acc + word * P2) & MASK, 31) * P1 & MASK


def xxh64(data):
    """doc/xxhash_spec.md of github.com/Cyan4973/xxHash, seed 0."""
    word = lambda at, n: int.from_bytes(data[at:at + n], "little")
    at = 0
    if len(data) >= 32:
        acc = [(P1 + P2) & MASK, P2, 0, -P1 & MASK]
        while at + 32 <= len(data):
            acc = [lane(a, word(at + 8 * k, 8)) for k, a in enumerate(acc)]
            at += 32
        h = sum(rotate(a, n) for a, n in zip(acc, (1, 7, 12, 18))) & MASK
        for a in acc:
            h = ((h ^ lane(0, a)) * P1 + P4) & MASK
    else:
        h = P5
    h = (h + len(data)) & MASK
    while at + 8 <= len(data):
        h = (rotate(h ^ lane(0, word(at, 8)), 27) * P1 + P4) & MASK
        at += 8
    if at + 4 <= len(data):
        h = (rotate(h ^ word(at, 4) * P1 & MASK, 23) * P2 + P3) & MASK
        at += 4
    for byte in data[at:]:
        h = rotate(h ^ byte * P5 & MASK, 11) * P1 & MASK
    h = (h ^ h >> 33) * P2 & MASK
    h = (h ^ h >> 29) * P3 & MASK
    return h ^ h >> 32


def number(text):
    return float(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text, re.A) else None


def groups(row):
    """Every group of a row, in the order of the rules."""
    price, found = number(row["price"]), []
    if row["event"] == "pay" and price is not None and price > 100:
        found.append(("big 买家", "thank -> now"))
    if row["channel"] in ("ads", "seo") and row["event"] == "pay":
        found.append(("paid", ""))
    if row["event"].startswith("view") or row["event"] == "add_to_cart":
        found.append(("looks", "remind"))
    return found or [("others", "wait")]


def main():
    if sys.argv[1] == "holdout":
        below, salt = int(float(sys.argv[2]) / 100 * 2**64), sys.argv[3].encode()
        for line in sys.stdin.buffer:
            user = line.rstrip(b"\n")
            print(user.decode(), int(xxh64(salt + user) < below), sep="\t")
        return
    reader = csv.DictReader(sys.stdin)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(reader.fieldnames + ["segment", "action"])
    for row in reader:
        found = groups(row)
        for name, action in found if sys.argv[2:] == ["all"] else found[:1]:
            writer.writerow([row[c] for c in reader.fieldnames] + [name, action])


main()
