"""Imports run one way: app → ui → jobs → studio | diffusion → core; heavy libraries wait until they are needed."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    [PROJECT / "app.py", *(PROJECT / "ui").rglob("*.py"), *(PROJECT / "pipelines").rglob("*.py")],
)
MAY_IMPORT = {
    "app": {"ui", "core"},
    "ui": {"ui", "jobs", "core"},
    "jobs": {"jobs", "studio", "diffusion", "core"},
    "studio": {"studio", "core"},
    "diffusion": {"diffusion", "core"},
    "core": {"core"},
}
HEAVY = ("torch", "diffusers", "transformers", "rembg", "pymatting", "numba", "onnxruntime", "skimage")


def layer(module: str) -> str | None:
    """The layer that a dotted module name belongs to; None for other people's packages."""
    parts = module.split(".")
    if parts[0] in ("app", "ui"):
        return parts[0]
    if parts[0] != "pipelines":
        return None
    return parts[1] if len(parts) > 1 and parts[1] in ("core", "studio", "diffusion") else "jobs"


def imports(path: Path) -> set[str]:
    """Every module that a file names in an import, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_imports_run_one_way(path: Path) -> None:
    own = layer(".".join(path.relative_to(PROJECT).with_suffix("").parts))
    assert own is not None
    if path.name == "__init__.py" and own == "jobs":
        return
    reached = {found for name in imports(path) if name != "pipelines" and (found := layer(name))}
    assert reached <= MAY_IMPORT[own]


def test_nothing_in_the_app_imports_training_or_tests_or_benchmarks() -> None:
    for path in MODULES:
        assert not {name.split(".")[0] for name in imports(path)} & {"training", "tests", "benchmarks"}, path


def test_pipelines_hold_no_interface_and_the_interface_no_pixels() -> None:
    for path in MODULES:
        tops = {name.split(".")[0] for name in imports(path)}
        if "pipelines" in path.parts:
            assert "gradio" not in tops, path
        else:
            assert not tops & {"cv2", "scipy", "skimage"}, path


def test_the_interface_is_built_without_loading_a_heavy_library() -> None:
    code = f"import sys, ui.shell; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
