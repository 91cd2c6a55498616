"""Run commands as an apply brings them."""

from __future__ import annotations

import base64
import gzip

from machine import Machine
from nodes_facts import FACTS
from tfsim.tfsim.azure_run_command import tail

from aksynth.blueprint import Blueprint
from aksynth.bootstrap import desired_state, master_files, run_command

GENERATION = "a" * 64


def command(plan: Blueprint, generation: str = GENERATION, *, last: bool = False) -> str:
    """A run command's script as Terraform renders it."""
    state = desired_state(master_files(plan, FACTS)).encode()
    return run_command(generation, base64.b64encode(gzip.compress(state, mtime=0)).decode(), last)


def receive(machine: Machine, script: str, *, check: bool = True, patience: int = 6) -> str:
    """Azure runs the script, here with less patience than eighty minutes, and with little where it is to fail: what a
    plan sees of it, which is the end of the output or, where it fails, of the error."""
    limit = 240 if check else patience
    machine.write("/var/lib/run-command.sh", script.replace("LIMIT=$((80 * 60))", f"LIMIT={limit}"), "0700")
    done = machine.run("bash /var/lib/run-command.sh", check=check)
    return tail(done.stderr if done.returncode else done.stdout)
