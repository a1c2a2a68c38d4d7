"""A model fills in what no photo shows, or paints all anew and is marked; without one the studio's product stays."""

import json
from dataclasses import dataclass, replace

import numpy as np
import pytest
import tiny_models
from standins import bottle

from pipelines import angled_by_model as module
from pipelines.angled_by_model import FILLED, REPAINTED, STUDIO_TURNED, angled
from pipelines.core.engines import Engines
from pipelines.core.errors import Cancelled, UserError
from pipelines.core.shot import Shot
from pipelines.diffusion import loader
from pipelines.diffusion.registry import registry
from pipelines.diffusion.stream import Painted
from pipelines.studio.look import bounds
from pipelines.studio.turn.paint import INTERPOLATED, INVENTED, SEEN

DIFFUSION, STUDIO, AUTO = Engines("diffusion"), Engines("studio"), Engines("auto")


@dataclass(frozen=True)
class Wish:
    yaw: float = 40
    pitch: float = 0
    model: str | None = None
    prompt: str = ""
    seed: int | None = 3


@dataclass(frozen=True, eq=False)
class Turned:
    foreground: np.ndarray
    alpha: np.ndarray
    confidence: np.ndarray


@pytest.fixture(scope="module")
def sides(tmp_path_factory):
    """A shelf with a model that is steered and one that knows views by name."""
    root = tmp_path_factory.mktemp("sides")
    (views,) = (model.views for model in registry().models if model.views is not None)
    listed = [
        tiny_models.entry(root, "sdxl", jobs=["angles"]),
        tiny_models.entry(root, "qwen", jobs=["angles"], views=views.model_dump()),
    ]
    (root / "models.yaml").write_text(json.dumps({"models": listed}), "utf-8")  # which is YAML
    return root


@pytest.fixture
def shelf(sides, monkeypatch):
    monkeypatch.setenv("PACKSHOT_MODELS", str(sides))
    yield sides
    loader.free()


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """No model is here."""
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


def product() -> tuple[Shot, Turned]:
    """A bottle of noise, as if it had been turned: its right side is stretched, then made up."""
    shot = bottle(seed=3)
    assert shot.cutout is not None
    confidence = np.where(shot.cutout.alpha > 0, SEEN, 0).astype(np.uint8)
    confidence[:, 84:] = np.where(confidence[:, 84:] > 0, INTERPOLATED, 0)
    confidence[:, 92:] = np.where(confidence[:, 92:] > 0, INVENTED, 0)
    return shot, Turned(shot.cutout.foreground, shot.cutout.alpha, confidence)


def painted_as(monkeypatch, picture_of) -> list:
    """Let the model paint what `picture_of` makes of a request; returns the requests that it gets."""
    asked = []

    def paint(model, request, engines):
        asked.append(request)
        return Painted(picture_of(request), None, ())

    monkeypatch.setattr(module, "paint", paint)
    return asked


def test_a_model_fills_in_what_is_not_seen_and_leaves_what_is(shelf):
    shot, turned = product()
    height = np.zeros(turned.alpha.shape, np.float32)
    made = angled(turned, shot, Wish(model="tiny-sdxl"), DIFFUSION, height)
    seen, invented = turned.confidence == SEEN, turned.confidence == INVENTED
    assert np.array_equal(made.foreground[seen], turned.foreground[seen])
    assert not np.array_equal(made.foreground[invented], turned.foreground[invented])
    assert np.array_equal(made.alpha, turned.alpha)
    assert (made.engine, made.fidelity, made.licence) == ("tiny-sdxl", "illustrative", "MIT; commercial use: yes")
    assert made.source_type == "compositeWithTrainedAlgorithmicMedia"
    assert FILLED in made.notes


def test_depth_and_edges_steer_it(shelf, monkeypatch):
    asked = painted_as(monkeypatch, lambda request: request.init)
    shot, turned = product()
    angled(turned, shot, Wish(model="tiny-sdxl"), DIFFUSION, np.zeros(turned.alpha.shape, np.float32))
    angled(turned, shot, Wish(model="tiny-sdxl"), DIFFUSION)
    assert [set(request.control) for request in asked] == [{"depth", "canny"}, {"canny"}]


def test_what_is_painted_passes_into_what_is_seen_without_a_step(shelf, monkeypatch):
    painted_as(monkeypatch, lambda request: np.full_like(request.init, 255))
    shot, turned = product()
    flat = replace(turned, foreground=np.full_like(turned.foreground, 60))
    made = angled(flat, shot, Wish(model="tiny-sdxl"), DIFFUSION).foreground.astype(int)
    row = made[150, :, 0]
    assert row[80] == 60
    assert 60 < row[84] < row[90] < row[100] == 255


