"""A Terraform working directory that uses the simulated providers.

Every life of a configuration is a chain of `terraform` processes. Chains that need not wait for each other run two at
a time on threads of their own, and a test asks for the one it wants: see `Chains`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from resident import reattached
from states import address

HERE = Path(__file__).resolve().parent / "tfsim/tests"
SUBSCRIPTION = "00000000-0000-0000-0000-0000000000aa"
PROVIDER = f'provider "azurerm" {{\n  subscription_id = "{SUBSCRIPTION}"\n  features {{}}\n}}\n'


KEPT = "TESTS_KEPT"
"""Names the folder of what tests share, see tests/kept.py."""
GO = {"GOGC": "400", "GOMAXPROCS": "1"}
"""Terraform collects garbage for half of its time, since it reads long user data again and again; and what runs beside
it needs the other processors."""


def setup_environment(folder: Path) -> dict[str, str]:
    """The environment in which Terraform finds the simulated providers, and tests what they share below FOLDER."""
    line = subprocess.check_output([sys.executable, HERE.parent / "setup"], text=True).strip()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TF_", "TFSIM_", "ARM_")) or k == "TFSIM_HOME"}
    name, _, value = line.partition("=")
    return {**kept, **GO, name: value, KEPT: str(folder), "TF_IN_AUTOMATION": "1", "TF_CLI_ARGS": "-no-color"}


class Stack:
    """One working directory."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, dict(environment)

    def write(self, text: str, name: str = "main.tf") -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def run(self, *arguments: str, check: bool = True, **extra: str) -> subprocess.CompletedProcess[str]:
        command = ["terraform", arguments[0], *arguments[1:]]
        environment = {**self.environment, **address(self.environment, self.folder), **extra}
        with reattached(environment, self.folder) as providers:
            environment |= providers if arguments[0] != "init" else {}
            done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
        return done

    def init(self) -> Stack:
        self.run("init", "-input=false")
        return self

    def validate(self) -> list[dict[str, Any]]:
        """The errors that validation finds."""
        result = json.loads(self.run("validate", "-json", check=False).stdout)
        return [d for d in result["diagnostics"] if d["severity"] == "error"]

    def plan(self, *arguments: str, **extra: str) -> dict[str, list[str]]:
        """The planned actions by address, without those that change nothing."""
        done = self.run("plan", "-input=false", "-out=plan", "-detailed-exitcode", *arguments, check=False, **extra)
        if done.returncode == 0:
            return {}
        if done.returncode != 2:
            raise AssertionError(f"{done.stdout}\n{done.stderr}")
        changes = json.loads(self.run("show", "-json", "plan").stdout).get("resource_changes", [])
        return {c["address"]: c["change"]["actions"] for c in changes if c["change"]["actions"] != ["no-op"]}

    def apply(self, *arguments: str, check: bool = True, **extra: str) -> subprocess.CompletedProcess[str]:
        return self.run("apply", "-input=false", "-auto-approve", *arguments, check=check, **extra)

    def destroy(self, *arguments: str) -> None:
        self.run("destroy", "-input=false", "-auto-approve", *arguments)

    def values(self) -> dict[str, dict[str, Any]]:
        """The attributes of everything in the state by address, as its file has them: Terraform would start for it."""
        texts = [path.read_text("utf-8") for path in self.folder.glob("*.tfstate")]
        resources = [resource for text in texts for resource in json.loads(text)["resources"]]
        return {
            _address(resource, instance): instance["attributes"]
            for resource in resources
            for instance in resource["instances"]
            if "deposed" not in instance
        }

    def instance_operations(self) -> list[tuple[str, str, str]]:
        """What was done to instances of scale sets, in order: (set, instance, create, delete, update or reimage)."""
        log = self.folder / ".terraform/tfsim-cloud-instances.log"
        lines = map(json.loads, log.read_text().splitlines() if log.exists() else ())
        return [(line["scale_set"], line["instance"], line["operation"]) for line in lines]

    def outputs(self) -> dict[str, Any]:
        return {name: item["value"] for name, item in json.loads(self.run("output", "-json").stdout).items()}


def _address(resource: dict[str, Any], instance: dict[str, Any]) -> str:
    data = "data." if resource["mode"] == "data" else ""
    key = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
    return f"{data}{resource['type']}.{resource['name']}{key}"


class Chains:
    """Named chains of Terraform commands, two at a time; `result` waits for one."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(2)
        self._chains: dict[str, Future[Any]] = {}
        self._offered: dict[str, Callable[[], Any]] = {}

    def start(self, name: str, chain: Callable[[], Any]) -> None:
        if name not in self._chains:
            self._chains[name] = self._pool.submit(chain)

    def offer(self, name: str, chain: Callable[[], Any]) -> None:
        """Start it when somebody asks for its result."""
        self._offered[name] = chain

    def result(self, name: str) -> Any:
        if name in self._offered:
            self.start(name, self._offered[name])
        return self._chains[name].result()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def terraform_is_missing() -> bool:
    """On a developer's machine tests with Terraform may be left out; where CI is set they may not."""
    return shutil.which("terraform") is None and not os.environ.get("CI")
