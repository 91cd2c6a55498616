"""What jsii's bindings do again at every call, in a third of the time of Python that a stack takes, is done once."""

from __future__ import annotations

import functools
import re
import sys
import typing
from typing import Any

import typeguard

_get_type_hints = typing.get_type_hints
_kept = functools.cache(_get_type_hints)


def _type_hints(of: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
    return _get_type_hints(of, *arguments, **options) if arguments or options else dict(_kept(of))


typing.get_type_hints = _type_hints  # type: ignore[assignment]

_check_type = typeguard.check_type
_PLAIN = (str, int, float, bool, type(None))
_right: dict[tuple[type, int], Any] = {}
"""Types of arguments that fit a type of plain values. They are known by their place, since their hashes take long."""


def _check_once(argname: str, value: Any, expected_type: Any, memo: Any = None, **scopes: Any) -> None:
    fits = (type(value), id(expected_type))
    if fits in _right:
        return
    scopes = scopes or {"globals": sys._getframe(1).f_globals}
    _check_type(argname, value, expected_type, memo, **scopes)
    if type(value) in _PLAIN and not re.search(r"Literal|ForwardRef|~", repr(expected_type)):
        _right[fits] = expected_type


typeguard.check_type = _check_once
