"""`aksynth schema`."""

from __future__ import annotations

import json

from aksynth.apimodel.schema import schema as api_model_schema
from aksynth.cli.console import OUT


def schema() -> None:
    """Print the JSON Schema of the api model, for editors."""
    OUT.print(json.dumps(api_model_schema(), indent=2))
