"""Animals that sit or stand facing the viewer, with large heads and eyes."""

from collections.abc import Callable

import numpy as np

from ..canvas import Canvas, darken, lighten
from ..shades import Colour
from ..subject import Subject
from .shapes import tube

BLACK = (34, 30, 38)
WHITE = (252, 250, 246)
BLUSH = (250, 162, 160)
DOG_COATS = ((156, 96, 54), (190, 126, 70), (116, 78, 58))
SHIBA_COATS = ((234, 150, 70), (222, 130, 56), (242, 170, 94))
RABBIT_COATS = (WHITE, (226, 190, 148), (178, 174, 184), (164, 118, 84))
FROG_SKINS = ((112, 190, 80), (78, 172, 98), (156, 204, 72))
COLLARS = ((222, 50, 52), (52, 108, 206), (60, 160, 96))

Mapping = Callable[..., list[tuple[float, float]]]


def head_at(x: float, y: float, size: float) -> Mapping:
    """Turns points about a head into points of the subject."""
    return lambda *points: [(x + u * size, y + v * size) for u, v in points]


def draw_eyes(canvas: Canvas, x: float, y: float, apart: float, radius: float, colour: Colour = BLACK) -> None:
    """Two dark eyes, ``apart`` either side of x, each with a glint."""
    for side in (-1, 1):
        eye = x + side * apart
        canvas.ellipse(eye, y, radius, radius * 1.15, colour, depth=0, outline=canvas.medium == "line")
        canvas.ellipse(eye + radius * 0.32, y - radius * 0.42, radius * 0.38, radius * 0.40, WHITE, depth=0, outline=False)


def draw_smiling_eyes(canvas: Canvas, x: float, y: float, apart: float, radius: float, colour: Colour = BLACK) -> None:
    """Two eyes shut with joy."""
    for side in (-1, 1):
        eye = x + side * apart
        arc = [(eye - radius, y + radius * 0.4), (eye - radius * 0.55, y - radius * 0.4), (eye + radius * 0.55, y - radius * 0.4),
               (eye + radius, y + radius * 0.4)]  # fmt: skip
        canvas.stroke(arc, colour, radius * 0.55)


def draw_snout(canvas: Canvas, at: Mapping, size: float, nose: Colour, tongue: bool) -> None:
    """Nose, smile and perhaps a tongue about (0, 0.3) of a head."""
    if tongue:
        canvas.blob(at((-0.15, 0.52), (0.15, 0.52), (0.14, 0.82), (0, 0.90), (-0.14, 0.82)), (244, 116, 130), depth=0)
    canvas.stroke(at((-0.28, 0.46), (-0.14, 0.57), (0, 0.48), (0.14, 0.57), (0.28, 0.46)), BLACK, 0.075 * size)
    canvas.blob(at((-0.19, 0.16), (0, 0.12), (0.19, 0.16), (0.10, 0.34), (-0.10, 0.34)), nose, depth=0)


def draw_sitting_dog(canvas: Canvas, coat: Colour, pale: Colour) -> None:
    body = [(-0.46, 0.98), (-0.52, 0.55), (-0.34, 0.05), (0.34, 0.05), (0.52, 0.55), (0.56, 0.90), (0.3, 1.02)]
    canvas.blob(body, coat)
    canvas.ellipse(0, 0.46, 0.28, 0.36, pale, depth=0, outline=False)
    for x in (-0.20, 0.20):
        canvas.blob([(x - 0.16, 1.0), (x - 0.12, 0.62), (x + 0.12, 0.62), (x + 0.16, 1.0), (x, 1.04)], pale, depth=0.04)


def draw_dog(canvas: Canvas, japanese: bool) -> None:
    """West: brown and white with hanging ears. Japan: a shiba with pricked ears, white cheeks and a curled tail."""
    (draw_shiba if japanese else draw_spaniel)(canvas)


