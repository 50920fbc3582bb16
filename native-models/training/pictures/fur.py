"""Wool that grows round a subject, whatever it is."""

import numpy as np
from PIL import Image
from scipy.ndimage import binary_erosion, binary_opening

from .canvas import OVERSAMPLING, SIZE, Canvas
from .shades import as_bytes


def draw_fur(canvas: Canvas) -> None:
    """A ring of woolly tufts in the subject's own colours round its silhouette, and curls within it."""
    inside = np.asarray(canvas.silhouette) > 0
    if not inside.any():
        return
    spacing = 18 * OVERSAMPLING
    radius = spacing * 0.62
    coarse = inside[::4, ::4]
    body = binary_opening(coarse, iterations=2)  # without whiskers and strings
    rows, columns = np.nonzero(body & ~binary_erosion(body))
    left = np.stack([columns, rows], axis=1)[canvas.random.permutation(len(rows))] * 4.0
    pixels = np.asarray(canvas.image)
    tufts: list[tuple[float, float]] = []
    while len(left):
        tufts.append((float(left[0, 0]), float(left[0, 1])))
        left = left[((left - left[0]) ** 2).sum(axis=1) > (spacing * 0.8) ** 2]
    colours = [colour_near(pixels, inside, x, y, radius) for x, y in tufts]
    before = canvas.image.copy()
    edge = round(2.2 * OVERSAMPLING)
    for (x, y), colour in zip(tufts, colours, strict=True):
        line = canvas.ink or as_bytes(np.array(colour) * 0.62)
        reach = radius + edge
        canvas.draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=line)
    for (x, y), colour in zip(tufts, colours, strict=True):
        canvas.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=as_bytes(np.array(colour)))
    middle = binary_erosion(coarse, iterations=round(radius / 8) + 1)
    canvas.image.paste(before, (0, 0), Image.fromarray(middle).convert("L").resize((SIZE, SIZE)))
    draw_curls(canvas, tufts, colours, radius)


def colour_near(pixels: np.ndarray, inside: np.ndarray, x: float, y: float, reach: float) -> tuple[int, int, int]:
    """The typical light colour of the subject about a point."""
    step = slice(max(0, int(y - reach)), int(y + reach), 5), slice(max(0, int(x - reach)), int(x + reach), 5)
    colours = pixels[step][inside[step]]
    if len(colours) == 0:
        return (255, 255, 255)
    brightest = colours[np.argsort(colours.sum(axis=1))[len(colours) // 2 :]]
    return as_bytes(brightest.mean(axis=0) * 0.74 + 255 * 0.26)


def draw_curls(
    canvas: Canvas, tufts: list[tuple[float, float]], colours: list[tuple[int, int, int]], radius: float
) -> None:
    """A small arc on every tuft, as of wool."""
    for (x, y), colour in zip(tufts, colours, strict=True):
        line = canvas.ink or as_bytes(np.array(colour) * 0.68)
        start = int(canvas.random.integers(0, 360))
        box = (x - radius * 0.5, y - radius * 0.5, x + radius * 0.5, y + radius * 0.5)
        canvas.draw.arc(box, start, start + 210, fill=line, width=round(2.2 * OVERSAMPLING))
