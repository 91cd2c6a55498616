"""What an apply left in the state: machines with their user data and identities, vaults with roles, run commands."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

import yaml

HEALTH = "azurerm_lb_probe.api_internal-probe"
READER = "11111111-2222-3333-4444-555555555555"
"""Who may read kubeconfigs where a model says so."""

Values = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Spec:
    """A machine. Addresses have their prefix length, the primary first; `run_command` is what an apply runs on it."""

    name: str
    addresses: tuple[str, ...]
    user_data: str
    identities: tuple[str, ...]
    size: str
    image: str
    """The offer in the marketplace that its image comes from."""
    run_command: str = ""

    @property
    def address(self) -> str:
        return self.addresses[0].split("/")[0]


class Estate:
    """Read from the values of a state by address."""

    def __init__(self, values: Values, outputs: dict[str, Any]) -> None:
        self.values, self.outputs = values, outputs

    def _all(self, kind: str) -> list[dict[str, Any]]:
        return [v for address, v in self.values.items() if address.startswith(f"{kind}.")]

    def masters(self) -> list[Spec]:
        """By index."""
        start = "azurerm_linux_virtual_machine.masters_"
        found = [vm for address, vm in self.values.items() if address.startswith(start)]
        return [self._master(vm) for vm in sorted(found, key=lambda vm: str(vm["computer_name"]))]

    def _master(self, vm: dict[str, Any]) -> Spec:
        (command,) = [
            c for c in self._all("azurerm_virtual_machine_run_command") if c["virtual_machine_id"] == vm["id"]
        ]
        return self._machine(vm, str(command["source"][0]["script"]))

    def _machine(self, vm: dict[str, Any], script: str = "") -> Spec:
        (nic,) = [n for n in self._all("azurerm_network_interface") if n["id"] in vm["network_interface_ids"]]
        parts = sorted(nic["ip_configuration"], key=lambda part: not part["primary"])
        addresses = tuple(f"{part['private_ip_address']}/12" for part in parts)
        user_data = _text(vm["custom_data"])
        return Spec(vm["computer_name"], addresses, user_data, self._clients(vm), str(vm["size"]), _image(vm), script)

    def environment(self) -> dict[str, str]:
        """What the scripts of a master know of their cluster."""
        files = {f["path"]: f["content"] for f in yaml.safe_load(self.masters()[0].user_data)["write_files"]}
        pairs = (line.split("=", 1) for line in files["/etc/aksynth/env"].splitlines())
        return {name: value.strip("'") for name, value in pairs}

    def agent(self, pool: str, number: int) -> Spec:
        """A machine of a set, or an instance of a scale set at the low addresses that Azure assigns first."""
        if vm := self.values.get(f"azurerm_linux_virtual_machine.pools_{pool}_{number}"):
            return self._machine(vm)
        scale_set = self.values[f"azurerm_linux_virtual_machine_scale_set.pools_{pool}"]
        name = f"{scale_set['computer_name_prefix']}{number:06d}"
        first = number * max(map(_count, self._all("azurerm_linux_virtual_machine_scale_set")))
        addresses = tuple(f"{free}/12" for free in islice(self._free_addresses(), first, first + _count(scale_set)))
        user_data, size = _text(scale_set["custom_data"]), str(scale_set["sku"])
        return Spec(name, addresses, user_data, self._clients(scale_set), size, _image(scale_set))

    def _free_addresses(self) -> Iterator[str]:
        """Those of the subnet of the agents, from the lowest one, that no interface of the state has."""
        parts = [part for nic in self._all("azurerm_network_interface") for part in nic["ip_configuration"]]
        taken = {part["private_ip_address"] for part in parts}
        return (address for n in count(4) if (address := f"10.240.{n // 256}.{n % 256}") not in taken)

    def jumpbox(self) -> Spec:
        return self._machine(self.values["azurerm_linux_virtual_machine.jumpbox"])

    def public_addresses(self) -> set[str]:
        """By Terraform address: what the internet could reach."""
        return {address for address in self.values if address.startswith("azurerm_public_ip.")}

    def _clients(self, machine: dict[str, Any]) -> tuple[str, ...]:
        own = machine["identity"][0]["identity_ids"]
        return tuple(i["client_id"] for i in self._all("azurerm_user_assigned_identity") if i["id"] in own)

    def principals(self) -> dict[str, str]:
        return {i["client_id"]: i["principal_id"] for i in self._all("azurerm_user_assigned_identity")}

    def vaults(self) -> list[str]:
        return [vault["name"] for vault in self._all("azurerm_key_vault")]

    def roles(self) -> set[tuple[str, str, str]]:
        """Principal, the last part of the scope's name (for a container with its account, for a key or a secret with
        its vault), role."""
        return {
            (a["principal_id"], _place(a["scope"]), a["role_definition_name"])
            for a in self._all("azurerm_role_assignment")
        }

    def storage_accounts(self) -> list[str]:
        return [str(account["name"]) for account in self._all("azurerm_storage_account")]

    def public_containers(self) -> set[str]:
        """ACCOUNT/CONTAINER of those whose blobs everybody may read."""
        found = [c for c in self._all("azurerm_storage_container") if c["container_access_type"] == "blob"]
        return {_place(container["id"]) for container in found}

    def endpoints(self, kind: str) -> list[str]:
        """The addresses of the private endpoints of vaults ("vault") or of the storage account ("blob")."""
        found = [part for end in self._all("azurerm_private_endpoint") for part in end["ip_configuration"]]
        return [part["private_ip_address"] for part in found if part["subresource_name"] == kind]

    def runner(self) -> str:
        """The principal that applied."""
        return str(self.values["data.azurerm_client_config.runner"]["object_id"])

    def api_address(self) -> str:
        return str(self.values["azurerm_lb.api_internal"]["private_ip_address"])

    def health_path(self) -> str:
        return str(self.values[HEALTH]["request_path"])

    def vault(self, letter: str) -> str:
        """masters, nodes or access, by the letter in its name."""
        (found,) = [name for name in self.vaults() if f"-{letter}-" in name]
        return found


def _count(scale_set: dict[str, Any]) -> int:
    """Addresses of each instance."""
    return len(scale_set["network_interface"][0]["ip_configuration"])


def _place(scope: str) -> str:
    parts = scope.split("/")
    if parts[-2] in ("keys", "secrets"):
        return "/".join(parts[-3:])
    return f"{parts[parts.index('storageAccounts') + 1]}/{parts[-1]}" if "containers" in parts else parts[-1]


def _text(custom_data: str) -> str:
    """Of cloud-init, which decompresses it, or of Ignition, which does not."""
    data = base64.b64decode(custom_data)
    return (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode()


def _image(machine: dict[str, Any]) -> str:
    return str(machine["source_image_reference"][0]["offer"])
