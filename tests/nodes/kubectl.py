"""kubectl on the shared file: nodes with annotations and readiness, secrets by name, and a list of what was applied."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

from draining import cordon, drain, listed
from world import called, world


def _documents(text: str) -> list[Any]:
    """Most calls bring none, and yaml takes longer to load than they run."""
    import yaml

    return [document for document in yaml.load_all(text, yaml.CSafeLoader) if document]


def positional() -> list[str]:
    """The arguments without options; those with a value of their own are known."""
    valued = (
        "--kubeconfig",
        "--request-timeout",
        "-n",
        "-l",
        "-o",
        "-f",
        "--field-manager",
        "--timeout",
        "--for",
        "--raw",
        "--server",
    )
    found, skip = [], False
    for argument in sys.argv[1:]:
        if not skip and not argument.startswith("-"):
            found.append(argument)
        skip = not skip and argument in valued
    return found


def option(name: str) -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else ""


def get(shared: dict[str, Any], what: list[str]) -> None:
    nodes = shared.get("nodes", {})
    match what:
        case []:
            sys.exit(0 if "api" not in shared.get("ill", []) else 1)
        case ["node", name] if name not in nodes:
            sys.exit(f'nodes "{name}" not found')
        case ["node", name] if "annotations" in option("-o"):
            print(nodes[name]["annotations"].get("aksynth.io/generation", ""), end="")
        case ["node", name]:
            print("True" if nodes[name]["ready"] else "False", end="")
        case ["nodes"] if option("-o") == "json" and "api" in shared.get("ill", []):
            sys.exit("The connection to the server was refused")
        case ["nodes"] if option("-o") == "json":
            print(json.dumps({"items": listed(shared, option("-l"))}))
        case ["nodes"]:
            pool = option("-l").partition("=")[2]
            for node in nodes.values():
                if node.get("labels", {}).get("agentpool") == pool:
                    print("True" if node["ready"] else "False")
        case ["secret", name]:
            print(shared.get("tokens", {}).get(name, {}).get("created", "2026-01-01T00:00:00Z"), end="")
        case ["node"]:
            pass
        case ["pods"]:
            print(json.dumps({"items": shared.get("pods", [])}))
        case ["configmap"]:
            print(json.dumps({"items": shared.get("lists", [])}))
        case ["secret"]:
            print("\n".join(f"secret/{name}" for name in shared.get("secrets", [])))
        case _:
            sys.exit(f"unknown: get {what}")


def objects() -> list[dict[str, Any]]:
    """Those of YAML documents, or of JSON documents one behind the other; those of lists one by one."""
    text, documents = sys.stdin.read().lstrip(), []
    if not text.startswith("{\n"):
        documents = _documents(text)
    while text.startswith("{\n"):
        found, end = json.JSONDecoder().raw_decode(text)
        documents.append(found)
        text = text[end:].lstrip()
    return [item for d in documents for item in (d["items"] if d["kind"] == "List" else [d])]


def label_locally() -> None:
    key, _, value = sys.argv[-1].partition("=")
    for item in objects():
        item["metadata"].setdefault("labels", {})[key] = value
        print(json.dumps(item, indent=4))


def apply(shared: dict[str, Any]) -> None:
    for item in objects():
        name = item["metadata"]["name"]
        if item["kind"] == "Secret":
            shared["secrets"] = sorted({*shared.get("secrets", []), name})
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            token = shared.setdefault("tokens", {}).setdefault(name, {"created": now})
            token.update(item["stringData"])
        elif "aksynth.io/objects-of" in item["metadata"].get("labels", {}):
            others = [known for known in shared.get("lists", []) if known["metadata"]["name"] != name]
            shared["lists"] = [*others, item]
        else:
            shared["applied"] = sorted({*shared.get("applied", []), f"{item['kind']}/{name}"})


def delete(shared: dict[str, Any]) -> None:
    (item,) = _documents(sys.stdin.read())
    kind, name = item["kind"], item["metadata"]["name"]
    if kind in shared.get("kept", []):
        sys.exit(f'admission webhook denied the request: {kind} "{name}"')
    if kind in shared.get("unknown", []):
        sys.exit(f'error: no matches for kind "{kind}"')
    shared["lists"] = [known for known in shared.get("lists", []) if known["metadata"]["name"] != name]
    shared["applied"] = [known for known in shared.get("applied", []) if known != f"{kind}/{name}"]


def annotate(shared: dict[str, Any], names: list[str], text: str) -> None:
    """KEY=VALUE sets, KEY- takes away."""
    key, _, value = text.partition("=")
    for name in names:
        found = shared["nodes"][name]["annotations"]
        found.pop(key.removesuffix("-"), None)
        if "=" in text:
            found[key] = value


def main() -> None:
    if "--local" in sys.argv:
        return label_locally()
    arguments = positional()
    called("kubectl", arguments)
    refused = ""
    with world() as shared:
        match arguments:
            case ["version"] if "--client" in sys.argv:
                print(json.dumps({"clientVersion": {"gitVersion": shared.get("kubectl", "v1.36.4")}}))
            case ["get", *what]:
                get(shared, what)
            case ["apply"]:
                apply(shared)
            case ["delete"]:
                delete(shared)
            case ["annotate", "node", _]:
                pass
            case ["annotate", "node", *names, text]:
                annotate(shared, names, text)
            case ["uncordon", *names]:
                cordon(shared, names, False)
            case ["drain", *names]:
                refused = drain(shared, names, sys.argv)
            case ["rollout", "status", _, name] if name in shared.get("stuck", []):
                sys.exit("error: timed out waiting for the condition")
            case ["label" | "wait" | "rollout", *_]:
                pass
            case _:
                sys.exit(f"unknown: {arguments}")
    if refused:
        sys.exit(refused)


main()
