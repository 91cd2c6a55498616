"""What a key on the masters changes of a cluster, beside the files of nodes."""

from __future__ import annotations

import pytest
from clusters import blueprint, changed, example

from aksynth.blueprint import Blueprint
from aksynth.blueprint.key_record import fixed_keys, fixed_sku
from aksynth.cli.cluster_summary import print_cluster

PLAIN = example("kubernetes")
CONFIG = "properties.orchestratorProfile.kubernetesConfig"
KEY = f"/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.KeyVault/vaults/ours/keys/etcd/versions/{1:032x}"


def cluster(field: str, **encryption: object) -> Blueprint:
    return blueprint(
        changed(changed(PLAIN, f"{CONFIG}.{field}", True), "properties.aksynth.encryption", dict(encryption))
    )


LOCAL = cluster("enableDataEncryptionAtRest", keyVersions=[2, 1], keys={"1": KEY})
KMS = cluster("enableEncryptionWithExternalKms", keyVersions=[2, 1])


def test_nothing_of_key_vault() -> None:
    """No vault with a key, no plugin that could be unhealthy, and no existing key, which only Key Vault encryption has."""
    assert LOCAL.encryption and LOCAL.vault("kms") is None and fixed_sku(LOCAL) is None
    assert LOCAL.endpoint.health_path == "/readyz"
    versions = LOCAL.encryption.versions
    assert [(v.provider, v.secret, v.borrowed) for v in versions] == [
        ("key2", "etcd-encryption-key-2", None),
        ("key1", "etcd-encryption-key", None),
    ]


def test_another_kind_of_key_is_rejected() -> None:
    """A plan compares each number, and says which field the cluster had."""
    kept, new = fixed_keys(KMS)[1], fixed_keys(LOCAL)[1]
    assert kept.field == new.field and kept.value != new.value and "enableDataEncryptionAtRest" in new.value
    assert "set enableEncryptionWithExternalKms to true again" in new.remedy


def test_the_summary_says_where_keys_are(capsys: pytest.CaptureFixture[str]) -> None:
    print_cluster(LOCAL)
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert {"key 1 in a file on each master", "key 2 in a file on each master"} <= set(shown)
