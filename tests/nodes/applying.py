"""Run commands as an apply brings them."""

from __future__ import annotations

import base64
import gzip
import shlex

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


LIMIT = 240
"""Seconds that a run command has here in place of its eighty minutes."""
PATIENCE = r"""
# It ends when the machine, or what the script waits for, has said this.
sleep() {
  command sleep "$1"
  if [[ "$(cat "$MACHINE/journal")${why:-}${reason:-}" == *%s* ]]; then SECONDS=$LIMIT; fi
}
"""


def receive(machine: Machine, script: str, *, check: bool = True, until: str = "") -> str:
    """Azure runs the script: what a plan sees of it, which is the end of the output or, where it fails, of the error. A
    script that is to fail has time until these words are said, and without them until it waits for the first time."""
    limited = script.replace("LIMIT=$((80 * 60))", f"LIMIT={LIMIT}" + ("" if check else PATIENCE % shlex.quote(until)))
    machine.write("/var/lib/run-command.sh", limited, "0700")
    done = machine.run("bash /var/lib/run-command.sh", check=check)
    return tail(done.stderr if done.returncode else done.stdout)
