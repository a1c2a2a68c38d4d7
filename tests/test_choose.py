"""Choose: what is seen of a product, which templates suit it, and the words that say why; the list of templates."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from pipelines.choose import choose, described, likeness
from pipelines.core.errors import UserError
from pipelines.core.oklab import hex_to_oklab
from pipelines.core.product import Product
from pipelines.core.shot import Shot
from pipelines.studio.kinds import fit, kind_of, kinds, words
from pipelines.studio.matching import colour_name, harmony, separation, terms
from pipelines.studio.template import Template, templates
from pipelines.studio.traits import Traits, traits
from tests.conftest import PROJECT
from tests.standins import block, shot_of

MARBLE = {"material": "marble", "tones": ["#eceae7", "#c9c9cb", "#b9bbc2"]}
BLACK = {"material": "marble", "tones": ["#26272a", "#3a3b40", "#55565c"], "roughness": 0.1}
WOOD = {"material": "wood", "tones": ["#8a6a4a", "#5f4128", "#3b2516"]}


def template(ground: dict[str, Any], wall: str, *product: str, season: tuple = (), **changes: Any) -> Template:
    stage = {"ground": ground, "backdrop": {"colour": wall}}
    tags = {"product": product or ("any",), "season": season}
    return Template.model_validate({"name": "T", "tags": tags, "stage": stage, **changes})


def paper(tone: str, *product: str, **changes: Any) -> Template:
    return template({"material": "paper", "tones": [tone]}, tone, *product, **changes)


KNOWN = {
    "black_stone": template(BLACK, "#2b2b2e"),
    "pale_stone": template(MARBLE, "#e2ddd6"),
    "pale_stone_twin": template(MARBLE, "#e1dcd5"),
    "wood": template(WOOD, "#a8998a"),
    "sage": paper("#b9c4b0"),
    "charcoal": paper("#3d3d41"),
    "perfume_lying": paper("#b9c4b0", "perfume", pose="lying"),
    "rings": template(MARBLE, "#e2ddd6", "ring", category="jewellery", size_cm=3),
    "christmas": template(WOOD, "#3a5a44", category="seasonal", season=("christmas",)),
    "white_main": Template(name="White", role="main"),
}


def bottle(colour: tuple[int, int, int] = (22, 24, 30), shiny: bool = True) -> Shot:
    """A tall dark bottle with one narrow highlight, photographed before noise."""
    alpha = np.zeros((300, 200))
    alpha[40:280, 60:140] = 1
    pixels = np.random.default_rng(2).integers(0, 256, (300, 200, 3), np.uint8)
    pixels[alpha > 0] = colour
    if shiny:
        cv2.line(pixels, (76, 70), (76, 250), (255, 255, 255), 3)
    return shot_of(alpha, pixels)


DARK, BOX = bottle(), block(120, 160, (246, 246, 244))


def seen(shot: Shot) -> Traits:
    assert shot.cutout is not None
    return traits(shot.cutout)


def ids(shot: Shot, name: str = "product", **facts: Any) -> list[str]:
    return [choice.id for choice in choose(shot, Product(name=name, **facts), KNOWN)]


def test_a_dark_glossy_bottle_is_seen_as_one() -> None:
    found = seen(DARK)
    assert (found.lightness < 0.25, found.gloss > 0.8, found.aspect) == (True, True, 3.0)
    assert found.accent is None
    assert described(found) == "dark and glossy"


def test_a_white_box_is_not_taken_for_glossy() -> None:
    found = seen(BOX)
    assert found.gloss == 0
    assert found.dominant == pytest.approx(hex_to_oklab("#f6f6f4"), abs=0.01)
    assert described(found) == "pale"


def test_neither_is_one_with_much_small_print_or_a_white_label() -> None:
    shot = bottle(shiny=False)
    pixels = shot.pixels.copy()
    pixels[60:270:8, 64:136:8] = 255
    assert seen(shot_of(shot.cutout.alpha, pixels)).gloss < 0.3
    pixels[100:200, 60:140] = 255
    assert seen(shot_of(shot.cutout.alpha, pixels)).gloss < 0.3


def test_the_accent_is_the_colour_that_stands_out() -> None:
    shot = bottle((90, 90, 92), shiny=False)
    pixels = shot.pixels.copy()
    pixels[100:130, 60:140] = (210, 30, 40)
    found = seen(shot_of(shot.cutout.alpha, pixels))
    assert found.accent == pytest.approx(hex_to_oklab("#d21e28"), abs=0.02)
    assert described(found) == "grey with touches of red"


def test_what_lies_behind_the_product_is_not_looked_at() -> None:
    shot = bottle(shiny=False)
    assert seen(shot).chroma < 0.03


@pytest.mark.parametrize("alpha", [np.pad([[1.0]], 4), np.ones((1, 40)), np.eye(30)])
def test_odd_cutouts_are_described_all_the_same(alpha: np.ndarray) -> None:
    shot = shot_of(alpha, np.full((*alpha.shape, 3), 128, np.uint8))
    assert len(choose(shot, Product(), KNOWN)) == 3
    assert described(seen(shot)) == "grey"


def test_a_product_that_is_not_cut_out_is_refused() -> None:
    with pytest.raises(UserError, match="cut the product out first"):
        choose(Shot.of(DARK.photo), Product(), KNOWN)
    with pytest.raises(UserError, match="mark the product"):
        choose(shot_of(np.zeros((9, 9)), np.zeros((9, 9, 3), np.uint8)), Product(), KNOWN)


@pytest.mark.parametrize(("shot", "not_on"), [(DARK, "black_stone"), (BOX, "pale_stone")], ids=["dark", "white"])
def test_no_product_is_stood_where_it_is_lost(shot: Shot, not_on: str) -> None:
    assert not_on not in ids(shot)


def test_the_reason_says_what_the_product_is_and_what_helps() -> None:
    only = {name: KNOWN[name] for name in ("pale_stone", "black_stone")}
    best = choose(DARK, Product(name="flask"), only)[0]
    assert best.id == "pale_stone"
    assert best.reason.startswith("Your product is dark and glossy: pale marble lets its outline stand out")


def test_three_differ_in_look_and_in_what_is_said_first() -> None:
    chosen = choose(DARK, Product(name="perfume bottle"), KNOWN)
    assert len({choice.id for choice in chosen}) == 3
    assert not {"pale_stone", "pale_stone_twin"} <= {choice.id for choice in chosen}
    assert len({choice.reason.split(",")[0] for choice in chosen}) == 3
    assert [choice.score for choice in chosen] == sorted((choice.score for choice in chosen), reverse=True)


def test_likeness_is_1_with_itself_and_lower_with_others() -> None:
    assert likeness(KNOWN["wood"], KNOWN["wood"]) == pytest.approx(1)
    assert likeness(KNOWN["pale_stone"], KNOWN["pale_stone_twin"]) > 0.9
    assert likeness(KNOWN["black_stone"], KNOWN["sage"]) < 0.4


def test_main_images_and_seasons_nobody_asked_for_are_left_out() -> None:
    assert "white_main" not in ids(DARK)
    assert "christmas" not in ids(BOX, "gift box")
    assert "christmas" in ids(BOX, "Christmas gift box")


def test_a_template_made_for_the_product_comes_first() -> None:
    assert ids(block(colour=(150, 110, 40)), "Gold ring")[0] == "rings"


def test_the_size_of_the_product_counts() -> None:
    small, large = (
        next(t.score for t in terms(seen(DARK), Product(size_cm=size), KNOWN["rings"]) if t.name == "size")
        for size in (3, 60)
    )
    assert (small, large < 0.1) == (pytest.approx(1), True)


def test_a_product_that_stands_is_not_laid_down() -> None:
    said = {t.name: t.score for t in terms(seen(DARK), Product(name="perfume"), KNOWN["perfume_lying"])}
    assert said["category"] == 1
    assert said["pose"] < 0.1


@pytest.mark.parametrize("name", KNOWN)
def test_weights_sum_to_1_and_scores_stay_within_0_and_1(name: str) -> None:
    if KNOWN[name].stage is not None:
        for shot in (DARK, BOX, block()):
            found = terms(seen(shot), Product(name="red mug", size_cm=9), KNOWN[name])
            assert sum(term.weight for term in found) == pytest.approx(1)
            assert all(0 <= term.score <= 1 for term in found)


def test_the_same_again_gives_the_same() -> None:
    back = dict(reversed(KNOWN.items()))
    assert choose(DARK, Product(), KNOWN) == choose(DARK, Product(), back)


def test_a_product_may_neither_be_lost_nor_glare() -> None:
    black, white, grey = (hex_to_oklab(colour) for colour in ("#101010", "#ffffff", "#9a9a9a"))
    assert separation(white, white) == 0
    assert separation(black, grey) == 1
    assert 0.4 < separation(black, white) < 0.8


def test_hues_agree_as_neighbours_and_opposites() -> None:
    blue, near, opposite, aside = (hex_to_oklab(c) for c in ("#2f62c9", "#3f8fd0", "#c98a2f", "#3fa845"))
    assert min(harmony(blue, near), harmony(blue, opposite)) > 0.8 > 0.5 > harmony(blue, aside)
    assert harmony(blue, hex_to_oklab("#808080")) == pytest.approx(0.6, abs=0.01)


@pytest.mark.parametrize(
    ("colour", "name"),
    [("#c81e28", "red"), ("#e8a0b8", "pink"), ("#f08020", "orange"), ("#f0d020", "yellow"), ("#2f9040", "green"),
     ("#2f62c9", "blue"), ("#7a3fb0", "violet"), ("#5f4128", "brown"), ("#808080", None)],
)  # fmt: skip
def test_colours_have_everyday_names(colour: str, name: str | None) -> None:
    assert colour_name(hex_to_oklab(colour)) == name


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Blue coffee mugs with lid", "kitchen"), ("Leather watch", "watch"), ("Silk dresses", "apparel"),
     ("T-shirt", "apparel"), ("Widget", None), ("", None)],
)  # fmt: skip
def test_the_last_known_word_tells_the_kind(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_words_are_told_in_the_singular() -> None:
    assert words("Watches, cookies & berries; glass BUS") == ("watch", "cookie", "berry", "glass", "bus")
    assert len(kinds()) >= 20


def test_the_nearer_a_template_is_made_for_it_the_better_it_fits() -> None:
    said = [
        fit("red phone case", paper("#ffffff", tag, category=category))
        for tag, category in (("phone case", "x"), ("phone", "x"), ("camera", "electronics"), ("any", "x"))
    ]
    assert said == sorted(said, reverse=True)
    assert fit("red phone case", paper("#ffffff", "vase", category="home")) < said[-1]


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "pipelines", *arguments]
    return subprocess.run(line, cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False)


def test_the_list_of_templates_is_whole() -> None:
    done = call("templates", "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["id"] for row in rows] == list(templates())
    assert all({"id", "category", "name", "risk", "roles", "tags"} == set(row) for row in rows)
    assert call("templates").stdout.splitlines()[0].split() == ["id", "category", "name", "risk", "roles"]


def test_the_command_chooses_three(tmp_path: Path) -> None:
    assert DARK.cutout is not None
    path = tmp_path / "flask.png"
    Image.fromarray(np.dstack([DARK.pixels, np.uint8(DARK.cutout.alpha * 255)])).save(path)
    done = call("choose", str(path), "--name", "Perfume", "--json", "--engine", "studio")
    assert done.returncode == 0, done.stderr
    choices = json.loads(done.stdout)["choices"]
    assert len({choice["id"] for choice in choices}) == 3
    assert all(choice["id"] in templates() and choice["reason"].startswith("Your product is") for choice in choices)
