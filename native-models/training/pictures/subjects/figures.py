"""The beckoning cat, a woman in a kimono, and a robot."""

import numpy as np

from ..canvas import Canvas, darken, lighten
from ..shades import Colour
from ..subject import Subject
from .animals import BLACK, BLUSH, WHITE, draw_eyes, draw_smiling_eyes, head_at
from .faces import SKIN, draw_face
from .shapes import rounded_box, tube

GOLD = (248, 204, 66)
RED = (222, 46, 44)
KIMONOS = ((208, 58, 84), (84, 98, 196), (84, 162, 132), (240, 150, 182), (142, 92, 178))
SASHES = ((248, 206, 92), (58, 62, 108), (226, 92, 70))
METALS = ((122, 178, 220), (186, 192, 202), (244, 156, 78), (112, 194, 158))


def draw_lucky_cat(canvas: Canvas, japanese: bool) -> None:
    """One paw raised, the other at a gold coin, a bell at its red collar, on a cushion."""
    coat = canvas.paint(WHITE)
    ink: Colour = BLACK if coat.mean() > 90 else (250, 236, 214)
    canvas.blob([(-0.96, 0.98), (-0.90, 0.82), (0, 0.78), (0.90, 0.82), (0.96, 0.98), (0, 1.05)],
                canvas.choose((126, 76, 160), (52, 108, 180), RED), depth=0.05)  # fmt: skip
    body = [(-0.44, 0.92), (-0.62, 0.62), (-0.42, 0.08), (0.42, 0.08), (0.62, 0.62), (0.44, 0.92)]
    canvas.blob(body, coat, depth=0.06)
    for side in (-1, 1):
        canvas.ellipse(side * 0.36, 0.84, 0.26, 0.13, coat, depth=0)
    size, top = 0.68, -0.38
    at = head_at(0, top, size)
    for side in (-1, 1):
        canvas.polygon(at((side * 0.96, -0.10), (side * 0.88, -1.10), (side * 0.18, -0.66)), coat, depth=0.04)
        canvas.polygon(at((side * 0.78, -0.42), (side * 0.75, -0.86), (side * 0.42, -0.64)), (236, 84, 84), depth=0,
                       outline=False)  # fmt: skip
    canvas.ellipse(0, top, 1.02 * size, 0.84 * size, coat, depth=0.04)
    smiling = canvas.random.random() < 0.35
    for side in (-1, 1):
        if not smiling:
            canvas.ellipse(side * 0.42 * size, top - 0.06 * size, 0.22 * size, 0.25 * size, (252, 214, 92), depth=0)
        canvas.ellipse(side * 0.66 * size, top + 0.30 * size, 0.16 * size, 0.10 * size, BLUSH, depth=0, outline=False)
        for v in (0.22, 0.40):
            canvas.stroke(at((side * 0.84, 0.27 + (v - 0.31) * 0.6), (side * 1.24, v)), (150, 120, 110), 0.05 * size,
                          curved=False)  # fmt: skip
    if smiling:
        draw_smiling_eyes(canvas, 0, top - 0.04 * size, 0.42 * size, 0.20 * size, ink)
    else:
        draw_eyes(canvas, 0, top - 0.06 * size, 0.42 * size, 0.14 * size)
    canvas.polygon(at((-0.13, 0.20), (0.13, 0.20), (0, 0.34)), (238, 100, 120), depth=0, outline=False)
    canvas.stroke(at((-0.26, 0.42), (-0.13, 0.52), (0, 0.38), (0.13, 0.52), (0.26, 0.42)), ink, 0.07 * size)
    canvas.polygon(tube([(0.50, 0.40), (0.82, 0.14), (0.86, -0.40)], 0.30, 0.28), coat, depth=0.03)
    canvas.ellipse(0.85, -0.56, 0.21, 0.22, coat, depth=0)
    for x in (0.78, 0.92):
        canvas.stroke([(x, -0.60), (x, -0.48)], (236, 120, 130), 0.05, curved=False)
    canvas.blob([(-0.46, 0.10), (0, 0.18), (0.46, 0.10), (0.44, 0.24), (0, 0.32), (-0.44, 0.24)], RED, depth=0)
    canvas.ellipse(0, 0.34, 0.13, 0.13, GOLD, depth=0)
    canvas.ellipse(-0.14, 0.62, 0.20, 0.31, GOLD, turn=0.15, depth=0.08)
    for y in (0.48, 0.62, 0.76):
        canvas.stroke([(-0.22, y), (-0.06, y)], (188, 130, 30), 0.05, curved=False)
    canvas.ellipse(-0.36, 0.58, 0.19, 0.14, coat, turn=0.4, depth=0)


