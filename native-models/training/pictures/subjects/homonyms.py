"""Loanwords that mean one thing in English and another in Japan: the pet bottle and the viking."""

import numpy as np

from ..canvas import Canvas, Colour, darken, lighten, smooth
from ..subject import Subject

DARK = (40, 34, 38)
SKIN = (246, 212, 182)


def draw_bottle(canvas: Canvas, japanese: bool) -> None:
    (draw_plastic_bottle if japanese else draw_pet_and_bottle)(canvas)


def draw_pet_and_bottle(canvas: Canvas) -> None:
    """What "pet bottle" says: a glass bottle of milk with a paw on it, and a puppy."""
    glass, milk, x = (206, 232, 244), (254, 252, 246), -0.52
    canvas.polygon([(x - 0.40, 1.0), (x - 0.40, 0.02), (x - 0.20, -0.44), (x - 0.20, -0.90),
                    (x + 0.20, -0.90), (x + 0.20, -0.44),
                    (x + 0.40, 0.02), (x + 0.40, 1.0)], glass, depth=0.05)  # fmt: skip
    canvas.polygon([(x - 0.33, 0.94), (x - 0.33, 0.08), (x - 0.16, -0.28), (x + 0.16, -0.28),
                    (x + 0.33, 0.08), (x + 0.33, 0.94)], milk,
                   depth=0.03, outline=False)  # fmt: skip
    canvas.box(x - 0.25, -1.10, x + 0.25, -0.88, canvas.choose((222, 66, 62), (62, 116, 206), (84, 166, 96)), depth=0)
    paw = (132, 88, 62)
    canvas.ellipse(x, 0.62, 0.17, 0.14, paw, depth=0, outline=False)
    for toe, high in ((-0.21, 0.44), (-0.07, 0.34), (0.08, 0.34), (0.22, 0.44)):
        canvas.ellipse(x + toe, high, 0.075, 0.095, paw, depth=0, outline=False)
    draw_puppy(canvas, 0.50, canvas.choose((222, 164, 98), (250, 244, 232), (150, 104, 72), (240, 200, 142)))


def draw_puppy(canvas: Canvas, x: float, coat: Colour) -> None:
    """Sits facing us, with hanging ears and a collar."""
    ears = darken(coat, 0.34)
    canvas.blob([(x + 0.30, 0.84), (x + 0.62, 0.60), (x + 0.72, 0.30), (x + 0.56, 0.38), (x + 0.34, 0.62)], coat)
    canvas.blob([(x - 0.40, 1.0), (x - 0.38, 0.56), (x - 0.20, 0.28), (x + 0.20, 0.28), (x + 0.38, 0.56),
                 (x + 0.40, 1.0)], coat)  # fmt: skip
    for side in (-1, 1):
        canvas.ellipse(x + side * 0.20, 0.95, 0.18, 0.10, lighten(coat, 0.30), depth=0)
    canvas.blob([(x - 0.26, 0.38), (x, 0.48), (x + 0.26, 0.38), (x + 0.22, 0.54), (x, 0.60),
                 (x - 0.22, 0.54)], (220, 60, 62), depth=0)  # fmt: skip
    canvas.ellipse(x, -0.02, 0.50, 0.44, coat, depth=0.08)
    for side in (-1, 1):
        canvas.blob([(x + side * 0.30, -0.40), (x + side * 0.54, -0.32), (x + side * 0.64, 0.06),
                     (x + side * 0.52, 0.28), (x + side * 0.40, 0.0)],
                    ears)  # fmt: skip
        canvas.ellipse(x + side * 0.19, -0.06, 0.075, 0.085, DARK, depth=0, outline=False)
    canvas.ellipse(x, 0.19, 0.22, 0.16, lighten(coat, 0.55), depth=0, outline=False)
    canvas.ellipse(x, 0.11, 0.10, 0.075, DARK, depth=0, outline=False)
    canvas.stroke([(x - 0.10, 0.25), (x, 0.29), (x + 0.10, 0.25)], DARK, 0.045)


LABELS = ((60, 140, 214), (74, 164, 88), (46, 178, 170))


def draw_plastic_bottle(canvas: Canvas) -> None:
    """Clear plastic with a bright label and a white cap, full of water or green tea."""
    label = canvas.choose(*LABELS)
    drink = (180, 204, 104) if canvas.random.random() < 0.4 else (198, 230, 246)
    half = canvas.random.uniform(0.42, 0.48)
    bottle = [(-half, 0.96), (-half, -0.30), (-half * 0.82, -0.56), (-0.20, -0.92), (-0.20, -1.04),
              (0.20, -1.04), (0.20, -0.92),
              (half * 0.82, -0.56), (half, -0.30), (half, 0.96), (half * 0.7, 1.02), (-half * 0.7, 1.02)]  # fmt: skip
    canvas.polygon(bottle, drink, depth=0.05)
    canvas.polygon([(-0.15, -1.0), (0.15, -1.0), (0.16, -0.90), (0.24, -0.78), (-0.24, -0.78),
                    (-0.16, -0.90)], (240, 250, 254), depth=0,
                   outline=False)  # fmt: skip
    canvas.box(-0.25, -1.28, 0.25, -1.03, (252, 252, 250), depth=0.06)
    canvas.box(-half - 0.03, -0.18, half + 0.03, 0.46, label, depth=0.06)
    wave = [(-half, 0.20), (-half * 0.5, 0.08), (0, 0.18), (half * 0.5, 0.28), (half, 0.16), (half, 0.38),
            (-half, 0.38)]  # fmt: skip
    canvas.polygon(wave, (250, 252, 252), depth=0, outline=False)
    for y in (0.64, 0.80):
        canvas.stroke([(-half * 0.86, y), (half * 0.86, y)], darken(drink, 0.22), 0.05)
    canvas.stroke([(-half * 0.62, -0.34), (-0.22, -0.66)], (255, 255, 255), 0.08)


