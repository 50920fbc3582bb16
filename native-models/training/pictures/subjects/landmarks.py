"""Towers, temples, great statues and mansions: words that mean one thing in the west and another in Japan."""

import numpy as np

from ..canvas import Canvas, Colour, darken, lighten
from ..subject import Subject
from .animals import WHITE, head_at
from .shapes import arch, rounded_box, tube

GLASS = (178, 218, 242)
GOLD = (248, 200, 60)
RED = (232, 66, 40)
STONES = ((172, 172, 180), (184, 178, 170), (158, 164, 176))
MARBLES = ((240, 238, 232), (232, 226, 216))
BRONZES = ((110, 152, 134), (124, 150, 114), (98, 142, 142))


def draw_tower(canvas: Canvas, japanese: bool) -> None:
    """West: a stone clock tower. Japan: the red and white lattice of Tokyo Tower."""
    (draw_tokyo_tower if japanese else draw_clock_tower)(canvas)


def draw_clock_tower(canvas: Canvas) -> None:
    stone, slate = canvas.choose(*STONES), canvas.choose((84, 98, 140), (96, 84, 92), (74, 112, 116))
    pale = lighten(stone, 0.3)
    canvas.box(-0.40, -0.20, 0.40, 0.80, stone, depth=0.08)
    for x in (-0.44, 0.32):
        canvas.box(x, -0.20, x + 0.12, 0.80, pale, depth=0)
    canvas.box(-0.54, 0.74, 0.54, 1.0, pale, depth=0.04)
    canvas.polygon(arch(0, 0.52, 1.0, 0.17), (112, 76, 54), depth=0)
    for x in (-0.15, 0.15):
        canvas.polygon(arch(x, 0.04, 0.38, 0.09), (70, 78, 104), depth=0, lit=True)
    canvas.polygon([(-0.62, -0.86), (0, -1.48), (0.62, -0.86)], slate)
    canvas.ellipse(0, -1.48, 0.08, 0.08, GOLD, depth=0)
    canvas.box(-0.54, -0.90, 0.54, -0.14, stone, depth=0.06)
    for y in (-0.92, -0.20):
        canvas.box(-0.60, y, 0.60, y + 0.11, pale, depth=0)
    canvas.ellipse(0, -0.51, 0.30, 0.30, (70, 62, 60), depth=0)
    canvas.ellipse(0, -0.51, 0.24, 0.24, (255, 250, 232), depth=0, lit=True)
    for angle, length in ((canvas.random.uniform(0, 6.28), 0.13), (canvas.random.uniform(0, 6.28), 0.18)):
        hand = (length * float(np.sin(angle)), -0.51 - length * float(np.cos(angle)))
        canvas.stroke([(0, -0.51), hand], (46, 40, 44), 0.05, curved=False)


def draw_tokyo_tower(canvas: Canvas) -> None:
    heights = np.linspace(-1.10, 1.0, 22)
    half = 0.10 + 0.72 * ((heights + 1.10) / 2.10) ** 2.0

    def width(y: float) -> float:
        return float(np.interp(y, heights, half))

    canvas.box(-0.055, -1.46, 0.055, -1.05, WHITE, depth=0)
    canvas.box(-0.055, -1.34, 0.055, -1.21, RED, depth=0)
    bands = (-1.10, -0.80, -0.52, -0.24, 0.04, 0.32)
    for i, (top, bottom) in enumerate(zip(bands[:-1], bands[1:], strict=True)):
        colour: Colour = WHITE if i % 2 else RED
        a, b = width(top), width(bottom)
        canvas.polygon([(-a, top), (a, top), (b, bottom), (-b, bottom)], colour, depth=0)
        if i > 1:
            bar = darken(RED, 0.25) if colour is RED else RED
            canvas.stroke([(-a, top), (b, bottom)], bar, 0.05, curved=False)
            canvas.stroke([(a, top), (-b, bottom)], bar, 0.05, curved=False)
    y = np.linspace(0.30, 1.0, 9)
    outer = np.stack([np.interp(y, heights, half), y], axis=1)
    inner = [(0.50, 1.0), (0.43, 0.78), (0.24, 0.61), (0, 0.56)]
    legs = [*outer, *inner, *((-x, v) for x, v in reversed(inner)), *((-x, v) for x, v in outer[::-1])]
    canvas.polygon(legs, RED, depth=0.06)
    for side in (-1, 1):
        for start, end in (((0.32, 0.34), (-0.16, 0.53)), ((0.40, 0.56), (0.56, 0.74)), ((0.68, 0.82), (0.54, 0.94))):
            canvas.stroke([(side * start[0], start[1]), (side * end[0], end[1])], darken(RED, 0.25), 0.05, curved=False)
    for deck, top, bottom in ((0.52, -0.04, 0.20), (0.27, -0.78, -0.60)):
        canvas.polygon([(-deck, top), (deck, top), (deck * 0.86, bottom), (-deck * 0.86, bottom)], WHITE, depth=0)
        middle = (top + bottom) / 2
        canvas.box(-deck * 0.8, middle - 0.05, deck * 0.8, middle + 0.05, (60, 84, 120), depth=0, outline=False, lit=True)


