"""Food and things: noodles, sweets, lantern, umbrella, car, boat."""

import math

import numpy as np

from ..canvas import Canvas, darken, lighten
from ..shades import bright
from ..subject import Subject

WHITE = (255, 252, 246)


def draw_noodles(canvas: Canvas, japanese: bool) -> None:
    (draw_ramen if japanese else draw_spaghetti)(canvas)


def draw_ramen(canvas: Canvas) -> None:
    """A bowl from slightly above: broth, noodles, half an egg, a slice of fish cake, a sheet of nori, chopsticks."""
    bowl_colour = canvas.choose((222, 56, 48), (58, 84, 160), (60, 60, 72))
    for offset in (0, 0.17):
        canvas.polygon([(-0.24 + offset, 0), (-0.96 + offset, -0.96), (-0.85 + offset, -1.02), (-0.12 + offset, -0.02)],
                       (150, 88, 52), depth=0)  # fmt: skip
    canvas.polygon([(0.44, 0.0), (0.48, -0.66), (0.90, -0.58), (0.82, 0.0)], (44, 74, 58), depth=0.05)
    canvas.box(-0.40, 0.84, 0.40, 1.0, darken(bowl_colour, 0.2), depth=0)
    bowl = [(-1.02, 0.02), (-0.86, 0.52), (-0.46, 0.86), (0, 0.92), (0.46, 0.86), (0.86, 0.52), (1.02, 0.02)]
    canvas.blob(bowl, bowl_colour)
    canvas.stroke([(-0.76, 0.50), (-0.38, 0.64), (0, 0.68), (0.38, 0.64), (0.76, 0.50)], (255, 230, 150), 0.08)
    canvas.ellipse(0, 0.02, 1.04, 0.40, (255, 246, 232), depth=0)
    canvas.ellipse(0, 0.04, 0.91, 0.32, (218, 142, 66), depth=0.04)
    for y, half in ((0.24, 0.52), (0.12, 0.72), (0.31, 0.30)):
        wave = [(x, y + 0.035 * (-1) ** i) for i, x in enumerate(np.linspace(-half, half, 7))]
        canvas.stroke(wave, (255, 230, 140), 0.075)
    canvas.ellipse(-0.46, -0.06, 0.27, 0.17, (214, 140, 112), depth=0.05)
    canvas.ellipse(-0.46, -0.06, 0.14, 0.08, (246, 200, 170), depth=0, outline=False)
    canvas.ellipse(0.06, -0.10, 0.24, 0.17, (255, 255, 252), depth=0)
    canvas.ellipse(0.06, -0.10, 0.125, 0.09, (244, 120, 150), depth=0, outline=False)
    canvas.ellipse(0.52, 0.04, 0.26, 0.19, (255, 255, 250), depth=0)
    canvas.ellipse(0.52, 0.04, 0.145, 0.11, (252, 168, 40), depth=0, outline=False)


def draw_spaghetti(canvas: Canvas) -> None:
    canvas.ellipse(0, 0.62, 1.08, 0.40, (252, 252, 254), depth=0.05)
    canvas.ellipse(0, 0.58, 0.84, 0.27, (226, 232, 242), depth=0, outline=False)
    heap = [(-0.78, 0.58), (-0.60, 0.18), (-0.22, -0.10), (0.22, -0.10), (0.60, 0.18), (0.78, 0.58), (0.34, 0.78),
            (-0.34, 0.78)]  # fmt: skip
    canvas.blob(heap, (252, 220, 120))
    for x in (-0.50, -0.24, 0.02, 0.28, 0.54):
        canvas.stroke([(x - 0.14, 0.62), (x - 0.06, 0.34), (x + 0.08, 0.38), (x + 0.10, 0.66)], (218, 164, 62), 0.06)
    sauce = [(-0.50, 0.16), (-0.30, -0.16), (0.1, -0.28), (0.44, -0.10), (0.52, 0.16), (0.24, 0.34), (0, 0.22),
             (-0.26, 0.34)]  # fmt: skip
    canvas.blob(sauce, (224, 58, 38))
    for x, y in ((-0.20, -0.10), (0.20, -0.14), (0.02, 0.10)):
        canvas.ellipse(x, y, 0.17, 0.16, (156, 88, 58))
    canvas.blob([(-0.06, -0.26), (0.02, -0.52), (0.24, -0.58), (0.20, -0.32)], (84, 170, 80), depth=0)
    silver = (200, 206, 220)
    canvas.box(0.98, -0.30, 1.09, 0.80, silver, depth=0)
    canvas.polygon([(0.84, -0.62), (1.23, -0.62), (1.16, -0.28), (0.91, -0.28)], silver, depth=0)
    for x in (0.84, 0.99, 1.14):
        canvas.box(x, -0.98, x + 0.09, -0.58, silver, depth=0)


