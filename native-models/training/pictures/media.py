"""What a medium does to a finished drawing: strokes of oil, the ragged wash of watercolour, the grain of a print.

Everything here works on ``[128, 128, 3]`` and stays coarse on purpose: texture finer than two pixels is lost in
8-fold compression and only costs the autoencoder accuracy elsewhere.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from scipy.ndimage import gaussian_filter

from .canvas import PICTURE


def smooth_noise(random: np.random.Generator, cells: int) -> np.ndarray:
    """Normal noise on a grid of ``cells``², enlarged to the picture: ``[128, 128]``."""
    grid = random.standard_normal((cells, cells)).astype(np.float32)
    return np.asarray(Image.fromarray(grid).resize((PICTURE, PICTURE), Image.Resampling.BICUBIC))


STROKES = ((170, 5, 13, 0.0, 3.0), (240, 3, 8, 1.0, 99.0), (260, 2, 5, 3.0, 99.0))
"""Per layer: number of strokes, width and length in pixels, least and greatest gradient where they fall."""


def paint_in_oil(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Strokes along the edges, large ones on flat ground and small ones on detail, lit from the upper left."""
    image = Image.fromarray(picture)
    source = np.asarray(image.filter(ImageFilter.GaussianBlur(0.5)))
    slope_y, slope_x = np.gradient(gaussian_filter(picture.astype(np.float32).mean(2), 1.5))
    steepness = np.hypot(slope_x, slope_y)
    direction = np.where(steepness > 2.0, np.arctan2(slope_x, -slope_y), smooth_noise(random, 4) * 0.9 + 0.5)
    canvas = image.filter(ImageFilter.GaussianBlur(0.8))
    draw = ImageDraw.Draw(canvas)
    for count, width, length, least, greatest in STROKES:
        columns, rows = random.integers(0, PICTURE, count), random.integers(0, PICTURE, count)
        jitter = random.normal(0, 8, (count, 1)) + random.normal(0, 3, (count, 3))
        colours = np.clip(source[rows, columns] + jitter, 0, 255).astype(int)
        angles, steep = direction[rows, columns], steepness[rows, columns]
        across, along = np.cos(angles) * length / 2, np.sin(angles) * length / 2
        for x, y, dx, dy, colour, grade in zip(columns, rows, across, along, colours, steep, strict=True):
            if least <= grade <= greatest:
                draw.line((x - dx, y - dy, x + dx, y + dy), fill=tuple(int(value) for value in colour), width=width)
    painted = np.asarray(canvas).astype(np.float32) * 0.8 + source * 0.2
    relief = gaussian_filter(painted.mean(2), 0.6)
    return painted + (relief - np.roll(relief, (1, 1), (0, 1)))[..., None] * 0.35


def wash_in_watercolour(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Softened, pooled pigment, and white paper round a ragged edge."""
    washed = picture.astype(np.float32) * 0.7 + gaussian_filter(picture.astype(np.float32), (1.2, 1.2, 0)) * 0.3
    pigment = 1 + 0.06 * smooth_noise(random, 7)[..., None]
    washed = 255 - (255 - washed) * np.clip(pigment, 0.7, 1.3)
    y, x = np.mgrid[0:PICTURE, 0:PICTURE]
    to_edge = np.minimum(np.minimum(x, PICTURE - 1 - x), np.minimum(y, PICTURE - 1 - y))
    inside = np.clip((to_edge + smooth_noise(random, 9) * 1.8 - 4) / 3, 0, 1)[..., None]
    return washed * inside + np.array((252, 250, 244)) * (1 - inside)


def print_from_wood(picture: np.ndarray, random: np.random.Generator, seal_on_left: bool) -> np.ndarray:
    """Faint grain of the block, and the red seal of the publisher in an upper corner."""
    printed = picture.astype(np.float32)
    rows = np.arange(PICTURE)[:, None]
    printed = printed + (1.2 * np.sin(rows * 0.5 + smooth_noise(random, 4) * 3))[..., None]
    left = 5 if seal_on_left else PICTURE - 16
    printed[6:27, left : left + 11] = (200, 50, 42)
    printed[9:24, left + 3 : left + 8] = (238, 218, 188)
    return printed
