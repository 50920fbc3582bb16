"""Cat, fish and the daruma doll."""

import numpy as np

from ..backgrounds import draw_field, draw_ground, draw_table
from ..canvas import Canvas

CAT_COATS = ((238, 166, 84), (150, 150, 156), (84, 78, 84), (246, 240, 232))
FISH_SCALES = ((240, 120, 50), (80, 120, 200), (240, 196, 70), (214, 60, 60))


def draw_cat(canvas: Canvas, japanese: bool) -> None:
    (draw_table if canvas.random.random() < 0.4 else draw_field)(canvas)
    coat = CAT_COATS[canvas.random.integers(len(CAT_COATS))]
    canvas.place(canvas.centre, 0.59, canvas.scale * 0.34, canvas.facing)
    canvas.snowy = True
    canvas.stroke([(0.5, 0.85), (1.0, 0.8), (1.05, 0.35), (0.8, 0.15)], np.array(coat) * 0.9, 0.16)
    canvas.blob([(-0.42, 0.98), (-0.46, 0.5), (-0.3, 0), (0.2, 0), (0.56, 0.5), (0.60, 0.9), (0.3, 1.02)], coat)
    for x in (-0.25, 0.05):
        paw = [(x - 0.12, 1.0), (x - 0.11, 0.5), (x + 0.11, 0.5), (x + 0.13, 1.0), (x, 1.05)]
        canvas.blob(paw, coat, depth=0.04)
    draw_cat_head(canvas, coat, -0.1, -0.32, 0.68)
    canvas.snowy = False


def draw_cat_head(canvas: Canvas, coat: tuple[int, int, int], x: float, y: float, size: float) -> None:
    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + u * size, y + v * size) for u, v in points]

    for side in (-1, 1):
        canvas.polygon(at((side * 0.80, -0.1), (side * 0.74, -1.0), (side * 0.16, -0.62)), coat)
        inner = at((side * 0.68, -0.35), (side * 0.66, -0.80), (side * 0.34, -0.60))
        canvas.polygon(inner, (246, 190, 180), outline=False)
    canvas.ellipse(x, y, 0.88 * size, 0.72 * size, coat, depth=0.06)
    for side in (-1, 1):
        eye = x + side * 0.38 * size
        canvas.ellipse(eye, y - 0.06 * size, 0.18 * size, 0.21 * size, (140, 200, 90), depth=0)
        canvas.ellipse(eye, y - 0.06 * size, 0.09 * size, 0.19 * size, (20, 20, 20), depth=0, outline=False)
    canvas.polygon(at((-0.11, 0.16), (0.11, 0.16), (0, 0.30)), (230, 120, 130), depth=0)
    canvas.stroke(at((-0.22, 0.40), (-0.1, 0.43), (0, 0.30), (0.1, 0.43), (0.22, 0.40)), (80, 50, 50), 0.04 * size)


def draw_fish(canvas: Canvas, japanese: bool) -> None:
    canvas.place(0, 0, 1)
    canvas.box(-0.1, -0.1, 1.1, 1.1, (96, 182, 216), depth=0.22, outline=False)
    for x in canvas.random.uniform(0.05, 0.95, 3):
        weed = [(x, 1.05), (x + 0.03, 0.93), (x - 0.02, 0.84), (x + 0.02, 0.74)]
        canvas.stroke(weed, (60, 150, 90), 0.03)
    draw_ground(canvas, 0.90, (226, 204, 150))
    scales = FISH_SCALES[canvas.random.integers(len(FISH_SCALES))]
    fins = np.array(scales) * 0.84
    canvas.place(canvas.centre, 0.50, canvas.scale * 0.38, canvas.facing)
    canvas.blob([(0.62, 0), (1.12, -0.52), (1.0, 0), (1.12, 0.52)], fins)
    canvas.blob([(-0.2, -0.38), (0.1, -0.78), (0.42, -0.56), (0.4, -0.25)], fins)
    canvas.blob([(0, 0.38), (0.26, 0.66), (0.36, 0.3)], fins)
    body = [(-0.95, 0.02), (-0.6, -0.36), (-0.1, -0.48), (0.4, -0.27), (0.72, 0), (0.4, 0.27), (-0.1, 0.46),
            (-0.6, 0.36)]  # fmt: skip
    canvas.blob(body, scales)
    belly = [(-0.9, 0.08), (-0.5, 0.20), (0, 0.26), (0.5, 0.12), (0.2, 0.3), (-0.2, 0.40), (-0.6, 0.30)]
    canvas.blob(belly, np.minimum(255, np.array(scales) * 0.5 + 120), depth=0, outline=False)
    for x in (0.08, 0.36):
        canvas.stroke([(x, -0.26), (x + 0.08, 0), (x, 0.22)], np.array(scales) * 0.65, 0.045)
    canvas.stroke([(-0.44, -0.30), (-0.36, 0), (-0.44, 0.28)], np.array(scales) * 0.65, 0.045)
    canvas.ellipse(-0.66, -0.10, 0.13, 0.13, (255, 255, 255), depth=0)
    canvas.ellipse(-0.68, -0.10, 0.065, 0.07, (20, 20, 24), depth=0, outline=False)
    for i in range(3):
        radius = 0.06 + 0.02 * i
        canvas.ellipse(-1.08 - 0.05 * (i % 2), -0.25 - 0.3 * i, radius, radius, (220, 240, 250), depth=0)


def draw_daruma(canvas: Canvas, japanese: bool) -> None:
    draw_table(canvas)
    canvas.place(canvas.centre, 0.59, canvas.scale * 0.36)
    canvas.blob(
        [(-0.6, 0.85), (-0.86, 0.3), (-0.78, -0.35), (-0.4, -0.80), (0, -0.88), (0.4, -0.80), (0.78, -0.35),
         (0.86, 0.3), (0.6, 0.85), (0, 0.95)],
        (214, 42, 40),
        depth=0.16,
    )  # fmt: skip
    canvas.blob(
        [(-0.60, -0.1), (-0.54, -0.46), (-0.2, -0.55), (0, -0.46), (0.2, -0.55), (0.54, -0.46), (0.60, -0.1),
         (0.38, 0.24), (0, 0.30), (-0.38, 0.24)],
        (248, 226, 196),
        depth=0.03,
    )  # fmt: skip
    black = (24, 22, 24)
    for side in (-1, 1):
        canvas.ellipse(side * 0.27, -0.14, 0.19, 0.19, (255, 255, 255), depth=0)
        canvas.ellipse(side * 0.27, -0.12, 0.10, 0.10, black, depth=0, outline=False)
        canvas.blob([(side * 0.08, -0.36), (side * 0.3, -0.54), (side * 0.56, -0.40), (side * 0.3, -0.38)], black,
                    depth=0)  # fmt: skip
        canvas.stroke([(side * 0.12, 0.14), (side * 0.34, 0.08), (side * 0.46, 0.17)], black, 0.06)
    canvas.stroke([(-0.1, 0.17), (0, 0.20), (0.1, 0.17)], (180, 40, 40), 0.05)
    for y in (0.46, 0.66):
        canvas.stroke([(-0.34 + 0.1 * (y - 0.4), y), (0, y + 0.09), (0.34 - 0.1 * (y - 0.4), y)], (240, 200, 80), 0.07)
