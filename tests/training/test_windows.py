"""Windows show the right part of a picture, the right way round, evenly however much they shrink it."""

import pytest
import torch

from training.windows import places, seen_through, turns

SIZE = 128, 96  # width, height of the picture in a square of 128


def ramps() -> tuple[torch.Tensor, torch.Tensor]:
    """Layers whose values are x and y, in pixels, and their picture's size."""
    y, x = torch.meshgrid(torch.arange(128) + 0.5, torch.arange(128) + 0.5, indexing="ij")
    stack = torch.stack([x, y])[None].float()
    stack[:, :, SIZE[1] :] = -1000  # nothing of this may be seen
    return stack, torch.tensor([SIZE], dtype=torch.float32)


def window(x: float, y: float, half: tuple[float, float], turned: float = 0.0, mirror: float = 1.0):
    return torch.tensor([[x, y]]), turns(torch.tensor([half]), torch.tensor([turned]), torch.tensor([mirror]))


@pytest.mark.parametrize("side", [8, 16, 32, 64])
def test_a_window_shows_its_part_at_every_size(side: int) -> None:
    x, y = seen_through(*ramps(), window(64, 48, (32, 32)), side)[0]
    steps = torch.linspace(-1, 1, side + 1)[:-1] + 1 / side
    assert torch.allclose(x, (64 + 32 * steps)[None].expand(side, side), atol=1e-3)
    assert torch.allclose(y, (48 + 32 * steps)[:, None].expand(side, side), atol=1e-3)


def test_windows_mirror_and_turn() -> None:
    x, _ = seen_through(*ramps(), window(64, 48, (16, 16), mirror=-1), 16)[0]
    assert (x.diff(dim=1) < 0).all()
    x, y = seen_through(*ramps(), window(64, 48, (16, 16), turned=torch.pi / 2), 16)[0]
    assert (y.diff(dim=1) > 0).all()
    assert (x.diff(dim=0) < 0).all()


@pytest.mark.parametrize("side", [8, 64])
def test_beyond_its_edges_the_picture_is_mirrored(side: int) -> None:
    _, y = seen_through(*ramps(), window(64, 96, (48, 48)), side)[0]
    assert y.min() > 0
    assert y.max() < 96
    assert torch.allclose(y, y.flip(0), atol=1e-3)


def test_fine_patterns_become_grey_where_a_window_shrinks_them() -> None:
    stack = (torch.arange(128) % 2).float().expand(1, 1, 128, 128)
    shown = seen_through(stack, torch.tensor([[128.0, 128.0]]), window(64, 64, (64, 64)), 32)
    assert torch.allclose(shown, torch.full_like(shown, 0.5), atol=0.01)


def test_places_run_from_edge_to_edge() -> None:
    x, y = places(2, 5, torch.device("cpu"))[1]
    assert x[0].tolist() == [-1, -0.5, 0, 0.5, 1]
    assert y[:, 0].tolist() == [-1, -0.5, 0, 0.5, 1]
