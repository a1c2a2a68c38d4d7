"""What the relight network adds to the shading model: self-shadows, highlights, and what the normals got wrong.

It sees a window of the photo, the shape network's normals, and what the shading model makes of the photo's light and of
the new one; it answers with the factor by which each pixel's light changes.
"""

import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.studio.networks import load
from pipelines.studio.relight.shading import Shaded

NETWORK = "relight"
CHANNELS = 14
MOST = 2.3  # natural logarithm of the largest factor


def planes(photo: Bytes, matte: Floats, normals: Floats, now: Shaded, then: Shaded, softness: float) -> Floats:
    """The network's input (14, h, w) for a window: sRGB 0–1, matte, x and y in −1…1, normals, the logarithms of both
    irradiances, both shines, and the new light's softness."""
    height, width = matte.shape
    seen = np.empty((CHANNELS, height, width), np.float32)
    seen[:3] = photo.transpose(2, 0, 1) / np.float32(255)
    seen[3] = matte
    seen[4] = np.linspace(-1, 1, width)
    seen[5] = np.linspace(-1, 1, height)[:, None]
    seen[6:9] = normals.transpose(2, 0, 1)
    seen[9], seen[10] = np.log(now.irradiance), np.log(then.irradiance)
    seen[11], seen[12] = now.shine, then.shine
    seen[13] = softness
    return seen


def modelled(now: Shaded, then: Shaded) -> Floats:
    """The shading model's own answer (h, w): the logarithm of the factor. The exposure follows the ground half the
    way, as a phone's does that looks at the whole picture."""
    return np.log(then.irradiance / now.irradiance) + np.float32(0.5 * np.log(now.ground / then.ground))


def factors(seen: Floats, answer: Floats) -> Floats:
    """The logarithm of the factors (h, w, 3) for the input of `planes` and the answer of `modelled`."""
    given = {"seen": seen[None], "answer": answer[None, None]}
    (found,) = load(NETWORK).run(["factors"], given)
    return np.asarray(found[0].transpose(1, 2, 0), np.float32)
