#!/usr/bin/python3
"""Writes lib/base/number_powers.c: the leading 128 bits of the powers of ten.

    tests/oracle/powers.py > lib/base/number_powers.c

Entry q + 342 is 10^q scaled by a power of two into [2^127, 2^128), q from -342 to 324: cut, but for
-27 <= q < 0, where it is rounded up (as Lemire 2021, section 6, needs it).
"""

LEAST, MOST = -342, 324


def entry(q):
    if q >= 0:
        power = 5**q
        shift = power.bit_length() - 128
        return power >> shift if shift > 0 else power << -shift
    power = 5**-q
    bits = power.bit_length() + 127
    cut, rest = divmod(1 << bits, power)
    assert 0 < cut.bit_length() <= 128 and rest > 0
    if cut.bit_length() < 128:
        cut = (1 << (bits + 1)) // power
    return cut + 1 if q >= -27 else cut


def main():
    print("/* Made by tests/oracle/powers.py, which says what stands here. */")
    print('#include "base/number_parts.h"\n')
    print("/* clang-format off */")
    print("const uint64_t number_power[NUMBER_POWERS][2] = {")
    entries = [entry(q) for q in range(LEAST, MOST + 1)]
    for e in entries:
        assert e.bit_length() == 128 and e & (2**64 - 1) != 2**64 - 1
    cells = [f"{{ 0x{e >> 64:016X}, 0x{e & (2**64 - 1):016X} }}," for e in entries]
    for i in range(0, len(cells), 2):
        print("\t" + " ".join(cells[i:i + 2]))
    print("};")
    print("/* clang-format on */")


main()