def draw_spaniel(canvas: Canvas) -> None:
    coat = canvas.choose(*DOG_COATS)
    collar = canvas.choose(*COLLARS)
    tail = [(0.40, 0.84), (0.82, 0.78), (1.0, 0.36)] if canvas.random.random() < 0.5 else [(0.40, 0.90), (0.84, 0.90),
                                                                                           (1.14, 0.70)]  # fmt: skip
    canvas.polygon(tube(tail, 0.20, 0.15), coat, depth=0)
    draw_sitting_dog(canvas, coat, WHITE)
    canvas.polygon([(-0.40, 0.06), (0.40, 0.06), (0.38, 0.22), (-0.38, 0.22)], collar, depth=0)
    canvas.ellipse(0, 0.26, 0.11, 0.11, (250, 208, 74), depth=0)
    size = 0.66
    at = head_at(0, -0.40, size)
    canvas.ellipse(0, -0.40, 0.94 * size, 0.86 * size, coat, depth=0.05)
    blaze = at((-0.10, -0.84), (0.10, -0.84), (0.20, -0.30), (0.50, 0.16), (0.52, 0.52), (0, 0.80), (-0.52, 0.52),
               (-0.50, 0.16), (-0.20, -0.30))  # fmt: skip
    canvas.blob(blaze, WHITE, depth=0, outline=canvas.medium == "line")
    for side in (-1, 1):
        ear = at((side * 0.56, -0.76), (side * 0.92, -0.78), (side * 1.28, -0.28), (side * 1.30, 0.40), (side * 1.02, 0.60),
                 (side * 0.84, 0.20), (side * 0.78, -0.36))  # fmt: skip
        canvas.blob(ear, darken(coat, 0.26), depth=0.06)
    draw_eyes(canvas, 0, -0.40 - 0.06 * size, 0.44 * size, 0.17 * size)
    draw_snout(canvas, at, size, BLACK, canvas.random.random() < 0.6)


def draw_shiba(canvas: Canvas) -> None:
    coat = canvas.choose(*SHIBA_COATS)
    canvas.ellipse(0.66, 0.26, 0.36, 0.36, coat, depth=0.05)
    canvas.ellipse(0.72, 0.30, 0.19, 0.20, WHITE, depth=0)
    canvas.stroke([(0.66, 0.12), (0.86, 0.22), (0.84, 0.40), (0.68, 0.38)], darken(coat, 0.25), 0.06)
    draw_sitting_dog(canvas, coat, WHITE)
    if canvas.random.random() < 0.6:
        canvas.polygon([(-0.40, 0.06), (0.40, 0.06), (0, 0.44)], canvas.choose(*COLLARS), depth=0)
    size = 0.68
    at = head_at(0, -0.36, size)
    for side in (-1, 1):
        canvas.polygon(at((side * 0.96, -0.20), (side * 0.82, -1.16), (side * 0.22, -0.66)), coat, depth=0.05)
        canvas.polygon(at((side * 0.78, -0.48), (side * 0.74, -0.92), (side * 0.44, -0.66)), (250, 206, 186), depth=0,
                       outline=False)  # fmt: skip
    head = at((-1.02, 0.06), (-0.86, -0.50), (-0.40, -0.80), (0.40, -0.80), (0.86, -0.50), (1.02, 0.06), (0.84, 0.54),
              (0.36, 0.80), (-0.36, 0.80), (-0.84, 0.54))  # fmt: skip
    canvas.blob(head, coat, depth=0.05)
    mask = at((-0.92, 0.18), (-0.62, -0.02), (-0.30, 0.10), (0, 0.00), (0.30, 0.10), (0.62, -0.02), (0.92, 0.18),
              (0.78, 0.50), (0.32, 0.74), (-0.32, 0.74), (-0.78, 0.50))  # fmt: skip
    canvas.blob(mask, WHITE, depth=0, outline=canvas.medium == "line")
    for side in (-1, 1):
        canvas.ellipse(side * 0.36 * size, -0.36 - 0.46 * size, 0.14 * size, 0.09 * size, WHITE, turn=side * 0.4, depth=0,
                       outline=False)  # fmt: skip
        canvas.ellipse(side * 0.66 * size, -0.36 + 0.30 * size, 0.15 * size, 0.10 * size, BLUSH, depth=0, outline=False)
    (draw_smiling_eyes if canvas.random.random() < 0.35 else draw_eyes)(canvas, 0, -0.36 - 0.12 * size, 0.42 * size, 0.165 * size)
    draw_snout(canvas, at, size, BLACK, canvas.random.random() < 0.5)


