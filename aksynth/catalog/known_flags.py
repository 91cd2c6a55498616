"""Flags, feature gates, admission plugins and controllers of the components of a Kubernetes release.

`key` is the field of the model that holds a component's flags, such as `apiServerConfig`. Sources: `known_flags.json`
and `feature_gates.json`.
"""

from __future__ import annotations

import re
from functools import cache

from aksynth.catalog.data import read

_DURATION = re.compile(r"[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+)")
_FORMS = {
    "bool": re.compile(r"1|t|T|true|TRUE|True|0|f|F|false|FALSE|False"),
    "duration": _DURATION,
    "int": re.compile(r"[-+]?\d{1,18}"),
    "uint": re.compile(r"\d{1,18}"),
    "float": re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?"),
}
"""What Go's strconv and time.ParseDuration take."""

_WORDS = {
    "bool": "true or false",
    "duration": "a duration such as 30s or 5m0s",
    "int": "a whole number",
    "uint": "a whole number, 0 or more",
    "float": "a number",
}
_PLUGIN_FLAGS = ("enable-admission-plugins", "disable-admission-plugins", "admission-control")


@cache
def names(key: str, topic: str, minor: str) -> frozenset[str]:
    """`flags`, `plugins` or `controllers` of a component in this release."""
    component = read("known_flags")["components"][key]
    without = component["without"].get(minor, {}).get(topic, [])
    return frozenset(component.get(topic, [])) - frozenset(without)


def has(key: str, flag: str, minor: str) -> bool:
    """Whether the component has the flag, which is written with or without hyphens."""
    return flag.removeprefix("--") in names(key, "flags", minor)


@cache
def gates(minor: str) -> frozenset[str]:
    """Feature gates that can be set."""
    facts = read("feature_gates")
    return frozenset(facts["everywhere"]) | frozenset(facts["minors"][minor]["more"])


@cache
def locked_gates(minor: str) -> frozenset[str]:
    """Feature gates whose value cannot be changed."""
    facts = read("feature_gates")["minors"][minor]
    return frozenset(facts["lockedOn"]) | frozenset(facts["lockedOff"])


def form(key: str, flag: str, value: str) -> str:
    """The allowed form of the flag if this value does not have it, or ""."""
    kinds = read("known_flags")["components"][key]["kinds"]
    for kind, flags in kinds.items():
        if flag.removeprefix("--") in flags:
            return "" if _FORMS[kind].fullmatch(value) else _WORDS[kind]
    return ""


def parts(value: str) -> list[str]:
    """The parts of a list, without spaces."""
    return [part.strip() for part in value.split(",") if part.strip()]


def vocabulary(key: str, flag: str, minor: str) -> frozenset[str] | None:
    """The names that are allowed in a flag's list. None if the flag does not accept a list of names."""
    name = flag.removeprefix("--")
    if name == "feature-gates" and key != "cloudControllerManagerConfig":
        return gates(minor) | locked_gates(minor)
    if name in _PLUGIN_FLAGS and key == "apiServerConfig":
        return names(key, "plugins", minor)
    if name == "controllers" and key == "controllerManagerConfig":
        return names(key, "controllers", minor) | names(key, "aliases", minor) | {"*"}
    return None


def unknown_parts(key: str, flag: str, value: str, minor: str) -> list[str]:
    """The parts of a list that this release does not know."""
    known = vocabulary(key, flag, minor)
    return [] if known is None else [part for part in parts(value) if _name(flag, part) not in known]


def _name(flag: str, part: str) -> str:
    """A controller is switched off by a hyphen before its name."""
    return part.removeprefix("-") if flag.removeprefix("--") == "controllers" else part.partition("=")[0].strip()
