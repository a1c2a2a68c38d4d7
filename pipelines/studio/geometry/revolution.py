"""A body of revolution about an axis that is upright in the picture, or nearly: bottles, jars, cups, cans, balls.

Its outline is the envelope of its circles, each of which a camera that looks down sees as an ellipse: the largest of
these that fit into the outline are the profile. How steeply the camera looks down, and whether the body ends in a lid
or in a dome, is tried out against what the shape network sees.
"""

from collections.abc import Iterator

import numpy as np

from pipelines.studio.geometry.axis import Axis, upright
from pipelines.studio.geometry.evidence import Evidence, Guess
from pipelines.studio.geometry.profile import Profile, halves, profile

_PITCHES = (0.0, 6.0, 12.0, 18.0, 24.0, 31.0, 39.0, 49.0, 62.0)  # degrees
_EVERY = 4  # pixels: the grid on which they are compared
_DOME = 1.0  # degrees by which a dome must fit better than a lid: the network rounds a lid's rim
_MISSED = 60.0  # degrees: what a pixel counts for where there is no body


def revolution(evidence: Evidence) -> Guess | None:
    """The product as a body of revolution; None where there is none about any axis."""
    about = evidence.axis
    best = min(_tried(evidence, about), key=lambda each: each[0], default=None)
    if best is None:
        return None
    across, along = about.local(*evidence.places)
    cast = best[1].cast(across[evidence.mask], along[evidence.mask])
    rise = along * np.float32(np.tan(np.radians(best[1].pitch)))  # of what stands out: in the axis' own plane
    height, back, normals = rise.copy(), rise.copy(), evidence.shape.normals.copy()
    body = np.zeros_like(evidence.mask)
    body[evidence.mask] = cast.hit
    height[body], back[body] = cast.height[cast.hit], cast.back[cast.hit]
    normals[body] = about.world(cast.normals[cast.hit])
    return Guess(height, normals, back, 1 - float(cast.hit.mean()))


def _tried(evidence: Evidence, about: Axis) -> Iterator[tuple[float, Profile]]:
    """Profiles, and how many degrees the normals of each are off the network's on the mean, or count as."""
    widths = halves(upright(evidence.matte, about))
    every = slice(_EVERY // 2, None, _EVERY)
    part = evidence.mask[every, every]
    across, along = (place[every, every][part] for place in about.local(*evidence.places))
    seen = evidence.shape.normals[every, every][part]
    for pitch in _PITCHES:
        for dome in (False, True):
            made = profile(widths, pitch, evidence.unit, dome)
            if made is None or not part.any():
                continue
            cast = made.cast(across, along)
            cosine = np.clip((about.world(cast.normals) * seen).sum(1), -1, 1)
            apart = np.where(cast.hit, np.degrees(np.arccos(cosine)), _MISSED).mean()
            yield float(apart) + dome * _DOME, made
