"""Stacks are made many times here."""

from __future__ import annotations

import functools
import typing
from typing import Any

_get_type_hints = typing.get_type_hints
_kept = functools.cache(_get_type_hints)


def _type_hints(of: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
    return _get_type_hints(of, *arguments, **options) if arguments or options else dict(_kept(of))


typing.get_type_hints = _type_hints
"""jsii's bindings ask for the same types at every call, for a fifth of the time of Python that a stack takes."""
