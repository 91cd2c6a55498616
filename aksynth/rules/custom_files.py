"""Custom files of the masters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.custom_files import FOR_API_SERVER, Source
from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.master import CustomFile
from aksynth.catalog import flags
from aksynth.rules.case import MASTER, Case
from aksynth.rules.paths import M
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_PATH = re.compile(r"(/[A-Za-z0-9_@+.-]+)+")
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY")
_OF_KUBEADM = ("admin", "super-admin", "kubelet", "bootstrap-kubelet", "controller-manager", "scheduler")
_TAKEN = (
    *("/etc/aksynth", "/opt/aksynth", "/var/lib/aksynth", "/var/lib/containerd", "/var/lib/etcddisk"),
    *("/var/lib/kubelet", "/etc/fstab", "/etc/hosts", "/etc/kubernetes/azure.json", "/etc/kubernetes/kubeadm.yaml"),
    *(f"/etc/kubernetes/{name}" for name in ("aksynth", "encryption", "manifests", "patches", "pki")),
    *(f"/etc/kubernetes/{name}.conf" for name in _OF_KUBEADM),
    *("/dev", "/mnt", "/proc", "/run", "/sys", "/tmp", "/var/run", "/var/tmp"),
)
"""Files and folders that the cluster or the system writes."""
_DEST = "/etc/kubernetes/admission.yaml"


def _files(case: Case) -> Iterator[tuple[Path, CustomFile]]:
    for i, file in enumerate(case.masters.custom_files or []):
        yield (*MASTER, "customFiles", i), file


def is_for_api_server(case: Case, key: str, flag: str, value: str) -> bool:
    """Whether the flag names a custom file that the API server can read."""
    names = {file.dest for _, file in _files(case)}
    return flags.may_name_custom_file(key, flag) and value.startswith(FOR_API_SERVER) and value in names


@rule(
    "A330",
    wrong={M + "customFiles": [{"source": "missing.yaml", "dest": _DEST}]},
    right={M + "customFiles": []},
    source=AKSYNTH,
    advice="write the path of a text file; a relative path starts at the folder of the api model",
)
def sources(case: Case) -> Iterator[Finding]:
    """The source of a custom file must be a text file of at most 256 KiB that can be read.

    It becomes part of the user data of the masters.
    """
    for path, file in _files(case):
        found = case.filled.sources.get(file.source or "", Source(why="it is not a file of this machine"))
        if found.why:
            yield Finding((*path, "source"), found.why, shown(file.source))


@rule(
    "A331",
    wrong={M + "customFiles": [{"source": "missing.yaml", "dest": "/etc/kubernetes/pki/ca.crt"}]},
    right={M + "customFiles": []},
    source=AKSYNTH,
    advice="write another absolute path, such as /etc/kubernetes/admission.yaml",
)
def destinations(case: Case) -> Iterator[Finding]:
    """The destination of a custom file must be an absolute path that no other file has.

    Folders in which the cluster keeps its certificates, manifests and state are taken. Use an add-on for a pod.
    """
    seen: set[str] = set()
    for path, file in _files(case):
        dest = file.dest or ""
        if why := _wrong(dest) or ("another custom file has this destination" if dest in seen else ""):
            yield Finding((*path, "dest"), why, shown(file.dest))
        seen.add(dest)


def _wrong(dest: str) -> str:
    if not _PATH.fullmatch(dest) or {".", ".."} & set(dest.split("/")):
        return "this is not an absolute path of letters, digits and the characters _ @ + . -"
    taken = next((folder for folder in _TAKEN if dest == folder or dest.startswith(f"{folder}/")), "")
    return f"the masters write {taken} themselves" if taken else ""


@rule(
    "A332",
    wrong={M + "customFiles": [{"source": "missing.pem", "dest": "/etc/ssl/private/ours.key"}]},
    right={M + "customFiles": []},
    source=AKSYNTH,
    advice="keep the key in a key vault, and let the program that needs it read it there",
)
def private_keys(case: Case) -> Iterator[Finding]:
    """A custom file must not contain a private key.

    Its text is in the Terraform plan, in the state and in the user data of the masters.
    """
    for path, file in _files(case):
        found = case.filled.sources.get(file.source or "", Source())
        if PRIVATE_KEY.search(found.text) or (file.dest or "").endswith(".key"):
            yield Finding((*path, "source"), "this is a private key", shown(file.source))
