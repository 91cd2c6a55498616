"""A topology as a Mermaid flowchart: https://mermaid.js.org/syntax/flowchart.html"""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.pictures.topology import Box, Topology


def as_mermaid(topology: Topology) -> str:
    """The text of a flowchart, which GitHub shows in a code block with the language mermaid."""
    return "\n".join(["flowchart LR", *_nodes(topology), *_edges(topology)]) + "\n"


def _nodes(topology: Topology) -> Iterator[str]:
    for box in topology.of("outside"):
        yield _node(box, "  ")
    yield f'  subgraph vnet["{_text(topology.vnet)}"]'
    for number, (name, prefix) in enumerate(topology.subnets):
        yield f'    subgraph subnet{number}["{_text(f"{name} {prefix}")}"]'
        yield from (_node(box, "      ") for box in topology.of("network", name))
        yield "    end"
    yield from (_node(box, "    ") for box in topology.of("network"))
    yield "  end"
    for box in topology.of("services"):
        yield _node(box, "  ")


def _node(box: Box, indent: str) -> str:
    text = "<br/>".join(_text(line) for line in (box.title, *box.lines))
    return f'{indent}{box.key}["{text}"]'


def _edges(topology: Topology) -> Iterator[str]:
    for flow in topology.flows:
        yield f'  {flow.source} -->|"{_text(flow.label)}"| {flow.target}'


def _text(text: str) -> str:
    return text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
