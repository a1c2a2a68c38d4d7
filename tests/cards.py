"""The model card of a network that stands in for a real one."""

import hashlib
from pathlib import Path

import yaml

_ABOUT = {
    "what": "a stand-in",
    "data": [],
    "command": "none",
    "commit": "0123abc",
    "seeds": [1],
    "minutes": 1,
    "hardware": "none",
    "parameters": 1,
    "figures": {},
    "licence": "none",
    "limits": [],
}


def lay_down(folder: Path, name: str, data: bytes, **more: object) -> None:
    """Write a network's file and its card, with `more` rows or others."""
    file = f"{name}.onnx"
    rows = {**_ABOUT, "file": file, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), **more}
    (folder / file).write_bytes(data)
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(rows), "utf-8")
