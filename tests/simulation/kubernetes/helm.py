"""helm: a chart's address and values, as strict as the real one about what it is given."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlparse

import yaml

from ..documents import load
from ..download import fetch, is_known
from ..tool import Failed, option

_FLAGS = {"--include-crds", "--kube-version", "--namespace", "--no-hooks", "--values"}
"""Flags of `helm template` that are in use and that both Helm 3.21 (cmd/helm) and 4.2 (pkg/cmd) have: a master keeps
the Helm that it was made with."""


def helm(arguments: list[str], _: str) -> str:
    """A Deployment in place of the chart's objects; what the chart's address serves is looked at where DNS knows it."""
    match arguments:
        case ["template", name, chart, *_] if not name[0].isdigit() and "." not in name and chart.endswith(".tgz"):
            pass
        case _:
            raise Failed(f"Error: unknown command {arguments}")
    if unknown := {word for word in arguments if word.startswith("-")} - _FLAGS:
        raise Failed(f"Error: unknown flag: {sorted(unknown)[0]}")
    for required in ("--kube-version", "--values", "--namespace"):
        option(arguments, required)
    assert isinstance(load(Path(option(arguments, "--values")).read_text()), dict)
    if not _is_chart(chart):
        raise Failed(f"Error: failed to fetch {chart} : 404 Not Found")
    metadata = {"name": f"{name}-from-chart", "namespace": option(arguments, "--namespace")}
    # As the charts of azuredisk v1.34.5 and azurefile v1.35.7 have their controllers: a port on the host's network, the
    # folder of azure.json, and no strategy.
    mounts = [{"name": "azure-cred", "mountPath": "/etc/kubernetes/"}] if "csi" in name else []
    container = {"name": "driver", "image": "driver", "ports": [{"containerPort": 29604}], "volumeMounts": mounts}
    volumes = [{"name": "azure-cred", "hostPath": {"path": "/etc/kubernetes/"}}] if "csi" in name else []
    pod = {"hostNetwork": True, "containers": [container], "volumes": volumes}
    template = {"metadata": {"labels": {"app": name}}, "spec": pod}
    spec = {"replicas": 1, "selector": {"matchLabels": {"app": name}}, "template": template}
    return yaml.safe_dump({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec})


def _is_chart(address: str) -> bool:
    if address.startswith("/"):
        return Path(address).read_bytes().startswith(b"\x1f\x8b")
    if Path("/var/lib/charts-are-down").exists():
        return False
    if not is_known(urlparse(address).hostname or ""):
        return True
    try:
        return fetch(address).startswith(b"\x1f\x8b")
    except OSError:
        return False
