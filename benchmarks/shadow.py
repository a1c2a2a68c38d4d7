"""How the studio's shadows compare with a path tracer's, on the sample products, whose shape the studio is not told.

    python -m benchmarks.shadow [--samples N] [--sheet FILE.png] [--only PRODUCT]

Both draw each product on a grey sheet under the same key, fill and camera; the studio is given the tracer's picture as
the photo, with its exact matte. A shadow S is 1 − luminance / luminance without it. For each set-up:
- error: mean of |S − true S| over the ground that is seen within 1.5 product sizes of the foot; beside it, what it
  would be with no shadow at all;
- turned: degrees on the ground between the true shadow's direction and the studio's, from the product's base to the
  middle of what the key alone throws;
- tip, side: the width of the key's penumbra over the true one, the median over cuts: at the far end, and across at 45,
  60 and 75 % of the shadow's length; a dash where the product hides every one. Blur is the two together.
A promise holds for the median of the set-ups; the worst is printed too. Exits with 1 where one is broken.
PACKSHOT_MITSUBA names mitsuba's variant, as for `training.samples`.
"""

import argparse
import os
import sys
from dataclasses import dataclass, replace
from math import radians, tan
from pathlib import Path

import cv2
import mitsuba as mi
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from benchmarks.reference import FOCAL, GREY, SIDE, Reference, Setup, reference
from benchmarks.shadow_rulers import apart, bearing, edges, plan
from benchmarks.shadow_sheet import drawn
from pipelines.core.colour import Bytes, Floats, luminance, to_linear, to_srgb8
from pipelines.core.shot import Cutout, Placement
from pipelines.studio.render import render
from pipelines.studio.stage import Backdrop, Finish, Ground, Light, Stage, View
from pipelines.studio.template import Template

PROMISED_ERROR, PROMISED_DEGREES, PROMISED_BLUR = 0.06, 3.0, 0.20
SAMPLES = 256  # paths a pixel; two runs of the tracer then differ by an error of about 0.012, most of it glints
_LARGER = 4  # times the reference's pixels: the studio at a size that it is used at, brought down
_NEAR = 1.5  # product sizes from the foot
_EDGE = 0.004  # of the matte: with more of it a pixel is the product's
_BRIGHTEST = -0.1  # below are a polished product's glints on the ground
SETUPS = (
    Setup("bottle", 0, -60, 45, 0.40, 0.4, 12),
    Setup("bottle", 0, 112, 35, 0.10, 0.3, 18),
    Setup("jar", 0, 75, 30, 0.20, 0.5, 10),
    Setup("jar", 0, -125, 50, 0.70, 0.4, 20),
    Setup("mug", -25, -92, 40, 0.30, 0.3, 25),
    Setup("mug", 15, 40, 60, 0.60, 0.6, 14),
    Setup("box", 28, -42, 55, 0.50, 0.4, 16),
    Setup("box", -12, 130, 32, 0.30, 0.3, 8),
    Setup("ring", 10, 98, 25, 0.15, 0.4, 22),
    Setup("ring", 0, -70, 65, 0.80, 0.3, 25),
    Setup("toy", 12, 60, 42, 0.25, 0.4, 11),
    Setup("toy", 0, -108, 58, 0.45, 0.5, 15),
)


@dataclass(frozen=True)
class Figures:
    """What one set-up's shadow is off by."""

    error: float
    none: float  # the error of no shadow at all
    turned: float  # degrees
    tip: float  # penumbra over the true one
    side: float

    @property
    def blur(self) -> float:
        """How far the penumbra is from the true one, as a share of it: too wide and too narrow by as much alike."""
        ratios = [ratio for ratio in (self.tip, self.side) if not np.isnan(ratio)]
        return float(np.exp(np.mean(np.abs(np.log(ratios)))) - 1) if ratios else float("nan")


@dataclass(frozen=True, eq=False)
class Ours:
    """What the studio made of a set-up: the picture (H, W, 3), and its shadows (H, W) as a reference has them."""

    picture: Bytes
    shadow: Floats
    key: Floats


def main(samples: int, sheet: Path | None, only: str | None) -> int:
    """Print a line for each set-up; 0 where every promise is kept."""
    mi.set_variant(os.environ.get("PACKSHOT_MITSUBA", "scalar_rgb"))
    rows, tiles = [], []
    print("product  azimuth elevation softness pitch |  error (none)  turned    tip   side")
    for number, setup in enumerate(each for each in SETUPS if only in (None, each.product)):
        true = reference(setup, samples, number)
        made = studio(true, setup)
        rows.append(figures(true, made, setup))
        tiles.append((true, made.picture, np.where(visible(true), made.shadow - true.shadow, 0)))
        print(_line(setup, rows[-1]), flush=True)
    if sheet:
        cv2.imwrite(str(sheet), drawn(tiles)[..., ::-1])
    return _summary(rows)


