"""The resident process of a machine: Azure and the control plane as the machine sees them, and the stand-ins of its
programs. There is one machine and no cluster: objects are in a folder, and systemd runs two services alone."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from simulation.host.machine import Machine
from simulation.host.programs import Programs
from simulation.host.systemd import Systemd
from simulation.kubernetes.connection import Connect, Connection
from simulation.kubernetes.heartbeat import beat
from simulation.kubernetes.versions import VERSION
from simulation.wire import answer

from . import services
from .direct import Direct
from .world import World

_RUNS = {"aksynth-addons.service", "aksynth-converge.service"}


class Once(Systemd):
    """A service that fails is not started again. A run ends with its command, so add-ons are waited for."""

    def restarts(self, service: dict[str, str]) -> bool:
        return False

    def systemctl(self, arguments: list[str], stdin: str) -> str:
        if "aksynth-addons.service" in arguments:
            arguments = [argument for argument in arguments if argument != "--no-block"]
        return super().systemctl(arguments, stdin)


def _register(machine: Machine, systemd: Systemd, connect: Connect) -> None:
    """The kubelet says once that it lives."""
    while "kubelet.service" not in systemd.active or not beat(machine, connect):
        time.sleep(0.1)


def main() -> None:
    world, machine = World(Path(os.environ["WORLD"])), Machine()
    systemd = Once(machine, _RUNS)
    systemd.start_image()

    def connect(path: Path, server: str) -> Connection:
        return Direct(world, path, server)

    version = str(world.read().get("kubectl", VERSION))
    answer(str(machine.folder / "control"), Programs(machine, systemd, connect, version).handle)
    services.azure(world)
    services.cluster(world)
    threading.Thread(target=_register, args=(machine, systemd, connect), daemon=True).start()
    Path("/run/is-up").touch()
    threading.Event().wait()
