"""Downloads from a hostile server: nothing whole is lost, nothing half is taken for whole, the next get goes on."""

import hashlib
import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace

import pytest

from pipelines.core.errors import Cancelled, UserError
from pipelines.diffusion import manifest, transport
from pipelines.diffusion.download import get
from pipelines.diffusion.registry import File, Model
from pipelines.diffusion.store import MissingModel, accept, commit, folder, installed, remove
from tests import hostile_server as hostile
from tests.hostile_server import Forever, Hub, Trick
from tests.tiny_registry import COMMIT, model, part, use

WEIGHTS = hashlib.shake_256(b"weights").digest(300_000)
CONFIG = b'{"in_channels": 4}\n'
LARGE = "model.safetensors"
SMALL = "unet/config.json"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, no settings of this machine's, and little patience."""
    for name in ("PACKSHOT_MODELS", "XDG_DATA_HOME", "XDG_CACHE_HOME", "HF_HOME", "HF_HUB_CACHE", "HF_TOKEN",
                 "HF_HUB_OFFLINE", "HUGGINGFACE_HUB_CACHE", "U2NET_HOME", "REMBG_HOME", "http_proxy", "HTTP_PROXY",
                 "all_proxy", "ALL_PROXY"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(transport, "TRIES", 3)
    return tmp_path


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with Hub() as server:
        server.files = {LARGE: WEIGHTS, SMALL: CONFIG}
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        yield server


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Model:
    made = model()
    use(monkeypatch, made)
    return made


class Pauses(list[float]):
    """Stands for sleeping."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def fetch(tiny: Model) -> Pauses:
    pauses = Pauses()
    get(tiny, pause=pauses)
    return pauses


def refused(tiny: Model, match: str) -> None:
    with pytest.raises(UserError, match=match) as caught:
        fetch(tiny)
    assert "\n" not in str(caught.value)
    assert not installed(tiny)


def here(tiny: Model) -> dict[str, bytes]:
    """Every file in the model's folder that counts as whole."""
    place = folder(tiny.base)
    paths = [path for path in place.rglob("*") if path.is_file() and path.suffix != ".part" and path.name[0] != "."]
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in paths}


def whole(tiny: Model) -> None:
    assert installed(tiny)
    assert here(tiny) == {LARGE: WEIGHTS, SMALL: CONFIG}


def half(tiny: Model) -> Path:
    return folder(tiny.base) / f"{LARGE}.part"


def test_every_file_comes_and_is_noted_with_its_hash_and_commit(hub: Hub, tiny: Model) -> None:
    words: list[tuple[float, str]] = []
    get(tiny, lambda fraction, message: words.append((fraction, message)))
    whole(tiny)
    assert commit(tiny.base) == COMMIT
    noted = json.loads((folder(tiny.base) / ".packshot.json").read_text())
    assert noted["files"][LARGE] == {"bytes": len(WEIGHTS), "sha256": hashlib.sha256(WEIGHTS).hexdigest()}
    assert noted["files"][SMALL]["sha256"] == hashlib.sha256(CONFIG).hexdigest()
    assert [fraction for fraction, _ in words] == sorted(fraction for fraction, _ in words)
    assert words[0][1].startswith(LARGE)
    assert " of 0 MB, " in words[0][1]
    assert "MB/s" in words[0][1]
    assert words[-1][0] == 1
    assert not half(tiny).exists()


def test_what_is_here_is_not_asked_for_again(hub: Hub, tiny: Model) -> None:
    fetch(tiny)
    fetch(tiny)
    assert (hub.listings, len(hub.asked)) == (1, 2)
    (folder(tiny.base) / SMALL).unlink()
    fetch(tiny)
    assert len(hub.starts(LARGE)) == 1
    whole(tiny)


def test_a_connection_that_breaks_is_taken_up_where_it_broke(hub: Hub, tiny: Model) -> None:
    hub.tricks = [hostile.truncated, hostile.truncated]
    pauses = fetch(tiny)
    first, second, third = hub.starts(LARGE)
    assert first == 0 < second < third
    assert sum(pauses) > 0
    whole(tiny)