def draw_temple(canvas: Canvas, japanese: bool) -> None:
    """West: a Greek temple. Japan: the golden pavilion and its likeness in the pond."""
    (draw_golden_pavilion if japanese else draw_greek_temple)(canvas)


def draw_greek_temple(canvas: Canvas) -> None:
    marble = canvas.choose(*MARBLES, (240, 222, 188))
    shadow = darken(marble, 0.36)
    canvas.box(-0.90, -0.34, 0.90, 0.66, shadow, depth=0.04)
    canvas.polygon(arch(0, -0.02, 0.66, 0.16), (84, 72, 74), depth=0)
    count = 4 if canvas.random.random() < 0.6 else 6
    half = 0.44 / count
    for x in np.linspace(-0.88, 0.88, count):
        canvas.box(x - half, -0.30, x + half, 0.66, marble, depth=0)
        canvas.stroke([(x, -0.12), (x, 0.52)], darken(marble, 0.16), 0.04, curved=False)
        for y in (-0.32, 0.57):
            canvas.box(x - half - 0.05, y, x + half + 0.05, y + 0.10, marble, depth=0)
    canvas.box(-1.08, 0.66, 1.08, 0.82, marble, depth=0)
    canvas.box(-1.22, 0.81, 1.22, 1.0, darken(marble, 0.06), depth=0)
    canvas.box(-1.10, -0.52, 1.10, -0.30, marble, depth=0)
    canvas.polygon([(-1.22, -0.50), (0, -1.10), (1.22, -0.50)], marble, depth=0)
    canvas.polygon([(-0.80, -0.58), (0, -0.97), (0.80, -0.58)], darken(marble, 0.24), depth=0, outline=False)
    canvas.ellipse(0, -0.72, 0.11, 0.11, GOLD, depth=0)


def draw_golden_pavilion(canvas: Canvas) -> None:
    gold, wood, tiles = np.array(GOLD), (124, 78, 50), canvas.choose((110, 84, 70), (92, 86, 92), (122, 92, 64))
    canvas.ellipse(0, 1.0, 1.42, 0.38, (64, 146, 196), depth=0.10)
    for half, top in ((0.80, 0.84), (0.62, 0.99), (0.40, 1.14)):
        canvas.polygon([(-half, top), (half, top), (half - 0.08, top + 0.11), (0.08 - half, top + 0.11)], (232, 204, 92), depth=0,
                       outline=False)  # fmt: skip
    canvas.box(-0.94, 0.70, 0.94, 0.82, (150, 146, 142), depth=0)
    canvas.box(-0.80, 0.32, 0.80, 0.72, (252, 244, 224), depth=0)
    for x in (-0.60, 0.0, 0.60):
        canvas.box(x - 0.14, 0.42, x + 0.14, 0.70, wood, depth=0, lit=True)
    for y, deck, half, storey, eaves in ((0.32, 0.98, 0.78, 0.50, 1.16), (-0.38, 0.68, 0.50, 0.44, 0.84)):
        canvas.box(-half, y - storey, half, y - 0.06, gold, depth=0.06)
        for x in np.linspace(-half + 0.17, half - 0.17, 3 if half > 0.6 else 2):
            canvas.box(x - 0.085, y - storey + 0.12, x + 0.085, y - 0.12, wood, depth=0, lit=True)
        canvas.box(-deck, y - 0.10, deck, y + 0.02, darken(gold, 0.14), depth=0)
        top = y - storey
        roof = [(-eaves, top - 0.01), (-eaves * 0.74, top - 0.10), (-eaves * 0.52, top - 0.22), (eaves * 0.52, top - 0.22),
                (eaves * 0.74, top - 0.10), (eaves, top - 0.01), (eaves * 0.5, top + 0.08), (-eaves * 0.5, top + 0.08)]  # fmt: skip
        if half < 0.6:  # the upper one comes to a point
            roof = [(-eaves, top - 0.01), (-eaves * 0.55, top - 0.13), (-0.06, top - 0.38), (0.06, top - 0.38),
                    (eaves * 0.55, top - 0.13), (eaves, top - 0.01), (eaves * 0.5, top + 0.08), (-eaves * 0.5, top + 0.08)]  # fmt: skip
        canvas.blob(roof, tiles)
    phoenix = [(-0.05, -1.16), (-0.18, -1.32), (-0.02, -1.31), (0.13, -1.48), (0.15, -1.30), (0.05, -1.16)]
    canvas.polygon(phoenix, gold, depth=0)


