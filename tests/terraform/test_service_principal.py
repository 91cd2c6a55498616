"""A service principal's secret gets into its vault, and nobody needs the vault to plan."""

from __future__ import annotations

import json
from pathlib import Path

from .az import az
from .lives import workspace
from .models import MODELS, PLANTED

INPUT = "terraform_data.vaults_service-principal-input"


def test_secret(environment: dict[str, str], tmp_path: Path) -> None:
    """az gets the secret through a pipe; a refusal has its reason and is tried again; another operator without a role,
    at another address and without the secret plans."""
    stack = workspace(tmp_path, environment, MODELS["service-principal"])
    failed = stack.init().apply(check=False, **az(tmp_path, PLANTED, says="Please run 'az login' to setup account."))
    assert "Please run 'az login'" in failed.stderr
    assert "az keyvault secret set" in failed.stderr
    assert PLANTED not in failed.stdout + failed.stderr
    stack.apply(**az(tmp_path, PLANTED))
    assert (tmp_path / "input").read_text("utf-8") == PLANTED
    arguments = (tmp_path / "arguments").read_text("utf-8")
    vault = stack.values()["azurerm_key_vault.vaults_inputs"]["name"]
    assert f"--vault-name {vault} --name service-principal-secret" in arguments
    assert PLANTED not in arguments
    other = {"TFSIM_CALLER": "99999999-0000-0000-0000-000000000000", "TFSIM_ADDRESS": "203.0.113.9"}
    assert stack.plan(**other) == {}
    assert stack.plan(TF_VAR_service_principal_secret_version="2", **other) == {INPUT: ["delete", "create"]}


def test_without_az(environment: dict[str, str], tmp_path: Path) -> None:
    """A blank secret is put into the vault by hand: the apply says how, and goes on."""
    stack = workspace(tmp_path, environment, MODELS["service-principal"])
    done = stack.init().apply()
    assert stack.outputs()["service_principal_secret_command"] in done.stdout


def test_state_of_before(environment: dict[str, str], tmp_path: Path) -> None:
    """A secret that is a resource in the state leaves it and is not destroyed."""
    stack = workspace(tmp_path, environment, MODELS["service-principal"])
    path = stack.folder / "cdk.tf.json"
    new = json.loads(path.read_text("utf-8"))
    old = json.loads(path.read_text("utf-8"))
    old.pop("removed")
    old["resource"]["azurerm_key_vault_secret"] = {
        "vaults_service-principal-secret": {
            "name": "service-principal-secret",
            "key_vault_id": "${azurerm_key_vault.vaults_inputs.id}",
            "value_wo": "${var.service_principal_secret}",
            "value_wo_version": 1,
            "depends_on": ["azurerm_role_assignment.vaults_inputs_runner"],
        }
    }
    path.write_text(json.dumps(old), "utf-8")
    stack.init().apply(TF_VAR_service_principal_secret=PLANTED)
    secret = "azurerm_key_vault_secret.vaults_service-principal-secret"
    other = {"TFSIM_ADDRESS": "203.0.113.9"}
    refused = stack.run("plan", check=False, TF_VAR_service_principal_secret=PLANTED, **other)
    assert "Client address is not authorized" in refused.stderr
    path.write_text(json.dumps(new), "utf-8")
    assert stack.plan() == {secret: ["forget"]}
    stack.apply()
    assert secret not in stack.values()
    assert stack.plan(**other) == {}
