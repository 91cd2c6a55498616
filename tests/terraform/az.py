"""The Azure CLI, played, and a service principal's secret."""

from __future__ import annotations

import os
from pathlib import Path


def az(folder: Path, secret: str, says: str = "") -> dict[str, str]:
    """Environment in which `az` is one that keeps what it gets in `folder`, and fails with these words if any."""
    path = f"{Path(__file__).parent / 'bin'}:{os.environ['PATH']}"
    return {"PATH": path, "AZ_HOME": str(folder), "AZ_SAYS": says, "TF_VAR_service_principal_secret": secret}
