"""What the server keeps for one visitor: the session, the files that only this browser is told of, what was stopped."""

import secrets
import shutil
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

from gradio.utils import get_upload_folder

from pipelines.choose import Choice
from pipelines.core.colour import Bytes
from pipelines.core.engines import EngineName, Engines
from pipelines.core.errors import Cancelled, UserError
from pipelines.core.preview import png, reduced
from pipelines.core.session import Session
from pipelines.core.shot import Shot
from pipelines.scene import SEEDS, Brand, Scene
from ui.search import Search

REDUCED = 1280  # longer side of the photo that previews are made from, in pixels
_KEPT_FILES = 200
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


class Visitor:
    """One visitor. Files lie under two unguessable names inside Gradio's own folder, which serves them in place."""

    def __init__(self) -> None:
        self.session = Session()
        self.exported: Exported | None = None
        self.ground = "Checkerboard"
        self.compare = False
        self.search = Search()
        self.offered: Offered | None = None
        self.varied: Offered | None = None
        self.guide = Brand(name="My brand")
        self.keeps_guide = False
        self.shares_look = False
        self._looks: dict[int, Scene] = {}
        self._folder = Path(get_upload_folder()) / secrets.token_urlsafe(24)
        self._files: deque[Path] = deque()
        self._drawn: WeakKeyDictionary[Shot, dict[Hashable, str]] = WeakKeyDictionary()
        self._shown: dict[str, object] = {}
        self._small: tuple[Shot, Shot] | None = None
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

        return Engines(use, report)

    def stop(self, queue: str) -> None:
        """Let the queue's running job end at its next report, and its other jobs, even those still to come, at once."""
        self._stopped.append(queue)

    def go_on(self) -> None:
        """Raise Cancelled where the visitor has stopped the running job."""
        if self._running in self._stopped:
            raise Cancelled

    def do(self, **changes: object) -> None:
        """Change the desk, unless the visitor has stopped the job that asks for it."""
        self.go_on()
        self.session = self.session.do(**changes)

    def keep(self, exported: Exported) -> None:
        """Show what an export made, unless the visitor has stopped it."""
        self.go_on()
        self.exported = exported

    def file(self, name: str, data: bytes) -> str:
        """Lay down a file for this visitor's browser; returns its path. The oldest files make room."""
        place = self._folder / secrets.token_urlsafe(24)
        place.mkdir(parents=True)
        path = place / name
        path.write_bytes(data)
        self._files.append(path)
        while len(self._files) > _KEPT_FILES:
            shutil.rmtree(self._files.popleft().parent, ignore_errors=True)
        return str(path)

    def picture(self, pixels: Bytes) -> str:
        """Lay down a picture as PNG; returns its path."""
        return self.file("picture.png", png(pixels))

    def drawn(self, shot: Shot, kind: Hashable, draw: Callable[[], Bytes]) -> str:
        """The path of a picture of `shot`, drawn only when it is not there yet."""
        paths = self._drawn.setdefault(shot, {})
        if kind not in paths or not Path(paths[kind]).is_file():
            paths[kind] = self.picture(draw())
        return paths[kind]

    def small(self, shot: Shot, longest: int) -> Shot:
        """A reduced copy of the shot for previews, made once."""
        if self._small is None or self._small[0] is not shot:
            self._small = shot, reduced(shot, longest)
        return self._small[1]

    def differs(self, place: str, value: object) -> bool:
        """Whether a place on the page last showed something else than `value`; it shows `value` from now on."""
        before, self._shown[place] = self._shown.get(place), value
        return before is not value

    def opened(self) -> None:
        """The page was opened anew: it shows nothing yet."""
        self._shown.clear()

    def forget(self) -> None:
        """Delete every file of this visitor."""
        shutil.rmtree(self._folder, ignore_errors=True)
