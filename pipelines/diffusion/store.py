"""The models that jobs may use: which there are, whether their files are here, and whether the seller accepted them."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from pipelines.core.errors import UserError
from pipelines.diffusion import manifest
from pipelines.diffusion.manifest import root
from pipelines.diffusion.places import cached, commit, folder, found, places, typed
from pipelines.diffusion.registry import Job, Model, Part, Tier, default, own, registry

__all__ = [
    "MissingModel", "accept", "accepted", "commit", "folder", "installed", "known", "missing", "model_of",
    "needs_acceptance", "on_disk", "remove", "root", "serving", "size_words", "unusable",
]  # fmt: skip

_COMMAND = "python -m pipelines models"


class MissingModel(UserError):
    """A model's files are not on this machine, or cannot be used; the sentence says how to get them."""


def known() -> dict[str, Model]:
    """Every model by its id: those that come with the code, then the seller's own. Raises UserError, DataError."""
    shipped = {model.id: model for model in registry().models}
    added = {model.id: model for model in own(root() / "models.yaml")}
    if both := sorted(shipped.keys() & added.keys()):
        raise UserError(f"models.yaml in the folder of models adds {both[0]}, which Packshot has; call it otherwise.")
    return shipped | added


def model_of(id: str, job: Job | None = None) -> Model:
    """A model on offer, by its id; where a job is named, one that serves it.

    Raises UserError where it is unknown, refused (with the reason), or does other jobs.
    """
    every = known()
    offered = [model.id for model in every.values() if model.refused is None and (job is None or job in model.jobs)]
    near = ", ".join(get_close_matches(id, offered, 3, 0.0)) or "none"
    if id not in every:
        raise UserError(f"There is no model of that name; the names most like it are: {near}.")
    if (why := every[id].refused) is not None:
        raise UserError(f"The model {id} is not offered, because {why}; others are: {near}.")
    if id not in offered:
        raise UserError(f"The model {id} does not serve {job}; the names most like it that do are: {near}.")
    return every[id]


def serving(job: Job, tier: Tier) -> tuple[Model, ...]:
    """The models on offer for a job in a tier, its default first; none of them is the studio engine."""
    first = default(job, tier)
    offered = (model for model in known().values() if model.refused is None)
    fitting = (model for model in offered if job in model.jobs and tier in model.fits)
    return tuple(sorted(fitting, key=lambda model: model.id != first))


def installed(model: Model) -> bool:
    """Whether every file of the model is here, as far as its size is known whole."""
    return bool(model.parts) and all(found(model, part, file) for part in model.parts for file in part.files)


def on_disk(model: Model) -> int:
    """The bytes that its files take on this machine, those in the hub's cache included."""
    return sum(path.stat().st_size for path in _here(model))


def missing(model: Model) -> MissingModel:
    """The error that says what the model is and how to get it."""
    size = size_words(model.bytes) if model.bytes else "size not known"
    return MissingModel(
        f"The model {model.id} is not on this machine; get it ({model.name}, {size}, licence "
        f"{model.licence}, commercial use: {model.commercial}) with: {_getting(model)}"
    )


def unusable(model: Model, why: Exception) -> MissingModel:
    """The error for files that are here but are not the model, or do not fit into memory."""
    return MissingModel(
        f"The files of the model {model.id} could not be loaded ({type(why).__name__}): they are damaged, not that "
        "model, or too large for the memory that is free; close other programs, or get them anew with: "
        f"{_COMMAND} remove {model.id} && {_getting(model)}"
    )


def accept(model: Model) -> None:
    """Note that the person accepted the model's licence, for this machine's folder of models."""
    today = datetime.now(UTC).date().isoformat()
    notes = {**_acceptances(), model.id: {"licence": model.licence, "date": today}}
    manifest.replace(root() / "accepted.json", json.dumps(notes, indent=1).encode())


def accepted(model: Model) -> bool:
    """Whether the model may be used: it may be by all, or the person accepted the licence that it has now."""
    note = _acceptances().get(model.id)
    return model.commercial == "yes" or (isinstance(note, dict) and note.get("licence") == model.licence)


def needs_acceptance(model: Model) -> MissingModel:
    """The error that says that the licence has to be read and accepted first, where it stands, and how."""
    asks = [part for part in model.parts if part.commercial != "yes"]
    where = ", ".join(dict.fromkeys(part.licence_url for part in asks))
    strict = "does not allow commercial use" if model.commercial == "no" else "sets conditions for commercial use"
    return MissingModel(
        f"The licence of the model {model.id} ({model.licence}) {strict}; read it at {where} and accept it with: "
        f"{_getting(model)}"
    )


def remove(model: Model) -> int:
    """Delete the model's files; the bytes freed.

    What another model that is here needs stays, and so does all that Packshot or rembg did not put there. Raises
    UserError where nothing can be deleted, with the reason.
    """
    others = [other for other in known().values() if other.id != model.id and installed(other)]
    needed = {path for other in others for path in _here(other)}
    freed = sum(_clear(model, part, needed) for part in model.parts)
    if not freed:
        raise UserError(_kept_because(model, needed))
    return freed


def size_words(size: int) -> str:
    """Bytes as a person reads them, in powers of ten."""
    unit, value = ("GB", size / 1e9) if size >= 1e9 else ("MB", size / 1e6)
    return f"{value:.0f} {unit}" if value >= 20 else f"{value:.1f} {unit}"


def _getting(model: Model) -> str:
    return f"{_COMMAND} get {model.id}" + ("" if model.commercial == "yes" else " --accept")


def _here(model: Model) -> tuple[Path, ...]:
    paths = (found(model, part, file) for part in model.parts for file in part.files)
    return tuple(path for path in paths if path is not None)


def _acceptances() -> dict[str, object]:
    """What was accepted; nothing where no sense can be made of the note, so that the person is asked again."""
    try:
        notes = json.loads((root() / "accepted.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def _clear(model: Model, part: Part, needed: set[Path]) -> int:
    """Delete the files of one part, and what was begun of them, except what is needed; the bytes freed."""

    def busy() -> None:
        raise UserError(f"The model {model.id} is being fetched at this moment; remove it when that has ended.")

    freed, gone = 0, []
    with manifest.held(part, busy):
        for file in part.files:
            targets = [path for path in places(model, part, file) if path not in needed]
            freed += sum(_delete(path) for place in targets for path in (place, manifest.half(place)))
            gone += [file.path] if targets else []
        manifest.forget(part, gone)
        _prune(manifest.folder(part))
    return freed


def _delete(path: Path) -> int:
    if not path.is_file():
        return 0
    size = path.stat().st_size
    try:
        path.unlink()
    except OSError as error:
        raise UserError(f"{typed(path)} could not be deleted ({error.strerror}); close what uses it.") from error
    return size


def _prune(place: Path) -> None:
    """Delete the empty folders that are left, the place itself and its parent among them."""
    inner: Iterable[Path] = sorted((path for path in place.rglob("*") if path.is_dir()), reverse=True)
    for path in (*inner, place, place.parent):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _kept_because(model: Model, needed: set[Path]) -> str:
    here = _here(model)
    if not here:
        return f"The model {model.id} is not on this machine; nothing was removed."
    if here[0] in needed:
        return f"All files of the model {model.id} belong to another model too; remove that one first."
    cache = next(place for part in model.parts if (place := cached(part)))
    return (
        f"The model {model.id} lies in the Hugging Face hub's cache, which other programs use too; "
        f"delete it there: {typed(cache)}"
    )
