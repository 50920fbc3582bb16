"""Cat, fish and the daruma doll."""

import numpy as np

from ..canvas import Canvas, darken, lighten
from ..subject import Subject

CAT_COATS = ((244, 172, 88), (166, 166, 176), (92, 86, 96), (250, 244, 236))
FISH_SCALES = ((246, 128, 52), (84, 136, 220), (248, 204, 70), (224, 66, 62))
CAT_EYES = ((150, 212, 92), (250, 206, 70), (110, 190, 230))
BLACK = (30, 26, 32)


def draw_cat(canvas: Canvas, japanese: bool) -> None:
    """Sitting, the tail beside it, a large head with large eyes."""
    coat = canvas.paint(canvas.choose(*CAT_COATS))
    striped = canvas.random.random() < 0.4
    pale = lighten(coat, 0.45)
    tail_up = canvas.random.random() < 0.5
    tail = (
        [(0.4, 0.86), (0.86, 0.88), (1.02, 0.52), (0.84, 0.14)]
        if tail_up
        else [(0.3, 0.9), (0.8, 0.98), (1.1, 0.76), (1.02, 0.5)]
    )
    canvas.stroke(tail, darken(coat, 0.45), 0.235)
    canvas.stroke(tail, darken(coat, 0.06), 0.19)
    body = [(-0.46, 0.98), (-0.50, 0.5), (-0.32, 0.05), (0.24, 0.05), (0.52, 0.5), (0.56, 0.88), (0.3, 1.02)]
    canvas.blob(body, coat)
    canvas.ellipse(-0.06, 0.52, 0.24, 0.28, pale, depth=0, outline=False)
    for x in (-0.24, 0.12):
        canvas.blob([(x - 0.15, 1.0), (x - 0.12, 0.68), (x + 0.12, 0.68), (x + 0.15, 1.0), (x, 1.04)], coat, depth=0.04)
    draw_cat_head(canvas, coat, striped)


def draw_cat_head(canvas: Canvas, coat: np.ndarray, striped: bool) -> None:
    x, y, size = -0.05, -0.36, 0.66

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + u * size, y + v * size) for u, v in points]

    for side in (-1, 1):
        canvas.polygon(at((side * 0.92, -0.10), (side * 0.86, -1.14), (side * 0.14, -0.66)), coat, depth=0.06)
        canvas.polygon(at((side * 0.76, -0.42), (side * 0.74, -0.90), (side * 0.36, -0.64)), (250, 184, 184), depth=0,
                       outline=False)  # fmt: skip
    canvas.ellipse(x, y, 1.02 * size, 0.82 * size, coat, depth=0.05)
    if striped:
        for u in (-0.24, 0, 0.24):
            canvas.stroke(at((u, -0.76), (u * 0.9, -0.50)), darken(coat, 0.35), 0.09 * size, curved=False)
    canvas.ellipse(x, y + 0.40 * size, 0.42 * size, 0.28 * size, lighten(coat, 0.45), depth=0, outline=False)
    iris = canvas.choose(*CAT_EYES)
    for side in (-1, 1):
        eye = x + side * 0.45 * size
        canvas.ellipse(eye, y - 0.02 * size, 0.24 * size, 0.25 * size, iris, depth=0)
        canvas.ellipse(eye, y - 0.02 * size, 0.13 * size, 0.22 * size, BLACK, depth=0, outline=False)
        canvas.ellipse(
            eye + 0.05 * size, y - 0.12 * size, 0.07 * size, 0.07 * size, (255, 255, 255), depth=0, outline=False
        )
        for v in (0.30, 0.50):
            canvas.stroke(
                at((side * 0.62, 0.40 + (v - 0.40) * 0.4), (side * 1.14, v)), (110, 96, 96), 0.05 * size, curved=False
            )
    canvas.polygon(at((-0.13, 0.22), (0.13, 0.22), (0, 0.36)), (238, 110, 130), depth=0, outline=False)
    canvas.stroke(at((-0.24, 0.46), (-0.12, 0.54), (0, 0.40), (0.12, 0.54), (0.24, 0.46)), (96, 56, 60), 0.07 * size)