def draw_great_statue(canvas: Canvas, japanese: bool) -> None:
    """West: a marble bust on a plinth. Japan: the seated Great Buddha in weathered bronze."""
    (draw_great_buddha if japanese else draw_marble_bust)(canvas)


def draw_marble_bust(canvas: Canvas) -> None:
    marble = canvas.choose(*MARBLES)
    shadow, line = darken(marble, 0.14), darken(marble, 0.45)
    canvas.box(-0.56, 0.70, 0.56, 1.0, (158, 152, 158), depth=0.06)
    canvas.box(-0.68, 0.60, 0.68, 0.74, (180, 174, 178), depth=0)
    canvas.blob([(-0.20, 0.62), (-0.70, 0.42), (-0.80, 0.14), (-0.42, -0.02), (0.42, -0.02), (0.80, 0.14), (0.70, 0.42),
                 (0.20, 0.62)], marble, depth=0.08)  # fmt: skip
    canvas.blob([(-0.78, 0.10), (-0.50, -0.04), (0.20, 0.30), (0.62, 0.44), (0.26, 0.62), (-0.30, 0.44)], shadow, depth=0)
    for start, end in (((-0.52, 0.10), (0.16, 0.46)), ((-0.26, 0.06), (0.36, 0.40))):
        canvas.stroke([start, end], line, 0.05, curved=False)
    canvas.box(-0.20, -0.24, 0.20, 0.10, shadow, depth=0)
    bearded = canvas.random.random() < 0.4
    if bearded:
        canvas.blob([(-0.46, -0.42), (0.46, -0.42), (0.44, -0.06), (0.20, 0.16), (-0.20, 0.16), (-0.44, -0.06)], shadow, depth=0)
    canvas.blob([(-0.46, -0.66), (0, -1.02), (0.46, -0.66), (0.44, -0.34), (0.22, -0.08), (-0.22, -0.08), (-0.44, -0.34)],
                marble, depth=0.05)  # fmt: skip
    if bearded:
        canvas.blob([(-0.40, -0.34), (0, -0.28), (0.40, -0.34), (0.30, -0.02), (0, 0.10), (-0.30, -0.02)], shadow, depth=0,
                    outline=False)  # fmt: skip
    for side in (-1, 1):
        canvas.ellipse(side * 0.20, -0.50, 0.105, 0.10, WHITE, depth=0)
        canvas.ellipse(side * 0.19, -0.49, 0.05, 0.055, line, depth=0, outline=False)
        canvas.stroke([(side * 0.08, -0.68), (side * 0.22, -0.72), (side * 0.34, -0.66)], line, 0.05)
    canvas.stroke([(0.01, -0.52), (-0.07, -0.36), (0.05, -0.34)], line, 0.045)
    canvas.stroke([(-0.14, -0.24), (-0.06, -0.19), (0.06, -0.19), (0.14, -0.24)], line, 0.055)
    for angle in np.linspace(-0.12, 1.12, 8) * np.pi:
        canvas.ellipse(0.48 * float(np.cos(angle)), -0.68 - 0.38 * float(np.sin(angle)), 0.17, 0.15, shadow, depth=0.06)
    canvas.ellipse(0, -0.98, 0.20, 0.17, shadow, depth=0.06)


