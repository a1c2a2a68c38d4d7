"""The cutout job: what is product, what is not, and whose word counts."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import tiny_eyes
from clutter import Scene, disc, iou, photo, scene
from tiny_onnx import write

from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Recipe
from pipelines.core.shot import Cutout, Photo, Shot
from pipelines.cutout import OWN_ALPHA, CutoutStep, cutout
from pipelines.diffusion.store import accept, model_of

STUDIO = Engines("studio")
RING = disc(320, 0.3) & ~disc(320, 0.14)


def cut(picture: Photo, step: CutoutStep | None = None, engines: Engines = STUDIO) -> Cutout:
    found = cutout(Shot.of(picture), step or CutoutStep(), engines).cutout
    assert found is not None
    return found


def square(x0: int, y0: int, x1: int, y1: int) -> tuple[tuple[int, int], ...]:
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)


@pytest.fixture(autouse=True)
def red(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the network, which knows red products: what is tested is all that the job makes of its answer."""
    tiny_eyes.use(monkeypatch, tiny_eyes.red(tmp_path_factory.mktemp("eyes")))


@pytest.fixture(scope="module")
def ball() -> Scene:
    return scene(disc(320, 0.25))


def test_finds_the_product_with_no_hint_and_is_sure_of_it(ball: Scene) -> None:
    found = cut(ball.photo)
    assert iou(found.alpha > 0.5, ball.mask) > 0.97
    assert found.confidence > 0.5
    assert found.engine == "studio"


def test_says_so_where_there_is_nothing_to_find() -> None:
    with pytest.raises(UserError, match="draw a box around it, or paint over it"):
        cut(photo(np.full((200, 200, 3), 128, np.uint8)))


def test_a_keep_stroke_finds_a_product_where_the_network_saw_none() -> None:
    grey = photo(np.full((200, 200, 3), 128, np.uint8))
    assert cut(grey, CutoutStep(keep=(square(80, 80, 120, 120),))).alpha[80:121, 80:121].min() == 1


def test_where_alpha_is_one_the_foreground_is_the_photo(ball: Scene) -> None:
    found = cut(ball.photo)
    solid = found.alpha == 1
    assert solid.sum() > 0.9 * ball.mask.sum()
    assert np.array_equal(found.foreground[solid], ball.photo.pixels[solid])


@pytest.mark.parametrize("softness", [1.0, 3.0])
def test_two_pixels_inside_the_outline_the_photo_shows_as_it_is(softness: float) -> None:
    soft = scene(disc(320, 0.25), softness)
    found = cut(soft.photo)
    inside = cv2.erode((found.alpha > 0.5).astype(np.uint8), np.ones((3, 3)), iterations=2) > 0
    assert (found.alpha[inside] == 1).all()
    assert np.array_equal(found.foreground[inside], soft.photo.pixels[inside])


def test_alpha_is_exactly_zero_and_one_away_from_the_edge(ball: Scene) -> None:
    found = cut(ball.photo)
    far = cv2.distanceTransform(1 - (found.alpha > 0.5).astype(np.uint8), cv2.DIST_L2, 5) > 12
    deep = cv2.distanceTransform((found.alpha > 0.5).astype(np.uint8), cv2.DIST_L2, 5) > 12
    assert (found.alpha[far] == 0).all()
    assert (found.alpha[deep] == 1).all()


def test_a_see_through_gap_stays_open() -> None:
    ring = scene(RING)
    found = cut(ring.photo)
    assert iou(found.alpha > 0.5, ring.mask) > 0.95
    assert found.alpha[disc(320, 0.1)].max() < 0.1


def test_a_pair_stays_a_pair() -> None:
    pair = scene(disc(320, 0.13, (0.34, 0.5)) | disc(320, 0.13, (0.66, 0.5)))
    assert iou(cut(pair.photo).alpha > 0.5, pair.mask) > 0.95


def test_the_box_decides_between_two_products() -> None:
    first, second = disc(400, 0.12, (0.25, 0.3)), disc(400, 0.12, (0.75, 0.7))
    both = scene(first | second)
    left = cut(both.photo, CutoutStep(box=(45, 65, 155, 175))).alpha > 0.5
    assert iou(left, first) > 0.95
    right = cut(both.photo, CutoutStep(box=(245, 225, 355, 335))).alpha > 0.5
    assert iou(right, second) > 0.95


def test_strokes_are_law(ball: Scene) -> None:
    step = CutoutStep(keep=(square(20, 20, 60, 60),), remove=(square(140, 140, 180, 180),))
    found = cut(ball.photo, step)
    assert (found.alpha[20:61, 20:61] == 1).all()
    assert (found.alpha[140:181, 140:181] == 0).all()


