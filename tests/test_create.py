"""New pictures of the product from references: repainted, said so, held back; by the studio where no model can."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from standins import bottle

from pipelines import create as creating
from pipelines.bundle import bundle
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.load import decode_photo
from pipelines.core.metadata import key, statements
from pipelines.core.shelf import keep
from pipelines.core.shot import Deliverable
from pipelines.create import REPAINTED, Create, create, create_
from pipelines.diffusion.store import MissingModel
from pipelines.diffusion.stream import Painted
from pipelines.export import Export, export
from pipelines.imagine import WARNING, Imagine, imagine, imagine_
from pipelines.references import LEAST, Reference, parse, pictures, product_picture, said
from pipelines.scene import scene_

DIFFUSION, STUDIO = Engines("diffusion"), Engines("studio")


def picture(seed: int):
    """A small photo to refer to."""
    pixels = np.random.default_rng(seed).integers(0, 256, (96, 128, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(np.kron(pixels[:12, :16], np.ones((8, 8, 1), np.uint8))).save(out, "PNG")
    return decode_photo(out.getvalue(), f"{seed}.png")


@pytest.fixture
def place():
    digest, photo = keep(picture(1))
    yield Reference(part="place", picture=digest)
    assert photo


@pytest.fixture
def look():
    digest, photo = keep(picture(2))
    yield Reference(part="style", picture=digest)
    assert photo


@pytest.mark.parametrize("name", ["klein", "qwen"])
def test_a_repainted_product_is_marked_and_its_file_held_back(tiny, place, look, name):
    step = Create(model=f"tiny-{name}", references=(place, look), width=256, height=320, seed=4, role="on-model")
    made = create(bottle(), step, DIFFUSION)
    assert made.pixels.shape == (320, 256, 3)
    assert (made.fidelity, made.role, made.placement) == ("repaint", "on-model", None)
    assert made.must_be_reviewed
    assert REPAINTED in made.notes
    assert made.source_type == "compositeWithTrainedAlgorithmicMedia"
    again = made.recipe.run(bottle(), DIFFUSION)
    assert np.array_equal(again.pixels, made.pixels)


def test_nothing_repainted_or_imagined_is_exported_even_if_it_is_forced():
    fine = export(bottle(), Export(channel="etsy_listing", seed=1), STUDIO)
    assert fine.file is not None
    passing = Deliverable(fine.file.name, fine.file.data, fine.file.channel, fine.file.slot, ())
    for fidelity, why in (("repaint", "no person has reviewed it"), ("imagined", "imagined")):
        data, report = bundle([replace(fine, file=passing, fidelity=fidelity)], force=True)
        assert report["files"] == []
        (held,) = report["held_back"]
        assert why in held["broken"][0]
        assert data
    _, report = bundle([replace(fine, file=passing)])
    assert len(report["files"]) == 1


def test_a_file_says_which_model_made_it_under_which_licence(tiny):
    step = Export(channel="etsy_listing", template="marble", seed=1)
    made = export(bottle(), step, Engines("diffusion"))
    assert made.file is not None
    said = statements(Image.open(io.BytesIO(made.file.data)).info["xmp"])
    assert said[key("packshot", "engine")] == made.engine != "studio"
    assert said[key("packshot", "licence")] == "MIT; commercial use: yes"
    assert said[key("Iptc4xmpExt", "DigitalSourceType")].endswith("compositeWithTrainedAlgorithmicMedia")
    assert "refine" in said[key("packshot", "recipe")]


def test_the_model_is_shown_the_product_first_and_told_what_each_picture_is(tiny, place, look, monkeypatch):
    asked = []

    def painted(model, request, engines):
        asked.append(request)
        return Painted(np.zeros((request.size[1], request.size[0], 3), np.uint8), None, ())

    monkeypatch.setattr(creating, "paint", painted)
    shot = bottle()
    create(shot, Create(model="tiny-klein", references=(look, place), product="hand wash", seed=1), DIFFUSION)
    (request,) = asked
    assert np.array_equal(request.references[0], product_picture(shot.cutout))
    assert len(request.references) == 3
    assert request.init is None
    text = request.prompt
    assert text.index("Image 1 is the product") < text.index("Image 2 is the look") < text.index("Image 3 is the place")
    assert "hand wash" in text


def test_the_product_is_shown_whole_on_white():
    shown = product_picture(bottle().cutout)
    assert (shown[0] == 255).all()
    assert (shown[:, 0] == 255).all()
    assert (shown < 250).any(-1).mean() > 0.2


def test_a_pose_whose_model_is_not_here_is_shown_as_the_photo(tiny):
    digest, photo = keep(picture(3))
    step = Create(
        model="tiny-klein", references=(Reference(part="pose", picture=digest),), width=256, height=256, seed=1
    )
    made = create(bottle(), step, DIFFUSION)
    assert photo
    assert any("pose's photo itself" in note and "vitpose" in note for note in made.notes)


def test_more_references_than_a_model_takes_are_left_to_the_studio_and_said(tiny, place, look):
    step = Create(model="tiny-qwen", references=(place, look, look, look), width=256, height=256, seed=1)
    made = create(bottle(), step, DIFFUSION)
    assert made.engine == "studio"
    assert any("takes 2 beside the product of 4 references" in note for note in made.notes)


@pytest.mark.parametrize("kind", ["place", "style", "none"])
def test_without_a_model_the_studio_does_what_it_can_with_the_products_own_pixels(
    tmp_path, monkeypatch, kind, place, look
):
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    chosen = {"place": (place,), "style": (look,), "none": ()}[kind]
    made = create(bottle(), Create(references=chosen, width=256, height=256, seed=1), DIFFUSION)
    assert (made.engine, made.fidelity) == ("studio", "locked")
    assert made.recipe.steps[-1].job == ("recreate" if kind == "place" else "scene")
    assert any("models get flux-2-klein-4b" in note for note in made.notes)
    if kind == "style":
        assert made.recipe.steps[-1].like == look.picture


def test_what_the_studio_cannot_use_is_named(tmp_path, monkeypatch):
    digest, photo = keep(picture(5))
    step = Create(references=(Reference(part="outfit", picture=digest),), width=256, height=256, seed=1)
    made = create(bottle(), step, STUDIO)
    assert photo
    assert any("nothing of the reference for outfit" in note for note in made.notes)


def test_what_is_worn_is_left_to_a_model_for_that_where_one_is_here(tiny, place, monkeypatch):
    asked = []

    def chosen(job, model):
        asked.append(job)
        if job == "try_on":
            raise MissingModel("none")
        raise UserError("stop here")

    monkeypatch.setattr(creating, "chosen", chosen)
    worn = Reference(part="outfit", picture=place.picture)
    for references, jobs in (((worn,), ["try_on", "edit"]), ((place,), ["edit"])):
        asked.clear()
        create(bottle(), Create(references=references, width=256, height=256, seed=1), DIFFUSION)
        assert asked == jobs


def test_references_that_are_gone_or_typed_wrongly_are_errors(tmp_path):
    with pytest.raises(UserError, match="is not here"):
        create(bottle(), Create(references=(Reference(part="place", picture="0" * 64),)), STUDIO)
    for text in ("place", "place=", "nowhere=x.png", "=x.png"):
        with pytest.raises(UserError, match="is not a reference"):
            parse([text])
    with pytest.raises(UserError):
        parse([f"place={tmp_path / 'nothing.png'}"])
    assert said(()).startswith("Image 1 is the product")


@pytest.mark.parametrize("name", ["sdxl", "klein", "z-image"])
def test_what_is_imagined_is_never_for_listings(tiny, name):
    made = imagine(Imagine(prompt="a glass bottle", model=f"tiny-{name}", width=256, height=320, seed=3), DIFFUSION)
    assert made.pixels.shape == (320, 256, 3)
    assert made.fidelity == "imagined"
    assert not made.listable
    assert made.cutout is None
    assert made.source_type == "trainedAlgorithmicMedia"
    assert WARNING in made.notes
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(made.photo.original))), made.pixels)


def test_the_studio_does_not_imagine(tmp_path, monkeypatch):
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(UserError, match="models get"):
        imagine(Imagine(prompt="a glass bottle"), DIFFUSION)


def test_the_commands_write_a_picture_and_say_who_made_it(tiny, tmp_path, capsys):
    photo = tmp_path / "p.png"
    Image.fromarray(bottle().pixels).save(photo)
    imagine_("a mug", tmp_path / "i.png", model="tiny-z-image", seed=1, as_json=True)
    assert json.loads(capsys.readouterr().out)["fidelity"] == "imagined"
    assert Image.open(tmp_path / "i.png").size == (1024, 1024)
    scene_(photo, tmp_path / "s.png", "marble", size=256, seed=2, engine="diffusion", model="tiny-sdxl", as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert (said["engine"], said["fidelity"], said["licence"]) == ("tiny-sdxl", "locked", "MIT; commercial use: yes")
    create_(photo, tmp_path / "c.png", [f"place={photo}"], model="tiny-klein", seed=3, as_json=True)
    assert json.loads(capsys.readouterr().out)["fidelity"] == "repaint"


def test_references_are_neither_tiny_nor_thin_strips():
    thin = np.zeros((20, 400, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(thin).save(out, "PNG")
    digest, photo = keep(decode_photo(out.getvalue(), "thin.png"))
    (shown,) = pictures([Reference(part="style", picture=digest)])
    assert photo
    assert min(shown.shape[:2]) >= LEAST
    assert max(shown.shape[:2]) <= 3 * min(shown.shape[:2]) + 3
    assert (shown == 0).any()
    assert product_picture(bottle(40, 60).cutout).shape[1] >= LEAST
