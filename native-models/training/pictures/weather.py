"""What falls from the sky, and snow that lies."""

import numpy as np
from PIL import Image

from .canvas import OVERSAMPLING, SIZE, Canvas

SNOW = (250, 252, 255)


def draw_falling(canvas: Canvas, top: float = 0.0, bottom: float = 1.0) -> None:
    """Large flakes of snow or slanted streaks of rain, if it is that hour, between two heights of the picture."""
    if canvas.light == "snow":
        draw_flakes(canvas, top, bottom)
    elif canvas.light == "rain":
        draw_streaks(canvas, top, bottom)


def draw_flakes(canvas: Canvas, top: float, bottom: float) -> None:
    edge = (120, 130, 150) if canvas.medium in ("line", "ink-wash") else None
    for _ in range(round(8 + 22 * (bottom - top))):
        x, y = canvas.random.random() * SIZE, canvas.random.uniform(top, bottom) * SIZE
        radius = OVERSAMPLING * canvas.random.uniform(2.2, 3.8)
        canvas.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=SNOW, outline=edge, width=2)


def draw_streaks(canvas: Canvas, top: float, bottom: float) -> None:
    colours = {
        "line": (84, 104, 138),
        "ink-wash": (70, 70, 74),
        "ukiyo-e": (40, 48, 72),
        "watercolour": (110, 132, 170),
    }
    colour = colours.get(canvas.medium, (212, 226, 242))
    columns = 7
    rows = max(2, round(5 * (bottom - top)))
    for row in range(rows):
        for column in range(columns):
            x = (column + canvas.random.random()) / columns
            y = top + (row + canvas.random.random()) / rows * (bottom - top)
            length = canvas.random.uniform(0.07, 0.11)
            if y + length > bottom + 0.03:
                continue
            line = ((x + length * 0.32) * SIZE, y * SIZE, x * SIZE, (y + length) * SIZE)
            canvas.draw.line(line, fill=colour, width=round(2.6 * OVERSAMPLING))


def lay_snow(canvas: Canvas) -> None:
    """White on the upper edges of what stands outside."""
    if canvas.medium == "line":
        return
    mask = np.asarray(canvas.silhouette) > 0
    depth = 5 * OVERSAMPLING
    covered = mask.copy()
    covered[depth:] &= ~mask[:-depth]
    pixels = np.asarray(canvas.image).copy()
    pixels[covered] = SNOW
    canvas.replace_image(Image.fromarray(pixels))
