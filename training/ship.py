"""From a trained network to the two files that ship: ONNX, and the model card beside it."""

import hashlib
import subprocess
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import yaml
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from pipelines.core.data import ROOT
from pipelines.studio.networks import NETWORKS, Card

OPSET = 17
_SMALL = 64  # initialisers of fewer values stay as they are: shapes and constants


@dataclass(frozen=True)
class About:
    """What only the one who trained a network can say of it; `networks.Card` explains the fields."""

    what: str
    data: tuple[str, ...]
    command: str
    seeds: tuple[int, ...]
    minutes: float
    hardware: str
    figures: Mapping[str, float]
    licence: str
    limits: tuple[str, ...]


class NotTheSame(Exception):
    """The exported file gives other values than the network."""


def ship(
    network: nn.Module,
    example: Mapping[str, Tensor],
    outputs: Sequence[str],
    about: About,
    name: str,
    folder: Path = NETWORKS,
    tolerance: float = 1e-3,
    pack: float | None = None,
) -> Card:
    """Write `NAME.onnx` and its card `NAME.yaml` into `folder`; returns the card.

    `example` names the inputs, in order, and gives tensors (N, C, H, W) to export and to check with; N, H and W stay
    free. Weights are stored as 8-bit integers where no output then moves by more than `pack`, else as float16 where
    none moves by more than `tolerance`, else as float32; they are float32 again once loaded. Raises NotTheSame where
    onnxruntime's values differ from the network's.
    """
    network = network.cpu().eval()
    full = export(network, example, outputs)
    with torch.no_grad():
        answer = network(*example.values())
    expected = [tensor.numpy() for tensor in (answer if isinstance(answer, tuple) else (answer,))]
    if difference(full, example, expected) > tolerance:
        raise NotTheSame(f"{name}: the exported file gives other values than the network")
    data = full
    for made, most in ((halved(full), tolerance), (packed(full), pack)):
        if most is not None and difference(made, example, expected) <= most:
            data = made
    card = Card(
        **asdict(about),
        commit=commit(),
        parameters=sum(weights.numel() for weights in network.parameters()),
        file=f"{name}.onnx",
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / card.file).write_bytes(data)
    write_card(card, name, folder)
    return card


def write_card(card: Card, name: str, folder: Path = NETWORKS) -> None:
    """Write the model card of a network."""
    facts = card.model_dump(mode="json", exclude_none=True)
    text = yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=118)
    (folder / f"{name}.yaml").write_text(text, "utf-8")


def export(network: nn.Module, example: Mapping[str, Tensor], outputs: Sequence[str]) -> bytes:
    """The network as an ONNX file, its batch, height and width left free."""
    file = BytesIO()
    free = {0: "batch", 2: "height", 3: "width"}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the TorchScript exporter calls itself old; the new one needs onnxscript
        torch.onnx.export(
            network,
            tuple(example.values()),
            file,
            input_names=list(example),
            output_names=list(outputs),
            dynamic_axes=dict.fromkeys(example, free) | {key: {0: "batch"} for key in outputs},
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load_from_string(file.getvalue())
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()


def halved(data: bytes) -> bytes:
    """The same network with its weights stored as float16; a Cast before each gives float32 back when it is loaded."""
    model = onnx.load_from_string(data)
    casts = []
    for weights in model.graph.initializer:
        values = numpy_helper.to_array(weights)
        if values.dtype != np.float32 or values.size < _SMALL:
            continue
        whole, short = weights.name, f"{weights.name}.half"
        weights.CopyFrom(numpy_helper.from_array(values.astype(np.float16), short))
        casts.append(helper.make_node("Cast", [short], [whole], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()


def packed(data: bytes) -> bytes:
    """The same network with the weights of its convolutions stored as 8-bit integers, a scale for each output channel,
    and all others as float16; what it computes with are floats again."""
    model = onnx.load_from_string(data)
    nodes = []
    for weights in list(model.graph.initializer):
        values = numpy_helper.to_array(weights)
        if values.dtype != np.float32 or values.ndim != 4 or values.size < _SMALL:
            continue
        name = weights.name
        scale = np.maximum(np.abs(values).max((1, 2, 3)), 1e-12).astype(np.float32) / np.float32(127)
        codes = np.rint(values / scale[:, None, None, None]).astype(np.int8)
        parts = {f"{name}.codes": codes, f"{name}.scale": scale, f"{name}.zero": np.zeros(len(scale), np.int8)}
        model.graph.initializer.remove(weights)
        model.graph.initializer.extend(numpy_helper.from_array(part, key) for key, part in parts.items())
        nodes.append(helper.make_node("DequantizeLinear", list(parts), [name], axis=0))
    rest = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*nodes, *rest])
    onnx.checker.check_model(model, full_check=True)
    return halved(model.SerializeToString())


def difference(data: bytes, example: Mapping[str, Tensor], expected: Sequence[NDArray[np.float32]]) -> float:
    """The largest difference between what onnxruntime makes of `example` and the `expected` outputs."""
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    found = session.run(None, {key: tensor.numpy() for key, tensor in example.items()})
    return max(float(np.abs(a - b).max()) for a, b in zip(found, expected, strict=True))


def commit() -> str:
    """The commit of the code that is running."""
    asked = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
