"""Shapes on a picture, drawn twice too large and in the colours of a medium and a time of day.

A subject is drawn in its own coordinates: about −1…1 both ways, y downwards, the ground at y = 1. ``Canvas.place``
says where that square lies on the picture. Colours are sRGB 0…255 as seen at noon on plain paper; what the medium and
the hour make of them is decided in ``shades.py``.
"""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .shades import (
    COLOURS,
    MEDIA,
    TIMES,
    Colour,
    ColourWords,
    Light,
    Medium,
    Time,
    ink_of,
    outline_of,
    paper_of,
    shade,
)

__all__ = ["COLOURS", "MEDIA", "TIMES", "Canvas", "Colour", "ColourWords", "Medium", "Time"]

Points = Sequence[tuple[float, float]] | np.ndarray

PICTURE = 256
"""Width and height of a finished picture in pixels."""
OVERSAMPLING = 2
SIZE = PICTURE * OVERSAMPLING

OUTLINES = {"plain": 2.0, "oil": 0.0, "watercolour": 1.6, "ukiyo-e": 2.6, "line": 3.0, "paper-cut": 2.2, "pixel": 4.2,
            "ink-wash": 3.2}  # fmt: skip
"""Width of outlines in finished pixels: under one and a half a small autoencoder cannot keep them."""
THINNEST = 2.5
"""Least width of strokes in finished pixels."""
SLOPED: tuple[Medium, ...] = ("plain", "oil", "watercolour", "ink-wash")
"""Media that shade from light to dark; the others are flat."""
SHADOW_OFFSET = np.array((6, 8))
"""Of a sheet of cut paper on the one below, in drawn pixels."""

CIRCLE = np.stack([np.cos(np.linspace(0, 2 * np.pi, 40, endpoint=False)),
                   np.sin(np.linspace(0, 2 * np.pi, 40, endpoint=False))], axis=1)  # fmt: skip


def smooth(points: Points, closed: bool = True, per_point: int = 6) -> np.ndarray:
    """Catmull-Rom spline through the points, ``[n, 2]``."""
    points = np.asarray(points, float)
    count = len(points)
    t = np.linspace(0, 1, per_point, endpoint=False)[:, None]
    pieces = []
    for i in range(count if closed else count - 1):
        around = (i - 1, i, i + 1, i + 2)
        if closed:
            p0, p1, p2, p3 = (points[k % count] for k in around)
        else:
            p0, p1, p2, p3 = (points[min(max(k, 0), count - 1)] for k in around)
        pieces.append(
            0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
        )
    if not closed:
        pieces.append(points[-1:])
    return np.concatenate(pieces)


