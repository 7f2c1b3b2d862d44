"""Charts as pictures, for where Slack does not take its own: the same data, drawn by Matplotlib.

Imported only when it is needed: Matplotlib costs half a second and 60 MB.
"""

from collections.abc import Sequence
from functools import cache
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.ticker import FuncFormatter

from blocks.kit import Json

# Okabe and Ito's, told apart with any colour vision; lines have marks of their own besides.
_COLOURS = ("#0072B2", "#E69F00", "#009E73")
_MARKS = ("o", "s", "^")
_WIDE, _ROW, _LINE_HIGH = 7.0, 0.34, 3.6
_DOTS_PER_INCH = 150
_QUIET = "#d0d0d0"


def png(chart: Json) -> bytes:
    """The picture of a `data_visualization` block, 1,050 dots wide."""
    series, labels = chart["chart"]["series"], chart["chart"]["axis_config"]["categories"]
    is_line = chart["chart"]["type"] == "line"
    high = _LINE_HIGH if is_line else 1.2 + _ROW * len(labels) * max(1, len(series) * 0.7)
    figure = Figure(figsize=(_WIDE, high), dpi=_DOTS_PER_INCH, layout="constrained")
    axes = figure.add_subplot()
    (_lines if is_line else _bars)(axes, series, [_plain(label) for label in labels])
    axes.set_title(_plain(chart["title"]), loc="left", fontsize=11)
    if len(series) > 1:
        axes.legend(frameon=False, fontsize=9)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _bars(axes: Axes, series: Sequence[Json], labels: Sequence[str]) -> None:
    """Lying, as labels are longer than a phone is wide; the first on top."""
    thick = 0.8 / len(series)
    for number, one in enumerate(series):
        places = [at + (number - (len(series) - 1) / 2) * thick for at in range(len(labels))]
        values = _values(one)
        drawn = axes.barh(
            places, values, height=thick, color=_COLOURS[number], label=_plain(one["name"])
        )
        axes.bar_label(drawn, labels=[_figure(v) for v in values], padding=3, fontsize=8)
    axes.set_yticks(range(len(labels)), labels, fontsize=9)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.axvline(0, color=_QUIET, linewidth=0.8)
    axes.xaxis.set_major_formatter(FuncFormatter(_tick))


def _lines(axes: Axes, series: Sequence[Json], labels: Sequence[str]) -> None:
    for number, one in enumerate(series):
        axes.plot(
            range(len(labels)),
            _values(one),
            color=_COLOURS[number],
            marker=_MARKS[number],
            label=_plain(one["name"]),
        )
    axes.set_xticks(range(len(labels)), labels, fontsize=8, rotation=30, ha="right")
    axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
    axes.grid(axis="y", color=_QUIET, linewidth=0.6)
    axes.yaxis.set_major_formatter(FuncFormatter(_tick))


def _values(series: Json) -> list[float]:
    return [float(point["value"]) for point in series["data"]]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _tick(value: float, place: int | None) -> str:
    for size, sign in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{sign}"
    return f"{value:g}"


def _plain(text: object) -> str:
    """As it reads: between two dollar signs Matplotlib would look for formulas, and a sign that
    its font does not have would only be a box; the words beside the picture have it.
    """
    known = _signs()
    shown = "".join(sign if ord(sign) in known else "·" for sign in str(text))
    return shown.replace("$", r"\$")


@cache
def _signs() -> frozenset[int]:
    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())
