"""Several models read together, and the rules that look at all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from aksynth.apimodel import ApiModel, Fault
from aksynth.blueprint.backend import Backend, backend
from aksynth.custom_data import weighed
from aksynth.rules import Reading, read
from aksynth.rules.case import AKSYNTH_PATH, MASTER
from aksynth.rules.registry import shown

Cluster = tuple[str, Backend | None]
"""What two clusters cannot share: the dnsPrefix and the place of the state."""


def read_models(paths: Sequence[Path], settings: Sequence[str] = (), *, to_build: bool = False) -> dict[str, Reading]:
    """Each model by its path, with its own faults and those of all models together."""
    readings = {str(path): weighed(read(path, to_build=to_build, settings=settings)) for path in paths}
    models = {name: reading.document.model for name, reading in readings.items() if reading.document}
    for name, fault in clashes({name: _cluster(model) for name, model in models.items() if model}):
        readings[name] = readings[name].with_faults([fault])
    return readings


def _cluster(model: ApiModel) -> Cluster:
    return model.properties.master_profile.dns_prefix, backend(model)


def clashes(clusters: Mapping[str, Cluster]) -> Iterator[tuple[str, Fault]]:
    """A fault for each cluster that has the same names as an earlier one, with the source of that one."""
    names: dict[str, str] = {}
    states: dict[tuple[str, str, str], str] = {}
    for source, (name, state) in clusters.items():
        same_name = names.setdefault(name.lower(), source)
        same_state = states.setdefault(_place(state), source) if state and state.key else source
        if name and same_name != source:
            yield source, _same_name(name, same_name)
        elif state and same_state != source:
            yield source, _same_state(state, same_state)


def _place(state: Backend) -> tuple[str, str, str]:
    """A storage account's name is unique in Azure, so its resource group does not matter."""
    return state.storage_account_name, state.container_name, state.key


def _same_name(name: str, other: str) -> Fault:
    return Fault(
        rule="A150",
        path=(*MASTER, "dnsPrefix"),
        message=f"{other} has the same dnsPrefix, and the dnsPrefix names the stack",
        value=shown(name),
        advice="give each model its own dnsPrefix",
    )


def _same_state(state: Backend, other: str) -> Fault:
    return Fault(
        rule="A151",
        path=(*AKSYNTH_PATH, "backend", "azurerm", "key"),
        message=f"{other} keeps its state in the same blob, and each apply would remove the other cluster",
        value=shown(state.key),
        advice="give each model its own key, or leave the key out: the default is DNSPREFIX.tfstate",
    )
