"""The mask of what the model paints, and the size at which it paints."""

import cv2
import numpy as np
import pytest

from pipelines.diffusion.masks import SOLID, model_size, painted


def disc(height: int, width: int, radius: float, soft: float = 1.0) -> np.ndarray:
    """A soft-edged disc somewhat off the middle."""
    y, x = np.mgrid[:height, :width]
    away = np.hypot(x - width / 2 - 3, y - height / 2 + 5)
    return np.clip((radius - away) / soft + 0.5, 0, 1).astype(np.float32)


def inside(alpha: np.ndarray, depth: int) -> np.ndarray:
    """Where everything within `depth` px along the axes is solid product."""
    solid = np.pad((alpha >= SOLID).astype(np.uint8), depth, mode="edge")
    eroded = cv2.erode(solid, np.ones((2 * depth + 1, 2 * depth + 1), np.uint8))
    return eroded[depth:-depth, depth:-depth] > 0


@pytest.mark.parametrize("latent", [8, 16])
@pytest.mark.parametrize("shape", [(256, 192), (320, 512)])
def test_the_world_and_one_latent_pixel_of_the_product_are_painted_and_nothing_deeper_than_two(
    shape: tuple[int, int], latent: int
) -> None:
    alpha = disc(*shape, radius=80)
    paint = painted(alpha, latent)
    assert paint.shape == shape
    assert paint.dtype == np.float32
    assert paint[~inside(alpha, latent)].min() == 1
    assert paint[inside(alpha, 2 * latent)].max() == 0
    assert (paint == 0).any()


@pytest.mark.parametrize("latent", [8, 16])
def test_no_latent_pixel_is_mixed(latent: int) -> None:
    paint = painted(disc(256, 320, radius=90), latent)
    cells = paint.reshape(256 // latent, latent, 320 // latent, latent)
    assert (cells.min((1, 3)) == cells.max((1, 3))).all()
    assert set(np.unique(paint)) == {0.0, 1.0}


def test_nearest_reduction_to_the_latent_grid_and_back_is_lossless() -> None:
    paint = painted(disc(256, 256, radius=90), 8)
    assert np.array_equal(paint[::8, ::8].repeat(8, 0).repeat(8, 1), paint)


def test_a_product_that_leaves_the_frame_goes_on_beyond_it() -> None:
    alpha = np.zeros((128, 128), np.float32)
    alpha[64:] = 1
    paint = painted(alpha, 8)
    assert paint[-1].max() == 0
    assert paint[:72].min() == 1


def test_what_can_be_seen_through_is_painted() -> None:
    assert painted(np.full((64, 64), 0.9, np.float32), 8).min() == 1


def test_an_empty_and_a_full_matte() -> None:
    assert painted(np.zeros((64, 48), np.float32), 8).min() == 1
    assert painted(np.ones((64, 48), np.float32), 8).max() == 0


def test_a_frame_that_is_no_multiple_keeps_its_size() -> None:
    paint = painted(np.pad(np.ones((60, 60), np.float32), 20), 8)
    assert paint.shape == (100, 100)
    assert paint[50, 50] == 0


@pytest.mark.parametrize(
    ("frame", "side", "multiple", "size"),
    [
        ((2000, 2000), 1024, 64, (1024, 1024)),
        ((1600, 2000), 1024, 64, (896, 1152)),
        ((3000, 2000), 1024, 8, (1248, 832)),
        ((512, 512), 1024, 64, (512, 512)),
        ((500, 500), 1024, 64, (512, 512)),
        ((50, 90), 1024, 64, (64, 128)),
        ((6000, 64), 1024, 16, (6000, 64)),
    ],
)
def test_model_sizes(frame: tuple[int, int], side: int, multiple: int, size: tuple[int, int]) -> None:
    assert model_size(frame, side, multiple) == size


@pytest.mark.parametrize("multiple", [8, 16, 32, 64])
@pytest.mark.parametrize("frame", [(640, 480), (1080, 1920), (2500, 2501), (1200, 628), (3000, 1000)])
def test_model_sizes_keep_aspect_area_and_frame(frame: tuple[int, int], multiple: int) -> None:
    width, height = model_size(frame, 1024, multiple)
    assert width % multiple == height % multiple == 0
    assert width < frame[0] + multiple
    assert height < frame[1] + multiple
    assert width * height <= 1.13 * 1024**2
    assert abs(np.log(width / height * frame[1] / frame[0])) < 0.6 * multiple / min(width, height)
