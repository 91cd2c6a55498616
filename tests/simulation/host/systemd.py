"""The part of systemd that the units use: oneshots that are retried, links of enabled units, timers that wait."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Container
from configparser import ConfigParser
from dataclasses import dataclass, field
from pathlib import Path

from ..tool import PACE, Failed
from .machine import Machine

UNITS = Path("/etc/systemd/system")
_IMAGE = Path("/usr/local/lib/systemd/system")
"""Units of the image, and of packages that are installed later; the machine itself plays them."""
_FROM_PACKAGES = {"containerd.service": "", "kubelet.service": "", "systemd-resolved.service": ""}
"""Units that packages or the image bring; the machine itself plays them."""


def _read(name: str) -> dict[str, dict[str, str]]:
    parser = ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",), delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(_path(name))
    return {section: dict(parser[section]) for section in parser.sections()}


def _path(name: str) -> Path:
    return next((folder / name for folder in (UNITS, _IMAGE) if (folder / name).exists()), UNITS / name)


@dataclass
class Job:
    """A unit that starts or runs."""

    done: threading.Event = field(default_factory=threading.Event)
    process: subprocess.Popen[str] | None = None
    stopped: bool = False


class Systemd:
    """`stopped` tells what the machine plays when its unit stops."""

    def __init__(self, machine: Machine, runs: Container[str] | None = None) -> None:
        """`runs` are the services whose commands are run, by default all."""
        self.machine, self.runs = machine, runs
        self.jobs: dict[str, Job] = {}
        self.stopped: dict[str, Callable[[], None]] = {}
        """What a unit that the machine plays does when it stops."""
        self.active: set[str] = set()
        self.lock = threading.RLock()

    def exists(self, name: str) -> bool:
        return name in _FROM_PACKAGES or _path(name).exists()

    def enable(self, name: str) -> None:
        wanted = "multi-user.target" if name in _FROM_PACKAGES else _read(name)["Install"]["WantedBy"]
        link = UNITS / f"{wanted}.wants" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.is_symlink():
            link.symlink_to(_path(name))

    def disable(self, name: str) -> None:
        for link in UNITS.glob(f"*.wants/{name}"):
            link.unlink()

    def mask(self, name: str) -> None:
        """Nothing starts it again, and no package enables it."""
        if (UNITS / name).exists() and not (UNITS / name).is_symlink():
            raise Failed(f"Failed to mask unit: File '{UNITS / name}' already exists.")
        if not (UNITS / name).is_symlink():
            (UNITS / name).symlink_to("/dev/null")

    def start_image(self) -> None:
        """What the image enables runs before cloud-init's commands."""
        self.active |= {name for name in self.enabled() if _path(name).parent == _IMAGE}

    def enabled(self) -> list[str]:
        return sorted(link.name for link in UNITS.glob("*.wants/*"))

    def start(self, name: str) -> Job:
        """A job that runs is joined; a unit that is active is left alone."""
        with self.lock:
            if name in self.active or (name in self.jobs and not self.jobs[name].done.is_set()):
                return self.jobs.setdefault(name, _ended())
            job = self.jobs[name] = Job()
        threading.Thread(target=self._run, args=(name, job), daemon=True).start()
        return job

    def stop(self, name: str) -> None:
        with self.lock:
            if name in self.active and name in self.stopped:
                self.stopped[name]()
            self.active.discard(name)
            job = self.jobs.pop(name, None)
        if job:
            job.stopped = True
            if job.process and job.process.poll() is None:
                os.killpg(job.process.pid, signal.SIGKILL)
            job.done.wait(10)

    def _run(self, name: str, job: Job) -> None:
        try:
            if name in _FROM_PACKAGES or name.endswith((".timer", ".target")) or _path(name).parent == _IMAGE:
                self.active.add(name)
            elif self.runs is None or name in self.runs:
                self._service(name, job)
        finally:
            job.done.set()

    def _service(self, name: str, job: Job) -> None:
        unit = _read(name)
        condition = unit.get("Unit", {}).get("ConditionPathExists")
        if condition and not Path(condition).exists():
            return
        service = unit["Service"]
        assert service["Type"] == "oneshot", f"{name} is none of those that are played here"
        while not job.stopped:
            if self._once(name, service["ExecStart"], job) == 0:
                if service.get("RemainAfterExit") == "yes" and not job.stopped:
                    self.active.add(name)
                return
            if not self.restarts(service) or job.stopped:
                return
            time.sleep(max(0.05, _seconds(service["RestartSec"]) / PACE))

    def restarts(self, service: dict[str, str]) -> bool:
        """Whether it starts again when it has failed."""
        return service.get("Restart") == "on-failure"

    def _once(self, name: str, command: str, job: Job) -> int:
        environment = {key: value for key, value in os.environ.items() if key != "HOME"}
        job.process = subprocess.Popen(
            command.split(), env=environment, text=True, errors="replace", start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert job.process.stdout
        for line in job.process.stdout:
            self.machine.log(name.removesuffix(".service"), line.rstrip("\n"))
        return job.process.wait()

    def boot(self) -> None:
        """What is enabled starts; the two that come before everything else first."""
        order = ["aksynth-network.service", "aksynth-prepare.service"]
        first = [name for name in order if name in self.enabled()]
        for name in first:
            self.start(name).done.wait()
        for name in self.enabled():
            if name not in first and name != "kubelet.service":
                self.start(name)
        if "kubelet.service" in self.enabled() and self._mounted():
            self.start("kubelet.service")

    def _state(self, names: list[str]) -> str:
        """systemctl(1): a oneshot is activating until its command has ended, and while its next attempt waits."""
        if all(name in self.active for name in names):
            return "active\n"
        running = any(name in self.jobs and not self.jobs[name].done.is_set() for name in names)
        return _inactive("activating" if running else "inactive")

    def _mounted(self) -> bool:
        """RequiresMountsFor: a mount point of the file table must be there before the kubelet."""
        drop_in = UNITS / "kubelet.service.d/20-aksynth.conf"
        table = Path("/etc/fstab").read_text() if Path("/etc/fstab").exists() else ""
        if not drop_in.exists() or "RequiresMountsFor=/var/lib/etcddisk" not in drop_in.read_text():
            return True
        if " /var/lib/etcddisk " not in table:
            return True
        # Where a script mounted it meanwhile, it is mounted all the same.
        subprocess.run(["mount", "/var/lib/etcddisk"], capture_output=True)
        return Path("/var/lib/etcddisk").is_mount()

    def systemctl(self, arguments: list[str], _: str) -> str:
        """`systemctl`, as far as the scripts use it."""
        flags = {argument for argument in arguments if argument.startswith("-")}
        verb, *names = [argument for argument in arguments if argument not in flags]
        names = [name if "." in name else f"{name}.service" for name in names]
        for name in names:
            if not self.exists(name):
                raise Failed(f"Failed to {verb} unit: Unit {name} not found.", 5)
        match verb:
            case "daemon-reload":
                return ""
            case "enable":
                for name in names:
                    self.enable(name)
                if "--now" not in flags:
                    return ""
            case "disable":
                for name in names:
                    self.disable(name)
                    if "--now" in flags:
                        self.stop(name)
                return ""
            case "mask":
                for name in names:
                    self.mask(name)
                return ""
            case "restart":
                for name in names:
                    self.stop(name)
            case "start":
                pass
            case "stop":
                for name in names:
                    self.stop(name)
                return ""
            case "is-enabled":
                return "enabled\n" if set(names) <= set(self.enabled()) else _inactive()
            case "is-active":
                return self._state(names)
            case _:
                raise Failed(f"Unknown command verb {verb}.")
        jobs = [self.start(name) for name in names]
        for job in jobs if "--no-block" not in flags else []:
            job.done.wait()
        return ""


def _inactive(state: str = "inactive") -> str:
    raise Failed(state, 3)


def _ended() -> Job:
    job = Job()
    job.done.set()
    return job


def _seconds(text: str) -> float:
    units = {"min": 60, "h": 3600, "s": 1}
    for unit, factor in units.items():
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * factor
    return float(text)
