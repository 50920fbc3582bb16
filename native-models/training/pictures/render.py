"""One picture from its description and a seed."""

import numpy as np
from PIL import Image, ImageDraw

from .canvas import OVERSAMPLING, SIZE, Canvas, Medium, Time
from .catalogue import SUBJECTS
from .media import paint_in_oil, print_from_wood, wash_in_watercolour


def render(subject: str, medium: Medium, time: Time, japanese: bool, seed: int) -> np.ndarray:
    """``[128, 128, 3]`` bytes. Equal arguments give equal pictures."""
    random = np.random.default_rng(seed)
    canvas = Canvas(random, medium, time)
    SUBJECTS[subject].draw(canvas, japanese)
    if time == "snow":
        lay_snow(canvas)
    picture = np.asarray(canvas.image.reduce(OVERSAMPLING))
    if medium == "oil":
        picture = paint_in_oil(picture, random)
    elif medium == "watercolour":
        picture = wash_in_watercolour(picture, random)
    elif medium == "ukiyo-e":
        picture = print_from_wood(picture, random, seal_on_left=not canvas.light_on_left)
    return np.clip(picture, 0, 255).astype(np.uint8)


def lay_snow(canvas: Canvas) -> None:
    """White on the upper edges of what stands outside, and a few large flakes in the air."""
    if canvas.medium != "line":
        mask = np.asarray(canvas.snow_mask) > 0
        depth = 3 * OVERSAMPLING
        covered = mask.copy()
        covered[depth:] &= ~mask[:-depth]
        pixels = np.asarray(canvas.image).copy()
        pixels[covered] = (250, 252, 255)
        canvas.image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(canvas.image)
    for _ in range(24):
        x, y = canvas.random.random(2) * SIZE
        radius = OVERSAMPLING * canvas.random.uniform(1.0, 1.8)
        edge = (120, 130, 150) if canvas.medium == "line" else None
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(255, 255, 255), outline=edge)