class Canvas:
    """One picture being drawn.

    ``centre``, ``scale`` and ``facing`` (1 or −1) vary from picture to picture. Shapes drawn while ``snowy`` make up
    the ``silhouette``: it collects snow on its upper edges, and the qualities are drawn around it. ``colour_name`` is
    the colour that a prompt asks for, or "none". ``light`` is the hour, or a weather in its place.
    """

    def __init__(self, random: np.random.Generator, medium: Medium, time: Time, light: Light | None = None):
        self.random = random
        self.medium = medium
        self.time = time
        self.light: Light = light or time
        self.indoors = False
        self.image = Image.new("RGB", (SIZE, SIZE), (255, 255, 255))
        self.draw = ImageDraw.Draw(self.image)
        self.silhouette = Image.new("L", (SIZE, SIZE), 0)
        self.silhouette_draw = ImageDraw.Draw(self.silhouette)
        self.snowy = False
        self.colour_name = "none"
        self.centre = random.uniform(0.45, 0.55)
        self.scale = random.uniform(0.94, 1.08)
        self.facing = 1 if random.random() < 0.5 else -1
        self.light_on_left = bool(random.random() < 0.5)
        self.paper = paper_of(medium, self.light)
        self.ink = ink_of(medium, self.light)
        self.place(0, 0, 1)

    def place(self, x: float, y: float, scale: float, facing: int = 1) -> None:
        """Puts the origin of the shapes that follow at (x, y) of the picture (0…1), their unit being ``scale``."""
        self.origin = (x * SIZE, y * SIZE)
        self.unit = scale * SIZE
        self.flip = facing

    def replace_image(self, image: Image.Image) -> None:
        self.image = image
        self.draw = ImageDraw.Draw(image)

    def paint(self, default: Colour) -> np.ndarray:
        """The main colour of a subject: the prompt's, if it names one."""
        return np.array(default if self.colour_name == "none" else COLOURS[self.colour_name].rgb, float)

    def choose(self, *choices: Colour) -> np.ndarray:
        """One of the colours, at random."""
        return np.array(choices[self.random.integers(len(choices))], float)

    def to_pixels(self, points: Points) -> np.ndarray:
        points = np.asarray(points, float)
        return np.stack(
            [self.origin[0] + points[:, 0] * self.unit * self.flip, self.origin[1] + points[:, 1] * self.unit], axis=1
        )

    def shade(self, colour: Colour, lit: bool = False) -> tuple[int, int, int]:
        """The colour as this medium shows it at this hour; ``lit`` things (windows, lamps) glow after dark."""
        return shade(colour, self.medium, self.light, self.indoors, lit, self.colour_name)

    def polygon(
        self, points: Points, colour: Colour, depth: float = 0.12, outline: bool = True, lit: bool = False
    ) -> None:
        """Filled shape. ``depth`` is the light-to-dark slope from its top to its bottom (0: flat)."""
        pixels = self.to_pixels(points)
        fill = self.shade(colour, lit)
        corners = [tuple(point) for point in pixels]
        if self.medium == "paper-cut":
            self.drop_shadow(pixels, outline)
        if depth > 0 and self.medium in SLOPED:
            self.fill_sloped(pixels, fill, depth)
        else:
            self.draw.polygon(corners, fill=fill)
        if self.snowy:
            self.silhouette_draw.polygon(corners, fill=255)
        width = OUTLINES[self.medium] * OVERSAMPLING
        if not outline or not width:
            return
        if self.medium == "ink-wash":
            self.brush(np.concatenate([pixels, pixels[:1]]), self.ink or (0, 0, 0), width)
        else:
            line = self.ink or outline_of(fill, self.medium)
            self.draw.line([*corners, *corners[:2]], fill=line, width=round(width), joint="curve")

    def fill_sloped(self, pixels: np.ndarray, fill: tuple[int, int, int], depth: float) -> None:
        left, top = np.maximum(np.floor(pixels.min(0)).astype(int), 0)
        right, bottom = np.minimum(np.ceil(pixels.max(0)).astype(int) + 1, SIZE)
        width, height = int(right - left), int(bottom - top)
        if width < 3 or height < 3:
            self.draw.polygon([tuple(point) for point in pixels], fill=fill)
            return
        mask = Image.new("L", (width, height), 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in pixels], fill=255)
        if self.medium == "ink-wash":  # a loaded brush: dark above, thinned with water below
            slope = np.linspace(1 - depth, 1 + depth * 2.5, height)[:, None]
        else:
            slope = 1 + depth * np.linspace(1, -1.2, height)[:, None]
        column = np.clip(np.array(fill) * slope, 0, 255)
        if self.medium == "ink-wash":
            column = np.minimum(column, self.paper)
        column = column.astype(np.uint8)[:, None, :]
        self.image.paste(Image.fromarray(np.repeat(column, width, axis=1)), (int(left), int(top)), mask)

    def drop_shadow(self, pixels: np.ndarray, strong: bool) -> None:
        """The soft shadow of a sheet of paper, down to the right."""
        shifted = pixels + (SHADOW_OFFSET if strong else SHADOW_OFFSET * 0.5)
        left, top = np.maximum(np.floor(shifted.min(0)).astype(int) - 8, 0)
        right, bottom = np.minimum(np.ceil(shifted.max(0)).astype(int) + 9, SIZE)
        if right - left < 4 or bottom - top < 4:
            return
        mask = Image.new("L", (int(right - left), int(bottom - top)), 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in shifted], fill=120 if strong else 70)
        self.image.paste((40, 30, 44), (int(left), int(top)), mask.filter(ImageFilter.BoxBlur(4)))

    def brush(self, path: np.ndarray, colour: tuple[int, int, int], width: float, tapered: bool = False) -> None:
        """A brush stroke along ``path`` (drawn pixels), swelling and thinning, pointed at the ends if ``tapered``."""
        steps = np.hypot(*np.diff(path, axis=0).T)
        length = np.concatenate([[0], np.cumsum(steps)])
        if length[-1] < 2:
            return
        count = max(4, int(length[-1] / 7))
        at = np.linspace(0, length[-1], count)
        line = np.stack([np.interp(at, length, path[:, 0]), np.interp(at, length, path[:, 1])], axis=1)
        slope = np.gradient(line, axis=0)
        normal = np.stack([-slope[:, 1], slope[:, 0]], axis=1) / np.maximum(1e-6, np.hypot(*slope.T))[:, None]
        pressure = 0.8 + 0.5 * np.sin(at / 46 + self.random.random() * 6)
        if tapered:
            pressure = pressure * np.clip(np.minimum(at, length[-1] - at) / (width * 2) + 0.35, 0, 1)
        offset = normal * (pressure * width / 2)[:, None]
        ribbon = np.concatenate([line + offset, (line - offset)[::-1]])
        self.draw.polygon([tuple(point) for point in ribbon], fill=colour)

    def blob(
        self, points: Points, colour: Colour, depth: float = 0.12, outline: bool = True, lit: bool = False
    ) -> None:
        """Filled shape with a smooth outline through the points."""
        self.polygon(smooth(points), colour, depth, outline, lit)

    def ellipse(self, x: float, y: float, width: float, height: float, colour: Colour, turn: float = 0,
                depth: float = 0.12, outline: bool = True, lit: bool = False) -> None:  # fmt: skip
        """``width`` and ``height`` are the half axes, ``turn`` is in radians."""
        points = CIRCLE * (width, height)
        if turn:
            points = points @ np.array(((math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))))
        self.polygon(points + (x, y), colour, depth, outline, lit)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour,
            depth: float = 0.12, outline: bool = True, lit: bool = False) -> None:  # fmt: skip
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colour, depth, outline, lit)

    def stroke(self, points: Points, colour: Colour, width: float = 0.03, curved: bool = True) -> None:
        """An open line with round ends; in line drawings always ink, and never much wider than the outlines."""
        path = smooth(points, closed=False) if curved and len(points) > 2 else np.asarray(points, float)
        pixels = self.to_pixels(path)
        thickness = max(THINNEST * OVERSAMPLING, width * self.unit)
        if self.medium == "line":
            thickness = min(thickness, OUTLINES["line"] * OVERSAMPLING)
        fill = self.ink if self.medium == "line" and self.ink else self.shade(colour)
        if self.medium == "ink-wash":
            self.brush(pixels, fill, thickness, tapered=True)
        else:
            draw_round_line(self.draw, pixels, fill, thickness)
        if self.snowy:
            draw_round_line(self.silhouette_draw, pixels, 255, thickness)


def draw_round_line(
    draw: ImageDraw.ImageDraw, pixels: np.ndarray, fill: int | tuple[int, int, int], width: float
) -> None:
    draw.line([tuple(point) for point in pixels], fill=fill, width=round(width), joint="curve")
    radius = width / 2 - 0.5
    for x, y in (pixels[0], pixels[-1]):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def lighten(colour: Colour, part: float) -> np.ndarray:
    """The colour mixed with ``part`` (0…1) of white."""
    return np.asarray(colour, float) * (1 - part) + 255 * part


def darken(colour: Colour, part: float) -> np.ndarray:
    """The colour mixed with ``part`` (0…1) of black."""
    return np.asarray(colour, float) * (1 - part)
