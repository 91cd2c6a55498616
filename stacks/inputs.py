"""Values that the api model leaves blank become Terraform variables."""

from __future__ import annotations

from collections.abc import Sequence

from aksynth._stacks.api_ranges import ApiRanges
from aksynth._stacks.variables import Variables
from aksynth.blueprint import Blueprint

_KEY_PATTERN = "^(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/=]+( [A-Za-z0-9@._+ -]*)?$"
_PUBLIC_KEY = f'${{{{length(regexall("{_KEY_PATTERN}", var.{{name}})) == 1}}}}'


class Inputs:
    """Each attribute is the value of the api model, or a Terraform variable."""

    def __init__(self, variables: Variables, blueprint: Blueprint) -> None:
        self._variables, self._blueprint = variables, blueprint
        self.location: str | None = self._location()
        self.ssh_keys: Sequence[str] = blueprint.ssh_keys or [self._ssh_key()]
        self.jumpbox_ssh_key = self._jumpbox_ssh_key() if blueprint.jumpbox else ""
        asked = ApiRanges(variables) if blueprint.access.api_ranges is None else None
        self.api_ranges: Sequence[str] = asked.api if asked else blueprint.access.api_ranges or ()
        self.vault_ranges: Sequence[str] = asked.vaults if asked else blueprint.access.vault_ranges or ()
        self.client_id, self.client_secret, self.client_secret_version = "", "", 1.0
        api = blueprint.identities.azure_api
        if api.kind == "ServicePrincipal":
            self._service_principal()
            if not api.secret:
                self._service_principal_secret()

    def _location(self) -> str | None:
        """An existing resource group defines the region."""
        if self._blueprint.location or self._blueprint.resource_group.existing:
            return self._blueprint.location
        return str(self._variables.add("location", description="Azure region, such as westeurope.").string_value)

    def _ssh_key(self) -> str:
        return self._public_key("ssh_public_key", f"{self._blueprint.admin_username} on every node")

    def _jumpbox_ssh_key(self) -> str:
        jumpbox = self._blueprint.jumpbox
        if jumpbox and jumpbox.ssh_key:
            return jumpbox.ssh_key
        return self._public_key("jumpbox_ssh_public_key", f"{jumpbox.username if jumpbox else ''} on the jumpbox")

    def _public_key(self, name: str, of: str) -> str:
        variable = self._variables.add(
            name,
            description=f"Public SSH key (RSA or ed25519) of {of}.",
            condition=_PUBLIC_KEY.format(name=name),
            error_message='Set one line with an OpenSSH public key: "ssh-rsa ..." or "ssh-ed25519 ...".',
        )
        return str(variable.string_value)

    def _service_principal(self) -> None:
        client_id = self._variables.add(
            "service_principal_client_id",
            description="Application (client) id of the cloud provider's service principal.",
            default=self._blueprint.identities.azure_api.client_id,
        )
        self.client_id = client_id.string_value

    def _service_principal_secret(self) -> None:
        secret = self._variables.add(
            "service_principal_secret",
            description="Its secret, which az stores in the vault *inputs*. Leave blank to store it yourself.",
            default="",
            ephemeral=True,
        )
        version = self._variables.add(
            "service_principal_secret_version",
            type_="number",
            description="Increase it when the secret changes: Terraform does not store it and cannot compare it.",
            default=1,
        )
        self.client_secret, self.client_secret_version = secret.string_value, version.number_value
