"""Picture files for the tests, made on the spot."""

import io

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from pipelines.core.errors import UserError
from pipelines.core.load import decode_photo

FORMATS = {
    "JPEG": "JPEG",
    "PNG": "PNG",
    "WebP": "WEBP",
    "TIFF": "TIFF",
    "BMP": "BMP",
    "GIF": "GIF",
    "HEIC": "HEIF",
    "AVIF": "AVIF",
}
BEST = {
    "JPEG": {"quality": 98, "subsampling": 0},
    "WebP": {"lossless": True, "exact": True},
    "HEIC": {"quality": -1, "chroma": 444, "matrix_coefficients": 0},
    "AVIF": {"quality": 100, "subsampling": "4:4:4"},
}
PATCHES = np.kron(np.arange(24, dtype=np.uint8).reshape(4, 6) * 10, np.ones((16, 16), np.uint8))


def picture(seed: int = 0, shape: tuple[int, ...] = (20, 28, 3), high: int = 256) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, high, shape).astype(np.uint8 if high == 256 else np.uint16)


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, FORMATS[kind], **{**BEST.get(kind, {}), **options})
    return out.getvalue()


def png(values: np.ndarray) -> bytes:
    ok, data = cv2.imencode(".png", values[..., [2, 1, 0, 3][: values.shape[2]]] if values.ndim == 3 else values)
    assert ok
    return data.tobytes()


def tiff(values: np.ndarray, **options: object) -> bytes:
    out = io.BytesIO()
    tifffile.imwrite(out, values, **options)
    return out.getvalue()


def refused(data: bytes, *words: str, name: str = "cup.jpg") -> None:
    with pytest.raises(UserError) as caught:
        decode_photo(data, name)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 300
    assert "; " in sentence, "says what to do"
    assert all(word in sentence for word in (*words, "cup"))