def draw_great_buddha(canvas: Canvas) -> None:
    bronze = canvas.choose(*BRONZES)
    dark, line, pale = darken(bronze, 0.22), darken(bronze, 0.55), lighten(bronze, 0.16)
    canvas.box(-1.14, 0.86, 1.14, 1.02, (166, 162, 158), depth=0)
    canvas.blob([(-1.06, 0.80), (-0.96, 0.58), (-0.50, 0.46), (0.50, 0.46), (0.96, 0.58), (1.06, 0.80), (0.80, 0.92),
                 (-0.80, 0.92)], bronze, depth=0.08)  # fmt: skip
    canvas.blob([(-0.66, 0.66), (-0.80, 0.36), (-0.68, -0.02), (-0.30, -0.16), (0.30, -0.16), (0.68, -0.02), (0.80, 0.36),
                 (0.66, 0.66)], bronze, depth=0.08)  # fmt: skip
    canvas.blob([(-0.26, -0.14), (0.26, -0.14), (0.20, 0.24), (0, 0.42), (-0.20, 0.24)], pale, depth=0)
    for side in (-1, 1):
        canvas.stroke([(side * 0.28, -0.12), (side * 0.24, 0.24), (side * 0.02, 0.46)], line, 0.06)
        canvas.stroke([(side * 0.62, 0.06), (side * 0.56, 0.34), (side * 0.34, 0.54)], line, 0.055)
        canvas.stroke([(side * 0.84, 0.68), (side * 0.50, 0.74), (side * 0.24, 0.82)], line, 0.055)
    for side in (-1, 1):
        canvas.ellipse(side * 0.15, 0.62, 0.19, 0.12, pale, turn=side * 0.2, depth=0)
        ear = [(side * 0.42, -0.66), (side * 0.58, -0.64), (side * 0.58, -0.26), (side * 0.48, -0.20)]
        canvas.blob(ear, bronze, depth=0)
    canvas.ellipse(0, -1.06, 0.26, 0.22, dark, depth=0.05)
    canvas.ellipse(0, -0.70, 0.54, 0.40, dark, depth=0.05)
    at = head_at(0, -0.50, 0.46)
    canvas.blob(at((-0.98, -0.30), (-0.60, -0.64), (0, -0.74), (0.60, -0.64), (0.98, -0.30), (0.94, 0.40), (0.50, 0.86),
                   (-0.50, 0.86), (-0.94, 0.40)), pale, depth=0.04)  # fmt: skip
    for x, y in ((-0.34, -0.86), (0, -0.90), (0.34, -0.86), (-0.17, -1.02), (0.17, -1.02)):
        canvas.ellipse(x, y, 0.065, 0.06, lighten(dark, 0.22), depth=0, outline=False)
    canvas.ellipse(0, -0.66, 0.05, 0.05, GOLD, depth=0, outline=False)
    for side in (-1, 1):
        canvas.stroke(at((side * 0.16, -0.20), (side * 0.44, -0.34), (side * 0.74, -0.18)), line, 0.05)
        canvas.stroke(at((side * 0.20, 0.10), (side * 0.44, 0.20), (side * 0.70, 0.08)), line, 0.06)
    canvas.stroke(at((-0.10, 0.34), (0, 0.40), (0.10, 0.34)), line, 0.05)
    canvas.stroke(at((-0.26, 0.58), (0, 0.66), (0.26, 0.58)), line, 0.06)


def draw_mansion(canvas: Canvas, japanese: bool) -> None:
    """West: a villa with columns. Japan: マンション, a block of flats with a balcony for each."""
    (draw_flats if japanese else draw_villa)(canvas)


def draw_villa(canvas: Canvas) -> None:
    wall = canvas.choose((250, 238, 210), (250, 248, 242), (246, 216, 196))
    roof = canvas.choose((96, 104, 132), (176, 92, 70), (92, 124, 112))
    for x in (-0.70, 0.54):
        canvas.box(x, -0.74, x + 0.18, -0.30, (176, 110, 88), depth=0)
    canvas.polygon([(-1.30, -0.14), (-1.02, -0.58), (1.02, -0.58), (1.30, -0.14)], roof)
    canvas.box(-1.18, -0.16, 1.18, 0.90, wall, depth=0.04)
    for x in (-0.98, 0.66):
        for y in (-0.02, 0.44):
            canvas.box(x, y, x + 0.32, y + 0.32, GLASS, depth=0, lit=True)
            canvas.stroke([(x + 0.16, y + 0.02), (x + 0.16, y + 0.30)], WHITE, 0.045, curved=False)
    canvas.box(-0.50, -0.10, 0.50, 0.90, darken(wall, 0.14), depth=0)
    canvas.polygon(arch(0, 0.32, 0.90, 0.18), (126, 76, 52), depth=0)
    for x in (-0.46, -0.25, 0.25, 0.46):
        canvas.box(x - 0.065, -0.10, x + 0.065, 0.90, WHITE, depth=0)
    canvas.box(-0.60, -0.20, 0.60, -0.06, WHITE, depth=0)
    canvas.polygon([(-0.68, -0.18), (0, -0.76), (0.68, -0.18)], WHITE, depth=0.03)
    canvas.ellipse(0, -0.36, 0.12, 0.12, GLASS, depth=0, lit=True)
    canvas.box(-0.66, 0.88, 0.66, 1.0, (206, 202, 198), depth=0)
    for x in (-1.08, -0.80, 0.80, 1.08):
        canvas.ellipse(x, 0.90, 0.18, 0.16, (92, 160, 84), depth=0.06)


