"""Export: the slots a store has, the files made for them, and what the checker found on each."""

from dataclasses import dataclass
from html import escape

import gradio as gr

from pipelines.bundle import bundle, held_back
from pipelines.core.channel import Channel, channels
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.preview import fit
from pipelines.core.product import slug
from pipelines.core.shot import Deliverable, Row, Shot
from pipelines.export import Export
from pipelines.further import LEFT_OUT, with_further
from pipelines.listing import files
from pipelines.scene import templates
from ui import more_photos
from ui.state import Exported, Visitor
from ui.widgets import empty, heading, image, notice
from ui.wiring import Updates, Wiring

_THUMBNAIL = 240
_WHITE = "white_main"
_MORE = "With the angles and details of the set"


@dataclass(frozen=True)
class ExportTab:
    """The tab's components."""

    nothing: gr.HTML
    room: gr.Column
    slots: gr.CheckboxGroup
    template: gr.Dropdown
    more: gr.Checkbox
    force: gr.Checkbox
    go: gr.Button
    archive: gr.DownloadButton
    results: gr.HTML


def render() -> ExportTab:
    """Make the components."""
    nothing = gr.HTML(empty("Nothing to export yet", "Add a photo on the Product tab, then choose your stores here."))
    with gr.Column(visible=False) as room:
        gr.HTML(
            heading("Where will it be sold?", "Each file is composed anew for its slot, then read back and checked.")
        )
        choices = [(_slot(channel), id) for id, channel in channels().items()]
        slots = gr.CheckboxGroup(choices, value=[id for _, id in choices], show_label=False, elem_id="slots")
        scenes = [
            ("As each store expects", ""),
            *((t.name, id) for id, t in templates().items() if t.stage is not None),
        ]
        template = gr.Dropdown(scenes, value="", label="Scene where a store allows one", elem_id="export-scene")
        more = gr.Checkbox(True, label=_MORE, visible=False, container=False, elem_id="further")
        force = gr.Checkbox(label="Include files that fail a rule", container=False, elem_id="force")
        go = gr.Button("Export", variant="primary", size="lg", elem_id="export")
        results = gr.HTML(elem_id="results")
        archive = gr.DownloadButton("Download the files (zip)", visible=False, variant="primary", elem_id="archive")
    return ExportTab(nothing, room, slots, template, more, force, go, archive, results)


def _slot(channel: Channel) -> str:
    """What is made for a slot: its name, and below it the rules in short."""
    ground = ", pure white" if channel.template == _WHITE else ""
    limit = f", under {channel.byte_limit / 1e6:g} MB" if channel.byte_limit else ""
    several = f", up to {channel.pictures.most} pictures" if channel.pictures.most > 1 else ""
    return f"{channel.title}\n{channel.width} × {channel.height} {channel.format}{ground}{limit}{several}"


def show(tab: ExportTab, visitor: Visitor) -> Updates:
    """The tab for a session; results only while their product lies on the desk."""
    shot = visitor.session.desk.current
    ready = shot is not None and shot.cutout is not None
    made = visitor.exported if visitor.exported and visitor.exported.of is shot else None
    return {
        tab.nothing: gr.update(visible=not ready),
        tab.room: gr.update(visible=ready),
        tab.more: gr.update(visible=ready and bool(further(visitor))),
        tab.archive: gr.update(visible=made is not None and made.archive is not None, value=made and made.archive),
        tab.results: _results(visitor, made) if made else "",
    }


def _results(visitor: Visitor, made: Exported) -> str:
    cards = "".join(_card(visitor, shot, shot.file) for shot in made.shots if shot.file)
    return f'<div class="files">{_verdict(made)}{_kept_back(made)}{_left_out(made)}{cards}</div>'


def _verdict(made: Exported) -> str:
    """Whether the files that may leave keep their stores' rules."""
    free = [shot.file for shot in made.shots if shot.file and not held_back(shot)]
    failed = [file for file in free if not file.passed]
    if not failed:
        return notice("good", f"All {len(free)} files keep their store's rules.") if free else ""
    fate = "They are in the zip because you asked for it; the report says so." if made.forced else "They are left out."
    why = tuple(f"{file.name}: {'; '.join(row.fault for row in file.broken)}" for file in failed)
    return notice("care", f"{len(failed)} of {len(free)} files break a rule. {fate}", why)


