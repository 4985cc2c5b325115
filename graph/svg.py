"""Draw a figure from a few plain shapes: SVG with real text by ourselves, PNG and PDF through matplotlib."""

from __future__ import annotations

import dataclasses
import math
import re
from typing import TYPE_CHECKING, Literal, TypeAlias

from detente.extract.schema import MissingExtraError
from detente.graph.atomic import replacing
from detente.graph.errors import GraphError

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

Point: TypeAlias = tuple[float, float]

FONTS = ("Segoe UI", "Roboto", "Noto Sans", "DejaVu Sans", "Helvetica", "Arial", "sans-serif")
INK = "#16191d"
PAPER = "#ffffff"


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """A line, or an area where it is closed."""

    points: tuple[Point, ...]
    stroke: str | None = None
    width: float = 1.0
    dash: tuple[float, ...] = ()
    fill: str | None = None
    closed: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Disc:
    """A circle."""

    at: Point
    radius: float
    fill: str
    stroke: str | None = None
    width: float = 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `at` is on its baseline."""

    at: Point
    text: str
    size: float
    color: str = INK
    bold: bool = False
    italic: bool = False
    anchor: Literal["start", "middle", "end"] = "start"
    halo: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Drawing:
    """A figure: its size in points (1/72 inch), its title, its shapes from back to front."""

    width: float
    height: float
    title: str
    parts: tuple[Shape | Disc | Text, ...]


def to_svg(drawing: Drawing) -> str:
    """Write a drawing as SVG: text stays text, the same drawing gives the same bytes.

    Parameters
    ----------
    drawing
        The figure.

    Returns
    -------
    str
        An SVG document.

    Examples
    --------
    >>> to_svg(Drawing(10, 10, "A dot", (Disc((5, 5), 2, "#000"),))).count("<circle")
    1
    """
    width, height = _number(drawing.width), _number(drawing.height)
    rows = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
            f'viewBox="0 0 {width} {height}" role="img" aria-label="{_escaped(drawing.title)}" '
            f'font-family="{", ".join(FONTS)}">'
        ),
        f"<title>{_escaped(drawing.title)}</title>",
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        *(_element(part) for part in drawing.parts),
        "</svg>\n",
    ]
    return "\n".join(rows)


def save_drawing(drawing: Drawing, path: Path, *, dpi: int = 300) -> None:
    """Write a drawing to a file, by the ending of its name: .svg, .png or .pdf.

    Parameters
    ----------
    drawing
        The figure.
    path
        The file. It is replaced only once the new one is complete.
    dpi
        Pixels an inch of a PNG.

    Raises
    ------
    GraphError
        If the ending is none of the three.
    MissingExtraError
        If matplotlib is not installed (PNG and PDF).
    OutputError
        If the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in (".svg", ".png", ".pdf"):
        msg = f"{path}: ending {path.suffix!r}: allowed are .svg, .png, .pdf"
        raise GraphError(msg)
    if ending == ".svg":
        with replacing(path) as stream:
            stream.write(to_svg(drawing))
        return
    figure = _matplotlib_figure(drawing)
    with replacing(path, binary=True) as binary:
        if ending == ".png":
            figure.savefig(binary, format="png", dpi=dpi, metadata={"Software": None})
        else:
            figure.savefig(binary, format="pdf", metadata={"CreationDate": None, "Title": drawing.title})


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate how wide a line of text is, without a font at hand; a little too wide rather than too narrow.

    Examples
    --------
    >>> text_width("iii", 10) < text_width("mmm", 10)
    True
    """
    return sum(_advance(letter) for letter in text) * size * (1.07 if bold else 1.0)


def grey(color: str) -> str:
    """Give the grey of a colour's lightness.

    Examples
    --------
    >>> grey("#0072B2")
    '#5e5e5e'
    """
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    level = round(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return f"#{level:02x}{level:02x}{level:02x}"


def _advance(letter: str) -> float:
    if letter in "iljI.,:;'|!()[] tfr":
        return 0.36
    if letter in "mwMW@%—":
        return 0.92
    if letter >= "\u1100" and not "\u1e00" <= letter <= "\u2fff":
        return 1.0
    return 0.7 if letter.isupper() else 0.6


def _element(part: Shape | Disc | Text) -> str:
    if isinstance(part, Text):
        style = (' font-weight="600"' if part.bold else "") + (' font-style="italic"' if part.italic else "")
        halo = (
            f' stroke="{PAPER}" stroke-width="2.4" stroke-linejoin="round" paint-order="stroke"'
            if part.halo
            else ""
        )
        anchor = f' text-anchor="{part.anchor}"' if part.anchor != "start" else ""
        return (
            f'<text x="{_number(part.at[0])}" y="{_number(part.at[1])}" font-size="{_number(part.size)}" '
            f'fill="{part.color}"{style}{anchor}{halo}>{_escaped(part.text)}</text>'
        )
    fill = f'fill="{part.fill or "none"}"'
    stroke = f' stroke="{part.stroke}" stroke-width="{_number(part.width)}"' if part.stroke else ""
    if isinstance(part, Disc):
        x, y = part.at
        return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(part.radius)}" {fill}{stroke}/>'
    dash = f' stroke-dasharray="{" ".join(map(_number, part.dash))}"' if part.dash else ""
    path = "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in part.points) + ("Z" if part.closed else "")
    return f'<path d="{path}" {fill}{stroke}{dash}/>'


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if math.isfinite(value) else "0"


_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def _escaped(text: str) -> str:
    clean = _NOT_XML.sub(" ", text)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _matplotlib_figure(drawing: Drawing) -> Figure:
    """Draw with matplotlib, without its global state, so that no backend or style of the caller plays in."""
    try:
        import matplotlib as mpl
        from matplotlib import patheffects
        from matplotlib.figure import Figure as NewFigure
        from matplotlib.patches import Circle, PathPatch, Polygon
        from matplotlib.path import Path as Outline
    except ImportError as error:
        purpose = "a PNG or PDF figure"
        raise MissingExtraError(purpose, "figures") from error
    with mpl.rc_context({"pdf.fonttype": 42, "pdf.compression": 6, "font.family": _installed_fonts()}):
        figure = NewFigure(figsize=(drawing.width / 72, drawing.height / 72), facecolor=PAPER)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, drawing.width)
        axes.set_ylim(drawing.height, 0)
        for order, part in enumerate(drawing.parts):
            if isinstance(part, Text):
                anchor = {"start": "left", "middle": "center", "end": "right"}[part.anchor]
                text = axes.text(
                    *part.at, _plain(part.text), size=part.size, color=part.color, ha=anchor, va="baseline",
                    zorder=order,
                    weight="bold" if part.bold else "normal", style="italic" if part.italic else "normal",
                    parse_math=False,
                )  # fmt: skip
                if part.halo:
                    text.set_path_effects([patheffects.withStroke(linewidth=2.2, foreground=PAPER)])
            elif isinstance(part, Disc):
                axes.add_patch(
                    Circle(part.at, part.radius, facecolor=part.fill, edgecolor=part.stroke or "none",
                           linewidth=part.width, zorder=order)
                )  # fmt: skip
            elif part.closed:
                axes.add_patch(
                    Polygon(part.points, closed=True, facecolor=part.fill or "none",
                            edgecolor=part.stroke or "none",
                            linewidth=part.width, zorder=order, joinstyle="miter")
                )  # fmt: skip
            else:
                dash = (0, tuple(length / part.width for length in part.dash)) if part.dash else "solid"
                axes.add_patch(
                    PathPatch(Outline(part.points), facecolor="none", edgecolor=part.stroke or "none",
                              linewidth=part.width, linestyle=dash, capstyle="butt", zorder=order)
                )  # fmt: skip
        figure.canvas.draw()
    return figure


def _plain(text: str) -> str:
    return _NOT_XML.sub(" ", text)


def _installed_fonts() -> list[str]:
    """Give those of our fonts that are there, so that matplotlib does not warn of the others."""
    from matplotlib import font_manager

    there = {font.name for font in font_manager.fontManager.ttflist}
    return [name for name in FONTS if name in there] or ["sans-serif"]
