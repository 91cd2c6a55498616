"""A topology as an SVG picture: clients on the left, the virtual network in the middle, other services on the right."""

from __future__ import annotations

from aksynth.pictures.svg import Svg, fitted
from aksynth.pictures.topology import Box, Topology

WIDTH = 1060
_OUTSIDE, _NETWORK, _SERVICES = (24, 234), (352, 316), (778, 258)
"""Left edge and width of a column's boxes."""
_FILLS = {"outside": "#f3f5f7", "network": "#d3e5f5", "services": "#fbe6c9"}
_LINE, _GAP, _TOP = 16, 18, 64

Place = tuple[float, float, float, float]
"""x, y, width and height of a box."""


def as_svg(topology: Topology) -> str:
    """The picture as an SVG document."""
    svg = Svg(WIDTH, f"Topology of {topology.name}")
    svg.text(24, 36, f"Topology of {topology.name}", "title")
    places: dict[str, Place] = {}
    _network(svg, topology, places)
    _column(svg, topology.of("services"), _SERVICES, _TOP + 30, places)
    _column(svg, topology.of("outside"), _OUTSIDE, _TOP + 30, places)
    for flow in topology.flows:
        svg.path(_way(places[flow.source], places[flow.target]))
    return str(svg)


def _network(svg: Svg, topology: Topology, places: dict[str, Place]) -> None:
    """The frame of the virtual network, with a frame for each subnet."""
    x, width = _NETWORK
    inside = Svg(WIDTH, "")
    y = float(_TOP + 40)
    for name, prefix in topology.subnets:
        boxes = topology.of("network", name)
        bottom = _column(inside, boxes, _NETWORK, y + 30, places) if boxes else y + 30
        svg.rect(x - 16, y, width + 32, bottom - y + 12, "#f7fafd", css="dashed")
        svg.text(x - 4, y + 19, fitted(f"subnet {name} {prefix}", width), "small")
        y = bottom + 30
    bottom = _column(inside, topology.of("network"), _NETWORK, y, places)
    svg.frame(x - 32, _TOP, width + 64, bottom + 14 - _TOP)
    svg.text(x - 20, _TOP + 24, fitted(f"virtual network {topology.vnet}", width + 40), "name")
    svg.add(inside)


def _column(svg: Svg, boxes: list[Box], column: tuple[int, int], y: float, places: dict[str, Place]) -> float:
    """Boxes below each other. Returns the bottom of the last one."""
    x, width = column
    bottom = y
    for box in boxes:
        height = 30 + _LINE * len(box.lines)
        svg.rect(x, y, width, height, _FILLS[box.column])
        svg.text(x + 12, y + 20, fitted(box.title, width - 24), "name")
        for number, line in enumerate(box.lines):
            svg.text(x + 12, y + 37 + _LINE * number, fitted(line, width - 24), "small")
        places[box.key] = (x, y, width, height)
        bottom = y + height
        y = bottom + _GAP
    return bottom


def _way(source: Place, target: Place) -> str:
    """From side to side between columns. In a column: down to the next box, or around the boxes between."""
    x, y, width, height = source
    to_x, to_y, _, to_height = target
    if x < to_x:
        start, end = (x + width, y + height / 2), (to_x, to_y + to_height / 2)
        middle = (start[0] + end[0]) / 2
        return f"M{start[0]:g} {start[1]:g}C{middle:g} {start[1]:g} {middle:g} {end[1]:g} {end[0]:g} {end[1]:g}"
    if y < to_y:
        return f"M{x + width / 2:g} {y + height:g}V{to_y:g}"
    aside = x - 8
    return f"M{x:g} {y + height / 2:g}H{aside:g}V{to_y + to_height / 2:g}H{to_x:g}"
