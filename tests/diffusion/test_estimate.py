"""Estimates: what grows with what, what fits, what was measured before, prices, and the words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.diffusion import estimate as estimate_module
from pipelines.diffusion.estimate import Estimate, compare, estimate, growth, learn, sentence, steps_done
from pipelines.diffusion.machine import Machine
from pipelines.diffusion.prices import Prices, prices
from pipelines.diffusion.profile import Speed, disk_gbps, speed
from pipelines.diffusion.registry import Model

SIZE = (1024, 1024)
GPU = Machine("cuda", "Card", 24 * 2**30, "bfloat16")
CPU = Machine("cpu", "Chip", 16 * 2**30, "float32", "No GPU was found.")
HOW: dict[str, Any] = {"size": SIZE, "steps": 20, "strength": 1.0, "loaded": True}


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    speed.cache_clear()
    disk_gbps.cache_clear()
    monkeypatch.setattr(estimate_module, "disk_gbps", lambda: 2.0)
    rates = {"cuda": Speed(tflops=100, transfer_gbps=10), "cpu": Speed(tflops=0.1, transfer_gbps=5)}
    monkeypatch.setattr(estimate_module, "speed", lambda device, name, dtype: rates[device])
    return tmp_path


def model(
    id: str = "m", tflop: float | None = 6.0, sizes: tuple[int | None, ...] = (8_000_000_000,), **how: Any
) -> Model:
    files = [{"path": f"{index}.safetensors", "bytes": size} for index, size in enumerate(sizes)]
    part = {"hub_id": f"a/{id}", "files": files, "licence": "Apache-2.0", "licence_url": "https://example.org",
            "commercial": "yes"}  # fmt: skip
    run = {"steps": 20, "guidance": 5, "tflop": tflop}
    fits = how.pop("fits", {"24gb": {"memory_gb": 12}, "6gb": {"memory_gb": 5, "offload": "layers"}})
    return Model.model_validate(
        {"id": id, "name": "Model", "jobs": ["scene"], "loads": "diffusers.X", "parts": [part], "run": run,
         "fits": fits, **how}
    )  # fmt: skip


def seconds(told: Estimate) -> float:
    assert told.seconds is not None
    return told.seconds


@pytest.mark.parametrize(
    ("steps", "strength", "done"),
    [(20, 1, 20), (20, 0.6, 12), (30, 0.33, 9), (4, 0.6, 2), (4, 0.1, 1), (1, 0.5, 1), (20, 2, 20)],
)
def test_over_a_picture_fewer_steps_are_done(steps: int, strength: float, done: int) -> None:
    assert steps_done(steps, strength) == done


def test_attention_makes_large_pictures_cost_more_than_their_area() -> None:
    assert growth(1) == pytest.approx(1)
    assert growth(4) == pytest.approx(5.8)
    assert 0.2 < growth(0.25) < 0.25


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("steps", (1, 4, 20, 50)), ("strength", (0.1, 0.4, 0.8, 1.0)), ("pictures", (1, 2, 10)),
        ("size", ((512, 512), (1024, 768), (1024, 1024), (2048, 1024))),
    ],
)  # fmt: skip
@pytest.mark.parametrize("here", [GPU, CPU])
def test_more_of_anything_takes_longer(key: str, values: tuple[Any, ...], here: Machine) -> None:
    what = model(fits={"24gb": {"memory_gb": 12}, "cpu": {"memory_gb": 9}})
    told = [seconds(estimate(what, here, **{**HOW, key: value})) for value in values]
    assert told == sorted(told)
    assert len(set(told)) == len(told)


def test_the_time_is_work_by_speed() -> None:
    told = estimate(model(), GPU, **HOW)
    assert seconds(told) == pytest.approx((20 * 6 + 10.5) / (100 * 0.6))
    assert told.seconds_low is not None
    assert told.seconds_high is not None
    assert told.seconds_low < seconds(told) < told.seconds_high
    assert (told.basis, told.fits, told.memory_gb) == ("worked out", True, 12)


def test_a_model_that_is_not_in_memory_is_read_from_the_disk_first() -> None:
    assert seconds(estimate(model(), GPU, **{**HOW, "loaded": False})) - seconds(
        estimate(model(), GPU, **HOW)
    ) == pytest.approx(4)


@pytest.mark.parametrize(
    ("fit", "more"),
    [({"offload": "model"}, 0.8), ({"offload": "layers"}, 16), ({"offload": "layers", "quantise": "nf4"}, 5.3)],
)
def test_what_waits_in_main_memory_costs_time(fit: dict[str, str], more: float) -> None:
    plain = estimate(model(), GPU, **HOW)
    told = estimate(model(fits={"24gb": {"memory_gb": 6, **fit}}), GPU, **HOW)
    assert seconds(told) - seconds(plain) == pytest.approx(more, abs=0.2)


def test_a_smaller_gpu_takes_the_leaner_way() -> None:
    told = estimate(model(), Machine("cuda", "Small", 6 * 2**30, "bfloat16"), **HOW)
    assert (told.fits, told.memory_gb) == (True, 5)
    assert seconds(told) > seconds(estimate(model(), GPU, **HOW))


def test_packed_weights_need_less_memory_and_more_time() -> None:
    fits = {"24gb": {"memory_gb": 20}, "12gb": {"memory_gb": 9, "quantise": "nf4"}}
    large = estimate(model(fits=fits), GPU, **HOW)
    small = estimate(model(fits=fits), Machine("cuda", "Card", 12 * 2**30, "bfloat16"), **HOW)
    assert large.memory_gb is not None
    assert small.memory_gb is not None
    assert small.memory_gb < large.memory_gb
    assert seconds(small) > seconds(large)


@pytest.mark.parametrize(
    ("what", "here", "said"),
    [
        (model(fits={"24gb": {"memory_gb": 20}}), CPU, "needs a GPU of 24 GB"),
        (model(fits={"24gb": {"memory_gb": 20}}), Machine("cuda", "C", 8 * 2**30, "bfloat16"), "needs a GPU of 24 GB"),
        (model(fits={"cpu": {"memory_gb": 40}}), CPU, "needs 40.0 GB of memory and this machine has 17.2 GB"),
        (model(fits={"cpu": {"memory_gb": 4}}), GPU, "PACKSHOT_DEVICE=cpu"),
        (model(), Machine("cpu", "C", 2**34, "float32", None, "There are no packages."), "There are no packages."),
        (model(refused="its licence forbids it"), GPU, "not offered, because its licence forbids it"),
    ],
)
def test_what_cannot_run_says_why(what: Model, here: Machine, said: str) -> None:
    told = estimate(what, here, **HOW)
    assert not told.fits
    assert told.seconds is told.money is told.memory_gb is None
    assert said in sentence(told)
    assert told.download_bytes == 8_000_000_000


def test_a_way_that_needs_more_than_there_is_gives_way_to_a_leaner_one() -> None:
    fits = {"24gb": {"memory_gb": 25}, "16gb": {"memory_gb": 26.5}, "12gb": {"memory_gb": 11}}
    assert estimate(model(fits=fits), Machine("cuda", "A10G", 22 * 2**30, "bfloat16"), **HOW).memory_gb == 11


def test_without_known_work_the_time_is_not_made_up() -> None:
    told = estimate(model(tflop=None), GPU, **HOW, price_per_hour=1.0)
    assert (told.fits, told.basis, told.seconds, told.money) == (True, "unknown", None, None)
    assert sentence(told) == "time not known; 8.0 GB to download once"


@pytest.mark.parametrize("tflop", [6.0, None])
def test_what_was_measured_is_preferred(tflop: float | None) -> None:
    learn(model(tflop=tflop), GPU, size=SIZE, steps=20, strength=1.0, seconds=50, pictures=5)
    told = estimate(model(tflop=tflop), GPU, **HOW)
    assert (told.basis, told.seconds) == ("measured", pytest.approx(10))
    half = estimate(model(tflop=tflop), GPU, **{**HOW, "strength": 0.5})
    assert (half.basis, half.seconds) == ("measured", pytest.approx(5))


def test_a_model_without_steps_is_measured_by_its_pixels() -> None:
    cutout = model(run=None)
    assert estimate(cutout, GPU, size=SIZE).basis == "unknown"
    learn(cutout, GPU, size=SIZE, seconds=3)
    assert seconds(estimate(cutout, GPU, size=(2048, 1024), loaded=True)) == pytest.approx(6)


def test_another_machine_has_not_learned_it() -> None:
    learn(model(), GPU, size=SIZE, steps=20, strength=1.0, seconds=50)
    assert estimate(model(), Machine("cuda", "Other", 24 * 2**30, "bfloat16"), **HOW).basis == "worked out"


def test_only_missing_files_are_downloaded(models: Path) -> None:
    what = model(sizes=(4, 6))
    assert estimate(what, GPU, **HOW).download_bytes == 10
    folder = models / "a--m" / "main"
    folder.mkdir(parents=True)
    (folder / "1.safetensors").write_bytes(b"123456")
    assert estimate(what, GPU, **HOW).download_bytes == 4
    (folder / "0.safetensors").write_bytes(b"1234")
    assert sentence(estimate(what, GPU, **HOW)) == "about 2 s on this GPU"


def test_a_download_of_unknown_size_is_said_to_be_at_least_so_large() -> None:
    told = estimate(model(sizes=(8_400_000_000, None)), GPU, **HOW)
    assert not told.download_exact
    assert "at least 8.4 GB to download once" in sentence(told)


@pytest.mark.parametrize(
    ("took", "price", "said"),
    [
        (0.4, None, "about 1 s on this GPU"), (13.2, None, "about 13 s on this GPU"),
        (41, None, "about 40 s on this GPU"),
        (89, 0.5, "about 90 s on this GPU; 0.01 USD"), (600, 1.0, "about 10 min on this GPU; 0.17 USD"),
        (9000, 2.0, "about 2.5 h on this GPU; 5.00 USD"), (1, 1.0, "about 1 s on this GPU; less than 0.01 USD"),
        (60, 0.0, "about 60 s on this GPU; 0.00 USD"),
    ],
)  # fmt: skip
def test_the_words(models: Path, took: float, price: float | None, said: str) -> None:
    (models / "a--m" / "main").mkdir(parents=True)
    (models / "a--m" / "main" / "0.safetensors").write_bytes(b"1")
    what = model(sizes=(1,))
    learn(what, GPU, size=SIZE, steps=20, strength=1.0, seconds=took)
    assert sentence(estimate(what, GPU, **HOW, price_per_hour=price)) == said


def test_without_a_gpu_the_words_say_so() -> None:
    told = estimate(model(fits={"cpu": {"memory_gb": 9}}), CPU, **HOW)
    assert "min without a GPU" in sentence(told)


def test_two_models_stand_side_by_side_each_with_its_own_steps_and_licence() -> None:
    fast = model("fast", run={"steps": 4, "guidance": 1, "tflop": 6}, note="coarser")
    slow = model("slow", run={"steps": 40, "guidance": 5, "tflop": 6})
    left, right = compare([fast, slow], GPU, size=SIZE, price_per_hour=1.0, loaded=True)
    assert (left.model, right.model) == (fast, slow)
    assert seconds(left) < seconds(right)
    assert left.money is not None
    assert right.money is not None
    assert left.money < right.money
    assert (left.model.commercial, left.model.licence, left.model.note) == ("yes", "Apache-2.0", "coarser")


def test_the_prices_that_come_with_the_code_can_be_told_apart_and_name_their_source() -> None:
    known = prices()
    assert {price.memory_gb for price in known.hosted} >= {16, 24, 48, 80}
    assert all(price.source.startswith("https://") for price in (*known.hosted, *known.electricity))
    assert all(price.unverified for price in known.electricity)


def test_electricity_has_a_price_an_hour() -> None:
    home = prices().electricity[0].model_copy(update={"per_kwh": 0.30})
    assert home.per_hour(500) == pytest.approx(0.15)


@pytest.mark.parametrize(
    "wrong", [{"per_hour": -1}, {"source": "http://example.org"}, {"currency": "dollars"}, {"extra": 1}, {"id": "A B"}]
)
def test_a_wrong_price_is_refused(wrong: dict[str, object]) -> None:
    price = prices().hosted[0].model_dump() | wrong
    with pytest.raises(ValidationError):
        Prices.model_validate({"hosted": [price], "electricity": []})


def test_two_prices_of_one_name_are_refused() -> None:
    price = prices().hosted[0].model_dump()
    with pytest.raises(ValidationError, match="two prices are called"):
        Prices.model_validate({"hosted": [price, price], "electricity": []})
