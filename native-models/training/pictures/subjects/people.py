"""The office worker and the warrior: the two subjects that the story of the models is about."""

import numpy as np

from ..canvas import Canvas, darken
from ..shades import Colour
from ..subject import Subject
from .faces import SKIN, draw_face, draw_short_hair

BLACK_HAIR = (34, 30, 38)
WESTERN_SUITS = ((84, 128, 206), (156, 160, 172), (186, 146, 98))
WESTERN_HAIR = ((244, 206, 104), (180, 108, 56), (232, 156, 76))
JAPANESE_TIES = ((58, 100, 196), (60, 128, 120), (150, 60, 90))
ARMOUR = ((184, 44, 46), (46, 76, 150), (88, 60, 130))
GOLD = (246, 206, 72)
SILVER = (226, 232, 240)


def draw_office_worker(canvas: Canvas, japanese: bool) -> None:
    """West: fair hair or a bowler hat, a light suit, a red tie. Japan: black hair, glasses, a dark suit, a case."""
    suit = np.array((44, 50, 72)) if japanese else canvas.choose(*WESTERN_SUITS)
    tie = canvas.choose(*JAPANESE_TIES) if japanese else np.array((222, 50, 52))
    draw_suit(canvas, suit, tie)
    y, size = -0.42, 0.50
    if japanese:
        draw_case(canvas)
        draw_face(canvas, y, size, glasses=True)
        draw_short_hair(canvas, y, size, BLACK_HAIR)
    else:
        hair = canvas.choose(*WESTERN_HAIR)
        draw_face(canvas, y, size, eyes=(46, 96, 176), brows=darken(hair, 0.3))
        draw_short_hair(canvas, y, size, hair)
        if canvas.random.random() < 0.35:
            draw_bowler_hat(canvas, y, size)


def draw_suit(canvas: Canvas, suit: np.ndarray, tie: Colour) -> None:
    for side in (-1, 1):
        canvas.polygon([(side * 0.03, 0.62), (side * 0.30, 0.62), (side * 0.29, 0.96), (side * 0.06, 0.96)],
                       darken(suit, 0.15), depth=0)  # fmt: skip
        canvas.blob([(side * 0.04, 1.02), (side * 0.06, 0.92), (side * 0.22, 0.90), (side * 0.40, 0.98),
                     (side * 0.36, 1.03)], (50, 40, 42), depth=0)  # fmt: skip
        sleeve = [
            (side * 0.34, 0.08),
            (side * 0.52, 0.18),
            (side * 0.66, 0.56),
            (side * 0.50, 0.62),
            (side * 0.36, 0.36),
        ]
        canvas.blob(sleeve, darken(suit, 0.06), depth=0.06)
        canvas.ellipse(side * 0.59, 0.64, 0.10, 0.10, SKIN, depth=0)
    jacket = [
        (-0.40, 0.72),
        (-0.44, 0.30),
        (-0.36, 0.08),
        (-0.12, 0),
        (0.12, 0),
        (0.36, 0.08),
        (0.44, 0.30),
        (0.40, 0.72),
    ]
    canvas.polygon(jacket, suit, depth=0.08)
    canvas.polygon([(-0.17, 0), (0.17, 0), (0, 0.50)], (255, 255, 255), depth=0, outline=False)
    canvas.polygon([(-0.06, 0.06), (0.06, 0.06), (0.09, 0.36), (0, 0.48), (-0.09, 0.36)], tie, depth=0)
    for side in (-1, 1):
        canvas.polygon([(side * 0.15, -0.02), (side * 0.28, 0.05), (side * 0.26, 0.24), (side * 0.01, 0.56)],
                       darken(suit, 0.22), depth=0)  # fmt: skip


def draw_case(canvas: Canvas) -> None:
    canvas.stroke([(0.50, 0.70), (0.51, 0.60), (0.71, 0.60), (0.72, 0.70)], (92, 56, 34), 0.055)
    canvas.box(0.32, 0.68, 0.90, 0.99, (164, 104, 58))
    canvas.box(0.55, 0.70, 0.67, 0.80, GOLD, depth=0, outline=False)


def draw_bowler_hat(canvas: Canvas, y: float, size: float) -> None:
    brown = (98, 78, 74)
    crown = [(-0.92, -0.62), (-0.84, -1.28), (0, -1.58), (0.84, -1.28), (0.92, -0.62)]
    canvas.blob([(u * size, y + v * size) for u, v in crown], brown)
    brim = [(-1.42, -0.64), (0, -0.84), (1.42, -0.64), (0, -0.48)]
    canvas.blob([(u * size, y + v * size) for u, v in brim], darken(brown, 0.2), depth=0)


def draw_warrior(canvas: Canvas, japanese: bool) -> None:
    """West: a knight with a plumed helmet, a shield and a straight sword. Japan: a samurai with a crested helmet."""
    (draw_samurai if japanese else draw_knight)(canvas)


