"""The form of ids."""

from __future__ import annotations

import re

from aksynth.apimodel import patterns
from aksynth.vault_secret_id import VAULT_NAME

GUID = re.compile(patterns.GUID)
EXAMPLE = "11111111-2222-3333-4444-555555555555"
VAULT_ID = r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.KeyVault/vaults/" + VAULT_NAME
"""Azure ignores the case."""
VAULT = f"/subscriptions/{EXAMPLE}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/ours"
