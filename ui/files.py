"""The files of one visitor, which only this browser is told of."""

import secrets
import shutil
from collections import deque
from collections.abc import Callable, Hashable
from pathlib import Path
from weakref import WeakKeyDictionary

from gradio.utils import get_upload_folder

from pipelines.core.colour import Bytes
from pipelines.core.preview import png
from pipelines.core.session import SidePhoto
from pipelines.core.shot import Shot

_KEPT_FILES = 200
_KEPT_FRAMES = 3


class Files:
    """They lie under two unguessable names inside Gradio's own folder, which serves them in place."""

    def __init__(self) -> None:
        self._folder = Path(get_upload_folder()) / secrets.token_urlsafe(24)
        self._files: deque[Path] = deque()
        self._frames: deque[tuple[Bytes, Path]] = deque()
        self._drawn: WeakKeyDictionary[Shot | SidePhoto, dict[Hashable, str]] = WeakKeyDictionary()

    def file(self, name: str, data: bytes) -> str:
        """Lay down a file for this visitor's browser; returns its path. The oldest files make room."""
        self._files.append(path := self._laid(name, data))
        while len(self._files) > _KEPT_FILES:
            shutil.rmtree(self._files.popleft().parent, ignore_errors=True)
        return str(path)

    def frame(self, pixels: Bytes) -> str:
        """The path of a picture of a running job, of which only the latest few are kept."""
        if not self._frames or self._frames[-1][0] is not pixels:
            self._frames.append((pixels, self._laid("frame.png", png(pixels))))
            while len(self._frames) > _KEPT_FRAMES:
                shutil.rmtree(self._frames.popleft()[1].parent, ignore_errors=True)
        return str(self._frames[-1][1])

    def _laid(self, name: str, data: bytes) -> Path:
        place = self._folder / secrets.token_urlsafe(24)
        place.mkdir(parents=True)
        path = place / name
        path.write_bytes(data)
        return path

    def picture(self, pixels: Bytes) -> str:
        """Lay down a picture as PNG; returns its path."""
        return self.file("picture.png", png(pixels))

    def drawn(self, shot: Shot | SidePhoto, kind: Hashable, draw: Callable[[], Bytes]) -> str:
        """The path of a picture of `shot`, drawn only when it is not there yet."""
        paths = self._drawn.setdefault(shot, {})
        if kind not in paths or not Path(paths[kind]).is_file():
            paths[kind] = self.picture(draw())
        return paths[kind]

    def forget(self) -> None:
        """Delete every file of this visitor."""
        shutil.rmtree(self._folder, ignore_errors=True)
