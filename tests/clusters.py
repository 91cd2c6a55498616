"""Models, blueprints and synthesized stacks for the tests."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from aksynth.blueprint import Blueprint, resolve
from aksynth.defaults import Filled
from aksynth.rules import read_string

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = (
    "kubernetes",
    "ha",
    "availability-set",
    "zones",
    "disks",
    "kata",
    "network/kubenet",
    "network/calico",
    "network/calico-kubenet",
    "network/cilium",
    "network/private",
    "security/key-vault-encryption",
)

SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE13HKUqs4e2edJVrvdc0ofcicvmX5EgpuWOonaynXSs ops"
ANSWERS = {
    "TF_VAR_location": "westeurope",
    "TF_VAR_ssh_public_key": SSH_KEY,
    "TF_VAR_jumpbox_ssh_public_key": SSH_KEY,
    "TF_VAR_api_ranges": '["198.51.100.0/24"]',
    "ARM_SUBSCRIPTION_ID": "00000000-0000-0000-0000-0000000000aa",
    "TFSIM_NO_SLEEP": "1",
}
"""What a user would set for the variables of the examples."""


def example(name: str) -> dict[str, Any]:
    """An example's document, free to be changed."""
    document: dict[str, Any] = json.loads((ROOT / f"examples/{name}.json").read_text("utf-8"))
    return document


def changed(document: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy with the value at a dotted path, such as `properties.agentPoolProfiles.0.count`; ... takes it away."""
    new = copy.deepcopy(document)
    *parents, last = path.split(".")
    place: Any = new
    for part in parents:
        place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
    key: Any = int(last) if isinstance(place, list) else last
    if value is ...:
        del place[key]
    else:
        place[key] = value
    return new


def put(document: Any, path: str, value: object) -> None:
    """Make the way to a field, with one entry in each list, and write it."""
    *parents, last = path.split(".")
    for part in parents:
        name = part.removesuffix("[]")
        document = document.setdefault(name, [{}] if part.endswith("[]") else {})
        if part.endswith("[]"):
            document = document[0] if isinstance(document, list) and document else {}
        if not isinstance(document, dict):
            return
    document[last] = value


def accepted(document: dict[str, Any]) -> Filled:
    """The filled model of a document that the rules accept."""
    reading = read_string(json.dumps(document))
    assert reading.filled is not None, reading.faults
    return reading.filled


def blueprint(document: dict[str, Any]) -> Blueprint:
    """The blueprint of a document that the rules accept."""
    return resolve(accepted(document))


def synthesize(folder: Path, *documents: dict[str, Any], **environment: str) -> Path:
    """The folder of the stacks, made as a user makes it: by main.py in a process of its own."""
    paths = []
    for number, document in enumerate(documents):
        path = folder / f"model{number}.json"
        path.write_text(json.dumps(document), "utf-8")
        paths.append(str(path))
    out = folder / "cdktf.out"
    done = run_main(*paths, CDKTF_OUTDIR=str(out), **environment)
    assert done.returncode == 0, done.stderr
    return out / "stacks"


def run_main(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """main.py with these arguments and more environment."""
    command = [sys.executable, str(ROOT / "main.py"), *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)