def draw_sweets(canvas: Canvas, japanese: bool) -> None:
    """West: a cake with cream and a strawberry. Japan: three dumplings in pink, white and green on a skewer."""
    (draw_dango if japanese else draw_cake)(canvas)


def draw_cake(canvas: Canvas) -> None:
    filling = canvas.choose((240, 92, 108), (132, 84, 60), (252, 200, 80))
    canvas.ellipse(0, 0.80, 1.02, 0.22, (252, 252, 254), depth=0.05)
    canvas.box(-0.70, -0.10, 0.70, 0.78, (252, 216, 140), depth=0.05)
    canvas.box(-0.70, 0.30, 0.70, 0.48, filling, depth=0)
    icing = [(-0.76, -0.26), (0, -0.40), (0.76, -0.26), (0.76, 0.06), (0.56, 0.18), (0.38, 0.02), (0.16, 0.20),
             (-0.06, 0.02), (-0.30, 0.20), (-0.52, 0.02), (-0.76, 0.14)]  # fmt: skip
    canvas.blob(icing, (255, 250, 244), depth=0.03)
    for x in (-0.50, 0.50):
        canvas.ellipse(x, -0.40, 0.21, 0.16, (255, 252, 248), depth=0.03)
    canvas.blob([(-0.30, -0.74), (0, -0.84), (0.30, -0.74), (0.18, -0.42), (0, -0.30), (-0.18, -0.42)], (232, 46, 58))
    canvas.blob([(-0.24, -0.78), (0, -0.98), (0.24, -0.78), (0, -0.72)], (92, 174, 84), depth=0)


def draw_dango(canvas: Canvas) -> None:
    """Three big balls on a slanting skewer, over a plate."""
    canvas.blob([(-1.0, 0.80), (-0.8, 0.68), (0.8, 0.68), (1.0, 0.80), (0.64, 1.0), (-0.64, 1.0)], (72, 104, 132))
    tilt = canvas.random.uniform(0.30, 0.42)
    along = np.array((math.sin(tilt), -math.cos(tilt)))
    foot = np.array((-0.42, 0.86))
    canvas.stroke([tuple(foot), tuple(foot + along * 2.12)], (214, 172, 110), 0.10, curved=False)
    for distance, colour in ((0.44, (158, 206, 108)), (1.04, (255, 252, 244)), (1.64, (252, 160, 190))):
        x, y = foot + along * distance
        canvas.ellipse(x, y, 0.36, 0.34, colour, depth=0.08)
        canvas.ellipse(x - 0.12, y - 0.13, 0.085, 0.065, (255, 255, 255), depth=0, outline=False)


def draw_lantern(canvas: Canvas, japanese: bool) -> None:
    """West: a metal lamp with a flame. Japan: a red paper lantern on a cord."""
    (draw_paper_lantern if japanese else draw_metal_lantern)(canvas)


def draw_paper_lantern(canvas: Canvas) -> None:
    black = (50, 44, 50)
    red = canvas.paint((236, 62, 46))
    glowing = canvas.time == "night" and canvas.medium not in ("line", "ink-wash")
    if glowing:
        red = bright(red, canvas.light)
    canvas.stroke([(0, -1.5), (0, -0.9)], (70, 58, 54), 0.06)
    canvas.stroke([(0, 0.9), (0, 1.2)], (214, 60, 50), 0.12)
    canvas.box(-0.40, -1.0, 0.40, -0.82, black, depth=0)
    belly = [(-0.40, -0.84), (-0.72, -0.50), (-0.84, 0), (-0.72, 0.50), (-0.40, 0.84), (0.40, 0.84), (0.72, 0.50),
             (0.84, 0), (0.72, -0.50), (0.40, -0.84)]  # fmt: skip
    canvas.blob(belly, red, depth=0.08)
    for y in (-0.56, 0.56):
        x = 0.84 * math.cos(y * 1.02)
        canvas.stroke([(-x * 0.94, y), (0, y + 0.07), (x * 0.94, y)], darken(red, 0.35), 0.05)
    canvas.ellipse(0, 0, 0.38, 0.38, (255, 244, 220), depth=0, lit=True)
    canvas.ellipse(0, 0, 0.17, 0.17, darken(red, 0.1), depth=0, outline=False)
    canvas.box(-0.40, 0.82, 0.40, 1.0, black, depth=0)


