"""What a model that relights is asked follows from the light, the product and what the model takes."""

from dataclasses import dataclass

import numpy as np
import pytest
from standins import block

from pipelines.core.colour import luminance, to_linear
from pipelines.diffusion.new_light import GREY, asked, backdrop, said
from pipelines.diffusion.painting import Traits
from pipelines.diffusion.registry import Run

RUN = Run(steps=4, guidance=2, strength=0.9, side=128)


@dataclass(frozen=True)
class Lamp:
    azimuth: float = -90
    elevation: float = 45
    softness: float = 0.5
    kelvin: float = 5500
    fill: float | None = None
    rim: float = 0


def traits(references: int, *more: str) -> Traits:
    return Traits(frozenset({"references", *more}), multiple=8, latent=8, most_references=references)


def request(light: Lamp | None = None, words: str = "", references: int = 1, *more: str):
    cut = block().cutout
    assert cut is not None
    return asked(cut, cut.foreground // 2, light or Lamp(), words, 7, RUN, traits(references, *more or ("init",)))


@pytest.mark.parametrize(
    ("light", "words"),
    [
        (Lamp(-90, 45, 0.9), ("window", "from the upper left", "neutral daylight")),
        (Lamp(40, 20, 0.1, 2500), ("hard sunlight", "from the front right", "candle-warm")),
        (Lamp(180, 10, 0.5, 9000, rim=1), ("from the low back", "cold blue", "rim light")),
        (Lamp(-180, 80, 0.5), ("straight above",)),
        (Lamp(-134, 30, 0.5, fill=0.1), ("from the back left", "deep shadows")),
        (Lamp(0, 30, 0.5, 12000, fill=1), ("from the front,", "bright shadows")),
    ],
)
def test_a_light_is_said_in_words(light, words):
    assert all(word in said(light) for word in words), said(light)


@pytest.mark.parametrize(
    ("azimuth", "elevation", "brighter"),
    [(-90, 10, np.s_[:, :20]), (90, 10, np.s_[:, -20:]), (0, 85, np.s_[:20]), (-45, 45, np.s_[:20, :20])],
)
def test_the_backdrop_is_bright_on_the_lights_side(azimuth, elevation, brighter):
    level = luminance(to_linear(backdrop((96, 80), Lamp(azimuth, elevation))))
    assert level[brighter].mean() > 1.2 * level[::-1, ::-1][brighter].mean()


def test_the_backdrop_has_the_lights_colour_and_its_softness():
    warm, cool = (to_linear(backdrop((32, 32), Lamp(kelvin=kelvin))).mean((0, 1)) for kelvin in (3000, 9000))
    assert warm[0] / warm[2] > 1.5 > 1 > cool[0] / cool[2]
    hard, soft = (to_linear(backdrop((32, 32), Lamp(softness=softness))).std() for softness in (0, 1))
    assert hard > 1.5 * soft


def test_the_product_is_shown_on_grey_and_the_start_is_lit():
    made = request().request
    seen = made.references[0]
    assert (seen[0, 0] == GREY).all()
    height, width = seen.shape[:2]
    assert np.abs(seen[height // 2, width // 2].astype(int) - (40, 60, 160)).max() <= 1
    assert made.init is not None
    assert np.abs(made.init[height // 2, width // 2].astype(int) - (20, 30, 80)).max() <= 1
    assert luminance(to_linear(made.init[:, :4])).mean() > luminance(to_linear(made.init[:, -4:])).mean()
    assert (made.strength, made.steps, made.guidance, made.seed) == (0.9, 4, 2, 7)


def test_a_model_is_shown_as_many_pictures_as_it_takes():
    assert len(request().request.references) == 1
    one, two = request(None, "", 2).request.references
    assert one.shape == two.shape
    assert np.array_equal(two, backdrop(two.shape[1::-1], Lamp()))
    assert request(None, "", 1, "negative").request.init is None


def test_the_prompt_has_the_sellers_words_and_the_light():
    made = request(Lamp(-90), "a glass jar of jam", 1, "negative", "init").request
    assert made.prompt.startswith("a glass jar of jam")
    assert "upper left" in made.prompt
    assert made.negative
    assert len(request(Lamp(), "jam " * 500).request.prompt) < 1500
