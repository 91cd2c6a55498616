"""Replace the agents of a scale set, a few at a time, after its model has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from .agent_pool import AgentPool
from .master_pool import MasterPool
from .resource_group import Group
from .run_command import run_command
from .terraform_data import TerraformData


class RollingReplacement(Construct):
    """A run command on the first master. It runs again when the machines of `pool`, its `count` or the script change.

    `wanted` shows in the plan which of them. It starts after `after`, such as the commands that bring the masters their
    state, and the replacement of another pool. The pool does not set its number of instances (`resized`), because
    Terraform would delete instances of a replacement that stopped, without draining them.

    Where an image changes together with a disk, azurerm changes the image, and the disk with the next apply (v4.55.0,
    linux_virtual_machine_scale_set_resource.go: an update with another image has the disks that exist). The command
    then runs again.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        masters: MasterPool,
        pool: AgentPool,
        count: int,
        script: str,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        digest = hashlib.sha256(script.encode()).hexdigest()
        wanted = TerraformData(self, "wanted", input_={"count": count, "machines": pool.model, "script": digest})
        command = run_command(
            self,
            "Resource",
            name=f"aksynth-{pool.node.id}",
            group=group,
            machine=masters.machines[min(masters.machines)],
            script=script,
            wanted=wanted,
            also=[f"{pool.address}.{disk}" for disk in ("os_disk", "data_disk")],
            after=[*pool.ready, *after],
            failure=f"Pool {id_} does not have {count} agents with the machines of the api model yet.",
        )
        self.ready: list[ITerraformDependable] = [command]
