"""A segmentation network of a few hundred bytes: the darker a pixel, the more it is the product."""

from pathlib import Path

import onnx
from onnx import TensorProto, helper


def write(home: Path, name: str, sign: float = -1.0) -> Path:
    """Put the network where rembg looks for the model `name` under U2NET_HOME=`home`; `sign` 1 finds what is light."""
    path = home / "models" / name / f"{name}.onnx"
    path.parent.mkdir(parents=True, exist_ok=True)
    weights = helper.make_tensor("weights", TensorProto.FLOAT, [1, 3, 1, 1], [sign / 3] * 3)
    graph = helper.make_graph(
        [helper.make_node("Conv", ["picture", "weights"], ["mask"])],
        "tiny",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, "height", "width"])],
        [helper.make_tensor_value_info("mask", TensorProto.FLOAT, [1, 1, "height", "width"])],
        [weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return path
