"""Bring the desired state to the masters, and wait until they reach it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from cdktf import Fn, ITerraformDependable
from constructs import Construct

from .long_text import long_text
from .master_pool import MasterPool
from .resource_group import Group
from .run_command import run_command
from .terraform_data import TerraformData


class MasterState(Construct):
    """A run command on each master, one after the other, that succeeds when the master has reached `state`.

    The first waits for `after`. `script` makes the command's text of the state's hash, the state itself (gzip,
    base64) and whether to wait for the pools, which the last master does.

    A new state replaces the commands, and never updates them: see `run_command`.

    `reached` changes when the last command has succeeded. Until then the state holds it with what it depended on
    before, among that the scale sets of pools that left the model: Terraform destroys those after it has changed.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        masters: MasterPool,
        state: str,
        script: Callable[[str, str, bool], str],
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        whole = long_text(self, "Resource", state)
        generation, packed = Fn.sha256(whole), Fn.base64gzip(whole)
        run = {"generation": generation, "script": _digest(script("", "", True))}
        wanted = TerraformData(self, "wanted", input_=run)
        waited, last = list(after), max(masters.machines)
        for index, machine in masters.machines.items():
            command = run_command(
                self,
                str(index),
                group=group,
                machine=machine,
                script=script(generation, packed, index == last),
                wanted=wanted,
                after=waited,
                failure=f"{machine.name_input} has not reached its desired state. It continues to retry.",
            )
            waited = [command]
        self.ready: list[ITerraformDependable] = [TerraformData(self, "reached", input_=run, depends_on=waited)]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
