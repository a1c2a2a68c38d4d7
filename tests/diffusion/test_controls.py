"""Control maps by the real detectors, and by depth and pose networks of a few thousand random weights."""

import socket
from pathlib import Path

import numpy as np
import pytest
import tiny_registry

from pipelines.diffusion import manifest
from pipelines.diffusion.controls import control
from pipelines.diffusion.imports import ready
from pipelines.diffusion.registry import Model
from pipelines.diffusion.store import MissingModel


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of models, and no way out to the network."""
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("went to the network"))
    return tmp_path


def square(height: int = 128, width: int = 192, dark: int = 30, light: int = 220) -> np.ndarray:
    picture = np.full((height, width, 3), light, np.uint8)
    picture[height // 4 : -height // 4, width // 4 : -width // 4] = dark
    return picture


@pytest.mark.parametrize("kind", ["canny", "lineart"])
@pytest.mark.parametrize("size", [(128, 192), (100, 131), (64, 64), (20, 200)])
def test_lines_are_white_on_black_at_the_pictures_size(kind: str, size: tuple[int, int]) -> None:
    lines = control(kind, square(*size))
    assert lines.shape == (*size, 3)
    assert lines.dtype == np.uint8
    assert lines.max() > 60
    assert np.median(lines) < 30


def test_canny_follows_the_outline_and_nothing_else() -> None:
    lines = control("canny", square())[..., 0] > 127
    inside = np.zeros_like(lines)
    inside[30:-30, 46:-46] = True
    assert lines[29:35, 60:130].any(0).all()
    assert not lines[40:-40, 56:-56].any()
    assert not lines[:26].any()


@pytest.mark.parametrize("kind", ["canny", "lineart"])
def test_a_plain_picture_has_no_lines(kind: str, recwarn: pytest.WarningsRecorder) -> None:
    assert control(kind, np.full((96, 96, 3), 140, np.uint8)).max() == 0
    assert not [warning for warning in recwarn if warning.category is RuntimeWarning]


def test_a_given_distance_is_drawn_with_what_is_near_white() -> None:
    distance = np.repeat(np.linspace(1, 9, 64, dtype=np.float32)[:, None], 96, 1)
    depth = control("depth", np.zeros((64, 96, 3), np.uint8), given=distance)
    assert depth.shape == (64, 96, 3)
    assert (np.diff(depth[:, 0, 0].astype(int)) <= 0).all()
    assert (depth[0, 0, 0], depth[-1, 0, 0]) == (255, 0)
    assert (depth[..., 0] == depth[..., 2]).all()


def test_a_distance_may_be_smaller_unknown_or_the_same_everywhere() -> None:
    distance = np.full((8, 12), np.inf, np.float32)
    distance[4:] = 2
    depth = control("depth", np.zeros((64, 96, 3), np.uint8), given=distance)
    assert depth[0].max() == 0
    assert depth[-1].min() == 255
    assert control("depth", np.zeros((64, 96, 3), np.uint8), given=np.ones((4, 4), np.float32)).max() == 0


def offered(job: str, loads: str, *paths: str) -> Model:
    part = tiny_registry.part(f"maker/{job}", *paths)
    return tiny_registry.model(f"tiny-{job}", part, jobs=[job], loads=loads)


FILES = "config.json", "model.safetensors", "preprocessor_config.json"


def depth_model(monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny Depth Anything where the store looks for it."""
    model = offered("depth", "transformers.DepthAnythingForDepthEstimation", *FILES)
    tiny_registry.use(monkeypatch, model)
    ready()
    from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config, DPTImageProcessor

    backbone = Dinov2Config(
        hidden_size=32, num_hidden_layers=4, num_attention_heads=2, image_size=56, patch_size=14, mlp_ratio=1,
        reshape_hidden_states=False, out_features=["stage1", "stage2", "stage3", "stage4"],
    )  # fmt: skip
    config = DepthAnythingConfig(
        backbone_config=backbone, reassemble_hidden_size=32, neck_hidden_sizes=[8, 8, 8, 8], fusion_hidden_size=8,
        head_hidden_size=4, patch_size=14,
    )  # fmt: skip
    place = manifest.folder(model.base)
    DepthAnythingForDepthEstimation(config).save_pretrained(place)
    size = {"height": 56, "width": 56}
    DPTImageProcessor(size=size, ensure_multiple_of=14, keep_aspect_ratio=True).save_pretrained(place)
    return place


def test_depth_by_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    depth_model(monkeypatch)
    picture = np.random.default_rng(0).integers(0, 256, (70, 110, 3), np.uint8)
    depth = control("depth", picture)
    assert depth.shape == picture.shape
    assert depth.dtype == np.uint8
    assert np.array_equal(depth, control("depth", picture))


def test_damaged_weights_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    place = depth_model(monkeypatch)
    (place / "model.safetensors").write_bytes(b"not weights at all")
    with pytest.raises(MissingModel, match=r"tiny-depth could not be loaded"):
        control("depth", square())


def test_pose_by_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    model = offered("pose", "transformers.VitPoseForPoseEstimation", *FILES)
    tiny_registry.use(monkeypatch, model)
    ready()
    from transformers import VitPoseBackboneConfig, VitPoseConfig, VitPoseForPoseEstimation, VitPoseImageProcessor

    backbone = VitPoseBackboneConfig(
        image_size=[64, 48], hidden_size=32, num_hidden_layers=1, num_attention_heads=2, mlp_ratio=1, out_indices=[1]
    )
    place = manifest.folder(model.base)
    config = VitPoseConfig(backbone_config=backbone, num_labels=17, use_simple_decoder=True)
    VitPoseForPoseEstimation(config).save_pretrained(place)
    VitPoseImageProcessor(size={"height": 64, "width": 48}).save_pretrained(place)
    picture = np.random.default_rng(0).integers(0, 256, (120, 80, 3), np.uint8)
    drawn = control("pose", picture)
    assert drawn.shape == picture.shape
    assert drawn.dtype == np.uint8


@pytest.mark.parametrize("kind", ["depth", "pose"])
def test_a_missing_model_is_named_with_how_to_get_it(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny_registry.use(monkeypatch, offered(kind, "transformers.Any", *FILES))
    with pytest.raises(MissingModel, match=rf"models get tiny-{kind}"):
        control(kind, square())
    tiny_registry.use(monkeypatch)
    with pytest.raises(MissingModel, match=kind):
        control(kind, square())
