"""The desired state of running masters: the same files as in their user data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from aksynth.bootstrap.file import File
from aksynth.bootstrap.static import code, script


def desired_state(files: Sequence[File]) -> str:
    """Compact JSON: `{"files": [{"path": ..., "mode": ..., "content": ...}]}`."""
    content = {"files": [asdict(file) for file in files]}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def run_command(generation: str, state: str, wait_for_pools: bool) -> str:
    """The script that a master runs at each change of `state`, which is compressed and encoded. `generation` is the
    hash of the state."""
    header = [
        "#!/bin/bash",
        f"GENERATION='{generation}'",
        f"WAIT_FOR_POOLS='{str(wait_for_pools).lower()}'",
        f"STATE='{state}'",
    ]
    return "\n".join([*header, *code(script("receive.sh"))]) + "\n"
