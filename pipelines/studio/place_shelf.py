"""Photos of places, found again by the digest that a recipe holds, for as long as somebody keeps them.

A recipe names a place by the SHA-256 of its file; the bytes never travel in it. The photo itself is kept by whoever
works with it (the visitor's page, a shot made in it, a batch); once nobody does, it is gone from here too.
"""

import hashlib
from threading import Lock
from weakref import WeakKeyDictionary, WeakValueDictionary

from pipelines.core.errors import UserError
from pipelines.core.shot import Photo, Shot

_photos: WeakValueDictionary[str, Photo] = WeakValueDictionary()
_held: WeakKeyDictionary[Shot, Photo] = WeakKeyDictionary()
_lock = Lock()


def keep(photo: Photo) -> tuple[str, Photo]:
    """A place's digest, and its photo as it is kept: hold on to that one."""
    digest = hashlib.sha256(photo.original).hexdigest()
    with _lock:
        return digest, _photos.setdefault(digest, photo)


def kept(digest: str) -> Photo:
    """The place of this digest. Raises UserError where nobody keeps it any more."""
    with _lock:
        photo = _photos.get(digest)
    if photo is None:
        raise UserError(
            f"The place photo of this step (SHA-256 {digest[:12]}…) is not here; add it again and repeat the step."
        )
    return photo


def stands_in(shot: Shot, photo: Photo) -> Shot:
    """The shot, which from now on keeps the place that it was made in."""
    with _lock:
        _held[shot] = photo
    return shot
