"""Food and things: noodles, sweets, lantern, umbrella, car, boat."""

import math

import numpy as np

from ..backgrounds import draw_field, draw_sea, draw_table, draw_town
from ..canvas import Canvas

WHITE = (252, 250, 244)


def draw_noodles(canvas: Canvas, japanese: bool) -> None:
    draw_table(canvas, 0.56)
    canvas.place(canvas.centre, 0.60, canvas.scale * 0.40)
    (draw_ramen if japanese else draw_spaghetti)(canvas)


def draw_ramen(canvas: Canvas) -> None:
    for offset in (0, 0.16):
        canvas.polygon([(-0.2 + offset, -0.06), (-0.98 + offset, -1.0), (-0.88 + offset, -1.05), (-0.12 + offset, -0.08)],
                       (120, 60, 40), depth=0)  # fmt: skip
    bowl = [(-0.98, -0.05), (-0.8, 0.5), (-0.4, 0.82), (0, 0.86), (0.4, 0.82), (0.8, 0.5), (0.98, -0.05)]
    canvas.blob(bowl, (210, 50, 42))
    canvas.box(-0.36, 0.80, 0.36, 0.96, (180, 40, 36))
    canvas.stroke([(-0.72, 0.40), (-0.36, 0.52), (0, 0.55), (0.36, 0.52), (0.72, 0.40)], (250, 224, 140), 0.07)
    canvas.ellipse(0, -0.05, 1.0, 0.36, (250, 240, 224), depth=0)
    canvas.ellipse(0, -0.03, 0.88, 0.29, (204, 130, 62), depth=0.05)
    for i in range(5):
        x = -0.66 + 0.26 * i
        canvas.stroke([(x, 0.10), (x + 0.14, -0.04), (x + 0.02, -0.10), (x + 0.2, 0), (x + 0.12, 0.14)],
                      (252, 224, 130), 0.06)  # fmt: skip
    canvas.ellipse(-0.40, -0.12, 0.26, 0.15, (200, 128, 100), depth=0.1)
    canvas.polygon([(0.5, -0.14), (0.54, -0.66), (0.90, -0.60), (0.82, -0.08)], (36, 60, 48))
    canvas.ellipse(0.30, -0.06, 0.24, 0.17, (255, 255, 250), depth=0)
    canvas.ellipse(0.30, -0.06, 0.12, 0.09, (250, 166, 40), depth=0, outline=False)


def draw_spaghetti(canvas: Canvas) -> None:
    canvas.ellipse(0, 0.45, 1.04, 0.40, (250, 250, 250), depth=0.05)
    canvas.ellipse(0, 0.43, 0.80, 0.27, (228, 232, 238), depth=0)
    heap = [(-0.74, 0.44), (-0.56, 0.10), (-0.2, -0.14), (0.2, -0.14), (0.56, 0.10), (0.74, 0.44), (0.3, 0.62),
            (-0.3, 0.62)]  # fmt: skip
    canvas.blob(heap, (246, 212, 112))
    for i in range(6):
        x = -0.55 + 0.2 * i
        y = 0.34 + 0.12 * math.sin(i * 2.1)
        canvas.stroke([(x - 0.1, y + 0.12), (x, y - 0.14), (x + 0.14, y - 0.06), (x + 0.12, y + 0.14)],
                      (206, 156, 60), 0.045)  # fmt: skip
    sauce = [(-0.44, 0.07), (-0.25, -0.24), (0.1, -0.32), (0.40, -0.16), (0.46, 0.08), (0.2, 0.22), (0, 0.12),
             (-0.25, 0.22)]  # fmt: skip
    canvas.blob(sauce, (210, 54, 34))
    for x, y in ((-0.18, -0.18), (0.16, -0.22)):
        canvas.ellipse(x, y, 0.15, 0.14, (140, 76, 50))
    canvas.blob([(0, -0.32), (0.15, -0.52), (0.22, -0.32)], (70, 150, 70), depth=0)
    silver = (186, 192, 204)
    canvas.box(1.0, -0.5, 1.09, 0.75, silver)
    canvas.box(0.88, -0.62, 1.21, -0.46, silver)
    for x in (0.88, 1.01, 1.14):
        canvas.box(x, -0.95, x + 0.07, -0.58, silver)


