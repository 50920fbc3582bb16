"""The office worker and the warrior: the two subjects that the story of the models is about."""

import numpy as np

from ..backgrounds import draw_field, draw_town
from ..canvas import Canvas, Colour

SKIN = (246, 212, 182)
BLACK_HAIR = (24, 22, 26)
WESTERN_SUITS = ((74, 112, 186), (138, 142, 152), (156, 118, 78))
WESTERN_HAIR = ((236, 198, 100), (170, 104, 56), (222, 150, 76))
ARMOUR = ((164, 40, 44), (40, 64, 124), (66, 66, 72))
GOLD = (240, 200, 70)


def draw_face(canvas: Canvas, y: float, size: float, brows: Colour, glasses: bool, japanese: bool) -> None:
    """Neck, ears, face, brows, eyes, nose and mouth; ``size`` is half the height of the face."""
    canvas.box(-0.11, y + 0.15, 0.11, y + size + 0.14, np.array(SKIN) * 0.92, depth=0)
    for side in (-1, 1):
        canvas.ellipse(side * size * 0.96, y + 0.03, size * 0.17, size * 0.24, SKIN, depth=0)
    canvas.blob(
        [(-size * 0.92, y - 0.1), (-size * 0.7, y - size), (0, y - size * 1.2), (size * 0.7, y - size),
         (size * 0.92, y - 0.1), (size * 0.76, y + size * 0.6), (0, y + size * 1.08), (-size * 0.76, y + size * 0.6)],
        SKIN,
        depth=0.04,
    )  # fmt: skip
    for side in (-1, 1):
        x = side * size * 0.40
        eye = (30, 26, 30) if japanese else (40, 70, 130)
        canvas.ellipse(x, y + size * 0.06, size * 0.13, size * 0.14, eye, depth=0, outline=False)
        canvas.stroke([(x - size * 0.22, y - size * 0.27), (x + size * 0.22, y - size * 0.29)], brows, size * 0.12)
        if glasses:
            turn = np.linspace(0, 6.4, 14)
            rim = np.stack([x + 0.31 * size * np.cos(turn), y + size * (0.07 + 0.27 * np.sin(turn))], axis=1)
            canvas.stroke(rim, (20, 20, 24), size * 0.10)
    if glasses:
        canvas.stroke([(-size * 0.10, y + size * 0.04), (size * 0.10, y + size * 0.04)], (20, 20, 24), size * 0.10)
    canvas.stroke([(0, y + size * 0.2), (size * 0.09, y + size * 0.44), (-size * 0.04, y + size * 0.46)],
                  (206, 150, 120), size * 0.08)  # fmt: skip
    canvas.stroke([(-size * 0.28, y + size * 0.70), (0, y + size * 0.78), (size * 0.28, y + size * 0.70)],
                  (176, 70, 66), size * 0.11)  # fmt: skip


def draw_short_hair(canvas: Canvas, y: float, size: float, colour: Colour) -> None:
    canvas.blob(
        [(-size, y), (-size * 1.04, y - size * 0.9), (-size * 0.3, y - size * 1.5), (size * 0.5, y - size * 1.45),
         (size * 1.05, y - size * 0.85), (size, y), (size * 0.82, y - size * 0.5), (size * 0.2, y - size * 0.62),
         (-size * 0.3, y - size * 0.5), (-size * 0.80, y - size * 0.45)],
        colour,
        depth=0.1,
    )  # fmt: skip


def draw_bowler_hat(canvas: Canvas, y: float, size: float) -> None:
    brown = (92, 74, 66)
    crown = [(-size * 0.95, y - size * 0.6), (-size * 0.85, y - size * 1.5), (0, y - size * 1.75),
             (size * 0.85, y - size * 1.5), (size * 0.95, y - size * 0.6)]  # fmt: skip
    canvas.blob(crown, brown)
    canvas.blob([(-size * 1.5, y - size * 0.62), (0, y - size * 0.86), (size * 1.5, y - size * 0.62),
                 (0, y - size * 0.5)], brown)  # fmt: skip


def draw_office_worker(canvas: Canvas, japanese: bool) -> None:
    """West: fair hair or a bowler hat, a light suit, a red tie. Japan: black hair, glasses, a dark suit, a case."""
    draw_town(canvas, japanese)
    canvas.place(canvas.centre, 0.64, canvas.scale * 0.40)
    canvas.snowy = True
    suit = (38, 42, 58) if japanese else WESTERN_SUITS[canvas.random.integers(3)]
    canvas.blob(
        [(-0.86, 1.1), (-0.84, 0.36), (-0.62, -0.02), (-0.22, -0.2), (0.22, -0.2), (0.62, -0.02), (0.84, 0.36),
         (0.86, 1.1)],
        suit,
        depth=0.10,
    )  # fmt: skip
    canvas.polygon([(-0.22, -0.22), (0.22, -0.22), (0, 0.56)], (252, 252, 252), depth=0)
    tie = [(-0.07, -0.14), (0.07, -0.14), (0.11, 0.36), (0, 0.52), (-0.11, 0.36)]
    canvas.polygon(tie, (50, 84, 170) if japanese else (210, 44, 48), depth=0)
    for side in (-1, 1):
        lapel = [(side * 0.2, -0.26), (side * 0.40, -0.12), (side * 0.03, 0.68), (0, 0.5)]
        canvas.polygon(lapel, np.array(suit) * 0.8, depth=0)
        canvas.stroke([(side * 0.58, 0.34), (side * 0.56, 1.1)], np.array(suit) * 0.6, 0.035)
    y, size = -0.60, 0.36
    if japanese:
        draw_face(canvas, y, size, BLACK_HAIR, glasses=True, japanese=True)
        draw_short_hair(canvas, y, size, BLACK_HAIR)
        canvas.box(0.24, 0.60, 0.98, 1.1, (122, 76, 44))
        canvas.stroke([(0.44, 0.60), (0.46, 0.48), (0.76, 0.48), (0.78, 0.60)], (70, 44, 30), 0.05)
        canvas.ellipse(0.61, 0.50, 0.13, 0.09, SKIN, depth=0)
    else:
        hair = WESTERN_HAIR[canvas.random.integers(3)]
        draw_face(canvas, y, size, np.array(hair) * 0.75, glasses=False, japanese=False)
        draw_short_hair(canvas, y, size, hair)
        if canvas.random.random() < 0.35:
            draw_bowler_hat(canvas, y, size)
    canvas.snowy = False


