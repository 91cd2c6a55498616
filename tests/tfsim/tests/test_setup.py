"""Set-up can run again and again, and at the same time."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from resident import RESIDENT
from terraform_workspace import HERE, PROVIDER, Stack

SETUP = HERE.parent / "setup"


def test_again(environment: dict[str, str]) -> None:
    start = time.monotonic()
    line = subprocess.check_output([sys.executable, SETUP], text=True, env=environment)
    assert time.monotonic() - start < 2
    assert line.strip() == f"TF_CLI_CONFIG_FILE={environment['TF_CLI_CONFIG_FILE']}"


def test_two_at_once(tmp_path: Path, environment: dict[str, str]) -> None:
    home = tmp_path / "home"
    home.mkdir()
    both = [
        subprocess.Popen([sys.executable, SETUP], env={**environment, "TFSIM_HOME": str(home)}, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    lines = {process.communicate()[0] for process in both}
    assert [process.returncode for process in both] == [0, 0]
    assert len(lines) == 1
    assert sorted(path.suffix for path in home.iterdir()) == ["", ""]


def test_the_folder_of_a_command_is_its_own(stack: Stack, tmp_path: Path) -> None:
    """Providers that stay keep nothing of one command for another: neither its cloud nor its variables."""
    group = 'resource "azurerm_resource_group" "g" {\n  name = "g"\n  location = "westeurope"\n}\n'
    other = Stack(tmp_path / "other", stack.environment)
    other.folder.mkdir()
    for one in (stack, other):
        one.write(PROVIDER + group)
        one.init()
    failed = stack.apply(check=False, TFSIM_FAIL="azurerm_resource_group.g:409:1")
    assert "unexpected status 409" in failed.stderr
    for one in (stack, other):
        one.apply()
        assert [path.name for path in one.folder.glob(".terraform/tfsim-cloud/*.json")]
    assert stack.plan(TFSIM_CALLER="other") == {}


def test_providers_that_are_not_installed(stack: Stack) -> None:
    """Terraform says what is missing, as without providers that stay."""
    stack.write('resource "null_resource" "a" {}\n')
    done = stack.run("plan", check=False)
    assert "Inconsistent dependency lock file" in done.stderr


def test_not_for_people(environment: dict[str, str]) -> None:
    mirror = Path(environment["TF_CLI_CONFIG_FILE"]).parent / "mirror"
    plugin = next(mirror.rglob("terraform-provider-null_*"))
    done = subprocess.run([plugin], capture_output=True, text=True)
    assert done.returncode == 1
    assert "started by Terraform, not by hand" in done.stderr


def test_without_tls(stack: Stack) -> None:
    del stack.environment[RESIDENT]
    stack.write('resource "null_resource" "a" {}\n')
    stack.init().apply(TF_DISABLE_PLUGIN_TLS="1")
