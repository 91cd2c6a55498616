"""A machine for scripts: their real paths over a temporary disk, a network of its own, and stand-ins for what Azure and
Kubernetes would do.

`/etc`, `/opt`, `/usr/local`, `/var`, `/root` and `/home` are overlaid with the machine's own folder, which outlives a
reboot; `/run` does not. Nothing leaves the machine: its network holds the loopback device, with the address of the
metadata service and those of the masters, and one interface without a wire.
"""

from __future__ import annotations

import hashlib
import json
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from simulation.isolation import unshare

from aksynth.bootstrap import File

HERE = Path(__file__).resolve().parent
_OVERLAID = ("etc", "opt", "usr/local", "var", "root", "home")

_BOOTED = TemporaryDirectory(prefix="booted-")


def _copy(source: Path, target: Path) -> None:
    """With owners, modes and what an overlay says of its files."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


@dataclass
class World:
    """What machines share: vaults, the cluster's objects, and how Azure behaves. One JSON file, read at every use."""

    path: Path

    def read(self) -> dict[str, object]:
        content: dict[str, object] = json.loads(self.path.read_text()) if self.path.exists() else {}
        return content

    def set(self, **values: object) -> None:
        self.path.write_text(json.dumps({**self.read(), **values}))


class Machine:
    """One node; `name` is its host name and `address` its primary address."""

    def __init__(self, folder: Path, world: World, name: str, address: str, files: tuple[File, ...]) -> None:
        self.folder, self.world, self.name, self.address = folder / name, world, name, address
        for part in _OVERLAID:
            (self.folder / "upper" / part).mkdir(parents=True)
            (self.folder / "work" / part).mkdir(parents=True)
        (self.folder / "disk").mkdir()
        self.write("/etc/passwd", "root:x:0:0::/root:/bin/bash\nazureuser:x:0:0::/home/azureuser:/bin/bash\n", "0644")
        for file in files:
            self.write(file.path, file.content, file.mode)

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
        environment = {
            "PATH": f"{HERE / 'stand_ins'}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "MACHINE": str(self.folder),
            "MACHINE_NAME": self.name,
            "MACHINE_ADDRESS": self.address,
            "WORLD": str(self.world.path),
            "PYTHON": sys.executable,
            # The stand-ins start with -S: what an environment does at every start takes longer than they run.
            "PYTHONPATH": f"{sysconfig.get_path('purelib')}:{HERE.parent}",
            "NODES": str(HERE),
            "CURL_CA_BUNDLE": str(self.world.path.parent / "azure.crt"),
            "HOME": "/root",
            "LC_ALL": "C",
        }
        boot = f"{shlex.quote(str(HERE / 'boot.sh'))} {shlex.quote(command)}"
        done = subprocess.run(
            [*unshare(), "bash", "-c", boot], env=environment, capture_output=True, text=True, timeout=timeout
        )
        if check and done.returncode:
            raise AssertionError(f"{command} on {self.name}:\n{done.stdout}\n{done.stderr}")
        return done

    def boot(self) -> Machine:
        """Up as a master. What the same files have come to once beside the same services is copied from then on."""
        key = hashlib.sha256(repr((self.name, sorted(self.tree().items()), self.world.read())).encode()).hexdigest()
        kept = Path(_BOOTED.name) / key
        if kept.exists():
            shutil.rmtree(self.folder)
            _copy(kept / "machine", self.folder)
            shutil.copy(kept / "world.json", self.world.path)
            return self
        self.run("/opt/aksynth/master.sh")
        kept.mkdir()
        _copy(self.folder, kept / "machine")
        shutil.copy(self.world.path, kept / "world.json")
        return self

    def calls(self) -> list[str]:
        """What the stand-ins were asked for, in order."""
        log = self.folder / "calls"
        return log.read_text().splitlines() if log.exists() else []

    def tree(self) -> dict[str, str]:
        """Content and mode of every file that the machine has changed, but for logs."""
        upper = self.folder / "upper"
        found = [
            p for part in ("etc", "opt", "var/lib", "home") for p in sorted((upper / part).rglob("*")) if p.is_file()
        ]
        return {str(p.relative_to(upper)): f"{p.stat().st_mode:o} {p.read_bytes().hex()}" for p in found}


Make = Callable[..., Machine]
"""Makes master INDEX of a blueprint or, without one, an agent of its first pool."""
