"""One look of the cutout network at a window of the photo: hints are drawn into its input, its answer is read."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.regions import Hint, Polygon
from pipelines.core.shot import Box
from pipelines.studio.networks import load

NETWORK = "cutout"
_FINE = 4  # bits of a pixel that strokes are drawn with


@dataclass(frozen=True, eq=False)
class Answer:
    """A matte (h, w) 0–1 that covers `window` of the photo edge to edge, 0 beyond it, and how sure of it, 0–1."""

    matte: Floats
    window: Box
    sure: float

    @cached_property
    def box(self) -> Box | None:
        """Where the matte is above one half, in pixels of the photo; None where nothing is."""
        inside = bounds(self.matte > 0.5)
        if inside is None:
            return None
        x0, y0, x1, y1 = self.window
        step_x, step_y = (x1 - x0) / self.matte.shape[1], (y1 - y0) / self.matte.shape[0]
        right, bottom = round(inside[2] * step_x), round(inside[3] * step_y)
        return x0 + int(inside[0] * step_x), y0 + int(inside[1] * step_y), min(x0 + right, x1), min(y0 + bottom, y1)


def bounds(mask: np.ndarray) -> Box | None:
    """Bounding box of a bool (h, w) mask; None where nothing is set."""
    ys, xs = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return (int(xs[0]), int(ys[0]), int(xs[-1]) + 1, int(ys[-1]) + 1) if len(ys) else None


def look(
    photo: Bytes, window: Box, side: int, hint: Hint, previous: Answer | None = None, mirrored: bool = True
) -> tuple[Answer, ...]:
    """What the network sees in a window of an (H, W, 3) 8-bit sRGB photo, brought to a square of `side` pixels.

    It has learned from windows of any shape brought to squares; `side` is a multiple of 32.
    With `mirrored`, a second answer from the left-right flipped window, flipped back.
    """
    seen = _seen(photo, window, (side, side), hint, previous)[None]
    if mirrored:
        flipped = seen[..., ::-1].copy()
        flipped[:, 7] = seen[:, 7]  # coordinates belong to the window, not to the picture in it
        seen = np.concatenate([seen, flipped])
    mattes, sures = load(NETWORK).run(["matte", "sure"], {"seen": seen})
    plain, *others = mattes[:, 0]
    read = (plain, *(other[:, ::-1] for other in others))
    return tuple(Answer(np.clip(matte, 0, 1), window, float(sure)) for matte, sure in zip(read, sures, strict=True))


def resampled(matte: Floats, covers: Box, window: Box, size: tuple[int, int]) -> Floats:
    """A matte that covers one box of the photo, as it lies in another window, (h, w) for `size` (w, h); 0 beyond it."""
    turn, inside = np.zeros((2, 3)), []
    for axis in (0, 1):
        step = (covers[axis + 2] - covers[axis]) / matte.shape[1 - axis]
        grid = (window[axis + 2] - window[axis]) / size[axis]
        turn[axis, axis] = grid / step
        turn[axis, 2] = (window[axis] - covers[axis]) / step + 0.5 * grid / step - 0.5
        centres = window[axis] + (np.arange(size[axis]) + 0.5) * grid
        inside.append((centres > covers[axis]) & (centres < covers[axis + 2]))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpAffine(matte, turn, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    laid[~inside[1]] = 0
    laid[:, ~inside[0]] = 0
    return laid


def painted(areas: tuple[Polygon, ...], window: Box, size: tuple[int, int]) -> np.ndarray:
    """Areas in pixels of the photo, drawn over a window of it that is `size` (w, h): bool (h, w)."""
    canvas = np.zeros((size[1], size[0]), np.uint8)
    scale = np.array([size[0] / (window[2] - window[0]), size[1] / (window[3] - window[1])])
    for area in areas:
        corners = (np.array(area) + 0.5 - window[:2]) * scale - 0.5
        cv2.fillPoly(canvas, [np.rint(corners * 2**_FINE).astype(np.int32)], 1, shift=_FINE)
    return canvas > 0


def _seen(photo: Bytes, window: Box, size: tuple[int, int], hint: Hint, previous: Answer | None) -> Floats:
    """The network's input channels (9, h, w): sRGB 0–1, box, keep, remove, the previous answer, x and y in −1…1."""
    x0, y0, x1, y1 = window
    shrinks = size[0] * size[1] < (x1 - x0) * (y1 - y0)
    picture = cv2.resize(photo[y0:y1, x0:x1], size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    planes = np.zeros((9, size[1], size[0]), np.float32)
    planes[:3] = picture.transpose(2, 0, 1)
    planes[:3] /= 255
    if hint.box is not None:
        left, top, right, bottom = hint.box
        inside = np.rint(np.array([(left - x0, top - y0), (right - x0, bottom - y0)]) * size / (x1 - x0, y1 - y0))
        (left, top), (right, bottom) = np.maximum(inside, 0).astype(int)
        planes[3, top : max(bottom, top + 1), left : max(right, left + 1)] = 1
    planes[4] = painted(hint.keep, window, size)
    planes[5] = painted(hint.remove, window, size)
    if previous is not None:
        planes[6] = resampled(previous.matte, previous.window, window, size)
    planes[7] = np.linspace(-1, 1, size[0], dtype=np.float32)
    planes[8] = np.linspace(-1, 1, size[1], dtype=np.float32)[:, None]
    return planes
