"""The eight digits in the names of a cluster's resources, the same that AKS Engine derived from the DNS prefix.

AKS Engine seeded Go's `math/rand` with the FNV-1a hash of the prefix and printed the first number. Only two cells of
that generator's state of 607 reach its first output, so only those are computed.
"""

from __future__ import annotations

from functools import cache

_CELLS = {333: -4633371852008891965, 606: 4152330101494654406}
"""Constants of the published table of Go's additive lagged Fibonacci generator, by cell."""

_MODULUS = 2147483647
_UINT64 = (1 << 64) - 1


@cache
def name_suffix(dns_prefix: str) -> str:
    """Eight digits, such as "11161905" for "mycluster". The case of the prefix matters."""
    total = sum(_cells(_fnv1a(dns_prefix.encode()))) & _UINT64
    number = (total & (_UINT64 >> 1)) >> 31
    return f"{number:08d}"[:8]


def _fnv1a(data: bytes) -> int:
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & _UINT64
    return value


def _seed(value: int) -> int:
    signed = value - (1 << 64) if value >> 63 else value
    remainder = abs(signed) % _MODULUS
    seed = (_MODULUS - remainder) % _MODULUS if signed < 0 else remainder
    return seed or 89482311


def _step(x: int) -> int:
    value = 48271 * (x % 44488) - 3399 * (x // 44488)
    return value + _MODULUS if value < 0 else value


def _cells(value: int) -> list[int]:
    x = _seed(value)
    for _ in range(20):
        x = _step(x)
    found = []
    for index in range(max(_CELLS) + 1):
        a = _step(x)
        b = _step(a)
        x = _step(b)
        if index in _CELLS:
            found.append((a << 40 ^ b << 20 ^ x) ^ _CELLS[index])
    return found