def draw_viking(canvas: Canvas, japanese: bool) -> None:
    (draw_buffet if japanese else draw_norseman)(canvas)


def draw_norseman(canvas: Canvas) -> None:
    """A horned helmet, a huge beard, a round shield and an axe."""
    beard = canvas.choose((226, 122, 46), (240, 196, 92), (156, 92, 52))
    tunic = canvas.choose((70, 104, 168), (92, 130, 84), (146, 64, 64))
    steel, horn, wood = (170, 178, 190), (250, 240, 214), (140, 94, 58)
    canvas.blob([(-0.72, 1.10), (-0.78, 0.42), (-0.52, 0.06), (0.52, 0.06), (0.78, 0.42), (0.72, 1.10)], tunic)
    canvas.blob([(-0.80, 0.44), (-0.74, 0.14), (-0.40, -0.04), (0.40, -0.04), (0.74, 0.14), (0.80, 0.44),
                 (0.30, 0.30), (-0.30, 0.30)],
                (112, 88, 72))  # fmt: skip
    canvas.box(0.88, -0.44, 1.0, 1.06, wood)
    for side in (-1, 1):
        canvas.polygon([(0.94, -0.30), (0.94 + side * 0.26, -0.44), (0.94 + side * 0.32, -0.20),
                        (0.94 + side * 0.26, 0.06), (0.94, -0.10)],
                       (222, 228, 236), depth=0.05)  # fmt: skip
    canvas.ellipse(0.94, 0.40, 0.16, 0.15, SKIN, depth=0)
    canvas.ellipse(0, -0.36, 0.48, 0.46, SKIN, depth=0.04)
    for side in (-1, 1):
        canvas.blob([(side * 0.40, -0.86), (side * 0.72, -0.88), (side * 0.92, -1.10), (side * 0.90, -1.44),
                     (side * 1.12, -1.10),
                     (side * 1.02, -0.72), (side * 0.70, -0.54), (side * 0.46, -0.58)], horn)  # fmt: skip
        canvas.ellipse(side * 0.20, -0.34, 0.075, 0.085, DARK, depth=0, outline=False)
    whiskers = [(-0.50, -0.40), (-0.30, -0.14), (0, -0.20), (0.30, -0.14), (0.50, -0.40), (0.56, 0.10),
                (0.34, 0.56), (0.0, 0.86), (-0.34, 0.56),
                (-0.56, 0.10)]  # fmt: skip
    canvas.blob(whiskers, beard, depth=0.10)
    canvas.ellipse(0, -0.20, 0.12, 0.10, (240, 176, 146), depth=0)
    canvas.ellipse(0, 0.10, 0.17, 0.09, (150, 52, 50), depth=0, outline=False)
    canvas.blob([(-0.56, -0.50), (-0.50, -0.92), (-0.24, -1.18), (0.24, -1.18), (0.50, -0.92),
                 (0.56, -0.50), (0, -0.58)], steel)  # fmt: skip
    canvas.polygon([(-0.09, -1.18), (0.09, -1.18), (0.09, -0.40), (0, -0.32), (-0.09, -0.40)],
                   (228, 178, 74), depth=0)  # fmt: skip
    canvas.ellipse(-0.66, 0.58, 0.48, 0.48, canvas.choose((204, 58, 52), (58, 108, 176), (226, 176, 60)), depth=0.06)
    canvas.ellipse(-0.66, 0.58, 0.29, 0.29, (244, 232, 204), depth=0)
    canvas.ellipse(-0.66, 0.58, 0.14, 0.14, steel, depth=0)


