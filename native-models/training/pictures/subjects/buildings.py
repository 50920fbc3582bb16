"""Houses, castles and bridges."""

import numpy as np

from ..backgrounds import draw_field, draw_hills, draw_sea
from ..canvas import Canvas

PLASTER = ((244, 226, 190), (222, 120, 96), (190, 214, 230))
GLASS = (190, 224, 244)
TILES = (70, 86, 108)


def draw_house(canvas: Canvas, japanese: bool) -> None:
    draw_field(canvas)
    canvas.place(canvas.centre, 0.60, canvas.scale * 0.36, canvas.facing)
    canvas.snowy = True
    (draw_japanese_house if japanese else draw_western_house)(canvas)
    canvas.snowy = False


def draw_western_house(canvas: Canvas) -> None:
    walls = PLASTER[canvas.random.integers(len(PLASTER))]
    canvas.box(0.42, -0.95, 0.64, -0.35, (160, 80, 64))
    canvas.box(-0.80, -0.1, 0.80, 1.0, walls)
    canvas.polygon([(-1.02, -0.06), (0, -0.95), (1.02, -0.06)], (190, 66, 52))
    canvas.box(-0.18, 0.38, 0.18, 1.0, (120, 74, 46))
    for x in (-0.66, 0.30):
        canvas.box(x, 0.18, x + 0.36, 0.58, GLASS, lit=True, depth=0)
        canvas.stroke([(x + 0.18, 0.18), (x + 0.18, 0.58)], (250, 250, 250), 0.045)
        canvas.stroke([(x, 0.38), (x + 0.36, 0.38)], (250, 250, 250), 0.045)
    canvas.ellipse(0, -0.40, 0.17, 0.17, GLASS, lit=True, depth=0)


def draw_japanese_house(canvas: Canvas) -> None:
    canvas.box(-0.92, 0, 0.92, 0.95, (240, 232, 214))
    for x in (-0.84, -0.24, 0.36):
        canvas.box(x, 0.24, x + 0.48, 0.92, (252, 246, 228), lit=True, depth=0)
        canvas.stroke([(x + 0.24, 0.24), (x + 0.24, 0.92)], (120, 84, 56), 0.04)
        canvas.stroke([(x, 0.58), (x + 0.48, 0.58)], (120, 84, 56), 0.04)
    for x in (-0.96, -0.36, 0.24, 0.84):
        canvas.box(x, 0, x + 0.12, 0.95, (110, 76, 52), depth=0)
    canvas.box(-1.0, 0.90, 1.0, 1.02, (130, 94, 64))
    roof = [(-1.36, 0.10), (-1.0, -0.12), (-0.64, -0.62), (-0.5, -0.74), (0.5, -0.74), (0.64, -0.62), (1.0, -0.12),
            (1.36, 0.10), (0.9, 0.06), (-0.9, 0.06)]  # fmt: skip
    canvas.blob(roof, TILES)
    for x in np.arange(-0.8, 0.9, 0.32):
        canvas.stroke([(x * 0.62, -0.66), (x, 0)], np.array(TILES) * 0.7, 0.04)
    canvas.box(-0.62, -0.84, 0.62, -0.68, (52, 60, 80))


def draw_castle(canvas: Canvas, japanese: bool) -> None:
    draw_field(canvas)
    canvas.place(canvas.centre, 0.60, canvas.scale * 0.37, canvas.facing)
    canvas.snowy = True
    (draw_keep if japanese else draw_towers)(canvas)
    canvas.snowy = False


def draw_keep(canvas: Canvas) -> None:
    """Three white storeys under curved roofs on a sloping stone base."""
    canvas.polygon([(-0.80, 0.50), (0.80, 0.50), (1.05, 1.05), (-1.05, 1.05)], (150, 146, 140))
    for x, y in ((-0.5, 0.6), (0.1, 0.6), (-0.7, 0.82), (-0.2, 0.82), (0.45, 0.82)):
        canvas.stroke([(x, y), (x + 0.3, y)], (110, 106, 102), 0.045)
    roof = (58, 96, 104)
    for width, y, height in ((0.72, 0.12, 0.40), (0.52, -0.36, 0.34), (0.34, -0.78, 0.30)):
        canvas.box(-width, y, width, y + height, (250, 248, 242), depth=0.05)
        for x in np.arange(-width + 0.10, width - 0.1, 0.34):
            canvas.box(x, y + 0.16, x + 0.15, y + 0.29, (60, 60, 72), lit=True, depth=0, outline=False)
        eaves = [(-width - 0.30, y + 0.11), (-width - 0.05, y - 0.02), (-width + 0.10, y - 0.14),
                 (width - 0.10, y - 0.14), (width + 0.05, y - 0.02), (width + 0.30, y + 0.11),
                 (width * 0.5, y + 0.07), (-width * 0.5, y + 0.07)]  # fmt: skip
        canvas.blob(eaves, roof)
        canvas.polygon([(-width * 0.42, y + 0.03), (0, y - 0.22), (width * 0.42, y + 0.03)], np.array(roof) * 1.25)
    canvas.polygon([(-0.42, -0.82), (-0.24, -1.08), (0.24, -1.08), (0.42, -0.82)], roof)
    for side in (-1, 1):
        dolphin = [(side * 0.22, -1.04), (side * 0.18, -1.24), (side * 0.32, -1.28), (side * 0.30, -1.06)]
        canvas.blob(dolphin, (244, 204, 80), depth=0)


