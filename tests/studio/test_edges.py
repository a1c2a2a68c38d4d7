"""Edges between surfaces are smooth, and only edges."""

import cv2
import numpy as np
import pytest
from stages import box, picture, template, world

from pipelines.studio import world as module
from pipelines.studio.edges import smooth_edges
from pipelines.studio.seen import face, faces_of, look
from pipelines.studio.tracer import GROUND, PIECES

SETS = ["plinth", "podium", "arch", "blocks"]
COLOURS = np.linspace(0.1, 0.9, 256, dtype=np.float32)


def drawn(kind, k=1):
    """Camera, geometry, and faces of a set on a grid `k` times as fine."""
    pieces = {"kind": kind, "height": 0.5, "material": "paper", "tones": ["#d0a080"]}
    stand = world(box(), template(stage={"pieces": pieces, "view": {"pitch": 20}}), size=(96, 96))
    camera = stand.body.camera.scaled((96 * k, 96 * k))
    seen = look(camera, stand.geometry, (0.0, 1.0), slice(0, 96 * k))
    faces = np.empty((96 * k, 96 * k), np.uint8)
    faces_of(seen.what, seen.nx, seen.ny, seen.nz, faces)
    return camera, stand.geometry, faces


def painted(faces):
    """A tone for each face."""
    return np.repeat(COLOURS[faces.astype(int) * 37 % 256][..., None], 3, -1)


@pytest.mark.parametrize("kind", SETS)
def test_a_pixel_on_an_edge_shows_how_much_of_each_side_it_covers(kind):
    """Against sixteen times as many pixels, averaged."""
    camera, geometry, faces = drawn(kind)
    flat = painted(faces)
    out = flat.copy()
    smooth_edges(camera, geometry, faces, flat, slice(0, 96), out)
    truth = painted(drawn(kind, 4)[2]).reshape(96, 4, 96, 4, 3).mean((1, 3))
    assert np.abs(out - truth).mean() < 0.4 * np.abs(flat - truth).mean()
    between = np.abs(out[..., None, 0] - np.unique(flat)).min(-1) > 0.01
    assert between.sum() > 20


@pytest.mark.parametrize("kind", SETS)
def test_what_lies_within_a_face_stays_as_it_is(kind):
    camera, geometry, faces = drawn(kind)
    noise = np.random.default_rng(1).random((96, 96, 3), np.float32)
    out = noise.copy()
    smooth_edges(camera, geometry, faces, noise, slice(0, 96), out)
    within = np.ones_like(faces, bool)
    for axis in (0, 1):
        step = np.diff(faces.astype(int), axis=axis) != 0
        before, after = (np.s_[:-1], np.s_[1:]) if axis == 0 else (np.s_[:, :-1], np.s_[:, 1:])
        within[before] &= ~step
        within[after] &= ~step
    assert within.mean() > 0.7
    assert np.array_equal(out[within], noise[within])
    assert out.min() >= noise.min()
    assert out.max() <= noise.max()


def test_the_pictures_edges_are_smoothed(monkeypatch):
    """Along slanted edges tones lie between those on either side, which they did not before."""
    pieces = {"kind": "plinth", "height": 0.5, "material": "paper", "tones": ["#f0f0f0"]}
    stage = {"pieces": pieces, "ground": {"tones": ["#101010"]}, "backdrop": {"colour": "#101010"}}
    smooth = picture(box(), shadow=0, stage=stage)[..., 1]
    monkeypatch.setattr(module, "smooth_edges", lambda *_: None)
    stairs = picture(box(), shadow=0, stage=stage)[..., 1]
    low, high = cv2.erode(stairs, np.ones((3, 3))), cv2.dilate(stairs, np.ones((3, 3)))
    assert (smooth >= low - 1e-6).all()
    assert (smooth <= high + 1e-6).all()
    between = np.minimum(smooth - low, high - smooth) > 0.1
    assert between.sum() > (np.minimum(stairs - low, high - stairs) > 0.1).sum() + 30


def test_a_sweep_is_one_side_with_the_ground_that_it_rises_from_and_a_box_has_several():
    assert face(GROUND, 0.0, 1.0, 0.0) == face(GROUND, 0.0, 0.7, -0.7) == face(GROUND, 0.0, 0.0, -1.0)
    assert face(PIECES, 0.0, 1.0, 0.0) != face(PIECES, 0.0, 0.0, -1.0)
