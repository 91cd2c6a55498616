"""Rules over several models, in `check` and in `synth`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from clusters import changed, example
from typer.testing import CliRunner

from aksynth.cli import app

STATE = {"resourceGroupName": "tf", "storageAccountName": "tfstate", "containerName": "states"}


def models(folder: Path, *changes: dict[str, Any]) -> list[str]:
    """Names of files with the smallest example, changed by dotted path below `properties`."""
    names = []
    for number, change in enumerate(changes):
        document = example("kubernetes")
        for path, value in change.items():
            document = changed(document, f"properties.{path}", value)
        names.append(f"{number}.json")
        (folder / names[-1]).write_text(json.dumps(document, indent=2))
    return names


def named(name: str, **state: str) -> dict[str, Any]:
    """A model with this dnsPrefix and, where given, a place for its state."""
    backend = {"aksynth.backend.azurerm": {**STATE, **state}} if state else {}
    return {"masterProfile.dnsPrefix": name, **backend}


CASES = {
    "two names": ([named("aaa"), named("bbb")], []),
    "one name": ([named("aaa"), named("bbb"), named("aaa")], ["2.json A150 dnsPrefix"]),
    "one name for Azure": ([named("aaa"), named("AAA")], ["1.json A150 dnsPrefix"]),
    "three times": ([named("aaa")] * 3, ["1.json A150 dnsPrefix", "2.json A150 dnsPrefix"]),
    "one blob": ([named("aaa", key="x"), named("bbb", key="x")], ["1.json A151 key"]),
    "two blobs": ([named("aaa", key="x"), named("bbb", key="y")], []),
    "two containers": ([named("aaa", key="x"), named("bbb", key="x", containerName="other")], []),
    "default blobs": ([named("aaa", containerName="states"), named("bbb", containerName="states")], []),
    "both": ([named("aaa", key="x"), named("aaa", key="x")], ["1.json A150 dnsPrefix"]),
    "beside another error": ([named("aaa"), {**named("aaa"), "masterProfile.count": 2}], ["1.json A150 dnsPrefix"]),
}


@pytest.mark.parametrize("command", ["check", "synth"])
@pytest.mark.parametrize("case", [name for name, (_, wanted) in CASES.items() if wanted])
def test_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, case: str) -> None:
    """Each with its file, line and remedy; nothing is written."""
    monkeypatch.chdir(tmp_path)
    changes, wanted = CASES[case]
    done = CliRunner().invoke(app, [command, *models(tmp_path, *changes)])
    assert done.exit_code == 2
    found = re.findall(r"^(\S+\.json):\d+:\d+:? error (A15\d) properties\.[\w.]*\.(\w+)", done.output, re.MULTILINE)
    assert [" ".join(fault) for fault in found] == wanted
    assert "do: give each model its own" in done.output
    assert not (tmp_path / "cdktf.out").exists()


@pytest.mark.parametrize("case", [name for name, (_, wanted) in CASES.items() if not wanted])
def test_no_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    monkeypatch.chdir(tmp_path)
    changes, _ = CASES[case]
    assert CliRunner().invoke(app, ["check", *models(tmp_path, *changes)]).exit_code == 0


def test_a_setting_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault names the setting that the value comes from, once for each later model."""
    monkeypatch.chdir(tmp_path)
    names = models(tmp_path, named("aaa"), named("bbb"))
    done = CliRunner().invoke(app, ["check", *names, "--set", "masterProfile.dnsPrefix=one"])
    assert done.exit_code == 2
    assert done.output.count("1.json --set masterProfile.dnsPrefix error A150") == 1
    assert "0.json has the same dnsPrefix" in done.output


def test_a_model_named_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one model."""
    monkeypatch.chdir(tmp_path)
    (name,) = models(tmp_path, named("aaa"))
    done = CliRunner().invoke(app, ["check", name, name])
    assert done.output == "1 model: no errors, no warnings; it can be synthesized\n"
