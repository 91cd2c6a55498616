"""Commands that Azure runs on a master during an apply."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.linux_virtual_machine import LinuxVirtualMachine
from cdktf_cdktf_provider_azurerm.virtual_machine_run_command import (
    VirtualMachineRunCommand,
    VirtualMachineRunCommandSource,
    VirtualMachineRunCommandTimeouts,
)
from constructs import Construct

from .address import address
from .check_block import add_check
from .resource_group import Group
from .terraform_data import TerraformData
from .terraform_text import terraform_text

_TIMEOUT = "90m"
_TIME = '${formatdate("YYYYMMDDhhmmss", plantimestamp())}'
"""A new name for each run of a command, which Terraform ignores afterwards. On Linux, Azure does not run a command that
is deleted and made again under the same name: the machine's agent remembers the sequence number of each name
(`enablePre` in https://github.com/Azure/run-command-handler-linux/blob/main/internal/cmds/cmds.go, and
https://github.com/MicrosoftDocs/azure-compute-docs/pull/178)."""


def run_command(
    scope: Construct,
    id_: str,
    *,
    name: str = "aksynth",
    group: Group,
    machine: LinuxVirtualMachine,
    script: str,
    wanted: TerraformData,
    also: Sequence[str] = (),
    after: Sequence[ITerraformDependable],
    failure: str,
) -> VirtualMachineRunCommand:
    """A command that runs again when `wanted` changes, or one of the attributes in `also`. `failure` begins the warning
    of each plan while it has failed. Commands of a machine begin with different names.

    A change replaces the command, and never updates it. Terraform taints a resource whose creation failed, and the
    next apply runs it again. An update that failed is kept as if it had succeeded, and the next apply would pass it
    over (azurerm v4.55.0, virtual_machine_run_command_resource.go; the plugin SDK keeps the new values).
    """
    command = VirtualMachineRunCommand(
        scope,
        id_,
        name=f"{name}-{_TIME}",
        location=group.location,
        virtual_machine_id=machine.id,
        source=VirtualMachineRunCommandSource(script=terraform_text(script)),
        timeouts=VirtualMachineRunCommandTimeouts(create=_TIMEOUT, update=_TIMEOUT),
        depends_on=list(after),
        lifecycle=TerraformResourceLifecycle(ignore_changes=["name"], replace_triggered_by=[wanted.address, *also]),
    )
    _check(command, failure)
    return command


def _check(command: VirtualMachineRunCommand, failure: str) -> None:
    view = f"{address(command)}.instance_view"
    last = f'${{join("", [for v in {view} : coalesce(v.error_message, "none")])}}'
    condition = f"${{alltrue([for v in {view} : v.exit_code == 0])}}"
    add_check(command, command.friendly_unique_id, {condition: f"{failure} Last error: {last}"})
