"""The public functions of `import aksynth`: from an api model to a blueprint, and from blueprints to stacks."""

from __future__ import annotations

import errno
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aksynth.apimodel import Fault, render
from aksynth.blueprint import Blueprint, resolve
from aksynth.models import clashes, read_models
from aksynth.output_directory import record

if TYPE_CHECKING:
    from cdktf import App


class ModelError(ValueError):
    """An api model has faults. The text has one paragraph for each, with its place and remedy."""

    def __init__(self, faults: Sequence[Fault], source: str = "model") -> None:
        super().__init__(render(faults, source))
        self.faults = tuple(faults)


class ModelWarning(UserWarning):
    """A warning about an api model, such as a retired value that was replaced."""


def load(path: str | Path, settings: Sequence[str] = ()) -> Blueprint:
    """The blueprint of an api model. `settings` are those of `--set`. Raises ModelError where the model has an error;
    its warnings are warnings of Python."""
    (reading,) = read_models([Path(path)], settings, to_build=True).values()
    if reading.filled is None:
        raise ModelError(reading.faults, str(path))
    for fault in reading.faults:
        warnings.warn(render([fault], str(path)), ModelWarning, stacklevel=2)
    return resolve(reading.filled)


def synth(*blueprints: Blueprint, directory: str | Path = "cdktf.out") -> list[Path]:
    """Write a Terraform stack for each blueprint, and return their folders. Starts Node, and raises NodeError where
    there is none. Raises ModelError where two of the blueprints cannot be synthesized together, and OSError where the
    directory cannot be written."""
    sources = {f"blueprint {i}": (b.name, b.backend) for i, b in enumerate(blueprints)}
    if faults := [fault for _, fault in clashes(sources)]:
        raise ModelError(faults, "blueprints")
    from aksynth.stacks import ClusterStack  # isort: skip  (lets the bindings load one by one)
    from cdktf import App  # isort: skip

    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)  # cdktf makes no parents
    app = App(stack_traces=False, outdir=str(folder))
    for blueprint in blueprints:
        ClusterStack(app, blueprint.name, blueprint=blueprint)
    _write(app)
    made = [folder / "stacks" / blueprint.name for blueprint in blueprints]
    record(folder, made)
    return made


def _write(app: App) -> None:
    """Convert file system errors of Node, such as `EACCES: permission denied, open 'x'`, to OSError."""
    try:
        app.synth()
    except RuntimeError as error:
        found = re.search(r"\b(E[A-Z]+): ([^,]+), \w+ '([^']+)'", str(error))
        if found is None:
            raise
        raise OSError(getattr(errno, found[1], 0), found[2], found[3]) from None
