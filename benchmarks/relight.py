"""How true new light is, on still lifes whose every light was rendered, beside leaving the photo and a gradient.

    python -m training.still_lifes out/still
    python -m benchmarks.relight out/still

For each of eight lights, over twelve products: PSNR inside the matte (dB) of the photo left alone, of the best gradient
overlay (a gain with a slope across and down, fitted for this light to the truth of all products at once), and of the
studio. Then how far off the light's direction is, as a lamp and an even light fitted to the result by the true normals
and albedo tell it: on the pictures of which that estimate is right to within 20° on the rendered truth itself, since
metal, deep folds and light from behind fool it. Then how much of a label's gradients is kept; ΔE2000 to the truth where
the true albedo is flat; and seconds. Exits with 1 where a promise is not kept.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipelines.core.colour import Bytes, Floats, luminance, srgb_curve, to_linear
from pipelines.core.difference import delta_e2000, to_lab
from pipelines.core.engines import Engines
from pipelines.core.shot import Cutout, Photo, Shot, read_only
from pipelines.relight import Relight, relight
from training.dataset import Sample, load
from training.still_lifes import LIGHTS, NAMES
from training.still_lifes import Shot as Still

PROMISED = {"over the photo, dB": 2.0, "over the gradient, dB": 1.0, "label": 0.98}
PROMISED_DEGREES, PROMISED_FINAL, PROMISED_PREVIEW = 20.0, 1.5, 0.25
_WAYS, _LOWEST = 4000, -0.35  # directions of a lamp on the whole sphere; the lowest one's height
_PIXELS = 3000  # of each product, on which gradients are fitted
_FINAL, _PREVIEW = 2048, 768
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Row:
    """One product in one light."""

    photo: float  # dB
    studio: float
    off: float  # degrees
    off_truth: float
    label: float  # correlation
    flat: float  # ΔE2000 to the truth
    flat_photo: float
    change: float  # ΔE2000 from the photo


def main(folder: Path) -> int:
    """Print the tables; 0 where every promise is kept."""
    stills = {name: load(folder / Still(name).file) for name in NAMES}
    lit = {(name, light): load(folder / Still(name, light).file) for name in NAMES for light in LIGHTS}
    rows = {key: measured(stills[key[0]], truth, key[1]) for key, truth in lit.items()}
    print(f"{'light':14} photo gradient studio   off (of)  label  ΔE flat (photo)  ΔE changed")
    totals = []
    for light in LIGHTS:
        mine = [rows[name, light] for name in NAMES]
        overlay = gradient([(stills[name], lit[name, light]) for name in NAMES])
        totals.append(_means(mine, overlay))
        _line(light, totals[-1])
    mean = _means(list(rows.values()), float(np.mean([each[1] for each in totals])))
    _line("mean", mean)
    told = np.array([row.off for row in rows.values() if row.off_truth <= PROMISED_DEGREES])
    print(f"direction: median {np.median(told):.0f}°, {np.mean(told <= PROMISED_DEGREES):.0%} within the promise")
    for name in NAMES:
        mine = [rows[name, light] for light in LIGHTS]
        print(f"{name:14} {np.mean([row.photo for row in mine]):5.1f} {np.mean([row.studio for row in mine]):15.1f}")
    final, preview = seconds(stills["box"], _FINAL), seconds(stills["box"], _PREVIEW)
    print(f"{_FINAL} px: {final[0]:.2f} s; {_PREVIEW} px: {preview[1]:.2f} s once the photo is known")
    return int(not _kept(mean, final[0], preview[1]))


def _means(rows: list[Row], overlay: float) -> list[float]:
    """The means of a table's line; of directions, over the pictures on which the estimate can be trusted."""
    told = [row.off for row in rows if row.off_truth <= PROMISED_DEGREES]
    rest = (np.mean([getattr(row, name) for row in rows]) for name in ("label", "flat", "flat_photo", "change"))
    heads = (np.mean([getattr(row, name) for row in rows]) for name in ("photo", "studio"))
    photo, studio = heads
    return [photo, overlay, studio, float(np.mean(told)) if told else np.nan, len(told), *rest]


