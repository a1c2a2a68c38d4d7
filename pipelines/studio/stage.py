"""The studio: the world around a placed product, in linear light, and the product laid on top."""

import cv2
import numpy as np

from pipelines.core.colour import Bytes
from pipelines.core.resample import finish, place
from pipelines.core.shot import Cutout, Placement
from pipelines.studio.contact import touch
from pipelines.studio.subject import subject
from pipelines.studio.template import Template, View
from pipelines.studio.world import World, shrunk

_DETAIL = 1600  # px: longest side of the grid on which materials are worked out
_CLEAR = 16.0  # px: beyond this from the product a main image must be pure white; see the checks on white backgrounds


def render(cutout: Cutout, placement: Placement, size: tuple[int, int], template: Template, seed: int) -> Bytes:
    """The product as placed in a frame of `size` (width, height) px, in the template's world. (H, W, 3) 8-bit sRGB."""
    layer = place(cutout, placement, size)
    stage = template.stage
    if not layer.alpha.size:
        return finish(np.ones((size[1], size[0], 3), np.float32), layer, np.zeros((1, 1), np.float32))
    standing = subject(layer, size, template.size_cm, stage.view if stage else View())
    if stage is None:
        picture = np.ones((size[1], size[0], 3), np.float32)
        touch(picture, layer, standing, template.shadow, _CLEAR)
        return finish(picture, layer, np.zeros((1, 1), np.float32))
    picture = World(standing, template, stage, seed).picture(shrunk(size, _DETAIL))
    if picture.shape[1::-1] != size:
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
    touch(picture, layer, standing, template.shadow)
    return finish(picture, layer, np.random.default_rng(seed).random((size[1], size[0]), np.float32) - 0.5)