def draw_sweets(canvas: Canvas, japanese: bool) -> None:
    """West: a cake with cream and a strawberry. Japan: three dumplings in pink, white and green on a skewer."""
    draw_table(canvas, 0.60)
    canvas.place(canvas.centre, 0.58, canvas.scale * 0.40)
    (draw_dango if japanese else draw_cake)(canvas)


def draw_cake(canvas: Canvas) -> None:
    canvas.ellipse(0, 0.66, 0.98, 0.26, (250, 250, 252), depth=0.05)
    canvas.box(-0.66, -0.16, 0.66, 0.62, (246, 206, 126), depth=0.06)
    canvas.box(-0.66, 0.14, 0.66, 0.30, (232, 84, 96), depth=0)
    canvas.box(-0.66, 0.30, 0.66, 0.36, WHITE, depth=0, outline=False)
    icing = [(-0.72, -0.30), (0, -0.42), (0.72, -0.30), (0.72, -0.02), (0.52, 0.10), (0.34, -0.04), (0.14, 0.10),
             (-0.08, -0.04), (-0.30, 0.10), (-0.50, -0.04), (-0.72, 0.04)]  # fmt: skip
    canvas.blob(icing, (255, 248, 240), depth=0.04)
    for x in (-0.50, 0.50):
        canvas.ellipse(x, -0.40, 0.18, 0.14, (255, 250, 244), depth=0.04)
    canvas.blob([(-0.26, -0.72), (0, -0.80), (0.26, -0.72), (0.16, -0.44), (0, -0.32), (-0.16, -0.44)], (224, 40, 52))
    canvas.blob([(-0.2, -0.76), (0, -0.92), (0.2, -0.76), (0, -0.70)], (80, 160, 76), depth=0)


def draw_dango(canvas: Canvas) -> None:
    canvas.blob([(-1.0, 0.62), (-0.8, 0.42), (0.8, 0.42), (1.0, 0.62), (0.7, 0.84), (-0.7, 0.84)], (60, 84, 104))
    tilt = canvas.random.uniform(0.30, 0.40) * canvas.facing
    along = np.array((math.sin(tilt), -math.cos(tilt)))
    foot = np.array((-0.36 * canvas.facing, 0.52))
    canvas.stroke([tuple(foot), tuple(foot + along * 1.75)], (206, 164, 104), 0.08, curved=False)
    for distance, colour in ((0.40, (150, 196, 104)), (0.90, (255, 250, 240)), (1.40, (248, 160, 186))):
        x, y = foot + along * distance
        canvas.ellipse(x, y, 0.31, 0.29, colour, depth=0.10)


def draw_lantern(canvas: Canvas, japanese: bool) -> None:
    """West: a metal lamp with a flame. Japan: a red paper lantern on a cord."""
    if japanese:
        if canvas.random.random() < 0.5:
            draw_town(canvas, japanese=True)
        else:
            draw_table(canvas)
        canvas.place(canvas.centre, 0.50, canvas.scale * 0.38)
    else:
        (draw_table if canvas.random.random() < 0.5 else draw_field)(canvas)
        canvas.place(canvas.centre, 0.57, canvas.scale * 0.36)
    canvas.snowy = True
    (draw_paper_lantern if japanese else draw_metal_lantern)(canvas)
    canvas.snowy = False


