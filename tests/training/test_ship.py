"""A network that ships gives the same values as the one that was trained, at any size, and its card fits it."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from torch import Tensor, nn

from pipelines.studio.networks import card, load
from training.ship import About, NotTheSame, ship

ABOUT = About(
    what="a picture and a hint in, a matte and a confidence out",
    data=("nothing: random weights",),
    command="python -m training.nothing",
    seeds=(1,),
    minutes=0.1,
    hardware="any",
    figures={"error": 0.5},
    licence="none",
    limits=("all",),
)


class Tiny(nn.Module):
    """Two inputs, two outputs, one of which has no height and width."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(4, 8, 3, padding=1), nn.Conv2d(8, 1, 3, padding=1)

    def forward(self, picture: Tensor, hint: Tensor) -> tuple[Tensor, Tensor]:
        matte = torch.sigmoid(self.second(torch.relu(self.first(torch.cat([picture, hint], 1)))))
        return matte, matte.mean((2, 3))


class Fickle(nn.Module):
    """Does something else each time, so that no export can agree with it."""

    def forward(self, picture: Tensor) -> Tensor:
        return picture + torch.rand(1)


@pytest.fixture
def network() -> Tiny:
    torch.manual_seed(0)
    return Tiny()


def example(height: int = 16, width: int = 16) -> dict[str, Tensor]:
    return {"picture": torch.rand(1, 3, height, width), "hint": torch.rand(1, 1, height, width)}


def test_what_ships_gives_the_networks_values_at_another_size(network: Tiny, tmp_path: Path) -> None:
    ship(network, example(), ["matte", "confidence"], ABOUT, "tiny", tmp_path)
    given = example(24, 40)
    matte, confidence = load("tiny", tmp_path).run(None, {key: tensor.numpy() for key, tensor in given.items()})
    with torch.no_grad():
        expected = network(**given)
    np.testing.assert_allclose(matte, expected[0], atol=1e-3)
    np.testing.assert_allclose(confidence, expected[1], atol=1e-3)


def test_the_card_describes_the_file(network: Tiny, tmp_path: Path) -> None:
    made = ship(network, example(), ["matte", "confidence"], ABOUT, "tiny", tmp_path)
    data = (tmp_path / "tiny.onnx").read_bytes()
    assert card("tiny", tmp_path) == made
    assert made.sha256 == hashlib.sha256(data).hexdigest()
    assert made.bytes == len(data)
    assert made.parameters == 4 * 8 * 9 + 8 + 8 * 9 + 1
    assert made.data == ABOUT.data


def test_weights_are_stored_in_half_the_bytes_only_where_no_value_suffers(network: Tiny, tmp_path: Path) -> None:
    short = ship(network, example(), ["matte", "confidence"], ABOUT, "short", tmp_path)
    exact = ship(network, example(), ["matte", "confidence"], ABOUT, "exact", tmp_path, tolerance=3e-6)
    assert exact.bytes - short.bytes == pytest.approx(2 * 8 * 9 * 5, abs=250)


def test_weights_are_packed_into_a_quarter_only_where_that_is_allowed(network: Tiny, tmp_path: Path) -> None:
    names = ["matte", "confidence"]
    half, packed, refused = (
        ship(network, example(), names, ABOUT, name, tmp_path, pack=pack)
        for name, pack in (("half", None), ("packed", 0.05), ("refused", 1e-9))
    )
    weights = [len(onnx.load(tmp_path / made.file).SerializeToString()) for made in (half, packed)]
    stored = {each.data_type for each in onnx.load(tmp_path / packed.file).graph.initializer if len(each.dims) == 4}
    assert stored == {onnx.TensorProto.INT8}
    assert refused.bytes == half.bytes != weights[1]
    given = example()
    found = load("packed", tmp_path).run(None, {key: tensor.numpy() for key, tensor in given.items()})
    with torch.no_grad():
        for one, other in zip(found, network(**given), strict=True):
            np.testing.assert_allclose(one, other, atol=0.05)


def test_a_file_that_differs_from_its_network_does_not_ship(tmp_path: Path) -> None:
    with pytest.raises(NotTheSame, match="fickle"):
        ship(Fickle(), {"picture": torch.rand(1, 3, 8, 8)}, ["out"], replace(ABOUT, what="noise"), "fickle", tmp_path)
    assert not list(tmp_path.iterdir())
