"""The six sample products. Each faces the camera's side (−y) and stands about the z axis."""

from collections.abc import Callable

import numpy as np

from training.scenes import textures
from training.scenes.labels import Line, atlas, printed, sprig
from training.scenes.material import Material
from training.scenes.mesh import Mesh, cuboid, ellipsoid, fur, joined, revolve, rotation, rounded, torus, tube
from training.scenes.thing import Part, Thing

Maker = Callable[[np.random.Generator], Thing]


def bottle(rng: np.random.Generator) -> Thing:
    """A brown glass bottle of hand wash with a paper label and a black cap."""
    body = rounded([(0, 0.002), (0.0335, 0), (0.034, 0.128), (0.013, 0.146), (0.0125, 0.155)], 0.014)
    cap = rounded([(0.0125, 0.151), (0.0155, 0.151), (0.0155, 0.175), (0, 0.175)], 0.0015)
    ridges = [revolve([(0.0157, z), (0.0159, z + 0.0007), (0.0157, z + 0.0014)])
              for z in np.arange(0.154, 0.171, 0.0028)]  # fmt: skip
    label = printed((1400, 960), "#f1ead9", [
        Line("Sage & Cedar", 0.50, 0.105, "#2d3a2c"), Line("HAND WASH", 0.62, 0.062, "#2d3a2c", True),
        Line("with olive oil", 0.73, 0.05, "#7a6a4f"), Line("and sea salt", 0.79, 0.05, "#7a6a4f"),
        Line("300 ml", 0.89, 0.05, "#2d3a2c"),
    ], bands=[(0, 0.035, "#5d7a4f"), (0.965, 1, "#5d7a4f")])  # fmt: skip
    label = sprig(label, (0.5, 0.25), 0.15, "#5d7a4f")
    wrap = revolve([(0.0345, 0.022), (0.0345, 0.108)], 96, (75, 285))
    return Thing((
        Part(revolve(body), Material("#2a1206", 0.06, clearcoat=1.0)),
        Part(joined([revolve(cap), *ridges]), Material("#141414", 0.35)),
        Part(wrap, Material(label, 0.6)),
    ))  # fmt: skip


def jar(rng: np.random.Generator) -> Thing:
    """A full glass of fig jam with a golden screw lid and a printed band."""
    body = rounded([(0, 0.001), (0.038, 0), (0.040, 0.062), (0.0345, 0.074), (0.0345, 0.079)], 0.009)
    lid = rounded([(0.033, 0.0755), (0.0375, 0.0755), (0.0375, 0.0905), (0.033, 0.0912), (0, 0.0908)], 0.002)
    label = printed((2200, 475), "#fbf6ec", [
        Line("Fig & Vanilla", 0.34, 0.24, "#6b1f3a"), Line("RIPE FIG JAM", 0.56, 0.095, "#3b2a20", True),
        Line("from small copper pans", 0.70, 0.095, "#8a7660"), Line("net 250 g", 0.84, 0.09, "#3b2a20"),
    ], bands=[(0, 0.09, "#c98a2b"), (0.93, 1, "#c98a2b")])  # fmt: skip
    wrap = revolve([(0.0397, 0.016), (0.0403, 0.055)], 96, (50, 310))
    fruit = textures.speckle(rng, 256, ("#3d0b16", "#5c1020", "#8a4a35"))
    return Thing((
        Part(revolve(body), Material(fruit, 0.05, clearcoat=1.0, repeat=(3, 1))),
        Part(revolve(lid), Material("#d9a648", 0.28, metallic=1.0)),
        Part(wrap, Material(label, 0.55)),
    ))  # fmt: skip


def mug(rng: np.random.Generator) -> Thing:
    """A stoneware mug with a blue glaze, a bare foot and a see-through handle."""
    foot = rounded([(0, 0.003), (0.028, 0.003), (0.030, 0), (0.033, 0), (0.036, 0.010), (0.0395, 0.022)], 0.002)
    wall = rounded([(0.0395, 0.022), (0.041, 0.05), (0.041, 0.094), (0.0375, 0.0945), (0.036, 0.05), (0.034, 0.012),
                    (0, 0.010)], 0.006)  # fmt: skip
    turn = np.radians(np.linspace(101.5, -104.5, 40))  # the ends lie within the wall
    path = np.column_stack([0.0445 + 0.028 * np.cos(turn), 0 * turn, 0.052 + 0.029 * np.sin(turn)])
    handle = tube(path, np.column_stack([0 * turn + 0.0075, 0 * turn + 0.0045]), 20)
    glaze = textures.speckle(rng, 512, ("#24506e", "#3f7593", "#16303f"))
    material = Material(glaze, 0.12, clearcoat=0.6, repeat=(2, 1.5))
    clay = Material(textures.stone(rng, 256, ("#b08a63", "#c9a57c")), 0.8, repeat=(3, 0.5))
    return Thing((Part(revolve(foot), clay), Part(revolve(wall), material), Part(handle, material)))


