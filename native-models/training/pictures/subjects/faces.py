"""Large friendly faces: few features, far apart."""

import numpy as np

from ..canvas import CIRCLE, Canvas, darken
from ..shades import Colour

SKIN = (250, 218, 190)
DARK = (38, 32, 40)
BLUSH = (246, 160, 150)


def draw_face(canvas: Canvas, y: float, size: float, eyes: Colour = DARK, brows: Colour = DARK,
              glasses: bool = False, stern: bool = False) -> None:  # fmt: skip
    """Ears, face, brows, eyes, cheeks and mouth about (0, y); ``size`` is half the width of the face."""

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(u * size, y + v * size) for u, v in points]

    for side in (-1, 1):
        canvas.ellipse(side * size * 0.98, y + size * 0.12, size * 0.18, size * 0.22, SKIN, depth=0)
    outline = at((-0.98, -0.05), (-0.78, -0.80), (0, -1.02), (0.78, -0.80), (0.98, -0.05), (0.80, 0.62), (0, 0.96),
                 (-0.80, 0.62))  # fmt: skip
    canvas.blob(outline, SKIN, depth=0.03)
    for side in (-1, 1):
        if not glasses:
            canvas.ellipse(side * size * 0.62, y + size * 0.42, size * 0.17, size * 0.11, BLUSH, depth=0, outline=False)
        draw_eye(canvas, side * size * 0.40, y + size * 0.10, size, eyes, glasses)
        inner, outer = (-0.22, -0.44) if stern else (-0.43, -0.35)
        canvas.stroke(at((side * 0.20, inner), (side * 0.60, outer)), brows, size * 0.11, curved=False)
    if glasses:
        canvas.stroke(at((-0.12, 0.08), (0.12, 0.08)), DARK, size * 0.09, curved=False)
    if stern:
        canvas.stroke(at((-0.20, 0.58), (0.20, 0.58)), (176, 62, 62), size * 0.11, curved=False)
    else:
        canvas.stroke(at((-0.26, 0.52), (-0.12, 0.63), (0.12, 0.63), (0.26, 0.52)), (190, 66, 66), size * 0.11)


def draw_eye(canvas: Canvas, x: float, y: float, size: float, colour: Colour, glasses: bool) -> None:
    if glasses:
        ring = CIRCLE * size * 0.31 + (x, y)
        canvas.polygon(ring, (255, 255, 255), depth=0, outline=False)
        canvas.stroke(np.concatenate([ring, ring[:2]]), DARK, size * 0.09, curved=False)
        pupil = 0.19 if canvas.medium == "pixel" else 0.12
        canvas.ellipse(x, y + 0.01, size * pupil, size * pupil * 1.15, colour, depth=0, outline=False)
        return
    canvas.ellipse(x, y, size * 0.13, size * 0.17, colour, depth=0, outline=False)
    canvas.ellipse(x + size * 0.035, y - size * 0.06, size * 0.05, size * 0.06, (255, 255, 255), depth=0, outline=False)


def draw_short_hair(canvas: Canvas, y: float, size: float, colour: Colour) -> None:
    """A neat cut, parted at the side."""
    shape = [(-1.06, 0.06), (-1.12, -0.62), (-0.62, -1.22), (0.1, -1.34), (0.74, -1.16), (1.12, -0.60), (1.06, 0.06),
             (0.90, -0.34), (0.62, -0.56), (-0.10, -0.62), (-0.46, -0.50), (-0.76, -0.50), (-0.92, -0.30)]  # fmt: skip
    canvas.blob([(u * size, y + v * size) for u, v in shape], colour, depth=0.08)
    canvas.stroke([(u * size, y + v * size) for u, v in ((-0.42, -0.60), (-0.30, -0.90), (-0.02, -1.12))],
                  darken(colour, 0.35) if max(colour) > 80 else (96, 92, 110), size * 0.07)  # fmt: skip
