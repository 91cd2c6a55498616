"""kubectl: what the scripts ask of the API, as strict as the real ones about what they are given."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..documents import load_all
from ..tool import Failed, option
from .connection import Connect, Connection
from .drain import SWITCHES, cordon, drain
from .issuer import DOCUMENTS
from .versions import VERSION

_KINDS = {"node": "Node", "nodes": "Node", "secret": "Secret", "secrets": "Secret", "deployment": "Deployment",
          "configmap": "ConfigMap", "storageclass": "StorageClass", "daemonset": "DaemonSet", "pods": "Pod",
          "poddisruptionbudget": "PodDisruptionBudget"}  # fmt: skip
_LABELS = r'{range .items[*]}{.metadata.annotations.aksynth\.io/labels}{"\n"}{end}'
_READY = '{.status.conditions[?(@.type=="Ready")].status}'
_VALUED = {"--kubeconfig", "--request-timeout", "-n", "-l", "-o", "-f", "--field-manager", "--timeout", "--for",
           "--raw", "--server"}  # fmt: skip
_SWITCHES = {
    "--server-side",
    "--force-conflicts",
    "--all",
    "--overwrite",
    "--ignore-not-found",
    "--wait",
    "--local",
    "--client",
    "--all-namespaces",
} | SWITCHES


class Kubectl:
    """Of one version; `connect` finds the API server of a kubeconfig."""

    def __init__(self, connect: Connect, version: str = VERSION) -> None:
        self.connect, self.version = connect, version

    def __call__(self, arguments: list[str], stdin: str) -> str:
        words = _words(arguments)
        if words == ["version"] and "--client" in arguments and option(arguments, "-o") == "json":
            return json.dumps({"clientVersion": {"gitVersion": self.version}})
        if words[0] == "label" and "--local" in arguments:
            return _label_locally(words[1:], arguments, stdin)
        connection = self.connect(Path(option(arguments, "--kubeconfig")), option(arguments, "--server", ""))
        return _do(connection, words, arguments, stdin)


def _do(connection: Connection, words: list[str], arguments: list[str], stdin: str) -> str:
    match words:
        case ["get"]:
            path = option(arguments, "--raw")
            if path in DOCUMENTS:
                return connection.text(path)
            if not connection.is_ready(path):
                raise Failed("Error from server: not ready")
            return "ok"
        case ["get", *what]:
            return _get(connection, what, arguments)
        case ["replace"]:
            return _replace(connection, arguments, stdin)
        case ["apply"]:
            return _apply(connection, arguments, stdin)
        case ["annotate", "node", *names, pair]:
            for name in names or _names(connection, arguments):
                connection.ask(verb="get", kind="Node", name=name)
                _put(connection, "Node", name, "annotations", _changes([pair]))
        case ["label", "node", *pairs]:
            for name in _names(connection, arguments):
                _put(connection, "Node", name, "labels", _changes(pairs))
        case ["wait", "crd"]:
            connection.ask(verb="list", kind="CustomResourceDefinition")
        case ["rollout", "restart" | "status" as action, kind, name]:
            verb = "get" if action == "restart" else "rollout"
            connection.ask(verb=verb, kind=_KINDS[kind], namespace=option(arguments, "-n"), name=name)
        case ["uncordon", *names]:
            return cordon(connection, names, False)
        case ["drain", *names]:
            return drain(connection, names, arguments)
        case ["delete", *what]:
            return _delete(connection, what, arguments, stdin)
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
    selector = {pair.partition("=")[0]: pair.partition("=")[2] or None for pair in text.split(",") if pair}
    found: list[dict[str, Any]] = connection.ask(
        verb="list", kind=kind, namespace=option(arguments, "-n", ""), selector=selector
    )
    return found


def _names(connection: Connection, arguments: list[str]) -> list[str]:
    return [node["metadata"]["name"] for node in _list(connection, "Node", arguments)]


def _changes(pairs: list[str]) -> dict[str, str | None]:
    """KEY=VALUE sets, KEY- takes away."""
    return {pair.split("=")[0].removesuffix("-"): pair.split("=", 1)[1] if "=" in pair else None for pair in pairs}


def _delete(connection: Connection, what: list[str], arguments: list[str], stdin: str) -> str:
    """Of what is named, or comes on the standard input with no more than its name."""
    if what:
        kind, *names = what
        places = [(_KINDS[kind], option(arguments, "-n", ""), name) for name in names]
    else:
        items = _objects(stdin)
        places = [(i["kind"], i["metadata"].get("namespace", ""), i["metadata"]["name"]) for i in items]
    lines = []
    for kind, namespace, name in places:
        found = connection.ask(verb="list", kind=kind, namespace=namespace)
        if name in [item["metadata"]["name"] for item in found]:
            connection.ask(verb="delete", kind=kind, namespace=namespace, name=name)
            lines.append(f'{kind.lower()} "{name}" deleted\n')
        elif "--ignore-not-found" not in arguments:
            raise Failed(f'Error from server (NotFound): {kind.lower()}s "{name}" not found')
    return "".join(lines)


def _put(connection: Connection, kind: str, name: str, part: str, values: dict[str, str | None]) -> None:
    connection.ask(verb="put", object={"kind": kind, "metadata": {"name": name, part: values}})


def _get(connection: Connection, what: list[str], arguments: list[str]) -> str:
    form = option(arguments, "-o").removeprefix("jsonpath=")
    kind = _KINDS[what[0]]
    if len(what) == 1:
        items = _list(connection, kind, arguments)
        if form == "json":
            return json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
        if form == _LABELS:
            return "".join(
                f"{item['metadata'].get('annotations', {}).get('aksynth.io/labels', '')}\n" for item in items
            )
        if form == "name":
            return "".join(f"{kind.lower()}/{item['metadata']['name']}\n" for item in items)
        if form == "{range .items[*]}" + _READY + '{"\\n"}{end}':
            return "".join(f"{_ready(item)}\n" for item in items)
        raise Failed(f"error: unknown template {form}")
    item = connection.ask(verb="get", kind=kind, namespace=option(arguments, "-n", ""), name=what[1])
    if form == "json":
        return json.dumps(item)
    forms: dict[str, Callable[[], str]] = {
        r"{.metadata.annotations.aksynth\.io/generation}": lambda: _annotation(item, "aksynth.io/generation"),
        "{.metadata.creationTimestamp}": lambda: str(item["metadata"]["creationTimestamp"]),
        _READY: lambda: _ready(item),
    }
    if form not in forms:
        raise Failed(f"error: unknown template {form}")
    return forms[form]()


def _annotation(item: dict[str, Any], name: str) -> str:
    return str(item["metadata"].get("annotations", {}).get(name, ""))


def _ready(node: dict[str, Any]) -> str:
    return str(node["status"]["conditions"][0]["status"])


def _apply(connection: Connection, arguments: list[str], stdin: str) -> str:
    if "--server-side" not in arguments or option(arguments, "-f") != "-":
        raise Failed("error: only server-side apply of the standard input is known here")
    items = _objects(stdin)
    if not items:
        raise Failed("error: no objects passed to apply")
    lines = []
    for item in items:
        if not {"apiVersion", "kind", "metadata"} <= item.keys():
            raise Failed(f"error: error validating data: {sorted(item)}")
        connection.ask(verb="put", object=item)
        lines.append(f"{item['kind'].lower()}/{item['metadata']['name']} serverside-applied\n")
    return "".join(lines)


def _replace(connection: Connection, arguments: list[str], stdin: str) -> str:
    """Objects that exist, as they come."""
    if option(arguments, "-f") != "-":
        raise Failed("error: only the standard input is known here")
    lines = []
    for item in _objects(stdin):
        place = {"kind": item["kind"], "namespace": item["metadata"].get("namespace", "")}
        connection.ask(verb="get", name=item["metadata"]["name"], **place)
        connection.ask(verb="put", object=item)
        lines.append(f"{item['kind'].lower()}/{item['metadata']['name']} replaced\n")
    return "".join(lines)


def _label_locally(pairs: list[str], arguments: list[str], stdin: str) -> str:
    """No cluster is asked: what comes in goes out object by object, as JSON."""
    if option(arguments, "-f") != "-" or option(arguments, "-o") != "json":
        raise Failed("error: only the standard input as JSON is known here")
    items = _objects(stdin)
    if not items:
        raise Failed("error: no objects passed to label")
    for item in items:
        labels = item.setdefault("metadata", {}).setdefault("labels", {})
        labels.update(pair.split("=", 1) for pair in pairs)
    return "".join(json.dumps(item, indent=4) + "\n" for item in items)


def _objects(text: str) -> list[dict[str, Any]]:
    """Those of YAML documents, or of JSON documents one behind the other; those of lists one by one."""
    documents: list[Any] = []
    if not text.lstrip().startswith("{"):
        documents = load_all(text)
    while text.lstrip().startswith("{"):
        found, end = json.JSONDecoder().raw_decode(text.lstrip())
        documents.append(found)
        text = text.lstrip()[end:]
    return [item for d in documents for item in (d["items"] if d["kind"] == "List" else [d])]