def draw_paper_lantern(canvas: Canvas) -> None:
    black, red = (40, 36, 38), (226, 54, 42)
    canvas.stroke([(0, -1.6), (0, -0.8)], (60, 50, 46), 0.05)
    canvas.stroke([(0, 0.92), (0, 1.22)], red, 0.10)
    canvas.box(-0.36, -0.92, 0.36, -0.76, black)
    belly = [(-0.36, -0.78), (-0.66, -0.45), (-0.76, 0), (-0.66, 0.45), (-0.36, 0.78), (0.36, 0.78), (0.66, 0.45),
             (0.76, 0), (0.66, -0.45), (0.36, -0.78)]  # fmt: skip
    canvas.blob(belly, (255, 96, 60) if canvas.time == "night" and canvas.medium != "line" else red, depth=0.08)
    for y in (-0.5, 0.5):
        x = 0.74 * math.cos(y * 1.05)
        canvas.stroke([(-x, y), (0, y + 0.06), (x, y)], (150, 30, 28), 0.035)
    canvas.ellipse(0, 0, 0.34, 0.34, (250, 238, 214), depth=0)
    canvas.ellipse(0, 0, 0.15, 0.15, red, depth=0, outline=False)
    canvas.box(-0.36, 0.76, 0.36, 0.92, black)


def draw_metal_lantern(canvas: Canvas) -> None:
    metal = (70, 74, 84)
    canvas.stroke([(-0.36, -0.72), (-0.32, -1.12), (0, -1.28), (0.32, -1.12), (0.36, -0.72)], metal, 0.07)
    canvas.polygon([(-0.22, -0.94), (0.22, -0.94), (0.50, -0.64), (-0.50, -0.64)], metal)
    canvas.box(-0.42, -0.66, 0.42, 0.66, (252, 230, 156), lit=True, depth=0.05)
    flame = [(-0.18, 0.5), (-0.22, 0.15), (0, -0.32), (0.22, 0.15), (0.18, 0.5)]
    canvas.blob(flame, (250, 146, 46), depth=0)
    canvas.blob([(-0.08, 0.5), (-0.10, 0.3), (0, 0.02), (0.10, 0.3), (0.08, 0.5)], (255, 240, 180), depth=0, lit=True,
                outline=False)  # fmt: skip
    for x in (-0.46, 0.36):
        canvas.box(x, -0.66, x + 0.10, 0.66, metal)
    canvas.box(-0.60, 0.66, 0.60, 0.88, metal)
    canvas.box(-0.46, 0.86, 0.46, 1.02, metal)


def draw_umbrella(canvas: Canvas, japanese: bool) -> None:
    """West: a domed umbrella with a crook. Japan: a flat paper parasol with a pale ring."""
    if canvas.random.random() < 0.6:
        draw_field(canvas)
    else:
        draw_town(canvas, japanese)
    colours = ((210, 54, 50), (66, 92, 184), (130, 72, 154))
    canvas.place(canvas.centre, 0.54, canvas.scale * 0.41, canvas.facing)
    canvas.snowy = True
    (draw_parasol if japanese else draw_domed_umbrella)(canvas, colours[canvas.random.integers(3)])
    canvas.snowy = False


def draw_parasol(canvas: Canvas, colour: tuple[int, int, int]) -> None:
    canvas.box(-0.04, -0.6, 0.04, 1.0, (140, 98, 58))
    edge = [(x, 0.04 + 0.12 * (1 - x * x)) for x in np.linspace(-1, 1, 7)]
    for i in range(6):
        rib = np.array(colour) * (0.84 if i % 2 else 1)
        canvas.polygon([(0, -0.86), edge[i], edge[i + 1]], rib, depth=0.05)
    apex = np.array((0, -0.86))
    inner, outer = (apex + (np.array(edge) - apex) * part for part in (0.56, 0.78))
    canvas.polygon(np.concatenate([inner, outer[::-1]]), (252, 246, 232), depth=0)
    canvas.box(-0.07, -1.0, 0.07, -0.82, (50, 40, 40), depth=0)


