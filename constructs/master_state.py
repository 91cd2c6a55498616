"""The desired state of the masters, and waiting until they have it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cdktf import Fn, ITerraformDependable, TerraformLocal, TerraformStack
from cdktf_cdktf_provider_azurerm.virtual_machine_run_command import (
    VirtualMachineRunCommand,
    VirtualMachineRunCommandSource,
    VirtualMachineRunCommandTimeouts,
)
from constructs import Construct

from .master_pool import MasterPool
from .resource_group import Group
from .terraform_text import terraform_text

_TIMEOUT = "90m"


class MasterState(Construct):
    """A run command on each master, one after the other, that succeeds when the master has reached `state`.

    The first waits for `after`. `script` makes the command's text of the state's hash, the state itself (gzip,
    base64) and whether to wait for the pools, which the last master does. A run command that failed is kept by Azure
    and by the provider, so that the next plan would pass over it: a `check` says so at every plan.
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
        local = TerraformLocal(self, "Resource", terraform_text(state))
        generation, packed = Fn.sha256(local.as_string), Fn.base64gzip(local.as_string)
        waited, last = list(after), max(masters.machines)
        for index, machine in masters.machines.items():
            text = terraform_text(script(generation, packed, index == last))
            command = VirtualMachineRunCommand(
                self,
                str(index),
                name="aksynth",
                location=group.location,
                virtual_machine_id=machine.id,
                source=VirtualMachineRunCommandSource(script=text),
                timeouts=VirtualMachineRunCommandTimeouts(create=_TIMEOUT, update=_TIMEOUT),
                depends_on=waited,
            )
            self._check(command, str(machine.name_input))
            waited = [command]

    def _check(self, command: VirtualMachineRunCommand, machine: str) -> None:
        address = f"{command.terraform_resource_type}.{command.friendly_unique_id}"
        TerraformStack.of(self).add_override(
            f"check.{command.friendly_unique_id}",
            {
                "assert": [
                    {
                        "condition": f"${{alltrue([for v in {address}.instance_view : v.exit_code == 0])}}",
                        "error_message": f"{machine} has not reached its desired state; it goes on trying. "
                        "Last error: "
                        f'${{join("", [for v in {address}.instance_view : coalesce(v.error_message, "none")])}}',
                    }
                ]
            },
        )
