"""Bicycle, fan, drum and doll."""

import math

import numpy as np

from ..canvas import CIRCLE, Canvas, Colour, darken, lighten
from ..subject import Subject

DARK = (42, 40, 46)
SKIN = (250, 220, 192)
WHITE = (252, 250, 244)


def bar(start: tuple[float, float], end: tuple[float, float], width: float) -> list[np.ndarray]:
    """A straight tube as a polygon, which line drawings can fill with a colour, unlike a stroke."""
    first, last = np.array(start), np.array(end)
    along = (last - first) / np.hypot(*(last - first))
    across = np.array((-along[1], along[0])) * width / 2
    return [first + across, last + across, last - across, first - across]


def draw_wheel(canvas: Canvas, x: float, y: float, radius: float, turn: float) -> None:
    inner = CIRCLE * (radius - 0.15) + (x, y)
    outer = CIRCLE * radius + (x, y)
    for angle in turn + np.arange(3) * math.pi / 3:
        spoke = np.array((math.cos(angle), math.sin(angle))) * (radius - 0.10)
        canvas.stroke([(x - spoke[0], y - spoke[1]), (x + spoke[0], y + spoke[1])], (168, 172, 180), 0.035)
    canvas.polygon(np.concatenate([outer, outer[:1], inner[::-1], inner[-1:]]), DARK, depth=0, outline=False)
    if canvas.medium in ("line", "ink-wash", "ukiyo-e"):
        for ring in (outer, inner):
            canvas.stroke(np.concatenate([ring, ring[:1]]), DARK, 0.03, curved=False)
    canvas.ellipse(x, y, 0.11, 0.11, (190, 194, 202), depth=0)


def draw_bicycle(canvas: Canvas, japanese: bool) -> None:
    """A town bicycle from the side, its frame in the main colour, at times with a basket."""
    random = canvas.random
    paint = canvas.paint(canvas.choose((222, 48, 48), (52, 118, 214), (84, 176, 96), (250, 200, 56)))
    radius = 0.50
    rear, front, crank = (-0.72, 0.50), (0.72, 0.50), (-0.08, 0.52)
    seat, head = (-0.34, -0.30), (0.46, -0.42)
    turn = random.random() * math.pi
    draw_wheel(canvas, *rear, radius, turn)
    draw_wheel(canvas, *front, radius, turn + 0.3)
    width = 0.13
    for start, end in ((crank, rear), (seat, rear), (head, front), (crank, head), (seat, crank),
                       ((-0.28, -0.12), (0.50, -0.26))):
        canvas.polygon(bar(start, end, width), paint, depth=0)
    canvas.polygon(bar((-0.32, -0.24), (-0.40, -0.58), 0.09), (170, 174, 182), depth=0)
    canvas.blob([(-0.70, -0.66), (-0.36, -0.74), (-0.12, -0.62), (-0.34, -0.52), (-0.66, -0.52)],
                (112, 76, 54), depth=0.05)  # fmt: skip
    canvas.polygon(bar(head, (0.38, -0.74), 0.10), (170, 174, 182), depth=0)
    canvas.stroke([(0.40, -0.72), (0.26, -0.84), (0.10, -0.82)], DARK, 0.11)
    if random.random() < 0.6:
        basket = [(0.54, -0.66), (1.12, -0.66), (1.02, -0.22), (0.62, -0.22)]
        canvas.polygon(basket, (214, 172, 112), depth=0.05)
        canvas.stroke([(0.60, -0.44), (1.06, -0.44)], (150, 108, 64), 0.05)
    canvas.ellipse(*crank, 0.16, 0.16, (190, 194, 202), depth=0)
    canvas.polygon(bar(crank, (0.06, 0.80), 0.08), DARK, depth=0)
    canvas.box(-0.08, 0.77, 0.22, 0.87, DARK, depth=0)


def draw_fan(canvas: Canvas, japanese: bool) -> None:
    (draw_folding_fan if japanese else draw_electric_fan)(canvas)


