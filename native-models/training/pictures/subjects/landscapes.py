"""Mountains, trees, gates and waves."""

import math

import numpy as np

from ..backgrounds import draw_field, draw_ground, draw_sea, draw_sky
from ..canvas import Canvas

SNOW = (250, 252, 255)


def draw_fuji_alone(canvas: Canvas) -> None:
    flank = (150, 84, 96) if canvas.time == "sunset" else (86, 116, 168)
    canvas.blob(
        [(-2.2, 1), (-1.3, 0.55), (-0.55, -0.35), (-0.28, -0.72), (0, -0.72), (0.28, -0.72), (0.55, -0.35),
         (1.3, 0.55), (2.2, 1), (0, 1.1)],
        flank,
    )  # fmt: skip
    canvas.polygon(
        [(-0.58, -0.28), (-0.28, -0.73), (0, -0.73), (0.28, -0.73), (0.57, -0.28), (0.34, -0.34), (0.2, -0.12),
         (0, -0.32), (-0.2, -0.10), (-0.36, -0.34)],
        SNOW,
        depth=0.03,
    )  # fmt: skip


def draw_fuji(canvas: Canvas, japanese: bool) -> None:
    draw_sky(canvas, 0.8, clouds=canvas.random.random() < 0.6)
    canvas.snowy = True
    canvas.place(canvas.centre, 0.50, canvas.scale * 0.40)
    draw_fuji_alone(canvas)
    canvas.snowy = False
    canvas.place(0, 0, 1)
    if canvas.random.random() < 0.5:
        canvas.box(-0.1, 0.82, 1.1, 1.1, (60, 130, 180), depth=0.14)
    else:
        draw_ground(canvas, 0.82, (108, 158, 86))
    shore = [(-0.2, 0.80), (0.1, 0.77), (0.4, 0.80), (0.7, 0.775), (1.2, 0.80), (1.2, 0.86), (-0.2, 0.86)]
    canvas.blob(shore, (70, 120, 80), depth=0.05)


def draw_mountain(canvas: Canvas, japanese: bool) -> None:
    """Alps with firs; in Japan a mountain is Fuji."""
    if japanese:
        draw_fuji(canvas, japanese)
        return
    draw_sky(canvas, 0.8)
    canvas.snowy = True
    canvas.place(canvas.centre, 0.56, canvas.scale * 0.38)
    for x, height, colour in ((-1.0, 0.75, (134, 140, 156)), (1.0, 0.8, (120, 128, 146)), (0, 1.15, (146, 148, 160))):
        canvas.polygon([(x - 1.1, 0.9), (x - 0.4, 0), (x, -0.85 * height), (x + 0.42, -0.1), (x + 1.1, 0.9)], colour)
        snow = [(x - 0.26, -0.28 * height), (x, -0.85 * height), (x + 0.27, -0.34 * height),
                (x + 0.1, -0.22 * height), (x, -0.42 * height), (x - 0.1, -0.16 * height)]  # fmt: skip
        canvas.polygon(snow, SNOW, depth=0.02)
    canvas.snowy = False
    draw_ground(canvas, 0.82, (96, 140, 86))
    for x in np.arange(0.08, 1, 0.21):
        canvas.place(x + canvas.random.uniform(-0.03, 0.03), 0.84, 0.10 * canvas.random.uniform(0.85, 1.15))
        canvas.snowy = True
        canvas.box(-0.12, 0.5, 0.12, 1, (96, 66, 44))
        for y in (0.5, -0.1):
            canvas.polygon([(-0.75 - 0.2 * y, y + 0.3), (0, y - 0.8), (0.75 + 0.2 * y, y + 0.3)], (46, 100, 66))
        canvas.snowy = False


def draw_torii(canvas: Canvas, japanese: bool) -> None:
    (draw_sea if canvas.random.random() < 0.4 else draw_field)(canvas)
    canvas.place(canvas.centre, 0.58, canvas.scale * 0.33)
    canvas.snowy = True
    vermilion, black = (218, 62, 40), (52, 46, 50)
    for x in (-0.66, 0.66):
        canvas.polygon([(x - 0.10, -0.6), (x + 0.10, -0.6), (x + 0.13, 1), (x - 0.13, 1)], vermilion)
        canvas.box(x - 0.16, 0.84, x + 0.16, 1.02, black)
    canvas.box(-0.90, -0.30, 0.90, -0.15, vermilion)
    canvas.box(-0.09, -0.6, 0.09, -0.3, vermilion)
    canvas.blob(
        [(-1.15, -0.84), (-0.6, -0.74), (0, -0.72), (0.6, -0.74), (1.15, -0.84), (1.1, -0.62), (0.5, -0.54),
         (0, -0.53), (-0.5, -0.54), (-1.1, -0.62)],
        vermilion,
    )  # fmt: skip
    canvas.blob(
        [(-1.24, -1.04), (-0.6, -0.90), (0, -0.87), (0.6, -0.90), (1.24, -1.04), (1.18, -0.84), (0.6, -0.74),
         (0, -0.72), (-0.6, -0.74), (-1.18, -0.84)],
        black,
    )  # fmt: skip
    canvas.snowy = False


