"""Every family of models, tiny and with random weights, through the registry, the store and the loader of real ones."""

import json

import numpy as np
import pytest
import tiny_models

from pipelines.core.errors import Cancelled, UserError
from pipelines.core.progress import silent
from pipelines.diffusion.assemble import assemble, checked_index
from pipelines.diffusion.loader import hold
from pipelines.diffusion.long_prompt import sdxl_embeddings
from pipelines.diffusion.painting import Request
from pipelines.diffusion.places import folder
from pipelines.diffusion.store import MissingModel

SIZE = (160, 128)
EVERY = tiny_models.NAMES


def picture(seed: int = 0) -> np.ndarray:
    """Soft blots of colour, (128, 160, 3)."""
    rng = np.random.default_rng(seed)
    return np.kron(rng.integers(0, 256, (8, 10, 3)), np.ones((16, 16, 1))).astype(np.uint8)


def request(painter, seed=1, **changes) -> Request:
    """A request that uses whatever the painter takes."""
    given = {"prompt": "a mug on marble", "size": SIZE, "steps": 4, "guidance": 3.0, "seed": seed, "strength": 0.5}
    mask = np.ones(SIZE[::-1], np.float32)
    mask[32:96, 64:112] = 0
    references = () if painter.traits.either and changes.get("init", True) is not None else (picture(3),)
    whole = {"init": picture(), "mask": mask, "references": references, "control": {"canny": picture(4)}}
    return Request(**given | {name: value for name, value in whole.items() if name in painter.traits.takes} | changes)


