"""management.azure.com: Uniform scale sets with upgrade mode Manual, as far as the nodes' scripts use them.

https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/update, .../delete-instances and
.../virtual-machine-scale-set-vms/list, version 2024-11-01. A change is answered with 202 and the URL of its operation:
https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations

A new capacity creates instances of the latest model, each in the zone that has fewest. Instances that exist keep the
model that they have. Deleting an instance lowers the capacity.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlparse

from .service import Service
from .state import Azure

VERSION = "2024-11-01"
_SET = re.compile(
    "/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft.Compute/virtualMachineScaleSets/([^/]+)(/.*)?"
)
_OPERATION = "/subscriptions/{}/providers/Microsoft.Compute/locations/westeurope/operations/{}"
Answer = tuple[int, Any, dict[str, str]]
Set = dict[str, Any]
"""`capacity`, `model` as a number, `zones`, `instances` with id, model, zone and state, `page` the size of one, and
what goes wrong: `refused` with an error, `failing` with one that comes later."""


class Compute(Service):
    def do_GET(self) -> None:
        self._handle({})

    def do_PATCH(self) -> None:
        self._handle(self.body())

    def do_POST(self) -> None:
        self._handle(self.body())

    def joined(self, name: str, instance: dict[str, Any]) -> None:
        """The machine runs. Who knows the cluster makes its node."""

    def gone(self, name: str, instance: dict[str, Any]) -> None:
        """The machine does not run any more."""

    def _handle(self, body: dict[str, Any]) -> None:
        url = urlparse(self.path)
        client, audience = self.bearer()
        with self.azure.open() as azure:
            fault = azure.fault(self.command, "compute")
            if isinstance(fault, int):
                answer = _error(fault, "Conflict" if fault == 409 else "InternalExecutionError")
            elif audience != "https://management.azure.com":
                answer = _error(401, "InvalidAuthenticationTokenAudience")
            elif not azure.may(client, "group", "change machines"):
                message = f"The client '{client}' does not have authorization to perform action 'Microsoft.Compute/...'"
                answer = _error(403, "AuthorizationFailed", message)
            else:
                assert parse_qs(url.query)["api-version"] == [VERSION]
                answer = self._answer(azure, url.path, parse_qs(url.query), body)
        self.reply(fault, lambda: self._send(*answer))

    def _answer(self, azure: Azure, path: str, query: dict[str, list[str]], body: dict[str, Any]) -> Answer:
        if "/operations/" in path:
            return 200, self._proceed(azure, path.rpartition("/")[2]), {}
        found = _SET.fullmatch(path)
        name = found.group(3) if found else ""
        if not found or name not in azure.sets or found.group(2) != "group":
            return _error(404, "ResourceNotFound", f"The Resource '{name}' was not found.")
        set_, id_ = azure.sets[name], path.removesuffix("/delete").removesuffix("/virtualMachines")
        match self.command, found.group(4):
            case "GET", None:
                return 200, {"name": name, "sku": {"name": "Standard_D2_v3", "capacity": set_["capacity"]}}, {}
            case "GET", "/virtualMachines":
                return 200, self._page(set_, id_, int(query.get("$skiptoken", ["0"])[0])), {}
            case "PATCH", None:
                return self._begin(azure, found.group(1), name, "grow", body["sku"]["capacity"])
            case "POST", "/delete":
                return self._begin(azure, found.group(1), name, "delete", body["instanceIds"])
        return _error(400, "BadRequest")

    def _page(self, set_: Set, id_: str, start: int) -> dict[str, Any]:
        items = [_shown(set_, id_, instance) for instance in set_["instances"]]
        end = start + set_.get("page", 100)
        more = f"https://management.azure.com{id_}/virtualMachines?api-version={VERSION}&$skiptoken={end}"
        return {"value": items[start:end], **({"nextLink": more} if end < len(items) else {})}

    def _begin(self, azure: Azure, subscription: str, name: str, what: str, value: Any) -> Answer:
        """What can be seen at once: the capacity, and instances that are created or deleted."""
        set_ = azure.sets[name]
        if error := set_.get("refused"):
            return error["status"], {"error": error["error"]}, {}
        if what == "grow":
            assert value >= len(set_["instances"]), "a script never lets Azure choose what is deleted"
            set_["capacity"] = value
            while len(set_["instances"]) < value:
                set_["instances"].append(_new(set_))
        for instance in set_["instances"] if what == "delete" else []:
            if instance["id"] in value:
                instance["state"] = "Deleting"
                set_["capacity"] -= 1
        number = str(len(azure.operations))
        azure.operations[number] = {"set": name, "polls": 0}
        return 202, None, {"Azure-AsyncOperation": self._operation(subscription, number)}

    def _operation(self, subscription: str, number: str) -> str:
        return f"https://management.azure.com{_OPERATION.format(subscription, number)}?api-version={VERSION}"

    def _proceed(self, azure: Azure, number: str) -> dict[str, Any]:
        """Done at the second question."""
        operation = azure.operations[number]
        operation["polls"] += 1
        if operation["polls"] < 2:
            return {"status": "InProgress"}
        set_ = azure.sets[operation["set"]]
        if error := set_.get("failing"):
            for instance in set_["instances"]:
                instance["state"] = instance["state"].replace("Creating", "Failed")
            return {"status": "Failed", "error": error}
        for instance in list(set_["instances"]):
            self._settle(operation["set"], set_, instance)
        return {"status": "Succeeded"}

    def _settle(self, name: str, set_: Set, instance: dict[str, Any]) -> None:
        if instance["state"] == "Deleting":
            set_["instances"].remove(instance)
            self.gone(name, instance)
        if instance["state"] == "Creating":
            instance["state"] = "Succeeded"
            self.joined(name, instance)

    def _send(self, status: int, body: Any, headers: dict[str, str]) -> None:
        text = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(text))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)


def _new(set_: Set) -> dict[str, Any]:
    zones = set_.get("zones") or [""]
    crowds = [[instance["zone"] for instance in set_["instances"]].count(zone) for zone in zones]
    set_["next"] = set_.get("next", 0) + 1
    zone = zones[crowds.index(min(crowds))]
    return {"id": str(set_["next"] - 1), "model": set_["model"], "zone": zone, "state": "Creating"}


def computer_name(name: str, instance: dict[str, Any]) -> str:
    return f"{name}{int(instance['id']):06}"


def _shown(set_: Set, id_: str, instance: dict[str, Any]) -> dict[str, Any]:
    """Azure writes names in identifiers of instances in capitals where it likes."""
    name = id_.rpartition("/")[2]
    return {
        "id": f"{id_.replace('/group/', '/GROUP/')}/virtualMachines/{instance['id']}",
        "instanceId": instance["id"],
        "name": f"{name}_{instance['id']}",
        **({"zones": [instance["zone"]]} if instance["zone"] else {}),
        "properties": {
            "latestModelApplied": instance["model"] == set_["model"],
            "provisioningState": instance["state"],
            "osProfile": {"computerName": computer_name(name, instance)},
        },
    }


def _error(status: int, code: str, message: str = "") -> Answer:
    return status, {"error": {"code": code, "message": message or code}}, {}
