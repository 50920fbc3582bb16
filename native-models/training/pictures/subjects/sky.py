"""What is seen in the sky: the moon, balloons, carp streamers."""

import math

import numpy as np

from ..backgrounds import draw_ground, draw_hills, draw_sky
from ..canvas import CIRCLE, Canvas, Colour, darken, lighten
from ..shades import as_bytes, ink_of, paper_of
from ..subject import Subject


MOON = (254, 238, 170)
SEAS = ((-0.36, -0.32, 0.30, 0.22), (0.26, -0.14, 0.22, 0.30), (-0.16, 0.40, 0.34, 0.20), (0.52, 0.40, 0.14, 0.13))


def draw_moon(canvas: Canvas, japanese: bool) -> None:
    """A huge moon over hills and pampas grass. Where no hour is asked for, it is night: by day it would pass for the
    sun."""
    if canvas.light == "day":
        canvas.light = "night"
        canvas.paper, canvas.ink = paper_of(canvas.medium, "night"), ink_of(canvas.medium, "night")
    random = canvas.random
    horizon = random.uniform(0.80, 0.85)
    draw_sky(canvas, horizon + 0.03, clouds=False, lights=False)
    canvas.place(canvas.centre, random.uniform(0.40, 0.44), canvas.scale * 0.31, canvas.facing)
    canvas.snowy = True
    canvas.ellipse(0, 0, 1, 1, MOON, depth=0.05, lit=True)
    canvas.snowy = False
    # Bare of `shade`: of what is not a lamp the night would make grey holes.
    shadow = as_bytes(np.array(canvas.shade(MOON, lit=True)) * 0.88)
    for x, y, width, height in SEAS:
        canvas.draw.polygon([tuple(point) for point in canvas.to_pixels(CIRCLE * (width, height) + (x, y))],
                            fill=shadow)  # fmt: skip
    draw_hills(canvas, horizon)
    draw_ground(canvas, horizon, (92, 134, 92))
    side = 1 if random.random() < 0.5 else -1
    for x, height, lean in ((0.10, 0.46, 0.10), (0.20, 0.36, 0.12), (0.02, 0.34, 0.06), (0.30, 0.24, 0.08)):
        draw_pampas(canvas, x if side > 0 else 1 - x, height * random.uniform(0.9, 1.1), lean * side)


def draw_pampas(canvas: Canvas, x: float, height: float, lean: float) -> None:
    """One stalk with a drooping silver plume, from the lower edge of the picture."""
    canvas.place(x, 1.02, 1)
    tip = np.array((lean, -height))
    canvas.stroke([(0, 0), (lean * 0.3, -height * 0.55), tuple(tip)], (150, 138, 92), 0.016)
    side = 1 if lean > 0 else -1
    droop = ((-0.010, 0.02), (-0.016, -0.05), (0.010, -0.12), (0.055, -0.15), (0.115, -0.13),
             (0.150, -0.06), (0.095, -0.075), (0.055, -0.06),
             (0.025, 0.0))  # fmt: skip
    canvas.blob([tip + (side * x, y) for x, y in droop], (255, 246, 214), depth=0.04)


BALLOONS = ((228, 48, 54), (56, 122, 226), (250, 200, 54), (88, 180, 96), (246, 132, 176), (150, 96, 206))


def draw_balloon(canvas: Canvas, japanese: bool) -> None:
    """One big balloon on a string, or three in a bunch."""
    paint = canvas.paint(canvas.choose(*BALLOONS))
    if canvas.random.random() < 0.6:
        canvas.stroke([(0, 0.34), (0.14, 0.60), (-0.10, 0.84), (0.06, 1.12)], (120, 112, 116), 0.05)
        draw_one_balloon(canvas, 0, -0.42, 0.70, paint)
        return
    knot = (0.0, 0.78)
    bunch = ((-0.56, -0.28, 0.46), (0.56, -0.32, 0.46), (0.0, -0.62, 0.50))
    for x, y, size in bunch:
        canvas.stroke([(x, y + size * 1.1), (x * 0.35, 0.60), knot], (120, 112, 116), 0.045)
    canvas.stroke([knot, (0.06, 0.96), (-0.04, 1.14)], (120, 112, 116), 0.05)
    tones = [paint, darken(paint, 0.14), lighten(paint, 0.22)]
    if canvas.colour_name == "none":
        tones = [np.array(BALLOONS[i], float) for i in canvas.random.permutation(len(BALLOONS))[:3]]
    for (x, y, size), tone in zip(bunch, tones, strict=True):
        draw_one_balloon(canvas, x, y, size, tone)


