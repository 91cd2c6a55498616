"""What Azure tells of a run command: its instance view, after every run.

The machine's agent keeps the end of both streams, and azurerm's `error_message` is the script's standard error:
`maxTailLen` in https://github.com/Azure/run-command-handler-linux/blob/main/internal/cmds/cmds.go and
`flattenVirtualMachineRunCommandInstanceView` in azurerm v4.55.0, virtual_machine_run_command_resource.go

A Linux machine runs a command once under one name, also where the command was deleted and is made again: its agent
remembers the sequence number of each name (`enablePre` in the same cmds.go).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .checks import LateError

if TYPE_CHECKING:
    from .cloud import Cloud, Fault
    from .planning import Object

KIND = "azurerm_virtual_machine_run_command"
MACHINES = ("azurerm_linux_virtual_machine", "azurerm_virtual_machine")
RUN = "tfsim_run"
KEPT = 4096
"""Bytes of each stream."""


def tail(text: str) -> str:
    """What Azure keeps of a stream."""
    return text.encode()[-KEPT:].decode(errors="replace")


def report(cloud: Cloud, kind: str, values: Object, fault: Fault | None) -> bool:
    """Fill in the instance view; False for every other kind of resource. A script that fails has written TFSIM_STDERR
    to its standard error."""
    if kind != KIND:
        return False
    error = cloud.here.get("TFSIM_STDERR", "the script failed")
    values["instance_view"] = [
        {
            "end_time": "2026-01-01T00:01:00Z",
            "error_message": tail(error) if fault else "",
            "execution_message": "",
            "execution_state": "Failed" if fault else "Succeeded",
            "exit_code": 1 if fault else 0,
            "output": "",
            "start_time": "2026-01-01T00:00:00Z",
        }
    ]
    return True


def run_once(cloud: Cloud, kind: str, values: Object) -> None:
    """A new command; it stays in Azure, failed, where the machine had one of this name before."""
    if kind != KIND:
        return
    key = f"ran:{values['id']}".lower()
    if key in cloud.objects:
        raise LateError(
            f"creating {values['id']}: the script configuration was already processed and does not run again"
        )
    cloud.put(key, RUN, {"id": key})


def forget(cloud: Cloud, kind: str, values: Object) -> None:
    """A machine that is deleted takes along what it remembers."""
    if kind in MACHINES:
        for item in cloud.all(RUN):
            if str(item["id"]).startswith(f"ran:{values['id']}/".lower()):
                cloud.remove(str(item["id"]))