def draw_electric_fan(canvas: Canvas) -> None:
    """Three broad blades in a round cage on a stand."""
    paint = canvas.paint(canvas.choose((92, 172, 228), (120, 204, 176), (246, 130, 120)))
    body = (238, 238, 234)
    y, radius = -0.30, 0.80
    canvas.box(-0.10, 0.36, 0.10, 0.90, body)
    canvas.blob([(-0.62, 1.0), (-0.56, 0.84), (-0.2, 0.76), (0.2, 0.76), (0.56, 0.84), (0.62, 1.0)],
                darken(body, 0.08))  # fmt: skip
    canvas.ellipse(0.0, 0.90, 0.09, 0.06, (230, 70, 66), depth=0)
    canvas.ellipse(0, y, radius, radius, (146, 158, 172), depth=0)
    canvas.ellipse(0, y, radius - 0.09, radius - 0.09, (246, 250, 252), depth=0)
    turn = canvas.random.random() * 2 * math.pi
    for angle in turn + np.arange(3) * 2 * math.pi / 3:
        along = np.array((math.cos(angle), math.sin(angle)))
        across = np.array((-along[1], along[0]))
        shape = ((0.06, -0.06), (0.36, -0.26), (0.62, -0.20), (0.66, 0.12), (0.44, 0.24), (0.10, 0.10))
        canvas.blob([along * u + across * v + (0, y) for u, v in shape], paint, depth=0.05)
    for angle in turn + 0.5 + np.arange(3) * math.pi / 3:
        spoke = np.array((math.cos(angle), math.sin(angle))) * (radius - 0.06)
        canvas.stroke([spoke + (0, y), -spoke + (0, y)], (176, 186, 198), 0.035, curved=False)
    canvas.ellipse(0, y, 0.17, 0.17, darken(paint, 0.18), depth=0)


def draw_folding_fan(canvas: Canvas) -> None:
    """Spread wide: paper in the main colour with a golden edge and a round ornament, on dark ribs."""
    random = canvas.random
    paint = canvas.paint(canvas.choose((222, 52, 56), (66, 88, 172), (142, 84, 174), (52, 138, 122)))
    spread, tilt = random.uniform(1.0, 1.12), random.uniform(-0.10, 0.10)
    pivot = np.array((0, 0.84))
    reach = 1.32

    def at(angle: float, part: float) -> np.ndarray:
        return pivot + np.array((math.sin(angle + tilt), -math.cos(angle + tilt) * 1.18)) * reach * part

    folds = np.linspace(-spread, spread, 10)
    for angle in folds[::3]:
        canvas.polygon([at(angle - 0.04, 0.50), at(angle + 0.04, 0.50), pivot + (0.04, 0),
                        pivot - (0.04, 0)], (132, 84, 52), depth=0)  # fmt: skip
    for i, (left, right) in enumerate(zip(folds[:-1], folds[1:], strict=True)):
        tone = paint if i % 2 else darken(paint, 0.09)
        canvas.polygon([at(left, 0.42), at(left, 1), at(right, 1), at(right, 0.42)], tone, depth=0)
    golden = np.array((250, 208, 92))
    canvas.polygon([*(at(angle, 0.90) for angle in folds), *(at(angle, 1.02) for angle in folds[::-1])],
                   golden, depth=0)  # fmt: skip
    light = paint.sum() > 560
    if random.random() < 0.5:
        canvas.ellipse(*at(0, 0.67), 0.22, 0.22, (226, 60, 56) if light else (252, 244, 226), depth=0)
    else:
        for angle in (-spread * 0.58, 0, spread * 0.58):
            draw_plum_blossom(canvas, at(angle, 0.66), (236, 96, 128) if light else (255, 236, 240))
    canvas.ellipse(*pivot, 0.11, 0.11, golden, depth=0)


def draw_plum_blossom(canvas: Canvas, middle: np.ndarray, colour: Colour) -> None:
    for turn in np.arange(5) * 2 * math.pi / 5:
        canvas.ellipse(middle[0] + math.sin(turn) * 0.12, middle[1] - math.cos(turn) * 0.12, 0.105, 0.105,
                       colour, depth=0, outline=False)  # fmt: skip
    canvas.ellipse(*middle, 0.06, 0.06, (250, 200, 70), depth=0, outline=False)


def draw_drum(canvas: Canvas, japanese: bool) -> None:
    (draw_taiko if japanese else draw_snare_drum)(canvas)


def draw_snare_drum(canvas: Canvas) -> None:
    """A marching drum with zigzag cords and two sticks on it."""
    shell = canvas.choose((222, 52, 50), (52, 104, 206), (58, 150, 92))
    rim, gold = (250, 244, 226), (246, 200, 84)
    low = [(math.cos(a) * 0.94, 0.72 + math.sin(a) * 0.24) for a in np.linspace(0, np.pi, 16)]
    canvas.polygon([(0.94, -0.30), *low, (-0.94, -0.30)], shell, depth=0.06)
    x = np.linspace(-0.90, 0.90, 7)
    bow = 0.23 * np.sqrt(1 - np.minimum(1, np.abs(x) / 0.94) ** 2)
    canvas.stroke(np.stack([x, np.where(np.arange(7) % 2, 0.64, 0.02) + bow], axis=1), gold, 0.07, curved=False)
    for y in (-0.30, 0.68):
        upper = [(math.cos(a) * 0.97, y + math.sin(a) * 0.24) for a in np.linspace(0, np.pi, 16)]
        lower = [(math.cos(a) * 0.97, y + 0.17 + math.sin(a) * 0.24) for a in np.linspace(np.pi, 0, 16)]
        canvas.polygon([*upper, *lower], gold, depth=0)
    canvas.ellipse(0, -0.30, 0.97, 0.26, gold, depth=0)
    canvas.ellipse(0, -0.31, 0.85, 0.20, rim, depth=0)
    lean = canvas.random.uniform(-0.08, 0.08)
    for side in (-1, 1):
        tip, grip = (-side * (0.16 + lean), -0.34), (side * (0.78 + lean), -1.12)
        canvas.polygon(bar(tip, grip, 0.12), (214, 160, 96), depth=0)
        canvas.ellipse(*tip, 0.11, 0.10, (236, 192, 128), depth=0)


