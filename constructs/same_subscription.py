"""Ids of subscriptions."""

from __future__ import annotations

from cdktf import Fn


def same_subscription(one: str, other: str) -> str:
    """A condition. Azure ignores the case of ids."""
    return f"${{{Fn.lower(one)} == {Fn.lower(other)}}}"
