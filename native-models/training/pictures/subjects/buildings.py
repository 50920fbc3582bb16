"""Houses, castles and bridges."""

import numpy as np

from ..canvas import Canvas, darken, lighten
from ..subject import Subject

PLASTER = ((252, 236, 204), (244, 206, 170), (206, 226, 238))
GLASS = (184, 224, 246)
TILES = (72, 92, 120)


def draw_house(canvas: Canvas, japanese: bool) -> None:
    (draw_japanese_house if japanese else draw_western_house)(canvas)


def draw_western_house(canvas: Canvas) -> None:
    roof = canvas.paint((208, 72, 56))
    canvas.box(0.44, -0.98, 0.70, -0.35, (170, 92, 74))
    canvas.box(-0.82, -0.12, 0.82, 1.0, canvas.choose(*PLASTER), depth=0.06)
    canvas.polygon([(-1.06, -0.04), (0, -0.98), (1.06, -0.04)], roof)
    canvas.box(-0.20, 0.34, 0.20, 1.0, (136, 84, 52))
    canvas.ellipse(0.10, 0.68, 0.045, 0.045, (250, 214, 100), depth=0, outline=False)
    for x in (-0.70, 0.32):
        canvas.box(x, 0.20, x + 0.38, 0.60, GLASS, lit=True, depth=0)
        canvas.stroke([(x + 0.19, 0.20), (x + 0.19, 0.60)], (255, 255, 255), 0.05)
        canvas.stroke([(x, 0.40), (x + 0.38, 0.40)], (255, 255, 255), 0.05)
    canvas.ellipse(0, -0.40, 0.18, 0.18, GLASS, lit=True, depth=0)


def draw_japanese_house(canvas: Canvas) -> None:
    roof = canvas.paint(TILES)
    wood = (128, 88, 58)
    canvas.box(-0.94, 0, 0.94, 0.95, (246, 238, 220), depth=0.04)
    for x in (-0.82, -0.24, 0.34):
        canvas.box(x, 0.24, x + 0.48, 0.90, (255, 248, 226), lit=True, depth=0)
        canvas.stroke([(x + 0.24, 0.24), (x + 0.24, 0.90)], wood, 0.045)
        canvas.stroke([(x, 0.57), (x + 0.48, 0.57)], wood, 0.045)
    for x in (-0.96, 0.84):
        canvas.box(x, 0, x + 0.12, 0.95, wood, depth=0)
    canvas.box(-1.04, 0.90, 1.04, 1.02, (150, 108, 72), depth=0)
    lower = [(-1.38, 0.12), (-1.02, -0.10), (-0.66, -0.60), (-0.5, -0.74), (0.5, -0.74), (0.66, -0.60), (1.02, -0.10),
             (1.38, 0.12), (0.9, 0.08), (-0.9, 0.08)]  # fmt: skip
    canvas.blob(lower, roof)
    for x in np.linspace(-0.72, 0.72, 5):
        canvas.stroke([(x * 0.62, -0.62), (x, -0.02)], darken(roof, 0.28), 0.045)
    canvas.box(-0.66, -0.86, 0.66, -0.68, darken(roof, 0.35), depth=0)


def draw_castle(canvas: Canvas, japanese: bool) -> None:
    (draw_keep if japanese else draw_towers)(canvas)


def draw_keep(canvas: Canvas) -> None:
    """Three white storeys under curved roofs on a sloping stone base."""
    canvas.polygon([(-0.80, 0.50), (0.80, 0.50), (1.05, 1.05), (-1.05, 1.05)], (158, 154, 150))
    for x, y in ((-0.5, 0.64), (0.1, 0.64), (-0.7, 0.84), (-0.2, 0.84), (0.45, 0.84)):
        canvas.stroke([(x, y), (x + 0.3, y)], (112, 108, 106), 0.045)
    roof = canvas.choose((58, 104, 116), (64, 78, 112), (60, 110, 90))
    for width, y, height in ((0.72, 0.12, 0.40), (0.52, -0.36, 0.34), (0.34, -0.78, 0.30)):
        canvas.box(-width, y, width, y + height, (255, 253, 248), depth=0.04)
        for x in np.linspace(-width + 0.20, width - 0.20, 3 if width > 0.4 else 2):
            canvas.box(x - 0.075, y + 0.14, x + 0.075, y + 0.29, (64, 64, 78), lit=True, depth=0, outline=False)
        eaves = [(-width - 0.30, y + 0.11), (-width - 0.05, y - 0.02), (-width + 0.10, y - 0.14),
                 (width - 0.10, y - 0.14), (width + 0.05, y - 0.02), (width + 0.30, y + 0.11),
                 (width * 0.5, y + 0.07), (-width * 0.5, y + 0.07)]  # fmt: skip
        canvas.blob(eaves, roof)
        canvas.polygon([(-width * 0.42, y + 0.03), (0, y - 0.22), (width * 0.42, y + 0.03)], lighten(roof, 0.2))
    canvas.polygon([(-0.42, -0.82), (-0.24, -1.08), (0.24, -1.08), (0.42, -0.82)], roof)
    for side in (-1, 1):
        dolphin = [(side * 0.20, -1.02), (side * 0.16, -1.22), (side * 0.30, -1.32), (side * 0.34, -1.06)]
        canvas.blob(dolphin, (250, 210, 76), depth=0)


