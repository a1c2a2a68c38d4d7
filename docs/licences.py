"""The page of models and licences, from the registry: `python -m docs.licences` writes docs/models.md anew."""

from html import escape
from pathlib import Path

from pipelines.diffusion.registry import JOBS, TIERS, Commercial, Job, Model, Part, default, registry

PAGE = Path(__file__).with_name("models.md")
_HUB = "https://huggingface.co"
_USE: dict[Commercial, str] = {"yes": "yes", "conditions": "with conditions", "no": "no"}
_COLUMNS = ("Model", "Made of", "Licence", "Commercial use", "Download", "Memory in GB", "Default in")
_INTRO = """\
# Models and their licences

Made from `presets/models.yaml` by `python -m docs.licences`; do not edit it by hand.

No model comes with the code, and none is fetched unless you ask for it (`python -m pipelines models get ID`). Every
default may simply be used commercially. What may be used *with conditions* has to be accepted first, and the metadata
of the picture says so. The licence texts that are linked decide, not this page.

A * marks what rests on a single second-hand source or on an estimate. Memory is the peak at the model's own size of
picture: of the GPU, in the CPU tier of main memory; it was worked out, not measured, unless it is in **bold**.
"""
_REFUSED = """\
## Not offered

| Model | For | Licence | Commercial use | Why not |
|---|---|---|---|---|
"""


def page() -> str:
    """The whole page, as Markdown."""
    offered = [model for model in registry().models if model.refused is None]
    return "\n".join([_INTRO, *filter(None, (_job(job, offered) for job in JOBS)), _notes(offered), _refused()])


def _job(job: Job, offered: list[Model]) -> str:
    rows = [_row(job, model) for model in offered if job in model.jobs]
    if not rows:
        return ""
    lines = (_line(_COLUMNS), "|" + "---|" * len(_COLUMNS), *map(_line, rows))
    return "\n".join((f"## {job}\n", *lines, _studio(job)))


def _row(job: Job, model: Model) -> tuple[str, ...]:
    wanted = [tier for tier in TIERS if default(job, tier) == model.id]
    return (
        f"{escape(model.name)} (`{model.id}`)", "<br>".join(map(_made, model.parts)), _licences(model),
        _commercial(model), _size(model), _memory(model), ", ".join(wanted) or "–",
    )  # fmt: skip


def _studio(job: Job) -> str:
    """What is taken where no model is the default."""
    by_tier = registry().defaults.get(job, {})
    rest = [tier for tier in TIERS if by_tier.get(tier) == "studio"]
    return f"\nThe embedded studio is the default in: {', '.join(rest)}.\n" if rest else ""


def _made(part: Part) -> str:
    """Where a part comes from, with a link to the very commit where the hub has it."""
    shown = part.revision[:10] + _star(part, "revision")
    if all(file.url for file in part.files):
        return f"[{part.hub_id}]({part.files[0].url}) {shown}"
    return f"[{part.hub_id}]({_HUB}/{part.hub_id}/tree/{part.revision}) {shown}"


def _licences(model: Model) -> str:
    """Each licence once, with a link to the text of the first part that is under it."""
    first: dict[str, Part] = {}
    for part in model.parts:
        first.setdefault(part.licence, part)
    doubtful = {part.licence for part in model.parts if "licence" in part.unverified}
    links = (f"[{escape(name)}]({part.licence_url})" + "*" * (name in doubtful) for name, part in first.items())
    return "<br>".join(links) or "–"


def _commercial(model: Model) -> str:
    doubtful = any("commercial" in part.unverified for part in model.parts)
    return _USE[model.commercial] + "*" * doubtful


def _size(model: Model) -> str:
    files = [file for part in model.parts for file in part.files]
    if not any(file.bytes for file in files):
        return "unknown"
    shown = f"{model.bytes / 1e9:.1f} GB" if model.bytes >= 1e9 else f"{model.bytes / 1e6:.0f} MB"
    return shown + "*" * any("bytes" in part.unverified or "files" in part.unverified for part in model.parts)


def _memory(model: Model) -> str:
    """The peak in each tier that the model fits, tiers of one figure together."""
    tiers: dict[str, list[str]] = {}
    for tier in TIERS:
        if fit := model.fits.get(tier):
            figure = f"**{fit.memory_gb:g}**" if fit.measured else f"{fit.memory_gb:g}"
            tiers.setdefault(figure, []).append(tier)
    return "<br>".join(f"{', '.join(names)}: {figure}" for figure, names in tiers.items())


def _star(part: Part, field: str) -> str:
    return "*" if field in part.unverified else ""


def _notes(models: list[Model]) -> str:
    rows = (f"- **{escape(model.name)}**: {escape(model.note.strip(), quote=False)}" for model in models if model.note)
    return "\n".join(("## Notes\n", *rows, ""))


def _refused() -> str:
    rows = (
        (escape(model.name), ", ".join(model.jobs), _licences(model), _commercial(model) if model.parts else "–",
         escape(model.refused, quote=False))
        for model in registry().models if model.refused is not None
    )  # fmt: skip
    return _REFUSED + "\n".join(map(_line, rows)) + "\n"


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
