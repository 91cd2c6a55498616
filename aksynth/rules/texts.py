"""Texts that Terraform and CDK for Terraform could take for their own."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from aksynth import manifest
from aksynth.apimodel.json_reader import Path
from aksynth.rules.addons import written_addons
from aksynth.rules.case import Case
from aksynth.rules.paths import M
from aksynth.rules.registry import AZURE, Finding, rule, shown

_TOKEN = "TfToken["
_REGION = re.compile(r"[A-Za-z0-9 ()]+")


@rule(
    "A140",
    wrong={M + "customVMTags": {"owner": "${TfToken[TOKEN.1]}"}},
    right={M + "customVMTags": {"owner": "${TOKEN.1}"}},
    source="https://github.com/hashicorp/terraform-cdk/tree/v0.21.0/packages/cdktf/lib/tokens",
    advice="write another text; every other text of a model, ${...} too, reaches Azure as it is written",
)
def no_token(case: Case) -> Iterator[Finding]:
    """No text of a model holds `TfToken[`.

    CDK for Terraform marks with it the values that it fills in, wherever they are inside a text.
    """
    document = case.written.model_dump(by_alias=True, exclude_unset=True)
    for path, text in _texts(document, ()):
        if _TOKEN in text:
            yield Finding(path, "CDK for Terraform would put a value of its own into this text", shown(text))
    for path, addon in written_addons(case):
        with contextlib.suppress(ValueError):
            if addon.data and _TOKEN in manifest.text(addon.data):
                yield Finding((*path, "data"), "CDK for Terraform would put a value of its own into this manifest")


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text below `value`, keys of maps included, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key), key
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _texts(item, (*path, i))


@rule(
    "A141",
    wrong={"location": "west-europe"},
    right={"location": "West Europe"},
    source=AZURE,
    advice="az account list-locations -o table names all regions; blank asks for it at plan",
)
def region_form(case: Case) -> Iterator[Finding]:
    """A region is named by letters and digits."""
    location = case.written.location
    if location and not _REGION.fullmatch(location):
        yield Finding(("location",), "no region has such a name", shown(location))