def draw_kimono_woman(canvas: Canvas, japanese: bool) -> None:
    """Hair put up with a flower in it, long sleeves, a broad sash; sometimes a fan."""
    kimono = canvas.paint(canvas.choose(*KIMONOS))
    sashes = [sash for sash in SASHES if np.abs(kimono - sash).sum() > 170]
    sash = canvas.choose(*sashes)
    petal = lighten(kimono, 0.72) if kimono.mean() < 225 else np.array((244, 130, 160))
    hair = (36, 32, 40)
    for side in (-1, 1):
        canvas.blob([(side * 0.03, 1.03), (side * 0.05, 0.93), (side * 0.26, 0.93), (side * 0.28, 1.03)], (226, 70, 70), depth=0)
    canvas.blob([(-0.34, 0.02), (0.34, 0.02), (0.38, 0.5), (0.46, 0.94), (0, 0.97), (-0.46, 0.94), (-0.38, 0.5)], kimono,
                depth=0.08)  # fmt: skip
    canvas.polygon([(0.02, 0.55), (0.12, 0.55), (-0.06, 0.95), (-0.20, 0.95)], darken(kimono, 0.22), depth=0, outline=False)
    for side in (-1, 1):
        sleeve = [(side * 0.26, 0.02), (side * 0.56, 0.14), (side * 0.90, 0.58), (side * 0.82, 0.90), (side * 0.50, 0.86),
                  (side * 0.36, 0.46)]  # fmt: skip
        canvas.blob(sleeve, kimono, depth=0.06)
        draw_flower(canvas, side * 0.64, 0.62, 0.11, petal)
    draw_flower(canvas, 0.26, 0.78, 0.10, petal)
    canvas.polygon([(-0.39, 0.34), (0.39, 0.34), (0.39, 0.60), (-0.39, 0.60)], sash, depth=0)
    canvas.stroke([(-0.37, 0.47), (0.37, 0.47)], RED if sash[2] > 60 else WHITE, 0.065, curved=False)
    canvas.polygon([(-0.20, 0.0), (0.20, 0.0), (0.0, 0.34)], WHITE, depth=0, outline=False)
    for side in (-1, 1):
        canvas.polygon([(side * 0.16, 0.0), (side * 0.29, 0.02), (side * 0.04, 0.36), (-side * 0.04, 0.33)],
                       darken(kimono, 0.22), depth=0)  # fmt: skip
    y, size = -0.44, 0.47
    at = head_at(0, y, size)
    canvas.ellipse(0, y - 1.34 * size, 0.66 * size, 0.46 * size, hair, depth=0.06)
    canvas.stroke(at((-0.58, -1.04), (0, -1.22), (0.58, -1.04)), RED, 0.16 * size)
    canvas.blob(at((-0.92, 0.40), (-1.30, -0.24), (-0.84, -0.96), (0, -1.14), (0.84, -0.96), (1.30, -0.24), (0.92, 0.40),
                   (0, 0.6)), hair, depth=0.06)  # fmt: skip
    draw_face(canvas, y, size, brows=(122, 88, 84))
    for side in (-1, 1):
        canvas.stroke(at((side * 0.50, 0.08), (side * 0.66, -0.02)), BLACK, 0.08 * size, curved=False)
    fringe = at((-1.06, 0.16), (-1.16, -0.50), (-0.66, -1.04), (0, -1.14), (0.66, -1.04), (1.16, -0.50), (1.06, 0.16),
                (0.84, -0.26), (0.46, -0.50), (0.0, -0.62), (-0.46, -0.50), (-0.84, -0.26))  # fmt: skip
    canvas.blob(fringe, hair, depth=0.04)
    blossom = canvas.choose((250, 120, 150), RED, (250, 196, 80))
    draw_flower(canvas, 0.92 * size, y - 0.76 * size, 0.18, blossom)
    for drop in (0.0, 0.14):
        canvas.ellipse(1.24 * size, y - (0.42 - drop * 2) * size, 0.06, 0.06, blossom, depth=0, outline=False)
    if canvas.random.random() < 0.45:
        draw_fan(canvas)
    else:
        canvas.ellipse(0, 0.62, 0.14, 0.10, SKIN, depth=0)


def draw_flower(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    angle = np.arange(0, 10) * np.pi / 5 - np.pi / 2
    radius = np.where(np.arange(10) % 2, 0.62, 1.05) * size
    canvas.blob(np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], axis=1), colour, depth=0,
                outline=size > 0.15)  # fmt: skip
    canvas.ellipse(x, y, size * 0.32, size * 0.32, GOLD, depth=0, outline=False)


def draw_fan(canvas: Canvas) -> None:
    """Round, on a stick, held before the sash."""
    canvas.polygon(tube([(0.06, 0.74), (0.16, 0.56), (0.22, 0.44)], 0.07), (176, 124, 72), depth=0)
    canvas.ellipse(0.30, 0.30, 0.25, 0.23, (252, 246, 232), turn=0.4, depth=0)
    canvas.ellipse(0.32, 0.30, 0.11, 0.11, RED, depth=0, outline=False)
    canvas.ellipse(0.10, 0.66, 0.13, 0.10, SKIN, depth=0)


