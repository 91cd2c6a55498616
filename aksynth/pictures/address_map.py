"""A map of each subnet: addresses from top to bottom, and the whole of it to scale."""

from __future__ import annotations

import math
import re
from html import escape
from itertools import groupby

from aksynth.blueprint.address_plan import AddressPlan, Growth, SubnetPlan
from aksynth.blueprint.spans import Span
from aksynth.pictures.svg import CHARACTER, Svg, fitted

WIDTH = 860
_LEFT, _BOX, _BOX_WIDTH, _RIGHT = 24, 170, 470, 660
_FILLS = {
    "reserved": "url(#hatch)",
    "master": "#9cc4e8",
    "master-pods": "#d3e5f5",
    "load-balancer": "#f6c98b",
    "private-endpoint": "#e3c7ec",
    "pool": "#bfe3cf",
    "future-master": "#ffffff",
    "free": "#fafbfc",
}
_LEGEND = {
    "master": "masters",
    "master-pods": "pods of masters",
    "load-balancer": "load balancer",
    "private-endpoint": "private endpoints",
    "pool": "agents and their pods",
    "future-master": "for masters that are added",
    "free": "free",
    "reserved": "reserved by Azure",
}


def as_svg(name: str, plan: AddressPlan) -> str:
    """The map of all subnets as an SVG document."""
    svg = Svg(WIDTH, f"Addresses of {name}")
    svg.text(_LEFT, 36, f"Addresses of {name}", "title")
    svg.text(
        _LEFT, 58, f"Virtual network {plan.address_space or '(range unknown)'}, Services {plan.service_cidr}", "small"
    )
    y = _legend(svg, 76)
    for subnet in plan.subnets:
        y = _subnet(svg, subnet, y + 34)
    if plan.pods:
        pods = plan.pods
        text = (
            f"Pods {pods.range}: a /{pods.node_prefix} for each of {pods.nodes} nodes, at most {pods.largest:,} nodes"
        )
        svg.text(_LEFT, y + 34, text, "name")
    return str(svg)


def as_html(name: str, plan: AddressPlan) -> str:
    """A page with the map, for a browser or a printer."""
    title = escape(f"Addresses of {name}")
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        "<style>body{margin:1rem auto;max-width:60rem}svg{width:100%;height:auto}</style></head><body>\n"
        f"{as_svg(name, plan)}</body></html>\n"
    )


def _legend(svg: Svg, y: float) -> float:
    x = float(_LEFT)
    for kind, text in _LEGEND.items():
        needed = 30 + len(text) * CHARACTER
        if x + needed > WIDTH - _LEFT:
            x, y = float(_LEFT), y + 22
        svg.rect(x, y, 14, 14, _FILLS[kind], css="dashed" if kind == "future-master" else "")
        svg.text(x + 20, y + 11, text, "small")
        x += needed
    return y + 14


def _subnet(svg: Svg, subnet: SubnetPlan, y: float) -> float:
    size = f"{subnet.range.num_addresses:,} addresses, {subnet.free:,} free" if subnet.range else "range unknown"
    svg.text(_LEFT, y, f"{subnet.name} {subnet.range or ''}", "name")
    svg.text(WIDTH - _LEFT, y, size, "end")
    y = _to_scale(svg, subnet, y + 10) + 16
    notes = {f"pool {row.pool}": _nodes(row) for row in subnet.growth}
    for spans in _grouped(subnet.spans):
        y = _row(svg, spans, y, notes.get(spans[0].owner, ""))
    for problem in subnet.problems:
        y += 20
        svg.text(_BOX, y, f"Problem: {problem}", "name")
    return y


def _to_scale(svg: Svg, subnet: SubnetPlan, y: float) -> float:
    """A bar with the true proportions, in which little is left of what is small."""
    if subnet.range is None:
        return y
    width, total = WIDTH - 2 * _LEFT, subnet.range.num_addresses
    svg.rect(_LEFT, y, width, 12, _FILLS["free"], title="the subnet to scale")
    for span in subnet.spans:
        x = _LEFT + width * (int(span.first) - int(subnet.range[0])) / total
        if span.kind not in ("free", "future-master"):
            svg.rect(
                round(x, 2), y, round(max(width * span.count / total, 1), 2), 12, _FILLS[span.kind], title=_tip(span)
            )
    return y + 12


def _grouped(spans: tuple[Span, ...]) -> list[list[Span]]:
    """Neighbours of one kind are one row, except pools."""
    groups: list[list[Span]] = []
    for _, found in groupby(spans, key=lambda span: (span.kind, span.owner if span.kind == "pool" else "")):
        groups.append(list(found))
    return groups


def _row(svg: Svg, spans: list[Span], y: float, note: str) -> float:
    """Twice as many addresses are a little higher: a map of a /12 and one of a /27 are both readable."""
    count, kind = sum(span.count for span in spans), spans[0].kind
    height = 24 + round(3 * math.log2(count))
    first, last = spans[0].first, spans[-1].last
    css = "dashed" if kind == "future-master" else ""
    svg.rect(_BOX, y, _BOX_WIDTH, height, _FILLS[kind], title="; ".join(map(_tip, spans)), css=css)
    svg.text(_BOX - 10, y + 15, str(first), "small end")
    if height >= 36 and count > 1:
        svg.text(_BOX - 10, y + height - 5, str(last), "small end")
    svg.text(_BOX + 12, y + height / 2 + 4, fitted(_owners(spans) + note, _BOX_WIDTH - 24))
    svg.text(_RIGHT, y + height / 2 + 4, f"{count:,} address{'' if count == 1 else 'es'}", "small")
    return y + height


def _nodes(row: Growth) -> str:
    nodes = f"{row.count} node{'' if row.count == 1 else 's'} of {row.addresses_per_node}"
    return f": {nodes}" + ("" if row.largest is None else f", up to {row.largest:,} nodes fit")


def _owners(spans: list[Span]) -> str:
    """Such as "pods of masters 0 to 2", or "private endpoints of masters, nodes"."""
    if spans[0].kind == "private-endpoint" and len(spans) > 1:
        return "private endpoints of " + ", ".join(span.owner.rpartition(" ")[2] for span in spans)
    names = sorted({span.owner for span in spans})
    if len(names) == 1:
        return names[0]
    last = "".join(re.findall(r"\d+", names[-1]))
    return re.sub(r"master (\d+)", rf"masters \1 {'and' if len(names) == 2 else 'to'} {last}", names[0])


def _tip(span: Span) -> str:
    return f"{span.owner}: {span.text}, {span.count:,}"
