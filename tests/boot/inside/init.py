"""The first process of a machine: cloud-init once, systemd at every boot, and the stand-ins of its programs."""

from __future__ import annotations

import os
import subprocess
import threading
import traceback
from pathlib import Path

from simulation.documents import load
from simulation.host import apt
from simulation.host.machine import Failed, Machine, Tool, option, write
from simulation.host.systemd import Systemd
from simulation.kubernetes.helm import helm
from simulation.kubernetes.kubeadm import Kubeadm
from simulation.kubernetes.kubectl import kubectl
from simulation.kubernetes.kubelet import Kubelet
from simulation.wire import Message, answer

_SILENT = ("apt-mark", "containerd", "kubelet", "modprobe", "netplan", "networkctl", "runc", "socat",
           "conntrack", "swapoff")  # fmt: skip
_RULES = Path("/run/packet-filter")


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


class Init:
    """Tools by name."""

    def __init__(self) -> None:
        self.machine = Machine()
        self.systemd = Systemd(self.machine)
        self.kubelet = Kubelet(self.machine, self.systemd.active)
        self.systemd.stopped["kubelet.service"] = self.kubelet.stopped
        self.tools: dict[str, Tool] = {
            **{name: lambda arguments, stdin: "" for name in _SILENT},
            "apt-get": apt.apt_get,
            "systemctl": self.systemd.systemctl,
            "journalctl": self._journalctl,
            "kubeadm": Kubeadm(self.machine, self.systemd),
            "kubectl": kubectl,
            "helm": helm,
            "iptables": _iptables,
            "sysctl": _sysctl,
        }

    def handle(self, question: Message) -> Message:
        """Of "shell" and a command, or of "tool", its standard input, its name and its arguments: the exit code, the
        standard output and the standard error."""
        if question[0] == "shell":
            return self._shell(question[1])
        _, stdin, name, *arguments = question
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

    def cloud_init(self) -> None:
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
            for mirror in document.get("apt", {}).get("primary", [])[:1]:
                write(apt.UBUNTU, f"deb {mirror['uri']} noble\n")
        if not (mark / "config_scripts_user").exists():
            write(mark / "config_scripts_user", "")
            for command in document["runcmd"]:
                subprocess.run(command, check=False)


def main() -> None:
    init = Init()
    answer(str(init.machine.folder / "control"), init.handle)
    booted = Path("/var/lib/cloud/instance/sem/config_scripts_user").exists()
    if booted:
        threading.Thread(target=init.systemd.boot, daemon=True).start()
    if "USER_DATA" in os.environ:
        init.cloud_init()
    threading.Event().wait()


main()
