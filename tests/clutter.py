"""Small photos drawn on the spot whose matte and colours are known exactly."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.shot import Photo


@dataclass(frozen=True)
class Scene:
    """A photo I = αF + (1 − α)B with its parts."""

    photo: Photo
    alpha: Floats
    foreground: Floats  # (H, W, 3) 0–255
    backdrop: Floats

    @property
    def mask(self) -> np.ndarray:
        return self.alpha > 0.5


def texture(shape: tuple[int, int], colour: tuple[int, int, int], contrast: float, seed: int) -> Floats:
    """Blurred noise about a colour, (h, w, 3)."""
    noise = np.random.default_rng(seed).normal(0, 1, (*shape, 1)).astype(np.float32)
    return np.clip(np.float32(colour) + contrast * 6 * cv2.GaussianBlur(noise, (0, 0), 2)[..., None], 0, 255)


def scene(mask: np.ndarray, softness: float = 1.0, seed: int = 0) -> Scene:
    """A red product with a white label where `mask` (h, w) is set, on a grey-green textured ground."""
    alpha = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), softness)
    ours = texture(mask.shape, (190, 40, 50), 10, seed)
    ys, xs = np.nonzero(mask)
    y, x, tall = int(ys.mean()), int(xs.mean()), max(int(np.ptp(ys) // 8), 2)
    cv2.rectangle(ours, (x - tall, y - tall), (x + tall, y + tall), (245, 240, 225), -1)
    theirs = texture(mask.shape, (110, 125, 105), 12, seed + 1)
    picture = alpha[..., None] * ours + (1 - alpha[..., None]) * theirs
    return Scene(photo(np.round(picture).astype(np.uint8)), alpha, ours, theirs)


def photo(pixels: Bytes, alpha: Floats | None = None) -> Photo:
    """Pixels as a loaded photo."""
    return Photo(b"", "drawn", "PNG", pixels, alpha)


def disc(size: int, radius: float, centre: tuple[float, float] = (0.5, 0.5)) -> np.ndarray:
    """A filled circle, bool (size, size); radius and centre (x, y) as shares of the size."""
    ys, xs = (np.mgrid[:size, :size] + 0.5) / size
    return (xs - centre[0]) ** 2 + (ys - centre[1]) ** 2 < radius**2


def iou(first: np.ndarray, second: np.ndarray) -> float:
    """Intersection over union of two bool masks."""
    return float((first & second).sum() / (first | second).sum())
