"""The first process of a machine: cloud-init or Ignition once, systemd at every boot, the stand-ins of its programs."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from pathlib import Path

from simulation.documents import load
from simulation.host import apt, ignition
from simulation.host.machine import Machine
from simulation.host.programs import Programs
from simulation.host.release import codename
from simulation.host.systemd import Systemd
from simulation.kubernetes.kubeconfig import Secure
from simulation.kubernetes.kubelet import Kubelet
from simulation.tool import write
from simulation.wire import answer


def cloud_init() -> None:
    """Files, then commands. A machine that goes down among the commands does not run them again: cloud-init marks
    a module of an instance before it runs it."""
    mark = Path("/var/lib/cloud/instance/sem")
    document = load(Path(os.environ["USER_DATA"]).read_text())
    for command in document.get("bootcmd", []):
        subprocess.run(command, check=False)
    if not (mark / "config_write_files").exists():
        write(mark / "config_write_files", "")
        for file in document["write_files"]:
            write(file["path"], file["content"], int(file["permissions"], 8))
        mirrors = {
            arch: mirror["uri"] for mirror in document.get("apt", {}).get("primary", []) for arch in mirror["arches"]
        }
        if mirrors:
            mirror = mirrors.get(Path("/var/lib/architecture").read_text(), mirrors["default"])
            write(apt.UBUNTU, f"deb {mirror} {codename()}\n")
    if not (mark / "config_scripts_user").exists():
        write(mark / "config_scripts_user", "")
        for command in document["runcmd"]:
            subprocess.run(command, check=False)


def flatcar(machine: Machine, systemd: Systemd) -> None:
    """Ignition once, then systemd. The Azure agent names the machine while its units run: at the first boot, not before
    one of them has seen the earlier name."""
    if not Path("/opt/aksynth").exists():
        config = ignition.read(Path(os.environ["USER_DATA"]).read_bytes())
        ignition.apply(config)
        for unit in ignition.enabled(config):
            systemd.enable(unit)
    threading.Thread(target=systemd.boot, daemon=True).start()
    while "FIRST_NAME" in os.environ and not machine.journal({"aksynth-bootstrap"}):
        time.sleep(0.1)
    write("/etc/hostname", f"{os.environ['NAME']}\n")
    socket.sethostname(os.environ["NAME"])


def main() -> None:
    machine = Machine()
    systemd = Systemd(machine)
    kubelet = Kubelet(machine, systemd.active, Secure)
    systemd.stopped["kubelet.service"] = kubelet.stopped
    answer(str(machine.folder / "control"), Programs(machine, systemd, Secure).handle)
    booted = Path("/var/lib/cloud/instance/sem/config_scripts_user").exists()
    systemd.start_image()
    if booted:
        threading.Thread(target=systemd.boot, daemon=True).start()
    if "FLATCAR" in os.environ:
        flatcar(machine, systemd)
    elif "USER_DATA" in os.environ:
        cloud_init()
    threading.Event().wait()


if __name__ == "__main__":
    main()
