#!/usr/bin/python3
"""Doubles and how they are written: lines of "BITS TEXT", from repr(), which is shortest and exact.

    reals.py COUNT SEED
"""
import random
import struct
import sys


def text(x):
    """repr's digits in the form of lib/base/number.h."""
    if x == 0:
        return "0"
    sign = "-" if x < 0 else ""
    mantissa, _, exponent = repr(abs(x)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    exponent = int(exponent or 0) + len(whole)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    exponent -= len(digits) - len(stripped)
    digits = stripped.rstrip("0")
    n = len(digits)
    if not -6 < exponent <= 21:
        e = exponent - 1
        point = "." + digits[1:] if n > 1 else ""
        return f"{sign}{digits[0]}{point}e{'-' if e < 0 else '+'}{abs(e)}"
    if exponent <= 0:
        return sign + "0." + "0" * -exponent + digits
    if n <= exponent:
        return sign + digits + "0" * (exponent - n)
    return sign + digits[:exponent] + "." + digits[exponent:]


def doubles(count):
    for e in range(-1074, 1024):
        x = 2.0**e
        yield x
        for near in (struct.unpack("<q", struct.pack("<d", x))[0] + d for d in (-1, 1)):
            if near > 0:
                yield struct.unpack("<d", struct.pack("<q", near))[0]
    for e in range(-323, 309):
        yield float(f"1e{e}")
        yield float(f"9.5e{e - 1}")
    for _ in range(count // 4):
        yield round(random.uniform(-1e5, 1e5), random.randrange(8))
        yield float(random.randrange(-10**random.randrange(1, 22), 10**random.randrange(1, 22)))
    for _ in range(count // 2):
        x = struct.unpack("<d", struct.pack("<Q", random.getrandbits(64)))[0]
        if x - x == 0:
            yield x


def main():
    random.seed(int(sys.argv[2]))
    for x in doubles(int(sys.argv[1])):
        print(f"{struct.unpack('<Q', struct.pack('<d', x))[0]:016x} {text(x)}")


main()
