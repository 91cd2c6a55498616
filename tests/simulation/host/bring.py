"""Programs that packages bring to this machine: its own stand-ins."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..mirror import PLUGINS
from ..tool import write

_BIN = Path(__file__).parent / "bin"


def bring(package: str) -> None:
    """Those of a package, as far as scripts call them."""
    program = package.removesuffix("-tools")
    if (_BIN / program).exists():
        shutil.copy(_BIN / "stand-in", f"/usr/local/bin/{program}")
    for plugin in PLUGINS if package == "kubernetes-cni" else ():
        write(Path("/opt/cni/bin") / plugin, "")
