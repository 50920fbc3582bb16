"""Shapes on a picture, drawn three times too large and in the colours of a medium and a time of day.

A subject is drawn in its own coordinates: about −1…1 both ways, y downwards, the ground at y = 1. ``Canvas.place``
says where that square lies on the picture. Colours are sRGB 0…255 as seen at noon on plain paper; what the medium and
the hour make of them is decided in ``Canvas.shade``.
"""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw

Medium = Literal["plain", "oil", "watercolour", "ukiyo-e", "line"]
Time = Literal["day", "night", "sunset", "snow"]
Colour = Sequence[float] | np.ndarray
Points = Sequence[tuple[float, float]] | np.ndarray

MEDIA: tuple[Medium, ...] = ("plain", "oil", "watercolour", "ukiyo-e", "line")
TIMES: tuple[Time, ...] = ("day", "night", "sunset", "snow")

PICTURE = 128
"""Width and height of a finished picture in pixels."""
OVERSAMPLING = 3
SIZE = PICTURE * OVERSAMPLING

OUTLINES = {"plain": 1.0, "oil": 0.0, "watercolour": 0.8, "ukiyo-e": 1.3, "line": 1.5}
"""Width of outlines in finished pixels: under one pixel a small autoencoder cannot keep them."""

LIGHT = {"day": (1, 1, 1), "night": (0.58, 0.62, 0.88), "sunset": (1.0, 0.82, 0.68), "snow": (0.95, 0.97, 1.0)}
LINE_PAPER = {"day": (250, 247, 238), "night": (38, 44, 72), "sunset": (252, 232, 205), "snow": (236, 241, 247)}

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

    ``centre``, ``scale`` and ``facing`` (1 or −1) vary from picture to picture; subjects use them where they
    place themselves. ``snowy`` shapes collect snow on their upper edges.
    """

    def __init__(self, random: np.random.Generator, medium: Medium, time: Time):
        self.random = random
        self.medium = medium
        self.time = time
        self.image = Image.new("RGB", (SIZE, SIZE), (255, 255, 255))
        self.draw = ImageDraw.Draw(self.image)
        self.snow_mask = Image.new("L", (SIZE, SIZE), 0)
        self.snow_draw = ImageDraw.Draw(self.snow_mask)
        self.snowy = False
        self.centre = random.uniform(0.44, 0.56)
        self.scale = random.uniform(0.92, 1.08)
        self.facing = 1 if random.random() < 0.5 else -1
        self.light_on_left = random.random() < 0.5
        self.paper = LINE_PAPER[time] if medium == "line" else (240, 228, 200)
        inks = {"ukiyo-e": (30, 32, 52), "line": (235, 235, 225) if time == "night" else (35, 35, 40)}
        self.ink: tuple[int, int, int] | None = inks.get(medium)
        self.place(0, 0, 1)

    def place(self, x: float, y: float, scale: float, facing: int = 1) -> None:
        """Puts the origin of the shapes that follow at (x, y) of the picture (0…1), their unit being ``scale``."""
        self.origin = (x * SIZE, y * SIZE)
        self.unit = scale * SIZE
        self.flip = facing

    def to_pixels(self, points: Points) -> np.ndarray:
        points = np.asarray(points, float)
        return np.stack(
            [self.origin[0] + points[:, 0] * self.unit * self.flip, self.origin[1] + points[:, 1] * self.unit], axis=1
        )

    def shade(self, colour: Colour, lit: bool = False) -> tuple[int, int, int]:
        """The colour as this medium shows it at this hour; ``lit`` things (windows, lamps) glow after dark."""
        colour = np.asarray(colour, float)
        if self.medium == "line":
            return self.shade_line(colour, lit)
        if lit and self.time in ("night", "sunset"):
            colour = np.array((255, 214, 110.0))
        else:
            colour = colour * LIGHT[self.time] + np.array((0, 0, 10 if self.time == "night" else 0))
        if self.time == "snow":
            colour = colour * 0.86 + np.array((235, 240, 248)) * 0.14
        grey = colour @ [0.3, 0.59, 0.11]
        if self.medium == "ukiyo-e":
            colour = (grey + (colour - grey) * 0.82) * np.array((0.97, 0.92, 0.80)) + np.array((6, 4, 6))
        elif self.medium == "oil":
            colour = (grey + (colour - grey) * 1.12) * np.array((0.95, 0.88, 0.76)) + np.array((10, 5, 0))
        elif self.medium == "watercolour":
            colour = 255 - (255 - colour) * 0.80
        return as_bytes(colour)

    def shade_line(self, colour: np.ndarray, lit: bool) -> tuple[int, int, int]:
        """Line drawings keep the paper; only the darkest things are filled, or at night the brightest lifted."""
        grey = colour @ [0.3, 0.59, 0.11]
        paper = np.array(self.paper, float)
        if self.time == "night":
            return as_bytes(paper + (40 if lit or grey > 235 else 8 if grey > 70 else -18))
        if grey < 62:
            return (58, 58, 66)
        return as_bytes(paper * (0.90 + 0.10 * min(1, grey / 200)))

    def outline_colour(self, fill: tuple[int, int, int]) -> tuple[int, int, int]:
        return self.ink or as_bytes(np.array(fill) * 0.5)

    def polygon(
        self, points: Points, colour: Colour, depth: float = 0.12, outline: bool = True, lit: bool = False
    ) -> None:
        """Filled shape. ``depth`` is the light-to-dark slope from its top to its bottom (0: flat)."""
        pixels = self.to_pixels(points)
        fill = self.shade(colour, lit)
        corners = [tuple(point) for point in pixels]
        if depth > 0 and self.medium in ("plain", "oil", "watercolour"):
            self.fill_sloped(pixels, fill, depth)
        else:
            self.draw.polygon(corners, fill=fill)
        if self.snowy:
            self.snow_draw.polygon(corners, fill=255)
        width = OUTLINES[self.medium] * OVERSAMPLING
        if outline and width:
            self.draw.line([*corners, *corners[:2]], fill=self.outline_colour(fill), width=round(width), joint="curve")

    def fill_sloped(self, pixels: np.ndarray, fill: tuple[int, int, int], depth: float) -> None:
        left, top = np.maximum(np.floor(pixels.min(0)).astype(int), 0)
        right, bottom = np.minimum(np.ceil(pixels.max(0)).astype(int) + 1, SIZE)
        width, height = int(right - left), int(bottom - top)
        if width < 3 or height < 3:
            self.draw.polygon([tuple(point) for point in pixels], fill=fill)
            return
        mask = Image.new("L", (width, height), 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in pixels], fill=255)
        slope = 1 + depth * np.linspace(1, -1.2, height)[:, None]
        column = np.clip(np.array(fill) * slope, 0, 255).astype(np.uint8)[:, None, :]
        self.image.paste(Image.fromarray(np.repeat(column, width, axis=1)), (int(left), int(top)), mask)

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
        """An open line; in line drawings always ink, and never much wider than the outlines."""
        path = smooth(points, closed=False) if curved and len(points) > 2 else np.asarray(points, float)
        pixels = [tuple(point) for point in self.to_pixels(path)]
        thinnest = round(0.8 * OVERSAMPLING)
        thickness = max(thinnest, round(width * self.unit))
        if self.medium == "line":
            thickness = min(thickness, round(OUTLINES["line"] * OVERSAMPLING))
        fill = self.ink if self.medium == "line" and self.ink else self.shade(colour)
        self.draw.line(pixels, fill=fill, width=thickness, joint="curve")


def as_bytes(colour: np.ndarray) -> tuple[int, int, int]:
    red, green, blue = np.clip(colour, 0, 255).astype(int)
    return int(red), int(green), int(blue)