def draw_metal_lantern(canvas: Canvas) -> None:
    metal = canvas.paint((84, 92, 110))
    canvas.stroke([(-0.34, -0.70), (-0.34, -1.10), (0, -1.28), (0.34, -1.10), (0.34, -0.70)], darken(metal, 0.1), 0.085)
    canvas.polygon([(-0.24, -0.96), (0.24, -0.96), (0.56, -0.62), (-0.56, -0.62)], metal)
    canvas.box(-0.46, -0.64, 0.46, 0.70, (255, 238, 172), lit=True, depth=0.04)
    flame = [(-0.20, 0.58), (-0.25, 0.18), (0, -0.36), (0.25, 0.18), (0.20, 0.58)]
    canvas.blob(flame, (252, 146, 46), depth=0)
    canvas.blob([(-0.09, 0.56), (-0.12, 0.34), (0, 0.02), (0.12, 0.34), (0.09, 0.56)], (255, 250, 210), depth=0,
                outline=False)  # fmt: skip
    for x in (-0.52, 0.40):
        canvas.box(x, -0.64, x + 0.12, 0.70, metal, depth=0)
    canvas.box(-0.66, 0.70, 0.66, 0.88, metal, depth=0)
    canvas.box(-0.50, 0.86, 0.50, 1.02, darken(metal, 0.15), depth=0)


def draw_umbrella(canvas: Canvas, japanese: bool) -> None:
    """West: a domed umbrella with a crook. Japan: a flat paper parasol with a pale ring."""
    colour = canvas.paint(canvas.choose((222, 60, 56), (76, 110, 206), (146, 86, 172), (250, 186, 60)))
    (draw_parasol if japanese else draw_domed_umbrella)(canvas, colour)


def draw_parasol(canvas: Canvas, colour: np.ndarray) -> None:
    canvas.box(-0.05, -0.6, 0.05, 1.02, (160, 114, 70), depth=0)
    canvas.box(-0.075, 0.62, 0.075, 1.02, (96, 66, 46), depth=0)
    edge = np.array([(x, 0.02 + 0.20 * (1 - x * x)) for x in np.linspace(-1.08, 1.08, 7)])
    apex = np.array((0, -0.84))
    for i in range(6):
        rib = darken(colour, 0.13) if i % 2 else colour
        canvas.polygon([tuple(apex), tuple(edge[i]), tuple(edge[i + 1])], rib, depth=0.04)
    inner, outer = (apex + (edge - apex) * part for part in (0.54, 0.74))
    canvas.polygon(np.concatenate([inner, outer[::-1]]), (255, 248, 234), depth=0)
    canvas.box(-0.09, -1.02, 0.09, -0.80, (62, 50, 50), depth=0)


def draw_domed_umbrella(canvas: Canvas, colour: np.ndarray) -> None:
    canvas.box(-0.045, -0.7, 0.045, 0.80, (92, 92, 104), depth=0)
    canvas.stroke([(0, 0.74), (0.02, 0.96), (0.18, 1.02), (0.30, 0.86)], (140, 90, 54), 0.11)
    angle = np.linspace(np.pi, 2 * np.pi, 24)
    dome = np.stack([1.06 * np.cos(angle), 0.90 * np.sin(angle) + 0.06], axis=1)
    hem = []
    for right in (1.06, 1.06 / 3, -1.06 / 3):
        for step in np.linspace(0, np.pi, 6):
            hem.append((right - 0.353 + 0.353 * math.cos(step), 0.06 - 0.15 * math.sin(step)))
    canvas.polygon(np.concatenate([dome, hem]), colour)
    for x in (-0.353, 0.353):
        canvas.stroke([(0, -0.80), (x * 1.1, -0.34), (x, 0.02)], darken(colour, 0.32), 0.05)
    canvas.stroke([(0, -0.84), (0, -1.0)], (92, 92, 104), 0.07)


