"""Files that are not an api model: their kind, and what to do."""

from __future__ import annotations

import re
from typing import Any

from aksynth.apimodel.misplaced import is_model, misplaced

GENERATED = "use the api model that AKS Engine wrote beside this file: _output/DNSPREFIX/apimodel.json"
_OTHER_TOOL = "use an api model of AKS Engine; run aksynth init to write a new one"
_PARAMETERS = ("this is a parameter file of an ARM template", GENERATED)
_PARTS = (
    r"\{\{.*?\}\}",
    r"\{%.*?%\}",
    r"\$\{(?!TfToken\[)[^}\n]*\}",
    r"\$\([A-Za-z_]\w*\)",
    r"<%.*?%>",
    r"<[A-Za-z][\w .-]*>",
    r"@?__[A-Za-z]\w*?__@?",
    r"#\{[\w. -]+\}#?",
)
_WHOLE = (r"\{[A-Za-z_][\w. -]*\}", r"\$[A-Za-z_]\w*", r"%[A-Za-z_]\w*%", r"\[[A-Za-z][^\]\n]*\]")
_PART, _ALL = re.compile("|".join(_PARTS)), re.compile("|".join(_WHOLE))
TEMPLATE = "render the template with its tool, or set the value with --set PATH=VALUE"

What = tuple[str, str]
"""What it is, and what to do."""


def is_placeholder(value: str) -> bool:
    """What templates of Go, Helm, Jinja, ERB, envsubst, ARM and Azure Pipelines leave open, and people in examples.

    Some forms count only as a whole value, since they are also part of other texts, such as passwords.
    """
    return bool(_PART.search(value) or _ALL.fullmatch(value))


def of_bytes(data: bytes) -> What | None:
    """The kind of a file that is not text."""
    for start, name in ((b"PK\x03\x04", "a zip archive, as a saved Terraform plan is"), (b"\x1f\x8b", "compressed")):
        if data.startswith(start):
            return f"is {name}", "name the JSON file with the api model"
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "is a binary file", "name the JSON file with the api model"
    return None


def of_text(text: str, offset: int) -> What | None:
    """The kind of a text that is not JSON. `offset` is where reading it as JSON failed."""
    if not text.strip():
        return "the file is empty", "run aksynth init to write a model"
    line = text[text.rfind("\n", 0, offset) + 1 :].partition("\n")[0]
    if _PART.search(line) or _ALL.match(text, offset):
        return "this is a template with a placeholder on this line", TEMPLATE
    if "-----BEGIN " in text:
        return "this is a key or a certificate (PEM)", "name the JSON file with the api model"
    if re.search(r"^\s*(resource|variable|provider|terraform|module|data|locals)\b[^\n:]*\{", text, re.MULTILINE):
        return "this is Terraform configuration", _OTHER_TOOL
    if not text.lstrip().startswith(("{", "[")) and re.search(r"^[\w.-]+:(\s|$)", text, re.MULTILINE):
        return _of_yaml(text)
    return None


def _of_yaml(text: str) -> What:
    found = re.search(r"^apiVersion:\s*[\"']?([^\s\"'#]+)", text, re.MULTILINE)
    kind = re.search(r"^kind:\s*[\"']?([\w-]+)", text, re.MULTILINE)
    known = _of_kubernetes(found.group(1) if found else "", kind.group(1) if kind else "")
    return known or ("this is YAML, and an api model is JSON", "convert the file, for example with yq -o json FILE")


def _of_kubernetes(version: str, kind: str) -> What | None:
    if "cluster.x-k8s.io" in version:
        return f"this is a Cluster API object (kind {kind or 'unknown'})", _OTHER_TOOL
    if version.startswith("kops.k8s.io"):
        return f"this is a kOps object (kind {kind or 'unknown'})", _OTHER_TOOL
    if kind == "Config" and version == "v1":
        return "this is a kubeconfig", "name the JSON file with the api model"
    if kind:
        return f"this is a Kubernetes object (kind {kind})", _OTHER_TOOL
    return None


def of_json(value: Any) -> What | None:
    """The kind of a JSON document that is not an api model. None if it may be one."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        several = ("this is a list of api models", "write each of them to a file of its own")
        return of_json(value[0]) or (several if is_model(value[0]) else None)
    if not isinstance(value, dict):
        return None
    schema = str(value.get("$schema", ""))
    if "deploymentParameters.json" in schema:
        return _PARAMETERS
    if "deploymentTemplate.json" in schema or ("contentVersion" in value and "resources" in value):
        return "this is an ARM template", GENERATED
    kind = str(value.get("type", "")).lower()
    if kind == "microsoft.containerservice/managedclusters" or {"kubernetesVersion", "nodeResourceGroup"} <= set(value):
        return "this describes an AKS cluster, as az aks show prints it", _OTHER_TOOL
    if "terraform_version" in value and ("lineage" in value or "serial" in value):
        return "this is a Terraform state", _OTHER_TOOL
    if "terraform_version" in value and ("planned_values" in value or "values" in value):
        return "this is a plan or a state of Terraform as JSON", _OTHER_TOOL
    if "properties" not in value and {"terraform", "resource"} <= set(value):
        return "this is Terraform configuration as JSON", _OTHER_TOOL
    if "properties" not in value and isinstance(value.get("kind"), str):
        return _of_kubernetes(str(value.get("apiVersion", "")), value["kind"])
    if "parameters" in value and "properties" not in value:
        return misplaced(value) or _PARAMETERS
    return misplaced(value) or _of_orchestrator(value)


def _of_orchestrator(value: dict[str, Any]) -> What | None:
    """AKS Engine's ancestors also built DC/OS, Mesos and Docker Swarm."""
    here: Any = value
    for key in ("properties", "orchestratorprofile", "orchestratortype"):
        lower = {str(name).lower(): item for name, item in here.items()} if isinstance(here, dict) else {}
        here = lower.get(key)
    if isinstance(here, str) and re.sub(r"[^a-z]", "", here.lower()) in (
        "dcos",
        "mesos",
        "swarm",
        "swarmmode",
        "dockerce",
        "openshift",
    ):
        article = "an" if here[0] in "Oo" else "a"
        return f"this api model describes {article} {here} cluster, not a Kubernetes cluster", _OTHER_TOOL
    return None
