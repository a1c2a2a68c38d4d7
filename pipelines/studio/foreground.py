"""The product's own colours along its edge, free of the background's (decontamination)."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.shot import Box
from pipelines.studio.estimator import estimated
from pipelines.studio.tiles import enlarged, tiles, widened

_DETAIL = 0.15  # how far, of 1, the photo's detail may lead from the estimate: beyond lies noise over a small alpha
_ESTIMATED = 832  # longer side, in pixels, of the window at which the colours are estimated
_CONTEXT = 24  # pixels of that size seen around a part that is estimated by itself


@dataclass(frozen=True, eq=False)
class Pure:
    """The colours (H, W, 3) 8-bit sRGB that belong to an alpha matte (H, W)."""

    colours: Bytes
    alpha: Floats
    window: Box


def foreground(photo: Bytes, alpha: Floats, window: Box, before: Pure | None = None) -> Pure:
    """Colours of the product alone: the photo itself wherever alpha is 1, white where no edge is near.

    Multi-level estimation (Germer et al. 2020) at reduced size gives foreground F and background B. At full size
    the photo's own detail is returned, from I = αF + (1 − α)B, the more the larger alpha is. Where alpha is as it was
    `before`, over the same window, so are the colours.
    """
    same = before if before is not None and before.window == window else None
    redrawn = list(tiles(window))
    if same is not None:
        redrawn = [tile for tile in redrawn if not np.array_equal(_at(alpha, tile), _at(same.alpha, tile))]
        if not redrawn:
            return same
    colours = np.full_like(photo, 255) if same is None else same.colours.copy()
    _fill(colours, photo, alpha, redrawn)
    mixed = [tile for tile in redrawn if _mixed(_at(alpha, tile)).any()]
    if mixed:
        _decontaminate(colours, photo, alpha, mixed, window)
    colours.flags.writeable = False
    return Pure(colours, alpha, window)


def _fill(colours: Bytes, photo: Bytes, alpha: Floats, parts: list[Box]) -> None:
    """The photo where alpha is above 0, white elsewhere."""
    for part in parts:
        _at(colours, part)[:] = 255
        np.copyto(_at(colours, part), _at(photo, part), where=(_at(alpha, part) > 0)[..., None])


def _decontaminate(colours: Bytes, photo: Bytes, alpha: Floats, mixed: list[Box], window: Box) -> None:
    """Put the estimate in wherever alpha lies between 0 and 1 in the tiles `mixed`, and beside it where it is 0."""
    scale = min(1.0, _ESTIMATED / max(window[2] - window[0], window[3] - window[1]))
    corners = np.array(mixed)
    bounds = (*corners[:, :2].min(0).tolist(), *corners[:, 2:].max(0).tolist())
    part = widened(bounds, round(_CONTEXT / scale), window)
    size = max(round((part[2] - part[0]) * scale), 1), max(round((part[3] - part[1]) * scale), 1)
    small = cv2.resize(_at(photo, part), size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    share = cv2.resize(_at(alpha, part), size, interpolation=cv2.INTER_AREA)
    ours, theirs = (_to8(planes) for planes in estimated(small, share))
    for tile in mixed:
        matte, crop, pure = _at(alpha, tile), _at(photo, tile), _at(colours, tile)
        smooth, backdrop = (enlarged(planes, part, tile) for planes in (ours, theirs))
        np.copyto(pure, smooth, where=(matte <= 0)[..., None])
        edge = _mixed(matte)
        share = matte[edge][:, None]
        seen, around, own = (plane[edge] / np.float32(255) for plane in (crop, backdrop, smooth))
        sharp = (seen - (1 - share) * around) / share
        trust = np.clip((share - 0.5) / 0.45, 0, 1)
        pure[edge] = _to8(own + trust * np.clip(sharp - own, -_DETAIL, _DETAIL))


def _at(plane: np.ndarray, part: Box) -> np.ndarray:
    return plane[part[1] : part[3], part[0] : part[2]]


def _mixed(alpha: Floats) -> np.ndarray:
    return (alpha > 0) & (alpha < 1)


def _to8(values: np.ndarray) -> Bytes:
    return np.clip(values * 255 + 0.5, 0, 255).astype(np.uint8)
