"""Text that CDK for Terraform could interpret as its own."""

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
    advice="use other text; all other text, including ${...}, reaches Azure unchanged",
)
def no_token(case: Case) -> Iterator[Finding]:
    """Text in a model must not contain `TfToken[`.

    CDK for Terraform uses this marker for values that it fills in.
    """
    document = case.written.model_dump(by_alias=True, exclude_unset=True)
    for path, text in _texts(document, ()):
        if _TOKEN in text:
            yield Finding(path, "CDK for Terraform would replace a part of this text", shown(text))
    for path, addon in written_addons(case):
        with contextlib.suppress(ValueError):
            if addon.data and _TOKEN in manifest.text(addon.data):
                yield Finding((*path, "data"), "CDK for Terraform would replace a part of this manifest")


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
    advice="run az account list-locations -o table to list all regions; or leave it empty to be asked at plan",
)
def region_form(case: Case) -> Iterator[Finding]:
    """The name of a region must be letters and digits."""
    location = case.written.location
    if location and not _REGION.fullmatch(location):
        yield Finding(("location",), "this is not the name of a region", shown(location))
