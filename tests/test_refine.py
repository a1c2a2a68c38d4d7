"""A model paints around the product and never over it; where no model can, the studio's scene stays and says why."""

import re
import subprocess
import sys

import numpy as np
import pytest
from standins import bottle

from pipelines import refine as refining
from pipelines.core.engines import Engines
from pipelines.core.errors import Cancelled, UserError
from pipelines.core.resample import place
from pipelines.diffusion.adapters import ADAPTERS
from pipelines.diffusion.prompts.fields import Prompt
from pipelines.diffusion.stream import Painted
from pipelines.refine import GREW, STUDIO_MADE, Refine, refine
from pipelines.scene import Scene, scene

DIFFUSION, STUDIO = Engines("diffusion"), Engines("studio")
PAINTERS = ("sdxl", "klein", "qwen", "z-image")


def staged(**changes):
    """A bottle on marble, by the studio, 160 × 240 px: the bottle at its native size."""
    shot = bottle(seed=3)
    x0, y0, x1, y1 = shot.cutout.box
    fill = max((x1 - x0) / 160, (y1 - y0) / 240)
    return scene(shot, Scene(template="marble", width=160, height=240, seed=5, fill=fill, gain=0, **changes), STUDIO)


def solid(shot) -> np.ndarray:
    """Where the product alone is seen."""
    return place(shot.cutout, shot.placement, shot.pixels.shape[1::-1]).matte(shot.pixels.shape[1::-1]) >= 1


def test_every_adapter_that_keeps_a_product_is_tried_here():
    assert {name for name in ADAPTERS if name != "StableDiffusionPipeline"} == {
        "StableDiffusionXLPipeline", "Flux2KleinPipeline", "QwenImageEditPlusPipeline", "ZImagePipeline"
    }  # fmt: skip


@pytest.mark.parametrize("name", PAINTERS)
def test_the_product_is_the_photos_whatever_a_model_paints(tiny, name):
    before = staged()
    made = refine(before, Refine(model=f"tiny-{name}", seed=1, retries=0), DIFFUSION)
    inside = solid(before)
    assert inside.sum() > 2000
    assert np.array_equal(made.pixels[inside], before.pixels[inside])
    dx, dy = int(made.placement.dx), int(made.placement.dy)
    height, width = before.photo.pixels.shape[:2]
    part = made.pixels[max(dy, 0) : dy + height, max(dx, 0) : dx + width]
    mine = before.photo.pixels[max(-dy, 0) : max(-dy, 0) + part.shape[0], max(-dx, 0) : max(-dx, 0) + part.shape[1]]
    deep = (before.cutout.alpha >= 1)[max(-dy, 0) :, max(-dx, 0) :][: part.shape[0], : part.shape[1]]
    assert made.placement.scale == 1.0
    assert np.array_equal(part[deep], mine[deep])
    assert not np.array_equal(made.pixels[~inside], before.pixels[~inside])


def test_what_a_shot_says_of_the_model_that_made_it(tiny):
    made = refine(staged(), Refine(model="tiny-klein", seed=1, retries=0), DIFFUSION)
    assert made.engine == "tiny-klein"
    assert made.licence == "MIT; commercial use: yes"
    assert made.fidelity == "locked"
    assert not made.must_be_reviewed
    assert made.source_type == "compositeWithTrainedAlgorithmicMedia"
    assert [step.job for step in made.recipe.steps] == ["scene", "refine"]
    again = made.recipe.run(bottle(seed=3), DIFFUSION)
    assert np.array_equal(again.pixels, made.pixels)
    anew = scene(made, Scene(template="marble", width=64, height=96, seed=5), STUDIO)
    assert (anew.engine, anew.licence, [step.job for step in anew.recipe.steps]) == ("studio", None, ["scene"])


def test_a_shot_that_is_refined_again_sets_out_from_the_studio(tiny):
    first, other = (Refine(model=f"tiny-{name}", seed=1, retries=0) for name in ("sdxl", "z-image"))
    once = refine(staged(), other, DIFFUSION)
    twice = refine(refine(staged(), first, DIFFUSION), other, DIFFUSION)
    assert np.array_equal(once.pixels, twice.pixels)
    assert once.recipe == twice.recipe
    assert once.notes == twice.notes


