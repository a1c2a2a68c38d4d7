"""Scale, depth of field, gloss, seams and repeatability of the world."""

import numpy as np
import pytest
from stages import BLUE, ball, box, picture, template, world

from pipelines.core.colour import luminance
from pipelines.studio import world as module
from pipelines.studio.materials import MATERIALS

WOOD = {"material": "wood", "tones": ["#b98d5c", "#8a6236", "#5f3f20"], "roughness": 1, "depth": 3}
TILE = {"material": "tile", "tones": ["#dddddd", "#c4c4c4", "#555555"], "roughness": 1, "depth": 3}


def front(light):
    """The open ground before the product."""
    return light[150:, 20:172]


def fineness(light):
    """How fast tones change from pixel to pixel, against how much they change in all."""
    return float(np.abs(np.diff(light, axis=1)).mean() / light.std())


@pytest.mark.parametrize("ground", [WOOD, TILE], ids=["wood", "tile"])
def test_patterns_have_their_true_scale(ground):
    """On a thing of 1 m a board or tile is small; on one of 2 cm the same pattern fills the frame."""
    seen = (luminance(picture(box(), size_cm=cm, shadow=0, stage={"ground": ground})) for cm in (2, 100))
    fine = [fineness(front(light)) for light in seen]
    assert fine[1] > 2 * fine[0]


def test_the_shadow_does_not_depend_on_the_scale():
    small, large = (picture(box(), size_cm=cm) for cm in (5, 50))
    assert np.abs(small - large).max() < 0.02


def edge(f_number):
    """The sharpest step at the table's far edge."""
    stage = {
        "ground": {"tones": ["#202020"], "depth": 4},
        "backdrop": {"colour": "#e0e0e0", "distance": 10},
        "view": {"pitch": 15, "f_number": f_number, "focal": 85},
    }
    light = luminance(picture(box(), size=(288, 288), below=0.2, stage=stage))
    return float(np.abs(np.diff(light[:, 10:60], axis=0)).max(0).mean())


def test_the_tables_far_edge_is_softer_with_a_wider_aperture():
    steps = [edge(f_number) for f_number in (1.4, 2.8, 5.6, 16)]
    assert (np.diff(steps) > 0).all()
    assert steps[-1] > 2 * steps[0]


def mirrored(roughness, reflection=1.0, material="acrylic", tones=("#101010",)):
    """What the ground shows of a red box more than of a grey world, (H, W)."""
    stage = {"ground": {"material": material, "tones": list(tones), "roughness": roughness}, "view": {"pitch": 8}}
    light = {"light": {"fill": 1.0, "fill_kelvin": 5500, "azimuth": 180, "elevation": 88}}
    bare = picture(box((220, 20, 20)), shadow=0, stage={**stage, **light})
    glossy = picture(box((220, 20, 20)), shadow=0, reflection=reflection, stage={**stage, **light})
    return (glossy - bare)[..., 0] - (glossy - bare)[..., 2]


def test_a_glossy_ground_mirrors_the_product_and_a_rough_one_does_not():
    there = world(box(), template(stage={"view": {"pitch": 8}})).body
    foot, middle = int(there.camera.foot[1]), int(there.camera.foot[0])
    glossy = mirrored(0.02)
    assert glossy[foot + 2 : foot + 12, middle - 10 : middle + 10].min() > 0.01
    assert np.abs(glossy[foot + 2 : foot + 12, :30]).max() < 0.005
    assert not mirrored(1.0).any()
    assert not mirrored(0.02, reflection=0).any()


def test_a_mirror_image_fades_with_roughness():
    shares = [np.abs(mirrored(roughness)).sum() for roughness in (0.02, 0.3, 0.6, 0.85)]
    assert (np.diff(shares) < 0).all()


def test_a_mirror_mirrors_more_than_acrylic():
    assert MATERIALS["mirror"].metal
    assert mirrored(0.0, material="mirror", tones=("#e0e0e0",)).max() > 2 * mirrored(0.0).max()


SWEEP = {"curve": 1.0, "colour": "#d8d2c8"}
WALL = {"colour": "#e4dfd8", "top": "#b0a8a0"}
PAINTED = {"colour": None, "view": "sky", "tones": ["#5f8fd0", "#c8dcf0", "#ffffff"]}


@pytest.mark.parametrize("backdrop", [SWEEP, WALL, PAINTED], ids=["sweep", "wall", "view"])
@pytest.mark.parametrize("ground", [WOOD, None], ids=["wood", "paper"])
def test_no_seam_shows_where_bands_of_rows_meet(monkeypatch, backdrop, ground):
    """Bands are a way of working: their height changes no pixel."""
    stage = {"backdrop": backdrop, "view": {"pitch": 12}, **({"ground": ground} if ground else {})}
    whole = module.banded

    def drawn(rows):
        monkeypatch.setattr(module, "banded", lambda height, work, *_: whole(height, work, rows))
        return picture(box(), reflection=1, stage=stage)

    once = drawn(192)
    assert max(np.abs(drawn(rows) - once).max() for rows in (48, 17)) < 1e-4


@pytest.mark.parametrize("ground", [WOOD, TILE], ids=["wood", "tile"])
def test_one_seed_repeats_bit_for_bit_and_another_differs(ground):
    first, again, other = (picture(ball(), seed=seed, stage={"ground": ground}) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert (np.abs(first - other)[120:] > 1e-3).mean() > 0.2


def test_a_tone_looks_as_it_is_written_on_the_open_ground():
    """At the foot, without a product's shadow, the ground has the template's tone whatever the light is."""
    for light in ({"azimuth": -40, "fill": 0.0}, {"azimuth": 100, "fill": 1.0, "elevation": 70, "kelvin": 3000}):
        seen = luminance(picture(box(BLUE), shadow=0, stage={"light": light}))[128:136, 92:100].mean()
        assert seen == pytest.approx(float(luminance(np.full(3, (0xBC / 255 + 0.055) / 1.055) ** 2.4)), rel=0.1)


def test_lines_cross_the_frame_without_a_jump_between_aspects():
    """The same stage in a wider frame of the same height shows the same ground before the product."""
    square, wide = (picture(box(), size=size, fill=0.3) for size in ((192, 192), (288, 192)))
    assert np.abs(square[100:, 40:152] - wide[100:, 88:200]).max() < 0.06
