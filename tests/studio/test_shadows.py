"""What the product's shadow does as its light changes."""

import numpy as np
import pytest
from stages import ball, box, loss, on_ground, picture, table, template, world

from pipelines.core.colour import luminance
from pipelines.studio.gobos import GOBOS
from pipelines.studio.stage import Light

X, Z, AREA = on_ground(world(ball(), template()).body.camera)
MIDDLE = world(ball(), template()).body.middle


def lit(shot=None, **light):
    return loss(shot or ball(), stage={"light": light})


def centre(dark):
    """The middle of a shadow on the ground, in cm, and its weight."""
    weight = np.maximum(dark, 0) * AREA
    return np.array([(weight * X).sum(), (weight * Z).sum()]) / weight.sum(), weight.sum()


@pytest.mark.parametrize("azimuth", range(-180, 180, 45))
def test_it_falls_on_the_far_side_of_the_light(azimuth):
    across, away = centre(lit(azimuth=azimuth))[0] - MIDDLE[[0, 2]]
    towards = np.array([np.sin(np.radians(azimuth)), -np.cos(np.radians(azimuth))])
    assert -np.array([across, away]) @ towards / np.hypot(across, away) > np.cos(np.radians(8))


def test_a_lower_light_throws_a_longer_shadow():
    found = [centre(lit(elevation=up)) for up in (80, 65, 50, 35, 20)]
    assert (np.diff([at[0] for at, _ in found]) > 1).all()
    assert (np.diff([weight for _, weight in found]) > 0).all()


def test_its_length_is_that_of_the_geometry():
    """The far end of a box's shadow lies where the ray over its top edge meets the ground."""
    dark = lit(box(), elevation=45, softness=0.0)
    there = world(box(), template()).body
    assert X[dark > 0.5].max() == pytest.approx(there.width / 2 + there.size, rel=0.15)


def test_a_softer_light_has_a_wider_penumbra():
    shares = []
    for softness in (0.0, 0.25, 0.5, 0.75, 1.0):
        dark = lit(softness=softness)
        shares.append((AREA * ((dark > 0.1) & (dark < 0.8))).sum() / (AREA * (dark > 0.1)).sum())
    assert (np.diff(shares) > 0.02).all()
    assert shares[-1] > 1.3 * shares[0]


def test_it_is_dark_at_the_contact_and_pales_away_from_it():
    dark = lit(softness=0.5)
    row = np.argmin(np.abs(Z[:, 96] - MIDDLE[2]))
    line = dark[row, 96:]
    assert line[0] > 0.95
    assert (np.diff(line) < 0.02).all()
    assert line[-1] < 0.05


@pytest.mark.parametrize("strength", [0.0, 0.3, 0.7, 1.0])
def test_its_strength_can_be_set(strength):
    dark = loss(ball(), shadow=strength, stage={"light": {"fill": 0.5}})
    assert dark.max() == pytest.approx(strength * loss(ball(), stage={"light": {"fill": 0.5}}).max(), abs=0.05)
    if strength == 0:
        assert not dark.any()


def test_more_fill_makes_it_lighter():
    core = (lit() > 0.9) & (X - MIDDLE[0] > 11)
    assert core.any()
    deep = [lit(fill=fill)[core].mean() for fill in (0.0, 0.3, 0.8, 2.0)]
    assert (np.diff(deep) < -0.05).all()


