"""Sorted pairs of a name and a value, which can be frozen and compared."""

from __future__ import annotations

from typing import Any

Flags = tuple[tuple[str, str], ...]
"""Component flags without their leading dashes, sorted by name."""

Settings = tuple[tuple[str, Any], ...]
"""Fields of a configuration document, sorted by name; a dot leads into a field."""

Labels = tuple[tuple[str, str], ...]
"""Labels or tags, sorted by key."""
