"""Keys of labels and taints, as patterns: k8s.io/apimachinery, pkg/util/validation (IsQualifiedName)."""

from __future__ import annotations

NAME = r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
"""A key without a domain, or a value that is not blank."""
_LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
KEY = rf"((?=[^/]{{1,253}}/){_LABEL}(\.{_LABEL})*/)?{NAME}"
"""A name, with a domain and a slash in front or without."""
