"""Bring the desired state to the masters, and wait until they reach it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from cdktf import Fn, ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.virtual_machine_run_command import (
    VirtualMachineRunCommand,
    VirtualMachineRunCommandSource,
    VirtualMachineRunCommandTimeouts,
)
from constructs import Construct

from .check_block import add_check
from .long_text import long_text
from .master_pool import MasterPool
from .resource_group import Group
from .terraform_data import TerraformData
from .terraform_text import terraform_text

_TIMEOUT = "90m"
_NAME = 'aksynth-${formatdate("YYYYMMDDhhmmss", plantimestamp())}'
"""A new name for each run, which Terraform ignores afterwards. On Linux, Azure does not run a command that is deleted
and made again under the same name: the machine's agent remembers the sequence number of each name (`enablePre` in
https://github.com/Azure/run-command-handler-linux/blob/main/internal/cmds/cmds.go, and
https://github.com/MicrosoftDocs/azure-compute-docs/pull/178)."""


class MasterState(Construct):
    """A run command on each master, one after the other, that succeeds when the master has reached `state`.

    The first waits for `after`. `script` makes the command's text of the state's hash, the state itself (gzip,
    base64) and whether to wait for the pools, which the last master does.

    A new state replaces the commands, and never updates them. Terraform taints a resource whose creation failed, and
    the next apply runs it again. An update that failed is kept as if it had succeeded, and the next apply would pass
    over that master (azurerm v4.55.0, virtual_machine_run_command_resource.go; the plugin SDK keeps the new values).

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
        wanted = TerraformData(self, "wanted", input_=run).address
        waited, last = list(after), max(masters.machines)
        for index, machine in masters.machines.items():
            text = terraform_text(script(generation, packed, index == last))
            command = VirtualMachineRunCommand(
                self,
                str(index),
                name=_NAME,
                location=group.location,
                virtual_machine_id=machine.id,
                source=VirtualMachineRunCommandSource(script=text),
                timeouts=VirtualMachineRunCommandTimeouts(create=_TIMEOUT, update=_TIMEOUT),
                depends_on=waited,
                lifecycle=TerraformResourceLifecycle(ignore_changes=["name"], replace_triggered_by=[wanted]),
            )
            self._check(command, str(machine.name_input))
            waited = [command]
        self.ready: list[ITerraformDependable] = [TerraformData(self, "reached", input_=run, depends_on=waited)]

    def _check(self, command: VirtualMachineRunCommand, machine: str) -> None:
        address = f"{command.terraform_resource_type}.{command.friendly_unique_id}"
        message = (
            f"{machine} has not reached its desired state. It continues to retry. Last error: "
            f'${{join("", [for v in {address}.instance_view : coalesce(v.error_message, "none")])}}'
        )
        condition = f"${{alltrue([for v in {address}.instance_view : v.exit_code == 0])}}"
        add_check(self, command.friendly_unique_id, {condition: message})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
