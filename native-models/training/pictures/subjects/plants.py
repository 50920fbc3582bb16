"""Tree, flower, bamboo and maple."""

import math

import numpy as np

from ..canvas import Canvas, Colour, darken, lighten
from ..subject import Subject

LEAF_GREENS = ((86, 172, 84), (62, 150, 88), (120, 184, 74))
BARK = (124, 84, 56)


def scallop(lobes: int, bump: float, turn: float) -> np.ndarray:
    """Outline of a cloud of leaves with radius 1: round lobes that meet in notches."""
    angle = np.linspace(0, 2 * np.pi, lobes * 12, endpoint=False)
    radius = 1 - bump + bump * np.abs(np.sin((angle + turn) * lobes / 2))
    return np.stack([np.cos(angle) * radius, np.sin(angle) * radius], axis=1)


def draw_tree(canvas: Canvas, japanese: bool) -> None:
    """A round crown on a stout trunk."""
    random = canvas.random
    green = canvas.choose(*LEAF_GREENS)
    width, height = random.uniform(0.78, 0.96), random.uniform(0.74, 0.88)
    middle = 0.24 - height
    trunk = [(-0.30, 1.02), (-0.17, 0.76), (-0.20, 0.46), (-0.50, 0.10), (-0.36, 0.02), (0, 0.34), (0.36, 0.02),
             (0.50, 0.10), (0.20, 0.46), (0.17, 0.76), (0.30, 1.02), (0, 0.96)]  # fmt: skip
    canvas.polygon(trunk, BARK)
    turn = random.random() * 6
    canvas.polygon(scallop(8, 0.17, turn) * (width, height) + (0, middle), green, depth=0.14)
    for x, y, size in ((-0.34, -0.26, 0.34), (0.30, -0.42, 0.30), (0.22, 0.28, 0.32)):
        tuft = scallop(5, 0.16, turn + x) * size * (width, height) + (x * width, middle + y * height)
        canvas.polygon(tuft, lighten(green, 0.22), depth=0.04, outline=False)


FLOWER_COLOURS = ((236, 76, 92), (250, 146, 184), (250, 204, 64), (142, 102, 206), (92, 134, 226), (250, 247, 240))
GOLD = (250, 196, 52)
BROWN = (140, 84, 48)


def draw_flower(canvas: Canvas, japanese: bool) -> None:
    """One big open flower with five, six or eight petals and two leaves."""
    random = canvas.random
    petal = canvas.paint(canvas.choose(*FLOWER_COLOURS))
    yellowish = petal[0] > 200 and petal[1] > 180 and petal[2] < 120
    count = (5, 6, 8)[random.integers(3)]
    lean = random.uniform(-0.12, 0.12)
    green = (72, 156, 78)
    x, y, reach = lean, -0.36, 0.47
    stem = [(0.0, 1.0), (-lean * 0.8, 0.6), (x, y)]
    canvas.stroke(stem, green, 0.13)
    for side in (-1, 1):
        low = 0.92 - 0.08 * side
        leaf = [(-0.02 * side, low), (side * 0.24, low - 0.36), (side * 0.78, low - 0.56), (side * 0.62, low - 0.16),
                (side * 0.30, low)]  # fmt: skip
        canvas.blob(leaf, green)
    turn = random.random() * 2 * math.pi
    breadth = {5: 0.35, 6: 0.30, 8: 0.225}[count]
    for i in range(count):
        angle = turn + i * 2 * math.pi / count
        tone = petal if i % 2 == 0 or count == 5 else darken(petal, 0.07)
        canvas.ellipse(x + math.cos(angle) * reach, y + math.sin(angle) * reach, 0.40, breadth, tone,
                       turn=angle, depth=0.06)  # fmt: skip
    canvas.ellipse(x, y, 0.29, 0.29, BROWN if yellowish else GOLD, depth=0.10)
    canvas.ellipse(x, y, 0.14, 0.14, lighten(BROWN, 0.25) if yellowish else (236, 150, 44), depth=0, outline=False)


def draw_leaf_spray(canvas: Canvas, x: float, y: float, side: int, colour: Colour) -> None:
    """Three long pointed leaves that hang from a node."""
    for angle, length in ((-0.45, 0.50), (0.25, 0.58), (0.95, 0.50)):
        along = np.array((side * math.cos(angle), math.sin(angle)))
        across = np.array((-along[1], along[0])) * 0.095
        root = np.array((x, y))
        canvas.polygon([root, root + along * length * 0.42 + across, root + along * length,
                        root + along * length * 0.42 - across], colour, depth=0.06)  # fmt: skip


