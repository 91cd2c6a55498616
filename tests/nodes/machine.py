"""A machine for scripts: their real paths over a temporary disk, a network of its own, and stand-ins for what Azure and
Kubernetes would do.

`/etc`, `/opt`, `/usr/local`, `/var`, `/root` and `/home` are overlaid with the machine's own folder, which outlives a
reboot; `/run` does not. Nothing leaves the machine: its network holds the loopback device, with the address of the
metadata service and those of the masters, and one interface without a wire.
"""

from __future__ import annotations

import hashlib
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from inside.world import World
from simulation.azure.metadata import ADDRESS
from simulation.host.release import image_files
from simulation.host.starter import starter
from simulation.isolation import unshare

from aksynth.bootstrap import File

HERE = Path(__file__).resolve().parent
BIN = HERE.parent / "simulation/host/bin"
VAULTS, STORAGE, COMPUTE = "127.0.0.1", "127.0.0.2", "127.0.0.3"
_OVERLAID = ("etc", "opt", "usr/local", "var", "root", "home")

_BOOTED = TemporaryDirectory(prefix="booted-")


def _copy(source: Path, target: Path) -> None:
    """With owners, modes and what an overlay says of its files."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


class Machine:
    """One node; `name` is its host name and `address` its primary address."""

    def __init__(
        self, folder: Path, world: World, name: str, address: str, files: tuple[File, ...], *identities: str,
        image: str = "ubuntu-24_04-lts",
    ) -> None:  # fmt: skip
        self.folder, self.world, self.name, self.address = folder / name, world, name, address
        self.identities, self.tools = identities, BIN
        for part in _OVERLAID:
            (self.folder / "upper" / part).mkdir(parents=True)
            (self.folder / "work" / part).mkdir(parents=True)
        (self.folder / "disk").mkdir()
        self.write("/etc/passwd", "root:x:0:0::/root:/bin/bash\nazureuser:x:0:0::/home/azureuser:/bin/bash\n", "0644")
        for path, text in image_files(image).items():
            self.write(path, text)
        for file in files:
            self.write(file.path, file.content, file.mode)

    def without(self, *programs: str) -> Machine:
        """Its image does not have these."""
        self.tools = self.folder / "bin"
        self.tools.mkdir()
        for tool in BIN.iterdir():
            if tool.name not in programs:
                (self.tools / tool.name).symlink_to(tool)
        return self

    def path(self, path: str) -> Path:
        """Where a path of the machine is here."""
        return self.folder / "upper" / path.lstrip("/")

    def write(self, path: str, content: str, mode: str = "0644") -> None:
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
        target.chmod(int(mode, 8))

    def read(self, path: str) -> str:
        return self.path(path).read_text()

    def run(self, command: str, *, timeout: int = 300, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Boot, and run a command of the shell to its end."""
        boot = f"{shlex.quote(str(HERE / 'inside/boot.sh'))} {shlex.quote(command)}"
        done = subprocess.run(
            [*unshare(), "bash", "-c", boot], env=self._environment(), capture_output=True, text=True, timeout=timeout
        )
        if check and done.returncode:
            raise AssertionError(f"{command} on {self.name}:\n{done.stdout}\n{done.stderr}")
        return done

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{HERE / 'bin'}:{self.tools}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "MACHINE": str(self.folder),
            "NAME": self.name,
            "MACHINE_ADDRESS": self.address,
            "ADDRESSES": " ".join([ADDRESS, *sorted({self.address, *self._masters()})]),
            "IDENTITIES": " ".join(self.identities),
            "HOSTS": self._hosts(),
            "WORLD": str(self.world.path),
            "PYTHON": sys.executable,
            "SIMULATION": str(BIN.parents[1]),
            "STARTER": starter(),
            "CURL_CA_BUNDLE": str(self.world.path.parent / "azure.crt"),
            "HOME": "/root",
            "LC_ALL": "C",
        }

    def _masters(self) -> list[str]:
        """The addresses of all masters, which answer on this machine."""
        path = self.path("/etc/aksynth/masters")
        return [line.split()[2] for line in path.read_text().splitlines()] if path.exists() else []

    def _hosts(self) -> str:
        vaults = " ".join(f"{name}.vault.azure.net" for name in self.world.read()["vaults"])
        blobs = "snapshots.blob.core.windows.net tokens.blob.core.windows.net"
        return f"{VAULTS} localhost {vaults}\n{STORAGE} {blobs}\n{COMPUTE} management.azure.com"

    def boot(self) -> Machine:
        """Up as a master. What the same files have come to once beside the same services is copied from then on."""
        words = repr((self.name, sorted(self.tree().items()), self.world.read(), self.world.keys.below("")))
        kept = Path(_BOOTED.name) / hashlib.sha256(words.encode()).hexdigest()
        parts = {"machine": self.folder, "objects": self.world.keys.path, "world": self.world.path}
        if kept.exists():
            for name, place in parts.items():
                subprocess.run(["rm", "-rf", str(place)], check=True)
                _copy(kept / name, place)
            return self
        self.run("/opt/aksynth/master.sh")
        kept.mkdir()
        for name, place in parts.items():
            _copy(place, kept / name)
        return self

    def calls(self) -> list[str]:
        """What the stand-ins were asked for, in order."""
        log = self.folder / "calls"
        return log.read_text().splitlines() if log.exists() else []

    def journal(self) -> str:
        log = self.folder / "journal"
        return log.read_text() if log.exists() else ""

    def tree(self) -> dict[str, str]:
        """Content and mode of every file that the machine has changed, but for logs."""
        upper = self.folder / "upper"
        found = [
            p for part in ("etc", "opt", "var/lib", "home") for p in sorted((upper / part).rglob("*")) if p.is_file()
        ]
        return {str(p.relative_to(upper)): f"{p.stat().st_mode:o} {p.read_bytes().hex()}" for p in found}


Make = Callable[..., Machine]
"""Makes master INDEX of a blueprint or, without one, an agent of its first pool."""
