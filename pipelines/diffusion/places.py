"""Where the files of models lie: Packshot's own folder, the Hugging Face hub's cache, and rembg's folder."""

import os
import re
import shlex
from pathlib import Path

from pipelines.diffusion import manifest
from pipelines.diffusion.registry import File, Model, Part

_REMBG = "rembg."
_COMMIT = re.compile(r"[0-9a-f]{40}")


def rembg_name(model: Model) -> str | None:
    """The name under which rembg runs the model; None where it is not one of rembg's."""
    return model.loads.removeprefix(_REMBG) if model.loads.startswith(_REMBG) else None


def folder(part: Part) -> Path:
    """The folder that holds all files of a part: Packshot's own, else the hub's cache; where neither does, the own
    one, which `get` fills. Files of rembg's models lie elsewhere: see `places`."""
    own = manifest.folder(part)
    return own if _complete(own, part) else cached(part) or own


def cached(part: Part) -> Path | None:
    """The part's snapshot in the hub's cache, which other programs filled; None where it is not there as a whole.

    Layout: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
    """
    store = _hub_cache() / f"models--{part.hub_id.replace('/', '--')}"
    commit = part.revision
    if not _COMMIT.fullmatch(commit):
        try:
            commit = (store / "refs" / part.revision).read_text("ascii").strip()
        except (OSError, ValueError):
            return None
    snapshot = store / "snapshots" / commit
    return snapshot if _COMMIT.fullmatch(commit) and _complete(snapshot, part) else None


def commit(part: Part) -> str:
    """The commit that a part's files are of: as fetched, as the hub's cache says, else the registry's revision."""
    if kept := manifest.read(part):
        return kept.commit
    found = cached(part)
    return found.name if found else part.revision


def places(model: Model, part: Part, file: File) -> tuple[Path, ...]:
    """Where one file may lie, the place that `get` writes to first; the hub's cache is not among them."""
    name = rembg_name(model)
    return _rembg_places(name, file.path) if name else (manifest.folder(part) / file.path,)


def found(model: Model, part: Part, file: File) -> Path | None:
    """Where one file lies, whole; None where it does not. What lies where rembg looks it takes as it is, and so do we:
    it may be the seller's own."""
    if rembg_name(model):
        return next((path for path in places(model, part, file) if path.is_file()), None)
    path = folder(part) / file.path
    return path if _there(path, manifest.sizes(part)[file.path]) else None


def lacking(model: Model, part: Part) -> list[File]:
    """The files that are not here, or not of the size that they ought to have."""
    sizes = manifest.sizes(part)
    here = {file.path: found(model, part, file) for file in part.files}
    return [file for file in part.files if not ((path := here[file.path]) and _there(path, sizes[file.path]))]


def typed(path: Path) -> str:
    """The path as a person would type it, without the name of the account."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else shlex.quote(str(path))


def _complete(place: Path, part: Part) -> bool:
    return all(_there(place / path, size) for path, size in manifest.sizes(part).items())


def _there(path: Path, size: int | None) -> bool:
    """Whether a file is there and, as far as its size in bytes is known, whole."""
    return path.is_file() and size in (None, path.stat().st_size)


def _hub_cache() -> Path:
    """As huggingface_hub 2.4 has it (`constants.py`), without importing it."""
    named = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE")
    general = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = os.environ.get("HF_HOME") or os.path.join(general, "huggingface")
    return Path(os.path.expandvars(named or os.path.join(home, "hub"))).expanduser()


def _rembg_places(name: str, file: str) -> tuple[Path, Path]:
    """Where rembg 2.0.86 looks (`BaseSession.resolve_existing`): its own folder first, then the old flat one."""
    data = os.environ.get("XDG_DATA_HOME")
    old = os.environ.get("U2NET_HOME", os.path.join("~" if data is None else data, ".u2net"))
    default = os.path.join(data, "rembg") if data else "~/.rembg"
    home = os.environ.get("U2NET_HOME") or os.environ.get("REMBG_HOME", default)
    return Path(home).expanduser() / "models" / name / file, Path(old).expanduser() / file
