"""Taints as the kubelet reads its flag: kubernetes v1.36, pkg/util/taints/taints.go (ParseTaints)."""

from __future__ import annotations

import re
from collections.abc import Iterator

FLAG = "--register-with-taints"
_WORD = r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
_LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_DOMAIN = rf"(?=[^/]{{1,253}}/){_LABEL}(\.{_LABEL})*"
_TAINT = re.compile(
    rf"(?P<key>({_DOMAIN}/)?{_WORD})(=(?P<value>({_WORD})?))?"
    r":(?P<effect>NoSchedule|PreferNoSchedule|NoExecute)"
)


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
