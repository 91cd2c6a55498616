"""Add-ons and units as their own checkers see them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from clusters import EXAMPLES, ROOT, blueprint, example

from aksynth.bootstrap import AzureFacts, agent_files, cloud_config, desired_state, master_files
from aksynth.bootstrap.static import static_files

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
        kubernetes_validate.validate(document, "1.36", strict=True)


def test_tokens_arrive_whole() -> None:
    """What stands for Azure's facts is neither folded nor escaped, in user data and in the desired state."""
    plan = blueprint(example("ha"))
    agents = {"masters_vault", "access_vault", "inputs_vault", "masters_client_id", "tenant_id", "subscription_id"}
    agents |= {"location", "resource_group", "azure_client_id", "backup_account"}
    for files, missing in (
        (master_files(plan, FACTS), {"nodes_client_id"}),
        (agent_files(plan, plan.pools[0], FACTS), agents),
    ):
        for text in (cloud_config(files), desired_state(files)):
            for name, value in vars(FACTS).items():
                assert (value in text) == (name not in missing), name


def test_every_static_file_has_a_role() -> None:
    """No script lies in the package unused; receive.sh is the run command's own."""
    there = {path.name for path in (ROOT / "aksynth/bootstrap/files").iterdir()}
    used = {Path(f.path).name for role in ("master", "agent") for f in static_files(role)} | {"receive.sh"}
    used |= {"aksynth-bootstrap-master.service", "aksynth-bootstrap-agent.service"}
    assert there == used - {"aksynth-bootstrap.service"}


@pytest.mark.parametrize("role", ["master", "agent"])
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
