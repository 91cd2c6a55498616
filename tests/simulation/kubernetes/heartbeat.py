"""A node says that it lives, once its kubelet can start with what it was given."""

from __future__ import annotations

import re
from pathlib import Path

from ..host.machine import Machine
from ..tool import Failed
from .connection import Connect

CONFIG = Path("/etc/kubernetes/kubelet.conf")


def beat(machine: Machine, connect: Connect) -> bool:
    """Whether the API has heard of this node."""
    file = Path("/var/lib/kubelet/kubeadm-flags.env")
    if not CONFIG.exists() or not file.exists():
        return False
    flags = file.read_text()
    for name in ("config", "bin-dir"):
        found = re.search(rf'--image-credential-provider-{name}=([^ "]*)', flags)
        if found and not Path(found[1] + ("/acr-credential-provider" if name == "bin-dir" else "")).exists():
            machine.log("kubelet", f"plugin binary executable {found[1]} did not exist")
            return False
    given = re.search(r"--node-ip=([^ \"]*)", flags)
    if given and given[1] not in _addresses():
        machine.log("kubelet", f"node IP: {given[1]!r} not found in the host's network interfaces")
        return False
    labels = dict(pair.split("=", 1) for pair in flags.partition("--node-labels=")[2].split()[0].split(","))
    try:
        connect(CONFIG, "").ask(verb="heartbeat", name=machine.name, labels=labels)
    except Failed as failed:
        machine.log("kubelet", str(failed))
        return False
    return True


def _addresses() -> list[str]:
    """Of this machine's interfaces, without a process: every machine asks often."""
    return re.findall(r"\|-- (\S+)\n +/32 host LOCAL", Path("/proc/net/fib_trie").read_text())
