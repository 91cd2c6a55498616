"""Another model for a cluster that was applied: its user data and run commands rendered again, without Terraform."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

import yaml
from clusters import blueprint, changed, example

from aksynth.bootstrap import AzureFacts, cloud_config, desired_state, master_files, run_command

from .estate import HEALTH, Estate

_KMS = "aksynth-k-abcdef"
_VM, _COMMAND = "azurerm_linux_virtual_machine.masters_", "azurerm_virtual_machine_run_command.state_"


def rendered(estate: Estate, base: dict[str, Any], document: dict[str, Any]) -> Estate:
    """`base` is the model of the estate. Its files must come out as they were applied. With a key in Key Vault, the
    result has the vault with the role that `KeyVaultKms` grants, and that on each existing key of the model. With a
    secret of a service principal in an existing vault, it has the role on that, and so it has on those of
    authorities."""
    facts = _facts(estate)
    own = {file.path: file.content for file in master_files(blueprint(base), facts)}
    assert own == _files(estate), "the facts of the applied cluster are not known"
    plan, values = blueprint(document), deepcopy(estate.values)
    client_id = plan.identities.azure_api.client_id or facts.azure_client_id
    files = master_files(plan, replace(facts, azure_client_id=client_id))
    state = desired_state(files)
    packed = base64.b64encode(gzip.compress(state.encode(), mtime=0)).decode()
    user_data = gzip.compress(cloud_config(files, upgrade=plan.upgrade_at_boot).encode())
    last = max(address for address in values if address.startswith(_COMMAND))
    for address in [a for a in values if a.startswith(_VM)]:
        values[address]["custom_data"] = base64.b64encode(user_data).decode()
        command = address.replace(_VM, _COMMAND)
        script = run_command(hashlib.sha256(state.encode()).hexdigest(), packed, command == last)
        values[command]["source"] = [{"script": script}]
    values[HEALTH]["request_path"] = plan.endpoint.health_path
    if plan.encryption and not plan.encryption.local:
        values |= _vault(estate, facts)
        for key in (version.borrowed for version in plan.encryption.versions if version.borrowed):
            values |= _role(estate, facts, f"keys_{key.vault}_{key.name}-role-masters", key.id, "Key Vault Crypto User")
    if secret := plan.identities.azure_api.secret:
        values |= _role(estate, facts, "vaults_inputs-masters", secret.id, "Key Vault Secrets User")
    for authority in plan.authorities:
        for name, secret in authority.secrets.items():
            values |= _role(estate, facts, f"identities_authority-{name}", secret.id, "Key Vault Secrets User")
    return Estate(values, estate.outputs)


def with_local_key(estate: Estate, name: str) -> Estate:
    """The estate of an example, with a key on the masters that encrypts Secrets."""
    plain = example(name)
    field = "properties.orchestratorProfile.kubernetesConfig.enableDataEncryptionAtRest"
    return rendered(estate, plain, changed(plain, field, True))


def _files(estate: Estate) -> dict[str, str]:
    """Of a master, by path."""
    document = yaml.safe_load(estate.masters()[0].user_data)
    return {file["path"]: file["content"] for file in document["write_files"]}


def _facts(estate: Estate) -> AzureFacts:
    """What only Azure knew, from where it was rendered into."""
    files, env = _files(estate), estate.environment()
    azure = json.loads(files["/etc/aksynth/azure.json"])
    return AzureFacts(
        tenant_id=azure["tenantId"],
        subscription_id=azure["subscriptionId"],
        location=azure["location"],
        resource_group=azure["resourceGroup"],
        masters_vault=env["VAULT_MASTERS"],
        nodes_vault=env["VAULT_NODES"],
        access_vault=env["VAULT_ACCESS"],
        inputs_vault=env["VAULT_INPUTS"],
        masters_client_id=env["IDENTITY_CLIENT_ID"],
        nodes_client_id="",
        azure_client_id=azure["userAssignedIdentityID"],
        public_name=env["PUBLIC_NAME"],
        ssh_keys=files["/etc/aksynth/authorized_keys"].strip(),
        backup_account=env["BACKUP_ACCOUNT"],
        kms_vault=_KMS,
    )


def _vault(estate: Estate, facts: AzureFacts) -> dict[str, dict[str, Any]]:
    role = {
        "principal_id": estate.principals()[facts.masters_client_id],
        "scope": f"/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/{_KMS}",
        "role_definition_name": "Key Vault Crypto Officer",
    }
    return {"azurerm_key_vault.vaults_kms": {"name": _KMS}, "azurerm_role_assignment.vaults_kms_masters": role}


def _role(estate: Estate, facts: AzureFacts, name: str, scope: str, role: str) -> dict[str, dict[str, Any]]:
    """Of the masters, on what exists already."""
    values = {
        "principal_id": estate.principals()[facts.masters_client_id],
        "scope": scope,
        "role_definition_name": role,
    }
    return {f"azurerm_role_assignment.{name}": values}