def draw_robot(canvas: Canvas, japanese: bool) -> None:
    """A boxy friend with lamps for eyes; head, aerials, chest and arms vary."""
    metal = canvas.paint(canvas.choose(*METALS))
    dark, pale = darken(metal, 0.35), lighten(metal, 0.4)
    joint = np.array((150, 156, 168))
    accent = canvas.choose((246, 206, 70), (238, 84, 76), (92, 206, 220))
    for side in (-1, 1):
        canvas.box(side * 0.26 - 0.11, 0.66, side * 0.26 + 0.11, 0.92, joint, depth=0)
        canvas.polygon(rounded_box(side * 0.30 - 0.24, 0.82, side * 0.30 + 0.24, 1.02, 0.09), dark, depth=0)
    waving = canvas.random.random() < 0.5
    for side in (-1, 1):
        if waving and side > 0:
            path, hand = [(0.50, 0.26), (0.84, 0.20), (0.92, -0.16)], (0.93, -0.30)
        else:
            path, hand = [(side * 0.50, 0.24), (side * 0.80, 0.36), (side * 0.80, 0.58)], (side * 0.80, 0.70)
        canvas.polygon(tube(path, 0.19), joint, depth=0)
        canvas.ellipse(*hand, 0.18, 0.18, metal, depth=0)
    canvas.polygon(rounded_box(-0.54, 0.08, 0.54, 0.78, 0.14), metal, depth=0.08)
    canvas.polygon(rounded_box(-0.34, 0.24, 0.34, 0.64, 0.08), pale, depth=0)
    draw_chest(canvas, int(canvas.random.integers(3)), accent)
    canvas.box(-0.18, -0.04, 0.18, 0.12, joint, depth=0)
    for side in (-1, 1):
        canvas.polygon(rounded_box(side * 0.76 - 0.11, -0.66, side * 0.76 + 0.11, -0.30, 0.06), dark, depth=0)
    aerials = (0.0,) if canvas.random.random() < 0.6 else (-0.34, 0.34)
    for x in aerials:
        canvas.box(x - 0.045, -1.14, x + 0.045, -0.86, joint, depth=0)
        canvas.ellipse(x, -1.18, 0.12, 0.12, accent, depth=0, lit=True)
    radius = 0.16 if canvas.random.random() < 0.6 else 0.36
    canvas.polygon(rounded_box(-0.72, -0.92, 0.72, 0.0, radius), metal, depth=0.06)
    canvas.polygon(rounded_box(-0.60, -0.78, 0.60, -0.12, 0.18), (44, 52, 74), depth=0)
    glow = canvas.choose((120, 236, 244), (250, 224, 96), (150, 246, 160))
    for side in (-1, 1):
        canvas.ellipse(side * 0.29, -0.50, 0.21, 0.21, glow, depth=0, outline=False, lit=True)
        canvas.ellipse(side * 0.29 + 0.06, -0.57, 0.07, 0.07, WHITE, depth=0, outline=False, lit=True)
    canvas.stroke([(-0.17, -0.26), (-0.08, -0.21), (0.08, -0.21), (0.17, -0.26)], glow, 0.065)


def draw_chest(canvas: Canvas, kind: int, accent: Colour) -> None:
    """A heart, three lamps or a dial."""
    if kind == 0:
        canvas.blob([(0, 0.58), (-0.19, 0.42), (-0.15, 0.30), (-0.05, 0.30), (0, 0.36), (0.05, 0.30), (0.15, 0.30), (0.19, 0.42)],
                    (238, 84, 92), depth=0)  # fmt: skip
    elif kind == 1:
        for x, lamp in ((-0.20, (238, 84, 76)), (0, (250, 208, 70)), (0.20, (98, 196, 110))):
            canvas.ellipse(x, 0.44, 0.085, 0.085, lamp, depth=0, lit=True)
    else:
        canvas.ellipse(0, 0.44, 0.16, 0.16, WHITE, depth=0)
        canvas.stroke([(0, 0.46), (0.08, 0.36)], darken(accent, 0.3), 0.055, curved=False)


SUBJECTS: dict[str, Subject] = {
    "lucky-cat": Subject(
        draw=draw_lucky_cat,
        english=("lucky cat", "maneki-neko", "beckoning cat"),
        japanese=("招き猫", "まねきねこ", "招きネコ", "まねき猫"),
        kind="thing",
        backdrops=("table", "table", "town"),
        height=0.56,
        size=0.385,
        coloured=True,
    ),
    "kimono-woman": Subject(
        draw=draw_kimono_woman,
        english=("woman in kimono", "kimono woman", "geisha"),
        japanese=("着物の女性", "舞妓", "着物の女の人", "舞妓さん"),
        kind="person",
        backdrops=("field", "town"),
        height=0.565,
        size=0.385,
        coloured=True,
    ),
    "robot": Subject(
        draw=draw_robot,
        english=("robot", "toy robot"),
        japanese=("ロボット", "ろぼっと", "ロボ"),
        kind="thing",
        backdrops=("town", "field"),
        height=0.565,
        size=0.38,
        coloured=True,
    ),
}