def _line(name: str, values: list[float]) -> None:
    p, g, s, off, count, label, flat, before, change = values
    print(f"{name:14} {p:5.1f} {g:8.1f} {s:6.1f} {off:5.0f}° ({count:2.0f}) {label:8.3f} {flat:8.1f} ({before:.1f}) "
          f"{change:12.1f}", flush=True)  # fmt: skip


def _kept(mean: list[float], final: float, preview: float) -> bool:
    found = {"over the photo, dB": mean[2] - mean[0], "over the gradient, dB": mean[2] - mean[1], "label": mean[5]}
    for name, least in PROMISED.items():
        print(f"{name}: {found[name]:.3f}, promised {least:g} or more")
    print(f"direction: {mean[3]:.1f}°, promised {PROMISED_DEGREES:g} or less")
    quick = final <= PROMISED_FINAL and preview <= PROMISED_PREVIEW
    return all(found[name] >= least for name, least in PROMISED.items()) and mean[3] <= PROMISED_DEGREES and quick


def measured(still: Sample, truth: Sample, light: str) -> Row:
    """A still life in a light, made and rendered."""
    asked = LIGHTS[light]
    step = Relight(azimuth=asked.azimuth, elevation=asked.elevation, softness=asked.softness, most=100)
    shot = relight(as_shot(still.photo, still.matte), step, Engines("studio"))
    assert shot.cutout is not None
    assert shot.cutout.change is not None
    made, on = shot.cutout.foreground, still.matte > 0.9
    flat = flats(still.albedo, on)
    return Row(
        photo=psnr(still.photo, truth.photo, on),
        studio=psnr(made, truth.photo, on),
        off=degrees_off(made, still, truth.towards),
        off_truth=degrees_off(truth.photo, still, truth.towards),
        label=label_kept(still.photo, made, on),
        flat=apart(made, truth.photo, flat),
        flat_photo=apart(still.photo, truth.photo, flat),
        change=shot.cutout.change,
    )


def as_shot(photo: Bytes, matte: Floats) -> Shot:
    """A photo with its matte, as the app has it."""
    taken = Photo(b"", "still", "PNG", read_only(photo))
    return Shot(taken, taken.pixels, cutout=Cutout(read_only(matte), taken.pixels, 1.0, "studio"))


def psnr(made: Bytes, truth: Bytes, on: Mask) -> float:
    """dB, of 8-bit sRGB where `on`."""
    square = ((made.astype(np.float64) - truth) ** 2)[on].mean()
    return float(10 * np.log10(255**2 / max(square, 1e-9)))


def gradient(pairs: list[tuple[Sample, Sample]]) -> float:
    """Mean PSNR of the gain, with a slope across and down, that fits all pairs best."""
    terms = [_terms(*pair) for pair in pairs]

    def loss(gains: NDArray) -> float:
        return float(np.mean([_overlaid(gains, *each) for each in terms]))

    start = np.vstack([np.zeros(3), 0.4 * np.eye(3)])
    found = minimize(loss, np.zeros(3), method="Nelder-Mead", options={"initial_simplex": start, "fatol": 1e-3})
    return float(10 * np.log10(255**2)) - float(found.fun)


def _terms(still: Sample, truth: Sample) -> tuple[Floats, Floats, NDArray]:
    rows, columns = np.nonzero(still.matte > 0.9)
    chosen = np.linspace(0, len(rows) - 1, _PIXELS).astype(int)
    at = np.stack([np.ones(_PIXELS), *((each[chosen] - each.mean()) / max(np.ptp(each) / 2, 1) for each in
                                      (columns, rows))])  # fmt: skip
    y, x = rows[chosen], columns[chosen]
    return to_linear(still.photo[y, x]), truth.photo[y, x].astype(np.float32), at


def _overlaid(gains: NDArray, light: Floats, truth: Floats, at: NDArray) -> float:
    """10 log10 of the mean square error, in 8-bit codes."""
    made = srgb_curve(np.clip(light * np.exp(gains @ at)[:, None], 0, 1)) * 255
    return float(10 * np.log10(((made - truth) ** 2).mean()))


