"""One model in memory: loaded once, kept, replaced, given back; and refused in a sentence where it cannot be held."""

from dataclasses import replace
from threading import Event, Thread

import numpy as np
import pytest

from pipelines.core.errors import Cancelled, UserError
from pipelines.core.progress import silent
from pipelines.diffusion import loader
from pipelines.diffusion.loader import fitting, free, hold, in_memory
from pipelines.diffusion.machine import Machine
from pipelines.diffusion.memory import Measure
from pipelines.diffusion.painting import Request
from pipelines.diffusion.store import MissingModel
from pipelines.diffusion.stream import News, Painted, painting

GB = 10**9
ASKED = Request("a mug", (64, 64), 4, 3.0, 1, init=np.full((64, 64, 3), 90, np.uint8), strength=0.5)


def test_a_model_is_loaded_once_and_another_takes_its_place(tiny, monkeypatch):
    loaded = []
    load = loader._loaded
    monkeypatch.setattr(loader, "_loaded", lambda model: loaded.append(model.id) or load(model))
    for name in ("sdxl", "sdxl", "z-image", "z-image", "sdxl"):
        with hold(tiny(name), silent) as held:
            assert in_memory() == held.model == tiny(name)
    assert loaded == ["tiny-sdxl", "tiny-z-image", "tiny-sdxl"]
    free()
    assert in_memory() is None


def test_what_is_not_here_or_not_accepted_is_not_loaded(tiny, monkeypatch):
    model = tiny("sdxl")
    far = model.model_copy(update={"parts": (model.base.model_copy(update={"hub_id": "tiny/nowhere"}),)})
    with pytest.raises(MissingModel, match="models get tiny-sdxl"), hold(far, silent):
        pass
    bound = model.model_copy(update={"id": "bound", "parts": tuple(
        part.model_copy(update={"commercial": "conditions"}) for part in model.parts
    )})  # fmt: skip
    with pytest.raises(UserError, match="accept"), hold(bound, silent):
        pass


def test_waiting_for_another_painting_can_be_cancelled(tiny, monkeypatch):
    monkeypatch.setattr(loader, "_PATIENCE", 0.001)
    holding, done = Event(), Event()

    def long() -> None:
        with hold(tiny("z-image"), silent):
            holding.set()
            done.wait()

    def stop(fraction, message):
        assert "Waiting" in message
        raise Cancelled

    other = Thread(target=long)
    other.start()
    holding.wait()
    with pytest.raises(Cancelled), hold(tiny("sdxl"), stop):
        pass
    done.set()
    other.join()
    with hold(tiny("sdxl"), silent):
        pass


class Fixed(Machine):
    """A machine with so much memory free."""

    def free(self) -> int:
        return self.memory


def machine_of(device: str, gb: float) -> Machine:
    return Fixed(device, "test", int(gb * GB), "bfloat16")


@pytest.mark.parametrize(
    ("device", "gb", "tier"),
    [("cuda", 25.2, "24gb"), ("cuda", 12.5, "12gb"), ("cuda", 8.3, "6gb"), ("cpu", 32, "cpu")],
)
def test_a_model_is_held_as_its_tier_says_or_a_smaller_one(tiny, device, gb, tier):
    fit = tiny("sdxl").fits["cpu"]
    sizes = {"cpu": 9, "6gb": 5, "12gb": 11, "24gb": 20}
    model = tiny("sdxl").model_copy(update={"fits": {
        name: fit.model_copy(update={"memory_gb": size}) for name, size in sizes.items()
    }})  # fmt: skip
    assert fitting(model, machine_of(device, gb))[0] == tier


def test_a_smaller_way_is_taken_where_less_is_free_and_none_where_nothing_fits(tiny):
    fit = tiny("sdxl").fits["cpu"]
    model = tiny("sdxl").model_copy(update={"fits": {
        "6gb": fit.model_copy(update={"memory_gb": 5}), "24gb": fit.model_copy(update={"memory_gb": 20})
    }})  # fmt: skip
    here = machine_of("cuda", 25.2)

    class Busy(Fixed):
        def free(self) -> int:
            return 6 * GB

    busy = Busy(here.device, here.name, here.memory, here.dtype)
    assert fitting(model, busy)[0] == "6gb"
    with pytest.raises(UserError, match="needs a GPU of 6 GB"):
        fitting(model, machine_of("cpu", 64))
    with pytest.raises(UserError, match=r"needs 30\.0 GB of memory and 6\.0 GB are free"):
        fitting(model.model_copy(update={"fits": {"24gb": fit.model_copy(update={"memory_gb": 30})}}), busy)
    with pytest.raises(UserError, match="not installed"):
        fitting(model, replace(here, why_no_models="The package torch is not installed; run pip."))


def test_a_painting_comes_as_a_stream_that_ends_with_the_picture(tiny):
    news, made = [], []

    def read():
        made.append((yield from painting(tiny("sdxl"), ASKED)))

    news += read()
    assert isinstance(made[0], Painted)
    before, after = made[0].through
    assert made[0].picture.shape == before.shape == after.shape == (64, 64, 3)
    assert all(isinstance(one, News) for one in news)
    stages = list(dict.fromkeys(one.stage for one in news))
    assert stages == ["model", "prompt", "noise", "denoising"]
    fractions = [one.fraction for one in news if one.stage != "model"]
    assert fractions == sorted(fractions)
    assert [one.sketch is not None for one in news] == [one.stage == "denoising" for one in news]


def test_a_shortage_when_the_model_is_first_put_on_its_device_is_met_like_any_other(tiny):
    import torch

    places = []

    def full(pipe):
        places.append("full")
        raise torch.OutOfMemoryError("CUDA out of memory")

    with hold(tiny("sdxl"), silent) as held:
        held.painter.move(full)
        held.spare[:] = [Measure("elsewhere", lambda: held.painter.move(lambda pipe: places.append("elsewhere")))]
    made = []

    def read():
        made.append((yield from painting(tiny("sdxl"), ASKED)))

    list(read())
    assert places == ["full", "elsewhere"]
    assert "elsewhere" in made[0].notes[0]


def test_closing_the_stream_ends_the_painting_after_the_step_that_runs(tiny):
    with hold(tiny("sdxl"), silent) as held:
        painter = held.painter
    steps = []
    paint = painter.paint

    def counting(request, watch):
        def told(step, of, draw):
            steps.append(step)
            watch(step, of, draw)

        return paint(request, told)

    painter.paint = counting
    stream = painting(tiny("sdxl"), replace(ASKED, steps=40))
    while next(stream).stage != "denoising":
        pass
    stream.close()
    assert len(steps) <= 3
    with hold(tiny("sdxl"), silent):
        pass  # whoever was stopped has let go of the model


def test_what_goes_wrong_in_the_painting_comes_out_of_the_stream(tiny):
    stream = painting(tiny("sdxl"), replace(ASKED, references=(ASKED.init,)))
    with pytest.raises(UserError, match="references"):
        list(stream)
