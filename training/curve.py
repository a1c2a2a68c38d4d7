"""Training curves as a picture, drawn with Pillow."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]

_PANEL = (720, 220)  # pixels
_MARGIN = (70, 28, 20, 30)  # left, top, right, bottom


def draw(curves: Mapping[str, Sequence[Point]], path: Path) -> None:
    """One panel a curve, one under the other, over a common axis of minutes; written as PNG.

    A curve is (minutes, value) points; a curve of fewer than two points is left out.
    """
    shown = {name: points for name, points in curves.items() if len(points) > 1}
    sheet = Image.new("RGB", (_PANEL[0], _PANEL[1] * max(1, len(shown))), "#ffffff")
    pen = ImageDraw.Draw(sheet)
    end = max((points[-1][0] for points in shown.values()), default=1.0)
    for row, (name, points) in enumerate(shown.items()):
        _panel(pen, row * _PANEL[1], name, points, end)
    sheet.save(path)


def _panel(pen: ImageDraw.ImageDraw, top: int, name: str, points: Sequence[Point], end: float) -> None:
    left, above, right, below = _MARGIN
    box = (left, top + above, _PANEL[0] - right, top + _PANEL[1] - below)
    values = sorted(value for _, value in points)
    low, high = values[0], values[round(0.98 * (len(values) - 1))]  # the first steps' loss would flatten the rest
    spread = (high - low) or 1.0
    font = ImageFont.load_default(13)
    pen.rectangle(box, outline="#b0b0b0")
    pen.text((left, top + 8), f"{name} (last {points[-1][1]:.4g})", "#202020", font)
    for share in (0.0, 0.5, 1.0):
        y = box[3] - share * (box[3] - box[1])
        pen.text((left - 6, y), f"{low + share * spread:.4g}", "#606060", font, anchor="rm")
        x = left + share * (box[2] - left)
        pen.text((x, box[3] + 6), f"{share * end:.3g} min", "#606060", font, anchor="mt")
        pen.line((left, y, box[2], y), "#e4e4e4")
    trace = [
        (left + at / end * (box[2] - left), box[3] - min(1.0, (value - low) / spread) * (box[3] - box[1]))
        for at, value in points
    ]
    pen.line(trace, "#1f6feb", 2)