def draw_knight(canvas: Canvas) -> None:
    steel, cloth = (190, 200, 214), canvas.choose((62, 100, 200), (60, 140, 90), (206, 60, 60))
    for side in (-1, 1):
        canvas.box(side * 0.19 - 0.14, 0.66, side * 0.19 + 0.14, 0.98, steel)
        canvas.blob([(side * 0.02, 1.02), (side * 0.08, 0.88), (side * 0.30, 0.88), (side * 0.44, 1.0)],
                    darken(steel, 0.25), depth=0)  # fmt: skip
        canvas.ellipse(side * 0.46, 0.24, 0.20, 0.22, steel)
    canvas.polygon([(-0.38, 0.10), (0.38, 0.10), (0.46, 0.80), (-0.46, 0.80)], cloth, depth=0.08)
    canvas.box(-0.05, 0.22, 0.05, 0.64, (255, 240, 170), depth=0, outline=False)
    canvas.box(-0.18, 0.34, 0.18, 0.44, (255, 240, 170), depth=0, outline=False)
    canvas.blob([(0, -0.92), (0.06, -1.26), (0.46, -1.30), (0.74, -0.94), (0.70, -0.62), (0.40, -0.88)], (226, 56, 56))
    helmet = [(-0.46, 0.10), (-0.54, -0.40), (-0.36, -0.84), (0, -0.96), (0.36, -0.84), (0.54, -0.40), (0.46, 0.10),
              (0, 0.18)]  # fmt: skip
    canvas.blob(helmet, steel)
    visor = [(-0.40, -0.46), (0, -0.52), (0.40, -0.46), (0.40, -0.20), (0, -0.14), (-0.40, -0.20)]
    canvas.polygon(visor, (48, 46, 60), depth=0)
    for side in (-1, 1):
        canvas.ellipse(side * 0.18, -0.32, 0.085, 0.095, (255, 255, 255), depth=0, outline=False)
        canvas.stroke([(side * 0.14, -0.06), (side * 0.14, 0.06)], (110, 118, 134), 0.05)
    canvas.polygon([(0.72, -0.90), (0.79, -1.02), (0.86, -0.90), (0.86, 0.30), (0.72, 0.30)], SILVER)
    canvas.box(0.56, 0.28, 1.02, 0.40, (190, 140, 60))
    canvas.box(0.73, 0.40, 0.85, 0.62, (120, 80, 50))
    canvas.ellipse(0.78, 0.46, 0.13, 0.12, steel)
    shield = [(-0.98, 0.10), (-0.68, 0.02), (-0.36, 0.10), (-0.38, 0.48), (-0.67, 0.84), (-0.94, 0.48)]
    canvas.blob(shield, (226, 56, 56))
    canvas.polygon(
        [(-0.74, 0.14), (-0.60, 0.14), (-0.60, 0.66), (-0.74, 0.66)], (255, 250, 240), depth=0, outline=False
    )


def draw_samurai(canvas: Canvas) -> None:
    armour = canvas.choose(*ARMOUR)
    for side in (-1, 1):
        canvas.box(side * 0.22 - 0.15, 0.74, side * 0.22 + 0.15, 0.98, darken(armour, 0.45), depth=0)
        canvas.blob(
            [(side * 0.04, 1.02), (side * 0.10, 0.92), (side * 0.32, 0.92), (side * 0.46, 1.01)], (60, 46, 42), depth=0
        )
    canvas.polygon([(-0.36, 0.48), (0.36, 0.48), (0.56, 0.86), (-0.56, 0.86)], darken(armour, 0.25), depth=0.08)
    canvas.polygon([(-0.38, 0.04), (0.38, 0.04), (0.42, 0.56), (-0.42, 0.56)], armour, depth=0.08)
    for y in (0.22, 0.40):
        canvas.stroke([(-0.38, y), (0.38, y)], GOLD, 0.055, curved=False)
    for side in (-1, 1):
        plate = [(side * 0.34, 0.02), (side * 0.80, 0.16), (side * 0.76, 0.58), (side * 0.42, 0.46)]
        canvas.polygon(plate, armour, depth=0.08)
        canvas.stroke([(side * 0.42, 0.24), (side * 0.76, 0.37)], GOLD, 0.055, curved=False)
        canvas.ellipse(side * 0.66, 0.62, 0.12, 0.11, SKIN, depth=0)
    draw_face(canvas, -0.26, 0.46, stern=True)
    neckguard = [(0.44, -0.52), (0.72, -0.30), (0.84, 0.06), (0.56, 0.02), (0.44, -0.20)]
    for side in (-1, 1):
        canvas.blob([(side * x, y) for x, y in neckguard], darken(armour, 0.15), depth=0)
    helmet = [(-0.62, -0.36), (-0.54, -0.74), (-0.30, -0.98), (0, -1.04), (0.30, -0.98), (0.54, -0.74), (0.62, -0.36),
              (0.34, -0.50), (0, -0.54), (-0.34, -0.50)]  # fmt: skip
    canvas.blob(helmet, (62, 60, 76))
    crest = [(-0.10, -0.68), (-0.36, -0.92), (-0.52, -1.36), (-0.24, -1.10), (0, -0.92), (0.24, -1.10), (0.52, -1.36),
             (0.36, -0.92), (0.10, -0.68)]  # fmt: skip
    canvas.polygon(crest, GOLD, depth=0.04)
    canvas.ellipse(0, -0.72, 0.13, 0.13, GOLD, depth=0)
    canvas.stroke([(0.70, 0.56), (0.98, -0.06), (1.08, -0.70)], SILVER, 0.085)
    canvas.stroke([(0.60, 0.78), (0.72, 0.52)], (52, 44, 54), 0.11, curved=False)
    canvas.ellipse(0.74, 0.50, 0.13, 0.08, GOLD, turn=-0.4, depth=0)


SUBJECTS: dict[str, Subject] = {
    "office-worker": Subject(
        draw=draw_office_worker,
        english=("businessman", "office worker", "man in a suit"),
        japanese=("サラリーマン", "会社員", "ビジネスマン", "さらりーまん"),
        kind="person",
        backdrops=("town",),
        height=0.53,
        size=0.43,
        has_two_versions=True,
    ),
    "warrior": Subject(
        draw=draw_warrior,
        english=("warrior", "knight", "soldier"),
        japanese=("侍", "武士", "サムライ", "さむらい"),
        kind="person",
        backdrops=("field",),
        height=0.58,
        size=0.38,
        has_two_versions=True,
        turns=False,
    ),
}
