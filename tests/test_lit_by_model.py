"""A model's light on the photo's own detail; where no model can, the studio's light stays and the notes say why."""

import json
from dataclasses import dataclass, replace

import cv2
import numpy as np
import pytest
import tiny_models
from standins import bottle

from pipelines import lit_by_model as module
from pipelines.core.colour import luminance, to_linear, to_srgb8
from pipelines.core.engines import Engines
from pipelines.core.errors import Cancelled, UserError
from pipelines.core.shot import Shot
from pipelines.diffusion import loader
from pipelines.diffusion.stream import Painted
from pipelines.lit_by_model import MODEL_LIT, STUDIO_LIT, exposed, lit_by_model

DIFFUSION, STUDIO, AUTO = Engines("diffusion"), Engines("studio"), Engines("auto")


@dataclass(frozen=True)
class Wish:
    azimuth: float = -60
    elevation: float = 40
    softness: float = 0.5
    kelvin: float = 5500
    fill: float | None = None
    rim: float = 0
    model: str | None = None
    prompt: str = ""
    seed: int | None = 3
    detail: float = 1


@pytest.fixture(scope="module")
def lamps(tmp_path_factory):
    """A shelf with both kinds of a model that relights: lit by words, and by a background as well."""
    import torch
    from safetensors.torch import save_file

    root = tmp_path_factory.mktemp("lamps")
    plain = tiny_models.entry(root, "sd15", id="tiny-fc")
    folder = root / "tiny--lightfbc" / tiny_models.REVISION
    folder.mkdir(parents=True)
    wide = tiny_models._unet(in_channels=12).state_dict()
    torch.manual_seed(1)
    save_file({name: 0.01 * torch.randn_like(value) for name, value in wide.items()}, folder / "fbc.safetensors")
    behind = {
        **plain, "id": "tiny-fbc", "parts": [plain["parts"][0], tiny_models.part("lightfbc", "weights", folder, "yes")]
    }  # fmt: skip
    (root / "models.yaml").write_text(json.dumps({"models": [plain, behind]}), "utf-8")  # which is YAML
    return root


@pytest.fixture
def shelf(lamps, monkeypatch):
    monkeypatch.setenv("PACKSHOT_MODELS", str(lamps))
    yield lamps
    loader.free()


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """No model is here."""
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


def product() -> tuple[Shot, np.ndarray]:
    """A bottle of noise, and what a studio makes of it: half as bright."""
    shot = bottle(seed=3)
    assert shot.cutout is not None
    return shot, to_srgb8(0.5 * to_linear(shot.cutout.foreground))


def painted_as(monkeypatch, picture_of):
    """Let the model paint what `picture_of` makes of its init."""
    monkeypatch.setattr(module, "paint", lambda model, request, engines: Painted(picture_of(request.init), None, ()))


def detail(picture: np.ndarray) -> np.ndarray:
    light = np.log(luminance(to_linear(picture)) + 0.01)
    return light - cv2.GaussianBlur(light, (0, 0), 1.5)


@pytest.mark.parametrize("name", ["tiny-fc", "tiny-fbc"])
def test_both_kinds_of_model_give_light_and_leave_the_detail(shelf, name):
    shot, lit = product()
    made = lit_by_model(shot, Wish(model=name), lit, DIFFUSION)
    assert made.engine == name
    assert made.licence == "MIT; commercial use: yes"
    assert made.source_type == "compositeWithTrainedAlgorithmicMedia"
    assert MODEL_LIT in made.notes
    assert made.foreground.shape == lit.shape
    assert made.foreground.dtype == np.uint8
    inside = shot.cutout.alpha >= 1
    assert not np.array_equal(made.foreground[inside], lit[inside])
    kept = np.corrcoef(detail(made.foreground)[inside], detail(shot.photo.pixels)[inside])[0, 1]
    assert kept > 0.98


def test_the_same_seed_gives_the_same_light_and_another_another(shelf):
    shot, lit = product()
    wishes = (Wish(model="tiny-fc", seed=1), Wish(model="tiny-fc", seed=1), Wish(model="tiny-fc", seed=2))
    one, same, other = (lit_by_model(shot, wish, lit, DIFFUSION).foreground for wish in wishes)
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_the_best_that_is_here_is_taken_where_it_is_wished_for(shelf):
    shot, lit = product()
    assert lit_by_model(shot, Wish(), lit, DIFFUSION).engine in ("tiny-fc", "tiny-fbc")
    assert lit_by_model(shot, Wish(), lit, STUDIO).engine == "studio"


