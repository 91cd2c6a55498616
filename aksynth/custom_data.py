"""The size of the user data of machines, and the parts of the model that contribute most.

Azure accepts 65,535 bytes of custom data, counted before base64
(https://learn.microsoft.com/rest/api/compute/virtual-machines/create-or-update, OSProfile.customData).
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha512
from itertools import count
from math import ceil

from aksynth.apimodel import Fault
from aksynth.apimodel.json_reader import Path
from aksynth.blueprint import Blueprint, resolve
from aksynth.bootstrap import (
    AzureFacts,
    File,
    Ignition,
    agent_files,
    desired_state,
    master_files,
    run_command,
    user_data,
)
from aksynth.rules import Reading
from aksynth.rules.reading import NOT_BUILT
from aksynth.taken_paths import taken_paths

LARGEST = 65_535
LARGEST_SCRIPT = 64 * 1024 - 1
"""Of a run command: https://learn.microsoft.com/azure/virtual-machines/linux/run-command-managed"""
RULE = "A126"
_CONFIG: Path = ("properties", "orchestratorProfile", "kubernetesConfig")
_LENGTHS = {"tenant_id": 36, "subscription_id": 36, "masters_client_id": 36, "nodes_client_id": 36}
_LENGTHS |= {"azure_client_id": 36, "resource_group": 90, "location": 20, "public_name": 110, "ssh_keys": 3000}
_NAME = 24
"""Longest values of what Terraform fills in; ids are GUIDs, names of vaults and storage accounts have 24 characters."""


def weighed(reading: Reading) -> Reading:
    """The reading with a fault for each kind of machine whose user data Azure would reject, and for each custom file
    whose path is taken."""
    if reading.filled is None or any(fault.rule == NOT_BUILT for fault in reading.faults):
        return reading
    blueprint = resolve(reading.filled)
    return reading.with_faults([*too_large(blueprint), *_taken(blueprint)])


def _taken(blueprint: Blueprint) -> list[Fault]:
    if not blueprint.custom_files:
        return []
    return list(taken_paths(blueprint, master_files(blueprint, _longest_facts(blueprint))))


def too_large(blueprint: Blueprint) -> list[Fault]:
    """One fault for the masters, and one for each pool, whose user data does not fit."""
    facts = _longest_facts(blueprint)
    masters, machine = master_files(blueprint, facts), blueprint.masters.machine
    sets = [("the masters", machine, masters)]
    sets += [(f"pool {pool.name}", pool.machine, agent_files(blueprint, pool, facts)) for pool in blueprint.pools]
    sizes = [
        (f"the user data of {whose}", _size(user_data(blueprint, machine.operating_system, files)))
        for whose, machine, files in sets
    ]
    found = [_fault(blueprint, what, size, LARGEST) for what, size in sizes if size > LARGEST]
    size = _run_command(masters)
    what = "the run command that brings a changed state to running masters"
    return found or ([_fault(blueprint, what, size, LARGEST_SCRIPT)] if size > LARGEST_SCRIPT else [])


def packed(text: str) -> int:
    """Bytes after gzip, as in Terraform's base64gzip."""
    return len(gzip.compress(text.encode(), compresslevel=6, mtime=0))


def _size(data: str | Ignition) -> int:
    """cloud-init takes it compressed."""
    return len(data.text()) if isinstance(data, Ignition) else packed(data)


def _run_command(files: tuple[File, ...]) -> int:
    """The script with the state in base64."""
    return len(run_command("a" * 64, "", True)) + 4 * ceil(packed(desired_state(files)) / 3)


def _longest_facts(blueprint: Blueprint) -> AzureFacts:
    """Text that compresses as little as keys and ids do."""
    names = AzureFacts.__dataclass_fields__
    facts = AzureFacts(**{name: _noise(name, _LENGTHS.get(name, _NAME)) for name in names})
    return replace(facts, ssh_keys="\n".join(blueprint.ssh_keys)) if blueprint.ssh_keys else facts


def _noise(seed: str, length: int) -> str:
    blocks = (base64.b64encode(sha512(f"{seed}{number}".encode()).digest()).decode() for number in count())
    text = ""
    while len(text) < length:
        text += next(blocks)
    return text[:length]


def _fault(blueprint: Blueprint, which: str, size: int, limit: int) -> Fault:
    largest = sorted(_parts(blueprint), key=lambda part: -part[2])
    path, what, _ = largest[0]
    named = ", ".join(f"{name} {weight:,} bytes" for _, name, weight in largest[:3] if weight > 300)
    return Fault(
        rule=RULE,
        path=path,
        message=f"{which} has {size:,} bytes when compressed, and Azure takes {limit:,}: {named}",
        value="",
        allowed=f"{limit:,} bytes or less",
        advice=f"shorten {what}",
        severity="error",
    )


def _parts(blueprint: Blueprint) -> Iterator[tuple[Path, str, int]]:
    """The parts of a model that are in user data, each with its compressed size."""
    kubernetes, properties = blueprint.kubernetes, ("properties",)
    labels = "\n".join(f"{name}={value}" for pool in blueprint.pools for name, value in pool.custom_labels)
    addons = "\n".join(text for _, text in kubernetes.own_addons)
    yield (*properties, "masterProfile", "subjectAltNames"), "subjectAltNames", packed("\n".join(kubernetes.cert_sans))
    yield (*_CONFIG, "addons"), "addons", packed(addons)
    custom = "\n".join(file.content for file in blueprint.custom_files)
    yield (*properties, "masterProfile", "customFiles"), "customFiles", packed(custom)
    scripts = "\n".join(script.content for script in blueprint.boot_scripts)
    yield (*properties, "aksynth", "bootScripts"), "bootScripts", packed(scripts)
    yield (*properties, "agentPoolProfiles"), "customNodeLabels", packed(labels)
    yield (*properties, "linuxProfile", "ssh", "publicKeys"), "publicKeys", packed("\n".join(blueprint.ssh_keys))
    for key, flags in (
        ("apiServerConfig", kubernetes.api_server),
        ("controllerManagerConfig", kubernetes.controller_manager),
        ("schedulerConfig", kubernetes.scheduler),
        ("kubeletConfig", kubernetes.kubelet),
    ):
        yield (*_CONFIG, key), key, packed("\n".join(f"{name}={value}" for name, value in flags))
