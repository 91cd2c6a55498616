"""A file of a node."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """`mode` is octal text, such as "0644". The owner is root."""

    path: str
    mode: str
    content: str