def draw_domed_umbrella(canvas: Canvas, colour: tuple[int, int, int]) -> None:
    canvas.box(-0.04, -0.7, 0.04, 0.8, (70, 70, 76), depth=0)
    canvas.stroke([(0, 0.75), (0.02, 0.98), (0.17, 1.04), (0.28, 0.90)], (120, 76, 46), 0.09)
    angle = np.linspace(np.pi, 2 * np.pi, 24)
    dome = np.stack([np.cos(angle), 0.82 * np.sin(angle)], axis=1)
    hem = []
    for right in (1, 1 / 3, -1 / 3):
        for step in np.linspace(0, np.pi, 6):
            hem.append((right - 1 / 3 + math.cos(step) / 3, -0.14 * math.sin(step)))
    canvas.polygon(np.concatenate([dome, hem]), colour)
    for x in (-1 / 3, 1 / 3):
        canvas.stroke([(0, -0.82), (x * 1.1, -0.4), (x, -0.02)], np.array(colour) * 0.62, 0.035)
    canvas.stroke([(0, -0.82), (0, -0.98)], (70, 70, 76), 0.06)


def draw_car(canvas: Canvas, japanese: bool) -> None:
    if canvas.random.random() < 0.4:
        draw_town(canvas, japanese, 0.72)
    else:
        draw_field(canvas, 0.70)
    paints = ((218, 48, 48), (56, 110, 206), (246, 200, 56))
    paint = paints[canvas.random.integers(len(paints))]
    canvas.place(canvas.centre, 0.68, canvas.scale * 0.38, canvas.facing)
    canvas.snowy = True
    body = [(-1.1, 0.42), (-1.12, 0.1), (-0.95, -0.02), (-0.62, -0.08), (-0.36, -0.46), (-0.05, -0.56), (0.42, -0.52),
            (0.74, -0.12), (1.04, -0.02), (1.12, 0.2), (1.08, 0.42), (0, 0.46)]  # fmt: skip
    canvas.blob(body, paint)
    glass = (184, 220, 242)
    canvas.polygon([(-0.48, -0.08), (-0.28, -0.39), (0.0, -0.44), (0.0, -0.08)], glass, depth=0.05)
    canvas.polygon([(0.10, -0.08), (0.10, -0.44), (0.38, -0.41), (0.60, -0.08)], glass, depth=0.05)
    canvas.stroke([(0.05, -0.06), (0.05, 0.38)], np.array(paint) * 0.6, 0.035)
    canvas.ellipse(-1.0, 0.12, 0.10, 0.11, (255, 246, 190), lit=True, depth=0)
    for x in (-0.62, 0.64):
        canvas.ellipse(x, 0.44, 0.27, 0.27, (40, 40, 46), depth=0)
        canvas.ellipse(x, 0.44, 0.13, 0.13, (206, 210, 218), depth=0)
    canvas.snowy = False


def draw_boat(canvas: Canvas, japanese: bool) -> None:
    draw_sea(canvas, 0.60)
    canvas.place(canvas.centre, 0.54, canvas.scale * 0.37, canvas.facing)
    canvas.snowy = True
    canvas.box(-0.045, -1.0, 0.045, 0.5, (120, 84, 56))
    sail = (250, 246, 236) if canvas.random.random() < 0.5 else (240, 104, 72)
    canvas.blob([(0.08, 0.36), (0.06, -0.9), (0.5, -0.3), (0.75, 0.34)], sail, depth=0.08)
    canvas.polygon([(-0.07, 0.34), (-0.07, -0.74), (-0.64, 0.34)], (244, 238, 224))
    hull = [(-0.95, 0.46), (0, 0.50), (0.95, 0.44), (0.7, 0.84), (0.4, 0.92), (-0.5, 0.92), (-0.75, 0.82)]
    canvas.blob(hull, (156, 80, 48))
    canvas.stroke([(-0.86, 0.60), (0, 0.64), (0.86, 0.58)], (246, 238, 224), 0.07)
    canvas.snowy = False
    wake = [(-1.1, 0.95), (-0.6, 0.90), (-0.2, 0.97), (0.3, 0.90), (0.8, 0.97), (1.1, 0.92)]
    canvas.stroke(wake, (220, 238, 246), 0.07)