def test_a_new_run_draws_a_seed_and_another_seed_paints_otherwise(tiny):
    first, other = (refine(staged(), Refine(model="tiny-sdxl", seed=seed, retries=0), DIFFUSION) for seed in (1, 2))
    assert not np.array_equal(first.pixels, other.pixels)
    assert refine(staged(), Refine(model="tiny-sdxl", retries=0), DIFFUSION).recipe.steps[-1].seed is not None


@pytest.mark.parametrize(
    ("wish", "engines", "why"),
    [
        (Refine(model="sdxl-lightning"), DIFFUSION, r"not on this machine; get it .*models get sdxl-lightning"),
        (Refine(), DIFFUSION, "not on this machine"),
        (Refine(model="tiny-sdxl"), STUDIO, "was asked for"),
    ],
)
def test_a_model_that_is_not_here_stops_nothing(tmp_path, monkeypatch, wish, engines, why):
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    before = staged()
    made = refine(before, wish, engines)
    assert np.array_equal(made.pixels, before.pixels)
    assert made.engine == "studio"
    (note,) = (note for note in made.notes if note.startswith(STUDIO_MADE))
    assert re.search(why, note)


def test_nothing_heavy_is_imported_to_find_a_model_missing(tmp_path):
    program = (
        "import sys; from pipelines.diffusion.choice import chosen\n"
        "from pipelines.diffusion.store import MissingModel\n"
        "try: chosen('scene', None)\n"
        "except MissingModel as error: print(error)\n"
        "print(*({'torch', 'diffusers', 'transformers', 'huggingface_hub', 'httpx'} & set(sys.modules)), 'loaded')\n"
    )
    where = {"PACKSHOT_MODELS": str(tmp_path), "HF_HUB_CACHE": str(tmp_path), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", program], env=where, capture_output=True, text=True, check=True)
    sentence, loaded = done.stdout.splitlines()
    assert "models get flux-2-klein-4b" in sentence
    assert loaded == "loaded"


def test_a_main_image_is_left_pure_white(tiny):
    shot = scene(bottle(), Scene(width=100, height=100, seed=0), STUDIO)
    made = refine(shot, Refine(model="tiny-sdxl"), DIFFUSION)
    assert np.array_equal(made.pixels, shot.pixels)
    assert "pure white" in made.notes[-1]


def test_unknown_models_and_missing_scenes_are_errors(tiny):
    with pytest.raises(UserError, match="no model of that name"):
        refine(staged(), Refine(model="nobody"), DIFFUSION)
    with pytest.raises(UserError, match="no scene"):
        refine(bottle(), Refine(), DIFFUSION)


def test_five_stages_are_followed_and_cancelling_leaves_the_shot(tiny):
    stages, pictures = [], []

    def follow(stage, picture):
        stages.append(stage)
        pictures.append(picture)

    refine(staged(), Refine(model="tiny-sdxl", seed=1, retries=0), Engines("diffusion", follow=follow))
    assert list(dict.fromkeys(stages)) == ["model", "prompt", "noise", "denoising", "render"]
    assert all(picture is not None for stage, picture in zip(stages, pictures, strict=True) if stage == "denoising")

    def stop(fraction, message):
        if message.startswith("Denoising"):
            raise Cancelled

    with pytest.raises(Cancelled):
        refine(staged(), Refine(model="tiny-sdxl", seed=1), Engines("diffusion", stop))


def stand_in(monkeypatch, paint):
    """Instead of a model's painting: `paint(request)`, through a VAE that changes nothing."""
    asked = []

    def painted(model, request, engines):
        asked.append(request)
        return Painted(paint(request), (request.init, request.init), ())

    monkeypatch.setattr(refining, "paint", painted)
    return asked


def test_a_model_that_makes_the_product_grow_is_asked_again_otherwise(tiny, monkeypatch):
    monkeypatch.setattr(refining, "grew", lambda growth, leaked: len(asked) < 3)
    asked = stand_in(monkeypatch, lambda request: request.init)
    made = refine(staged(), Refine(model="tiny-sdxl", seed=7, strength=0.6, retries=4), DIFFUSION)
    assert len(asked) == 3
    assert len({request.seed for request in asked}) == 3
    assert [round(request.strength, 3) for request in asked] == [0.6, 0.51, 0.433]
    assert any(f"{GREW} and was asked 2 time(s) more" in note for note in made.notes)


def test_where_every_try_grew_the_least_is_kept_and_said(tiny, monkeypatch):
    sizes = iter([0.3, 0.1, 0.2, 0.1])
    monkeypatch.setattr(refining, "expansion", lambda *_: next(sizes))
    monkeypatch.setattr(refining, "grew", lambda growth, leaked: True)
    asked = stand_in(monkeypatch, lambda request: np.full_like(request.init, request.seed % 200))
    made = refine(staged(), Refine(model="tiny-sdxl", seed=7, retries=2, shadow="model"), DIFFUSION)
    assert len(asked) == 3
    assert any(note.startswith(f"{GREW}, in 3 tries") for note in made.notes)
    least = refine(staged(), Refine(model="tiny-sdxl", seed=asked[1].seed, retries=0, shadow="model"), DIFFUSION)
    assert np.array_equal(made.pixels, least.pixels)


def test_the_shadow_is_the_studios_or_the_models(tiny, monkeypatch):
    asked = stand_in(monkeypatch, lambda request: request.init)
    before = staged()
    bare = staged(shadow=0.0)
    studios, models = (
        refine(before, Refine(model="tiny-sdxl", seed=1, retries=0, shadow=whose), DIFFUSION)
        for whose in ("studio", "model")
    )
    outside = ~solid(before)
    dark = outside & (before.pixels.astype(int).sum(-1) < bare.pixels.astype(int).sum(-1) - 30)
    assert dark.sum() > 200
    assert asked[0].init[::4].mean() > asked[1].init[::4].mean()  # the model sees no shadow that is laid on afterwards
    for made in (studios, models):  # a model that changes nothing leaves the studio's picture either way
        off = np.abs(made.pixels.astype(int) - before.pixels.astype(int))[outside]
        assert np.median(off) <= 2
        assert made.pixels[dark].mean() < bare.pixels[dark].mean() - 5


def test_what_the_vae_does_to_colour_is_taken_out(tiny, monkeypatch):
    def tinted(picture):
        return np.clip(picture * [0.93, 0.98, 1.02] + [-6, 3, -8], 0, 255).astype(np.uint8)

    monkeypatch.setattr(
        refining,
        "paint",
        lambda model, request, engines: Painted(tinted(request.init), (request.init, tinted(request.init)), ()),
    )
    before = staged()
    made = refine(before, Refine(model="tiny-sdxl", seed=1, retries=0, shadow="model"), DIFFUSION)
    outside = ~solid(before)
    tint = np.abs(tinted(before.pixels).astype(float) - before.pixels)[outside].mean()
    left = np.abs(made.pixels.astype(float) - before.pixels)[outside].mean()
    assert tint > 4
    assert left < 2.5


def test_the_prompt_is_the_templates_or_the_sellers_and_forbids_what_must_not_be(tiny, monkeypatch):
    asked = stand_in(monkeypatch, lambda request: request.init)
    for prompt in (None, Prompt(subject="amber bottle", scene="grey slate")):
        refine(staged(), Refine(model="tiny-sdxl", seed=1, guidance=5, prompt=prompt, product="hand wash"), DIFFUSION)
    refine(staged(), Refine(model="tiny-klein", seed=1), DIFFUSION)
    template, own, distilled = asked
    assert "hand wash" in template.prompt
    assert "grey slate" in own.prompt
    assert all("QR code" in request.negative for request in (template, own))
    assert distilled.negative == ""
    assert "QR code" in distilled.prompt
