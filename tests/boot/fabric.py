"""Azure's network, in a namespace of its own: machines on their wires, the metadata service's address, load balancers.

Run as a process inside that namespace. Machines reach each other and what listens here, and nothing else: there is no
way out. Commands come over the socket on file descriptor 3, one JSON message each.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

_UNSHARE = ["unshare", "--mount", "--net", "--pid", "--uts", "--fork", "--kill-child", "--mount-proc"]


class Fabric:
    """The machines that are up, by name."""

    def __init__(self) -> None:
        self.machines: dict[str, subprocess.Popen[bytes]] = {}
        self.first: dict[str, int] = {}
        """The first process of each."""
        self.addresses: dict[str, list[str]] = {}
        self.numbers = count(1)

    def machine(self, name: str, addresses: list[str], environment: dict[str, str], script: str) -> None:
        """Start a machine with a wire that carries its addresses; `script` is its first process."""
        wire = f"w{next(self.numbers)}"
        log = (Path(environment["MACHINE"]) / "console").open("ab")
        started = subprocess.Popen([*_UNSHARE, script], env=environment, stdout=log, stderr=log)
        self.first[name] = self._first_process(started)
        _ip("link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", str(self.first[name]))
        _ip("link", "set", wire, "up")
        plain = [address.split("/")[0] for address in addresses]
        _ip_batch(f"route replace {address}/32 dev {wire}" for address in plain)
        self.machines[name], self.addresses[name] = started, plain

    @staticmethod
    def _first_process(started: subprocess.Popen[bytes]) -> int:
        children = Path(f"/proc/{started.pid}/task/{started.pid}/children")
        while not (found := children.read_text().split()):
            time.sleep(0.01)
        return int(found[0])

    def power_off(self, name: str) -> None:
        """As when its plug is pulled."""
        machine = self.machines.pop(name)
        machine.kill()
        machine.wait()
        # Its first process is this one's child now. When that has ended, all have, and its disks are written.
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.first.pop(name), 0)
        # Where the wire has gone with the machine, its routes have, too.
        _ip_batch((f"route del {address}/32" for address in self.addresses.pop(name)), may_fail=True)

    def wait(self, name: str) -> bool:
        """Whether the machine has gone down by itself."""
        return self.machines[name].poll() is not None

    def balance(self, address: str, backends: list[str], path: str) -> None:
        """An internal load balancer for the API server, with the path of its probe. A machine behind it never reaches
        itself through it: Azure lets such connections time out."""
        _ip("addr", "replace", f"{address}/32", "dev", "lo")
        self.health_path = path
        listener = socket.create_server((address, 6443), backlog=64)
        threading.Thread(target=_accept, args=(listener, backends, path), daemon=True).start()

    def answers(self, backend: str) -> bool:
        """Whether the load balancer sends connections to this machine."""
        return _answers(backend, self.health_path)

    def listen(self, address: str, port: int) -> int:
        """A listening socket in this network; its descriptor is handed to whoever asked."""
        _ip("addr", "replace", f"{address}/32", "dev", "lo")
        return socket.create_server((address, port), backlog=128).detach()


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, f"ip {' '.join(arguments)}: {done.stderr}"


def _ip_batch(lines: Iterable[str], *, may_fail: bool = False) -> None:
    done = subprocess.run(["ip", "-force", "-batch", "-"], input="\n".join(lines), capture_output=True, text=True)
    assert done.returncode == 0 or may_fail, f"ip -batch: {done.stderr}"


def _accept(listener: socket.socket, backends: list[str], path: str) -> None:
    while True:
        client, (source, _) = listener.accept()
        threading.Thread(target=_serve, args=(client, source, backends, path), daemon=True).start()


def _serve(client: socket.socket, source: str, backends: list[str], path: str) -> None:
    with client, contextlib.suppress(OSError):
        for backend in backends:
            if backend != source and _answers(backend, path):
                break
        else:
            return
        with socket.create_connection((backend, 6443), timeout=5) as server:
            server.settimeout(None)
            threading.Thread(target=_copy, args=(client, server), daemon=True).start()
            _copy(server, client)


_SEEN: dict[str, tuple[float, bool]] = {}


def _answers(backend: str, path: str) -> bool:
    """What the load balancer's probe saw last. Azure's looks every five seconds, of which fifty pass in one here."""
    begin = time.monotonic()
    seen, well = _SEEN.get(backend, (0.0, False))
    if begin - seen > 0.1:
        well = _probe(backend, path)
        if begin > _SEEN.get(backend, (0.0, False))[0]:
            _SEEN[backend] = begin, well
    return well


def _probe(backend: str, path: str) -> bool:
    """HTTPS."""
    context = ssl._create_unverified_context()
    try:
        with (
            socket.create_connection((backend, 6443), timeout=2) as plain,
            context.wrap_socket(plain) as secure,
        ):
            secure.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
            return b" 200 " in secure.recv(64)
    except OSError:
        return False


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    _ip("link", "set", "lo", "up")
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1")
    _ip("addr", "add", "169.254.169.254/32", "dev", "lo")
    _ip("route", "add", "unreachable", "default")
    fabric = Fabric()
    while message := control.recv(65536):
        request: dict[str, Any] = json.loads(message)
        try:
            value = getattr(fabric, request.pop("do"))(**request)
            descriptors = [value] if "port" in request else []
            socket.send_fds(control, [json.dumps({"value": value}).encode()], descriptors)
            for descriptor in descriptors:
                os.close(descriptor)
        except Exception as error:
            control.sendall(json.dumps({"error": repr(error)}).encode())


if __name__ == "__main__":
    main()