def draw_fish(canvas: Canvas, japanese: bool) -> None:
    """Seen from the side: pale head with a large eye, two scale arcs, fins and a forked tail."""
    scales = canvas.paint(canvas.choose(*FISH_SCALES))
    fins = darken(scales, 0.18)
    canvas.blob([(0.50, 0), (0.94, -0.58), (1.12, -0.46), (0.94, 0), (1.12, 0.46), (0.94, 0.58)], fins)
    canvas.blob([(-0.36, -0.42), (-0.16, -0.86), (0.34, -0.74), (0.42, -0.30), (0, -0.30)], fins)
    canvas.blob([(-0.1, 0.42), (0.06, 0.78), (0.38, 0.68), (0.30, 0.30)], fins)
    body = [(-1.02, 0.04), (-0.80, -0.34), (-0.34, -0.56), (0.2, -0.44), (0.68, -0.08), (0.68, 0.08), (0.2, 0.44),
            (-0.34, 0.56), (-0.80, 0.36)]  # fmt: skip
    canvas.blob(body, scales)
    belly = [(-0.60, 0.36), (-0.2, 0.30), (0.36, 0.18), (0.1, 0.42), (-0.34, 0.50)]
    canvas.blob(belly, lighten(scales, 0.55), depth=0, outline=False)
    head = [(-1.00, 0.04), (-0.80, -0.33), (-0.46, -0.51), (-0.32, -0.24), (-0.32, 0.24), (-0.46, 0.51), (-0.80, 0.35)]
    canvas.blob(head, lighten(scales, 0.30), depth=0)
    for x in (0.04, 0.32):
        canvas.stroke([(x, -0.26), (x + 0.11, 0), (x, 0.26)], darken(scales, 0.35), 0.06)
    canvas.blob([(-0.22, 0.06), (0.08, 0.12), (0.04, 0.34), (-0.18, 0.24)], fins, depth=0)
    canvas.ellipse(-0.64, -0.12, 0.17, 0.17, (255, 255, 255), depth=0)
    canvas.ellipse(-0.67, -0.12, 0.09, 0.10, BLACK, depth=0, outline=False)
    canvas.stroke([(-0.96, 0.13), (-0.82, 0.20), (-0.72, 0.17)], darken(scales, 0.5), 0.055)
    for x, y, radius in ((-1.12, -0.30, 0.09), (-1.02, -0.62, 0.12)):
        canvas.ellipse(x, y, radius, radius, (226, 244, 252), depth=0)


def draw_daruma(canvas: Canvas, japanese: bool) -> None:
    body = canvas.paint((222, 46, 44))
    canvas.blob(
        [(-0.6, 0.88), (-0.90, 0.3), (-0.82, -0.38), (-0.44, -0.84), (0, -0.94), (0.44, -0.84), (0.82, -0.38),
         (0.90, 0.3), (0.6, 0.88), (0, 1.0)],
        body,
        depth=0.14,
    )  # fmt: skip
    face = [(-0.66, -0.16), (-0.58, -0.52), (-0.24, -0.62), (0, -0.54), (0.24, -0.62), (0.58, -0.52), (0.66, -0.16),
            (0.44, 0.22), (0, 0.32), (-0.44, 0.22)]  # fmt: skip
    canvas.blob(face, (255, 234, 206), depth=0)
    for side in (-1, 1):
        brow = [(side * 0.10, -0.38), (side * 0.30, -0.56), (side * 0.58, -0.42), (side * 0.34, -0.40)]
        canvas.blob(brow, BLACK, depth=0, outline=False)
        canvas.ellipse(side * 0.29, -0.17, 0.18, 0.18, (255, 255, 255), depth=0)
        canvas.ellipse(side * 0.27, -0.15, 0.10, 0.11, BLACK, depth=0, outline=False)
        canvas.ellipse(side * 0.47, 0.07, 0.09, 0.06, (248, 160, 150), depth=0, outline=False)
        canvas.stroke([(side * 0.24, 0.12), (side * 0.34, 0.20), (side * 0.46, 0.18)], BLACK, 0.06)
    canvas.stroke([(-0.16, 0.08), (-0.07, 0.15), (0.07, 0.15), (0.16, 0.08)], (196, 50, 50), 0.065)
    for y, half in ((0.50, 0.40), (0.72, 0.30)):
        canvas.stroke([(-half, y), (0, y + 0.10), (half, y)], (250, 212, 90), 0.085)


SUBJECTS: dict[str, Subject] = {
    "cat": Subject(
        draw=draw_cat,
        english=("cat", "kitten", "kitty"),
        japanese=("猫", "ねこ", "ネコ", "子猫"),
        kind="animal",
        backdrops=("field", "field", "table"),
        height=0.57,
        size=0.385,
        coloured=True,
    ),
    "fish": Subject(
        draw=draw_fish,
        english=("fish",),
        japanese=("魚", "さかな", "サカナ", "お魚"),
        kind="animal",
        backdrops=("underwater",),
        height=0.52,
        size=0.37,
        coloured=True,
    ),
    "daruma": Subject(
        draw=draw_daruma,
        english=("daruma doll", "daruma"),
        japanese=("だるま", "達磨", "ダルマ", "だるまさん"),
        kind="thing",
        backdrops=("table",),
        height=0.55,
        size=0.38,
        coloured=True,
        turns=False,
    ),
}
