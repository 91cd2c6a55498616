"""Which ranges of the API also reach the key vaults: decided in Python for a model, by Terraform for a variable."""

from __future__ import annotations

import json
from ipaddress import IPv4Network
from typing import Any

import pytest
from clusters import blueprint, changed, example

from aksynth import fast_bindings

fast_bindings.install()

import cdktf  # noqa: E402
from terraform_workspace import Stack  # noqa: E402

from aksynth.addresses import opens_vaults  # noqa: E402
from aksynth.rules import read_string  # noqa: E402
from aksynth.stacks import ClusterStack  # noqa: E402

OPENS = {
    "198.51.100.0/24": True,
    "203.0.113.7/32": True,
    "203.0.113.6/31": True,
    "8.0.0.0/8": True,
    "172.15.0.0/16": True,
    "172.32.0.0/16": True,
    "100.128.0.0/16": True,
    "192.169.0.0/16": True,
    "0.0.0.0/0": False,
    "0.0.0.0/1": False,
    "128.0.0.0/1": False,
    "32.0.0.0/3": False,
    "8.0.0.0/7": False,
    "10.0.0.0/8": False,
    "10.1.2.0/24": False,
    "11.0.0.0/8": True,
    "172.16.0.0/12": False,
    "172.31.255.255/32": False,
    "172.0.0.0/8": False,
    "192.168.7.0/24": False,
    "192.160.0.0/11": False,
    "100.64.1.0/24": False,
    "127.0.0.1/32": False,
    "169.254.169.254/32": False,
    "224.0.0.0/8": False,
    "255.255.255.255/32": False,
}
NO_RANGES = ["*", "", "198.51.100.1/24", "198.51.100.7", "10.0.0.0/33", "2001:db8::/32", "::/0", "10.0.0.0/255.0.0.0", "010.0.0.0/8"]  # fmt: skip


def content() -> Any:
    stack = ClusterStack(cdktf.Testing.app(), "c", blueprint=blueprint(example("kubernetes")))
    return json.loads(cdktf.Testing.synth(stack))


def test_both_agree(environment: dict[str, str], tmp_path: Any) -> None:
    """The table holds in Python and in Terraform; a plan with a range that is too wide says so and ends well."""
    found = content()
    acls = found["resource"]["azurerm_key_vault"]["vaults_access"]["network_acls"]
    assert acls["ip_rules"] == "${local.vault_ranges}"
    part = {
        "variable": {"api_ranges": found["variable"]["api_ranges"]},
        "locals": {"vault_ranges": found["locals"]["vault_ranges"]},
        "check": {"api_ranges": found["check"]["api_ranges"]},
        "output": {"opens": {"value": "${local.vault_ranges}"}},
    }
    stack = Stack(tmp_path, environment)
    stack.write(json.dumps(part), "main.tf.json")
    said = stack.init().apply(TF_VAR_api_ranges=json.dumps(list(OPENS))).stdout
    assert stack.outputs()["opens"] == [text for text, opens in OPENS.items() if opens]
    assert [text for text in OPENS if opens_vaults(IPv4Network(text))] == stack.outputs()["opens"]
    assert "large part of the internet" in " ".join(said.split())
    said = stack.apply(TF_VAR_api_ranges='["10.0.0.0/8"]').stdout
    assert "No range in api_ranges reaches the key vaults" in " ".join(said.split())
    for text in NO_RANGES:
        done = stack.run("plan", "-input=false", check=False, TF_VAR_api_ranges=json.dumps(["198.51.100.0/24", text]))
        assert done.returncode == 1 and "at least one IPv4 CIDR" in done.stderr, text


@pytest.mark.parametrize("text", OPENS)
def test_model(text: str) -> None:
    """A model with the range opens the same, and a warning says what stays closed."""
    document = changed(example("ha"), "properties.aksynth.access.apiRanges", [text])
    assert blueprint(document).access.vault_ranges == ((text,) if OPENS[text] else ())
    rules = {fault.rule for fault in read_string(json.dumps(document)).faults}
    assert bool(rules & {"A31", "A142"}) is not OPENS[text]


@pytest.mark.parametrize("text", NO_RANGES)
def test_model_refuses(text: str) -> None:
    """What the variable refuses, a model refuses; an empty text is no range either."""
    document = changed(example("ha"), "properties.aksynth.access.apiRanges", [text])
    assert "A30" in {fault.rule for fault in read_string(json.dumps(document)).faults}