def draw_one_balloon(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    foot = y + size * 1.10
    canvas.polygon([(x, foot - size * 0.08), (x - size * 0.16, foot + size * 0.13),
                    (x + size * 0.16, foot + size * 0.13)], colour, depth=0)  # fmt: skip
    skin = [(0, -1.04), (0.62, -0.84), (0.94, -0.26), (0.82, 0.40), (0.40, 0.92), (0, 1.10), (-0.40, 0.92),
            (-0.82, 0.40), (-0.94, -0.26),
            (-0.62, -0.84)]  # fmt: skip
    canvas.blob([(x + u * size, y + v * size) for u, v in skin], colour, depth=0.12)
    canvas.ellipse(x - size * 0.44, y - size * 0.42, size * 0.15, size * 0.26, lighten(colour, 0.60),
                   turn=0.45, depth=0, outline=False)  # fmt: skip


def draw_carp_streamers(canvas: Canvas, japanese: bool) -> None:
    """Black, red and blue carp that fly from a pole with a golden ball."""
    random = canvas.random
    canvas.box(-1.04, -1.20, -0.92, 1.06, (150, 110, 74))
    canvas.ellipse(-0.98, -1.24, 0.15, 0.14, (250, 204, 76), depth=0.05)
    wind = random.uniform(0.05, 0.13)
    phase = random.random() * 2 * math.pi
    last = canvas.choose((60, 120, 214), (84, 168, 96), (246, 150, 60))
    for y, length, colour in ((-0.76, 2.0, np.array((58, 56, 66))), (-0.10, 1.84, np.array((222, 56, 54))),
                              (0.50, 1.66, last)):
        draw_carp(canvas, y, length, colour, wind, phase)
        phase += 0.9


def draw_carp(canvas: Canvas, y: float, length: float, colour: Colour, wind: float, phase: float) -> None:
    """Mouth at the pole, tail in the wind."""
    start, half = -0.88, 0.27

    def at(along: float, across: float) -> tuple[float, float]:
        sway = wind * along * math.sin(phase + along * 4.5) + 0.10 * along
        return start + along * length, y + sway + across * half

    profile = ((0.0, 0.72), (0.14, 1.0), (0.40, 0.94), (0.66, 0.70), (0.82, 0.46))
    upper = [at(along, -width) for along, width in profile]
    lower = [at(along, width) for along, width in profile[::-1]]
    tail = [at(1.0, -1.0), at(0.93, 0), at(1.0, 1.0)]
    canvas.polygon([*upper, *tail, *lower], colour, depth=0.08)
    pale = lighten(colour, 0.48)
    for along in (0.36, 0.50, 0.64):
        width = float(np.interp(along, *np.transpose(profile)))
        canvas.stroke([at(along - 0.04, -width * 0.86), at(along + 0.05, 0),
                       at(along - 0.04, width * 0.86)], pale, 0.07)  # fmt: skip
    canvas.ellipse(*at(0.0, 0), 0.06, half * 0.70, (252, 246, 234), depth=0)
    canvas.ellipse(*at(0.19, -0.28), 0.135, 0.135, (255, 255, 252), depth=0)
    canvas.ellipse(*at(0.19, -0.28), 0.07, 0.07, (30, 28, 34), depth=0, outline=False)


SUBJECTS: dict[str, Subject] = {
    "moon": Subject(
        draw=draw_moon,
        english=("moon", "full moon"),
        japanese=("月", "満月", "お月様", "つき"),
        kind="landscape",
        backdrops=("none",),
    ),
    "balloon": Subject(
        draw=draw_balloon,
        english=("balloon",),
        japanese=("風船", "ふうせん", "バルーン"),
        kind="thing",
        backdrops=("sky", "field"),
        size=0.38,
        height=0.53,
        coloured=True,
    ),
    "carp-streamers": Subject(
        draw=draw_carp_streamers,
        english=("carp streamers", "koinobori", "carp streamer"),
        japanese=("鯉のぼり", "こいのぼり", "コイノボリ"),
        kind="thing",
        backdrops=("field",),
        size=0.38,
        height=0.56,
    ),
}
