"""rembg's networks as an engine: a tiny one built on the spot goes through the same loader as the real ones."""

import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tiny_onnx

from pipelines.core.errors import UserError
from pipelines.core.shot import Photo
from pipelines.diffusion import segmentation
from pipelines.diffusion.segmentation import matte, network, networks, rembg
from pipelines.diffusion.store import MissingModel, accept, model_of
from tests.tiny_registry import model, part, use

PROJECT = Path(__file__).resolve().parents[2]
NAMES = [model.id for model in networks()]
STRICT = "isnet-general-use"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty model folder, all licences accepted, and no way out to the network."""
    monkeypatch.setenv("U2NET_HOME", str(tmp_path))
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path / "packshot"))
    for known in networks():
        accept(known)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("went to the network"))
    return tmp_path


def photo(height: int = 90, width: int = 120) -> Photo:
    """A dark product on a light ground."""
    pixels = np.full((height, width, 3), 240, np.uint8)
    pixels[30:60, 40:80] = (30, 20, 10)
    pixels.setflags(write=False)
    return Photo(b"", "cup.png", "PNG", pixels)


def test_what_is_on_offer_runs_here_under_rembgs_own_names_and_may_be_sold_with() -> None:
    assert NAMES == ["birefnet-general", "birefnet-general-lite", STRICT]
    for offered in networks():
        assert rembg()[1].sessions[offered.id].is_local()
        assert offered.commercial != "no"


def test_a_licence_that_was_not_accepted_stops_the_network_and_is_named(home: Path) -> None:
    tiny_onnx.write(home, STRICT)
    (home / "packshot/accepted.json").unlink()
    with pytest.raises(MissingModel, match=f"licence of the model {STRICT}.*--accept"):
        matte(photo(), STRICT)
    accept(model_of(STRICT))
    assert matte(photo(), STRICT).max() > 0.9


def test_a_cutout_model_that_rembg_does_not_run_is_refused_with_the_choice(monkeypatch) -> None:
    here = model("here", part("maker/here", "a.onnx"), jobs=["cutout"], loads="rembg.isnet-general-use")
    use(monkeypatch, here, model("other", jobs=["cutout"]))
    assert networks() == (here,)
    with pytest.raises(UserError, match="other cannot be run here; choose one of here"):
        network("other")


@pytest.mark.parametrize("name", NAMES)
def test_the_matte_covers_the_product_at_the_photos_size(name: str, home: Path) -> None:
    tiny_onnx.write(home, name)
    alpha = matte(photo(), name)
    assert alpha.shape == (90, 120)
    assert alpha.dtype == np.float32
    assert alpha.min() >= 0
    assert alpha.max() <= 1
    assert alpha[35:55, 45:75].min() > 0.9
    assert alpha[:25].max() < 0.1


def test_soft_edges_stay_soft(home: Path) -> None:
    tiny_onnx.write(home, STRICT)
    pixels = np.repeat(np.linspace(0, 255, 256).astype(np.uint8)[None, :, None], 3, 2).repeat(64, 0)
    alpha = matte(Photo(b"", "ramp", "PNG", pixels), STRICT)
    assert np.abs(alpha[32] - np.linspace(1, 0, 256)).max() < 0.03


def test_missing_weights_are_named_without_loading_anything() -> None:
    program = (
        "import sys, numpy as np\n"
        "from pipelines.core.shot import Photo\n"
        "from pipelines.diffusion.store import MissingModel\n"
        "from pipelines.diffusion.segmentation import matte\n"
        "try: matte(Photo(b'', 'x', 'PNG', np.zeros((20, 20, 3), np.uint8)), 'isnet-general-use')\n"
        "except MissingModel as error: print(error)\n"
        "print(*({'rembg', 'onnxruntime', 'pymatting', 'numba', 'pooch', 'torch'} & set(sys.modules)), 'loaded')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    sentence, loaded = done.stdout.splitlines()
    assert "isnet-general-use is not on this machine" in sentence
    assert "179 MB" in sentence
    assert "models get isnet-general-use --accept" in sentence
    assert "Apache-2.0" in sentence
    assert loaded == "loaded"


def test_the_networks_run_without_pymatting_or_numba(home: Path) -> None:
    tiny_onnx.write(home, STRICT)
    program = (
        "import sys, numpy as np\n"
        "from pipelines.core.shot import Photo\n"
        "from pipelines.diffusion.segmentation import matte\n"
        "matte(Photo(b'', 'x', 'PNG', np.eye(20, dtype=np.uint8)[..., None].repeat(3, 2)), 'isnet-general-use')\n"
        "print(*({'rembg', 'pymatting', 'numba', 'torch'} & set(sys.modules)), 'loaded')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "loaded"


@pytest.mark.parametrize("name", ["bria-rmbg", "withoutbg", "atlascloud", "u2net", ""])
def test_refused_and_unknown_models_never_run_even_where_a_file_lies(name: str, home: Path) -> None:
    if name:
        tiny_onnx.write(home, name)
    with pytest.raises(UserError) as caught:
        matte(photo(), name)
    assert not isinstance(caught.value, MissingModel)


def test_a_session_that_uploads_is_stopped_even_if_the_registry_offered_it(home: Path, monkeypatch) -> None:
    tiny_onnx.write(home, NAMES[0])
    monkeypatch.setattr(rembg()[1].sessions[NAMES[0]], "is_local", classmethod(lambda cls: False))
    with pytest.raises(UserError, match="uploads"):
        matte(photo(), NAMES[0])


@pytest.mark.parametrize("content", [b"", b"<html>not found</html>", b"\x08\x08\x12\x04junk"])
def test_a_damaged_file_is_named(content: bytes, home: Path) -> None:
    tiny_onnx.write(home, NAMES[0]).write_bytes(content)
    with pytest.raises(MissingModel, match="damaged"):
        matte(photo(), NAMES[0])


def test_one_model_stays_in_memory(home: Path, monkeypatch) -> None:
    for name, sign in zip(NAMES[:2], (-1.0, 1.0), strict=True):
        tiny_onnx.write(home, name, sign)
    loaded = []
    factory = rembg()[0]
    new_session = factory.new_session
    monkeypatch.setattr(factory, "new_session", lambda name: loaded.append(name) or new_session(name))
    for name in (NAMES[0], NAMES[0], NAMES[1], NAMES[1], NAMES[0]):
        matte(photo(), name)
    assert loaded == [NAMES[0], NAMES[1], NAMES[0]]
    assert segmentation._session.cache_info().currsize == 1
