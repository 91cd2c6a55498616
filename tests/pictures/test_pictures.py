"""Pictures can be read: a browser draws all text inside of its box and nothing on top of other text."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from clusters import EXAMPLES, ROOT, blueprint, changed, example

from aksynth.blueprint import Blueprint
from aksynth.blueprint.address_plan import address_plan
from aksynth.pictures import address_map, diagram
from aksynth.pictures.mermaid import as_mermaid
from aksynth.pictures.topology import topology

LONG = changed(example("ha"), "properties.masterProfile.dnsPrefix", "a" * 45)
LONG["properties"]["agentPoolProfiles"] = [
    {"name": f"poolnumber{i}", "count": 90, "vmSize": "Standard_D4s_v5"} for i in range(6)
]
OF_ESTATES = ("network/custom-vnet", "network/kubenet-custom-vnet", "network/scale-set-masters")
MODELS: dict[str, Any] = {**{name: example(name) for name in (*EXAMPLES, *OF_ESTATES)}, "long": LONG}
PICTURES: dict[str, Callable[[Blueprint], str]] = {
    "map": lambda cluster: address_map.as_svg(cluster.name, address_plan(cluster)),
    "diagram": lambda cluster: diagram.as_svg(topology(cluster)),
}
CASES = [(picture, model) for picture in PICTURES for model in MODELS]
MEASURE = """<script>
const box = e => { const b = e.getBBox(); return [b.x, b.y, b.width, b.height] };
const measure = svg => {
  const all = name => [...svg.querySelectorAll('svg > ' + name)];
  return {
    view: svg.viewBox.baseVal.width, high: svg.viewBox.baseVal.height,
    texts: all('text').map(e => [e.textContent, ...box(e)]), rects: all('rect').map(box)};
};
onload = () => {
  document.title = JSON.stringify([...document.querySelectorAll('iframe')].map(frame => measure(frame.contentDocument.querySelector('svg'))));
};
</script>"""


def drawn(picture: str, model: str) -> str:
    return PICTURES[picture](blueprint(MODELS[model]))


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Any]:
    """What a browser measures in each picture: one start of the browser for all of them."""
    program = shutil.which("chromium")
    if program is None and not os.environ.get("CI"):
        pytest.skip("chromium is not installed: what it draws is left out")
    assert program, "chromium is not installed"
    folder = tmp_path_factory.mktemp("pictures")
    page = folder / "page.html"
    page.write_text(
        f"<!DOCTYPE html><html><meta charset='utf-8'>{MEASURE}<body>{''.join(_frame(*case) for case in CASES)}</body></html>"
    )
    command = [program, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
    done = subprocess.run([*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, check=True)
    (title,) = re.findall(r"<head>.*?<title>(.*?)</title>", done.stdout, re.DOTALL)
    return dict(zip(CASES, json.loads(html.unescape(title)), strict=True))


def _frame(picture: str, model: str) -> str:
    """A page of its own for each picture, whose styles and ids are in no other."""
    page = f"<!DOCTYPE html><html><meta charset='utf-8'><body>{drawn(picture, model)}</body></html>"
    return f'<iframe width="1600" height="1200" srcdoc="{html.escape(page)}"></iframe>'


def nested(inner: list[float], outer: list[float]) -> bool:
    """With a tolerance of one pixel: the bar to scale shows one address with this width."""
    return all(outer[i] <= inner[i] + 1 and inner[i] + inner[i + 2] <= outer[i] + outer[i + 2] + 1 for i in (0, 1))


def boxes_apart(one: list[float], other: list[float]) -> bool:
    return any(a[i] + a[i + 2] <= b[i] + 1 for a, b in ((one, other), (other, one)) for i in (0, 1))


@pytest.mark.parametrize(("picture", "model"), CASES)
def test_a_browser_draws_it(measured: dict[tuple[str, str], Any], picture: str, model: str) -> None:
    """No text leaves the picture, or the box that it begins in. No two texts overlap, and boxes are nested or apart."""
    found = measured[picture, model]
    assert len(found["texts"]) > 10
    for text, x, y, width, height in found["texts"]:
        assert x >= 0 and x + width <= found["view"], text
        assert y >= 0 and y + height <= found["high"], text
        inside = [
            box
            for box in found["rects"]
            if box[0] <= x <= box[0] + box[2] and box[1] <= y + height / 2 <= box[1] + box[3]
        ]
        assert all(x + width <= box[0] + box[2] for box in inside), text
        assert all(box[1] <= y + 2 and y + height <= box[1] + box[3] + 2 for box in inside), text
    assert all(y >= 0 and y + height <= found["high"] for _, y, _, height in found["rects"])
    assert all(nested(*pair) or nested(*pair[::-1]) or boxes_apart(*pair) for pair in combinations(found["rects"], 2))
    for one, other in combinations(found["texts"], 2):
        (_, ax, ay, aw, ah), (_, bx, by, bw, bh) = one, other
        apart = ax + aw <= bx or bx + bw <= ax or ay + ah <= by + 2 or by + bh <= ay + 2
        assert apart, (one[0], other[0])


@pytest.mark.parametrize(("picture", "model"), CASES)
def test_picture_is_whole(picture: str, model: str) -> None:
    """It is XML, it needs nothing from elsewhere, and the same model gives the same bytes."""
    text = drawn(picture, model)
    root = ElementTree.fromstring(text)
    assert root.tag.endswith("svg") and root.get("aria-label")
    assert not re.findall(r"(href|src|url\()\s*=?\s*[\"']?(?!#)\w", text.replace("url(#", "(#"))
    assert text == drawn(picture, model)


def test_each_private_endpoint_is_named() -> None:
    """Neighbours are one row of the map, in the order of their addresses."""
    text = drawn("map", "network/private")
    assert ">private endpoints of masters, nodes, access<" in text and ">private endpoint of backup<" in text


def test_mermaid() -> None:
    """Every edge is between two nodes, each subgraph ends, and text of the model cannot end a label."""
    text = as_mermaid(topology(blueprint(example("ha"))))
    nodes = set(re.findall(r"^ +([\w-]+)\[\"", text, re.MULTILINE))
    edges = re.findall(r"^  ([\w-]+) -->\|\"[^\"]+\"\| ([\w-]+)$", text, re.MULTILINE)
    assert len(edges) > 8 and {end for edge in edges for end in edge} <= nodes
    assert len(re.findall(r"^ +subgraph ", text, re.MULTILINE)) == len(re.findall(r"^ +end$", text, re.MULTILINE))


def test_zones_are_named() -> None:
    """Of masters and pools, and of machines without zones none."""
    assert as_mermaid(topology(blueprint(example("zones")))).count("zones 1, 2, 3") == 2
    assert "zone 1" not in as_mermaid(topology(blueprint(example("ha"))))


DOCS = ("ha", "network/kubenet", "network/custom-vnet")


@pytest.mark.parametrize("name", DOCS)
@pytest.mark.parametrize("picture", PICTURES)
def test_documented_pictures_are_current(name: str, picture: str) -> None:
    """`make pictures` writes them, and the page shows them."""
    path = Path("images") / f"{picture}-{name.rpartition('/')[2]}.svg"
    assert (ROOT / "docs" / path).read_text("utf-8") == PICTURES[picture](blueprint(example(name)))
    assert f"]({path})" in (ROOT / "docs/address-plan.md").read_text("utf-8")