def degrees_off(picture: Bytes, still: Sample, towards: Floats) -> float:
    """How far from `towards` the lamp is that, with an even light, best explains a picture of known shape and colour.

    Highlights and what is lost in black are left out; each direction of a grid is tried by least squares.
    """
    light = luminance(to_linear(picture))
    on = (still.matte > 0.95) & (np.abs(still.normals).sum(-1) > 0) & (picture.max(-1) < 245) & (light > 0.004)
    shade = light[on] / np.maximum(luminance(still.albedo[on]), 0.03)
    chosen = np.linspace(0, len(shade) - 1, min(len(shade), 4000)).astype(int)
    shade, normals = np.minimum(shade, np.percentile(shade, 98))[chosen], still.normals[on][chosen]
    every = _grid()
    best = every[int(np.argmin(_unexplained(np.maximum(normals @ every.T, 0), shade)))]
    return float(np.degrees(np.arccos(np.clip(best @ towards, -1, 1))))


@cache
def _grid() -> Floats:
    """(K, 3) directions about 3° apart from which a lamp can shine: a Fibonacci lattice."""
    height = 1 - 2 * (np.arange(_WAYS) + 0.5) / _WAYS
    turn = np.arange(_WAYS) * np.pi * (3 - np.sqrt(5))
    ring = np.sqrt(1 - height**2)
    ways = np.stack([ring * np.cos(turn), height, ring * np.sin(turn)], 1)
    return np.asarray(ways[height > _LOWEST], np.float32)


def _unexplained(lamps: Floats, shade: Floats) -> Floats:
    """What is left (K,) of the variance of shading (N,) by a lamp's (N, K), not below 0, and an even light."""
    apart = lamps - lamps.mean(0)
    with_lamp = np.maximum(apart.T @ (shade - shade.mean()), 0)
    return np.asarray(shade.var() - with_lamp**2 / np.maximum((apart**2).sum(0), 1e-6) / len(shade), np.float32)


def label_kept(before: Bytes, after: Bytes, on: Mask) -> float:
    """The correlation of the gradients of log luminance where the photo's are strong: 1 where none was touched."""
    inside = cv2.erode(on.astype(np.uint8), np.ones((5, 5))) > 0
    slopes = [np.stack(np.gradient(np.log(luminance(to_linear(one)) + 0.01))) for one in (before, after)]
    strength = np.hypot(*slopes[0])
    strong = inside & (strength > np.percentile(strength[inside], 80))
    first, second = (slope[:, strong].ravel() for slope in slopes)
    return float(np.corrcoef(first, second)[0, 1])


def flats(albedo: Floats, on: Mask) -> Mask:
    """Where a product's own colour does not change."""
    edges = np.hypot(*np.gradient(cv2.GaussianBlur(luminance(albedo), (0, 0), 1.0)))
    return on & (edges < 0.01)


def apart(made: Bytes, truth: Bytes, on: Mask) -> float:
    """Mean ΔE2000 where `on`."""
    first, second = (to_lab(to_linear(one[on])) for one in (made, truth))
    return float(delta_e2000(first, second).mean())


def seconds(still: Sample, longest: int) -> tuple[float, float]:
    """How long new light takes on a square photo: the first time, and for another light of the same photo."""
    size = longest, longest
    photo = cv2.resize(still.photo, size, interpolation=cv2.INTER_CUBIC)
    matte = np.clip(cv2.resize(still.matte, size, interpolation=cv2.INTER_CUBIC), 0, 1)
    relight(as_shot(photo[:64, :64], np.ones((64, 64), np.float32)), Relight(), Engines("studio"))  # loads
    shot = as_shot(photo, matte)
    return next(_timed(shot, 10.0)), min(_timed(shot, 40.0, 70.0, 100.0))


def _timed(shot: Shot, *azimuths: float) -> Iterator[float]:
    for azimuth in azimuths:
        began = perf_counter()
        relight(shot, Relight(azimuth=azimuth), Engines("studio"))
        yield perf_counter() - began


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="of training.still_lifes")
    sys.exit(main(parser.parse_args().folder))
