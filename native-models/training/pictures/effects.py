"""The eight qualities that Japanese onomatopoeia name.

Each is drawn behind and in front of a subject so that it shows at a glance, whatever the subject and the medium.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from .backgrounds import draw_cloud, draw_ripples
from .canvas import CIRCLE, OVERSAMPLING, SIZE, Canvas
from .fur import draw_fur
from .shades import bright
from .shapes import heart, ribbon, star


@dataclass(frozen=True)
class Spot:
    """Where the subject is: its origin and unit as parts of the picture."""

    x: float
    y: float
    unit: float


def draw_nothing(canvas: Canvas, spot: Spot) -> None:
    pass


@dataclass(frozen=True)
class QualityEffect:
    """``before`` are the forms that go right before a noun, ``alone`` those that stand as a word of their own."""

    before: tuple[str, ...]
    alone: tuple[str, ...]
    draw_behind: Callable[[Canvas, Spot], None] = draw_nothing
    draw_in_front: Callable[[Canvas, Spot], None] = draw_nothing


# もふもふ


def draw_wool(canvas: Canvas, spot: Spot) -> None:
    draw_fur(canvas)


# ぴかぴか


def draw_glow(canvas: Canvas, spot: Spot) -> None:
    if canvas.medium in ("line", "ink-wash"):
        return
    y, x = np.mgrid[0:SIZE:4, 0:SIZE:4] / SIZE
    distance = np.hypot(x - spot.x, y - spot.y) / 0.56
    strength = (np.clip(1.25 - distance, 0, 1) * 210).astype(np.uint8)
    mask = Image.fromarray(strength).resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    canvas.image.paste((255, 244, 176), (0, 0), mask)


def draw_sparkles(canvas: Canvas, spot: Spot) -> None:
    """Two bands of light across the subject and big four-pointed stars on and around it."""
    if canvas.medium != "line":
        shine = Image.new("L", (SIZE, SIZE), 0)
        draw = ImageDraw.Draw(shine)
        middle = spot.x * SIZE
        for offset, width in ((-0.18, 0.085), (-0.04, 0.035)):
            left = middle + offset * SIZE
            right = left + width * SIZE
            draw.polygon([(left + 180, 0), (right + 180, 0), (right - 180, SIZE), (left - 180, SIZE)], fill=120)
        mask = Image.fromarray(np.minimum(np.asarray(shine), np.asarray(canvas.silhouette)))
        canvas.image.paste((255, 255, 250), (0, 0), mask)
    places = ((-0.36, -0.33, 0.125), (0.35, -0.36, 0.10), (0.38, 0.16, 0.125), (-0.38, 0.22, 0.09), (0.08, -0.10, 0.10))
    for x, y, size in places:
        jitter = canvas.random.uniform(-0.035, 0.035, 2)
        canvas.place(float(np.clip(spot.x + x + jitter[0], 0.1, 0.9)), float(np.clip(0.5 + y + jitter[1], 0.1, 0.9)),
                     size * canvas.random.uniform(0.9, 1.15))  # fmt: skip
        rays = star(4, 0.24)
        canvas.polygon(
            rays * 1.12, bright((236, 164, 30), canvas.light), depth=0, outline=canvas.medium in ("line", "ink-wash")
        )
        canvas.polygon(rays * (0.86, 0.86), bright((255, 238, 96), canvas.light), depth=0, outline=False)
        canvas.polygon(star(4, 0.3) * 0.42, bright((255, 255, 255), canvas.light), depth=0, outline=False)


# しとしと

HYDRANGEA = ((112, 138, 222), (150, 128, 214), (120, 168, 230))


def draw_quiet_rain(canvas: Canvas, spot: Spot) -> None:
    """Fine upright threads of rain, rings on the ground, and hydrangeas in the corners."""
    draw_ripples(canvas, 0.84, (236, 244, 252), 3)
    colours = {"line": (122, 142, 184), "ink-wash": (120, 120, 126), "ukiyo-e": (70, 88, 128)}
    threads = Image.new("L", (SIZE, SIZE), 0)
    draw = ImageDraw.Draw(threads)
    count = 15
    for i in range(count):
        x = (i + canvas.random.uniform(0.3, 0.7)) / count * SIZE
        y = canvas.random.uniform(-0.2, 0.1) * SIZE
        while y < SIZE:
            length = canvas.random.uniform(0.16, 0.30) * SIZE
            draw.line((x, y, x, y + length), fill=170, width=round(2.2 * OVERSAMPLING))
            y += length + canvas.random.uniform(0.07, 0.16) * SIZE
    canvas.image.paste(colours.get(canvas.medium, (240, 246, 255)), (0, 0), threads)
    for x, y, size in ((0.07, 0.90, 0.125), (0.22, 0.985, 0.10), (0.94, 0.91, 0.125), (0.80, 0.99, 0.09)):
        draw_hydrangea(canvas, x, y, size)


def draw_hydrangea(canvas: Canvas, x: float, y: float, size: float) -> None:
    canvas.place(x, y, size)
    for side in (-1, 1):
        canvas.blob([(0, 0.5), (side * 0.8, 0.2), (side * 1.35, 0.62), (side * 0.8, 1.0)], (64, 140, 92), depth=0.05)
    tone = canvas.choose(*HYDRANGEA)
    canvas.ellipse(0, 0, 1, 0.9, tone * 0.9, depth=0.08)
    for u, v in ((-0.45, -0.32), (0.28, -0.46), (0.52, 0.18), (-0.10, 0.10), (-0.55, 0.34), (0.12, 0.55)):
        petals = np.concatenate([CIRCLE[::10] * 0.30, CIRCLE[5::10] * 0.17])
        order = np.argsort(np.arctan2(petals[:, 1], petals[:, 0]))
        canvas.blob(petals[order] + (u, v), tone * 0.45 + 140, depth=0, outline=False)


# ゴロゴロ


def draw_thunder(canvas: Canvas, spot: Spot) -> None:
    """A dark cloud across the top and a bolt out of it."""
    side = -1 if canvas.light_on_left else 1
    bolt = [(-0.10, -1.1), (0.42, -1.1), (0.16, -0.38), (0.50, -0.38), (-0.30, 1.05), (-0.04, 0.02), (-0.42, 0.02)]
    canvas.place(0.5 + side * canvas.random.uniform(0.30, 0.34), 0.42, 0.30, -side)
    canvas.polygon(bolt, bright((255, 226, 48), canvas.light), depth=0)
    for x, y, size in (
        (0.02, 0.04, 0.17),
        (0.98, 0.04, 0.17),
        (0.26, 0.02, 0.17),
        (0.74, 0.02, 0.17),
        (0.5, 0.03, 0.17),
    ):
        canvas.place(x, y, size)
        puff = [(-1.1, 0.2), (-0.8, -0.8), (0.8, -0.8), (1.1, 0.2), (0.55, 0.62), (0, 0.52), (-0.55, 0.62)]
        canvas.blob(puff, (74, 66, 96), depth=0.10)


# わくわく


def draw_rays(canvas: Canvas, spot: Spot) -> None:
    canvas.place(spot.x, spot.y, 1)
    count = 14
    turn = canvas.random.random()
    for i in range(count):
        angle = (i + turn) / count * 2 * np.pi
        edges = [(0.20, angle), (0.95, angle - 0.10), (0.95, angle + 0.10)]
        corners = [(radius * math.cos(turned), radius * math.sin(turned)) for radius, turned in edges]
        edged = canvas.medium in ("line", "ink-wash", "ukiyo-e")
        canvas.polygon(
            corners, bright((255, 206, 60) if i % 2 else (255, 138, 112), canvas.light), depth=0, outline=edged
        )


def draw_joy(canvas: Canvas, spot: Spot) -> None:
    """Hearts, notes and stars that bounce about the subject."""
    places = [(0.13, 0.15), (0.86, 0.13), (0.11, 0.50), (0.89, 0.52), (0.30, 0.07), (0.70, 0.07)]
    kinds = canvas.random.permutation(3)
    for i, (x, y) in enumerate(places):
        jitter = canvas.random.uniform(-0.025, 0.025, 2)
        canvas.place(x + jitter[0], y + jitter[1], 0.080 if i < 4 else 0.06, 1)
        (draw_heart, draw_note, draw_star)[kinds[i % 3]](canvas)


def draw_heart(canvas: Canvas) -> None:
    canvas.polygon(heart(), bright((242, 74, 116), canvas.light), depth=0)


def draw_star(canvas: Canvas) -> None:
    canvas.polygon(star(5, 0.48) * 1.1, bright((255, 226, 70), canvas.light), depth=0)


def draw_note(canvas: Canvas) -> None:
    colour = bright((70, 96, 214), canvas.light)
    canvas.polygon(
        [(0.22, 0.62), (0.22, -1.0), (0.95, -0.72), (0.95, -0.30), (0.48, -0.52), (0.48, 0.62)], colour, depth=0
    )
    canvas.ellipse(-0.02, 0.62, 0.52, 0.40, colour, turn=-0.3, depth=0)


# ふわふわ


def draw_shadow_below(canvas: Canvas, spot: Spot) -> None:
    shadow = Image.new("L", (SIZE // 4, SIZE // 4), 0)
    wide, x, y = spot.unit * 0.85, spot.x, 0.945
    box = [value * SIZE / 4 for value in (x - wide, y - 0.035, x + wide, y + 0.035)]
    ImageDraw.Draw(shadow).ellipse(box, fill=110)
    canvas.image.paste((30, 34, 60), (0, 0), shadow.resize((SIZE, SIZE), Image.Resampling.BILINEAR))


def draw_clouds_below(canvas: Canvas, spot: Spot) -> None:
    y = min(0.88, spot.y + spot.unit * 1.02)
    for x, size, drop in ((-0.82, 0.105, 0.0), (0.86, 0.105, -0.02), (0.0, 0.125, 0.035)):
        canvas.place(spot.x + x * spot.unit, y + drop, size)
        cloud = [(-1.35, 0.35), (-1.45, -0.1), (-0.95, -0.42), (-0.55, -0.85), (0.1, -0.85), (0.5, -0.5), (1.0, -0.55),
                 (1.5, -0.05), (1.35, 0.35), (0, 0.42)]  # fmt: skip
        canvas.blob(cloud, (255, 255, 255), depth=0.05)
    for x, y in ((0.12, 0.2), (0.9, 0.28)):
        canvas.place(x, y + canvas.random.uniform(-0.04, 0.04), 0.07)
        draw_cloud(canvas)


# ほかほか


def draw_steam(canvas: Canvas, spot: Spot) -> None:
    """Three curly wisps that rise from the top of the subject."""
    base = max(0.20, spot.y - spot.unit * 0.85)
    for i, x in enumerate((-0.22, 0.0, 0.22)):
        canvas.place(spot.x + x, base - (0.03 if i == 1 else 0), 0.155, -1 if i % 2 else 1)
        path = [
            (0.10, 1.10),
            (-0.30, 0.62),
            (0.02, 0.14),
            (0.32, -0.34),
            (-0.02, -0.84),
            (-0.40, -0.78),
            (-0.34, -0.44),
        ]
        canvas.polygon(ribbon(path, 0.50, taper=0.22), bright((132, 150, 186), canvas.light), depth=0,
                       outline=canvas.medium in ("line", "ink-wash"))  # fmt: skip
        canvas.polygon(ribbon(path, 0.29, taper=0.22), bright((255, 255, 255), canvas.light), depth=0, outline=False)


# ぐるぐる


def draw_spiral(canvas: Canvas, spot: Spot) -> None:
    canvas.place(spot.x, spot.y - 0.02, 1, canvas.facing)
    turn = canvas.random.random() * 2 * np.pi
    for arm in (0, np.pi):
        t = np.linspace(0.05, 1, 26)
        angle = turn + arm + t * 2 * np.pi * 1.15
        radius = 0.10 + 0.58 * t
        path = np.stack([np.cos(angle) * radius, np.sin(angle) * radius], axis=1)
        canvas.polygon(ribbon(path, 0.085, taper=0.5), bright((226, 76, 148), canvas.light), depth=0)


def draw_whirl(canvas: Canvas, spot: Spot) -> None:
    """Sweeps of the whirl that pass before the subject."""
    canvas.place(spot.x, spot.y, spot.unit, canvas.facing)
    for y, width, tilt in ((0.60, 1.12, 0.16), (-0.98, 0.92, 0.14)):
        angle = np.linspace(np.pi * 1.06, np.pi * 0.02, 9)
        path = np.stack([np.cos(angle) * width, y + np.sin(angle) * 0.26 - np.cos(angle) * tilt], axis=1)
        canvas.polygon(ribbon(path, 0.15, taper=0.5), bright((246, 120, 176), canvas.light), depth=0)


QUALITIES: dict[str, QualityEffect] = {
    "fluffy": QualityEffect(
        ("もふもふの", "もふもふの", "もふもふした", "モフモフの", "モフモフした", "モフモフ"),
        ("もふもふ", "モフモフ"),
        draw_in_front=draw_wool,
    ),
    "shining": QualityEffect(
        ("ぴかぴかの", "ぴかぴか光る", "ピカピカの", "ピカピカ光る", "きらきらの", "キラキラ光る"),
        ("ぴかぴか", "ピカピカ", "キラキラ"),
        draw_behind=draw_glow,
        draw_in_front=draw_sparkles,
    ),
    "drizzle": QualityEffect(
        ("しとしと雨の", "しとしと雨の", "しとしと降る雨の", "シトシト雨の", "しとしとの"),
        ("しとしと", "しとしと雨", "シトシト"),
        draw_in_front=draw_quiet_rain,
    ),
    "thunder": QualityEffect(
        ("ゴロゴロ雷の", "ゴロゴロの", "ごろごろ雷の", "ゴロゴロ鳴る雷の", "雷ゴロゴロの"),
        ("ゴロゴロ", "ごろごろ", "ゴロゴロ雷"),
        draw_in_front=draw_thunder,
    ),
    "excited": QualityEffect(
        ("わくわくする", "わくわくの", "わくわくした", "ワクワクする", "ワクワクの"),
        ("わくわく", "ワクワク"),
        draw_behind=draw_rays,
        draw_in_front=draw_joy,
    ),
    "floating": QualityEffect(
        ("ふわふわ浮かぶ", "ふわふわの", "ふわふわ飛ぶ", "フワフワ浮かぶ", "フワフワの"),
        ("ふわふわ", "フワフワ"),
        draw_behind=draw_shadow_below,
        draw_in_front=draw_clouds_below,
    ),
    "steaming": QualityEffect(
        ("ほかほかの", "ほかほかの", "ほかほかした", "ホカホカの", "湯気ほかほかの"),
        ("ほかほか", "ホカホカ"),
        draw_in_front=draw_steam,
    ),
    "spinning": QualityEffect(
        ("ぐるぐる回る", "ぐるぐるの", "グルグル回る", "グルグルの", "ぐるぐるまわる"),
        ("ぐるぐる", "グルグル"),
        draw_behind=draw_spiral,
        draw_in_front=draw_whirl,
    ),
}
