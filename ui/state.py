"""What the server keeps for one visitor: the session, what was set up for it, where a job is, what was stopped."""

import secrets
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from pipelines.advice import Prompt
from pipelines.choose import Choice
from pipelines.core.colour import Bytes
from pipelines.core.engines import EngineName, Engines, Stage
from pipelines.core.errors import Cancelled, UserError
from pipelines.core.preview import reduced
from pipelines.core.session import Session
from pipelines.core.shot import Photo, Shot
from pipelines.prompting import prompt_of
from pipelines.scene import SEEDS, Brand, Scene, directed
from ui.draft import Draft
from ui.files import Files
from ui.search import Search

REDUCED = 1280  # longer side of the photo that previews are made from, in pixels
_KEPT_STOPS = 50


@dataclass(frozen=True, eq=False)
class Exported:
    """What the last export made, and of which shot: shown only while that product lies on the desk."""

    of: Shot
    shots: tuple[Shot, ...]
    archive: str
    forced: bool


@dataclass(frozen=True, eq=False)
class Offered:
    """What was offered for the scene of a shot: shown only while that product lies on the desk."""

    of: Shot
    choices: tuple[Choice, ...] = ()
    variations: tuple[Scene, ...] = ()


@dataclass(frozen=True, eq=False)
class Live:
    """Where a job of a generative model is: what the page shows of it while it runs."""

    tab: str  # the part of the page that asked for it
    title: str = ""
    stage: Stage | None = None
    fraction: float = 0.0
    message: str = "Getting ready"
    picture: Bytes | None = None  # the latest picture so far, small


class Visitor(Files):
    """One visitor, with their files."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session()
        self.exported: Exported | None = None
        self.ground = "Checkerboard"
        self.compare = False
        self.tab = ""  # the name of the tab that is open, as far as the page has said
        self.search = Search()
        self.offered: Offered | None = None
        self.varied: Offered | None = None
        self.guide = Brand(name="My brand")
        self.keeps_guide = False
        self.likenesses: dict[str, Photo] = {}  # pictures whose look scenes take over, held by their digest
        self.shares_look = False
        self.draft = Draft()
        self.live: Live | None = None
        self._looks: dict[int, Scene] = {}
        self._prompts: dict[int, Prompt] = {}
        self._shown: dict[str, object] = {}
        self._small: dict[int, tuple[Shot, Shot]] = {}
        self._busy = Lock()
        self._stopped: deque[str] = deque(maxlen=_KEPT_STOPS)
        self._running = ""  # the queue of the job that runs now

    @property
    def current(self) -> Shot:
        """The product's shot. Raises UserError where there is none."""
        if self.session.desk.current is None:
            raise UserError("There is no product yet; drop a photo on the Product tab first.")
        return self.session.desk.current

    @property
    def product_shot(self) -> Shot:
        """The product's shot with its cutout. Raises UserError where there is none."""
        if self.current.cutout is None:
            raise UserError("The product is not cut out yet; press “Cut out” on the Product tab first.")
        return self.current

    @property
    def look(self) -> Scene:
        """The scene that the seller set up for the photo on the desk; with `shares_look` for every photo."""
        return self._looks.setdefault(self._about(), Scene(seed=secrets.randbelow(SEEDS)))

    @look.setter
    def look(self, look: Scene) -> None:
        self._looks[self._about()] = look

    @property
    def step(self) -> Scene:
        """The look with what holds for it: the product's own size, and the brand guide where it is kept to."""
        size = self.session.desk.product.size_cm or self.look.size_cm
        return self.look.model_copy(update={"size_cm": size, "brand": self.guide if self.keeps_guide else None})

    @property
    def prompt(self) -> Prompt:
        """The words for the photo on the desk: as the seller wrote them, else as the scene's template has them."""
        return self._prompts.get(self._about(), self.usual_prompt)

    @prompt.setter
    def prompt(self, prompt: Prompt) -> None:
        self._prompts.pop(self._about(), None)
        if prompt != self.usual_prompt:
            self._prompts[self._about()] = prompt

    @property
    def usual_prompt(self) -> Prompt:
        """The words that the scene's template has for the product."""
        return prompt_of(directed(self.step), self.session.desk.product.name)

    def share(self, on: bool) -> None:
        """One look for every photo, from now on the present one; or again one for each."""
        look = self.look
        self.shares_look = on
        self.look = look

    def _about(self) -> int:
        shot = self.session.desk.current
        return 0 if self.shares_look or shot is None else hash(shot.photo.original)

    @contextmanager
    def working(self, queue: str) -> Iterator[None]:
        """One job at a time changes the session. Raises Cancelled where the visitor has stopped the job's queue."""
        with self._busy:
            self._running = queue
            self.go_on()
            yield

    def engines(self, use: EngineName, bar: Callable[..., object]) -> Engines:
        """Engines whose progress shows on `bar` (a gr.Progress) and which stop when the visitor says so."""

        def report(fraction: float, message: str) -> None:
            self.go_on()
            bar(fraction, desc=message)
            self.tell(fraction=fraction, message=message)

        def follow(stage: Stage, picture: Bytes | None) -> None:
            self.go_on()
            self.tell(stage=stage, **({} if picture is None else {"picture": picture}))

        return Engines(use, report, follow)

    @contextmanager
    def following(self, tab: str) -> Iterator[None]:
        """While it lasts the page shows on `tab` where the job is."""
        self.live = Live(tab)
        try:
            yield
        finally:
            self.live = None

    def tell(self, **changes: Any) -> None:
        """What has changed of where the job is; it is drawn when the page asks, so that the job need not wait."""
        if self.live is not None:
            self.live = replace(self.live, **changes)

    def stop(self, queue: str) -> None:
        """Let the queue's running job end at its next report, and its other jobs, even those still to come, at once."""
        self._stopped.append(queue)

    @property
    def stopping(self) -> bool:
        """Whether the visitor has stopped the job that runs."""
        return self._running in self._stopped

    def go_on(self) -> None:
        """Raise Cancelled where the visitor has stopped the running job."""
        if self.stopping:
            raise Cancelled

    def do(self, **changes: object) -> None:
        """Change the desk, unless the visitor has stopped the job that asks for it."""
        self.go_on()
        self.session = self.session.do(**changes)

    def keep(self, exported: Exported) -> None:
        """Show what an export made, unless the visitor has stopped it."""
        self.go_on()
        self.exported = exported

    def small(self, shot: Shot, longest: int) -> Shot:
        """A reduced copy of the shot for previews, made once; the latest of each size is kept."""
        if longest not in self._small or self._small[longest][0] is not shot:
            self._small[longest] = shot, reduced(shot, longest)
        return self._small[longest][1]

    def differs(self, place: str, value: object) -> bool:
        """Whether a place on the page last showed something else than `value`; it shows `value` from now on."""
        before, self._shown[place] = self._shown.get(place), value
        return before is not value

    def opened(self) -> None:
        """The page was opened anew: it shows nothing yet."""
        self._shown.clear()
        self.tab = ""
