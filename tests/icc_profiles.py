"""Colour profiles for the tests, written byte by byte after ICC.1:2010."""

import struct

D50 = (0.9642, 1.0, 0.8249)
P3_TO_XYZ = ((0.51512, 0.29198, 0.15710), (0.24120, 0.69225, 0.06657), (-0.00105, 0.04189, 0.78407))
SRGB_TO_XYZ = ((0.43607, 0.38515, 0.14307), (0.22249, 0.71687, 0.06061), (0.01392, 0.09708, 0.71410))


def display_p3() -> bytes:
    """A matrix profile with Display P3's primaries and sRGB's curve."""
    return _rgb(P3_TO_XYZ)


def srgb() -> bytes:
    """A matrix profile of sRGB itself."""
    return _rgb(SRGB_TO_XYZ)


def grey(gamma: float) -> bytes:
    """A grey profile with a plain power curve."""
    curve = b"curv" + struct.pack(">IIH", 0, 1, round(gamma * 256))
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"wtpt": _xyz(D50), b"kTRC": curve})


def cmyk(nodes: dict[tuple[int, int, int, int], tuple[int, int, int]]) -> bytes:
    """A CMYK profile of two grid points an ink: `nodes` maps ink corners to L, a, b; other corners are black."""
    ramp = bytes(range(256))
    grid = b"".join(
        bytes((round(light * 2.55), a + 128, b + 128))
        for c in (0, 1) for m in (0, 1) for y in (0, 1) for k in (0, 1)
        for light, a, b in [nodes.get((c, m, y, k), (0, 0, 0))]
    )  # fmt: skip
    identity = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    table = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + identity + ramp * 4 + grid + ramp * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"wtpt": _xyz(D50), b"A2B0": table})


def _rgb(matrix: tuple[tuple[float, ...], ...]) -> bytes:
    curve = b"para" + struct.pack(
        ">IHH5i", 0, 3, 0, *(_fixed(v) for v in (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))
    )
    columns = {tag: _xyz(tuple(row[i] for row in matrix)) for i, tag in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))}
    return _profile(
        b"mntr", b"RGB ", b"XYZ ", {b"wtpt": _xyz(D50), **columns, b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    )


def _fixed(value: float) -> int:
    return round(value * 65536)


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(_fixed(v) for v in values))


def _profile(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    text = b"test\0"
    tags = {
        b"desc": b"desc" + struct.pack(">II", 0, len(text)) + text + bytes(78),
        b"cprt": b"text\0\0\0\0none\0",
        **tags,
    }
    offset, table, body = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for tag, data in tags.items():
        data += bytes(-len(data) % 4)
        table += tag + struct.pack(">II", offset + len(body), len(data))
        body += data
    header = struct.pack(
        ">I4sI4s4s4s12s4s", offset + len(body), b"none", 0x04200000, kind, space, connection, bytes(12), b"acsp"
    )
    return header.ljust(68, b"\0") + struct.pack(">3i", *(_fixed(v) for v in D50)) + bytes(48) + table + body
