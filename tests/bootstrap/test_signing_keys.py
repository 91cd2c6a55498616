"""The keys that sign tokens of service accounts, in each step of a rotation."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from clusters import blueprint, changed, example
from facts import FACTS

from aksynth.blueprint.signing_record import used_keys
from aksynth.bootstrap import master_files

PKI = "/etc/kubernetes/pki/"
STEPS: list[tuple[list[int], list[str], list[str]]] = [
    ([1], [], []),
    ([1, 2], ["sa.pub", "sa-2.pub", "sa.key"], ["sa.key"]),
    ([2, 1], ["sa.pub", "sa-2.pub", "sa-2.key"], ["sa-2.key"]),
    ([2], ["sa-2.pub", "sa-2.key"], ["sa-2.key"]),
    ([3, 2], ["sa-2.pub", "sa-3.pub", "sa-3.key"], ["sa-3.key"]),
]
"""Versions, and the files of keys of the API server and of the controller manager. With the first key alone, they are
those of kubeadm."""


@pytest.mark.parametrize(("versions", "server", "manager"), STEPS)
def test_keys_of_each_step(versions: list[int], server: list[str], manager: list[str]) -> None:
    """The order of public keys is that of their numbers, and so the document does not change with the key that signs."""
    texts = _files(changed(example("kubernetes"), "properties.aksynth.signingKeyVersions", versions))
    (cluster,) = (
        document
        for document in yaml.safe_load_all(texts["/etc/aksynth/kubeadm.yaml.tmpl"])
        if document["kind"] == "ClusterConfiguration"
    )
    for part, files in (("apiServer", server), ("controllerManager", manager)):
        flags = [flag for flag in cluster[part]["extraArgs"] if flag["value"].startswith(PKI + "sa")]
        assert [flag["value"] for flag in flags] == [PKI + file for file in files]
        assert {flag["name"] for flag in flags if flag["value"].endswith(".pub")} <= {"service-account-key-file"}
    assert ("/opt/aksynth/keys-of-tokens.sh" in texts) == (versions != [1])


def _files(document: dict[str, Any]) -> dict[str, str]:
    return {file.path: file.content for file in master_files(blueprint(document), FACTS)}


@pytest.mark.parametrize(
    ("versions", "signing", "not_signing"),
    [
        ([1], [], [2]),
        ([1, 2], [], [2, 3]),
        ([2, 1], [2], [3]),
        ([2], [2], [3]),
        ([20261128], [2, 20261128], [20261129]),
    ],
)
def test_keys_that_a_model_must_not_lose(versions: list[int], signing: list[int], not_signing: list[int]) -> None:
    """A few, whatever their numbers are."""
    plan = blueprint(changed(example("kubernetes"), "properties.aksynth.signingKeyVersions", versions))
    found = {key.id: key.signs for key in used_keys(plan)}
    expected = {**dict.fromkeys(signing, True), **dict.fromkeys(not_signing, False)}
    assert found == {f"signing-key-{number}-used": signs for number, signs in expected.items()}
