"""What a view is, the list of them, and how its plates become one picture.

A view is what stands out of focus behind the table's far edge. It is painted sharp and small, in linear light where
lamps and windows are brighter than white, plate by plate from far to near; each plate is then convolved with its own
circle of confusion. Places are fractions of the frame (x from -1 at the left to 1, y from 0 at the table's far edge to
1); sizes are in frame units, the geometric mean of width and height, so that a tall frame keeps things' proportions.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.noise import Noise, Reals
from pipelines.studio.views.plate import Plate, Size, floats

Maker = Callable[[Size, Floats, float, Noise], Floats]
"""(size, tones, side, noise) → linear RGB (h, w, 3). `tones`: (n, 3) linear RGB in the order that the view names
them; `side`: where the light comes from, -1 left to 1 right; at 0 it comes from the left."""

_LONGEST = 256  # px: longest side of the frame while it is painted; a circle of confusion hides anything finer
_PAN = 0.07  # of the frame's half width: how far the camera may happen to look to either side


class Scene:
    """A view being painted, lit from the left with `strength` 0–1; `noise` draws everything in it."""

    def __init__(self, size: Size, strength: float, noise: Noise) -> None:
        shrink = _LONGEST / max(size)
        self.size = max(round(size[0] * shrink), 8), max(round(size[1] * shrink), 8)
        self.strength, self.noise = strength, noise
        self.plates: list[Plate] = []
        self._pan = 2 * _PAN * (float(self.draws(2, 2, 99)[0, 0]) - 0.5)

    def plate(self, blur: float) -> Plate:
        """A new plate nearer than those before; `blur` in frame units."""
        parallax = 1 + 0.25 * len(self.plates)
        self.plates.append(Plate(self.size, blur, self.noise, self._pan * parallax))
        return self.plates[-1]

    def draws(self, count: int, kinds: int, octave: int) -> Floats:
        """Even random numbers 0–1, (count, kinds); each `octave` is an independent lot."""
        rows = np.arange(count, dtype=np.float32)[:, None]
        return self.noise.cell(rows + np.float32(0.5), np.arange(kinds, dtype=np.float32) + np.float32(0.5), octave)

    def picture(self, fall: float) -> Floats:
        """All plates through the lens, (h, w, 3); light falls by `fall` from the middle to the far side."""
        total: Floats | None = None
        for plate in self.plates:
            seen = plate.unfocused()
            total = seen[..., :3] if total is None else total * (1 - seen[..., 3:]) + seen[..., :3]
        assert total is not None, "a view paints at least one plate"
        total *= (1 - np.float32(fall * self.strength) * (plate.x - plate.pan))[None, :, None]
        left, top = plate.margin
        return total[top : len(total) - top, left : total.shape[1] - left]


@dataclass(frozen=True)
class View:
    """What can stand behind a table, and what each of its tones is for."""

    make: Maker
    tones: tuple[str, ...]


VIEWS: dict[str, View] = {}
Painter = Callable[[Scene, Floats], None]
"""(scene, tones (n, 3)) → None: paints the scene's plates from far to near, for light from the left."""


def view(*tones: str, fall: float = 0.2) -> Callable[[Painter], Painter]:
    """Enter the decorated painter as a view under its own name; light from the right mirrors it.

    `fall`: share of the light lost from the middle to the side away from it.
    """

    def enter(paint: Painter) -> Painter:
        def make(size: Size, tones: Floats, side: float, noise: Noise) -> Floats:
            scene = Scene(size, min(abs(side), 1.0), noise)
            paint(scene, floats(tones))
            picture = np.maximum(_enlarged(scene.picture(fall), size), 0)  # a Fourier convolution dips below 0
            return np.ascontiguousarray(picture if side <= 0 else picture[:, ::-1])

        VIEWS[paint.__name__.rstrip("_")] = View(make, tones)
        return paint

    return enter


def mix(low: Reals, high: Reals, share: Reals | float) -> Floats:
    """Colours (…, 3) between `low` and `high` by `share`, 0–1, of the shape that comes before the colours."""
    return floats(low + (high - low) * floats(share)[..., None])


def pale(tone: Floats, share: float, white: float | None = None) -> Floats:
    """A tone (3,) brought towards white of brightness `white` by `share`; towards a dimmer white where the tone is dark
    and no brightness is given."""
    white = min(0.3 + 1.1 * float(tone.max()), 1.0) if white is None else white
    return mix(tone, np.full(3, white, np.float32), share)


def _enlarged(picture: Floats, size: Size) -> Floats:
    """The picture (h, w, 3) at another size. Interpolation's corners are rounded off with a Gaussian of 0.6 of the old
    pixels: cubic kernels leave a ripple of the old grid on smooth gradients."""
    grown = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    return cv2.GaussianBlur(grown, (0, 0), max(0.6 * size[0] / picture.shape[1], 0.3), borderType=cv2.BORDER_REPLICATE)
