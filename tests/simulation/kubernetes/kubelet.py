"""The kubelet: static pods from its folder, and a node that says that it lives."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar, Protocol

from ..documents import load
from ..etcd.pod import EtcdPod
from ..handler import Server
from ..host.machine import Machine
from ..tool import Failed
from .api import ApiPod, ComponentPod
from .connection import Connect
from .heartbeat import beat
from .images import pull
from .kms_plugin import PluginPod
from .sealing import endpoints
from .store import LEASE

MANIFESTS = Path("/etc/kubernetes/manifests")
_CANCELED = {"etcd": 2.4, "kube-apiserver": 1.1}
"""Seconds until a pod is exchanged after all whose kubelet was stopped while it did so: 120 and 54 of a real kubelet,
whose old container goes on meanwhile."""


class _Pod(Protocol):
    def runs(self) -> bool: ...

    def stop(self) -> None: ...


_KINDS: dict[str, Callable[[Machine, list[str]], _Pod]] = {
    "etcd": EtcdPod,
    "kube-apiserver": ApiPod,
    "kube-controller-manager": ComponentPod,
    "kube-scheduler": ComponentPod,
    "azure-kms": PluginPod,
}


class _Healthz(BaseHTTPRequestHandler):
    """10248, where a kubelet says whether it is well."""

    active: ClassVar[set[str]]

    def do_GET(self) -> None:
        self.send_response(200 if "kubelet.service" in self.active else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def _serve_healthz(active: set[str]) -> None:
    server = Server(("127.0.0.1", 10248), type("Handler", (_Healthz,), {"active": active}))
    threading.Thread(target=server.serve_forever, daemon=True).start()


class Kubelet:
    """Works while its unit is active."""

    def __init__(self, machine: Machine, active: set[str], connect: Connect) -> None:
        self.machine, self.active = machine, active
        self.pods: dict[str, tuple[str, _Pod]] = {}
        self.pauses: dict[str, tuple[float, float]] = {}
        """When a pod that fell may start again, and the pause before that: the back-off."""
        self.canceled: dict[str, float] = {}
        """When a pod is looked at again whose exchange was canceled."""
        _serve_healthz(active)
        threading.Thread(target=self._play_pods, daemon=True).start()
        threading.Thread(target=self._live, args=(connect,), daemon=True).start()

    def _play_pods(self) -> None:
        while True:
            if "kubelet.service" in self.active:
                self._pods()
            time.sleep(0.2)

    def _live(self, connect: Connect) -> None:
        """Speaks three times in a lease, and more often while the API does not hear it."""
        while True:
            heard = "kubelet.service" in self.active and beat(self.machine, connect)
            time.sleep(LEASE / 3 if heard else 1)

    def stopped(self) -> None:
        """Its unit stops. A changed manifest is noticed at once, so that pod's container is just being stopped."""
        wanted = _manifests()
        for name, (sum_, _) in list(self.pods.items()):
            if name in wanted and _sum(wanted[name]) != sum_ and name not in self.canceled:
                self.machine.log("kubelet", f'"StopContainer from runtime service failed: context canceled" {name}')
                self.canceled[name] = time.monotonic() + _CANCELED.get(name, 1.0)

    def _pods(self) -> None:
        wanted = _manifests()
        for name, (sum_, pod) in list(self.pods.items()):
            if time.monotonic() < self.canceled.get(name, 0.0):
                continue
            self.canceled.pop(name, None)
            if _sum(wanted.get(name, "")) != sum_:
                pod.stop()
                del self.pods[name]
                self.pauses.pop(name, None)
            elif not pod.runs():
                pod.stop()
                del self.pods[name]
                pause = min(2.0, 2 * self.pauses.get(name, (0, 0.2))[1])
                self.pauses[name] = (time.monotonic() + pause, pause)
        for name in wanted.keys() - self.pods.keys():
            if time.monotonic() >= self.pauses.get(name, (0.0, 0.0))[0]:
                self._start(name, wanted[name])

    def _start(self, name: str, text: str) -> None:
        try:
            pod = load(text)
            pull(pod["spec"]["containers"][0]["image"])
            _make_folders(pod)
            command = _command(pod)
            kind = "azure-kms" if name.startswith("azure-kms-") else name
            self.pods[name] = (_sum(text), _KINDS[kind](self.machine, command))
        except (Failed, OSError) as failed:
            self.machine.log("kubelet", f"{name}: {failed}")
            self.pauses[name] = (time.monotonic() + 0.5, 0.5)


def _manifests() -> dict[str, str]:
    """By name."""
    found = {}
    for path in MANIFESTS.glob("*.yaml"):
        try:
            found[path.stem] = path.read_text()
        except FileNotFoundError:
            continue  # moved away meanwhile
    return found


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def command_of(path: Path) -> list[str]:
    """The command of the only container of a static pod."""
    (container,) = load(path.read_text())["spec"]["containers"]
    command: list[str] = container["command"]
    return command


def _command(pod: dict[str, Any]) -> list[str]:
    """The command, once every file that it names is there and the pod can see it."""
    (container,) = pod["spec"]["containers"]
    command: list[str] = container.get("command", [container["name"]]) + container.get("args", [])
    mounts = {m["mountPath"]: m.get("readOnly", False) for m in container["volumeMounts"]}
    for flag in command[1:]:
        name, _, value = flag.partition("=")
        _check_sockets(name, value, mounts)
        if not value.startswith("/"):
            continue
        seen = [ro for path, ro in mounts.items() if value == path or value.startswith(path.rstrip("/") + "/")]
        if not seen:
            raise Failed(f"{name}: {value} is not mounted into the pod")
        if name == "--audit-log-path":
            if seen == [True]:
                raise Failed(f"{name}: read-only file system")
        elif name != "--data-dir" and not Path(value).exists():
            raise Failed(f"{name}: {value}: no such file or directory")
    return command


def _check_sockets(flag: str, value: str, mounts: dict[str, bool]) -> None:
    """A socket is made and found in a folder that the pod may write to."""
    found = endpoints(Path(value)) if flag == "--encryption-provider-config" and Path(value).exists() else []
    if value.startswith("unix://"):
        found = [value.removeprefix("unix://")]
    for socket in found:
        if mounts.get(str(Path(socket).parent), True):
            raise Failed(f"{flag}: the folder of {socket} is not mounted into the pod, or read-only")


def _make_folders(pod: dict[str, Any]) -> None:
    """Those of the machine that a pod wants to be there. Other volumes must be there."""
    for volume in pod["spec"].get("volumes", []):
        place = volume["hostPath"]
        if place.get("type") == "DirectoryOrCreate":
            Path(place["path"]).mkdir(parents=True, exist_ok=True)
        elif place.get("type") == "File" and not Path(place["path"]).is_file():
            raise Failed(f"hostPath type check failed: {place['path']} is not a file")