def draw_car(canvas: Canvas, japanese: bool) -> None:
    paint = canvas.paint(canvas.choose((226, 54, 52), (60, 120, 220), (250, 204, 60), (80, 176, 110)))
    body = [(-1.12, 0.72), (-1.14, 0.36), (-0.98, 0.20), (-0.64, 0.12), (-0.40, -0.34), (-0.10, -0.46), (0.44, -0.44),
            (0.72, 0.06), (1.04, 0.20), (1.14, 0.44), (1.10, 0.72), (0, 0.76)]  # fmt: skip
    canvas.blob(body, paint)
    glass = (190, 228, 248)
    canvas.polygon([(-0.52, 0.14), (-0.30, -0.26), (-0.02, -0.32), (-0.02, 0.14)], glass, depth=0.04)
    canvas.polygon([(0.10, 0.14), (0.10, -0.32), (0.38, -0.30), (0.60, 0.14)], glass, depth=0.04)
    canvas.stroke([(0.04, 0.18), (0.04, 0.64)], darken(paint, 0.4), 0.05)
    canvas.stroke([(0.14, 0.30), (0.28, 0.30)], darken(paint, 0.4), 0.06)
    canvas.ellipse(-1.0, 0.40, 0.11, 0.13, (255, 246, 190), lit=True, depth=0)
    for x in (-0.62, 0.64):
        canvas.ellipse(x, 0.72, 0.30, 0.30, (52, 50, 60), depth=0)
        canvas.ellipse(x, 0.72, 0.14, 0.14, (216, 220, 230), depth=0, outline=False)


def draw_boat(canvas: Canvas, japanese: bool) -> None:
    sail = canvas.paint(canvas.choose((255, 250, 240), (246, 112, 80), (250, 204, 80)))
    canvas.box(-0.05, -1.06, 0.05, 0.5, (136, 94, 62), depth=0)
    canvas.polygon([(0.10, 0.34), (0.10, -0.96), (0.42, -0.50), (0.70, 0.02), (0.84, 0.34)], sail, depth=0.08)
    canvas.polygon([(-0.10, 0.34), (-0.10, -0.80), (-0.72, 0.34)], lighten(sail, 0.3), depth=0.05)
    hull = [(-1.02, 0.46), (0, 0.52), (1.02, 0.44), (0.78, 0.84), (0.44, 0.96), (-0.52, 0.96), (-0.82, 0.82)]
    canvas.blob(hull, (176, 92, 56))
    canvas.stroke([(-0.84, 0.63), (0, 0.68), (0.86, 0.61)], (255, 246, 232), 0.085)
    canvas.stroke(
        [(-1.2, 1.0), (-0.7, 0.92), (-0.2, 1.02), (0.3, 0.92), (0.8, 1.02), (1.2, 0.96)], (226, 242, 250), 0.085
    )


SUBJECTS: dict[str, Subject] = {
    "noodles": Subject(
        draw=draw_noodles,
        english=("noodles", "pasta", "spaghetti"),
        japanese=("ラーメン", "麺", "らーめん", "中華そば"),
        kind="food",
        backdrops=("table",),
        height=0.54,
        size=0.40,
        has_two_versions=True,
        turns=False,
    ),
    "sweets": Subject(
        draw=draw_sweets,
        english=("sweets", "cake", "dessert"),
        japanese=("お菓子", "団子", "だんご", "和菓子"),
        kind="food",
        backdrops=("table",),
        height=0.53,
        size=0.38,
        has_two_versions=True,
    ),
    "lantern": Subject(
        draw=draw_lantern,
        english=("lantern", "lamp"),
        japanese=("提灯", "ちょうちん", "チョウチン", "提燈"),
        kind="thing",
        backdrops=("town",),
        western_backdrops=("table", "field"),
        height=0.52,
        size=0.36,
        has_two_versions=True,
        coloured=True,
    ),
    "umbrella": Subject(
        draw=draw_umbrella,
        english=("umbrella", "parasol"),
        japanese=("傘", "かさ", "和傘", "番傘"),
        kind="thing",
        backdrops=("field", "town"),
        height=0.54,
        size=0.40,
        has_two_versions=True,
        coloured=True,
    ),
    "car": Subject(
        draw=draw_car,
        english=("car", "automobile"),
        japanese=("車", "自動車", "くるま", "クルマ"),
        kind="vehicle",
        backdrops=("field", "town"),
        height=0.58,
        size=0.38,
        coloured=True,
    ),
    "boat": Subject(
        draw=draw_boat,
        english=("boat", "sailing boat", "yacht"),
        japanese=("船", "ヨット", "ふね", "帆船"),
        kind="vehicle",
        backdrops=("sea",),
        height=0.52,
        size=0.38,
        coloured=True,
    ),
}