def box(rng: np.random.Generator) -> Thing:
    """A printed tea carton."""
    paper, ink, gold = "#123c3a", "#f3e7c9", "#d8a33d"
    front = printed((680, 1000), paper, [
        Line("NORTH PIER", 0.12, 0.06, gold, True), Line("Earl Grey", 0.56, 0.125, ink),
        Line("BLACK TEA", 0.67, 0.055, ink, True), Line("with bergamot", 0.735, 0.045, gold),
        Line("20 BAGS", 0.87, 0.045, ink, True), Line("40 g", 0.925, 0.04, ink),
    ], bands=[(0.81, 0.815, gold)], frame=gold)  # fmt: skip
    front = sprig(front, (0.5, 0.33), 0.13, gold, 9)
    side = printed((680, 1000), ink, [
        Line("Steep for", 0.2, 0.07, paper), Line("4 minutes", 0.31, 0.10, paper), Line("at 95 °C", 0.42, 0.07, paper),
        *(Line(text, 0.6 + 0.055 * i, 0.036, paper) for i, text in enumerate(
            ("Ingredients: black tea,", "oil of bergamot,", "blue cornflower petals.", "Keep cool and dry."))),
    ], bands=[(0, 0.08, gold), (0.9, 1, paper)])  # fmt: skip
    top = printed((680, 600), gold, [Line("NORTH PIER", 0.5, 0.15, paper, True)])
    faces = atlas([front, side, front, side, top, top])
    return Thing((Part(cuboid((0.078, 0.062, 0.135), 0.0009), Material(faces, 0.38)),))


def ring(rng: np.random.Generator) -> Thing:
    """A gold ring with a green stone in four claws, lying so that stone and band both touch the table."""
    angle = np.linspace(0, 2 * np.pi, 25)
    band = torus(0.0093, np.column_stack([0.0009 * np.cos(angle), 0.0014 * np.sin(angle)]), 128)
    gold = Material("#ffc657", 0.14, metallic=1.0)
    parts = [Part(band, gold), Part(_stone(0.0036).mapped(rotation((1, 0, 0), 90), (0, -0.0125, 0)),
                                    Material("#12805a", 0.03, metallic=0.85, clearcoat=1.0))]  # fmt: skip
    for turn in (45, 135, 225, 315):
        x, z = 0.0036 * np.cos(np.radians(turn)), 0.0036 * np.sin(np.radians(turn))
        bends = [(0.3, -0.0098), (0.85, -0.0110), (1.0, -0.0125), (0.9, -0.0134), (0.78, -0.0138), (0.74, -0.0138)]
        claw = tube([(k * x, y, k * z) for k, y in bends], [0.0006, 0.00055, 0.00055, 0.0005, 0.0003, 0.00001], 12)
        parts.append(Part(claw, gold))
    tilt = np.degrees(np.arcsin((0.0041 - 0.0014) / (0.0125 + 0.0093)))
    return Thing(tuple(parts)).mapped(rotation((1, 0, 0), -tilt))


def _stone(radius: float) -> Mesh:
    """A brilliant: table, crown, girdle and pavilion, as flat facets about z, the table up."""
    cut = [(0.0, -0.0026), (1.0, -0.0001), (1.0, 0.0001), (0.58, 0.0012), (0.0, 0.0012)]
    mesh = revolve([(radius * r, z) for r, z in cut], 12)
    return Mesh(mesh.points, mesh.uv, mesh.faces, smooth=False)


def toy(rng: np.random.Generator) -> Thing:
    """A sitting plush bear with a red scarf."""
    def limb(radii: tuple[float, float, float], axis: tuple[float, float, float], tilt: float,
             centre: tuple[float, float, float]) -> Mesh:  # fmt: skip
        return ellipsoid(radii).mapped(rotation(axis, tilt), centre)

    brown = joined([
        ellipsoid((0.058, 0.050, 0.068), (0, 0, 0.066)), ellipsoid((0.053, 0.047, 0.048), (0, -0.004, 0.168)),
        *(part for s in (-1, 1) for part in (
            limb((0.021, 0.010, 0.021), (0, 0, 1), 12 * s, (0.042 * s, 0.002, 0.209)),
            limb((0.020, 0.020, 0.050), (0, 1, 0), -28 * s, (0.068 * s, -0.016, 0.092)),
            limb((0.027, 0.055, 0.026), (0, 0, 1), 24 * s, (0.056 * s, -0.058, 0.027)))),
    ])  # fmt: skip
    cream = joined([
        ellipsoid((0.024, 0.019, 0.019), (0, -0.046, 0.156)), ellipsoid((0.038, 0.014, 0.045), (0, -0.040, 0.068)),
        *(limb((0.019, 0.006, 0.019), (0, 0, 1), 24 * s, (0.079 * s, -0.107, 0.028)) for s in (-1, 1)),
    ])  # fmt: skip
    black = joined([
        ellipsoid((0.009, 0.006, 0.007), (0, -0.066, 0.165), 24),
        *(ellipsoid((0.0075, 0.006, 0.0075), (0.021 * s, -0.0485, 0.181), 24) for s in (-1, 1)),
    ])  # fmt: skip
    angle = np.linspace(0, 2 * np.pi, 25)
    scarf = torus(0.038, np.column_stack([0.011 * np.cos(angle), 0.012 * np.sin(angle)]))
    tail = ellipsoid((0.014, 0.005, 0.030), squareness=0.5).mapped(rotation((0, 1, 0), 12), (0.022, -0.053, 0.098))
    knit = Material(textures.stripes(rng, 256, ("#a3191f", "#b5252b", "#e8dcc4")), 0.95, repeat=(6, 2))
    return Thing((
        Part(brown, Material("#6b3f1f", 0.95)), Part(cream, Material("#c9a67c", 0.95)),
        Part(fur(brown, 110000, 0.0062, 0.00033, rng), Material("#8a5730", 0.8)),
        Part(fur(brown, 70000, 0.0062, 0.00033, rng), Material("#a36f40", 0.8)),
        Part(fur(cream, 50000, 0.0045, 0.0003, rng), Material("#dcc09a", 0.8)),
        Part(black, Material("#080605", 0.08, clearcoat=1.0)),
        Part(joined([scarf.mapped(np.diag([1.05, 1, 1]), (0, -0.004, 0.126)), tail]), knit),
    ))  # fmt: skip
