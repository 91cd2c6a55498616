"""Azure and the control plane as a machine sees them: on its loopback device, with the addresses of all masters."""

from __future__ import annotations

import os
import socket
import threading
import time
from pathlib import Path
from typing import Any, ClassVar

from simulation import pki
from simulation.azure.blobs import Blobs
from simulation.azure.compute import Compute, computer_name
from simulation.azure.metadata import ADDRESS, Metadata
from simulation.azure.service import serve
from simulation.azure.vault import Vault
from simulation.etcd.gateway import Gateway
from simulation.handler import Handler, serve_handler
from simulation.kubernetes.flags import refusal
from simulation.kubernetes.kubeconfig import PKI
from simulation.kubernetes.kubelet import MANIFESTS, command_of
from simulation.kubernetes.store import Store, lease_of

from .world import Cloud, World

VAULTS, STORAGE, COMPUTE = "127.0.0.1", "127.0.0.2", "127.0.0.3"


class OwnMetadata(Metadata):
    def machine(self) -> str:
        return os.environ["MACHINE_ADDRESS"]


class ScaleSets(Compute):
    """A machine is a node as soon as it runs, unless the world says that it stays `silent`."""

    azure: ClassVar[Cloud]

    def joined(self, name: str, instance: dict[str, Any]) -> None:
        world, node = self.azure.world, computer_name(name, instance)
        if instance["id"] in world.read().get("silent", []):
            return
        labels = {"agentpool": world.read()["pool"]}
        group = "/subscriptions/subscription/resourceGroups/group/providers/Microsoft.Compute"
        spec = {"providerID": f"azure://{group}/virtualMachineScaleSets/{name}/virtualMachines/{instance['id']}"}
        Store(world.keys).put({"kind": "Node", "metadata": {"name": node, "labels": labels}, "spec": spec})
        world.keys.put(lease_of(node), time.time())

    def gone(self, name: str, instance: dict[str, Any]) -> None:
        self.azure.world.keys.delete(lease_of(computer_name(name, instance)))


class Shared(Handler):
    world: ClassVar[World]

    def ill(self) -> set[str]:
        return set(self.world.read().get("ill", []))


class Api(Shared):
    """6443: every master's API server, well unless the world says that it is ill, by its address or with all."""

    def do_GET(self) -> None:
        ill = {"api", self.connection.getsockname()[0]} & self.ill()
        self.answer(503 if ill else 200, "ok")


class Component(Shared):
    """10257 and 10259: the controller manager and the scheduler of this machine."""

    name: ClassVar[str]

    def do_GET(self) -> None:
        command = command_of(MANIFESTS / f"{self.name}.yaml")
        self.answer(503 if refusal(command) else 200, "ok")


class ControllerManager(Component):
    name = "kube-controller-manager"


class Scheduler(Component):
    name = "kube-scheduler"


class Plugin(Shared):
    """8787 and 8788: a KMS plugin, as soon as its static pod has the version of a key that exists."""

    def do_GET(self) -> None:
        port = self.connection.getsockname()[1]
        pods = [path.read_text() for path in MANIFESTS.glob("azure-kms*.yaml")]
        pod = "".join(text for text in pods if f"--healthz-port={port}\n" in text)
        if not pod:
            return self.answer(503, "no pod")
        known = [key["version"] for key in self.world.read().get("keys", {}).get("kv-k", [])]
        reached = "kms" not in self.ill() and any(f"--key-version={version}\n" in pod for version in known)
        self.answer(200 if reached else 500, "ok" if reached else "failed to encrypt, error: keyvault is out of reach")


class Kubelet(Shared):
    """10248."""

    def do_GET(self) -> None:
        self.answer(200, "ok")


def azure(world: World) -> None:
    """Its metadata service, vaults, storage and scale sets."""
    cloud = Cloud(world, os.environ["MACHINE_ADDRESS"], os.environ["IDENTITIES"].split())
    folder = world.path.parent
    certificate = (str(folder / "azure.crt"), str(folder / "azure.key"))
    serve(cloud, OwnMetadata, socket.create_server((ADDRESS, 80)))
    serve(cloud, Vault, socket.create_server((VAULTS, 443)), certificate)
    serve(cloud, Blobs, socket.create_server((STORAGE, 443)), certificate)
    serve(cloud, ScaleSets, socket.create_server((COMPUTE, 443)), certificate)


def cluster(world: World) -> None:
    """What answers on a master. The ports that need certificates come up when there are some."""
    kept: dict[str, Any] = {"world": world, "etcd": world}
    for port, kind in ((2381, Gateway), (10248, Kubelet), (8787, Plugin), (8788, Plugin)):
        serve_handler("127.0.0.1", port, kind, kept)
    threading.Thread(target=_control_plane, args=(kept,), daemon=True).start()


def _control_plane(kept: dict[str, Any]) -> None:
    while not (PKI / "etcd/server.crt").exists() or not (PKI / "apiserver.crt").exists():
        time.sleep(0.05)
    time.sleep(0.1)
    if not Path("/etc/real-etcd").exists():
        _etcd(kept)
    serve_handler("0.0.0.0", 6443, Api, kept, PKI / "apiserver")
    serve_handler("127.0.0.1", 10257, ControllerManager, kept, PKI / "apiserver")
    serve_handler("127.0.0.1", 10259, Scheduler, kept, PKI / "apiserver")


def _etcd(kept: dict[str, Any]) -> None:
    """At this master's addresses with its certificate, and at those of the others with one of theirs."""
    own = ["127.0.0.1", os.environ["MACHINE_ADDRESS"]]
    peers = [address for address in os.environ["ADDRESSES"].split() if address not in (ADDRESS, *own)]
    pki.leaf(Path("/run/peers"), PKI / "etcd/ca", "peers", peers)
    for address in own:
        serve_handler(address, 2379, Gateway, kept, PKI / "etcd/server")
    for address in peers:
        serve_handler(address, 2379, Gateway, kept, Path("/run/peers"))
