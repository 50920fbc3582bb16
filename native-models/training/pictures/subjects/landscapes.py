"""Mountains, trees, gates and waves."""

import math

import numpy as np

from ..canvas import Canvas, lighten
from ..subject import Subject

SNOW = (252, 253, 255)


def draw_fuji(canvas: Canvas, japanese: bool) -> None:
    """One wide cone, its white cap in teeth, trees along its foot."""
    flank = (170, 90, 100) if canvas.time == "sunset" else (88, 124, 184)
    half = canvas.random.uniform(1.42, 1.62)
    top = 0.25
    slope = [(-half, 0.92), (-0.92, 0.42), (-0.52, -0.24), (-top, -0.76)]
    canvas.polygon([*slope, (-0.08, -0.70), (0.08, -0.74), *((-x, y) for x, y in reversed(slope))], flank)
    cap = [(-0.54, -0.20), (-top, -0.76), (-0.08, -0.70), (0.08, -0.74), (top, -0.76), (0.54, -0.20), (0.36, -0.28),
           (0.22, 0.02), (0, -0.26), (-0.20, 0.04), (-0.36, -0.28)]  # fmt: skip
    canvas.polygon(cap, SNOW, depth=0.02)
    foot = [(-1.9, 0.94), (-1.4, 0.80), (-0.8, 0.88), (-0.1, 0.80), (0.6, 0.88), (1.3, 0.80), (1.9, 0.94), (1.9, 1.08),
            (-1.9, 1.08)]  # fmt: skip
    canvas.blob(foot, (70, 130, 84), depth=0.05)


def draw_mountain(canvas: Canvas, japanese: bool) -> None:
    """Alps with firs; in Japan a mountain is Fuji."""
    if japanese:
        draw_fuji(canvas, japanese)
        return
    for x, height, colour in (
        (-0.78, 0.62, (140, 146, 164)),
        (0.80, 0.72, (126, 134, 154)),
        (0, 1.15, (152, 154, 168)),
    ):
        peak = -0.85 * height
        canvas.polygon([(x - 1.0, 0.94), (x - 0.38, 0.02), (x, peak), (x + 0.40, -0.08), (x + 1.0, 0.94)], colour)
        snow = [(x - 0.25, -0.26 * height), (x, peak), (x + 0.26, -0.34 * height), (x + 0.1, -0.18 * height),
                (x, -0.42 * height), (x - 0.1, -0.12 * height)]  # fmt: skip
        canvas.polygon(snow, SNOW, depth=0.02)
    for x in np.linspace(-1.25, 1.25, 6):
        draw_fir(canvas, x + canvas.random.uniform(-0.06, 0.06), 1.04, canvas.random.uniform(0.26, 0.34))


def draw_fir(canvas: Canvas, x: float, foot: float, size: float) -> None:
    canvas.box(x - 0.14 * size, foot - 0.5 * size, x + 0.14 * size, foot, (104, 72, 48), depth=0)
    for top, width in ((-1.25, 0.78), (-1.95, 0.58)):
        canvas.polygon([(x - width * size, foot + (top + 0.95) * size), (x, foot + top * size),
                        (x + width * size, foot + (top + 0.95) * size)], (50, 116, 76), depth=0.08)  # fmt: skip


def draw_torii(canvas: Canvas, japanese: bool) -> None:
    vermilion, black = (226, 66, 42), (56, 50, 56)
    for x in (-0.66, 0.66):
        canvas.polygon([(x - 0.11, -0.6), (x + 0.11, -0.6), (x + 0.14, 1), (x - 0.14, 1)], vermilion)
        canvas.box(x - 0.17, 0.84, x + 0.17, 1.02, black, depth=0)
    canvas.box(-0.94, -0.30, 0.94, -0.13, vermilion)
    canvas.box(-0.10, -0.6, 0.10, -0.3, vermilion, depth=0)
    canvas.blob(
        [(-1.15, -0.84), (-0.6, -0.74), (0, -0.72), (0.6, -0.74), (1.15, -0.84), (1.1, -0.62), (0.5, -0.54),
         (0, -0.53), (-0.5, -0.54), (-1.1, -0.62)],
        vermilion,
    )  # fmt: skip
    canvas.blob(
        [(-1.26, -1.06), (-0.6, -0.91), (0, -0.88), (0.6, -0.91), (1.26, -1.06), (1.18, -0.82), (0.6, -0.72),
         (0, -0.70), (-0.6, -0.72), (-1.18, -0.82)],
        black,
        depth=0,
    )  # fmt: skip


def draw_cherry_tree(canvas: Canvas, japanese: bool) -> None:
    """A pink cloud of blossoms on a forked trunk, petals falling."""
    trunk = [(-0.22, 1.02), (-0.13, 0.5), (-0.40, 0.1), (-0.28, 0.04), (0, 0.3), (0.30, 0), (0.42, 0.06), (0.15, 0.5),
             (0.24, 1.02)]  # fmt: skip
    canvas.blob(trunk, (116, 78, 66))
    pink = np.array((253, 178, 206))
    around = np.linspace(0, 2 * math.pi, 9)[:-1] + canvas.random.uniform(-0.2, 0.2)
    puffs = [(0.68 * math.cos(angle), -0.38 + 0.40 * math.sin(angle)) for angle in around]
    for x, y in puffs:
        canvas.ellipse(x, y, 0.42, 0.38, pink, depth=0.10)
    canvas.ellipse(0, -0.38, 0.74, 0.50, pink, depth=0.06, outline=False)
    for i, (x, y) in enumerate(puffs):
        if i % 2:
            canvas.ellipse(x * 0.78, y - 0.02, 0.30, 0.25, lighten(pink, 0.35), depth=0.04, outline=False)
    for x, y in ((-0.36, -0.50), (0.30, -0.62), (0.02, -0.18), (0.56, -0.22), (-0.64, -0.18)):
        draw_blossom(canvas, x + canvas.random.uniform(-0.06, 0.06), y + canvas.random.uniform(-0.06, 0.06))
    for x, y in ((-0.78, 0.44), (0.62, 0.34), (0.86, 0.72), (-0.50, 0.80)):
        canvas.ellipse(
            x + canvas.random.uniform(-0.1, 0.1), y, 0.085, 0.06, (253, 170, 200), turn=0.5, depth=0, outline=False
        )