def draw_taiko(canvas: Canvas) -> None:
    """A great barrel that shows its skin with three commas, on a wooden stand."""
    body = canvas.choose((160, 62, 44), (140, 82, 50), (188, 60, 48))
    wood, skin = (112, 70, 46), (250, 238, 212)
    for side in (-1, 1):
        canvas.polygon([(side * 0.36, 0.48), (side * 0.60, 0.40), (side * 0.94, 1.0), (side * 0.66, 1.0)], wood)
    canvas.box(-0.80, 0.76, 0.80, 0.90, wood)
    canvas.ellipse(0, -0.18, 0.94, 0.92, body, depth=0.14)
    canvas.ellipse(0, -0.18, 0.76, 0.75, skin, depth=0.04)
    for angle in np.arange(12) * math.pi / 6:
        canvas.ellipse(math.cos(angle) * 0.85, -0.18 + math.sin(angle) * 0.835, 0.055, 0.055, (58, 46, 42),
                       depth=0, outline=False)  # fmt: skip
    start = canvas.random.random() * 2 * math.pi
    for turn in start + np.arange(3) * 2 * math.pi / 3:
        outer = [(math.cos(turn + a) * 0.46, math.sin(turn + a) * 0.46) for a in np.linspace(0, 1.75, 8)]
        bend = ((1.2, 0.37), (0.85, 0.28), (0.6, 0.12), (0.1, 0.09), (-0.25, 0.22))
        inner = [(math.cos(turn + a) * radius, math.sin(turn + a) * radius) for a, radius in bend]
        canvas.blob([(x, y - 0.18) for x, y in (*outer, *inner)], DARK, depth=0, outline=False)


def draw_doll(canvas: Canvas, japanese: bool) -> None:
    (draw_kokeshi if japanese else draw_dress_doll)(canvas)


DRESSES = ((238, 94, 134), (92, 150, 226), (160, 110, 206), (246, 184, 72))


def draw_dress_doll(canvas: Canvas) -> None:
    """Fair curls with bows, large blue eyes, a wide dress."""
    dress, hair = canvas.choose(*DRESSES), canvas.choose((250, 214, 110), (244, 190, 84))
    ribbon = canvas.choose((226, 56, 80), (74, 124, 214))
    for side in (-1, 1):
        canvas.ellipse(side * 0.54, -0.20, 0.26, 0.42, hair)
        canvas.box(side * 0.20 - 0.10, 0.76, side * 0.20 + 0.10, 0.96, SKIN, depth=0)
        canvas.ellipse(side * 0.22, 0.96, 0.17, 0.08, DARK, depth=0)
        canvas.polygon(bar((side * 0.26, 0.20), (side * 0.66, 0.52), 0.18), SKIN, depth=0)
        canvas.ellipse(side * 0.34, 0.22, 0.20, 0.17, lighten(dress, 0.28), depth=0)
    canvas.blob([(-0.22, 0.08), (0.22, 0.08), (0.30, 0.36), (0.74, 0.82), (0.36, 0.90), (0, 0.84),
                 (-0.36, 0.90), (-0.74, 0.82), (-0.30, 0.36)],
                dress)  # fmt: skip
    canvas.polygon([(-0.24, 0.40), (0.24, 0.40), (0.42, 0.80), (-0.42, 0.80)], WHITE, depth=0)
    canvas.ellipse(0, -0.46, 0.60, 0.56, hair)
    canvas.ellipse(0, -0.36, 0.49, 0.46, SKIN, depth=0.03)
    fringe = [(-0.54, -0.36), (-0.50, -0.78), (0, -1.02), (0.50, -0.78), (0.54, -0.36), (0.36, -0.60),
              (0.12, -0.70), (-0.12, -0.62), (-0.36, -0.60)]  # fmt: skip
    canvas.blob(fringe, hair, depth=0.05)
    for side in (-1, 1):
        canvas.ellipse(side * 0.20, -0.32, 0.095, 0.115, (32, 58, 124), depth=0, outline=False)
        canvas.ellipse(side * 0.32, -0.14, 0.085, 0.06, (250, 164, 160), depth=0, outline=False)
        canvas.blob([(0, -0.98), (side * 0.20, -1.16), (side * 0.44, -1.18), (side * 0.46, -0.82),
                     (side * 0.20, -0.84)], ribbon, depth=0)  # fmt: skip
    canvas.ellipse(0, -0.99, 0.12, 0.12, darken(ribbon, 0.15), depth=0)
    canvas.stroke([(-0.11, -0.09), (0, -0.04), (0.11, -0.09)], (206, 62, 70), 0.06)


