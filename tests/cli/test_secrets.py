"""No output repeats a secret, wherever in a model somebody put it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from clusters import run_main
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from aksynth.cli import app
from aksynth.rules import example
from aksynth.rules.paths import A, K, M, P, S

SECRET = "hunter2Planted"
RUNNER = CliRunner()
COMMANDS = [
    ["check"],
    *(["check", "--format", format_] for format_ in ("json", "github", "sarif")),
    ["show", "--why"],
    ["show", "--why", "--format", "json"],
    ["show", "--format", "model"],
]
KEYS = [
    "servicePrincipalClientSecret",
    "clientSecret",
    "adminPasswrd",
    "secret",
    "Secret",
    "pasword",
    "token",
    "sasToken",
    "storageKey",
    "connectionString",
    "foo",
    "properties",
    "x",
    "caPrivatKey",
    "etcdEncryptionKeys",
    "credentials",
]
PLACES = [
    "",
    P[:-1],
    M[:-1],
    A[:-1],
    K[:-1],
    S[:-1],
    P + "linuxProfile",
    P + "windowsProfile",
    P + "certificateProfile",
]
SHAPES: list[Any] = [SECRET, [SECRET], {"value": SECRET}, {"a": [{"b": SECRET}]}, [[SECRET]], {"list": [1, SECRET]}]


def outputs(text: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        path.write_text(text, "utf-8")
        return "".join(RUNNER.invoke(app, [*command, str(path)]).output for command in COMMANDS)


@settings(max_examples=40)
@given(st.sampled_from(PLACES), st.sampled_from(KEYS), st.sampled_from(SHAPES), st.sampled_from([None, 1]))
def test_unknown_keys(place: str, key: str, value: Any, indent: int | None) -> None:
    """A key that nobody knows, a slip, a key of another case, or a value of the wrong type."""
    path = f"{place}.{key}".removeprefix(".")
    document = example({M + "count": 2, **({path: value} if path != "properties" else {})})
    assert SECRET not in outputs(json.dumps(document, indent=indent))


BROKEN = [
    '{"servicePrincipalProfile": {"secret": %s}}',
    '{"adminPassword": %s, "count": 2}',
    '{"secret": "%s}',
    '{"secret: "%s"}',
    '{"a": 1 "secret": "%s"}',
    '{"secret", "%s"}',
    "{'secret': '%s'}",
    '{"secret": "x" "%s"}',
    "secret: %s\n",
    '{"secret" "%s"}',
    '{"secret":\n%s\n}',
    '{"secret": "%s", "secret": "%s"}',
]


@pytest.mark.parametrize("text", BROKEN)
def test_broken_json(text: str) -> None:
    """A line that is no JSON may hold a secret without quotes, or with one too few."""
    assert SECRET not in outputs(text.replace("%s", SECRET)) and SECRET[:8] not in outputs(text.replace("%s", SECRET))


LOOKS = [
    f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}",
    f"eyJhbGciOiJub25l.{SECRET}.x",
    f"https://x.blob.core.windows.net/c?sv=1&sig={SECRET}",
    f"https://me:{SECRET}@example.com",
    f"DefaultEndpointsProtocol=https;AccountKey={SECRET}",
]


@pytest.mark.parametrize("value", LOOKS)
@pytest.mark.parametrize(
    "field", [M + "osDiskCachingType", M + "dnsPrefix", A + "count", P + "linuxProfile.adminUsername"]
)
def test_values_that_look_secret(field: str, value: str) -> None:
    """A private key, a token, a signature or a password in an address is shown under no key."""
    assert SECRET not in outputs(json.dumps(example({field: value})))


@pytest.mark.parametrize("key", ["--oidc-client-secret", "password", "sasToken"])
def test_maps(key: str) -> None:
    """Keys of maps are anybody's; those that name a secret are not repeated by a fault of their map."""
    patch = {K + "apiServerConfig": {key: SECRET}, M + "customVMTags": {key: SECRET * 30}, M + "count": 2}
    assert SECRET not in outputs(json.dumps(example(patch)))


def test_synthesis(tmp_path: Path) -> None:
    """What the synthesis says of a fault holds no more than a check."""
    path = tmp_path / "model.json"
    path.write_text(json.dumps(example({S + "clientSecret": SECRET, S + "secret": [SECRET]})), "utf-8")
    done = run_main(str(path), CDKTF_OUTDIR=str(tmp_path / "out"))
    assert done.returncode == 2 and SECRET not in done.stdout + done.stderr
