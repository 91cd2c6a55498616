"""Consecutive addresses of a subnet with one use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Literal

from aksynth.addresses import first_usable, last_usable

Kind = Literal[
    "reserved", "master", "master-pods", "load-balancer", "private-endpoint", "pool", "future-master", "free"
]


@dataclass(frozen=True, kw_only=True)
class Span:
    """All addresses from `first` to `last`, both included."""

    kind: Kind
    owner: str
    first: IPv4Address
    last: IPv4Address

    @staticmethod
    def of(kind: Kind, owner: str, addresses: Sequence[IPv4Address]) -> Span:
        """Of consecutive addresses, in their order."""
        return Span(kind=kind, owner=owner, first=addresses[0], last=addresses[-1])

    @staticmethod
    def of_each(kind: Kind, owner: str, addresses: Sequence[IPv4Address]) -> Iterator[Span]:
        """A span for each group of consecutive addresses."""
        start = 0
        for end in range(1, len(addresses) + 1):
            if end == len(addresses) or addresses[end] != addresses[end - 1] + 1:
                yield Span.of(kind, owner, addresses[start:end])
                start = end

    @property
    def count(self) -> int:
        return int(self.last) - int(self.first) + 1

    @property
    def text(self) -> str:
        return str(self.first) if self.count == 1 else f"{self.first} - {self.last}"

    def overlaps(self, other: Span) -> bool:
        return self.first <= other.last and other.first <= self.last


def reserved(subnet: IPv4Network) -> list[Span]:
    """What Azure reserves. All of a /31 or a /32, which cannot be subnets."""
    if subnet.prefixlen > 29:
        return [Span(kind="reserved", owner="reserved by Azure", first=subnet[0], last=subnet[-1])]
    head = Span(kind="reserved", owner="reserved by Azure", first=subnet[0], last=first_usable(subnet) - 1)
    return [head, Span(kind="reserved", owner="reserved by Azure", first=last_usable(subnet) + 1, last=subnet[-1])]


def gaps(subnet: IPv4Network, taken: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """First and last address of each group that no span has, as numbers."""
    at, end = int(subnet[0]), int(subnet[-1])
    for span in sorted(taken, key=lambda span: span.first):
        if at < int(span.first):
            yield at, int(span.first) - 1
        at = max(at, int(span.last) + 1)
    if at <= end:
        yield at, end


def place(subnet: IPv4Network, taken: Sequence[Span], wanted: Sequence[tuple[str, int]]) -> tuple[list[Span], int]:
    """Assign the lowest free addresses to one owner after the other. Also returns how many are missing."""
    spans: list[Span] = []
    missing = 0
    for owner, count in wanted:
        for first, last in list(gaps(subnet, [*taken, *spans])):
            if not count:
                break
            size = min(count, last - first + 1)
            spans.append(Span(kind="pool", owner=owner, first=IPv4Address(first), last=IPv4Address(first + size - 1)))
            count -= size
        missing += count
    return spans, missing


def split(spans: Iterable[Span], by: Sequence[Span]) -> Iterator[Span]:
    """The parts of spans without the addresses of the others."""
    for span in spans:
        left = [IPv4Address(number) for number in range(int(span.first), int(span.last) + 1)]
        left = [address for address in left if not any(other.first <= address <= other.last for other in by)]
        yield from Span.of_each(span.kind, span.owner, left)


def add_free(subnet: IPv4Network, spans: Sequence[Span]) -> list[Span]:
    """The spans and the free addresses between them, in the order of their addresses."""
    free = [
        Span(kind="free", owner="free", first=IPv4Address(first), last=IPv4Address(last))
        for first, last in gaps(subnet, spans)
    ]
    return sorted([*spans, *free], key=lambda span: span.first)
