"""The product is resampled once from its photo, and nothing touches it after."""

from math import ceil

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from standins import bottle

from pipelines.core.colour import to_linear, to_srgb8
from pipelines.core.engines import Engines
from pipelines.core.resample import place
from pipelines.scene import Scene, scene
from pipelines.studio.template import templates

STUDIO = Engines("studio")
TEMPLATES = st.sampled_from(sorted(templates()))


def eroded(matte: np.ndarray, by: int) -> np.ndarray:
    """Where the matte is 1 and stays so within `by` px."""
    return cv2.erode((matte >= 1).astype(np.uint8), np.ones((2 * by + 1, 2 * by + 1), np.uint8)).astype(bool)


@settings(max_examples=25, deadline=None)
@given(TEMPLATES, st.integers(240, 420), st.integers(240, 420), st.integers(0, 2**31 - 1), st.integers(0, 99))
def test_at_native_scale_the_pixels_are_the_photos_own(template, width, height, seed, photo_seed):
    shot = bottle(seed=photo_seed)
    x0, y0, x1, y1 = shot.cutout.box
    fill = max((x1 - x0) / width, (y1 - y0) / height)
    made = scene(shot, Scene(template=template, width=width, height=height, fill=fill, seed=seed), STUDIO)
    assert made.placement.scale == 1.0
    dx, dy = int(made.placement.dx), int(made.placement.dy)
    inside = eroded(shot.cutout.alpha, 2)
    part = made.pixels[dy + y0 : dy + y1, dx + x0 : dx + x1]
    core = inside[y0:y1, x0:x1]
    assert core.any()
    assert np.array_equal(part[core], shot.photo.pixels[y0:y1, x0:x1][core])


@settings(max_examples=25, deadline=None)
@given(TEMPLATES, st.integers(96, 700), st.integers(96, 700), st.floats(0.3, 1), st.integers(0, 2**31 - 1))
def test_at_any_scale_the_product_is_its_one_resampling(template, width, height, fill, seed):
    shot = bottle()
    made = scene(shot, Scene(template=template, width=width, height=height, fill=fill, seed=seed), STUDIO)
    layer = place(shot.cutout, made.placement, (width, height))
    inside = eroded(layer.matte((width, height)), 1)
    alone = to_srgb8(layer.over(np.zeros((height, width, 3), np.float32)))
    assert np.abs(made.pixels[inside].astype(int) - alone[inside].astype(int)).max(initial=0) <= 1


@settings(max_examples=15, deadline=None)
@given(TEMPLATES, st.integers(280, 900), st.integers(0, 2**31 - 1))
def test_that_resampling_is_bicubic_on_linear_light(template, size, seed):
    """Held against Pillow's affine bicubic where the product is enlarged, computed on another way."""
    shot = bottle()
    made = scene(shot, Scene(template=template, width=size, height=size, seed=seed), STUDIO)
    scale, dx, dy = made.placement.scale, made.placement.dx, made.placement.dy
    height, width = shot.cutout.alpha.shape
    target = round(width * scale), round(height * scale)
    light = to_linear(shot.photo.pixels)
    box = (0, 0, target[0] / scale, target[1] / scale)
    if box[2] > width or box[3] > height:
        target = int(width * scale), int(height * scale)
        box = (0, 0, target[0] / scale, target[1] / scale)
    planes = [Image.fromarray(light[..., c]).resize(target, Image.Resampling.BICUBIC, box=box) for c in range(3)]
    expected = to_srgb8(np.clip(np.stack([np.asarray(p) for p in planes], -1), 0, 1))
    left, top = max(int(dx), 0), max(int(dy), 0)
    right, bottom = min(int(dx) + target[0], size), min(int(dy) + target[1], size)
    part = np.s_[top:bottom, left:right]
    reference = expected[top - int(dy) : bottom - int(dy), left - int(dx) : right - int(dx)]
    matte = place(shot.cutout, made.placement, (size, size)).matte((size, size))
    inside = eroded(matte, ceil(2 * scale) + 1)[part]  # past the kernel's reach of the matte's soft edge
    assert inside.any()
    difference = made.pixels[part][inside].astype(int) - reference[inside].astype(int)
    assert np.abs(difference).max() <= 1
