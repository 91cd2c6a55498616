"""The instances of Uniform scale sets: which have their set's newest model, and what is done to them.

azurerm 4.55 (virtual_machine_scale_set_update.go): after an update of some arguments, and with `upgrade_mode =
"Manual"`, the provider updates every instance that has not the newest model and then reimages it, one after the other,
waiting for nothing in between. Both are choices of its `features` block, and both are on by default.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .planning import Object
from .values import Value

if TYPE_CHECKING:
    from .cloud import Cloud

KINDS = ("azurerm_linux_virtual_machine_scale_set", "azurerm_windows_virtual_machine_scale_set")
ROLLING = (
    "boot_diagnostics",
    "custom_data",
    "data_disk",
    "extension",
    "extensions_time_budget",
    "os_disk",
    "sku",
    "source_image_id",
    "source_image_reference",
    "user_data",
)
"""The arguments whose change sets `updateInstances` in linux_virtual_machine_scale_set_resource.go."""
_OF_THE_SET = ("instances", "tags", "timeouts")
"""What belongs to the set alone: an instance has the newest model whatever they are."""


def follow(cloud: Cloud, values: Object, prior: Object | None = None, features: Value = None) -> None:
    """Make and delete instances as a created or updated set wants, and roll those that the provider rolls."""
    before = _read(cloud, values)
    instances = dict(before)
    newest = _model(values)
    for _ in range(int(values["instances"] or 0) - len(instances)):
        number = str(max((int(known) for known in instances), default=-1) + 1)
        instances[number] = newest
        _log(cloud, values, number, "create")
    # Azure's default policy takes the newest ones away, where neither zones nor fault domains need balance.
    for number in sorted(instances, key=int, reverse=True)[: max(0, len(instances) - int(values["instances"] or 0))]:
        del instances[number]
        _log(cloud, values, number, "delete")
    if prior is not None and any(prior[name] != values[name] for name in ROLLING if name in values):
        _roll(cloud, values, instances, features)
    _file(cloud, values).write_text(json.dumps(instances))


def keep_disks(kind: str, prior: Object, new: Object) -> None:
    """An update with another image has the disks that exist, whatever the configuration says of them: the last lines
    about `source_image_reference` in `resourceLinuxVirtualMachineScaleSetUpdate`."""
    if kind in KINDS and any(prior[name] != new[name] for name in ("source_image_id", "source_image_reference")):
        new |= {name: prior[name] for name in ("os_disk", "data_disk")}


def forget(cloud: Cloud, values: Object) -> None:
    """The set is destroyed, and its instances with it."""
    for number in _read(cloud, values):
        _log(cloud, values, number, "delete")
    _file(cloud, values).unlink(missing_ok=True)


def _roll(cloud: Cloud, values: Object, instances: dict[str, str], features: Value) -> None:
    if values["upgrade_mode"] != "Manual" or not _on(features, "roll_instances_when_required"):
        return
    newest = _model(values)
    for number in [known for known, model in instances.items() if model != newest]:
        instances[number] = newest
        _log(cloud, values, number, "update")
        if _on(features, "reimage_on_manual_upgrade"):
            _log(cloud, values, number, "reimage")


def _on(features: Value, name: str) -> bool:
    """A choice of features.virtual_machine_scale_set; the two that are asked for are on by default."""
    found = [item for outer in features or () for item in outer.get("virtual_machine_scale_set") or ()]
    return all(item.get(name) is not False for item in found)


def _model(values: Object) -> str:
    kept = {name: value for name, value in values.items() if name not in _OF_THE_SET}
    return hashlib.sha1(json.dumps(kept, sort_keys=True, default=str).encode()).hexdigest()


def _read(cloud: Cloud, values: Object) -> dict[str, str]:
    file = _file(cloud, values)
    found: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    return found


def _file(cloud: Cloud, values: Object) -> Path:
    cloud.folder.mkdir(parents=True, exist_ok=True)
    return cloud.folder / f"{hashlib.sha1(str(values['id']).lower().encode()).hexdigest()}.instances"


def _log(cloud: Cloud, values: Object, number: str, operation: str) -> None:
    line: dict[str, Any] = {"scale_set": values["name"], "instance": number, "operation": operation}
    with cloud.lock, cloud.folder.with_name(f"{cloud.folder.name}-instances.log").open("a") as file:
        file.write(json.dumps(line) + "\n")
