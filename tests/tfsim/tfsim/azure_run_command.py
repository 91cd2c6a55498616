"""What Azure tells of a run command: its instance view, after every run.

The machine's agent keeps the end of both streams, and azurerm's `error_message` is the script's standard error:
`maxTailLen` in https://github.com/Azure/run-command-handler-linux/blob/main/internal/cmds/cmds.go and
`flattenVirtualMachineRunCommandInstanceView` in azurerm v4.55.0, virtual_machine_run_command_resource.go
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cloud import Fault
    from .planning import Object

KIND = "azurerm_virtual_machine_run_command"
KEPT = 4096
"""Bytes of each stream."""


def tail(text: str) -> str:
    """What Azure keeps of a stream."""
    return text.encode()[-KEPT:].decode(errors="replace")


def report(kind: str, values: Object, fault: Fault | None) -> bool:
    """Fill in the instance view; False for every other kind of resource. A script that fails has written TFSIM_STDERR to
    its standard error."""
    if kind != KIND:
        return False
    error = os.environ.get("TFSIM_STDERR", "the script failed")
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
