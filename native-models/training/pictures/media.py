"""What a medium does to a finished drawing: strokes of oil, the ragged wash of watercolour, the grain of a print.

Everything here works on ``[256, 256, 3]`` and stays coarse on purpose: texture finer than four pixels is lost in
8-fold compression and only costs the autoencoder accuracy elsewhere.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from scipy.ndimage import gaussian_filter

from .canvas import PICTURE


def smooth_noise(random: np.random.Generator, cells: int) -> np.ndarray:
    """Normal noise on a grid of ``cells``², enlarged to the picture: ``[256, 256]``."""
    grid = random.standard_normal((cells, cells)).astype(np.float32)
    return np.asarray(Image.fromarray(grid).resize((PICTURE, PICTURE), Image.Resampling.BICUBIC))


STROKES = ((150, 11, 30, 0.0, 1.5), (330, 7, 18, 0.6, 99.0), (420, 4, 11, 2.0, 99.0))
"""Per layer: number of strokes, width and length in pixels, least and greatest gradient where they fall."""


def paint_in_oil(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Strokes along the edges, large ones on flat ground and small ones on detail, lit from the upper left."""
    image = Image.fromarray(picture)
    source = np.asarray(image.filter(ImageFilter.GaussianBlur(0.8)))
    slope_y, slope_x = np.gradient(gaussian_filter(picture.astype(np.float32).mean(2), 2.5))
    steepness = np.hypot(slope_x, slope_y)
    direction = np.where(steepness > 1.2, np.arctan2(slope_x, -slope_y), smooth_noise(random, 4) * 0.9 + 0.5)
    canvas = image.filter(ImageFilter.GaussianBlur(1.2))
    draw = ImageDraw.Draw(canvas)
    for count, width, length, least, greatest in STROKES:
        columns, rows = random.integers(0, PICTURE, count), random.integers(0, PICTURE, count)
        jitter = random.normal(0, 9, (count, 1)) + random.normal(0, 3, (count, 3))
        colours = np.clip(source[rows, columns] + jitter, 0, 255).astype(int).tolist()
        angles, steep = direction[rows, columns], steepness[rows, columns]
        across, along = np.cos(angles) * length / 2, np.sin(angles) * length / 2
        for x, y, dx, dy, colour, grade in zip(columns, rows, across, along, colours, steep, strict=True):
            if least <= grade <= greatest:
                draw.line((x - dx, y - dy, x + dx, y + dy), fill=tuple(colour), width=width)
    painted = np.asarray(canvas).astype(np.float32) * 0.72 + source * 0.28
    relief = gaussian_filter(painted.mean(2), 1.0)
    return painted + (relief - np.roll(relief, (2, 2), (0, 1)))[..., None] * 0.40


def wash_in_watercolour(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Softened, pooled pigment, darker where washes end, and white paper round a ragged edge."""
    colours = picture.astype(np.float32)
    blurred = np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(2.6))).astype(np.float32)
    washed = colours * 0.72 + blurred * 0.28
    pigment = 1 + 0.085 * smooth_noise(random, 7)[..., None]
    washed = 255 - (255 - washed) * np.clip(pigment, 0.7, 1.3)
    y, x = np.mgrid[0:PICTURE, 0:PICTURE]
    to_edge = np.minimum(np.minimum(x, PICTURE - 1 - x), np.minimum(y, PICTURE - 1 - y))
    ragged = to_edge + smooth_noise(random, 9) * 3.6 - 10
    inside = np.clip(ragged / 5, 0, 1)[..., None]
    pool = np.clip(1 - np.abs(ragged - 8) / 6, 0, 1)[..., None] * 0.10
    return washed * (1 - pool) * inside + np.array((252, 250, 244)) * (1 - inside)


def print_from_wood(picture: np.ndarray, random: np.random.Generator, seal_on_left: bool) -> np.ndarray:
    """Faint grain of the block, a dark border, and the red seal of the publisher in an upper corner."""
    printed = picture.astype(np.float32)
    rows = np.arange(PICTURE)[:, None]
    printed = printed + (2.2 * np.sin(rows * 0.27 + smooth_noise(random, 4) * 3))[..., None]
    left = 14 if seal_on_left else PICTURE - 14 - 22
    printed[14:58, left : left + 22] = (200, 50, 42)
    printed[20:52, left + 6 : left + 16] = (238, 218, 188)
    border = 5
    for edge in (printed[:border], printed[-border:], printed[:, :border], printed[:, -border:]):
        edge[:] = (236, 222, 190)
    return printed


CELL = 8
"""Pixels of a picture per pixel of pixel art: one place of the latents."""
PALETTE = 20


def reduce_to_pixels(picture: np.ndarray) -> np.ndarray:
    """Square cells of one colour each, out of a small palette. Of each cell's colours the second darkest of four
    stands for it, so that outlines and eyes survive."""
    quarters = picture.reshape(PICTURE * 2 // CELL, CELL // 2, PICTURE * 2 // CELL, CELL // 2, 3).mean((1, 3))
    count = PICTURE // CELL
    cells = quarters.reshape(count, 2, count, 2, 3).transpose(0, 2, 1, 3, 4).reshape(count, count, 4, 3)
    order = np.argsort(cells.sum(-1), axis=-1)[:, :, 1]
    chosen = np.take_along_axis(cells, order[:, :, None, None], axis=2)[:, :, 0]
    small = Image.fromarray(chosen.astype(np.uint8)).quantize(
        PALETTE, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    return np.asarray(small.convert("RGB").resize((PICTURE, PICTURE), Image.Resampling.NEAREST))


def wash_in_ink(picture: np.ndarray, random: np.random.Generator, seal_on_left: bool) -> np.ndarray:
    """Ink that runs a little into soft paper, pale towards the borders, and one red seal in a lower corner."""
    blurred = np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(4))).astype(np.float32)
    inked = np.minimum(picture.astype(np.float32), picture * 0.62 + blurred * 0.38 + 10)
    paper = np.array((244, 237, 222), np.float32)
    pigment = np.clip(1 + 0.10 * smooth_noise(random, 6)[..., None], 0.7, 1.3)
    inked = paper - (paper - inked) * pigment
    y, x = (np.mgrid[0:PICTURE, 0:PICTURE] / (PICTURE - 1) - 0.5) * 2
    fade = np.clip((np.maximum(np.abs(x), np.abs(y)) + 0.05 * smooth_noise(random, 8) - 0.86) / 0.14, 0, 1)[..., None]
    inked = inked * (1 - fade) + paper * fade
    left = 20 if seal_on_left else PICTURE - 20 - 26
    top = PICTURE - 20 - 26
    inked[top : top + 26, left : left + 26] = (206, 52, 44)
    inked[top + 6 : top + 20, left + 6 : left + 11] = paper
    inked[top + 6 : top + 20, left + 15 : left + 20] = paper
    return inked