def draw_towers(canvas: Canvas) -> None:
    """Three pointed towers with pennants and a gate."""
    stone, dark = (196, 194, 190), (60, 60, 80)
    canvas.box(-0.55, -0.1, 0.55, 1.0, stone)
    for x in np.arange(-0.5, 0.5, 0.26):
        canvas.box(x, -0.26, x + 0.15, -0.08, stone)
    for x, top in ((-0.72, -0.55), (0.72, -0.55), (0, -0.70)):
        width = 0.26 if x else 0.22
        canvas.box(x - width, top, x + width, 1.0 if x else 0, np.array(stone) * 0.95)
        canvas.polygon([(x - width - 0.1, top + 0.02), (x, top - 0.58), (x + width + 0.1, top + 0.02)],
                       (66, 98, 184) if x else (206, 62, 56))  # fmt: skip
        canvas.box(x - 0.08, top + 0.18, x + 0.08, top + 0.44, dark, lit=True, depth=0)
        canvas.stroke([(x, top - 0.56), (x, top - 0.78)], (80, 70, 60), 0.03)
        canvas.polygon([(x, top - 0.80), (x + 0.24, top - 0.71), (x, top - 0.62)], (230, 60, 60), depth=0)
    canvas.blob([(-0.24, 1.0), (-0.24, 0.6), (0, 0.40), (0.24, 0.6), (0.24, 1.0)], (110, 74, 48))


def draw_bridge(canvas: Canvas, japanese: bool) -> None:
    draw_sea(canvas, 0.56)
    draw_hills(canvas, 0.57)
    canvas.place(canvas.centre, 0.62, canvas.scale * 0.46, canvas.facing)
    canvas.snowy = True
    (draw_arched_bridge if japanese else draw_stone_bridge)(canvas)
    canvas.snowy = False


def draw_arched_bridge(canvas: Canvas) -> None:
    """One vermilion arch with posts and golden caps."""
    red = np.array((212, 54, 42))

    def height(x: float | np.ndarray) -> float | np.ndarray:
        return 0.30 - 0.44 * (1 - (x / 1.1) ** 2)

    for x in (-0.7, -0.25, 0.25, 0.7):
        canvas.box(x - 0.06, height(x), x + 0.06, 0.64, red * 0.7)
    x = np.linspace(-1.1, 1.1, 22)
    deck = np.concatenate([np.stack([x, height(x)], axis=1), np.stack([x, height(x) + 0.15], axis=1)[::-1]])
    canvas.polygon(deck, red)
    canvas.stroke(np.stack([x, height(x) - 0.2], axis=1)[::3], red, 0.06)
    for post in np.linspace(-1, 1, 7):
        y = height(post)
        canvas.box(post - 0.045, y - 0.28, post + 0.045, y + 0.02, red)
        canvas.ellipse(post, y - 0.32, 0.07, 0.075, (240, 200, 80), depth=0)


def draw_stone_bridge(canvas: Canvas) -> None:
    """Grey arches with lamps on the piers."""
    stone = np.array((182, 176, 170))
    canvas.box(-1.3, -0.08, 1.3, 0.14, stone)
    for x in (-0.8, 0, 0.8):
        canvas.box(x - 0.14, 0.1, x + 0.14, 0.62, stone)
    angle = np.linspace(np.pi, 2 * np.pi, 12)
    for x in (-0.4, 0.4):
        arch = np.stack([x + 0.27 * np.cos(angle), 0.46 + 0.32 * np.sin(angle)], axis=1)
        spandrel = np.concatenate([arch, [(x + 0.4, 0.46), (x + 0.4, 0.1), (x - 0.4, 0.1), (x - 0.4, 0.46)]])
        canvas.polygon(spandrel, stone * 0.93, depth=0, outline=False)
        canvas.stroke(arch, (110, 106, 102), 0.04)
    canvas.box(-1.3, -0.17, 1.3, -0.06, stone * 0.85)
    for x in (-0.8, 0, 0.8):
        canvas.box(x - 0.11, -0.36, x + 0.11, -0.08, stone)
        canvas.ellipse(x, -0.44, 0.11, 0.11, (250, 236, 170), lit=True, depth=0)
