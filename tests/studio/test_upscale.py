"""Enlargement: the right size, no seams, true to the small picture and to its letters, and better than bicubic."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipelines.core.colour import Bytes
from pipelines.core.errors import Cancelled
from pipelines.studio import upscale as job
from pipelines.studio.upscale import upscale

SCALES = [2, 3, 4]


def label(width: int, height: int, size: float = 13) -> Bytes:
    """Crisp type on two papers."""
    page = Image.new("RGB", (width, height), "#f4efe2")
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, height // 2, width, height), fill="#1d3b2a")
    for i, y in enumerate(range(4, height - 10, int(1.4 * size))):
        colour = "#201a18" if y < height // 2 - size else "#e9c46a"
        pen.text((4, y), f"Earl Grey No. {i} 250 g", colour, ImageFont.load_default(size))
    return np.asarray(page)


def sized(picture: Bytes, size: tuple[int, int]) -> Bytes:
    """Pillow's bicubic, antialiased where it reduces; `size` is (width, height)."""
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))


def error(found: Bytes, truth: Bytes) -> float:
    return float(((found.astype(float) - truth) ** 2).mean())


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("shape", [(1, 1), (5, 37), (64, 48)])
def test_any_size_comes_back_scaled(scale: int, shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (*shape, 3)).astype(np.uint8)
    large = upscale(picture, scale)
    assert large.shape == (shape[0] * scale, shape[1] * scale, 3)
    assert large.dtype == np.uint8


@pytest.mark.parametrize("scale", SCALES)
def test_tiles_leave_no_seam(scale: int, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = label(100, 90)
    whole = upscale(picture, scale)
    monkeypatch.setattr(job, "TILE", 32)
    tiled = upscale(picture, scale)
    apart = np.abs(tiled.astype(int) - whole)
    assert apart.max() <= 1
    assert (apart > 0).mean() < 1e-3


@pytest.mark.parametrize("scale", SCALES)
def test_reduced_again_it_is_the_small_picture(scale: int) -> None:
    picture = label(120, 100)
    apart = np.abs(sized(upscale(picture, scale), (120, 100)).astype(int) - picture)
    assert apart.mean() <= 1
    assert np.percentile(apart, 99) <= 10


@pytest.mark.parametrize("scale", SCALES)
def test_noise_is_not_taken_for_detail(scale: int) -> None:
    noisy = np.clip(np.random.default_rng(0).normal(128, 3, (60, 60, 3)), 0, 255).astype(np.uint8)
    large = upscale(noisy, scale)
    assert large.std() <= 1.1 * noisy.std()
    assert abs(float(large.mean()) - float(noisy.mean())) < 0.3


@pytest.mark.parametrize(("scale", "size"), [(2, 18), (3, 27), (4, 36)])
def test_letters_come_nearer_to_the_truth_than_by_bicubic(scale: int, size: float) -> None:
    truth = label(240, 240, size)
    small = sized(truth, (240 // scale, 240 // scale))
    ours, plain = upscale(small, scale), sized(small, (240, 240))
    assert error(ours, truth) < 0.6 * error(plain, truth)


@pytest.mark.parametrize("scale", SCALES)
def test_flat_areas_stay_flat(scale: int) -> None:
    for code in (0, 3, 128, 255):
        flat = np.full((40, 40, 3), code, np.uint8)
        assert np.abs(upscale(flat, scale).astype(int) - code).max() <= 1


def test_progress_rises_to_the_end_and_can_stop_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "TILE", 16)
    seen: list[float] = []
    upscale(label(40, 40), 2, lambda fraction, message: seen.append(fraction))
    assert seen == sorted(seen)
    assert len(seen) > 4
    assert seen[-1] == 1

    def stop(fraction: float, message: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        upscale(label(40, 40), 2, stop)


@pytest.mark.photos
def test_photos_it_never_saw_come_out_better_than_by_bicubic(photos_dir) -> None:
    for name in ("backpack-02", "teapot-01", "can-00"):
        whole = np.asarray(Image.open(photos_dir / f"{name}.jpg").convert("RGB"))
        truth = whole[200:520, 200:520]
        small = sized(truth, (160, 160))
        assert error(upscale(small, 2), truth) < 0.8 * error(sized(small, (320, 320)), truth)
