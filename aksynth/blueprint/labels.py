"""Kubernetes labels."""

from __future__ import annotations

import re

LONGEST = 63


def label_value(text: str) -> str:
    """The name of a resource group as a label value, as in AKS Engine: hyphens for parentheses, at most 63 characters,
    and `z` for a last character with which a label value must not end."""
    value = re.sub(r"[()]", "-", text)[:LONGEST]
    return value if value[-1:].isalnum() else value[: LONGEST - 1] + "z"
