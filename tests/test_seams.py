"""What one place decides, no other place decides again: the sources are read for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from clusters import ROOT

from aksynth.catalog import network_plugins
from aksynth.catalog.data import read

SOURCES = sorted(path for folder in ("aksynth", "constructs", "stacks") for path in (ROOT / folder).rglob("*.py"))
SCRIPTS = sorted(path for path in (ROOT / "aksynth/bootstrap/files").iterdir() if path.is_file())
DECIDES_PLUGINS = ROOT / "aksynth/blueprint/pod_network.py"


def named(source: str) -> Iterator[str]:
    """Each text that is a plugin's name, where it is not the value of networkPlugin or networkPolicy in an example, and
    not a component whose version is asked for."""
    tree = ast.parse(source)
    examples = {
        id(value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if key is not None and re.search("networkPlugin|networkPolicy", ast.unparse(key))
    }
    examples |= {
        id(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".component")
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in network_plugins.plugins() and id(node) not in examples:
            yield f"line {node.lineno}: {node.value}"


@pytest.mark.parametrize("path", [*SOURCES, ROOT / "main.py"], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_plugin_by_name(path: Path) -> None:
    """Only pod_network.py decides by a plugin's name; everything else reads PodNetwork or the catalog's row."""
    assert path == DECIDES_PLUGINS or list(named(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_plugin_by_name_on_a_node(path: Path) -> None:
    """Scripts read a setting of /etc/aksynth/env."""
    names = "|".join(network_plugins.plugins())
    assert re.findall(rf"(?:=|case|in|\|)\s*['\"]?(?:{names})\b(?![-.])", path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('if plugin == "azure": pass', 1),
        ('if plugin in ("cilium", "kubenet"): pass', 2),
        ('sizes = {"azure": 30}', 1),
        ('match plugin:\n    case "kubenet": pass', 1),
        ('wrong = {K + "networkPlugin": "kubenet"}', 0),
        ('text = "Azure CNI"', 0),
        ('version = kubernetes.component("cilium")', 0),
        ('version = versions("cilium")', 1),
    ],
)
def test_names_are_found(source: str, found: int) -> None:
    """Comparisons, tables and patterns; not the examples of rules."""
    assert len(list(named(source))) == found


def test_roles_are_assigned_in_one_place() -> None:
    """So that all of them can be listed for somebody else to assign."""
    assigning = {path.relative_to(ROOT).as_posix() for path in SOURCES if "RoleAssignment(" in path.read_text("utf-8")}
    assert assigning == {"constructs/roles.py"}


HOSTS = {
    text.lower()
    for row in read("clouds")["clouds"].values()
    for value in row.values()
    for text in (value if isinstance(value, list) else [value])
}
HOSTS |= {"azurecloud", "management.azure.com", "login.microsoftonline.com", "cloudapp.azure.com"}
HOSTS |= {"usgovcloudapi.net", "usgovcloudapp.net", "azurecr.us", "chinacloudapi.cn", "azure.cn"}
"""Hosts and names of Azure's clouds."""


def not_of_the_code(node: ast.AST) -> Iterator[ast.AST]:
    """A docstring, and arguments that hold what is written in models."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    if isinstance(node, ast.Call):
        for argument in node.keywords:
            if argument.arg in ("by_aks_engine", "wrong", "right"):
                yield from ast.walk(argument.value)


def hosts(source: str) -> Iterator[str]:
    """Each text with a host or name of a cloud."""
    tree = ast.parse(source)
    left_out = {id(found) for node in ast.walk(tree) for found in not_of_the_code(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield from (f"line {node.lineno}: {host}" for host in HOSTS if host in node.value.lower())


@pytest.mark.parametrize("path", [*SOURCES, ROOT / "main.py"], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_host_of_a_cloud(path: Path) -> None:
    """They come from the catalog's entry of the cloud."""
    assert list(hosts(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_host_of_a_cloud_on_a_node(path: Path) -> None:
    """They come from /etc/aksynth/env; comments may name them."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    assert [line for line in lines if any(host in line.lower() for host in HOSTS)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('cloud = {"cloud": "AzurePublicCloud"}', 1),
        ('image = f"mcr.microsoft.com/a:{version}"', 1),
        ('token("https://storage.azure.com/")', 1),
        ('def f():\n    """https://x.vault.azure.net"""', 0),
        ('rule(wrong={"a": ["images.azurecr.io"]})', 0),
        ('link = "https://learn.microsoft.com/azure/"', 0),
    ],
)
def test_hosts_are_found(source: str, found: int) -> None:
    """In any text of the code; not in docstrings, links and the examples of rules."""
    assert len(list(hosts(source))) == found
