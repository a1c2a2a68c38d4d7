"""The machine that models run on: tiers, numbers, main memory within control groups, and what is kept of its speed."""

import json
import math
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from pipelines.core.errors import UserError
from pipelines.diffusion import machine as machine_module
from pipelines.diffusion import profile
from pipelines.diffusion.machine import Machine, machine, tier_of, tiers_for
from pipelines.diffusion.main_memory import group_limits, main_memory
from pipelines.diffusion.profile import ASSUMED, ZERO_GPU, Speed, Work, disk_gbps, record, remembered, speed
from pipelines.diffusion.registry import Fit, Model
from pipelines.diffusion.store import MissingModel

GIB = 2**30
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    for name in ("PACKSHOT_DEVICE", "SPACES_ZERO_GPU", "SPACE_ID"):
        monkeypatch.delenv(name, raising=False)
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    for kept in (machine, speed, disk_gbps):
        kept.cache_clear()


@pytest.mark.parametrize(
    ("reported", "tier"),
    [
        (0, "cpu"), (1.9, "cpu"), (3.8, "cpu"), (4.9, "cpu"), (5.6, "6gb"), (6, "6gb"), (7.6, "8gb"),
        (9.6, "8gb"), (10.75, "8gb"), (10.92, "8gb"), (11.6, "12gb"), (12, "12gb"), (13, "12gb"), (14.56, "16gb"),
        (15.7, "16gb"), (19.5, "16gb"), (22.05, "24gb"), (23.6, "24gb"), (31.4, "24gb"), (39.4, "24gb"),
        (44.4, "48gb"), (47.5, "48gb"), (79.2, "48gb"), (139.8, "48gb"),
    ],
)  # fmt: skip
def test_a_gpu_has_the_tier_of_the_size_it_is_sold_under(reported: float, tier: str) -> None:
    assert tier_of(round(reported * GIB)) == tier


def model(**fits: dict[str, object]) -> Model:
    part = {"hub_id": "a/b", "files": [{"path": "m.safetensors", "bytes": 10**9}], "licence": "MIT",
            "licence_url": "https://example.org", "commercial": "yes"}  # fmt: skip
    return Model.model_validate(
        {"id": "m", "name": "M", "jobs": ["scene"], "loads": "diffusers.X", "parts": [part],
         "fits": {tier.removeprefix("t"): fit for tier, fit in fits.items()}}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("device", "gib", "ways"),
    [("cuda", 23.6, ("12gb", "6gb")), ("cuda", 7.6, ("6gb",)), ("cpu", 64, ("cpu",)), ("cuda", 3, ("cpu",))],
)
def test_a_model_may_be_held_as_on_smaller_gpus_but_not_as_without_one(
    device: str, gib: float, ways: tuple[str, ...]
) -> None:
    here = Machine(device, "X", round(gib * GIB), "bfloat16")
    assert tiers_for(model(cpu={"memory_gb": 9}, t6gb={"memory_gb": 5}, t12gb={"memory_gb": 10}), here) == ways


def test_a_model_without_a_way_here_has_none() -> None:
    assert tiers_for(model(t24gb={"memory_gb": 20}), Machine("cuda", "X", 8 * GIB, "bfloat16")) == ()
    assert tiers_for(model(t24gb={"memory_gb": 20}), Machine("cpu", "X", 64 * GIB, "float32")) == ()


@pytest.mark.parametrize(
    ("device", "own", "wanted", "counted"),
    [
        ("cuda", "bfloat16", "bfloat16", "bfloat16"), ("cuda", "float16", "bfloat16", "float16"),
        ("cuda", "float16", "float32", "float32"), ("cuda", "bfloat16", "float16", "float16"),
        ("cpu", "float32", "float32", "float32"), ("cpu", "bfloat16", "float32", "float32"),
        ("cpu", "float32", "bfloat16", "bfloat16"), ("cpu", "float32", "float16", "float32"),
    ],
)  # fmt: skip
def test_numbers_are_those_of_the_fit_unless_the_device_is_bad_at_them(
    device: str, own: str, wanted: str, counted: str
) -> None:
    here = Machine(device, "X", 8 * GIB, own)
    assert here.counts(Fit(memory_gb=1, dtype=wanted)) == counted


def test_nothing_heavy_is_imported_before_the_machine_is_asked_for() -> None:
    heavy = ("torch", "diffusers", "spaces", "gradio", "psutil")
    code = f"import sys, pipelines.diffusion.estimate; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def fake_torch(monkeypatch: pytest.MonkeyPatch, *, gib: float = 0, native: bool = True) -> None:
    seen = SimpleNamespace(name="Card", total_memory=round(gib * GIB))
    none = SimpleNamespace(is_available=lambda: False)
    cuda = SimpleNamespace(
        is_available=lambda: gib > 0, current_device=lambda: 0, get_device_properties=lambda index: seen,
        is_bf16_supported=lambda including_emulation: native, mem_get_info=lambda: (5 * GIB, seen.total_memory),
        memory_reserved=lambda: 3 * GIB, memory_allocated=lambda: 2 * GIB,
    )  # fmt: skip
    torch = ModuleType("torch")
    torch.__dict__.update(cuda=cuda, xpu=none, backends=SimpleNamespace(mps=none))
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setattr(machine_module, "ready", lambda: None)
    monkeypatch.setattr(machine_module, "speed", lambda device, name, dtype: Speed(tflops=1, transfer_gbps=1))


