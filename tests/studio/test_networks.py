"""Shipped networks: each card describes its file, and a file that is not the described one is never run."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from pipelines.core.data import DataError
from pipelines.core.errors import UserError
from pipelines.studio.networks import NETWORKS, card, load
from tests.cards import lay_down

SHIPPED = sorted(path.stem for path in NETWORKS.glob("*.yaml"))


def doubler() -> bytes:
    """A network that gives back twice its input."""
    sizes = [1, "height"]
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "x"], ["y"])],
        "doubler",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, sizes)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, sizes)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return model.SerializeToString()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lay_down(tmp_path, "doubler", doubler())
    return tmp_path


def test_a_network_is_loaded_once_and_runs(folder: Path) -> None:
    (doubled,) = load("doubler", folder).run(None, {"x": np.array([[1, 2]], np.float32)})
    assert doubled.tolist() == [[2, 4]]
    assert load("doubler", folder) is load("doubler", folder)


def test_a_damaged_file_is_refused(folder: Path) -> None:
    (folder / "doubler.onnx").write_bytes(doubler() + b"\0")
    with pytest.raises(UserError, match=r"network doubler .* doubler\.onnx is damaged; install Packshot anew"):
        load("doubler", folder)


@pytest.mark.parametrize("file", ["doubler.onnx", "doubler.yaml"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(UserError, match=f"{file} is missing"):
        load("doubler", folder)


def test_a_file_that_is_no_network_is_refused(folder: Path) -> None:
    lay_down(folder, "doubler", b"not a network")
    with pytest.raises(UserError, match=r"doubler\.onnx cannot be run"):
        load("doubler", folder)


def test_a_card_with_an_unknown_key_is_refused(folder: Path) -> None:
    lay_down(folder, "doubler", doubler(), colour="blue")
    with pytest.raises(DataError, match="colour"):
        load("doubler", folder)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_network_is_what_its_card_says(name: str) -> None:
    about, session = card(name), load(name)
    data = (NETWORKS / about.file).read_bytes()
    assert about.bytes == len(data)
    held = sum(int(np.prod(weights.dims)) for weights in onnx.load_from_string(data).graph.initializer)
    assert held == pytest.approx(about.parameters, rel=0.02)
    assert session.get_inputs()
    assert about.data
    assert about.licence
    assert about.limits


def test_everything_that_ships_is_carded_and_small() -> None:
    files = sorted(path.stem for path in NETWORKS.glob("*.onnx"))
    assert files == SHIPPED
    assert sum((NETWORKS / f"{name}.onnx").stat().st_size for name in files) <= 8_000_000
