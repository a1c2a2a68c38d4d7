"""The product fitted to its light: bounds, and what is never touched."""

import numpy as np
import pytest
from stages import BLUE, ball, template

from pipelines.core.colour import Floats
from pipelines.core.resample import ProductLayer, place
from pipelines.studio.compose import compose
from pipelines.studio.gain import MOST, field, fitted, shift
from pipelines.studio.render import render, wrapped
from pipelines.studio.stage import Light
from pipelines.studio.template import Template, templates

LIGHTS = [
    Light(azimuth=a, elevation=e, kelvin=k, fill=f)
    for a in (-90, -30, 0, 60, 180) for e in (10, 45, 88) for k, f in ((2000, 0.0), (5500, 0.5), (12000, 2.0))
]  # fmt: skip
GROUNDS = [("#ff0000",), ("#000000",), ("#ffffff",), ("#123456", "#654321")]


def layer(seed: int = 0) -> ProductLayer:
    """Noise under a matte that falls from 1 to 0."""
    rng = np.random.default_rng(seed)
    alpha = np.clip(np.linspace(2, -0.2, 40, dtype=np.float32), 0, 1)[None].repeat(50, 0)
    return ProductLayer((10, 5, 50, 55), rng.random((50, 40, 3), np.float32) * alpha[..., None], alpha)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("strength", [0.3, 1.0])
def test_factors_stay_within_their_bounds_and_change_slowly(ground, strength):
    for light in LIGHTS:
        factors: Floats = field(light, ground, (60, 80), strength)
        assert factors.shape == (60, 80, 3)
        assert 1 / MOST - 1e-6 <= factors.min() <= factors.max() <= MOST + 1e-6
        assert max(np.abs(np.diff(factors, axis=axis)).max() for axis in (0, 1)) < 0.05


def test_without_gain_every_factor_is_one():
    for light in LIGHTS:
        assert (field(light, ("#804020",), (30, 40), 0.0) == 1).all()


def test_the_side_that_faces_the_light_is_brightened_against_the_other():
    for azimuth in (-80, 80):
        across = field(Light(azimuth=azimuth), ("#bcbcbc",), (60, 80), 1.0)[:20].mean((0, 2))
        near, far = (across[:20], across[-20:]) if azimuth < 0 else (across[-20:], across[:20])
        assert near.mean() > far.mean() + 0.05


def test_warm_light_warms_and_the_ground_tints_the_foot():
    warm = field(Light(azimuth=0, kelvin=3000), ("#808080",), (60, 80), 1.0).mean((0, 1))
    assert warm[0] > 1 > warm[2]
    red = field(Light(azimuth=0), ("#c02010",), (60, 80), 1.0)
    assert red[-1, :, 0].mean() / red[0, :, 0].mean() > 1.05 * red[-1, :, 2].mean() / red[0, :, 2].mean()


def test_a_fitted_product_keeps_its_matte_and_is_no_brighter_than_white():
    whole = layer()
    out = fitted(whole, np.full((50, 40, 3), MOST, np.float32))
    assert np.array_equal(out.alpha, whole.alpha)
    assert (out.colour <= whole.alpha[..., None]).all()
    assert np.array_equal(fitted(whole, np.ones((50, 40, 3), np.float32)).colour, whole.colour)


def test_the_shift_is_zero_without_a_change_and_grows_with_gain():
    whole, light = layer(), Light(azimuth=-60, kelvin=3500)
    assert shift(whole, whole) == 0
    shifts = [shift(whole, fitted(whole, field(light, ("#c0a080",), (50, 40), gain))) for gain in (0.2, 0.5, 0.8, 1.0)]
    assert (np.diff([0, *shifts]) > 0).all()
    assert shifts[-1] < 12


def test_nothing_opaque_moves_no_shift():
    thin = ProductLayer((0, 0, 4, 4), np.zeros((4, 4, 3), np.float32), np.full((4, 4), 0.5, np.float32))
    assert shift(thin, thin) == 0


def test_the_picture_says_by_how_much_only_where_it_was_fitted():
    shot, shifts = ball((180, 140, 100)), []
    for gain in (0.0, 0.3, 1.0):
        made = template(gain=gain)
        shifts.append(render(shot.cutout, compose(shot.cutout, (96, 96), made)[0], (96, 96), made, 1).shift)
    assert shifts[0] is None
    assert 0 < shifts[1] < shifts[2]


def test_with_gain_the_product_is_the_photos_times_a_bounded_factor():
    shot = ball((180, 140, 100))
    exact, gained = (template(gain=gain) for gain in (0, 1))
    placement, _ = compose(shot.cutout, (96, 96), exact)
    inside = place(shot.cutout, placement, (96, 96)).matte((96, 96)) >= 1
    first, second = (render(shot.cutout, placement, (96, 96), made, 1).pixels[inside] for made in (exact, gained))
    assert np.abs(first.astype(int) - (180, 140, 100)).max() <= 3
    ratio = (second / 255.0) / (first / 255.0)
    assert (ratio > (1 / MOST) ** 0.45 - 0.03).all()
    assert (ratio < MOST**0.45 + 0.03).all()
    assert (first != second).any()


def test_a_main_image_takes_no_gain():
    main = templates()["white_main"]
    assert main.gain == 0
    with pytest.raises(ValueError, match="main image"):
        Template.model_validate({**main.model_dump(), "gain": 0.5})


def test_light_wrap_touches_only_the_soft_edge():
    whole = layer()
    soft = np.full((30, 30, 3), 0.9, np.float32)
    out = wrapped(whole, soft, (60, 60), 0.8)
    clear, opaque = whole.alpha == 0, whole.alpha == 1
    assert np.array_equal(out.alpha, whole.alpha)
    assert np.array_equal(out.colour[opaque], whole.colour[opaque])
    assert np.array_equal(out.colour[clear], whole.colour[clear])
    edge = (whole.alpha > 0.2) & (whole.alpha < 0.8)
    assert (np.abs(out.colour - whole.colour)[edge].max(-1) > 0).all()
    assert (out.colour <= 1).all()
    assert wrapped(whole, soft, (60, 60), 0.0) is whole


def test_wrap_leaves_the_pictures_product_alone():
    shot, made = ball(BLUE), template(stage={"finish": {"wrap": 1.0}})
    placement, _ = compose(shot.cutout, (96, 96), made)
    inside = place(shot.cutout, placement, (96, 96)).matte((96, 96)) >= 1
    plain = template()
    first, second = (render(shot.cutout, placement, (96, 96), each, 1).pixels for each in (plain, made))
    assert np.array_equal(first[inside], second[inside])
