"""Elements of an SVG picture.

Text is 12 pixels high. Fills are light, so that text on them is readable in
print. Every kind also has a name in its box, a pattern or a border, so that no meaning depends on colour.
"""

from __future__ import annotations

from html import escape

CHARACTER = 7.2
"""Width of a character of the text in pixels, rather too wide: fonts differ."""

_STYLE = """
text{font:12px ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:#1b2530}
.title{font-size:17px;font-weight:600}.name{font-weight:600}.small{fill:#4c5a69}.end{text-anchor:end}.middle{text-anchor:middle}
rect,path{stroke:#54657a;stroke-width:1}
.line{fill:none;stroke:#54657a;stroke-width:1.4}.dashed{stroke-dasharray:5 4}
"""


class Svg:
    """A picture that grows downwards."""

    def __init__(self, width: int, title: str) -> None:
        self.width, self.height, self._title = width, 0, title
        self._parts: list[str] = []

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, *, title: str = "", css: str = ""
    ) -> None:
        """A rectangle; `title` is shown when the pointer is over it."""
        tip = f"<title>{escape(title)}</title>" if title else ""
        shape = f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="3" fill="{fill}"'
        self._parts.append(f'{shape} class="{css}">{tip}</rect>' if css else f"{shape}>{tip}</rect>")
        self._reach(y + height)

    def text(self, x: float, y: float, text: str, css: str = "") -> None:
        kind = f' class="{css}"' if css else ""
        self._parts.append(f'<text x="{x:g}" y="{y:g}"{kind}>{escape(text)}</text>')
        self._reach(y + 4)

    def path(self, data: str, css: str = "line") -> None:
        self._parts.append(f'<path d="{data}" class="{css}" marker-end="url(#arrow)"/>')

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """A border behind everything that is already there."""
        self._parts.insert(
            0, f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="8" fill="#ffffff"/>'
        )
        self._reach(y + height)

    def add(self, other: Svg) -> None:
        """Everything in another picture, on top."""
        self._parts += other._parts
        self._reach(other.height)

    def _reach(self, y: float) -> None:
        self.height = max(self.height, round(y))

    def __str__(self) -> str:
        height = self.height + 20
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {height}" width="{self.width}" '
                f'height="{height}" role="img" aria-label="{escape(self._title)}">',
                f"<title>{escape(self._title)}</title><style>{_STYLE}</style>",
                '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
                'patternTransform="rotate(45)"><rect width="6" height="6" fill="#eceff2" style="stroke:none"/>'
                '<path d="M0 0V6" style="stroke:#aab4bf;stroke-width:2"/></pattern>'
                '<marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
                'orient="auto"><path d="M0 0L10 5L0 10z" fill="#54657a" style="stroke:none"/></marker></defs>',
                f'<rect width="{self.width}" height="{height}" fill="#ffffff" style="stroke:none"/>',
                *self._parts,
                "</svg>\n",
            ]
        )


def fitted(text: str, width: float) -> str:
    """The text, or its beginning if it is wider than `width` pixels."""
    characters = int(width / CHARACTER)
    return text if len(text) <= characters else f"{text[: max(characters - 1, 0)]}…"