def _kept_back(made: Exported) -> str:
    """What is not in the zip whatever the rules say, by its reason."""
    names: dict[str, list[str]] = {}
    for shot in made.shots:
        reason = held_back(shot)
        if reason and shot.file:
            names.setdefault(reason, []).append(shot.file.name)
    count = sum(map(len, names.values()))
    lines = tuple(f"{_begun(reason)}: {', '.join(of)}." for reason, of in names.items())
    return notice("care", f"{count} of {len(made.shots)} files are held back.", lines) if count else ""


def _left_out(made: Exported) -> str:
    """What no slot had room for."""
    lines = tuple(note for shot in made.shots for note in shot.notes if note.startswith(LEFT_OUT))
    return notice("care", "Not everything had room.", lines) if lines else ""


def _begun(reason: str) -> str:
    return reason[0].upper() + reason[1:]


def _card(visitor: Visitor, shot: Shot, file: Deliverable) -> str:
    picture = image(visitor.drawn(shot, "thumbnail", lambda: fit(shot.pixels, _THUMBNAIL)), file.name)
    held = held_back(shot)
    mark, fate = ("fail", "held back") if held else ("pass", "passes") if file.passed else ("fail", "fails")
    why = f'<br><span class="note">{escape(_begun(held))}.</span>' if held else ""
    height, width = shot.pixels.shape[:2]
    size = f"{width}&nbsp;×&nbsp;{height}, {len(file.data) / 1e6:.2f}&nbsp;MB"
    notes = (f'<tr class="advice"><td colspan="4">{escape(note)}</td></tr>' for note in dict.fromkeys(shot.notes))
    return (
        f'<details class="file {mark}"><summary>{picture}'
        f'<span><span class="name">{escape(file.name)}</span>{why}</span>'
        f'<span class="note">{size}</span><span class="mark">{fate}</span></summary><div class="scroll"><table>'
        f"{''.join(notes)}<tr><th>Rule</th><th>Result</th><th>Measured</th><th>Limit</th></tr>"
        f"{''.join(map(_row, file.rows))}</table></div></details>"
    )


def _row(row: Row) -> str:
    result = "kept" if row.passed else "broken" if row.hard else "advice"
    cells = "".join(f"<td>{escape(text)}</td>" for text in (row.rule, result, row.measured, row.limit))
    return f'<tr class="{result}">{cells}</tr>'


def listen(tab: ExportTab, wiring: Wiring) -> None:
    """Wire the events."""
    wiring.job(tab.go.click, make, [tab.slots, tab.template, tab.force, tab.more], progress_on=[tab.results])


def further(visitor: Visitor) -> list[Shot]:
    """The angles and details on the contact sheet that show the product on the desk."""
    desk = visitor.session.desk
    if desk.current is None:
        return []
    photos = {desk.current.photo.original, *(side.photo.original for side in more_photos.of(visitor))}
    return [shot for shot in desk.shots if shot.role in ("angle", "detail") and shot.photo.original in photos]


def make(visitor: Visitor, engines: Engines, slots: list[str], template: str, force: bool, more: bool) -> None:
    """A file for each slot, with `more` also of the angles and details where it takes several; checked, and the zip of
    those that pass (with `force`: of all)."""
    shot, product = visitor.product_shot, visitor.session.desk.product
    if not slots:
        raise UserError("No slot is ticked; choose at least one store.")
    tasks = []
    for id in slots:
        own = channels()[id].template
        wanted = own if own == _WHITE or not template else template
        tasks.append((_staged(visitor, wanted), Export(channel=id, product=product, template=wanted)))
    made = files(with_further(tasks, further(visitor)) if more else tasks, engines)
    data, _ = bundle(made, force)
    archive = visitor.file(f"{slug(product.sku, 'SKU')}-{slug(product.name)}.zip", data)
    visitor.keep(Exported(shot, made, archive, force))


def _staged(visitor: Visitor, template: str) -> Shot:
    """The last shot of this cutout in a template, whose light the file takes over; else the bare cutout."""
    current = visitor.product_shot
    same = (s for s in reversed(visitor.session.desk.shots) if s.template == template and s.cutout is current.cutout)
    return next(same, current)