def test_light_passes_between_the_legs_of_a_table():
    made = template(stage={"light": {"azimuth": 0, "elevation": 30, "softness": 0.0}})
    there = world(table(), made)
    x, z, _ = on_ground(there.body.camera)
    dark = loss(table(), stage={"light": {"azimuth": 0, "elevation": 30, "softness": 0.0}})
    rows = np.flatnonzero((z[:, 96] > 4) & (z[:, 96] < 8))  # behind the feet, before the top's shadow
    line = dark[rows].mean(0)
    legs = np.interp([-there.body.width / 2 + 1, there.body.width / 2 - 1], x[rows[0]], np.arange(192)).astype(int)
    assert min(line[leg - 3 : leg + 4].max() for leg in legs) > 0.25
    assert line[(legs[0] + legs[1]) // 2] < 0.05


def test_what_stands_takes_light_from_the_sky_near_its_foot():
    """Without a key, occlusion alone: more at the foot and less with every step from it."""
    dark = loss(box(), stage={"light": {"fill": 2.0, "elevation": 88}})
    row = np.argmin(np.abs(Z[:, 96] - world(box(), template()).body.middle[2]))
    line = dark[row, np.searchsorted(X[row], 8.5) :: 4][:12]
    assert (np.diff(line) < 0.01).all()
    assert line[0] > 0.1


def test_a_translucent_product_lets_a_lighter_tinted_shadow_through():
    orange = ball((230, 120, 10))
    solid, clear = (picture(orange, translucency=t) for t in (0, 0.8))
    dark = luminance(picture(orange, shadow=0)) - luminance(solid)
    core = (dark > 0.9 * dark.max()) & (X - MIDDLE[0] > 9)
    assert core.any()
    assert luminance(clear)[core].mean() > 2 * luminance(solid)[core].mean()
    red, green, blue = clear[core].mean(0)
    assert red > 1.5 * green > 1.5 * blue


@pytest.mark.parametrize(("colour", "channel"), [((200, 20, 20), 0), ((20, 180, 20), 1), ((20, 20, 220), 2)])
def test_a_coloured_product_throws_its_colour_on_the_ground_beside_it(colour, channel):
    light = {"fill": 0.5, "elevation": 60, "azimuth": 0}
    lit, bare = (picture(box(colour), shadow=s, stage={"light": light}) for s in (1, 0))
    there = world(box(), template()).body
    beside = (np.abs(X) > there.width / 2 + 0.5) & (np.abs(X) < there.width / 2 + 4) & (np.abs(Z - there.middle[2]) < 3)
    share = (lit[beside] / bare[beside]).mean(0)
    assert share[channel] > max(np.delete(share, channel)) + 0.01


@pytest.mark.parametrize("name", sorted(GOBOS))
def test_a_gobo_takes_light_away_in_a_pattern(name):
    """It holds back at most its share of the key, and nothing where it has no strength."""
    sharp = {"gobo": name, "gobo_strength": 0.6, "softness": 0}
    plain = luminance(picture(ball(), stage={"light": {"softness": 0}}))
    share = luminance(picture(ball(), stage={"light": sharp})) / np.maximum(plain, 1e-6)
    ground = (np.hypot(X, Z) < 40) & (plain > 0.1)
    assert share[ground].max() < 1.02
    assert share[ground].min() > 0.38
    assert share[ground].std() > 0.05
    none = picture(ball(), stage={"light": {**sharp, "gobo_strength": 0}})
    assert luminance(none) == pytest.approx(plain, abs=1e-4)


@pytest.mark.parametrize("azimuth", [-90, 90])
def test_a_rim_throws_a_second_shadow_towards_the_camera(azimuth):
    single, double = lit(azimuth=azimuth), lit(azimuth=azimuth, rim=1.0)
    lit_side = np.sign(X - MIDDLE[0]) == np.sign(azimuth)
    assert double[lit_side].max() > 0.1
    assert double[np.abs(X) < 20].sum() > 0
    assert single[lit_side & (np.abs(X - MIDDLE[0]) > 12)].max() < 0.03


@pytest.mark.parametrize("kelvin", [2800, 9000])
def test_the_light_colours_the_ground_and_its_level_stays(kelvin):
    neutral, tinted = (picture(ball(), shadow=0, stage={"light": {"kelvin": k}}) for k in (5500, kelvin))
    ratio = (tinted / neutral).mean((0, 1))
    assert (ratio[0] > ratio[2]) == (kelvin < Light().kelvin)
    assert luminance(tinted).mean() == pytest.approx(luminance(neutral).mean(), rel=0.02)
