"""Which models there are, where their files are looked for, whose licence was accepted, and what is removed."""

import json
from pathlib import Path

import pytest

from pipelines.core.errors import UserError
from pipelines.diffusion import manifest, store
from pipelines.diffusion.manifest import Kept
from pipelines.diffusion.registry import Model, Part
from pipelines.diffusion.segmentation import networks, rembg
from pipelines.diffusion.store import MissingModel, accept, accepted, folder, installed, model_of, on_disk
from tests.tiny_registry import COMMIT, model, part, use

HOMES = ("U2NET_HOME", "REMBG_HOME", "XDG_DATA_HOME")
CACHES = ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (*HOMES, *CACHES, "PACKSHOT_MODELS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def put(place: Path, owner: Part, data: bytes = b"weights") -> None:
    """Lay the files of a part."""
    for file in owner.files:
        (place / file.path).parent.mkdir(parents=True, exist_ok=True)
        (place / file.path).write_bytes(data)


def test_the_folder_of_models_is_where_it_is_said_to_be(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.root() == home / ".local/share/packshot/models"
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    assert store.root() == home / "data/packshot/models"
    monkeypatch.setenv("PACKSHOT_MODELS", "~/disk")
    assert store.root() == home / "disk"


def own_models(home: Path, text: str) -> None:
    path = store.root() / "models.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_the_sellers_own_models_come_after_the_shipped(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, model("tiny"))
    mine = model("mine").model_dump(mode="json")
    own_models(home, json.dumps({"models": [mine]}))
    assert list(store.known()) == ["tiny", "mine"]
    assert [found.id for found in store.serving("scene", "cpu")] == ["tiny", "mine"]
    own_models(home, json.dumps({"models": [{**mine, "id": "tiny"}]}))
    with pytest.raises(UserError, match="adds tiny, which Packshot has; call it otherwise"):
        store.known()


def test_the_default_of_a_tier_comes_first_and_others_tiers_and_jobs_not_at_all(monkeypatch) -> None:
    gpu = model("gpu", fits={"8gb": {"memory_gb": 6}, "12gb": {"memory_gb": 9}})
    fits = {"cpu": {"memory_gb": 4}, "8gb": {"memory_gb": 4}}
    use(
        monkeypatch,
        model("a", fits=fits),
        gpu,
        model("b", fits=fits),
        model("c", jobs=["edit"], fits=fits),
        model("d", fits=fits, refused="it is old"),
        defaults={"scene": {"cpu": "b", "8gb": "gpu", "12gb": "studio"}},
    )
    assert [found.id for found in store.serving("scene", "cpu")] == ["b", "a"]
    assert [found.id for found in store.serving("scene", "8gb")] == ["gpu", "a", "b"]
    assert [found.id for found in store.serving("scene", "12gb")] == ["gpu"]
    assert store.serving("scene", "48gb") == ()


@pytest.mark.parametrize("name", ["", "sdxl-turbu", "../../etc/passwd", "x" * 1000, "line\nbreak"])
def test_unknown_names_are_answered_with_the_nearest(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, model("sdxl-turbo"), model("flux"))
    with pytest.raises(UserError, match=r"no model of that name.*sdxl-turbo") as caught:
        model_of(name)
    assert "\n" not in str(caught.value)


def test_a_model_of_another_job_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, model("painter"), model("cutter", jobs=["cutout"]))
    assert model_of("painter", "scene").id == "painter"
    with pytest.raises(UserError, match=r"painter does not serve cutout.*cutter"):
        model_of("painter", "cutout")


def test_refused_models_are_refused_with_the_reason() -> None:
    with pytest.raises(UserError, match=r"bria-rmbg is not offered.*licence.*paid"):
        model_of("bria-rmbg")
    uploading = [name for name, session in rembg()[1].sessions.items() if not session.is_local()]
    assert len(uploading) == 2
    for name in uploading:
        with pytest.raises(UserError, match="uploads"):
            model_of(name)


def test_what_is_missing_is_named_with_size_licence_and_how_to_get_it() -> None:
    sentence = str(store.missing(networks()[0]))
    for word in ("birefnet-general", "973 MB", "MIT", "commercial use: yes", "python -m pipelines models get"):
        assert word in sentence
    assert "--accept" not in sentence
    assert str(store.missing(model_of("isnet-general-use"))).endswith("models get isnet-general-use --accept")
    assert "size not known" in str(store.missing(model()))


def test_a_model_is_here_when_every_file_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    base = part(files=[{"path": "a.safetensors", "bytes": 7}, {"path": "b.json"}])
    tiny = model("tiny", base, part("maker/other", "c.json"))
    place = folder(base)
    assert not installed(tiny)
    put(place, base)
    assert not installed(tiny)
    put(folder(tiny.parts[1]), tiny.parts[1], b"")
    assert installed(tiny)
    assert on_disk(tiny) == 14
    (place / "a.safetensors").write_bytes(b"weight")
    assert not installed(tiny)
    assert on_disk(tiny) == 7
    (place / "a.safetensors").unlink()
    (place / "a.safetensors").mkdir()
    assert not installed(tiny)


def test_sizes_that_were_fetched_count_and_sizes_by_hearsay_do_not() -> None:
    base = part(files=[{"path": "a.onnx", "bytes": 1000}], unverified=["bytes"])
    tiny = model("tiny", base)
    put(folder(base), base)
    assert installed(tiny)
    manifest.add(base, COMMIT, "a.onnx", Kept(bytes=8, sha256="0" * 64))
    assert not installed(tiny)


@pytest.mark.parametrize("note", [b"", b"[]", b"\xff", b'{"commit": "../..", "files": {}}', b'{"commit": "a", "x": 1}'])
def test_a_damaged_note_of_what_was_fetched_is_as_none(note: bytes) -> None:
    tiny = model()
    put(folder(tiny.base), tiny.base)
    (folder(tiny.base) / ".packshot.json").write_bytes(note)
    assert installed(tiny)
    assert store.commit(tiny.base) == COMMIT


@pytest.mark.parametrize("setting", ["HF_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME", None])
@pytest.mark.parametrize("revision", [COMMIT, "main"])
def test_a_copy_in_the_hubs_cache_is_used_but_never_removed(
    setting: str | None, revision: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = {"HF_HUB_CACHE": "", "HF_HOME": "hub", "XDG_CACHE_HOME": "huggingface/hub"}.get(setting or "", "")
    if setting:
        monkeypatch.setenv(setting, str(home / "elsewhere"))
    place = home / "elsewhere" / cache if setting else home / ".cache/huggingface/hub"
    base = part(revision=revision)
    tiny = model("tiny", base)
    use(monkeypatch, tiny)
    snapshot = place / "models--maker--tiny/snapshots" / COMMIT
    refs = place / "models--maker--tiny/refs/main"
    put(snapshot, base)
    assert installed(tiny) == (revision == COMMIT)
    refs.parent.mkdir()
    refs.write_text(COMMIT)
    assert installed(tiny)
    assert folder(base) == snapshot
    assert store.commit(base) == COMMIT
    assert on_disk(tiny) == 14
    with pytest.raises(UserError, match="lies in the Hugging Face hub's cache"):
        store.remove(tiny)
    assert installed(tiny)
    (snapshot / base.files[0].path).unlink()
    assert not installed(tiny)
    assert folder(base) == store.root() / "maker--tiny" / revision


@pytest.mark.parametrize("said", ["../../../../etc", "", "main", "x" * 40])
def test_a_cache_that_points_elsewhere_is_not_followed(said: str, home: Path) -> None:
    base = part(revision="main")
    refs = home / ".cache/huggingface/hub/models--maker--tiny/refs/main"
    refs.parent.mkdir(parents=True)
    refs.write_text(said)
    put(refs.parents[1] / "snapshots" / said, base)
    assert not installed(model("tiny", base))


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
    cutter = networks()[0]
    (file,) = cutter.base.files
    session = rembg()[1].sessions[cutter.id]
    assert not installed(cutter)
    place = Path(session.legacy_home() if old_layout else session.model_dir())
    place.mkdir(parents=True, exist_ok=True)
    (place / file.path).write_bytes(b"weights")
    assert installed(cutter)
    found = store.found(cutter, cutter.base, file)
    assert found is not None
    assert found.samefile(session.resolve_existing(file.path))
    assert store.remove(cutter) == 7
    assert not installed(cutter)


def test_a_folder_of_that_name_is_no_model(home: Path) -> None:
    (home / ".rembg/models/isnet-general-use/isnet-general-use.onnx").mkdir(parents=True)
    assert not installed(model_of("isnet-general-use"))


def strict() -> Model:
    return model("strict", part(), part("maker/lora", licence="OpenRAIL", commercial="conditions"))


def test_a_licence_with_conditions_is_accepted_by_a_person_first() -> None:
    assert accepted(model())
    assert not accepted(strict())
    error = store.needs_acceptance(strict())
    assert isinstance(error, MissingModel)
    for word in ("MIT + OpenRAIL", "sets conditions", "https://example.com/licence", "models get strict --accept"):
        assert word in str(error)
    accept(strict())
    assert accepted(strict())
    noted = json.loads((store.root() / "accepted.json").read_text())
    assert noted["strict"]["licence"] == "MIT + OpenRAIL"
    assert len(noted["strict"]["date"]) == 10


def test_another_licence_is_accepted_anew() -> None:
    accept(strict())
    changed = model("strict", part(), part("maker/lora", licence="OpenRAIL 2", commercial="no"))
    assert not accepted(changed)
    assert "does not allow commercial use" in str(store.needs_acceptance(changed))


@pytest.mark.parametrize("note", [b"", b"[1]", b'{"strict": true}', b"\xff"])
def test_a_damaged_note_of_licences_accepts_nothing(note: bytes) -> None:
    path = store.root() / "accepted.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(note)
    assert not accepted(strict())
    accept(strict())
    assert accepted(strict())


def test_what_another_model_needs_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    base, control = part("maker/base", "unet.safetensors", "vae.safetensors"), part("maker/control", "c.safetensors")
    plain, steered = model("plain", base), model("steered", base, control)
    use(monkeypatch, plain, steered)
    for owner in (base, control):
        put(folder(owner), owner)
        for file in owner.files:
            manifest.add(owner, COMMIT, file.path, Kept(bytes=7, sha256="0" * 64))
    assert store.remove(steered) == 7
    assert installed(plain)
    assert not folder(control).parent.exists()
    with pytest.raises(UserError, match=r"belong to another model"):
        store.remove(steered)
    assert store.remove(plain) == 14
    assert [path for path in store.root().iterdir() if path.name != ".locks"] == []
    with pytest.raises(UserError, match="plain is not on this machine; nothing was removed"):
        store.remove(plain)


def test_a_model_whose_files_all_belong_to_another_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    base = part("maker/base", "unet.safetensors", "vae.safetensors")
    few = model("few", part("maker/base", "vae.safetensors"))
    use(monkeypatch, model("all", base), few)
    put(folder(base), base)
    with pytest.raises(UserError, match="belong to another model"):
        store.remove(few)
    assert installed(few)


def test_what_was_begun_is_removed_and_what_lies_beside_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = model()
    use(monkeypatch, tiny)
    place = folder(tiny.base)
    place.mkdir(parents=True)
    (place / "model.safetensors.part").write_bytes(b"half")
    (place / "notes.txt").write_text("the seller's own")
    assert store.remove(tiny) == 4
    assert [path.name for path in place.iterdir()] == ["notes.txt"]


def test_a_model_that_is_being_fetched_is_not_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = model()
    use(monkeypatch, tiny)
    put(folder(tiny.base), tiny.base)
    with (
        manifest.held(tiny.base, lambda: pytest.fail("nobody holds it")),
        pytest.raises(UserError, match="being fetched"),
    ):
        store.remove(tiny)
    assert installed(tiny)