@pytest.mark.parametrize("name", EVERY)
def test_a_seed_decides_the_picture_and_its_size_is_the_one_asked_for(tiny, name):
    with hold(tiny(name), silent) as held:
        first, again, other = (held.painter.paint(request(held.painter, seed)) for seed in (1, 1, 2))
    assert first.shape == (128, 160, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("name", EVERY)
def test_whatever_a_painter_says_it_takes_changes_the_picture(tiny, name):
    with hold(tiny(name), silent) as held:
        painter = held.painter
        base = painter.paint(request(painter))
        changed = {"init": picture(9), "references": (picture(8),), "control": {"canny": picture(7)}}
        for condition in painter.traits.takes & set(changed):
            if condition == "init" and name == "sd15":
                continue  # tested below: what it starts from is drowned by noise at this strength
            alone = {"init": None, "mask": None} if painter.traits.either and condition == "references" else {}
            first = painter.paint(request(painter, **alone)) if alone else base
            made = painter.paint(request(painter, **alone, **{condition: changed[condition]}))
            assert not np.array_equal(first, made), condition
        if "negative" in painter.traits.takes:
            assert not np.array_equal(base, painter.paint(request(painter, negative="blurred")))


@pytest.mark.parametrize("name", EVERY)
def test_what_a_painter_does_not_take_is_refused_by_name(tiny, name):
    with hold(tiny(name), silent) as held:
        painter = held.painter
        too_many = tuple(picture(i) for i in range(painter.traits.most_references + 1))
        with pytest.raises(UserError, match="references"):
            painter.paint(request(painter, references=too_many, init=None, mask=None))
        foreign = {"mask": np.ones(SIZE[::-1], np.float32), "control": {"depth": picture()}}
        for condition in set(foreign) - painter.traits.takes:
            with pytest.raises(UserError, match=condition):
                painter.paint(request(painter, **{condition: foreign[condition]}))
        with pytest.raises(ValueError, match="multiples"):
            painter.paint(request(painter, size=(SIZE[0] + 1, SIZE[1])))


@pytest.mark.parametrize("name", EVERY)
def test_every_step_is_told_with_a_sketch_and_stops_the_painting_when_cancelled(tiny, name):
    told = []

    def stop(step, steps, draw):
        told.append((step, steps, draw().shape))
        raise Cancelled

    with hold(tiny(name), silent) as held:
        painter = held.painter
        with pytest.raises(Cancelled):
            painter.paint(request(painter, steps=8), stop)
        assert told == [(1, told[0][1], (16, 20, 3))]
        assert told[0][1] > 1
        steps = []
        painter.paint(request(painter), lambda step, of, draw: steps.append((step, of)))
    assert [step for step, _ in steps] == list(range(1, steps[0][1] + 1))


@pytest.mark.parametrize("name", EVERY)
def test_a_way_through_the_vae_and_back_keeps_the_size(tiny, name):
    with hold(tiny(name), silent) as held:
        assert held.painter.roundtrip(picture()).shape == picture().shape


def test_a_picture_that_overflowed_is_an_error_and_not_black(tiny):
    with hold(tiny("sdxl"), silent) as held:
        for weights in held.painter.pipe.vae.decoder.parameters():
            weights.data.fill_(float("nan"))
        with pytest.raises(UserError, match="overflowed"):
            held.painter.paint(request(held.painter))


def test_words_alone_do_not_do_for_a_model_that_changes_pictures(tiny):
    with hold(tiny("qwen"), silent) as held, pytest.raises(UserError, match="reference"):
        held.painter.paint(Request("a mug", SIZE, 4, 1.0, 1))


def test_a_short_prompt_is_encoded_as_the_pipeline_itself_does(tiny):
    with hold(tiny("sdxl"), silent) as held:
        pipe = held.painter.pipe
        made = sdxl_embeddings(pipe, "a mug", "blurred")
        names = ("prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds", "negative_pooled_prompt_embeds")
        for name, theirs in zip(names, pipe.encode_prompt("a mug", negative_prompt="blurred"), strict=True):
            assert np.allclose(made[name].detach(), theirs.detach(), atol=1e-6), name


def test_the_end_of_a_long_prompt_is_not_cut_off(tiny):
    with hold(tiny("sdxl"), silent) as held:
        long = "a mug on marble, " * 12  # more than twice what CLIP reads
        made = sdxl_embeddings(held.painter.pipe, long, "b")
        assert made["prompt_embeds"].shape[1] == made["negative_prompt_embeds"].shape[1] >= 3 * 77
        ends = [held.painter.paint(request(held.painter, prompt=long + end)) for end in ("red", "blue")]
    assert not np.array_equal(*ends)


def test_ic_lights_file_is_added_to_the_unet_and_widens_its_first_layer(tiny):
    import torch
    from safetensors.torch import load_file

    model = tiny("sd15")
    changes = load_file(folder(model.parts[1]) / "light.safetensors")
    plain = load_file(folder(model.base) / "unet" / "diffusion_pytorch_model.safetensors")
    made = assemble(model, "float32").pipe.unet.state_dict()
    name = "mid_block.resnets.0.conv1.weight"
    assert torch.allclose(made[name], plain[name] + changes[name])
    first = "conv_in.weight"
    assert torch.allclose(made[first][:, :4], plain[first] + changes[first][:, :4])
    assert torch.allclose(made[first][:, 4:], changes[first][:, 4:])


@pytest.mark.parametrize(
    ("index", "why"),
    [
        ({"_class_name": "Other"}, "describes 'Other'"),
        ({"_class_name": ["evil.py", "Pipe"]}, "describes"),
        ({"_class_name": "ZImagePipeline", "vae": ["os", "system"]}, "wants code from os"),
        ({"_class_name": "ZImagePipeline", "vae": ["my_module", "Net"], "unet": ["diffusers", "X"]}, "my_module"),
    ],
)
def test_an_index_that_would_import_anything_else_is_refused(tmp_path, index, why):
    (tmp_path / "model_index.json").write_text(json.dumps(index))
    (tmp_path / "vae").mkdir()
    with pytest.raises(ValueError, match=why):
        checked_index(tmp_path, "ZImagePipeline")


def test_memory_that_does_not_suffice_to_load_is_said(tiny, monkeypatch):
    import diffusers
    import torch

    def greedy(*_, **__):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(diffusers.ZImagePipeline, "from_pretrained", greedy)
    with pytest.raises(UserError, match="does not suffice to load Tiny z-image"), hold(tiny("z-image"), silent):
        pass


def test_weights_that_are_no_safetensors_are_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    tiny_models.write(tmp_path, "z-image")
    from pipelines.diffusion.store import model_of

    model = model_of("tiny-z-image")
    weights = folder(model.base) / "transformer" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(b"\x80\x04." + bytes(weights.stat().st_size - 3))
    with pytest.raises(MissingModel, match="tiny-z-image"):
        assemble(model, "float32")
