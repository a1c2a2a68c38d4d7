"""Whether a confidence can be believed: the reliability table and diagram (DeGroot & Fienberg 1983)."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
_SIDE, _MARGIN = 460, 60  # pixels of the diagram


def table(confidence: Sequence[float], reached: Sequence[float]) -> Iterator[str]:
    """Lines of text: per bin of confidence the mean confidence, the mean IoU reached, how many; then the gap."""
    yield "said  reached  photos"
    for said, true, count in _bins(confidence, reached):
        yield f"{said:.2f} {true:8.2f} {count:7d}"
    yield f"mean gap between said and reached: {gap(confidence, reached):.3f}"


def gap(confidence: Sequence[float], reached: Sequence[float]) -> float:
    """The expected calibration error (Naeini et al. 2015): the bins' gaps, weighted by how many are in them."""
    return sum(abs(said - true) * count for said, true, count in _bins(confidence, reached)) / max(len(confidence), 1)


def plot(confidence: Sequence[float], reached: Sequence[float], path: Path) -> None:
    """The diagram, as a picture: a dot a photo, the bins' means joined, the diagonal that they should lie on."""
    picture = Image.new("RGB", (_SIDE + 2 * _MARGIN, _SIDE + 2 * _MARGIN), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(15)

    def at(said: float, true: float) -> tuple[float, float]:
        return _MARGIN + said * _SIDE, _MARGIN + (1 - true) * _SIDE

    for share in np.linspace(0, 1, 6).tolist():
        pen.line([at(share, 0), at(share, 1)], "#e4e4e4")
        pen.line([at(0, share), at(1, share)], "#e4e4e4")
        pen.text((at(share, 0)[0], at(0, 0)[1] + 6), f"{share:.1f}", "#606060", font, anchor="mt")
        pen.text((_MARGIN - 6, at(0, share)[1]), f"{share:.1f}", "#606060", font, anchor="rm")
    pen.line([at(0, 0), at(1, 1)], "#909090", 2)
    for said, true in zip(confidence, reached, strict=True):
        pen.circle(at(said, true), 3, "#9ec1f5")
    means = [at(said, true) for said, true, _ in _bins(confidence, reached)]
    pen.line(means, "#1f4fbf", 3)
    for mean in means:
        pen.circle(mean, 5, "#1f4fbf")
    pen.text((at(0.5, 0)[0], at(0, 0)[1] + 30), "confidence", "#202020", font, anchor="mt")
    pen.text((at(0, 0)[0], _MARGIN - 14), f"IoU reached; mean gap {gap(confidence, reached):.3f}", "#202020", font,
             anchor="ls")  # fmt: skip
    picture.save(path)


def _bins(confidence: Sequence[float], reached: Sequence[float]) -> Iterator[tuple[float, float, int]]:
    """Mean confidence, mean IoU reached, and how many, of each bin that holds any."""
    said, true = np.array(confidence), np.array(reached)
    place = np.clip(np.digitize(said, EDGES) - 1, 0, len(EDGES) - 2)
    for each in np.unique(place):
        here = place == each
        yield float(said[here].mean()), float(true[here].mean()), int(here.sum())