def test_where_the_light_falls_is_the_models_and_its_colour_and_exposure_are_the_studios(shelf, monkeypatch):
    def from_the_left(init: np.ndarray) -> np.ndarray:
        fall = np.linspace(1.6, 0.1, init.shape[1])[None, :, None] * (1, 0.8, 0.5)
        return to_srgb8((0.3 * fall * np.ones_like(init)).astype(np.float32))

    painted_as(monkeypatch, from_the_left)
    shot, lit = product()
    made = lit_by_model(shot, Wish(model="tiny-fc"), lit, DIFFUSION).foreground
    alpha = shot.cutout.alpha
    before, after = (to_linear(one) for one in (shot.photo.pixels, made))
    x0, _, x1, _ = shot.cutout.box
    third = (x1 - x0) // 3
    bright, dark = ((after[part] * alpha[part][..., None]).sum() / (before[part] * alpha[part][..., None]).sum()
                    for part in (np.s_[:, x0 : x0 + third], np.s_[:, x1 - third : x1]))  # fmt: skip
    assert bright > 1.5 * dark
    mean = [(to_linear(one) * alpha[..., None]).sum((0, 1)) for one in (made, lit)]
    assert mean[0] / mean[1] == pytest.approx(np.ones(3), abs=0.05)


def test_detail_that_a_model_made_up_is_not_kept_unless_it_is_wished_for(shelf, monkeypatch):
    def scribbled(init: np.ndarray) -> np.ndarray:
        striped = init // 2
        striped[::2] += 127
        return striped

    painted_as(monkeypatch, scribbled)
    shot, lit = product()
    inside = shot.cutout.alpha >= 1
    own = detail(shot.photo.pixels)[inside]
    wishes = (Wish(model="tiny-fc", detail=share) for share in (1, 0))
    made = (detail(lit_by_model(shot, wish, lit, DIFFUSION).foreground)[inside] for wish in wishes)
    kept, lost = (np.corrcoef(one, own)[0, 1] for one in made)
    assert kept > 0.98
    assert lost < 0.8


def test_nothing_changes_beyond_the_product(shelf, monkeypatch):
    painted_as(monkeypatch, lambda init: 255 - init)
    shot, lit = product()
    made = lit_by_model(shot, Wish(model="tiny-fc"), lit, DIFFUSION).foreground
    beyond = shot.cutout.alpha == 0
    assert np.array_equal(made[beyond], lit[beyond])


@pytest.mark.parametrize(
    ("wish", "engines", "why"),
    [
        (Wish(model="ic-light-fc"), DIFFUSION, "not on this machine"),
        (Wish(), DIFFUSION, "not on this machine"),
        (Wish(model="ic-light-fc"), AUTO, "not on this machine"),
        (Wish(model="ic-light-fc"), STUDIO, "was asked for"),
        (Wish(), AUTO, None),
        (Wish(), STUDIO, None),
    ],
)
def test_without_a_model_the_studios_light_stays_and_says_so_where_one_was_wished_for(empty, wish, engines, why):
    shot, lit = product()
    made = lit_by_model(shot, wish, lit, engines)
    assert np.array_equal(made.foreground, lit)
    assert (made.engine, made.licence, made.source_type) == ("studio", None, "algorithmicallyEnhanced")
    assert len(made.notes) == (why is not None)
    assert all(note.startswith(STUDIO_LIT) and str(why) in note for note in made.notes)


def test_a_model_that_fails_is_named_and_the_studios_light_stays(shelf, monkeypatch):
    def fails(*_):
        raise UserError("Memory ran short; choose a smaller model.")

    monkeypatch.setattr(module, "paint", fails)
    shot, lit = product()
    made = lit_by_model(shot, Wish(), lit, AUTO)
    assert np.array_equal(made.foreground, lit)
    assert made.notes == (f"{STUDIO_LIT} Memory ran short; choose a smaller model.",)


def test_unknown_models_and_missing_cutouts_are_errors(shelf):
    shot, lit = product()
    with pytest.raises(UserError, match="no model of that name"):
        lit_by_model(shot, Wish(model="nobody"), lit, DIFFUSION)
    with pytest.raises(UserError, match="cut the product out"):
        lit_by_model(replace(shot, cutout=None), Wish(), lit, DIFFUSION)


def test_it_can_be_stopped(shelf):
    def stop(fraction, message):
        if "step 1" in message:
            raise Cancelled

    shot, lit = product()
    with pytest.raises(Cancelled):
        lit_by_model(shot, Wish(model="tiny-fc"), lit, Engines("diffusion", stop))


def test_a_black_picture_is_not_brightened_without_end():
    alpha = np.ones((8, 8), np.float32)
    made = exposed(np.zeros((8, 8, 3), np.float32), np.ones((8, 8, 3), np.float32), alpha)
    assert np.isfinite(made).all()
    assert made.max() == 0