def draw_rabbit(canvas: Canvas, japanese: bool) -> None:
    """Long ears, one of them sometimes folded; sometimes a carrot in its paws."""
    coat = canvas.paint(canvas.choose(*RABBIT_COATS))
    pale, pink = lighten(coat, 0.5), (252, 182, 190)
    folded = canvas.random.random() < 0.35
    for side in (-1, 1):
        ear = [(0.06, -0.58), (0.10, -1.08), (0.28, -1.34), (0.46, -1.08), (0.44, -0.54)]
        inner = [(0.18, -0.66), (0.20, -1.02), (0.28, -1.16), (0.36, -1.02), (0.34, -0.62)]
        if folded and side > 0:
            ear = [(0.08, -0.56), (0.12, -0.98), (0.34, -1.16), (0.66, -1.06), (0.84, -0.66), (0.72, -0.54), (0.46, -0.72),
                   (0.44, -0.5)]  # fmt: skip
            inner = [(0.46, -0.90), (0.60, -0.96), (0.74, -0.70), (0.62, -0.70)]
        canvas.blob([(side * x, y) for x, y in ear], coat, depth=0.04)
        canvas.blob([(side * x, y) for x, y in inner], pink, depth=0, outline=False)
    canvas.ellipse(0.60, 0.72, 0.20, 0.20, WHITE, depth=0)
    canvas.blob([(-0.40, 0.98), (-0.58, 0.62), (-0.34, 0.14), (0.34, 0.14), (0.58, 0.62), (0.40, 0.98)], coat)
    canvas.ellipse(0, 0.64, 0.34, 0.32, pale, depth=0, outline=False)
    for side in (-1, 1):
        canvas.ellipse(side * 0.34, 0.92, 0.28, 0.13, coat, depth=0)
    canvas.ellipse(0, -0.18, 0.70, 0.56, coat, depth=0.04)
    if canvas.random.random() < 0.45:
        for x in (-0.16, 0.0, 0.16):
            canvas.polygon(tube([(-0.34, 0.42), (-0.52 + x * 0.5, 0.22 + abs(x)), (-0.56 + x, 0.16 + abs(x))], 0.09, 0.08),
                           (84, 170, 78), depth=0)  # fmt: skip
        canvas.blob([(-0.42, 0.36), (-0.24, 0.34), (0.44, 0.78), (-0.30, 0.62), (-0.46, 0.50)], (250, 136, 46), depth=0)
    for side in (-1, 1):
        canvas.ellipse(side * 0.22, 0.48, 0.15, 0.11, coat, turn=side * 0.5, depth=0)
        canvas.ellipse(side * 0.48, 0.02, 0.12, 0.08, BLUSH, depth=0, outline=False)
    ink: Colour = BLACK if coat.mean() > 90 else (250, 226, 226)
    canvas.box(-0.10, 0.13, 0.10, 0.27, WHITE, depth=0)
    canvas.ellipse(0, 0.04, 0.30, 0.13, pale, depth=0, outline=False)
    canvas.stroke([(-0.20, 0.08), (-0.10, 0.15), (0, 0.07), (0.10, 0.15), (0.20, 0.08)], ink, 0.05)
    canvas.polygon([(-0.11, -0.06), (0.11, -0.06), (0, 0.06)], (240, 116, 140), depth=0, outline=False)
    if coat.mean() < 90:
        for side in (-1, 1):
            canvas.ellipse(side * 0.33, -0.22, 0.16, 0.18, (250, 206, 120), depth=0)
    draw_eyes(canvas, 0, -0.22, 0.33, 0.125)


def draw_frog(canvas: Canvas, japanese: bool) -> None:
    """Squatting, the eyes on top of a wide head."""
    skin = canvas.paint(canvas.choose(*FROG_SKINS))
    pale = lighten(skin, 0.58)
    for side in (-1, 1):
        canvas.ellipse(side * 0.62, 0.66, 0.38, 0.32, darken(skin, 0.12), turn=side * 0.5, depth=0.05)
        canvas.blob([(side * 0.50, 1.02), (side * 0.56, 0.86), (side * 0.90, 0.86), (side * 1.10, 1.0), (side * 0.80, 1.04)],
                    darken(skin, 0.12), depth=0)  # fmt: skip
    canvas.blob([(-0.46, 0.96), (-0.62, 0.50), (-0.40, 0.10), (0.40, 0.10), (0.62, 0.50), (0.46, 0.96), (0, 1.0)], skin)
    canvas.ellipse(0, 0.60, 0.40, 0.34, pale, depth=0, outline=False)
    for side in (-1, 1):
        canvas.polygon(tube([(side * 0.44, 0.42), (side * 0.42, 0.70), (side * 0.30, 0.92)], 0.22, 0.16), skin, depth=0)
        canvas.blob([(side * 0.12, 1.02), (side * 0.20, 0.90), (side * 0.40, 0.90), (side * 0.46, 1.02)], skin, depth=0)
        canvas.ellipse(side * 0.50, -0.58, 0.34, 0.34, skin, depth=0.04)
    canvas.ellipse(0, -0.12, 0.92, 0.52, skin, depth=0.05)
    reach = canvas.random.uniform(0.50, 0.64)
    ink: Colour = darken(skin, 0.68) if skin.mean() > 90 else (226, 220, 224)
    for side in (-1, 1):
        canvas.ellipse(side * 0.50, -0.60, 0.24, 0.25, WHITE, depth=0)
        canvas.ellipse(side * 0.66, 0.04, 0.14, 0.09, BLUSH, depth=0, outline=False)
        canvas.ellipse(side * 0.10, -0.20, 0.035, 0.035, darken(skin, 0.5), depth=0, outline=False)
    draw_eyes(canvas, 0, -0.58, 0.48, 0.14)
    canvas.stroke([(-reach, -0.06), (-reach * 0.5, 0.13), (0, 0.17), (reach * 0.5, 0.13), (reach, -0.06)], ink, 0.06)
    if canvas.random.random() < 0.3:
        canvas.blob([(-0.14, 0.17), (0.14, 0.17), (0.13, 0.33), (0, 0.38), (-0.13, 0.33)], (240, 110, 120), depth=0)