def draw_blossom(canvas: Canvas, x: float, y: float) -> None:
    for i in range(5):
        angle = 2 * math.pi * i / 5 - math.pi / 2
        canvas.ellipse(x + 0.075 * math.cos(angle), y + 0.075 * math.sin(angle), 0.065, 0.065, (255, 240, 246), depth=0,
                       outline=False)  # fmt: skip
    canvas.ellipse(x, y, 0.045, 0.045, (240, 96, 140), depth=0, outline=False)


def draw_wave(canvas: Canvas, japanese: bool) -> None:
    """The great wave: a crest that curls over a hollow, foam along it in rounds and claws."""
    deep, light, foam = np.array((36, 88, 164)), (112, 180, 226), (253, 254, 255)
    back = [(-1.6, 1.2), (-1.5, 0.74), (-1.16, 0.16), (-0.82, -0.38), (-0.36, -0.78), (0.20, -0.88), (0.66, -0.66),
            (0.86, -0.24), (0.80, 0.06), (0.64, -0.16), (0.38, -0.34), (0.08, -0.26), (-0.12, 0.04), (-0.10, 0.38),
            (0.22, 0.66), (0.86, 0.74), (1.6, 0.66), (1.6, 1.2)]  # fmt: skip
    canvas.blob(back, deep, depth=0.12)
    for band in (
        [(-1.14, 0.78), (-0.74, -0.12), (-0.16, -0.58)],
        [(-0.82, 0.84), (-0.52, 0.10), (-0.12, -0.32)],
        [(-0.44, 0.86), (-0.36, 0.44), (-0.24, 0.12)],
    ):
        canvas.stroke(band, light, 0.12)
    claws = [(-0.10, -0.60), (0.16, -0.22), (0.24, -0.50), (0.38, -0.14), (0.46, -0.46), (0.60, 0.02), (0.66, -0.34),
             (0.76, 0.20), (0.98, -0.10), (0.92, -0.50), (0.60, -0.86), (0.10, -0.96)]  # fmt: skip
    canvas.blob(claws, foam, depth=0)
    for x, y, radius in ((-0.46, -0.74, 0.13), (-0.18, -0.90, 0.15), (0.14, -0.96, 0.16), (0.44, -0.90, 0.16),
                         (0.70, -0.70, 0.15), (0.90, -0.42, 0.14)):  # fmt: skip
        canvas.ellipse(x, y, radius, radius * 0.9, foam, depth=0.02)
    inner = [(-0.40, -0.68), (0.10, -0.88), (0.60, -0.78), (0.86, -0.40), (0.70, -0.42), (0.20, -0.62)]
    canvas.blob(inner, foam, depth=0, outline=False)
    for x, y, radius in ((1.06, 0.02, 0.075), (0.98, 0.30, 0.065), (0.50, 0.16, 0.06), (0.30, 0.06, 0.055)):
        canvas.ellipse(x, y, radius, radius, foam, depth=0)
    swell = [(-1.6, 0.82), (-0.85, 0.68), (-0.2, 0.86), (0.5, 0.74), (1.1, 0.88), (1.7, 0.76), (1.7, 1.3), (-1.6, 1.3)]
    canvas.blob(swell, lighten(deep, 0.12), depth=0.08)
    canvas.stroke(
        [(-1.5, 0.92), (-0.85, 0.80), (-0.2, 0.98), (0.5, 0.86), (1.1, 1.0), (1.6, 0.88)], (240, 248, 252), 0.08
    )


SUBJECTS: dict[str, Subject] = {
    "mountain": Subject(
        draw=draw_mountain,
        english=("mountain", "mountains", "alps"),
        japanese=("山", "やま", "お山"),
        kind="landscape",
        height=0.53,
        size=0.36,
        has_two_versions=True,
    ),
    "fuji": Subject(
        draw=draw_fuji,
        english=("mount fuji", "mt. fuji", "fuji"),
        japanese=("富士山", "富士", "ふじさん"),
        kind="landscape",
        backdrops=("field", "field", "sea"),
        height=0.53,
        size=0.37,
    ),
    "torii": Subject(
        draw=draw_torii,
        english=("torii gate", "torii", "shrine gate"),
        japanese=("鳥居", "とりい", "神社の鳥居"),
        kind="building",
        backdrops=("field", "field", "sea"),
        height=0.57,
        size=0.36,
    ),
    "cherry-tree": Subject(
        draw=draw_cherry_tree,
        english=("cherry blossom tree", "cherry blossoms", "sakura"),
        japanese=("桜", "さくら", "サクラ", "桜の木"),
        kind="plant",
        height=0.56,
        size=0.37,
    ),
    "wave": Subject(
        draw=draw_wave,
        english=("wave", "big wave", "great wave"),
        japanese=("波", "大波", "なみ", "荒波"),
        kind="landscape",
        backdrops=("sea",),
        height=0.57,
        size=0.40,
    ),
}
