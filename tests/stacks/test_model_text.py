"""Text of a model is no Terraform: it reaches Azure and the nodes as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from clusters import ROOT, blueprint, changed, example
from facts import FACTS
from hypothesis import given
from hypothesis import strategies as st

from aksynth import fast_bindings

fast_bindings.install()

import cdktf  # noqa: E402
from terraform_workspace import Stack  # noqa: E402

from aksynth._constructs.long_text import in_files  # noqa: E402
from aksynth._constructs.terraform_text import literal  # noqa: E402
from aksynth.apimodel import known  # noqa: E402
from aksynth.apimodel.model import ApiModel  # noqa: E402
from aksynth.apimodel.walk import Known  # noqa: E402
from aksynth.bootstrap import cloud_config, desired_state, master_files  # noqa: E402
from aksynth.rules import example as small  # noqa: E402
from aksynth.rules import read_string  # noqa: E402
from aksynth.rules.paths import X  # noqa: E402
from aksynth.stacks import ClusterStack  # noqa: E402

PLANTED = ("${planted}", "p %{planted} ${planted} $${planted} %%{planted} $")
Parts = list[tuple[str, bool]]


def parts(template: str) -> Parts:
    """Terraform's reading of a template: each part with whether it is evaluated.

    https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
    """
    found: Parts = [("", False)]
    at = 0
    while at < len(template):
        if template[at : at + 3] in ("$${", "%%{"):
            found[-1] = (found[-1][0] + template[at + 1 : at + 3], False)
            at += 3
        elif template[at : at + 2] in ("${", "%{"):
            end = template.index("}", at) + 1
            found += [(template[at:end], True), ("", False)]
            at = end
        else:
            found[-1] = (found[-1][0] + template[at], False)
            at += 1
    return found


@given(st.text(alphabet='$%{}a"\\ \n') | st.text())
def test_literal(text: str) -> None:
    """Any text comes back as it was, also as the key of a map, a label or a field of a decision."""
    for made in (literal(text), literal((text,))[0], next(iter(literal({text: text}))), literal({"a": [text]})["a"][0]):
        assert parts(made) == [(text, False)]


@given(st.lists(st.sampled_from(["$", "%", "{", '{"path":', "- path: ", "\n", "a"])).map("".join))
def test_a_text_in_parts(text: str) -> None:
    """Terraform joins the parts to the text as it was, also where what looks like a file comes after a dollar."""
    assert "".join(said for part in in_files(text) for said, live in parts(part) if not live) == text


def test_a_part_is_a_file() -> None:
    files = master_files(blueprint(example("kubernetes")), FACTS)
    for text in (desired_state(files), cloud_config(files)):
        assert [len(re.findall(r'^- path: |\{"path":', part, re.M)) for part in in_files(text)] == [0] + [1] * len(
            files
        )


def texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a JSON document, keys too, with its place."""
    if isinstance(value, str):
        yield where, value
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from texts(str(key), f"{where}.")
        yield from texts(item, f"{where}.{key}")


NO_EXPRESSION = (".terraform.backend.", ".variable.")
"""Terraform takes these texts as they are."""


def check(content: Any, form: str) -> set[str]:
    """The places where the form is found; everywhere it is what Terraform makes of the text."""
    found = set()
    for where, text in texts(content):
        if "planted" not in text:
            continue
        said = text
        if not where.startswith(NO_EXPRESSION):
            assert not [part for part, live in parts(text) if live and "planted" in part], where
            said = "".join(part for part, live in parts(text) if not live)
        assert said.count("planted") == said.count(form) * form.count("planted"), where
        found.add(where)
    return found


def put(document: Any, path: str, value: Any) -> None:
    """Make the way to a field, with one entry in each list, and write it."""
    *parents, last = path.split(".")
    for part in parents:
        name = part.removesuffix("[]")
        document = document.setdefault(name, [{}] if part.endswith("[]") else {})
        document = document[0] if isinstance(document, list) else document
    document[last] = value


def values(field: Known, form: str) -> list[Any]:
    """The form in every place that the field's type has for a text."""
    kind = str(field.field.annotation)
    if "dict[str" in kind:
        return [{form: form}, {form: "x"}, {"key": form}, {"--show-hidden-metrics-for-version": form}]
    if "list[str" in kind:
        return [[form]]
    return [form] if "str" in kind else []


def planted(form: str) -> dict[str, Any]:
    """A model with the form in every field that takes it: one after the other is added, as long as no rule objects. A
    refused field is not tried."""
    document = small(
        {X + "backend.azurerm": {"resourceGroupName": "g", "storageAccountName": "s", "containerName": "c"}}
    )
    for field in (field for field in known(ApiModel) if field.status.kind != "refused"):
        for value in values(field, form):
            tried = json.loads(json.dumps(document))
            put(tried, field.path, value)
            if read_string(json.dumps(tried), to_build=True).filled is not None:
                document = tried
                break
    return document


def synthesized(document: dict[str, Any]) -> Any:
    return json.loads(cdktf.Testing.synth(ClusterStack(cdktf.Testing.app(), "c", blueprint=blueprint(document))))


@pytest.mark.parametrize("form", PLANTED)
def test_every_field(form: str) -> None:
    """Nothing that a model may hold is evaluated, neither in an argument nor in a node's files."""
    found = check(synthesized(planted(form)), form)
    tags = ".resource.azurerm_linux_virtual_machine.masters_0.tags."
    assert {tags, tags + "key"} & found, "Azure takes ${ in the key of a tag, and %{ in its value only"
    places = {re.sub(r"(\.locals\.[a-z_-]+)\.\d+$", r"\1", place) for place in found}
    assert {".locals.state", ".locals.masters_user-data", ".terraform.backend.azurerm.key"} <= places


def test_terraform_shows_it_literally(environment: dict[str, str], tmp_path: Any) -> None:
    """The real Terraform plans a tag with the text of the model, and reads no file for it."""
    tag = '${file("/etc/hostname")} %{ if true }x%{ endif } $${a} %%{b}'
    document = json.loads((ROOT / "examples/ha.json").read_text("utf-8"))
    tags = {"cost": tag, '${upper("key")}': "key"}
    content = synthesized(changed(document, "properties.masterProfile.customVMTags", tags))
    escaped = content["resource"]["azurerm_linux_virtual_machine"]["masters_0"]["tags"]
    stack = Stack(tmp_path, environment)
    stack.write(json.dumps({"output": {"tags": {"value": escaped}}}), "main.tf.json")
    stack.init().apply()
    shown = stack.outputs()["tags"]
    assert shown.items() >= tags.items()
