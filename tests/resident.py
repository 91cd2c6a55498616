"""The simulated providers in a process that stays while tests run, see tfsim/tfsim/resident.py."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

RESIDENT = "TESTS_RESIDENT"
"""Names the socket of the process. Without it Terraform starts each provider by itself."""
_TOLD = ("TFSIM_", "ARM_")
"""Beginnings of the variables that providers read."""


@contextmanager
def resident(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The environment in which commands find the process; it ends with this one."""
    program = Path(environment["TF_CLI_CONFIG_FILE"]).parent / "stay"
    with TemporaryDirectory(prefix="tfsim-") as folder:
        address = f"{folder}/providers"
        pipe = subprocess.PIPE
        with subprocess.Popen([program, address], stdin=pipe, stdout=pipe, env=dict(environment)) as process:
            assert process.stdout and process.stdin
            assert process.stdout.readline() == b"ready\n"
            yield {**environment, RESIDENT: address}
            process.stdin.close()


@contextmanager
def reattached(environment: Mapping[str, str], folder: Path) -> Iterator[dict[str, str]]:
    """What makes a command in FOLDER use the process, for as long as the command takes."""
    if RESIDENT not in environment:
        yield {}
        return
    variables = {name: value for name, value in environment.items() if name.startswith(_TOLD)}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(environment[RESIDENT])
        connection.sendall(json.dumps({"folder": str(folder.absolute()), "variables": variables}).encode() + b"\n")
        addresses = connection.makefile("r").readline()
        assert addresses, "the resident providers gave no answer; see their standard error"
        yield {"TF_REATTACH_PROVIDERS": addresses}
