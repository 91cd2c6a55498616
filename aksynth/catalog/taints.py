"""Taints as the kubelet reads its flag: kubernetes v1.36, pkg/util/taints/taints.go (ParseTaints)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.catalog.qualified_name import KEY, NAME

FLAG = "--register-with-taints"
_TAINT = re.compile(rf"(?P<key>{KEY})(=(?P<value>({NAME})?))?:(?P<effect>NoSchedule|PreferNoSchedule|NoExecute)")


def parsed(text: str) -> Iterator[tuple[str, str, str]]:
    """Key, value and effect of each taint.

    Raises ValueError at one that a kubelet would not start with.
    """
    seen = set()
    for part in text.split(",") if text else ():
        found = _TAINT.fullmatch(part)
        if not found:
            raise ValueError(f"{part!r} is not a taint")
        key, effect = found["key"], found["effect"]
        if (key, effect) in seen:
            raise ValueError(f"{key}:{effect} is there twice")
        seen.add((key, effect))
        yield key, found["value"] or "", effect