def draw_warrior(canvas: Canvas, japanese: bool) -> None:
    """West: a knight with a plumed helmet, a shield and a straight sword. Japan: a samurai with a crested helmet."""
    draw_field(canvas)
    canvas.place(canvas.centre, 0.62, canvas.scale * 0.40)
    canvas.snowy = True
    (draw_samurai if japanese else draw_knight)(canvas)
    canvas.snowy = False


def draw_knight(canvas: Canvas) -> None:
    steel, red = (180, 188, 200), (206, 50, 50)
    canvas.blob([(-0.5, 1.05), (-0.56, 0), (-0.3, -0.26), (0.3, -0.26), (0.56, 0), (0.5, 1.05)], steel)
    canvas.polygon([(-0.28, 0), (0.28, 0), (0.32, 1.0), (-0.32, 1.0)], (60, 90, 180))
    canvas.ellipse(0, 0.42, 0.16, 0.16, (250, 226, 110), depth=0)
    for side in (-1, 1):
        canvas.ellipse(side * 0.56, 0, 0.22, 0.24, steel)
    canvas.blob([(0, -1.0), (0.1, -1.42), (0.5, -1.38), (0.62, -0.96), (0.3, -1.14)], red)
    helmet = [(-0.38, -0.26), (-0.42, -0.7), (-0.25, -1.06), (0, -1.12), (0.25, -1.06), (0.42, -0.7), (0.38, -0.26),
              (0, -0.14)]  # fmt: skip
    canvas.blob(helmet, steel)
    canvas.box(-0.30, -0.74, 0.30, -0.60, (30, 30, 36), depth=0)
    canvas.box(-0.045, -0.56, 0.045, -0.26, (30, 30, 36), depth=0)
    canvas.box(0.76, -1.0, 0.87, 0.45, (228, 234, 242))
    canvas.box(0.58, 0.40, 1.05, 0.52, (160, 116, 50))
    shield = [(-1.08, 0.0), (-0.76, -0.07), (-0.42, 0.0), (-0.46, 0.5), (-0.75, 0.84), (-1.02, 0.5)]
    canvas.blob(shield, red)


def draw_samurai(canvas: Canvas) -> None:
    armour = ARMOUR[canvas.random.integers(len(ARMOUR))]
    canvas.polygon([(-0.5, 0.4), (0.5, 0.4), (0.76, 1.05), (-0.76, 1.05)], np.array(armour) * 0.7)
    canvas.blob([(-0.54, 0.6), (-0.58, 0), (-0.3, -0.22), (0.3, -0.22), (0.58, 0), (0.54, 0.6)], armour)
    for y in (0.02, 0.22, 0.42):
        canvas.stroke([(-0.5, y), (0.5, y)], (236, 200, 90), 0.05)
    for side in (-1, 1):
        canvas.polygon([(side * 0.40, -0.26), (side * 0.98, -0.10), (side * 0.92, 0.44), (side * 0.52, 0.36)],
                       np.array(armour) * 0.9)  # fmt: skip
        for y in (0.06, 0.24):
            canvas.stroke([(side * 0.50, y), (side * 0.94, y + 0.07)], (236, 200, 90), 0.045)
    draw_face(canvas, -0.52, 0.32, BLACK_HAIR, glasses=False, japanese=True)
    helmet = [(-0.58, -0.34), (-0.46, -0.78), (-0.28, -0.98), (0, -1.04), (0.28, -0.98), (0.46, -0.78),
              (0.58, -0.34), (0.32, -0.64), (0, -0.70), (-0.32, -0.64)]  # fmt: skip
    canvas.blob(helmet, (48, 48, 58))
    crest = [(-0.06, -0.82), (-0.36, -1.02), (-0.54, -1.40), (-0.34, -1.28), (0, -0.94), (0.34, -1.28),
             (0.54, -1.40), (0.36, -1.02), (0.06, -0.82)]  # fmt: skip
    canvas.blob(crest, GOLD, depth=0.05)
    canvas.ellipse(0, -0.84, 0.10, 0.10, GOLD, depth=0)
    canvas.stroke([(0.32, 0.80), (0.84, 0.30), (1.16, -0.5)], (224, 230, 238), 0.075)
    canvas.stroke([(0.28, 0.84), (0.54, 0.58)], (40, 36, 40), 0.11, curved=False)
    canvas.ellipse(0.42, 0.66, 0.14, 0.12, SKIN, depth=0)