def test_a_remove_stroke_takes_what_looks_alike_and_a_keep_stroke_gives_it_back() -> None:
    both = scene(disc(400, 0.16, (0.4, 0.5)) | disc(400, 0.05, (0.72, 0.5)))
    other = disc(400, 0.04, (0.72, 0.5))
    assert cut(both.photo).alpha[other].mean() > 0.9
    assert cut(both.photo, CutoutStep(remove=(square(283, 195, 293, 205),))).alpha[other].mean() < 0.1
    grey = scene(disc(400, 0.16, (0.4, 0.5)))
    again = cut(grey.photo, CutoutStep(keep=(square(283, 195, 293, 205),)))
    assert again.alpha[other].mean() > 0.9


def test_a_correction_is_the_same_whatever_was_cut_out_before() -> None:
    step = CutoutStep(remove=(square(140, 60, 180, 100),))
    first, second = scene(disc(320, 0.25)), scene(disc(320, 0.25))
    cut(first.photo)
    assert np.array_equal(cut(first.photo, step).alpha, cut(second.photo, step).alpha)


def test_a_correction_leaves_the_edge_far_from_it_as_it_was(ball: Scene) -> None:
    before, after = cut(ball.photo), cut(ball.photo, CutoutStep(remove=(square(150, 70, 170, 90),)))
    assert np.array_equal(after.alpha[200:], before.alpha[200:])
    assert (after.alpha[70:91, 150:171] == 0).all()


def test_the_files_own_transparency_is_kept_to_the_bit() -> None:
    alpha = np.linspace(0, 1, 100, dtype=np.float32)[None].repeat(80, 0)
    found = cut(photo(np.full((80, 100, 3), 90, np.uint8), alpha), engines=Engines("auto"))
    assert np.array_equal(found.alpha, alpha)
    assert (found.engine, found.confidence) == (OWN_ALPHA, 1.0)


@pytest.mark.parametrize("box", [(0, 0, 4, 4), (500, 500, 900, 900), (50, 50, 50, 90), (-50, -50, 3, 3)])
def test_a_box_off_the_photo_is_refused(ball: Scene, box: tuple[int, int, int, int]) -> None:
    with pytest.raises(UserError, match="give x0,y0,x1,y1"):
        cut(ball.photo, CutoutStep(box=box))


def test_a_fully_transparent_file_holds_no_product() -> None:
    with pytest.raises(UserError, match="No product"):
        cut(photo(np.zeros((50, 50, 3), np.uint8), np.zeros((50, 50), np.float32)))


def test_the_same_step_gives_the_same_matte(ball: Scene) -> None:
    assert np.array_equal(cut(ball.photo).alpha, cut(ball.photo).alpha)


def test_the_step_survives_as_a_recipe(ball: Scene) -> None:
    step = CutoutStep(box=(60, 60, 260, 260), keep=(square(20, 20, 60, 60),))
    shot = cutout(Shot.of(ball.photo), step, STUDIO)
    again = Recipe.from_yaml(shot.recipe.to_yaml())
    assert again == shot.recipe
    repeated = again.run(Shot.of(ball.photo), STUDIO).cutout
    assert repeated is not None
    assert shot.cutout is not None
    assert np.array_equal(repeated.alpha, shot.cutout.alpha)


def test_a_missing_model_is_named_and_the_studio_does_the_job(
    ball: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("U2NET_HOME", str(tmp_path))
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path / "packshot"))
    asked = cutout(Shot.of(ball.photo), CutoutStep(), Engines("diffusion"))
    assert asked.cutout is not None
    assert asked.cutout.engine == "studio"
    (note,) = asked.notes
    for fact in ("studio engine", "birefnet-general", "MB", "licence"):
        assert fact in note
    assert "rembg" not in sys.modules
    assert cutout(Shot.of(ball.photo), CutoutStep(), Engines("auto")).notes == ()


def test_a_model_that_is_here_makes_the_matte(ball: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("U2NET_HOME", str(tmp_path))
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path / "packshot"))
    write(tmp_path, "isnet-general-use")
    assert cut(ball.photo, engines=Engines("auto")).engine == "studio"  # its licence was not accepted
    accept(model_of("isnet-general-use"))
    for engines in (Engines("auto"), Engines("diffusion")):
        shot = cutout(Shot.of(ball.photo), CutoutStep(), engines)
        assert shot.cutout is not None
        assert shot.cutout.engine == "isnet-general-use"
        assert shot.notes == ()
    write(tmp_path, "birefnet-general")
    assert cut(ball.photo, engines=Engines("auto")).engine == "birefnet-general"  # it comes first
    boxed = cut(ball.photo, CutoutStep(box=(60, 60, 260, 260)), Engines("auto"))
    assert boxed.alpha[:40].max() == 0
    assert cut(ball.photo).engine == "studio"


def test_a_refused_model_is_refused_with_the_reason(ball: Scene) -> None:
    with pytest.raises(UserError, match="commercial"):
        cutout(Shot.of(ball.photo), CutoutStep(model="bria-rmbg"), Engines("auto"))
