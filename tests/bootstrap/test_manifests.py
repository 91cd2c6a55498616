"""Add-ons and units as their own checkers see them."""

from __future__ import annotations

import base64
import functools
import gzip
import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from changes import AUTHORITIES, CERTIFIED, GUID
from clusters import EXAMPLES, ROOT, blueprint, changed, example

from aksynth.blueprint.operating_systems import SYSTEMS
from aksynth.bootstrap import AzureFacts, agent_files, cloud_config, desired_state, master_files, run_command
from aksynth.bootstrap.static import lean, static_files, system_files
from aksynth.rules import own_addons

FACTS = AzureFacts(**{name: f"${{TfToken[TOKEN.{i}]}}" for i, name in enumerate(AzureFacts.__dataclass_fields__)})


@pytest.mark.parametrize("name", EXAMPLES)
def test_manifests(name: str) -> None:
    """Every object of the add-ons has only fields that Kubernetes 1.36 knows."""
    objects = [
        document
        for file in master_files(blueprint(example(name)), FACTS)
        if file.path.startswith("/etc/aksynth/addons/") and file.path.endswith(".yaml") and "values" not in file.path
        for document in yaml.safe_load_all(file.content)
    ]
    assert len(objects) > 12
    for document in objects:
        if not document["apiVersion"].startswith("snapshot.storage.k8s.io/"):  # of a chart's definitions
            _validate(json.dumps(document))


@functools.cache
def _validate(text: str) -> None:
    """Most objects are the same in all examples."""
    kubernetes_validate.validate(json.loads(text), "1.36", strict=True)


LARGEST = {
    "orchestratorProfile.kubernetesConfig.networkPolicy": "calico",
    "orchestratorProfile.kubernetesConfig.containerRuntime": "kata-containers",
    "aksynth.encryption.keyVersions": [1, 2],
    "aksynth.mirrors": {"registries": {f"registry{i}.example.com": "mirror.example.com/a" for i in range(9)}},
    "aksynth.httpProxy": {"httpProxy": "http://proxy.example.com:3128", "noProxy": [".corp.example.com"]},
    "aadProfile": dict.fromkeys(("serverAppID", "clientAppID", "tenantID", "adminGroupID"), GUID),
}
"""All that adds files to a master."""


_KMS, _KEY = "enableEncryptionWithExternalKms", "enableDataEncryptionAtRest"
SCRIPTS = {
    **AUTHORITIES,
    **CERTIFIED,
    "orchestratorProfile.kubernetesConfig.useManagedIdentity": False,
    "aksynth.signingKeyVersions": [2, 3],
}
"""All that have a script of their own."""
_BESIDE = own_addons.BESIDE_AUTHORITIES + own_addons.BESIDE_CERTIFICATE + own_addons.BESIDE_SIGNING_KEYS


@pytest.mark.parametrize(
    ("field", "more", "room"),
    [(_KMS, {}, own_addons.ROOM), (_KEY, {}, own_addons.ROOM), (_KMS, SCRIPTS, own_addons.ROOM - _BESIDE)],
)
def test_largest_addons_fit(field: str, more: dict[str, Any], room: int) -> None:
    """As much as the rules let an add-on of the model's own have, user data and run commands have room for."""
    noise = random.Random(1).randbytes(room * 83 // 100).hex()
    text = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a": noise}})
    assert room * 0.9 < len(gzip.compress(text.encode())) < room
    pools = [{"name": "general", "config": {"min-nodes": "1", "max-nodes": "9"}}]
    mine = [
        {"name": "cluster-autoscaler", "pools": pools},
        {"name": "nvidia-device-plugin"},
        {"name": "mine", "data": base64.b64encode(text.encode()).decode()},
    ]
    document = changed(example("ha"), "properties.orchestratorProfile.kubernetesConfig.addons", mine)
    for path, value in {**LARGEST, **more, f"orchestratorProfile.kubernetesConfig.{field}": True}.items():
        document = changed(document, f"properties.{path}", value)
    files = master_files(blueprint(document), FACTS)
    state = base64.b64encode(gzip.compress(desired_state(files).encode(), mtime=0)).decode()
    assert len(gzip.compress(cloud_config(files).encode(), mtime=0)) < 65535
    assert len(run_command("a" * 64, state, True)) < 64 * 1024


def test_tokens_arrive_whole() -> None:
    """A placeholder of Azure's facts is neither folded nor escaped, in user data and in the desired state."""
    document = changed(
        example("ha"), "properties.orchestratorProfile.kubernetesConfig.enableEncryptionWithExternalKms", True
    )
    plan = blueprint(changed(document, "properties.aksynth.workloadIdentity.enabled", True))
    agents = {"masters_vault", "access_vault", "inputs_vault", "masters_client_id", "azure_client_id", "backup_account",
              "kms_vault", "issuer"}  # fmt: skip
    for files, missing in (
        (master_files(plan, FACTS), {"nodes_client_id"}),
        (agent_files(plan, plan.pools[0], FACTS), agents),
    ):
        for text in (cloud_config(files), desired_state(files)):
            for name, value in vars(FACTS).items():
                assert (value in text) == (name not in missing), name


def test_every_static_file_has_a_role() -> None:
    """No script in the package is unused; receive.sh and roll.sh are the run commands' own."""
    there = {path.name for path in (ROOT / "aksynth/bootstrap/files").iterdir() if path.is_file()}
    names = "master agent authority certificate gpu kata proxy jumpbox"
    roles = (*names.split(), "local key", "signing keys")
    used = {Path(file.path).name for role in roles for file in static_files(role)}
    used |= {Path(file.path).name for system in SYSTEMS for file in system_files(system)}
    used |= {"receive.sh", "roll.sh", *(f"packages-{system.packages}.sh" for system in SYSTEMS)}
    used |= {"aksynth-bootstrap-master.service", "aksynth-bootstrap-agent.service"}
    assert there == used - {"aksynth-bootstrap.service"}


def test_comments_leave_no_command_behind() -> None:
    """Every script does the same without its comments, and its top still says what it is for: no line of a text in a
    script is taken for a comment."""
    for path in (ROOT / "aksynth/bootstrap/files").glob("*.sh"):
        before, after = path.read_text("utf-8"), lean(path.read_text("utf-8"))
        assert _commands(before) == _commands(after), path.name
        assert after.splitlines()[:2] == before.splitlines()[:2], path.name


def _commands(script: str) -> str:
    """As bash prints a function of these commands."""
    whole = f"script() {{\n{script}\n}}\ndeclare -f script"
    done = subprocess.run(["bash"], input=whole, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("script ()")
    return done.stdout


@pytest.mark.parametrize("role", ["master", "agent", "jumpbox"])
def test_units(role: str, tmp_path: Path) -> None:
    """systemd has nothing against the units."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed: units are not verified")
    for file in static_files(role):
        target = tmp_path / Path(file.path).name
        target.write_text(file.content)
        target.chmod(int(file.mode, 8))
    for unit in tmp_path.glob("aksynth-*.*"):
        text = unit.read_text().replace("/opt/aksynth/", f"{tmp_path}/")
        unit.write_text(text)
    units = [str(path) for path in tmp_path.glob("aksynth-*.*")]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    own = [line for line in done.stderr.splitlines() if "aksynth" in line]
    assert own == []