@pytest.mark.parametrize("trick", [hostile.truncated, hostile.silent])
def test_what_came_before_it_failed_for_good_is_kept(hub: Hub, tiny: Model, trick: Trick, monkeypatch) -> None:
    monkeypatch.setattr(transport, "SILENCE", 0.2)
    hub.tricks = [Forever(trick)] if trick is hostile.truncated else [trick, *[hostile.status(500)] * 2]
    refused(tiny, "try again later, what has come is kept")
    assert here(tiny) == {}
    came = half(tiny).stat().st_size
    assert 0 < came < len(WEIGHTS)
    hub.tricks, hub.asked = [], []
    fetch(tiny)
    assert hub.starts(LARGE) == [came]
    whole(tiny)


def test_a_server_that_falls_silent_is_given_up(hub: Hub, tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "SILENCE", 0.1)
    hub.tricks = [Forever(lambda handler, data, start: hub.released.wait(20) and None)]
    refused(tiny, "stopped answering; try again later")


def test_a_download_without_a_stated_size_is_whole_only_at_the_size_of_the_list(hub: Hub, tiny: Model) -> None:
    hub.tricks = [hostile.quietly_truncated]
    fetch(tiny)
    assert hub.starts(LARGE) == [0, len(WEIGHTS) // 2]
    whole(tiny)


@pytest.mark.parametrize(
    ("trick", "sentence"),
    [
        (hostile.short, "says that model.safetensors has 299990 bytes, but it must have 300000"),
        (hostile.long, "says that model.safetensors has 300010 bytes, but it must have 300000"),
        (hostile.endless, "more of model.safetensors than it announced"),
        (hostile.forged, "its hash differs.*was deleted"),
        (hostile.web_page, "web page instead of model.safetensors"),
        (hostile.status(404), r"does not give the file \(404\)"),
        (hostile.status(401), r"gated or private; ask for access at http://127.0.0.1:\d+/maker/tiny and set HF_TOKEN"),
        (hostile.status(403), "gated or private"),
        (hostile.sent_to("http://192.0.2.1/model"), "only https is trusted"),
        (hostile.sent_to("file:///etc/passwd"), "only https is trusted"),
        (hostile.sent_to("ftp://127.0.0.1/model"), "only https is trusted"),
        (Forever(hostile.sent_to("https://host:port/")), "try again later"),
        (Forever(hostile.sent_to("model.safetensors")), "redirects more than 5 times"),
    ],
)
def test_what_cannot_be_right_is_refused_at_once_and_comes_right_next_time(
    trick: Trick, sentence: str, hub: Hub, tiny: Model
) -> None:
    hub.tricks = [trick]
    refused(tiny, sentence)
    assert here(tiny) == {}
    hub.tricks = []
    fetch(tiny)
    whole(tiny)


def test_a_small_file_is_held_against_gits_hash(hub: Hub, tiny: Model) -> None:
    hub.tricks = [hostile.fine, hostile.forged]
    refused(tiny, "unet/config.json as downloaded is not the file")
    assert here(tiny) == {LARGE: WEIGHTS}
    fetch(tiny)
    assert len(hub.starts(LARGE)) == 1
    whole(tiny)


def begun(hub: Hub, tiny: Model, data: bytes = WEIGHTS[:100_000]) -> None:
    """As left by an earlier download."""
    half(tiny).parent.mkdir(parents=True)
    half(tiny).write_bytes(data)


@pytest.mark.parametrize("trick", [hostile.rangeless, hostile.misplaced, hostile.unsatisfied])
def test_a_server_that_cannot_go_on_starts_anew(trick: Trick, hub: Hub, tiny: Model) -> None:
    begun(hub, tiny)
    hub.tricks = [trick]
    fetch(tiny)
    assert hub.starts(LARGE)[0] == 100_000
    whole(tiny)


def test_a_beginning_of_another_file_is_found_out(hub: Hub, tiny: Model) -> None:
    begun(hub, tiny, b"other" * 1000)
    refused(tiny, "its hash differs")
    fetch(tiny)
    whole(tiny)


@pytest.mark.parametrize("data", [WEIGHTS, WEIGHTS + b"more"])
def test_a_beginning_that_is_all_or_more_needs_no_trust(hub: Hub, tiny: Model, data: bytes) -> None:
    begun(hub, tiny, data)
    fetch(tiny)
    assert hub.starts(LARGE) == ([] if data == WEIGHTS else [0])
    whole(tiny)


def test_a_server_that_is_busy_is_given_the_time_it_asks_for(hub: Hub, tiny: Model) -> None:
    hub.tricks = [hostile.status(429, Retry_After=7)]
    assert sum(fetch(tiny)) == 7
    whole(tiny)


@pytest.mark.parametrize("said", ["Wed, 21 Oct 2015 07:28:00 GMT", "soon", "-3", ""])
def test_odd_wishes_of_a_busy_server_do_not_matter(hub: Hub, tiny: Model, said: str) -> None:
    hub.tricks = [hostile.status(503, Retry_After=said)]
    assert sum(fetch(tiny)) <= 1
    whole(tiny)


def test_a_server_that_asks_for_too_much_time_is_left(hub: Hub, tiny: Model) -> None:
    hub.tricks = [Forever(hostile.status(429, Retry_After=3600))]
    refused(tiny, "busy.*in 60 minutes")
    assert len(hub.asked) == 1


def test_waiting_can_be_cancelled(hub: Hub, tiny: Model) -> None:
    hub.tricks = [Forever(hostile.status(429, Retry_After=100))]

    def progress(fraction: float, message: str) -> None:
        if message.startswith("Waiting"):
            raise Cancelled

    with pytest.raises(Cancelled):
        get(tiny, progress, Pauses())


def test_a_server_that_fails_twice_is_asked_a_third_time(hub: Hub, tiny: Model) -> None:
    hub.tricks = [hostile.status(500), hostile.status(502)]
    assert sum(fetch(tiny)) == 1 + 2
    whole(tiny)


def test_a_server_that_fails_on_and_on_is_given_up(hub: Hub, tiny: Model) -> None:
    hub.tricks = [Forever(hostile.status(500))]
    refused(tiny, r"failed \(500\); try again later")
    assert len(hub.asked) == 3


def test_five_redirects_are_followed_and_the_token_stays_at_home(
    hub: Hub, tiny: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with Hub() as elsewhere:
        elsewhere.files = hub.files
        hops = [hostile.sent_to(f"{hub.address}/hop/{LARGE}")] * 4
        hub.tricks = [*hops, hostile.sent_to(f"{elsewhere.address}/signed/{LARGE}")]
        fetch(tiny)
        assert elsewhere.asked == [(f"/signed/{LARGE}", 0, None)]
    assert {token for *_, token in hub.asked} == {"Bearer hf_secret"}
    whole(tiny)


def test_plain_http_is_for_this_machine_only(tiny: Model, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_reach", lambda url: None)
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.example.com")
    refused(tiny, "only https is trusted")


def test_cancelling_keeps_what_came(hub: Hub, tiny: Model) -> None:
    def progress(fraction: float, message: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        get(tiny, progress)
    came = half(tiny).stat().st_size
    assert 0 < came < len(WEIGHTS)
    fetch(tiny)
    assert hub.starts(LARGE) == [0, came]
    whole(tiny)


@pytest.mark.parametrize(
    "said",
    [
        b"", b"<html></html>", b"{}", b"[]", b'{"sha": "main", "siblings": []}', b"{" * 5000, b"\xff\xfe",
        json.dumps({"sha": COMMIT, "siblings": [{"rfilename": LARGE, "blobId": "x", "size": -1}]}).encode(),
        json.dumps({"sha": COMMIT[::-1], "siblings": []}).encode(),
        json.dumps({"sha": COMMIT, "siblings": []}).encode(),
        b" " * 9_000_000,
    ],
    ids=range(11),
)  # fmt: skip
def test_a_list_that_makes_no_sense_is_refused(said: bytes, hub: Hub, tiny: Model) -> None:
    hub.listing = said
    refused(tiny, "list of files|another commit|has no file")
    assert hub.asked == []


@pytest.mark.parametrize("code", [401, 404, 500])
def test_a_list_that_is_not_given_is_refused(code: int, hub: Hub, tiny: Model) -> None:
    hub.listing = hostile.status(code)
    refused(tiny, str(code))


def test_files_that_only_the_list_names_are_never_written(hub: Hub, tiny: Model, home: Path) -> None:
    rows = hub.described()
    evil = ("../../evil", "/tmp/evil", "..\\evil", ".bashrc", "evil.py")
    rows["siblings"] += [{"rfilename": name, "blobId": "0" * 40, "size": 4} for name in evil]
    hub.listing = json.dumps(rows).encode()
    fetch(tiny)
    whole(tiny)
    assert len(hub.asked) == 2
    assert not [path for path in home.rglob("*") if "evil" in path.name or path.name == ".bashrc"]


def test_a_full_disk_is_foreseen(hub: Hub, tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_free(size: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=size))

    with_free(round(1.04 * len(WEIGHTS + CONFIG)))
    refused(tiny, "needs 0.3 MB, but ~/models has only 0.3 MB free; make room, or set PACKSHOT_MODELS")
    assert hub.asked == []
    begun(hub, tiny)
    fetch(tiny)
    whole(tiny)


def test_a_disk_that_cannot_be_written_is_named(hub: Hub, tiny: Model) -> None:
    folder(tiny.base).mkdir(parents=True)
    (folder(tiny.base) / "unet").write_text("in the way")
    refused(tiny, "config.json could not be written")


def test_a_folder_of_models_that_is_none_is_named(tiny: Model, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").write_text("no folder")
    monkeypatch.setenv("PACKSHOT_MODELS", str(home / "file"))
    refused(tiny, r"folder of models .* cannot be written")


def test_empty_files_come_too(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.files["merges.txt"] = b""
    tiny = model("tiny", part("maker/tiny", "merges.txt"))
    use(monkeypatch, tiny)
    fetch(tiny)
    assert here(tiny) == {"merges.txt": b""}


def test_another_hash_than_the_registrys_is_refused_before_anything_comes(hub: Hub, monkeypatch) -> None:
    files = [{"path": LARGE, "sha256": "0" * 64}]
    tiny = model("tiny", part(files=files))
    use(monkeypatch, tiny)
    refused(tiny, "hash of model.safetensors on the hub is not what it was or ought to be")
    assert hub.asked == []
    hearsay = model("tiny", part(files=files, unverified=["sha256"]))
    fetch(hearsay)
    assert installed(hearsay)


def test_a_hash_that_was_trusted_once_must_stay_the_same(hub: Hub, tiny: Model) -> None:
    fetch(tiny)
    (folder(tiny.base) / LARGE).unlink()
    hub.files[LARGE] = bytes(len(WEIGHTS))
    refused(tiny, "is not what it was")
    assert here(tiny) == {SMALL: CONFIG}


def test_a_branch_is_pinned_by_the_first_download(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = model("tiny", part(revision="main"))
    use(monkeypatch, tiny)
    fetch(tiny)
    assert commit(tiny.base) == COMMIT
    (folder(tiny.base) / SMALL).unlink()
    fetch(tiny)
    assert all(f"/resolve/{COMMIT}/" in path for path, *_ in hub.asked)
    remove(tiny)
    hub.commit = COMMIT[::-1]
    fetch(tiny)
    assert commit(tiny.base) == COMMIT[::-1]


def test_a_file_that_stands_there_gives_way_only_to_a_right_one(hub: Hub, tiny: Model) -> None:
    fetch(tiny)
    old = folder(tiny.base) / LARGE
    old.write_bytes(b"half of it")
    assert not installed(tiny)
    hub.tricks = [hostile.forged]
    refused(tiny, "its hash differs")
    assert old.read_bytes() == b"half of it"
    fetch(tiny)
    whole(tiny)


def test_two_at_once_do_not_get_in_each_others_way(hub: Hub, tiny: Model) -> None:
    arrived, waiting = Event(), Event()

    def held_up(handler: hostile.Handler, data: bytes, start: int) -> None:
        arrived.set()
        waiting.wait(20)
        hostile.fine(handler, data, start)

    hub.tricks = [held_up]
    first = Thread(target=fetch, args=(tiny,))
    first.start()
    assert arrived.wait(20)

    def progress(fraction: float, message: str) -> None:
        if "another download" in message:
            waiting.set()

    get(tiny, progress, lambda seconds: first.join(20))
    first.join(20)
    assert len(hub.asked) == 2
    whole(tiny)


def test_nothing_comes_of_a_licence_that_was_not_accepted(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    strict = model("tiny", part(commercial="conditions"))
    use(monkeypatch, strict)
    with pytest.raises(MissingModel, match="--accept"):
        fetch(strict)
    assert hub.listings == 0
    accept(strict)
    fetch(strict)
    whole(strict)


def rembg_model(url: str) -> Model:
    """As the registry has rembg's models: from a fixed address, with sizes by hearsay."""
    base = part("danielgatis/rembg", revision="v0.0.0", unverified=["bytes"])
    file = File.model_construct(path="isnet.onnx", bytes=123, sha256=None, url=url)
    made = model("isnet", base.model_copy(update={"files": (file,)}), loads="rembg.isnet", jobs=["cutout"])
    return made


def test_what_lies_on_no_hub_comes_from_its_address_to_where_it_is_looked_for(hub: Hub, home: Path) -> None:
    hub.files = {"v0/whatever.onnx": WEIGHTS}
    isnet = rembg_model(f"{hub.address}/v0/whatever.onnx")
    path = home / ".rembg/models/isnet/isnet.onnx"
    path.parent.mkdir(parents=True)
    path.with_name("isnet.onnx.part").write_bytes(b"of which nobody knows whether it fits")
    fetch(isnet)
    assert path.read_bytes() == WEIGHTS
    assert (hub.listings, hub.starts(".onnx")) == (0, [0])
    assert commit(isnet.base) == "v0.0.0"
    path.write_bytes(b"damaged")
    hub.tricks = [hostile.forged]
    with pytest.raises(UserError, match="its hash differs"):
        fetch(isnet)
    assert path.read_bytes() == b"damaged"
    fetch(isnet)
    assert path.read_bytes() == WEIGHTS
    noted = manifest.read(isnet.base)
    assert noted is not None
    assert noted.files["isnet.onnx"].sha256 == hashlib.sha256(WEIGHTS).hexdigest()


@pytest.mark.parametrize("trick", [hostile.quietly_truncated, hostile.web_page])
def test_of_what_nothing_is_known_the_server_must_tell(trick: Trick, hub: Hub) -> None:
    hub.files = {"isnet.onnx": WEIGHTS}
    hub.tricks = [trick]
    refused(rembg_model(f"{hub.address}/isnet.onnx"), "does not say how large|web page")


def test_no_network_is_said_at_once(tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{unheard.getsockname()[1]}")
        refused(tiny, "127.0.0.1 cannot be reached")


def test_a_look_up_that_never_ends_is_not_waited_for(tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = Event()
    monkeypatch.setattr(transport, "REACH", 0.05)
    monkeypatch.setattr(socket, "create_connection", lambda *_: stuck.wait(20) and socket.socket())
    refused(tiny, "huggingface.co cannot be reached")
    stuck.set()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [("HF_HUB_OFFLINE", "1", "while HF_HUB_OFFLINE is set"), ("HF_ENDPOINT", "http://host:port", "is no address")],
)
def test_settings_that_forbid_it_are_named(name: str, value: str, sentence: str, tiny: Model, monkeypatch) -> None:
    monkeypatch.setenv(name, value)
    refused(tiny, sentence)
