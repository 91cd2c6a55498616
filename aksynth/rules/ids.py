"""The form of ids."""

from __future__ import annotations

import re

from aksynth.apimodel import patterns

GUID = re.compile(patterns.GUID)
EXAMPLE = "11111111-2222-3333-4444-555555555555"
VAULT = f"/subscriptions/{EXAMPLE}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/ours"