def figures(true: Reference, made: Ours, setup: Setup) -> Figures:
    """The rulers, laid on both."""
    ground = visible(true)
    x, z = true.eye.ground()
    near = ground & (np.hypot(np.nan_to_num(x, nan=9.0), np.nan_to_num(z, nan=9.0)) < _NEAR)
    truth = np.clip(true.shadow, _BRIGHTEST, 1)
    error, none = (float(np.abs(shadow - truth)[near].mean()) for shadow in (made.shadow, np.zeros_like(truth)))
    plans = [plan(key, ground.astype(np.float32), true.eye) for key in (true.key, made.key)]
    turned = apart(bearing(plans[0], true.base), bearing(plans[1], true.base))
    length, away = true.height / tan(radians(setup.elevation)), 90 + setup.azimuth
    tip, side = (_ratio(*pair) for pair in zip(*(edges(each, true.base, away, length) for each in plans), strict=True))
    return Figures(error, none, turned, tip, side)


def visible(true: Reference) -> NDArray[np.bool_]:
    """Where the ground is seen, a pixel from the product at least, (H, W)."""
    beside = cv2.dilate(true.matte, np.ones((3, 3), np.uint8)) < _EDGE
    return np.asarray(beside & ~np.isnan(true.eye.ground()[0]))


def studio(true: Reference, setup: Setup) -> Ours:
    """The studio's picture of a set-up, and its shadows by what they take away from the same picture without them."""
    photo = to_srgb8(spread(true))
    alone = replace(setup, fill=0.0)
    pictures = [taken(photo, true.matte, light, strength) for light in (setup, alone) for strength in (1.0, 0.0)]
    light = [luminance(to_linear(picture)) for picture in pictures]
    shadow, key = (np.asarray(1 - light[i] / np.maximum(light[i + 1], 1e-3), np.float32) for i in (0, 2))
    return Ours(pictures[0], shadow, key)


def spread(true: Reference) -> Floats:
    """The product's own colours (H, W, 3), carried on beyond its outline."""
    nearest = distance_transform_edt(true.matte < 1 - _EDGE, return_distances=False, return_indices=True)
    return true.picture[tuple(nearest)]


def taken(photo: Bytes, matte: Floats, setup: Setup, strength: float) -> Bytes:
    """The studio's picture (H, W, 3) of a product where it stands in its photo, with shadows of this strength.

    Every name of the studio's that this benchmark uses is used here.
    """
    grey = "#" + 3 * f"{to_srgb8(np.full(1, GREY, np.float32))[0]:02x}"
    light = Light(azimuth=setup.azimuth, elevation=setup.elevation, softness=setup.softness, fill=setup.fill)
    stage = Stage(
        ground=Ground(material="paper", tones=(grey,), roughness=1, depth=10),
        backdrop=Backdrop(colour=grey, curve=1),
        light=light,
        view=View(pitch=setup.pitch, focal=FOCAL, f_number=32),
        finish=Finish(vignette=0, grain=0),
    )
    template = Template(name="sheet", role="lifestyle", shadow=strength, reflection=0, stage=stage)
    matte = np.where(matte > 1 - _EDGE, 1, np.where(matte < _EDGE, 0, matte)).astype(np.float32)
    cutout = Cutout(matte, photo, 1.0, "studio")
    large = render(cutout, Placement(float(_LARGER), 0.0, 0.0), (_LARGER * SIDE,) * 2, template, 1).pixels
    return np.asarray(cv2.resize(large, (SIDE, SIDE), interpolation=cv2.INTER_AREA))


def _ratio(true: list[float], made: list[float]) -> float:
    """The median over cuts that both have."""
    ratios = [b / a for a, b in zip(true, made, strict=True) if not np.isnan(a + b)]
    return float(np.median(ratios)) if ratios else float("nan")


def _line(setup: Setup, row: Figures) -> str:
    said = f"{setup.product:8} {setup.azimuth:7.0f} {setup.elevation:9.0f} {setup.softness:8.2f} {setup.pitch:5.0f} |"
    return f"{said} {row.error:6.3f} {row.none:6.3f} {row.turned:6.1f}° {_times(row.tip)} {_times(row.side)}"


def _times(ratio: float) -> str:
    return f"{'-':>6}" if np.isnan(ratio) else f"×{ratio:5.2f}"


def _summary(rows: list[Figures]) -> int:
    """Print median and worst beside what is promised; 1 where a median is beyond."""
    broken = 0
    for name, limit in (("error", PROMISED_ERROR), ("turned", PROMISED_DEGREES), ("blur", PROMISED_BLUR)):
        values = np.array([getattr(row, name) for row in rows])
        median, worst = float(np.nanmedian(values)), float(np.nanmax(values))
        print(f"{name:7} median {median:6.3f}  worst {worst:6.3f}  promised {limit:g} or less")
        broken += not median <= limit
    return int(broken > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=SAMPLES, help="paths a pixel")
    parser.add_argument("--sheet", type=Path, help="PNG of truth, studio and difference to write")
    parser.add_argument("--only", choices=sorted({setup.product for setup in SETUPS}), help="only this product")
    options = parser.parse_args()
    sys.exit(main(options.samples, options.sheet, options.only))
