"""Models: which there are for each job, which are here, and how to get or remove one."""

import json
import sys
from collections.abc import Container, Iterator
from itertools import groupby
from operator import itemgetter
from textwrap import shorten
from typing import Annotated, Any

import typer

from pipelines.core.command import Json, group
from pipelines.core.progress import Progress, silent
from pipelines.diffusion import store
from pipelines.diffusion.download import get
from pipelines.diffusion.registry import JOBS, STUDIO, TIERS, Job, Model, Tier, default, registry
from pipelines.studio.networks import card

NETWORKS: dict[Job, tuple[str, ...]] = {
    "cutout": ("cutout",), "upscale": ("upscale_x2", "upscale_x4"), "depth": ("shape",),
}  # fmt: skip
"""The studio engine's own networks, by the job that they serve; its other jobs need none."""

Id = Annotated[str, typer.Argument(help="id of a model, as `models list` prints it")]
models_command = group("models", "The models that jobs may use: list them, get one, remove one.")


def rows() -> list[dict[str, Any]]:
    """A row for each job, tier and model on offer, the studio engine included where it is the default of some tier.

    `bytes` of a model are its files' as far as known, `on_disk` those that are here. A tier's default comes first.
    """
    weights = {model.id: store.on_disk(model) for model in store.known().values()}
    return [row for job in JOBS for tier in TIERS for row in _rows(job, tier, weights)]


def _rows(job: Job, tier: Tier, weights: dict[str, int]) -> Iterator[dict[str, Any]]:
    built_in = STUDIO in registry().defaults.get(job, {}).values()
    found = [_studio(job, tier)] if built_in else []
    found += [_row(job, tier, model, weights[model.id]) for model in store.serving(job, tier)]
    yield from sorted(found, key=lambda row: not row["default"])


def _row(job: Job, tier: Tier, model: Model, on_disk: int) -> dict[str, Any]:
    return {
        "job": job,
        "id": model.id,
        "hub_id": model.base.hub_id,
        "revision": model.base.revision,
        "licence": model.licence,
        "commercial": model.commercial,
        "default": model.id == default(job, tier),
        "builtin": False,
        "tier": tier,
        "bytes": model.bytes,
        "on_disk": on_disk,
    }


def _studio(job: Job, tier: Tier) -> dict[str, Any]:
    """The embedded engine's row: what it needs came with the code."""
    cards = [card(name) for name in NETWORKS.get(job, ())]
    size = sum(about.bytes for about in cards)
    return {
        "job": job,
        "id": STUDIO,
        "hub_id": None,
        "revision": None,
        "licence": " + ".join(dict.fromkeys(about.licence for about in cards)) or card("cutout").licence,
        "commercial": "yes",
        "default": default(job, tier) == STUDIO,
        "builtin": True,
        "tier": tier,
        "bytes": size,
        "on_disk": size,
    }


def table(entries: list[dict[str, Any]], here: Container[str]) -> str:
    """For people: under each job its models with size, licence, commercial use, tiers (* default) and whether here."""
    grouped: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in entries:
        grouped.setdefault((entry["job"], entry["id"]), []).append(entry)
    lines = [(job, *_cells(mine, id in here)) for (job, id), mine in grouped.items()]
    lines.insert(0, ("", "id", "size", "licence", "commercial", "tiers (* default)", "here"))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)][1:]
    shown = []
    for job, under in groupby(lines, itemgetter(0)):
        shown += [f"\n{job}"] if job else []
        for _, *cells in under:
            shown.append("  " + "  ".join(map(str.ljust, cells, widths)).rstrip())
    return "\n".join(shown)


def _cells(mine: list[dict[str, Any]], here: bool) -> tuple[str, ...]:
    first = mine[0]
    tiers = sorted(mine, key=lambda row: TIERS.index(row["tier"]))
    named = " ".join(row["tier"] + "*" * row["default"] for row in tiers)
    size = store.size_words(first["bytes"]) if first["bytes"] else "–"
    place = "built in" if first["builtin"] else "yes" if here else "no"
    return first["id"], size, shorten(first["licence"], 36, placeholder=" …"), first["commercial"], named, place


def obtain(id: str, accept: bool = False, progress: Progress = silent) -> Model:
    """Fetch what is lacking of a model; `accept` says that the person accepts its licence.

    Raises Cancelled, and UserError where there is no such model, its licence has to be accepted first, or a file does
    not come.
    """
    model = store.model_of(id)
    if accept:
        store.accept(model)
    get(model, progress)
    return model


@models_command
def list_(as_json: Json = False) -> None:
    """List every model by job: size, licence, commercial use, tiers of memory, and whether it is here."""
    if as_json:
        print(json.dumps(rows(), ensure_ascii=False, indent=2))
    else:
        print(table(rows(), {model.id for model in store.known().values() if store.installed(model)}))


@models_command
def get_(
    id: Id, accept: Annotated[bool, typer.Option("--accept", help="you have read its licence and accept it")] = False
) -> None:
    """Fetch a model's files; what was begun is gone on with."""
    watched = sys.stderr.isatty()
    try:
        model = obtain(id, accept, _tell if watched else silent)
    finally:
        if watched:
            print(file=sys.stderr)  # ends the line that changes
    print(f"{model.id} is here: {store.size_words(store.on_disk(model))}, licence {model.licence}")


@models_command
def remove_(id: Id) -> None:
    """Delete a model's files, except those that another model here needs."""
    print(f"{id} was removed: {store.size_words(store.remove(_anyhow(id)))} are free again")


def _anyhow(id: str) -> Model:
    """A model by its id, also where it is no longer on offer: it may still take room on the disk."""
    return store.known().get(id) or store.model_of(id)


def _tell(fraction: float, message: str) -> None:
    """Tell a person at a terminal, in one line that changes."""
    print(f"\r{fraction:4.0%}  {message[:70]:<70}", end="", file=sys.stderr, flush=True)
