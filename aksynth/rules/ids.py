"""The form of ids."""

from __future__ import annotations

import re

GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
EXAMPLE = "11111111-2222-3333-4444-555555555555"
