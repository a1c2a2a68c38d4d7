"""The model registry: what is offered, what is refused and why, and where files are looked for."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from pipelines.core.errors import UserError
from pipelines.diffusion import models
from pipelines.diffusion.models import CutoutModel, cutout_model, cutout_models, installed, missing
from pipelines.diffusion.segmentation import rembg

HOMES = ("U2NET_HOME", "REMBG_HOME", "XDG_DATA_HOME")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in HOMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_isnet_is_the_default_and_birefnet_is_offered() -> None:
    assert [model.name for model in cutout_models()] == [
        "isnet-general-use",
        "birefnet-general",
        "birefnet-general-lite",
    ]


def test_offered_models_run_here_under_rembgs_own_names_and_may_be_sold_with() -> None:
    sessions = rembg()[1].sessions
    for model in cutout_models():
        assert sessions[model.name].is_local()
        assert model.commercial != "no"


def test_every_session_that_uploads_pictures_is_refused_with_the_reason() -> None:
    uploading = [name for name, session in rembg()[1].sessions.items() if not session.is_local()]
    assert len(uploading) == 2
    for name in uploading:
        with pytest.raises(UserError, match="uploads"):
            cutout_model(name)


def test_bria_is_refused_for_its_licence() -> None:
    with pytest.raises(UserError, match=r"bria-rmbg is not offered.*licence.*paid.*isnet-general-use"):
        cutout_model("bria-rmbg")


@pytest.mark.parametrize("name", ["", "u2net_custom", "../../etc/passwd", "ISNET"])
def test_unknown_names_are_refused_with_the_choice(name: str) -> None:
    with pytest.raises(UserError, match="isnet-general-use"):
        cutout_model(name)


@pytest.mark.parametrize("old_layout", [False, True])
@pytest.mark.parametrize("u2net", [None, "", "~/u"])
@pytest.mark.parametrize("rembg_home", [None, "", "r"])
@pytest.mark.parametrize("data", [None, "", "x"])
def test_files_are_found_exactly_where_rembg_finds_them(
    u2net: str | None, rembg_home: str | None, data: str | None, old_layout: bool, home: Path, monkeypatch
) -> None:
    monkeypatch.chdir(home)
    for name, value in zip(HOMES, (u2net, rembg_home, data), strict=True):
        if value is not None:
            monkeypatch.setenv(name, value)
    model = cutout_models()[0]
    session = rembg()[1].sessions[model.name]
    assert installed(model) is None
    folder = Path(session.legacy_home() if old_layout else session.model_dir())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{model.name}.onnx").write_bytes(b"weights")
    found = installed(model)
    assert found is not None
    assert found.samefile(session.resolve_existing(model.file))


def test_a_folder_of_that_name_is_no_model(home: Path) -> None:
    (home / ".rembg/models/isnet-general-use/isnet-general-use.onnx").mkdir(parents=True)
    assert installed(cutout_models()[0]) is None


@pytest.mark.parametrize("model", cutout_models(), ids=lambda model: model.name)
def test_what_is_missing_is_named_with_size_licence_and_how_to_get_it(model: CutoutModel) -> None:
    sentence = str(missing(model))
    for part in (model.name, f"{model.size_mb} MB", model.licence, "curl", model.source, "~/.rembg/models/"):
        assert str(part) in sentence


@pytest.mark.parametrize(
    "change", [{"unknown": 1}, {"commercial": "no"}, {"commercial": "perhaps"}, {"file": "../x.onnx"}, {"size_mb": 0}]
)
def test_the_registry_rejects_what_does_not_fit(change: dict) -> None:
    with pytest.raises(ValidationError):
        CutoutModel.model_validate({**cutout_models()[0].model_dump(), **change})


def test_models_are_frozen() -> None:
    with pytest.raises(ValidationError):
        models.registry().cutout[0].refused = "no"
