"""Export: the slots a store has, the files made for them, and what the checker found on each."""

from dataclasses import dataclass
from html import escape

import gradio as gr

from pipelines.core.channel import Channel, channels
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.preview import fit
from pipelines.core.product import slug
from pipelines.core.progress import part
from pipelines.core.shot import Deliverable, Row, Shot
from pipelines.export import Export, bundle, export
from pipelines.scene import templates
from ui.state import Exported, Visitor
from ui.widgets import empty, heading, image, notice
from ui.wiring import Updates, Wiring

_THUMBNAIL = 240
_WHITE = "white_main"


@dataclass(frozen=True)
class ExportTab:
    """The tab's components."""

    nothing: gr.HTML
    room: gr.Column
    slots: gr.CheckboxGroup
    template: gr.Dropdown
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
        force = gr.Checkbox(label="Include files that fail a rule", container=False, elem_id="force")
        go = gr.Button("Export", variant="primary", size="lg", elem_id="export")
        results = gr.HTML(elem_id="results")
        archive = gr.DownloadButton("Download the files (zip)", visible=False, variant="primary", elem_id="archive")
    return ExportTab(nothing, room, slots, template, force, go, archive, results)


def _slot(channel: Channel) -> str:
    """What is made for a slot: its name, and below it the rules in short."""
    ground = ", pure white" if channel.template == _WHITE else ""
    limit = f", under {channel.byte_limit / 1e6:g} MB" if channel.byte_limit else ""
    return f"{channel.title}\n{channel.width} × {channel.height} {channel.format}{ground}{limit}"


def show(tab: ExportTab, visitor: Visitor) -> Updates:
    """The tab for a session; results only while their product lies on the desk."""
    shot = visitor.session.desk.current
    ready = shot is not None and shot.cutout is not None
    made = visitor.exported if visitor.exported and visitor.exported.of is shot else None
    return {
        tab.nothing: gr.update(visible=not ready),
        tab.room: gr.update(visible=ready),
        tab.archive: gr.update(visible=made is not None and made.archive is not None, value=made and made.archive),
        tab.results: _results(visitor, made) if made else "",
    }


def _results(visitor: Visitor, made: Exported) -> str:
    files = [shot.file for shot in made.shots if shot.file]
    failed = [file for file in files if not file.passed]
    if not failed:
        head = notice("good", f"All {len(files)} files keep their store's rules.")
    else:
        fate = (
            "They are in the zip because you asked for it; the report says so." if made.forced else "They are left out."
        )
        why = tuple(f"{file.name}: {'; '.join(row.fault for row in file.broken)}" for file in failed)
        head = notice("care", f"{len(failed)} of {len(files)} files break a rule. {fate}", why)
    cards = "".join(_card(visitor, shot, shot.file) for shot in made.shots if shot.file)
    return f'{head}<div class="files">{cards}</div>'


def _card(visitor: Visitor, shot: Shot, file: Deliverable) -> str:
    picture = image(visitor.drawn(shot, "thumbnail", lambda: fit(shot.pixels, _THUMBNAIL)), file.name)
    mark = "pass" if file.passed else "fail"
    rows = "".join(_row(row) for row in file.rows)
    return (
        f'<details class="file {mark}"><summary>{picture}<span class="name">{escape(file.name)}</span>'
        f'<span class="facts">{shot.pixels.shape[1]} × {shot.pixels.shape[0]}, {len(file.data) / 1e6:.2f} MB</span>'
        f'<span class="mark">{"passes" if file.passed else "fails"}</span></summary>'
        f'<div class="scroll"><table><tr><th>Rule</th><th>Result</th><th>Measured</th><th>Limit</th></tr>'
        f"{rows}</table></div></details>"
    )


def _row(row: Row) -> str:
    result = "kept" if row.passed else "broken" if row.hard else "advice"
    cells = "".join(f"<td>{escape(text)}</td>" for text in (row.rule, result, row.measured, row.limit))
    return f'<tr class="{result}">{cells}</tr>'


def listen(tab: ExportTab, wiring: Wiring) -> None:
    """Wire the events."""
    wiring.job(tab.go.click, make, [tab.slots, tab.template, tab.force], progress_on=[tab.results])


def make(visitor: Visitor, engines: Engines, slots: list[str], template: str, force: bool) -> None:
    """A file for each slot, checked, and the zip of those that pass (with `force`: of all)."""
    shot, product = visitor.product_shot, visitor.session.desk.product
    if not slots:
        raise UserError("No slot is ticked; choose at least one store.")
    made = []
    for index, id in enumerate(slots):
        own = channels()[id].template
        wanted = own if own == _WHITE or not template else template
        step = Export(channel=id, product=product, template=wanted)
        made.append(
            export(_staged(visitor, wanted), step, Engines(engines.use, part(engines.progress, index, len(slots))))
        )
    data, _ = bundle(made, force)
    archive = visitor.file(f"{slug(product.sku, 'SKU')}-{slug(product.name)}.zip", data)
    visitor.keep(Exported(shot, tuple(made), archive, force))


def _staged(visitor: Visitor, template: str) -> Shot:
    """The last shot of this cutout in a template, whose light the file takes over; else the bare cutout."""
    current = visitor.product_shot
    same = (s for s in reversed(visitor.session.desk.shots) if s.template == template and s.cutout is current.cutout)
    return next(same, current)
