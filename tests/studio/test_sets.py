"""Sets under the product, and the poses in which it is held."""

from typing import get_args

import numpy as np
import pytest
from stages import BLUE, ball, box, loss, on_ground, picture, table, template, world

from pipelines.core.colour import luminance
from pipelines.core.resample import place
from pipelines.core.shot import Placement
from pipelines.studio import render as renderer
from pipelines.studio.compose import compose
from pipelines.studio.pieces import SETS
from pipelines.studio.seen import look
from pipelines.studio.stage import Pose, SetKind
from pipelines.studio.tracer import FAR, PIECES, hit

KINDS, POSES = sorted(get_args(SetKind)), get_args(Pose)
PRODUCTS = {"box": box, "ball": ball, "table": table}


def on_set(kind, height=0.35):
    pieces = {"kind": kind, "height": height, "material": "paper", "tones": ["#d0a080"]}
    return {"pieces": pieces, "ground": {"depth": 4}, "light": {"azimuth": -45, "fill": 0.4}, "view": {"pitch": 12}}


def shoot(geometry, place, way):
    """Distance and what is met."""
    return hit(geometry, *map(float, place), *map(float, way))[:2]


def test_every_kind_that_a_template_may_name_is_built():
    assert set(SETS) == set(KINDS)


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("height", [0.05, 0.35, 2.0])
@pytest.mark.parametrize("kind", KINDS)
def test_what_the_product_stands_on_ends_at_its_foot(kind, height, product):
    """Straight down from the product's middle and from its sides lies the top of a piece, at level 0."""
    stand = world(PRODUCTS[product](), template(stage=on_set(kind, height)))
    x, y, z = stand.body.middle
    for side in (-0.45, 0, 0.45):
        t, what = shoot(stand.geometry, (x + side * stand.body.width, y, z), (0, -1, 0))
        assert what >= PIECES
        assert y - t == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_a_set_stands_before_the_product_or_in_it(kind, product):
    stand = world(PRODUCTS[product](), template(stage=on_set(kind)))
    there, eye = stand.body, np.array(stand.body.camera.eye)
    rows, columns = np.nonzero(there.far > there.near)
    for i in range(0, len(rows), max(len(rows) // 200, 1)):
        row, column = rows[i], columns[i]
        x, y, z = (column + 0.5) * there.cell, (row + 0.5) * there.cell, there.near[row, column]
        t, _ = shoot(stand.geometry, eye, there.origin + np.array([x, y, z]) - eye)
        assert t > 0.99


@pytest.mark.parametrize("kind", KINDS)
def test_the_set_is_seen_and_takes_the_products_shadow(kind):
    """Most of what the product darkens most is the set right under it."""
    parts = on_set(kind)
    stand = world(box(), template(stage=parts))
    dark = loss(box(), stage=parts)
    seen = look(stand.body.camera, stand.geometry, (0.0, 1.0), slice(0, 192))
    assert (seen.what >= PIECES).mean() > 0.01
    assert (seen.what[dark > 0.5 * dark.max()] >= PIECES).mean() > 0.6


@pytest.mark.parametrize("kind", KINDS)
def test_no_face_of_a_set_is_left_without_light(kind):
    assert luminance(picture(box(), shadow=0, size=(288, 288), stage=on_set(kind))).min() > 0.01


@pytest.mark.parametrize("pose", POSES)
@pytest.mark.parametrize("product", PRODUCTS)
def test_every_pose_renders_and_throws_a_shadow(pose, product):
    made = template(pose=pose, stage={"light": {"azimuth": -45, "fill": 0.4}})
    shot = PRODUCTS[product]()
    pixels = renderer.render(shot.cutout, compose(shot.cutout, (96, 96), made)[0], (96, 96), made, 1).pixels
    assert pixels.shape == (96, 96, 3)
    assert np.ptp(pixels) > 0
    light = picture(shot, pose=pose, stage={"light": {"azimuth": -45, "fill": 0.4}})
    assert np.isfinite(light).all()
    assert (light >= 0).all()
    assert loss(shot, pose=pose, stage={"light": {"azimuth": -45, "fill": 0.4}}).max() > 0.3


def test_a_floating_products_shadow_is_detached():
    """Under a light at 45° from the left it has moved to the right by the product's height above the ground."""
    light = {"light": {"azimuth": -90, "elevation": 45, "softness": 0.0}}
    starts = {}
    for pose in ("standing", "floating"):
        there = world(box(), template(pose=pose, stage=light))
        x, _, area = on_ground(there.body.camera)
        dark = loss(box(), pose=pose, stage=light)
        starts[pose] = x[(dark > 0.5) & (area > 0)].min() + there.body.width / 2
    lift = world(box(), template(pose="floating")).body.origin[1]
    assert lift > 0
    assert starts["floating"] - starts["standing"] == pytest.approx(lift, abs=1.0)


@pytest.mark.parametrize("azimuth", [-60, 60])
def test_on_a_wall_the_shadow_falls_down_and_away_and_farther_from_what_hangs(azimuth):
    light = {"light": {"azimuth": azimuth, "elevation": 40, "softness": 0.2}, "view": {"pitch": 0}}
    offsets = {}
    for pose in ("wall", "hanging"):
        there = world(ball(), template(pose=pose, stage=light)).body
        dark = loss(ball(), pose=pose, stage=light)
        rows, columns = np.mgrid[0:192, 0:192] + 0.5
        across = (dark * columns).sum() / dark.sum() - there.camera.foot[0]
        down = (dark * rows).sum() / dark.sum() - (there.camera.foot[1] - 40 / 80 * there.size * there.camera.scale)
        offsets[pose] = across * -np.sign(azimuth), down
    assert offsets["wall"][0] > 0.5
    assert offsets["wall"][1] > 0.2
    assert offsets["hanging"][0] > offsets["wall"][0] + 0.5
    assert offsets["hanging"][1] > offsets["wall"][1]


@pytest.mark.parametrize(("azimuth", "side"), [(-90, 1), (90, -1)])
def test_what_lies_throws_a_shadow_as_long_as_it_is_thick(azimuth, side):
    light = {"light": {"azimuth": azimuth, "elevation": 30, "softness": 0.0}, "view": {"pitch": 80}}
    reaches = []
    for thickness in (0.05, 0.15, 0.4):
        there = world(box(), template(pose="lying", thickness=thickness, stage=light)).body
        x, _, area = on_ground(there.camera)
        dark = loss(box(), pose="lying", thickness=thickness, stage=light)
        reaches.append((side * x[(dark > 0.5) & (area > 0)]).max() - there.width / 2)
    assert (np.diff(reaches) > 0.5).all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_product_on_a_set_is_drawn_whole(kind):
    """The picture shows the product's own pixels inside its matte."""
    shot, made = box(), template(stage=on_set(kind))
    placement, _ = compose(shot.cutout, (120, 120), made)
    inside = place(shot.cutout, placement, (120, 120)).matte((120, 120)) >= 1
    pixels = renderer.render(shot.cutout, placement, (120, 120), made, 1).pixels
    assert inside.sum() > 500
    assert np.abs(pixels[inside].astype(int) - BLUE).max() <= 3, "but for the kernel's ringing at the edge"


def test_far_is_beyond_every_stage():
    assert world(box(), template()).geometry.sheet.max() < FAR


def test_a_product_outside_the_frame_leaves_a_white_picture():
    shot = box()
    made = renderer.render(shot.cutout, Placement(1.0, 500.0, 500.0), (64, 48), template(), 1)
    assert made.pixels.shape == (48, 64, 3)
    assert (made.pixels >= 254).all()
