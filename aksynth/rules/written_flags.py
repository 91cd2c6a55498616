"""Flags of Kubernetes' components, as a model has them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.rules.case import Case
from aksynth.rules.registry import Finding, shown

COMPONENTS = {
    "apiServerConfig": "kube-apiserver",
    "controllerManagerConfig": "kube-controller-manager",
    "cloudControllerManagerConfig": "cloud-controller-manager",
    "schedulerConfig": "kube-scheduler",
    "kubeletConfig": "kubelet",
}
"""By the field with the flags of the component."""


def written_flags(case: Case) -> Iterator[tuple[Path, str, str]]:
    """Path, flag and value of every written flag, of the cluster and of single machines."""
    for field in case.fields:
        if field.field.alias in COMPONENTS:
            for flag, value in field.value.items():
                yield (*field.path, flag), flag, value


def unknown_name(path: Path, message: str, name: str, known: Iterable[str]) -> Finding:
    """The nearest names are the allowed ones: a component has up to 170."""
    close = difflib.get_close_matches(name, sorted(known), n=4, cutoff=0.6)
    question = f"; did you mean {close[0]}?" if close and close[0] != name else ""
    return Finding(path, message + question, shown(name), ", ".join(close))
