"""The product is resampled once from its photo, and nothing touches it after but a smooth, bounded gain if asked."""

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
from pipelines.core.shot import Placement
from pipelines.scene import Scene, scene
from pipelines.studio.gain import MOST
from pipelines.studio.template import templates

STUDIO = Engines("studio")
TEMPLATES = st.sampled_from(sorted(templates()))


def eroded(matte: np.ndarray, by: int) -> np.ndarray:
    """Where the matte is 1 and stays so within `by` px."""
    return cv2.erode((matte >= 1).astype(np.uint8), np.ones((2 * by + 1, 2 * by + 1), np.uint8)).astype(bool)


@settings(max_examples=15, deadline=None)
@given(TEMPLATES, st.integers(240, 420), st.integers(240, 420), st.integers(0, 2**31 - 1), st.integers(0, 99))
def test_at_native_scale_the_pixels_are_the_photos_own(template, width, height, seed, photo_seed):
    shot = bottle(seed=photo_seed)
    x0, y0, x1, y1 = shot.cutout.box
    fill = max((x1 - x0) / width, (y1 - y0) / height)
    made = scene(shot, Scene(template=template, width=width, height=height, fill=fill, seed=seed, gain=0), STUDIO)
    assert made.placement.scale == 1.0
    dx, dy = int(made.placement.dx), int(made.placement.dy)
    inside = eroded(shot.cutout.alpha, 2)
    part = made.pixels[dy + y0 : dy + y1, dx + x0 : dx + x1]
    core = inside[y0:y1, x0:x1]
    assert core.any()
    assert np.array_equal(part[core], shot.photo.pixels[y0:y1, x0:x1][core])


@settings(max_examples=15, deadline=None)
@given(TEMPLATES, st.integers(96, 500), st.integers(96, 500), st.floats(0.3, 1), st.integers(0, 2**31 - 1))
def test_at_any_scale_the_product_is_its_one_resampling(template, width, height, fill, seed):
    shot = bottle()
    made = scene(shot, Scene(template=template, width=width, height=height, fill=fill, seed=seed, gain=0), STUDIO)
    layer = place(shot.cutout, made.placement, (width, height))
    inside = eroded(layer.matte((width, height)), 1)
    alone = to_srgb8(layer.over(np.zeros((height, width, 3), np.float32)))
    assert np.abs(made.pixels[inside].astype(int) - alone[inside].astype(int)).max(initial=0) <= 1


@settings(max_examples=8, deadline=None)
@given(TEMPLATES, st.integers(280, 700), st.integers(0, 2**31 - 1))
def test_that_resampling_is_bicubic_on_linear_light(template, size, seed):
    """Held against Pillow's affine bicubic where the product is enlarged, computed on another way."""
    shot = bottle()
    made = scene(shot, Scene(template=template, width=size, height=size, seed=seed, gain=0), STUDIO)
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


@settings(max_examples=15, deadline=None)
@given(TEMPLATES, st.integers(96, 300), st.floats(0, 1), st.integers(0, 2**31 - 1))
def test_with_a_gain_every_pixel_is_its_resampling_times_a_bounded_factor(template, size, gain, seed):
    shot = bottle()
    made = scene(shot, Scene(template=template, width=size, height=size, seed=seed, gain=gain), STUDIO)
    layer = place(shot.cutout, made.placement, (size, size))
    inside = eroded(layer.matte((size, size)), 1)
    alone = layer.over(np.zeros((size, size, 3), np.float32))[inside]
    low, high = (to_srgb8(np.minimum(alone * factor, 1)).astype(int) for factor in (1 / MOST, MOST))
    assert (made.pixels[inside] >= low - 1).all()
    assert (made.pixels[inside] <= high + 1).all()
    if templates()[template].role == "main":
        assert np.abs(made.pixels[inside].astype(int) - to_srgb8(alone)).max(initial=0) <= 1


@settings(max_examples=8, deadline=None)
@given(TEMPLATES, st.integers(0, 2**31 - 1))
def test_the_world_does_not_change_with_the_products_gain(template, seed):
    """What the gain fits is the product alone; beyond the kernel's reach from it both pictures are the same."""
    shot = bottle()
    size = {"width": 128, "height": 128}
    exact, fitted = (scene(shot, Scene(template=template, seed=seed, gain=gain, **size), STUDIO) for gain in (0, 1))
    matte = place(shot.cutout, exact.placement, (128, 128)).matte((128, 128))
    clear = cv2.dilate(matte, np.ones((7, 7))) == 0
    assert np.array_equal(exact.pixels[clear], fitted.pixels[clear])


def test_no_premultiplied_colour_is_brighter_than_its_matte():
    for seed in range(4):
        layer = place(bottle(seed=seed).cutout, Placement(0.4, 3.3, 2.7), (96, 96))
        assert (layer.colour <= layer.alpha[..., None] + 1e-5).all()