def draw_cherry_tree(canvas: Canvas, japanese: bool) -> None:
    draw_field(canvas)
    canvas.place(canvas.centre, 0.57, canvas.scale * 0.36)
    canvas.snowy = True
    canvas.blob(
        [(-0.18, 1), (-0.12, 0.5), (-0.36, 0.1), (-0.26, 0.04), (0, 0.3), (0.28, 0), (0.40, 0.06), (0.15, 0.5),
         (0.2, 1)],
        (104, 70, 60),
    )  # fmt: skip
    pink = np.array((250, 178, 202))
    around = np.linspace(0, 2 * math.pi, 9)[:-1] + canvas.random.uniform(-0.2, 0.2)
    puffs = [(0.62 * math.cos(angle), -0.35 + 0.38 * math.sin(angle)) for angle in around] + [(0.0, -0.38)]
    edged = canvas.medium in ("ukiyo-e", "line")
    for i, (x, y) in enumerate(puffs):
        canvas.ellipse(x, y, 0.40, 0.36, pink * (1 - 0.05 * (i % 3)), depth=0.10, outline=edged)
    for i, (x, y) in enumerate(puffs):
        canvas.ellipse(x * 0.85, y - 0.03, 0.36, 0.31, np.minimum(255, pink * (1.02 + 0.02 * (i % 3))), depth=0.06,
                       outline=False)  # fmt: skip
    canvas.snowy = False
    for _ in range(9):
        angle, radius = canvas.random.random() * 2 * math.pi, canvas.random.random() ** 0.5
        spot = (math.cos(angle) * 0.75 * radius, -0.35 + math.sin(angle) * 0.5 * radius)
        canvas.ellipse(*spot, 0.075, 0.075, (255, 236, 242), depth=0, outline=False)


def draw_wave(canvas: Canvas, japanese: bool) -> None:
    draw_sky(canvas, 0.8)
    canvas.place(0, 0, 1)
    canvas.box(-0.05, 0.62, 1.05, 1.05, (60, 120, 170))
    canvas.place(canvas.centre - 0.04 * canvas.facing, 0.58, canvas.scale * 0.46, canvas.facing)
    canvas.blob(
        [(-1.4, 0.95), (-1.2, 0.3), (-0.9, -0.25), (-0.45, -0.62), (0.1, -0.66), (0.42, -0.40), (0.46, -0.12),
         (0.26, -0.28), (-0.02, -0.26), (-0.14, 0.02), (-0.02, 0.40), (0.4, 0.66), (1.4, 0.72), (1.4, 1.1),
         (-1.4, 1.1)],
        (36, 84, 150),
        depth=0.16,
    )  # fmt: skip
    canvas.blob(
        [(-1.0, 0.5), (-0.75, -0.05), (-0.40, -0.38), (-0.1, -0.44), (-0.35, -0.15), (-0.40, 0.25), (-0.15, 0.65),
         (-0.5, 0.8)],
        (104, 168, 212),
        depth=0.08,
        outline=False,
    )  # fmt: skip
    foam = ((-0.62, -0.50, 0.13), (-0.36, -0.68, 0.15), (-0.06, -0.74, 0.15), (0.22, -0.64, 0.14),
            (0.42, -0.42, 0.13), (0.44, -0.14, 0.11), (0.26, -0.22, 0.09))  # fmt: skip
    for x, y, radius in foam:
        canvas.ellipse(x, y, radius, radius * 0.85, (250, 252, 252), depth=0.03,
                       outline=canvas.medium in ("line", "ukiyo-e"))  # fmt: skip
    swell = [(-1.4, 0.9), (-0.7, 0.72), (-0.1, 0.86), (0.5, 0.76), (1.4, 0.9), (1.4, 1.2), (-1.4, 1.2)]
    canvas.blob(swell, (48, 104, 166), depth=0.1)
    canvas.stroke([(-1.3, 0.88), (-0.7, 0.74), (-0.1, 0.88), (0.5, 0.78), (1.3, 0.92)], (240, 246, 250), 0.05)