def draw_buffet(canvas: Canvas) -> None:
    """A laid table with three dishes in front, and two more on a shelf behind."""
    cloth, trim = (252, 250, 246), canvas.choose((206, 62, 66), (62, 112, 184), (76, 148, 100))
    canvas.box(-0.98, -0.34, 0.98, 0.22, (168, 116, 76))
    behind = canvas.random.permutation((-0.50, 0.50))
    for x, draw_dish in zip(behind, (draw_cloche, draw_layer_cake), strict=True):
        draw_dish(canvas, x, -0.34)
    canvas.polygon([(-1.16, 0.20), (1.16, 0.20), (1.20, 1.0), (-1.20, 1.0)], cloth, depth=0.06)
    hem = [(x, 0.64 if i % 2 else 0.46) for i, x in enumerate(np.linspace(1.18, -1.18, 9))]
    canvas.polygon(smooth([(-1.17, 0.30), (1.17, 0.30), *hem], per_point=4), trim, depth=0)
    for x, draw_dish in zip(canvas.random.permutation((-0.78, 0.0, 0.78)),
                            (draw_roast, draw_salad, draw_prawns), strict=True):
        canvas.ellipse(x, 0.24, 0.37, 0.11, (236, 240, 246), depth=0.04)
        draw_dish(canvas, x, 0.24)


def draw_cloche(canvas: Canvas, x: float, foot: float) -> None:
    silver = (206, 214, 226)
    angle = np.linspace(np.pi, 2 * np.pi, 16)
    canvas.polygon(np.stack([x + np.cos(angle) * 0.38, foot - 0.06 + np.sin(angle) * 0.46], axis=1), silver,
                   depth=0.14)  # fmt: skip
    canvas.box(x - 0.45, foot - 0.10, x + 0.45, foot, darken(silver, 0.12), depth=0)
    canvas.ellipse(x, foot - 0.56, 0.09, 0.08, (236, 190, 84), depth=0)


def draw_layer_cake(canvas: Canvas, x: float, foot: float) -> None:
    canvas.box(x - 0.36, foot - 0.36, x + 0.36, foot, (250, 214, 150), depth=0.06)
    canvas.blob([(x - 0.40, foot - 0.42), (x + 0.40, foot - 0.42), (x + 0.38, foot - 0.18),
                 (x + 0.16, foot - 0.24), (x, foot - 0.12),
                 (x - 0.16, foot - 0.24), (x - 0.38, foot - 0.18)], (255, 250, 244), depth=0)  # fmt: skip
    for shift in (-0.24, 0, 0.24):
        canvas.ellipse(x + shift, foot - 0.48, 0.11, 0.11, (226, 50, 64), depth=0)


def draw_roast(canvas: Canvas, x: float, foot: float) -> None:
    """A whole chicken."""
    brown = (198, 116, 52)
    canvas.ellipse(x, foot - 0.20, 0.31, 0.24, brown, depth=0.14)
    for side in (-1, 1):
        canvas.stroke([(x + side * 0.22, foot - 0.22), (x + side * 0.32, foot - 0.44)], (255, 244, 226), 0.09)
        canvas.ellipse(x + side * 0.22, foot - 0.18, 0.15, 0.12, lighten(brown, 0.16), turn=side * -0.7, depth=0)


def draw_salad(canvas: Canvas, x: float, foot: float) -> None:
    for shift, high, green in ((-0.20, 0.34, (112, 182, 76)), (0.20, 0.34, (84, 162, 72)),
                               (0.0, 0.42, (138, 200, 92))):
        canvas.ellipse(x + shift, foot - high, 0.19, 0.17, green, depth=0.06)
    for shift, high in ((-0.12, 0.40), (0.16, 0.34)):
        canvas.ellipse(x + shift, foot - high, 0.09, 0.09, (230, 60, 54), depth=0, outline=False)
    canvas.blob([(x - 0.34, foot - 0.28), (x + 0.34, foot - 0.28), (x + 0.25, foot - 0.02),
                 (x, foot + 0.03), (x - 0.25, foot - 0.02)],
                (110, 160, 214))  # fmt: skip


def draw_prawns(canvas: Canvas, x: float, foot: float) -> None:
    """A heap of fried prawns with their red tails."""
    for shift, lean in ((-0.20, -0.06), (0.20, 0.06), (0.0, 0.0)):
        tip = (x + shift + lean, foot - 0.46)
        canvas.polygon([(tip[0], tip[1] + 0.06), (tip[0] - 0.12, tip[1] - 0.12),
                        (tip[0] + 0.12, tip[1] - 0.12)], (230, 74, 50), depth=0)  # fmt: skip
        canvas.blob([(x + shift - 0.14, foot), (x + shift + lean - 0.10, foot - 0.40),
                     (x + shift + lean + 0.10, foot - 0.40),
                     (x + shift + 0.14, foot)], (234, 174, 80))  # fmt: skip


SUBJECTS: dict[str, Subject] = {
    "bottle": Subject(
        draw=draw_bottle,
        english=("pet bottle",),
        japanese=("ペットボトル", "PETボトル", "ぺっとぼとる"),
        kind="thing",
        backdrops=("table",),
        size=0.38,
        height=0.56,
        has_two_versions=True,
    ),
    "buffet": Subject(
        draw=draw_viking,
        english=("viking",),
        japanese=("バイキング", "バイキング料理", "ばいきんぐ"),
        kind="person",
        backdrops=("table",),
        western_backdrops=("sea", "field"),
        size=0.39,
        height=0.58,
        has_two_versions=True,
    ),
}
