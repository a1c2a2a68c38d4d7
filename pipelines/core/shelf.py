"""Pictures that a recipe names (a place, a reference), found again for as long as somebody keeps them.

A recipe names a picture by the SHA-256 of its file; the bytes never travel in it. The picture itself is kept by whoever
works with it (the visitor's page, a shot made with it, a batch); once nobody does, it is gone from here too.
"""

import hashlib
from collections.abc import Iterable
from threading import Lock
from weakref import WeakKeyDictionary, WeakValueDictionary

from pipelines.core.errors import UserError
from pipelines.core.shot import Photo, Shot

_photos: WeakValueDictionary[str, Photo] = WeakValueDictionary()
_held: WeakKeyDictionary[Shot, tuple[Photo, ...]] = WeakKeyDictionary()
_lock = Lock()


def keep(photo: Photo) -> tuple[str, Photo]:
    """A picture's digest, and the picture as it is kept: hold on to that one."""
    digest = hashlib.sha256(photo.original).hexdigest()
    with _lock:
        return digest, _photos.setdefault(digest, photo)


def kept(digest: str) -> Photo:
    """The picture of this digest. Raises UserError where nobody keeps it any more."""
    with _lock:
        photo = _photos.get(digest)
    if photo is None:
        raise UserError(
            f"A picture that this step names (SHA-256 {digest[:12]}…) is not here; add it again and repeat the step."
        )
    return photo


def holding(shot: Shot, photos: Iterable[Photo]) -> Shot:
    """The shot, which from now on keeps the pictures that it was made with."""
    with _lock:
        _held[shot] = tuple(photos)
    return shot
