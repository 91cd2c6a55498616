"""What machines were given, read back from the applied state."""

from __future__ import annotations

import base64
import gzip
import json
import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from clusters import EXAMPLES
from simulation.kubernetes.fields import check
from terraform_workspace import Chains

from .lives import Life

JUMPBOX = "azurerm_linux_virtual_machine.jumpbox"
NODES = [
    (name, kind)
    for name in (*EXAMPLES, "own-identity")
    for kind in ("azurerm_linux_virtual_machine.", "azurerm_linux_virtual_machine_scale_set.")
]
ROLES = [*NODES, ("network/private", JUMPBOX)]
PRIVATE = ("network/private",)
LARGEST = 65535
"""Bytes of custom data that Azure takes, before its encoding."""


def given(life: Life, kind: str) -> list[str]:
    """The user data of every resource of a kind, after checking its size. A jumpbox is a kind of its own."""
    found = [
        v["custom_data"]
        for address, v in life.values.items()
        if address.startswith(kind) and address.startswith(JUMPBOX) is (kind == JUMPBOX)
        if "custom_data" in v
    ]
    assert found
    packed = [base64.b64decode(text) for text in found]
    assert all(len(data) <= LARGEST for data in packed)
    return [gzip.decompress(data).decode() for data in packed]


@lru_cache
def files(text: str) -> dict[str, dict[str, Any]]:
    """Files by path. The masters of a cluster share their text."""
    return {file["path"]: file for file in yaml.safe_load(text)["write_files"]}


def require(program: str) -> str:
    """A program that CI has and a developer's machine may lack."""
    found = shutil.which(program, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if found is None and not os.environ.get("CI"):
        pytest.skip(f"{program} is not installed: what it checks is left out")
    assert found, f"{program} is not installed"
    return found


@pytest.mark.parametrize(("name", "kind"), ROLES)
def test_cloud_init_takes_it(lives: Chains, tmp_path: Path, name: str, kind: str) -> None:
    """cloud-init's own schema has nothing against it."""
    program = require("cloud-init")
    for text in set(given(lives.result(name), kind)):
        path = tmp_path / "user-data"
        path.write_text(text)
        done = subprocess.run([program, "schema", "--config-file", str(path)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("name", "kind"), ROLES)
def test_scripts_are_clean(lives: Chains, name: str, kind: str) -> None:
    """shellcheck finds nothing in the scripts as they arrive, without the comments that tell it where a file is sourced
    from."""
    require("shellcheck")
    for text in given(lives.result(name), kind):
        scripts = {Path(path).name: f["content"] for path, f in files(text).items() if path.endswith(".sh")}
        assert len(scripts) > 3
        assert said_of(tuple(scripts.items())) == ""


@lru_cache
def said_of(scripts: tuple[tuple[str, str], ...]) -> str:
    """What shellcheck says of these names and contents, which most machines of a kind share."""
    with TemporaryDirectory() as folder:
        for name, content in scripts:
            (Path(folder) / name).write_text(content)
        command = [require("shellcheck"), "-x", "-e", "SC1090,SC1091", *(name for name, _ in scripts)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        return f"{done.stdout}{done.stderr}" if done.returncode else ""


@pytest.mark.parametrize(("name", "kind"), NODES)
def test_kubeadm_knows_every_field(lives: Chains, name: str, kind: str) -> None:
    """A field that kubeadm does not know would stop the boot. Others read static pods and encryption."""
    for text in given(lives.result(name), kind):
        documents = [f["content"] for path, f in files(text).items() if path.endswith(".yaml.tmpl")]
        assert documents
        for document in documents:
            for part in yaml.safe_load_all(document):
                if part["kind"] not in ("Pod", "EncryptionConfiguration"):
                    check(part)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_value_is_known(lives: Chains, name: str) -> None:
    """Azure's facts have arrived: no token of CDKTF, no placeholder of Terraform."""
    life: Life = lives.result(name)
    for kind in ("azurerm_linux_virtual_machine.", "azurerm_linux_virtual_machine_scale_set."):
        for text in given(life, kind):
            assert "TfToken" not in text
            env = files(text)["/etc/aksynth/env"]["content"]
            values = dict(line.split("=", 1) for line in env.splitlines())
            assert values["PUBLIC_NAME"].endswith("''" if name in PRIVATE else ".cloudapp.azure.com'")
            assert values["VAULT_NODES"].startswith("'aksynth-")
            assert len(values["IDENTITY_CLIENT_ID"]) == 38


@pytest.mark.parametrize("name", EXAMPLES)
def test_azure_json(lives: Chains, name: str) -> None:
    """The cloud provider's file is whole and without a secret."""
    (text, *_) = given(lives.result(name), "azurerm_linux_virtual_machine.")
    file = files(text)["/etc/aksynth/azure.json"]
    document = json.loads(file["content"])
    assert file["permissions"] == "0600"
    assert document["loadBalancerSku"] == "standard"
    assert document["location"] == "westeurope"
    assert len(document["userAssignedIdentityID"]) == 36
    assert not [key for key in document if "secret" in key.lower()]


@pytest.mark.parametrize("name", EXAMPLES)
def test_run_command_carries_the_same_files(lives: Chains, name: str) -> None:
    """What reaches running masters is what new ones are given, and its hash is the generation."""
    life: Life = lives.result(name)
    (text, *_) = given(life, "azurerm_linux_virtual_machine.")
    scripts = [v["source"][0]["script"] for a, v in life.values.items() if "run_command" in a]
    for number, script in enumerate(scripts):
        header = dict(line.split("=", 1) for line in script.splitlines()[1:4])
        state = json.loads(gzip.decompress(base64.b64decode(header["STATE"].strip("'"))))
        assert {f["path"]: f["content"] for f in state["files"]} == {p: f["content"] for p, f in files(text).items()}
        assert len(header["GENERATION"]) == 66
        assert header["WAIT_FOR_POOLS"] == f"'{str(number == len(scripts) - 1).lower()}'"
        assert len(script) < 64 * 1024
