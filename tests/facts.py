"""What only Azure knows, as plain text."""

from __future__ import annotations

from aksynth.bootstrap.facts import AzureFacts

FACTS = AzureFacts(**{name: f"<{name}>" for name in AzureFacts.__dataclass_fields__})
