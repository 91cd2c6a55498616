"""The programs of a machine, by name, as its resident process plays them: stand-ins in `bin` ask, and this answers."""

from __future__ import annotations

import subprocess
import traceback
from pathlib import Path

from ..kubernetes.connection import Connect
from ..kubernetes.helm import helm
from ..kubernetes.kubeadm import Kubeadm
from ..kubernetes.kubectl import Kubectl
from ..kubernetes.versions import VERSION
from ..tool import Failed, Tool, option
from ..wire import Message
from . import apt, curl, dnf, jq
from .machine import Machine
from .systemd import Systemd

_SILENT = ("apt-mark", "conntrack", "containerd", "kubelet", "netplan", "networkctl", "runc", "socat",
           "swapoff")  # fmt: skip
_LIBRARIES = {"curl": curl.run, "jq": jq.run}
"""Programs of every machine, whose calls are no steps of a boot."""
_RULES = Path("/run/packet-filter")
_PROCESSOR = Path("/var/lib/processor")
"""The module of KVM that loads on the processor; without the file none does."""


def _iptables(arguments: list[str], _: str) -> str:
    """Rules as lines, each after its table; like the real ones they are gone after a boot."""
    words = [argument for argument in arguments if argument != "-w"]
    table, words = (words[1], words[2:]) if words[0] == "-t" else ("filter", words)
    action, rule = words[0], " ".join([table, *words[1:]])
    rules = _RULES.read_text().splitlines() if _RULES.exists() else []
    if action in ("-C", "-D") and rule not in rules:
        raise Failed("iptables: Bad rule (does a matching rule exist in that chain?).")
    if action == "-I":
        rules.insert(0, rule)
    if action == "-D":
        rules.remove(rule)
    _RULES.write_text("".join(f"{line}\n" for line in rules))
    return ""


def _sysctl(arguments: list[str], _: str) -> str:
    """The interface's setting is real; the kernel's are only read."""
    if "-p" in arguments:
        for line in Path(option(arguments, "-p")).read_text().splitlines():
            assert line.count(" = ") == 1, line
        return ""
    name, _, value = arguments[-1].partition("=")
    assert name.startswith("net.ipv4.conf.eth0."), name
    Path("/proc/sys", *name.split(".")).write_text(value)
    return ""


def _modprobe(arguments: list[str], _: str) -> str:
    """The modules of KVM load on a processor of their publisher that offers virtualization. All others are there."""
    known = _PROCESSOR.read_text() if _PROCESSOR.exists() else ""
    refused = [module for module in arguments if module.startswith("kvm_") and module != known]
    if refused:
        raise Failed(f"modprobe: ERROR: could not insert '{refused[0]}': Operation not supported")
    return ""


class Programs:
    """`connect` finds the API server of a kubeconfig."""

    def __init__(self, machine: Machine, systemd: Systemd, connect: Connect, kubectl: str = VERSION) -> None:
        self.machine = machine
        systemd.stopped["iptables.service"] = lambda: _RULES.unlink(missing_ok=True)
        self.tools: dict[str, Tool] = {
            **{name: lambda arguments, stdin: "" for name in _SILENT},
            "apt-get": apt.apt_get,
            "dnf": dnf.dnf,
            "systemctl": systemd.systemctl,
            "journalctl": self._journalctl,
            "kubeadm": Kubeadm(machine, systemd, connect),
            "kubectl": Kubectl(connect, kubectl),
            "helm": helm,
            "iptables": _iptables,
            "modprobe": _modprobe,
            "sysctl": _sysctl,
        }

    def handle(self, question: Message) -> Message:
        """Of "shell" and a command, or of "tool", its standard input, its name and its arguments: the exit code, the
        standard output and the standard error. Most tools do without their input."""
        if question[0] == "shell":
            return self._shell(question[1])
        kind, stdin, name, *arguments = question
        if name in _LIBRARIES:
            return _LIBRARIES[name](arguments, stdin if kind == "tool" else None)
        self.machine.step(" ".join([name, *arguments]))
        try:
            return ["0", self.tools[name](arguments, stdin), ""]
        except Failed as failed:
            return [str(failed.code), "", f"{failed}\n"]
        except Exception:
            return ["70", "", traceback.format_exc()]

    @staticmethod
    def _shell(command: str) -> Message:
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, errors="replace")
        return [str(done.returncode), done.stdout, done.stderr]

    def _journalctl(self, arguments: list[str], _: str) -> str:
        units = {arguments[i + 1] for i, argument in enumerate(arguments) if argument == "-u"}
        last = int(option(arguments, "-n", "10"))
        return "".join(f"{line}\n" for line in self.machine.journal(units)[-last:] if last)