def test_a_gpu_is_used_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_torch(monkeypatch, gib=23.6)
    here = machine()
    assert (here.device, here.name, here.tier, here.dtype) == ("cuda", "Card", "24gb", "bfloat16")
    assert here.why_cpu is here.why_no_models is None
    assert here.free() == 6 * GIB  # what is free, and what this process holds without using it


def test_a_gpu_without_bfloat16_counts_in_float16(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_torch(monkeypatch, gib=14.6, native=False)
    assert machine().dtype == "float16"


def test_a_gpu_that_is_too_small_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_torch(monkeypatch, gib=3.9)
    here = machine()
    assert (here.device, here.tier) == ("cpu", "cpu")
    assert here.why_cpu is not None
    assert "3.9 GB" in here.why_cpu
    assert here.memory == main_memory()[0]


def test_the_processor_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_torch(monkeypatch, gib=23.6)
    monkeypatch.setenv("PACKSHOT_DEVICE", "CPU")
    here = machine()
    assert here.device == "cpu"
    assert here.why_cpu is not None
    assert "PACKSHOT_DEVICE" in here.why_cpu


def test_another_device_cannot_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACKSHOT_DEVICE", "tpu")
    with pytest.raises(UserError, match=r"tpu.*cpu"):
        machine()


def test_a_driver_that_does_not_answer_leaves_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_torch(monkeypatch, gib=24)

    def broken() -> int:
        raise RuntimeError("CUDA error: unknown error.\nCompile with TORCH_USE_CUDA_DSA")

    monkeypatch.setattr(sys.modules["torch"].cuda, "current_device", broken)
    here = machine()
    assert here.device == "cpu"
    assert here.why_cpu is not None
    assert "CUDA error" in here.why_cpu
    assert "\n" not in here.why_cpu


@pytest.mark.parametrize(("half", "dtype"), [(1.0, "float32"), (1.1, "float32"), (2.0, "bfloat16"), (0.1, "float32")])
def test_a_cpu_counts_in_bfloat16_only_where_that_was_measured_faster(
    monkeypatch: pytest.MonkeyPatch, half: float, dtype: str
) -> None:
    fake_torch(monkeypatch)
    rate = {"bfloat16": half, "float32": 1.0}
    monkeypatch.setattr(machine_module, "speed", lambda d, n, dtype: Speed(tflops=rate[dtype], transfer_gbps=1))
    assert machine().dtype == dtype


def test_without_the_packages_there_is_a_reason_and_no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> None:
        raise MissingModel("The package torch is not installed; install it.")

    monkeypatch.setattr(machine_module, "ready", absent)
    here = machine()
    assert (here.device, here.tier, here.dtype) == ("cpu", "cpu", "float32")
    assert here.why_no_models == "The package torch is not installed; install it."


def test_on_a_space_without_a_gpu_the_studio_makes_the_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_torch(monkeypatch)
    monkeypatch.setattr("pipelines.diffusion.space._NVIDIA", Path("/nonexistent"))
    monkeypatch.setenv("SPACE_ID", "someone/packshot")
    assert "studio" in str(machine().why_no_models)


def group(folder: Path, **files: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in files.items():
        (folder / name.replace("__", ".")).write_text(f"{value}\n")


def test_limits_of_control_groups_of_version_2_count_up_to_the_top(tmp_path: Path) -> None:
    group(tmp_path / "g/pod/app", memory__max="max", memory__current=5)
    group(tmp_path / "g/pod", memory__max=4000, memory__current=1500, memory__stat="anon 1\ninactive_file 500")
    (tmp_path / "own").write_text("0::/pod/app\n")
    assert list(group_limits(tmp_path / "g", tmp_path / "own")) == [(4000, 1000)]


def test_limits_of_control_groups_of_version_1_count(tmp_path: Path) -> None:
    group(tmp_path / "g/memory/docker/x", memory__limit_in_bytes=700, memory__usage_in_bytes=300)
    group(tmp_path / "g/memory", memory__limit_in_bytes=9223372036854771712, memory__usage_in_bytes=400)
    (tmp_path / "own").write_text("5:cpu,cpuacct:/docker/x\n4:memory:/docker/x\n0::/\n")
    assert list(group_limits(tmp_path / "g", tmp_path / "own")) == [(700, 300), (9223372036854771712, 400)]


def test_a_group_that_cannot_be_seen_from_within_has_its_limit_at_the_top(tmp_path: Path) -> None:
    group(tmp_path / "g/memory", memory__limit_in_bytes=700, memory__usage_in_bytes=1)
    (tmp_path / "own").write_text("4:memory:/kubepods/burstable/pod1\n")
    assert list(group_limits(tmp_path / "g", tmp_path / "own")) == [(700, 1)]


def test_without_control_groups_all_memory_counts(tmp_path: Path) -> None:
    assert list(group_limits(tmp_path, tmp_path / "none")) == []


def test_memory_is_what_the_strictest_limit_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = [(10 * GIB, 2 * GIB), (2 * GIB, GIB // 2), (3 * GIB, 5 * GIB)]
    monkeypatch.setattr("pipelines.diffusion.main_memory.group_limits", lambda: iter(limits[:2]))
    monkeypatch.setattr("pipelines.diffusion.main_memory._installed", lambda: (64 * GIB, 60 * GIB))
    assert main_memory() == (2 * GIB, GIB + GIB // 2)
    monkeypatch.setattr("pipelines.diffusion.main_memory.group_limits", lambda: iter(limits))
    assert main_memory() == (2 * GIB, 0)


def test_speed_is_measured_once_and_kept(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = speed("cpu", "Chip", "float32")
    assert 0 < found.tflops < 1000
    assert 0 < found.transfer_gbps < 10000
    forget()

    def again(device: str, dtype: str) -> float:
        raise AssertionError("measured again")

    monkeypatch.setattr(profile, "working", again)
    assert speed("cpu", "Chip", "float32") == found
    with pytest.raises(AssertionError):
        speed("cpu", "Another chip", "float32")
    assert [path.name for path in models.iterdir()] == ["machine.json"]


def test_what_cannot_be_measured_is_assumed_and_not_kept(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(device: str, dtype: str) -> float:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(profile, "working", full)
    assert speed("cuda", "Card", "bfloat16") == ASSUMED["cuda"]
    assert not (models / "machine.json").exists()


def test_on_zero_gpu_nothing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACES_ZERO_GPU", "true")
    assert speed("cuda", "NVIDIA H200", "bfloat16") == ZERO_GPU


def test_the_disk_is_measured_once_and_leaves_no_file(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = disk_gbps()
    assert 0 < found <= 3
    assert [path.name for path in models.iterdir()] == ["machine.json"]
    forget()
    monkeypatch.setattr(profile, "reading", lambda folder: pytest.fail("measured again"))
    assert disk_gbps() == found


def test_a_disk_that_cannot_be_written_is_assumed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACKSHOT_MODELS", "/proc/nowhere")
    assert disk_gbps() == profile.DISK_GBPS
    record(Work("Card", "m", "24gb", 4), 2.0)


@pytest.mark.parametrize(
    "said",
    [
        b"", b"\xff\xfe", b"[]", b"{", b'{"runs": {"x": 1e999}}', b'{"runs": {"x": -1}}', b'{"runs": {"x": NaN}}',
        b'{"speeds": {"cpu": {"tflops": "fast"}}}', b'{"unknown": 1}', b"[" * 100_000, b'{"disk_gbps": 0}',
        b'{"runs": {"' + b"x" * 2_000_000 + b'": 1}}',
    ],
)  # fmt: skip
def test_a_damaged_or_hostile_file_is_ignored_and_replaced(models: Path, said: bytes) -> None:
    (models / "machine.json").write_bytes(said)
    work = Work("Card", "m", "24gb", 4)
    assert remembered(work) is None
    record(work, 2.0)
    assert remembered(work) == 2.0
    assert set(json.loads((models / "machine.json").read_text())) == {"speeds", "disk_gbps", "runs"}


def test_runs_are_averaged_the_newest_with_most_weight() -> None:
    work = Work("Card", "m", "24gb", 4)
    for seconds in (4.0, 8.0, 8.0):
        record(work, seconds)
    assert remembered(work) == pytest.approx(4 + 4 * (1 - 0.7**2))


@pytest.mark.parametrize(
    ("amount", "seconds"), [(4, 8), (5, 10), (8, 16), (15, 30), (1, 2), (64, None), (0.1, None)]
)  # fmt: skip
def test_runs_say_something_of_work_of_about_their_size(amount: float, seconds: float | None) -> None:
    record(Work("Card", "m", "24gb", 4), 8.0)
    found = remembered(Work("Card", "m", "24gb", amount))
    assert found == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize("other", [("Other", "m", "24gb"), ("Card", "n", "24gb"), ("Card", "m", "12gb")])
def test_runs_say_nothing_of_other_cards_models_and_tiers(other: tuple[str, str, str]) -> None:
    record(Work("Card", "m", "24gb", 4), 8.0)
    assert remembered(Work(*other, 4)) is None


@pytest.mark.parametrize("seconds", [0.0, -1.0, math.inf, math.nan])
def test_nonsense_is_not_remembered(seconds: float) -> None:
    record(Work("Card", "m", "24gb", 4), seconds)
    assert remembered(Work("Card", "m", "24gb", 4)) is None


def test_the_oldest_runs_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "_MOST", 3)
    for index in range(5):
        record(Work("Card", f"m{index}", "24gb", 4), 8.0)
    kept = [index for index in range(5) if remembered(Work("Card", f"m{index}", "24gb", 4))]
    assert kept == [2, 3, 4]