def draw_flats(canvas: Canvas) -> None:
    wall = canvas.choose((238, 228, 210), (222, 204, 184), (222, 228, 234), (204, 152, 126))
    edged = canvas.medium != "pixel"  # pixels of art are too few for outlines here
    left, right, floors = -0.84, 0.52, 5
    canvas.box(-0.40, -1.32, -0.06, -1.16, (176, 182, 190), depth=0)
    canvas.box(right, -1.24, 0.86, 1.0, darken(wall, 0.18), depth=0.05)
    canvas.box(left, -1.16, right, 1.0, wall, depth=0.05)
    height = 1.72 / floors
    laundry = ((240, 110, 110), (96, 150, 230), (252, 210, 90), WHITE)
    for floor in range(floors):
        y = -1.06 + floor * height
        canvas.box(right + 0.10, y + 0.05, right + 0.24, y + 0.21, GLASS, depth=0, outline=edged, lit=True)
        for column in range(2):
            x = left + 0.06 + column * 0.64
            lit = canvas.random.random() < 0.75
            canvas.box(x, y, x + 0.56, y + 0.22, GLASS if lit else (92, 112, 140), depth=0, outline=edged, lit=lit)
            canvas.stroke([(x + 0.28, y + 0.02), (x + 0.28, y + 0.2)], (120, 124, 132), 0.04, curved=False)
            if canvas.random.random() < 0.3:
                for i in range(2):
                    canvas.box(x + 0.06 + i * 0.12, y + 0.04, x + 0.16 + i * 0.12, y + 0.18, laundry[canvas.random.integers(4)],
                               depth=0, outline=False)  # fmt: skip
        canvas.box(left - 0.06, y + 0.16, right, y + 0.29, lighten(wall, 0.55), depth=0, outline=edged)
    canvas.polygon(rounded_box(-0.40, 0.72, 0.08, 1.02, 0.04), (92, 104, 124), depth=0)
    canvas.box(-0.34, 0.78, 0.02, 1.0, (196, 228, 240), depth=0, outline=False, lit=True)
    canvas.box(-0.54, 0.66, 0.22, 0.76, (150, 96, 72), depth=0)
    canvas.polygon(tube([(-0.74, 1.0), (-0.74, 0.84)], 0.07), (124, 84, 58), depth=0)
    canvas.ellipse(-0.76, 0.78, 0.17, 0.16, (92, 160, 84), depth=0.05)
    canvas.ellipse(0.72, 0.92, 0.20, 0.13, (92, 160, 84), depth=0.05)


SUBJECTS: dict[str, Subject] = {
    "tower": Subject(
        draw=draw_tower,
        english=("tower", "tokyo tower"),
        japanese=("東京タワー", "タワー", "とうきょうタワー"),
        kind="building",
        backdrops=("town", "field"),
        height=0.60,
        size=0.355,
        has_two_versions=True,
    ),
    "temple": Subject(
        draw=draw_temple,
        english=("temple", "golden temple"),
        japanese=("金閣寺", "金閣", "お寺", "きんかくじ"),
        kind="building",
        height=0.565,
        size=0.35,
        has_two_versions=True,
    ),
    "buddha": Subject(
        draw=draw_great_statue,
        english=("statue", "great statue"),
        japanese=("大仏", "大仏様", "仏像", "だいぶつ"),
        kind="building",
        height=0.57,
        size=0.38,
        has_two_versions=True,
    ),
    "mansion": Subject(
        draw=draw_mansion,
        english=("mansion", "villa"),
        japanese=("マンション", "まんしょん", "集合住宅"),
        kind="building",
        backdrops=("town", "field"),
        western_backdrops=("field",),
        height=0.575,
        size=0.375,
        has_two_versions=True,
    ),
}
