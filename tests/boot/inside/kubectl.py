"""kubectl and helm: what the scripts ask of the API, as strict as the real ones about what they are given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from .kubeconfig import Connection
from .machine import Failed, option

_KINDS = {"node": "Node", "nodes": "Node", "secret": "Secret", "deployment": "Deployment"}
_READY = '{.status.conditions[?(@.type=="Ready")].status}'
_VALUED = {"--kubeconfig", "--request-timeout", "-n", "-l", "-o", "-f", "--field-manager", "--timeout", "--for",
           "--raw", "--server"}  # fmt: skip
_SWITCHES = {"--server-side", "--force-conflicts", "--all", "--overwrite", "--ignore-not-found"}


def kubectl(arguments: list[str], stdin: str) -> str:
    words = _words(arguments)
    server = option(arguments, "--server", "")
    connection = Connection(Path(option(arguments, "--kubeconfig")), server)
    match words:
        case ["get"]:
            path = option(arguments, "--raw")
            if not connection.is_ready(path):
                raise Failed("Error from server: not ready")
            return "ok"
        case ["get", *what]:
            return _get(connection, what, arguments)
        case ["apply"]:
            return _apply(connection, arguments, stdin)
        case ["annotate", "node", name, pair]:
            key, _, value = pair.partition("=")
            connection.ask(verb="get", kind="Node", name=name)
            _put(connection, "Node", name, "annotations", {key: value})
        case ["label", "node", *pairs]:
            labels = dict(pair.split("=", 1) for pair in pairs)
            for node in _list(connection, "Node", arguments):
                _put(connection, "Node", node["metadata"]["name"], "labels", labels)
        case ["wait", "crd"]:
            connection.ask(verb="list", kind="CustomResourceDefinition")
        case ["rollout", "restart", kind, name]:
            connection.ask(verb="get", kind=_KINDS[kind], namespace=option(arguments, "-n"), name=name)
        case ["delete", kind, *names]:
            for name in names:
                connection.ask(verb="delete", kind=_KINDS[kind], namespace=option(arguments, "-n", ""), name=name)
        case _:
            raise Failed(f"error: unknown command {words}")
    return ""


def _words(arguments: list[str]) -> list[str]:
    found, skip = [], False
    for argument in arguments:
        if skip:
            skip = False
        elif argument in _VALUED:
            skip = True
        elif argument.startswith("-"):
            if argument.split("=")[0] not in _SWITCHES | _VALUED:
                raise Failed(f"error: unknown flag: {argument}")
        else:
            found.append(argument)
    return found


def _list(connection: Connection, kind: str, arguments: list[str]) -> list[dict[str, Any]]:
    text = option(arguments, "-l", "")
    selector = dict(pair.split("=", 1) for pair in text.split(",")) if text else {}
    found: list[dict[str, Any]] = connection.ask(
        verb="list", kind=kind, namespace=option(arguments, "-n", ""), selector=selector
    )
    return found


def _put(connection: Connection, kind: str, name: str, part: str, values: dict[str, str]) -> None:
    connection.ask(verb="put", object={"kind": kind, "metadata": {"name": name, part: values}})


def _get(connection: Connection, what: list[str], arguments: list[str]) -> str:
    form = option(arguments, "-o").removeprefix("jsonpath=")
    kind = _KINDS[what[0]]
    if len(what) == 1:
        items = _list(connection, kind, arguments)
        if form == "name":
            return "".join(f"{kind.lower()}/{item['metadata']['name']}\n" for item in items)
        if form == "{range .items[*]}" + _READY + '{"\\n"}{end}':
            return "".join(f"{_ready(item)}\n" for item in items)
        raise Failed(f"error: unknown template {form}")
    item = connection.ask(verb="get", kind=kind, namespace=option(arguments, "-n", ""), name=what[1])
    metadata = item["metadata"]
    forms = {
        r"{.metadata.annotations.aksynth\.io/generation}": lambda: metadata["annotations"].get(
            "aksynth.io/generation", ""
        ),
        "{.metadata.creationTimestamp}": lambda: metadata["creationTimestamp"],
        _READY: lambda: _ready(item),
    }
    if form not in forms:
        raise Failed(f"error: unknown template {form}")
    return str(forms[form]())


def _ready(node: dict[str, Any]) -> str:
    return str(node["status"]["conditions"][0]["status"])


def _apply(connection: Connection, arguments: list[str], stdin: str) -> str:
    if "--server-side" not in arguments or option(arguments, "-f") != "-":
        raise Failed("error: only server-side apply of the standard input is known here")
    items = [item for item in yaml.safe_load_all(stdin) if item]
    if not items:
        raise Failed("error: no objects passed to apply")
    lines = []
    for item in items:
        if not {"apiVersion", "kind", "metadata"} <= item.keys():
            raise Failed(f"error: error validating data: {sorted(item)}")
        connection.ask(verb="put", object=item)
        lines.append(f"{item['kind'].lower()}/{item['metadata']['name']} serverside-applied\n")
    return "".join(lines)


def helm(arguments: list[str], _: str) -> str:
    """A Deployment in place of the chart's objects; the repository is down where the scenario says so."""
    match arguments:
        case ["template", name, chart, *_] if not name[0].isdigit() and "." not in name:
            pass
        case _:
            raise Failed(f"Error: unknown command {arguments}")
    for required in ("--repo", "--version", "--kube-version", "--values", "--namespace"):
        option(arguments, required)
    assert isinstance(yaml.safe_load(Path(option(arguments, "--values")).read_text()), dict)
    if Path("/var/lib/charts-are-down").exists():
        raise Failed(f"Error: looks like {option(arguments, '--repo')} is not a valid chart repository")
    metadata = {"name": f"{name}-{chart}", "namespace": option(arguments, "--namespace")}
    return yaml.safe_dump({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata})