KIMONOS = ((214, 52, 56), (74, 110, 172), (86, 148, 104), (240, 176, 72))


def draw_kokeshi(canvas: Canvas) -> None:
    """A turned wooden doll: a round head on a body without limbs, with a painted flower."""
    random = canvas.random
    wood, robe = (248, 218, 170), canvas.choose(*KIMONOS)
    half = random.uniform(0.44, 0.52)
    body = [(-half * 0.72, 0.0), (-half, 0.30), (-half * 0.94, 0.80), (-half * 0.84, 1.0),
            (half * 0.84, 1.0), (half * 0.94, 0.80), (half, 0.30),
            (half * 0.72, 0.0)]  # fmt: skip
    canvas.polygon(body, robe, depth=0.10)
    canvas.polygon([(-half * 0.70, 0.02), (-half * 0.25, 0.02), (0, 0.30), (half * 0.25, 0.02),
                    (half * 0.70, 0.02), (0, 0.50)], WHITE, depth=0)  # fmt: skip
    canvas.box(-half * 0.95, 0.82, half * 0.95, 0.92, (250, 210, 96), depth=0)
    for turn in np.arange(5) * 2 * math.pi / 5:
        canvas.ellipse(math.sin(turn) * 0.13, 0.66 - math.cos(turn) * 0.11, 0.10, 0.09, (255, 238, 236),
                       depth=0, outline=False)  # fmt: skip
    canvas.ellipse(0, 0.66, 0.07, 0.06, (250, 196, 60), depth=0, outline=False)
    canvas.ellipse(0, -0.46, 0.68, 0.60, DARK, depth=0.05)
    canvas.ellipse(0, -0.34, 0.55, 0.45, wood, depth=0.03)
    fringe = [(-0.56, -0.40), (-0.46, -0.80), (0, -0.98), (0.46, -0.80), (0.56, -0.40), (0.34, -0.52),
              (0, -0.54), (-0.34, -0.52)]  # fmt: skip
    canvas.blob(fringe, DARK, depth=0, outline=False)
    for side in (-1, 1):
        canvas.stroke([(side * 0.33, -0.24), (side * 0.22, -0.31), (side * 0.11, -0.24)], DARK, 0.065)
        canvas.ellipse(side * 0.36, -0.10, 0.09, 0.06, (246, 150, 130), depth=0, outline=False)
    canvas.ellipse(0, -0.05, 0.07, 0.05, (214, 50, 54), depth=0, outline=False)
    canvas.blob([(0, -0.98), (-0.30, -1.16), (-0.26, -0.84), (0, -0.94), (0.26, -0.84), (0.30, -1.16)], robe, depth=0)


SUBJECTS: dict[str, Subject] = {
    "bicycle": Subject(
        draw=draw_bicycle,
        english=("bicycle", "bike"),
        japanese=("自転車", "じてんしゃ", "チャリンコ"),
        kind="vehicle",
        backdrops=("field", "town"),
        size=0.37,
        height=0.58,
        coloured=True,
    ),
    "fan": Subject(
        draw=draw_fan,
        english=("fan",),
        japanese=("扇子", "せんす", "扇"),
        kind="thing",
        backdrops=("table",),
        size=0.38,
        height=0.55,
        has_two_versions=True,
        coloured=True,
    ),
    "drum": Subject(
        draw=draw_drum,
        english=("drum",),
        japanese=("太鼓", "和太鼓", "たいこ"),
        kind="thing",
        backdrops=("field", "town"),
        size=0.37,
        height=0.57,
        has_two_versions=True,
    ),
    "doll": Subject(
        draw=draw_doll,
        english=("doll",),
        japanese=("こけし", "コケシ", "こけし人形"),
        kind="thing",
        backdrops=("table",),
        size=0.39,
        height=0.56,
        has_two_versions=True,
    ),
}
