"""All providers in one process that stays, for as many Terraform commands as a test run has.

Terraform starts each of its providers two to six times in a command, and a Python that has to load gRPC first takes
longer to start than to answer.  A command that finds the addresses of running providers in TF_REATTACH_PROVIDERS uses
those.  It gets providers of its own all the same, with the command's folder and variables.
"""

from __future__ import annotations

import json
import os
import socketserver
import sys
import threading
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .main import CLASSES, provider
from .schema import Schemas
from .service import Service, server
from .surroundings import Surroundings

if TYPE_CHECKING:
    import grpc

    from .provider import Provider

INSTALLED = ".terraform/providers/registry.terraform.io/hashicorp"


class Home:
    """The folder that setup made, read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.schemas = cache(lambda name: Schemas(str(folder / "schemas"), name))
        self.encoded = cache(lambda name: (folder / f"{name}.schema").read_bytes())


class Connections:
    """A provider for each connection, since Terraform connects once for each configuration of a provider."""

    def __init__(self, make: Callable[[], Provider]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: dict[str, Provider] = {}

    def __call__(self, peer: str) -> Provider:
        with self._lock:
            if peer not in self._made:
                self._made[peer] = self._make()
            return self._made[peer]


class Command:
    """The providers of one Terraform command, each at a port of this machine.

    A Unix socket would not tell one connection from another.
    """

    def __init__(self, home: Home, here: Surroundings) -> None:
        self._servers: list[grpc.Server] = []
        self.addresses: dict[str, Any] = {}
        for name in _installed(here):
            made = Connections(partial(provider, name, home.schemas(name), here))
            running = server(Service(partial(home.encoded, name), made, bytes))
            port = running.add_insecure_port("127.0.0.1:0")
            running.start()
            self._servers.append(running)
            self.addresses[f"registry.terraform.io/hashicorp/{name}"] = _address(port)

    def end(self) -> None:
        for running in self._servers:
            running.stop(None)


def _installed(here: Surroundings) -> list[str]:
    """The providers that `terraform init` chose; without them Terraform says itself what is missing."""
    folder = here.folder / INSTALLED
    return sorted(path.name for path in folder.iterdir() if path.name in CLASSES) if folder.exists() else []


def _address(port: int) -> dict[str, Any]:
    """A provider as TF_REATTACH_PROVIDERS describes it; in a test the plugin, not Terraform, ends its process."""
    address = {"Network": "tcp", "String": f"127.0.0.1:{port}"}
    return {"Protocol": "grpc", "ProtocolVersion": 5, "Pid": os.getpid(), "Test": True, "Addr": address}


class _Desk(socketserver.StreamRequestHandler):
    """A command tells where it runs, gets addresses, and ends by closing the connection."""

    server: _Desks

    def handle(self) -> None:
        asked = json.loads(self.rfile.readline())
        here = Surroundings(Path(asked["folder"]), asked["variables"])
        command = Command(self.server.home, here)
        self.wfile.write(json.dumps(command.addresses).encode() + b"\n")
        self.rfile.read()
        command.end()


class _Desks(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: str, home: Home) -> None:
        super().__init__(address, _Desk)
        self.home = home


def run(address: str, home: str) -> None:
    """Serve at ADDRESS until standard input ends, as it does with the process that started this one."""
    desks = _Desks(address, Home(Path(home)))
    threading.Thread(target=desks.serve_forever, daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()
    os._exit(0)