def test_where_the_photo_shows_everything_no_model_is_asked(shelf, monkeypatch):
    asked = painted_as(monkeypatch, lambda request: request.init)
    shot, turned = product()
    whole = replace(turned, confidence=np.where(turned.alpha > 0, SEEN, 0).astype(np.uint8))
    made = angled(whole, shot, Wish(model="tiny-sdxl"), DIFFUSION)
    assert not asked
    assert np.array_equal(made.foreground, turned.foreground)
    assert made.fidelity is None
    assert made.notes[0].startswith(STUDIO_TURNED)


def drawn_bottle(request) -> np.ndarray:
    """A dark upright body on white."""
    width, height = request.size
    picture = np.full((height, width, 3), 255, np.uint8)
    picture[height // 8 : -height // 8, width // 3 : -width // 3] = (70, 50, 120)
    return picture


def test_a_model_that_knows_views_paints_all_anew_and_is_marked(shelf, monkeypatch):
    asked = painted_as(monkeypatch, drawn_bottle)
    shot, turned = product()
    made = angled(turned, shot, Wish(yaw=40, model="tiny-qwen", prompt="a bottle"), DIFFUSION)
    assert asked[0].prompt.startswith("<sks> front-right quarter view eye-level shot medium shot. a bottle")
    assert len(asked[0].references) == 1
    assert (made.engine, made.fidelity) == ("tiny-qwen", "repaint")
    assert made.notes == (REPAINTED,)
    was, now = bounds(turned.alpha > 0.5), bounds(made.alpha > 0.5)
    assert was is not None
    assert now is not None
    assert (now[1], now[3]) == pytest.approx((was[1], was[3]), abs=3)
    assert (now[0] + now[2]) / 2 == pytest.approx((was[0] + was[2]) / 2, abs=3)
    inside = made.alpha >= 1
    assert np.abs(made.foreground[inside].astype(int) - (70, 50, 120)).mean() < 3


def test_a_view_that_is_only_near_is_said_to_be(shelf, monkeypatch):
    asked = painted_as(monkeypatch, drawn_bottle)
    shot, turned = product()
    made = angled(turned, shot, Wish(yaw=-65, pitch=20, model="tiny-qwen"), DIFFUSION, tilt=15)
    assert "front-left quarter view elevated shot" in asked[0].prompt
    assert "yaw -45° and 30° from above" in made.notes[-1]


def test_a_view_that_would_be_the_photos_own_is_not_painted(shelf, monkeypatch):
    asked = painted_as(monkeypatch, drawn_bottle)
    shot, turned = product()
    made = angled(turned, shot, Wish(yaw=15, model="tiny-qwen"), DIFFUSION)
    assert not asked
    assert np.array_equal(made.foreground, turned.foreground)
    assert "turn it further" in made.notes[0]
    assert angled(turned, shot, Wish(yaw=0, pitch=30, model="tiny-qwen"), DIFFUSION).fidelity == "repaint"


def test_the_tiny_model_of_views_runs_or_says_that_it_drew_no_product(shelf):
    shot, turned = product()
    made = angled(turned, shot, Wish(yaw=90, model="tiny-qwen"), DIFFUSION)
    assert made.foreground.shape == turned.foreground.shape
    assert made.alpha.shape == turned.alpha.shape
    assert made.fidelity == "repaint" or made.notes[0].startswith(STUDIO_TURNED)


@pytest.mark.parametrize(
    ("wish", "engines", "why"),
    [
        (Wish(model="qwen-image-edit-2511-angles"), DIFFUSION, "not on this machine"),
        (Wish(), DIFFUSION, "not on this machine"),
        (Wish(model="sdxl-lightning"), STUDIO, "was asked for"),
        (Wish(), AUTO, None),
        (Wish(), STUDIO, None),
    ],
)
def test_without_a_model_the_studios_product_stays_and_says_so_where_one_was_wished_for(empty, wish, engines, why):
    shot, turned = product()
    made = angled(turned, shot, wish, engines)
    assert np.array_equal(made.foreground, turned.foreground)
    assert np.array_equal(made.alpha, turned.alpha)
    assert (made.engine, made.fidelity, made.licence) == ("studio", None, None)
    assert len(made.notes) == (why is not None)
    assert all(note.startswith(STUDIO_TURNED) and str(why) in note for note in made.notes)


def test_unknown_models_and_missing_cutouts_are_errors(shelf):
    shot, turned = product()
    with pytest.raises(UserError, match="no model of that name"):
        angled(turned, shot, Wish(model="nobody"), DIFFUSION)
    with pytest.raises(UserError, match="does not serve angles"):
        angled(turned, shot, Wish(model="lama"), DIFFUSION)
    with pytest.raises(UserError, match="cut the product out"):
        angled(turned, replace(shot, cutout=None), Wish(), DIFFUSION)


def test_it_can_be_stopped(shelf):
    def stop(fraction, message):
        if "step 1" in message:
            raise Cancelled

    shot, turned = product()
    with pytest.raises(Cancelled):
        angled(turned, shot, Wish(model="tiny-sdxl"), Engines("diffusion", stop))
