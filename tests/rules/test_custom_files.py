"""Custom files of the masters: how they are read, and what the API server gets of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from facts import FACTS

from aksynth.blueprint import resolve
from aksynth.bootstrap import master_files
from aksynth.models import read_models
from aksynth.rules import Reading, example

FILES = "properties.masterProfile.customFiles"
FLAGS = "properties.orchestratorProfile.kubernetesConfig.apiServerConfig"
DEST = "/etc/kubernetes/admission.yaml"
TEXT = b"kind: AdmissionConfiguration\n"


def read(folder: Path, *files: tuple[str, str], **flags: str) -> Reading:
    """The model in this folder, with files of a source and a destination each."""
    patch: dict[str, Any] = {FILES: [{"source": source, "dest": dest} for source, dest in files]}
    if flags:
        patch[FLAGS] = {f"--{name.replace('_', '-')}": value for name, value in flags.items()}
    model = folder / "model.json"
    model.write_text(json.dumps(example(patch), indent=2), "utf-8")
    (reading,) = read_models([model], to_build=True).values()
    return reading


def rules(reading: Reading) -> list[str]:
    return [fault.rule for fault in reading.faults]


def rendered(reading: Reading) -> tuple[dict[str, tuple[str, str]], dict[str, Any]]:
    """Mode and text of each file, and what kubeadm gives the API server."""
    assert reading.filled, reading.faults
    files = {file.path: (file.mode, file.content) for file in master_files(resolve(reading.filled), FACTS)}
    documents = yaml.safe_load_all(files["/etc/aksynth/kubeadm.yaml.tmpl"][1])
    (cluster,) = (document for document in documents if document["kind"] == "ClusterConfiguration")
    return files, cluster["apiServer"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "it is not a file of this machine"),
        (b"\xff", "it is not UTF-8 text"),
        (b"a\0b", "it is not text"),
        (b"a" * (256 * 1024 + 1), "it is larger than 256 KiB"),
        (b"-----BEGIN EC PRIVATE KEY-----\n", "this is a private key"),
        (TEXT, ""),
    ],
)
def test_sources(content: bytes | None, message: str, tmp_path: Path) -> None:
    """A relative path starts at the folder of the model, wherever aksynth runs."""
    if content is not None:
        (tmp_path / "ours.yaml").write_bytes(content)
    found = read(tmp_path, ("ours.yaml", DEST)).faults
    assert [fault.message for fault in found] == ([message] if message else [])
    assert all(fault.location.endswith("customFiles[0].source") and fault.line for fault in found)


@pytest.mark.parametrize(
    ("dest", "rule"),
    [
        ("etc/ours.yaml", "A331"),
        ("/etc/../ours.yaml", "A331"),
        ("/etc/our file", "A331"),
        ("/etc/kubernetes/pki", "A331"),
        ("/etc/kubernetes/manifests/ours.yaml", "A331"),
        ("/etc/ssl/private/ours.key", "A332"),
        ("/etc/crictl.yaml", "A333"),
        ("/etc/containerd", "A333"),
        ("/etc/crictl.yaml/ours", "A333"),
        ("/etc/kubernetes/ours.yaml", ""),
    ],
)
def test_destinations(dest: str, rule: str, tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_bytes(TEXT)
    assert rules(read(tmp_path, ("ours.yaml", dest))) == ([rule] if rule else [])


def test_one_destination_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_bytes(TEXT)
    assert "A331" in rules(read(tmp_path, ("ours.yaml", DEST), ("ours.yaml", DEST)))


def test_the_api_server_reads_them(tmp_path: Path) -> None:
    """At the written path, and it restarts when the text changes. Others are only on the machine."""
    (tmp_path / "ours.yaml").write_bytes(TEXT.replace(b"\n", b"\r\n"))
    files = (("ours.yaml", DEST), ("ours.yaml", "/etc/motd.d/ours"))
    before, server = rendered(read(tmp_path, *files, admission_control_config_file=DEST))
    assert before[DEST] == before["/etc/motd.d/ours"] == ("0644", TEXT.decode())
    assert {"name": "admission-control-config-file", "value": DEST} in server["extraArgs"]
    (volume,) = [volume for volume in server["extraVolumes"] if volume["name"].startswith("custom-")]
    assert (volume["hostPath"], volume["mountPath"], volume["readOnly"], volume["pathType"]) == (
        DEST,
        DEST,
        True,
        "File",
    )
    (tmp_path / "ours.yaml").write_bytes(TEXT * 2)
    _, changed = rendered(read(tmp_path, *files, admission_control_config_file=DEST))
    assert [v["name"] for v in changed["extraVolumes"]] != [v["name"] for v in server["extraVolumes"]]


@pytest.mark.parametrize("flag", ["admission_control_config_file", "audit_log_path", "authentication_config"])
def test_flags_name_only_files_of_the_api_server(flag: str, tmp_path: Path) -> None:
    """Neither a file that is missing, nor one that the cluster writes itself."""
    (tmp_path / "ours.yaml").write_bytes(TEXT)
    dest = "/etc/ours.yaml" if flag == "admission_control_config_file" else DEST
    assert rules(read(tmp_path, ("ours.yaml", dest), **{flag: dest})) == ["A10"]