def draw_bamboo(canvas: Canvas, japanese: bool) -> None:
    """Four thick stems with pale nodes, rising out of the picture's height, and sprays of leaves."""
    random = canvas.random
    green = canvas.choose((98, 172, 84), (84, 160, 92), (124, 180, 78))
    feet = np.array((-0.84, -0.28, 0.30, 0.86)) + random.uniform(-0.06, 0.06, 4)
    stems = list(zip(feet, random.uniform(0.11, 0.145, 4), strict=True))
    for i, (foot, half) in enumerate(stems):
        lean = random.uniform(-0.10, 0.10)
        tone = darken(green, 0.10) if i % 2 else green
        top, bottom = -1.36, 1.02
        joints = np.linspace(top, bottom, 6) + random.uniform(-0.12, 0.12)
        joints[0], joints[-1] = top, bottom
        for upper, lower in zip(joints[:-1], joints[1:], strict=True):
            left, right = foot + lean * (1 - upper) / 2, foot + lean * (1 - lower) / 2
            waist = half * 0.84
            segment = [(left - half, upper), (left - waist, upper + 0.08), (right - waist, lower - 0.08),
                       (right - half, lower), (right + half, lower), (right + waist, lower - 0.08),
                       (left + waist, upper + 0.08), (left + half, upper)]  # fmt: skip
            canvas.polygon(segment, tone, depth=0.05)
        for y in joints[1:-1]:
            x = foot + lean * (1 - y) / 2
            canvas.box(x - half * 1.14, y - 0.032, x + half * 1.14, y + 0.032, lighten(tone, 0.45), depth=0)
    dark = darken(green, 0.26)
    for (foot, half), y, side in zip(stems, random.permutation((-0.92, -0.62, -0.26, 0.12)), (1, -1, 1, -1),
                                     strict=True):
        draw_leaf_spray(canvas, foot + side * half, y, side, dark)


MAPLE_REDS = ((222, 48, 38), (240, 96, 36), (198, 36, 46), (248, 164, 44))
MAPLE_LOBES = ((0, 1.0), (50, 0.98), (100, 0.86), (148, 0.60))
"""Degrees from the tip, either way, and length of the lobes of a leaf."""


def maple_leaf(turn: float) -> np.ndarray:
    """Outline of radius 1: seven pointed lobes, the tip up before turning."""
    right = []
    for i, (degrees, length) in enumerate(MAPLE_LOBES):
        angle = math.radians(degrees)
        right.append((angle, length))
        if i < len(MAPLE_LOBES) - 1:
            right.append(((angle + math.radians(MAPLE_LOBES[i + 1][0])) / 2, 0.42))
    right.append((math.pi, 0.26))
    whole = right + [(-angle, length) for angle, length in right[-2:0:-1]]
    return np.array([(math.sin(angle + turn) * length, -math.cos(angle + turn) * length) for angle, length in whole])


def draw_maple(canvas: Canvas, japanese: bool) -> None:
    """A slender forked tree that bears a few huge red leaves, two of them fallen."""
    random = canvas.random
    bark = (96, 62, 52)
    canvas.polygon([(-0.20, 1.02), (-0.07, 0.5), (-0.06, -0.1), (0.09, -0.1), (0.10, 0.5), (0.24, 1.02)], bark)
    for tip in ((-0.72, -0.16), (0.74, -0.24), (-0.34, -0.74), (0.36, -0.82)):
        canvas.stroke([(0.01, 0.46), (tip[0] * 0.5, (tip[1] + 0.40) / 2), tip], bark, 0.10)
    around = [(-0.74, -0.10), (0.76, -0.14), (0.04, -0.14), (-0.50, -0.74), (0.52, -0.80), (0.0, -1.00),
              (-0.40, 0.28), (0.46, 0.26)]  # fmt: skip
    leaves = [*around, (-0.68, 0.90), (0.70, 0.92)]
    first = random.integers(4)
    for i, (x, y) in enumerate(leaves):
        fallen = i >= len(around)
        colour = MAPLE_REDS[(first + i) % 4] if i % 3 else MAPLE_REDS[0]
        size = 0.27 if fallen else random.uniform(0.43, 0.49)
        turn = random.uniform(-0.6, 0.6) + (2.0 if fallen else -x * 0.5)
        spot = np.array((x, y)) + random.uniform(-0.05, 0.05, 2)
        canvas.polygon(maple_leaf(turn) * size + spot, colour, depth=0.08)


SUBJECTS: dict[str, Subject] = {
    "tree": Subject(
        draw=draw_tree,
        english=("tree", "green tree"),
        japanese=("木", "樹", "樹木"),
        kind="plant",
        size=0.39,
        height=0.56,
    ),
    "flower": Subject(
        draw=draw_flower,
        english=("flower", "blossom"),
        japanese=("花", "お花", "はな"),
        kind="plant",
        size=0.41,
        height=0.55,
        coloured=True,
    ),
    "bamboo": Subject(
        draw=draw_bamboo,
        english=("bamboo", "bamboo grove", "bamboo forest"),
        japanese=("竹", "竹林", "竹やぶ"),
        kind="plant",
        size=0.40,
        height=0.56,
    ),
    "maple": Subject(
        draw=draw_maple,
        english=("maple", "autumn leaves", "maple tree"),
        japanese=("紅葉", "もみじ", "モミジ"),
        kind="plant",
        size=0.40,
        height=0.55,
    ),
}
