"""Kubernetes labels."""

from __future__ import annotations

import re

LONGEST = 63


def label_value(text: str) -> str:
    """A resource group's name as AKS Engine made a label value of it: parentheses become hyphens, 63 characters at
    most, and `z` in place of a last character that a label may not end with."""
    value = re.sub(r"[()]", "-", text)[:LONGEST]
    return value if value[-1:].isalnum() else value[: LONGEST - 1] + "z"
