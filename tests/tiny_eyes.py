"""Stand-ins for the cutout network, a few hundred bytes each, whose answers are known exactly."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import onnx
import pytest
from onnx import NodeProto, TensorProto, helper

from tests.cards import lay_down

REACH = 41  # side, in pixels of a look, of the square around a stroke that follows it


def red(folder: Path) -> Path:
    """Finds what is red or white, as the products of `clutter` are; strokes take their neighbourhood with them.

    It is the surer the fewer pixels lie between 0 and 1.
    """
    values = helper.make_tensor("looks", TensorProto.FLOAT, [2, 9, 1, 1], [20, -20] + [0] * 7 + [0, 0, 20] + [0] * 6)
    shift = helper.make_tensor("shift", TensorProto.FLOAT, [2], [0.5 - 20 * 67 / 255, 0.5 - 20 * 165 / 255])
    pool = {"kernel_shape": [REACH, REACH], "pads": [REACH // 2] * 4}
    nodes = [
        helper.make_node("Conv", ["seen", "looks", "shift"], ["both"]),
        helper.make_node("ReduceMax", ["both"], ["colour"], axes=[1]),
        helper.make_node("Clip", ["colour", "none", "one"], ["product"]),
        *_channel("box", 3), *_channel("keep", 4), *_channel("remove", 5),
        helper.make_node("ReduceMax", ["box"], ["boxed"], axes=[2, 3]),
        helper.make_node("Sub", ["one", "boxed"], ["free"]),
        helper.make_node("Max", ["free", "box"], ["inside"]),
        helper.make_node("MaxPool", ["keep"], ["kept"], **pool),
        helper.make_node("MaxPool", ["remove"], ["gone"], **pool),
        helper.make_node("Mul", ["product", "inside"], ["allowed"]),
        helper.make_node("Max", ["allowed", "kept"], ["more"]),
        helper.make_node("Sub", ["one", "gone"], ["left"]),
        helper.make_node("Mul", ["more", "left"], ["matte"]),
        helper.make_node("Sub", ["matte", "half"], ["off"]),
        helper.make_node("Abs", ["off"], ["distance"]),
        helper.make_node("ReduceMean", ["distance"], ["decided"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Mul", ["decided", "two"], ["sure"]),
    ]  # fmt: skip
    return _write(folder, nodes, [values, shift])


def echo(folder: Path, channel: int) -> Path:
    """Gives one input channel back as its matte, and is sure of it."""
    nodes = [
        *_channel("matte", channel),
        helper.make_node("ReduceMean", ["matte"], ["level"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Mul", ["level", "none"], ["zero"]),
        helper.make_node("Add", ["zero", "one"], ["sure"]),
    ]
    return _write(folder, nodes, [])


def use(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the cutout look with the network of `folder`."""
    from pipelines.studio import look, networks, segment

    monkeypatch.setattr(look, "load", partial(networks.load, folder=folder))
    monkeypatch.setattr(segment, "card", partial(networks.card, folder=folder))


def _channel(name: str, at: int) -> list[NodeProto]:
    bounds = [
        helper.make_node("Constant", [], [f"{name}_{end}"], value_ints=[place])
        for end, place in (("from", at), ("to", at + 1), ("axis", 1))
    ]
    return [*bounds, helper.make_node("Slice", ["seen", f"{name}_from", f"{name}_to", f"{name}_axis"], [name])]


def _write(folder: Path, nodes: Sequence[NodeProto], weights: Sequence[onnx.TensorProto]) -> Path:
    numbers = [helper.make_tensor(name, TensorProto.FLOAT, [], [value]) for name, value in _NUMBERS.items()]
    graph = helper.make_graph(
        nodes,
        "eyes",
        [helper.make_tensor_value_info("seen", TensorProto.FLOAT, ["batch", 9, "height", "width"])],
        [
            helper.make_tensor_value_info("matte", TensorProto.FLOAT, ["batch", 1, "height", "width"]),
            helper.make_tensor_value_info("sure", TensorProto.FLOAT, ["batch"]),
        ],
        [*numbers, *weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    data = model.SerializeToString()
    lay_down(folder, "cutout", data)
    return folder


_NUMBERS = {"none": 0.0, "half": 0.5, "one": 1.0, "two": 2.0}