def draw_towers(canvas: Canvas) -> None:
    """Three pointed towers with pennants and a gate."""
    stone, dark = np.array((206, 204, 204)), (66, 64, 86)
    roofs = ((70, 106, 204), (214, 66, 60)) if canvas.random.random() < 0.5 else ((196, 70, 70), (80, 70, 150))
    canvas.box(-0.55, -0.1, 0.55, 1.0, stone, depth=0.06)
    for x in np.arange(-0.5, 0.5, 0.26):
        canvas.box(x, -0.26, x + 0.15, -0.08, stone, depth=0)
    for x, top in ((-0.72, -0.50), (0.72, -0.50), (0, -0.64)):
        width = 0.27 if x else 0.23
        canvas.box(x - width, top, x + width, 1.0 if x else 0, darken(stone, 0.05), depth=0.06)
        canvas.polygon([(x - width - 0.1, top + 0.02), (x, top - 0.54), (x + width + 0.1, top + 0.02)], roofs[x == 0])
        canvas.box(x - 0.09, top + 0.18, x + 0.09, top + 0.46, dark, lit=True, depth=0)
    canvas.stroke([(0, -1.16), (0, -1.40)], (90, 78, 70), 0.04)
    canvas.polygon([(0.02, -1.42), (0.32, -1.32), (0.02, -1.22)], (236, 66, 66), depth=0)
    canvas.blob([(-0.25, 1.0), (-0.25, 0.6), (0, 0.38), (0.25, 0.6), (0.25, 1.0)], (120, 80, 52))


def draw_bridge(canvas: Canvas, japanese: bool) -> None:
    (draw_arched_bridge if japanese else draw_stone_bridge)(canvas)


def draw_arched_bridge(canvas: Canvas) -> None:
    """One vermilion arch with posts and golden caps."""
    red = np.array((222, 60, 46))

    def height(x: float | np.ndarray) -> float | np.ndarray:
        return 0.52 - 0.62 * (1 - (x / 1.1) ** 2)

    for x in (-0.66, -0.24, 0.24, 0.66):
        canvas.box(x - 0.07, float(height(x)), x + 0.07, 0.92, darken(red, 0.35), depth=0)
    x = np.linspace(-1.12, 1.12, 22)
    deck = np.concatenate([np.stack([x, height(x)], axis=1), np.stack([x, height(x) + 0.18], axis=1)[::-1]])
    canvas.polygon(deck, red)
    canvas.stroke(np.stack([x, height(x) - 0.24], axis=1)[::3], red, 0.075)
    for post in np.linspace(-1, 1, 5):
        y = float(height(post))
        canvas.box(post - 0.06, y - 0.34, post + 0.06, y + 0.04, red, depth=0)
        canvas.ellipse(post, y - 0.38, 0.09, 0.09, (250, 208, 84), depth=0)


def draw_stone_bridge(canvas: Canvas) -> None:
    """Grey arches with lamps on the piers."""
    stone = np.array((190, 184, 180))
    canvas.box(-1.3, 0.10, 1.3, 0.34, stone)
    for x in (-0.86, 0, 0.86):
        canvas.box(x - 0.15, 0.30, x + 0.15, 0.96, stone)
    angle = np.linspace(np.pi, 2 * np.pi, 12)
    for x in (-0.43, 0.43, -1.29, 1.29):
        arch = np.stack([x + 0.28 * np.cos(angle), 0.72 + 0.36 * np.sin(angle)], axis=1)
        spandrel = np.concatenate([arch, [(x + 0.43, 0.72), (x + 0.43, 0.3), (x - 0.43, 0.3), (x - 0.43, 0.72)]])
        canvas.polygon(spandrel, darken(stone, 0.07), depth=0, outline=False)
        canvas.stroke(arch, (112, 106, 104), 0.05)
    canvas.box(-1.3, 0.0, 1.3, 0.13, darken(stone, 0.15), depth=0)
    for x in (-0.86, 0, 0.86):
        canvas.box(x - 0.06, -0.36, x + 0.06, 0.02, (92, 92, 104), depth=0)
        canvas.ellipse(x, -0.46, 0.16, 0.16, (255, 240, 176), lit=True, depth=0)


SUBJECTS: dict[str, Subject] = {
    "house": Subject(
        draw=draw_house,
        english=("house", "home", "cottage"),
        japanese=("家", "民家", "いえ", "おうち"),
        kind="building",
        height=0.57,
        size=0.36,
        has_two_versions=True,
        coloured=True,
    ),
    "castle": Subject(
        draw=draw_castle,
        english=("castle", "fortress"),
        japanese=("城", "お城", "天守閣", "しろ"),
        kind="building",
        height=0.58,
        size=0.37,
        has_two_versions=True,
    ),
    "bridge": Subject(
        draw=draw_bridge,
        english=("bridge", "old bridge"),
        japanese=("橋", "はし", "太鼓橋"),
        kind="building",
        backdrops=("sea",),
        height=0.50,
        size=0.42,
        has_two_versions=True,
    ),
}
