"""Boot scripts: how they are read, and who gets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from facts import FACTS

from aksynth.blueprint import resolve
from aksynth.bootstrap import agent_files, master_files
from aksynth.models import read_models
from aksynth.rules import Reading, example


def read(folder: Path, content: bytes) -> Reading:
    (folder / "a.sh").write_bytes(content)
    model = folder / "model.json"
    scripts = {"before": {"masters": "a.sh"}, "after": {"pools": {"agentpool1": "a.sh"}}}
    model.write_text(json.dumps(example({"properties.aksynth.bootScripts": scripts})), "utf-8")
    (reading,) = read_models([model], to_build=True).values()
    return reading


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"echo a\n", "it does not start with #! and the path of a program"),
        (b"", "it does not start with #! and the path of a program"),
        (b"#!/bin/sh\n\xff", "it is not UTF-8 text"),
        (b"#!/bin/sh\ncat <<E\n-----BEGIN RSA PRIVATE KEY-----\nE\n", "it has a private key"),
    ],
)
def test_refused(tmp_path: Path, content: bytes, message: str) -> None:
    faults = read(tmp_path, content).faults
    assert {(fault.rule, fault.message) for fault in faults} == {("A412", message)}
    assert len(faults) == 2


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (4500, ["the user data of the masters", "the user data of pool agentpool1"]),
        (700, ["the run command that brings a changed state to running masters"]),
        (100, []),
    ],
)
def test_size(tmp_path: Path, lines: int, named: list[str]) -> None:
    """Neither user data nor a run command has room for much that does not compress."""
    noise = "".join(f"# {i**9}{i**7}\n" for i in range(lines))
    faults = read(tmp_path, f"#!/bin/sh\n{noise}".encode()).faults
    assert [(fault.rule, fault.path[-1], fault.message.partition(" has ")[0]) for fault in faults] == [
        ("A126", "bootScripts", name) for name in named
    ]


def test_files(tmp_path: Path) -> None:
    filled = read(tmp_path, b"#!/bin/sh\r\ntrue\r\n").filled
    assert filled
    plan = resolve(filled)
    for files, path in (
        (master_files(plan, FACTS), "/etc/aksynth/before-bootstrap"),
        (agent_files(plan, plan.pools[0], FACTS), "/etc/aksynth/after-bootstrap"),
    ):
        found = [(file.path, file.mode, file.content) for file in files if file.path.endswith("-bootstrap")]
        assert found == [(path, "0755", "#!/bin/sh\ntrue\n")]