def draw_panda(canvas: Canvas, japanese: bool) -> None:
    """Sitting, mostly with a stick of bamboo."""
    dark = (50, 48, 56)
    for side in (-1, 1):
        canvas.ellipse(side * 0.52, -0.84, 0.24, 0.24, dark, depth=0)
    canvas.blob([(-0.50, 0.96), (-0.66, 0.50), (-0.40, 0.06), (0.40, 0.06), (0.66, 0.50), (0.50, 0.96)], WHITE, depth=0.05)
    eating = canvas.random.random() < 0.65
    for side in (-1, 1):
        canvas.ellipse(side * 0.52, 0.84, 0.32, 0.22, dark, turn=-side * 0.35, depth=0)
        canvas.ellipse(side * 0.62, 0.84, 0.14, 0.12, (196, 170, 172), depth=0, outline=False)
    for side in (-1, 1):
        if side < 0 or not eating:
            canvas.polygon(tube([(side * 0.50, 0.16), (side * 0.66, 0.38), (side * 0.34, 0.54)], 0.28, 0.24), dark, depth=0)
    canvas.ellipse(0, -0.36, 0.76, 0.60, WHITE, depth=0.04)
    for side in (-1, 1):
        canvas.ellipse(side * 0.33, -0.34, 0.19, 0.25, dark, turn=side * 0.5, depth=0)
        canvas.ellipse(side * 0.31, -0.36, 0.12, 0.13, WHITE, depth=0, outline=False)
        canvas.ellipse(side * 0.30, -0.35, 0.10, 0.11, BLACK, depth=0, outline=False)
        canvas.ellipse(side * 0.30 + 0.035, -0.40, 0.04, 0.04, WHITE, depth=0, outline=False)
        canvas.ellipse(side * 0.52, -0.06, 0.12, 0.08, BLUSH, depth=0, outline=False)
    canvas.blob([(-0.14, -0.18), (0, -0.21), (0.14, -0.18), (0, -0.05)], BLACK, depth=0)
    canvas.stroke([(-0.18, 0.04), (-0.09, 0.10), (0, 0.02), (0.09, 0.10), (0.18, 0.04)], BLACK, 0.05)
    if eating:
        draw_bamboo_stick(canvas, canvas.random.uniform(-0.08, 0.08))
        canvas.polygon(tube([(0.48, 0.20), (0.84, 0.44), (0.66, 0.24)], 0.28, 0.26), dark, depth=0)


def draw_bamboo_stick(canvas: Canvas, lean: float) -> None:
    canvas.polygon(tube([(0.62 - lean, 0.82), (0.72, 0.2), (0.80 + lean, -0.44)], 0.15), (124, 192, 82), depth=0)
    for x, y, turn in ((1.06, -0.44, -0.3), (1.02, -0.14, 0.3), (0.62, -0.58, 0.9)):
        canvas.ellipse(x + lean, y, 0.24, 0.09, (76, 156, 72), turn=turn, depth=0)


SUBJECTS: dict[str, Subject] = {
    "dog": Subject(
        draw=draw_dog,
        english=("dog", "puppy", "doggy"),
        japanese=("犬", "いぬ", "柴犬", "イヌ"),
        kind="animal",
        height=0.575,
        size=0.38,
        has_two_versions=True,
    ),
    "rabbit": Subject(
        draw=draw_rabbit,
        english=("rabbit", "bunny"),
        japanese=("ウサギ", "うさぎ", "兎", "うさちゃん"),
        kind="animal",
        height=0.585,
        size=0.37,
        coloured=True,
    ),
    "frog": Subject(
        draw=draw_frog,
        english=("frog", "toad"),
        japanese=("カエル", "かえる", "蛙"),
        kind="animal",
        height=0.56,
        size=0.385,
        coloured=True,
    ),
    "panda": Subject(
        draw=draw_panda,
        english=("panda", "panda bear"),
        japanese=("パンダ", "ぱんだ", "パンダさん"),
        kind="animal",
        height=0.565,
        size=0.39,
    ),
}
