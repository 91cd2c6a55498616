"""References to outputs of other Terraform configurations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.remote_state import RemoteState
from aksynth.output_reference import OutputReference
from aksynth.resource_id import ResourceId
from aksynth.rules.borrowed import references, subnet_ids
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.paths import VNET, A, M, X
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_HERE = (*AKSYNTH_PATH, "remoteStates")
_NAME = re.compile("[a-z]([a-z0-9-]*[a-z0-9])?")
_NAMES = "lowercase letters, digits and hyphens, with a letter first and no hyphen last"
_STATE = {
    "name": "network",
    "azurerm": {
        "resourceGroupName": "states",
        "storageAccountName": "ourstates",
        "containerName": "tfstate",
        "key": "network.tfstate",
    },
}
_OUTPUTS = "remoteState.network.subnet_ids."
_REFERENCES = {
    **VNET,
    M + "vnetSubnetID": _OUTPUTS + "masters",
    A + "vnetSubnetID": _OUTPUTS + "agents",
    X + "subnets": {_OUTPUTS + "masters": "10.239.0.0/22", _OUTPUTS + "agents": "10.239.4.0/22"},
    X + "remoteStates": [_STATE],
}


def _states(case: Case) -> list[RemoteState]:
    return case.aksynth.remote_states or []


@rule(
    "A262",
    wrong={**_REFERENCES, X + "remoteStates": [{"name": "network"}]},
    right=_REFERENCES,
    source=AKSYNTH,
    advice="set azurerm with resourceGroupName, storageAccountName, containerName and key, or local with path",
)
def remote_states(case: Case) -> Iterator[Finding]:
    """Entries of `aksynth.remoteStates` must have different names, and either all fields of `azurerm`, or `local` with
    a path.

    A name has lowercase letters, digits and hyphens. There is no field for a secret: the identity that runs Terraform
    reads the state.
    """
    seen: set[str] = set()
    for i, state in enumerate(_states(case)):
        if not _NAME.fullmatch(state.name) or state.name in seen:
            message = "another state has this name" if state.name in seen else "a state cannot have this name"
            yield Finding((*_HERE, i, "name"), message, shown(state.name), _NAMES, "give the state another name")
        seen.add(state.name)
        if bool(state.azurerm) == bool(state.local):
            yield Finding((*_HERE, i), "a state must have azurerm or local, and not both")
        for part in ("azurerm", "local"):
            for key, value in (getattr(state, part).model_dump() if getattr(state, part) else {}).items():
                if not value:
                    yield Finding((*_HERE, i, part, key), f"{key} is missing")


@rule(
    "A263",
    wrong={**_REFERENCES, X + "remoteStates": None},
    right=_REFERENCES,
    source=AKSYNTH,
    advice="add the state to properties.aksynth.remoteStates, or correct its name",
)
def known_states(case: Case) -> Iterator[Finding]:
    """A reference to an output must name an entry of `aksynth.remoteStates`."""
    names = sorted({state.name for state in _states(case)})
    for path, text in references(case):
        found = OutputReference.find(text)
        if found and found.state not in names:
            yield Finding(path, f"there is no remote state {found.state}", shown(text), ", ".join(names) or "none")


@rule(
    "A264",
    wrong={**_REFERENCES, A + "vnetSubnetID": VNET[A + "vnetSubnetID"], X + "subnets": None},
    right=_REFERENCES,
    source=AKSYNTH,
    advice="write all subnets in the form of the masters' subnet",
)
def one_form(case: Case) -> Iterator[Finding]:
    """All subnets must be written as ids, as ids without a subscription, or as outputs.

    Otherwise, aksynth cannot compare their virtual networks.
    """
    wanted = _form(case.masters.vnet_subnet_id or "")
    for path, text in subnet_ids(case):
        if wanted and _form(text) not in (wanted, ""):
            yield Finding(path, "the subnet of the masters is written in another form", shown(text), wanted)


def _form(text: str) -> str:
    """ "" if it has none of them."""
    if OutputReference.find(text):
        return "remoteState.STATE.OUTPUT"
    found = ResourceId.find_here(text)
    if not found:
        return ""
    return "/subscriptions/S/resourceGroups/..." if found.subscription else "/resourceGroups/..."


@rule(
    "A265",
    wrong={
        **_REFERENCES,
        M + "vnetSubnetID": "remoteState.network.masters.subnet_id",
        A + "vnetSubnetID": "remoteState.network.agents.subnet_id",
        X + "subnets": None,
    },
    right=_REFERENCES,
    source=AKSYNTH,
    advice="use an output, or a key of an output, whose name only this subnet has",
)
def distinct_names(case: Case) -> Iterator[Finding]:
    """References to different subnets must differ in their last part.

    It is the name of the subnet in Terraform addresses.
    """
    seen: dict[str, str] = {}
    for path, text in subnet_ids(case):
        found = OutputReference.find(text)
        other = seen.setdefault(found.name.lower(), text) if found else text
        if other.lower() != text.lower():
            yield Finding(path, f"{other} has the same last part", shown(text))


@rule(
    "A266",
    wrong={X + "remoteStates": [_STATE]},
    right=_REFERENCES,
    source=AKSYNTH,
    warns=True,
    advice="remove the entry, or write a reference such as remoteState.network.subnet_id",
)
def used_states(case: Case) -> Iterator[Finding]:
    """Each entry of `aksynth.remoteStates` should be used.

    A plan reads it, and copies all of its outputs to the state of the cluster.
    """
    used = {found.state for _, text in references(case) if (found := OutputReference.find(text))}
    for i, state in enumerate(_states(case)):
        if state.name not in used:
            yield Finding((*_HERE, i), "no field refers to an output of this state", shown(state.name))
