"""What is done when memory runs out: one measure after the other, each said, and a sentence where none is left."""

import numpy as np
import pytest

from pipelines.core.errors import UserError
from pipelines.diffusion.memory import Measure, measures, placing, ran_out, smaller, sparing
from pipelines.diffusion.painting import Painter, Request, Traits, unwatched

GREY = np.full((768, 960, 3), 128, np.uint8)
WHOLE = Request(
    "a mug", (960, 768), 4, 1.0, 0, init=GREY, mask=np.ones((768, 960), np.float32), control={"canny": GREY},
    references=(np.zeros((90, 70, 3), np.uint8),),
)  # fmt: skip


class Greedy(Painter):
    """Runs out of memory a number of times, then paints grey; remembers what it was asked."""

    traits = Traits(frozenset({"init"}), multiple=16, latent=8)

    def __init__(self, fails: int, error: BaseException) -> None:
        self.fails, self.error, self.asked = fails, error, []

    def paint(self, request, watch=unwatched):
        self.asked.append(request)
        if len(self.asked) <= self.fails:
            raise self.error
        return np.full((request.size[1], request.size[0], 3), 90, np.uint8)

    def roundtrip(self, picture):
        return picture


def shortage():
    import torch

    return torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")


def test_without_a_shortage_nothing_is_taken_and_nothing_said():
    taken = []
    spare = [Measure("decoding in tiles", lambda: taken.append("tiles"))]
    picture, said = sparing(Greedy(0, shortage()), WHOLE, unwatched, spare)
    assert picture.shape == GREY.shape
    assert said == ()
    assert taken == []
    assert len(spare) == 1


def test_measures_are_taken_in_order_and_stay_taken_and_then_the_picture_shrinks():
    taken = []
    spare = [Measure(said, lambda said=said: taken.append(said)) for said in ("decoding in tiles", "slowly")]
    greedy = Greedy(3, shortage())
    picture, (said,) = sparing(greedy, WHOLE, unwatched, spare)
    assert taken == ["decoding in tiles", "slowly"]
    assert spare == []
    assert "decoding in tiles, slowly, at 720 × 576 px" in said
    assert [request.size for request in greedy.asked] == [(960, 768)] * 3 + [(720, 576)]
    assert picture.shape == GREY.shape


def test_where_nothing_is_left_the_seller_is_told_what_to_do():
    with pytest.raises(UserError, match=r"960 × 768.*smaller model"):
        sparing(Greedy(99, shortage()), WHOLE, unwatched, [])


@pytest.mark.parametrize("error", [RuntimeError("shape mismatch"), ValueError("too small")])
def test_other_failures_are_not_taken_for_a_shortage_but_said(error):
    spare = [Measure("x", lambda: None)]
    with pytest.raises(UserError, match=str(error)):
        sparing(Greedy(1, error), WHOLE, unwatched, spare)
    assert len(spare) == 1


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (MemoryError(), True),
        (RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory: you tried"), True),
        (RuntimeError("MPS backend out of memory (MPS allocated: 5 GB)"), True),
        (RuntimeError("expected scalar type Half"), False),
    ],
)
def test_a_shortage_is_known_by_its_kind_or_its_words(error, is_one):
    assert ran_out(error) is is_one
    assert ran_out(shortage())


def test_a_smaller_request_has_everything_smaller_but_its_references():
    less = smaller(WHOLE, 16)
    assert less.size == (720, 576)
    assert less.init.shape[:2] == less.mask.shape == less.control["canny"].shape[:2] == (576, 720)
    assert less.references is WHOLE.references
    assert smaller(Request("x", (640, 512), 4, 1.0, 0), 16).init is None


class Pipe:
    """Says where it was put."""

    def __init__(self):
        self.calls, self.vae = [], self

    def __getattr__(self, name):
        return lambda *args, **named: self.calls.append((name, *args, *named.values()))


def test_an_offload_is_what_it_says_and_a_cpu_offloads_nothing():
    for device, offload, expected in (
        ("cuda", "none", ("to", "cuda")),
        ("cuda", "model", ("enable_model_cpu_offload", "cuda")),
        ("cuda", "layers", ("enable_sequential_cpu_offload", "cuda")),
        ("cpu", "model", ("to", "cpu")),
    ):
        pipe = Pipe()
        placing(device, offload)(pipe)
        assert pipe.calls == [expected]


def test_what_can_be_spared_depends_on_the_device_and_on_what_is_offloaded_already():
    class Moved:
        pipe = Pipe()

        def move(self, place):
            place(self.pipe)

    left = measures(Moved(), "cuda", "none")
    for measure in left:
        measure.take()
    assert [call[0] for call in Moved.pipe.calls] == [
        "enable_tiling", "enable_model_cpu_offload", "enable_sequential_cpu_offload"
    ]  # fmt: skip
    assert ["tiles" in left[0].said, "networks" in left[1].said, "layers" in left[2].said] == [True] * 3
    assert len(measures(Moved(), "cuda", "layers")) == 1
    assert len(measures(Moved(), "cpu", "none")) == 1
