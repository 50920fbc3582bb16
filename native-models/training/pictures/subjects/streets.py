"""On rails and roads: trains, campers, and a street as a picture of its own."""

import numpy as np

from ..backgrounds import draw_sky
from ..canvas import Canvas, darken, lighten
from ..shades import Colour, bright
from ..subject import Subject
from .animals import WHITE
from .faces import SKIN
from .shapes import arch, rounded_box

GLASS = (178, 218, 242)
TYRE = (52, 50, 58)
GOLD = (248, 200, 70)
BRICKS = ((188, 92, 70), (206, 128, 92), (166, 84, 76), (196, 154, 124))
SIGNS = ((232, 58, 60), (46, 128, 226), (252, 206, 60), (66, 176, 96), (236, 106, 170), (60, 196, 206))
COATS = ((222, 72, 66), (66, 116, 206), (248, 196, 70), (84, 168, 100), (238, 132, 170), (250, 248, 244), (70, 72, 92))


def draw_wheel(canvas: Canvas, x: float, y: float, radius: float, hub: Colour = (200, 204, 212)) -> None:
    canvas.ellipse(x, y, radius, radius, TYRE, depth=0)
    canvas.ellipse(x, y, radius * 0.48, radius * 0.48, hub, depth=0, outline=False)


def draw_train(canvas: Canvas, japanese: bool) -> None:
    """West: a steam locomotive. Japan: the white and blue bullet train."""
    canvas.box(-1.34, 0.94, 1.34, 1.03, (122, 106, 96), depth=0)
    (draw_bullet_train if japanese else draw_locomotive)(canvas)


def draw_locomotive(canvas: Canvas) -> None:
    iron = canvas.choose((66, 70, 86), (56, 110, 84), (52, 86, 142))
    red = (214, 56, 50)
    for x, y, radius in ((-0.42, -0.86, 0.19), (-0.08, -1.02, 0.25), (0.40, -1.06, 0.32)):
        canvas.ellipse(x, y, radius, radius * 0.82, (246, 246, 250), depth=0.06)
    canvas.polygon([(-0.82, -0.20), (-0.90, -0.64), (-0.50, -0.64), (-0.58, -0.20)], darken(iron, 0.3), depth=0)
    canvas.box(-0.96, -0.70, -0.44, -0.58, red, depth=0)
    canvas.polygon(arch(-0.10, -0.42, -0.1, 0.17), GOLD, depth=0.06)
    canvas.polygon(rounded_box(-0.98, -0.24, 0.50, 0.50, 0.10), iron, depth=0.14)
    for x in (-0.60, -0.16):
        canvas.box(x - 0.045, -0.24, x + 0.045, 0.50, GOLD, depth=0, outline=False)
    canvas.ellipse(-0.98, 0.13, 0.13, 0.34, darken(iron, 0.25), depth=0)
    canvas.ellipse(-1.04, -0.14, 0.12, 0.13, (255, 244, 180), depth=0, lit=True)
    canvas.box(0.36, -0.58, 1.08, 0.62, iron, depth=0.06)
    canvas.box(0.26, -0.70, 1.20, -0.54, red, depth=0)
    canvas.box(0.54, -0.38, 0.92, 0.02, GLASS, depth=0, lit=True)
    canvas.box(-0.98, 0.48, 1.14, 0.64, red, depth=0)
    canvas.polygon([(-0.94, 0.60), (-0.80, 0.60), (-0.80, 0.94), (-1.26, 0.94)], red, depth=0)
    for x, radius in ((-0.58, 0.20), (-0.06, 0.27), (0.50, 0.27), (0.98, 0.20)):
        canvas.ellipse(x, 0.95 - radius, radius, radius, darken(iron, 0.4), depth=0)
        canvas.ellipse(x, 0.95 - radius, radius * 0.58, radius * 0.58, red, depth=0, outline=False)
    canvas.stroke([(-0.06, 0.68), (0.50, 0.68)], (220, 222, 228), 0.075, curved=False)


def draw_bullet_train(canvas: Canvas) -> None:
    """Seen from the front and side: the long nose near, the cars away towards the right."""
    blue = canvas.choose((30, 84, 186), (24, 110, 196), (34, 66, 150))
    body = [(-1.22, 0.66), (-1.14, 0.40), (-0.80, 0.06), (-0.40, -0.32), (0.02, -0.52), (0.5, -0.50), (1.36, -0.36), (1.36, 0.72),
            (0.4, 0.86), (-0.90, 0.92), (-1.14, 0.84)]  # fmt: skip
    canvas.polygon(body, WHITE, depth=0.10)
    belly = [(-1.20, 0.68), (-0.6, 0.72), (0.3, 0.68), (1.36, 0.56), (1.36, 0.76), (0.3, 0.90), (-0.90, 0.95), (-1.12, 0.86)]
    canvas.polygon(belly, (150, 160, 176), depth=0)
    stripe = [(-1.16, 0.50), (-0.70, 0.42), (0.1, 0.26), (1.36, 0.16), (1.36, 0.38), (0.1, 0.52), (-0.70, 0.62), (-1.18, 0.62)]
    canvas.polygon(stripe, blue, depth=0, outline=canvas.medium == "line")
    canvas.blob([(-0.66, 0.02), (-0.34, -0.28), (-0.06, -0.36), (-0.10, -0.08), (-0.30, 0.06)], (44, 56, 84), depth=0)
    canvas.ellipse(-0.98, 0.32, 0.12, 0.075, (255, 246, 180), turn=-0.6, depth=0, lit=True)
    for i, x in enumerate((0.16, 0.48, 0.80, 1.10)):
        top, drop = -0.20 + i * 0.035, 0.28 - i * 0.012
        canvas.polygon(rounded_box(x, top, x + 0.21, top + drop, 0.05), (70, 96, 140), depth=0, lit=True)
    canvas.stroke([(0.72, -0.46), (0.72, 0.66)], (150, 156, 170), 0.04, curved=False)


def draw_camper(canvas: Canvas, japanese: bool) -> None:
    """West: a car and a tent, for camping. Japan: a motorhome, which is what キャンピングカー means."""
    (draw_motorhome if japanese else draw_car_and_tent)(canvas)


def draw_car_and_tent(canvas: Canvas) -> None:
    paint = canvas.paint(canvas.choose((222, 68, 60), (72, 132, 206), (98, 160, 110)))
    tent = canvas.choose((246, 160, 60), (250, 206, 90), (110, 176, 110))
    canvas.polygon([(0.02, 0.98), (0.66, -0.62), (1.32, 0.98)], tent, depth=0.08)
    canvas.polygon([(0.44, 0.98), (0.66, -0.20), (0.88, 0.98)], (86, 66, 60), depth=0, lit=True)
    canvas.polygon([(0.66, -0.62), (0.66, -0.20), (0.44, 0.98), (0.28, 0.98)], lighten(tent, 0.35), depth=0)
    canvas.stroke([(0.60, -0.74), (0.66, -0.60), (0.72, -0.74)], (120, 84, 58), 0.055, curved=False)
    canvas.polygon([(-1.02, 0.30), (-0.92, -0.20), (-0.20, -0.20), (0.06, 0.30)], paint, depth=0.04)
    for left, right in ((-0.90, -0.50), (-0.42, -0.06)):
        canvas.polygon([(left + 0.06, -0.08), (right - 0.08, -0.08), (right, 0.28), (left, 0.28)], GLASS, depth=0)
    canvas.polygon(rounded_box(-1.18, 0.26, 0.34, 0.80, 0.12), paint, depth=0.08)
    canvas.ellipse(0.28, 0.44, 0.09, 0.10, (255, 240, 170), depth=0, lit=True)
    canvas.stroke([(-0.46, 0.32), (-0.46, 0.70)], darken(paint, 0.3), 0.045, curved=False)
    for x in (-0.80, -0.04):
        draw_wheel(canvas, x, 0.78, 0.22)
    for x, colour in ((-0.84, (160, 112, 70)), (-0.50, (90, 130, 180))):
        canvas.polygon(rounded_box(x - 0.15, -0.40, x + 0.17, -0.20, 0.05), colour, depth=0)


def draw_motorhome(canvas: Canvas) -> None:
    body = canvas.paint((250, 247, 240))
    pale = body.mean() > 200
    stripe = canvas.choose((232, 92, 70), (64, 140, 200), (96, 168, 112), (246, 172, 60)) if pale else np.array(WHITE)
    shell = [(-1.20, -0.30), (-1.12, -0.56), (-0.92, -0.62), (1.06, -0.62), (1.18, -0.50), (1.18, 0.78), (-0.62, 0.78),
             (-0.70, 0.06), (-1.10, 0.0)]  # fmt: skip
    canvas.box(0.20, -0.76, 0.66, -0.60, (190, 196, 204), depth=0)
    canvas.polygon([(-0.74, -0.04), (-0.98, 0.02), (-1.14, 0.34), (-1.24, 0.42), (-1.24, 0.78), (-0.5, 0.78), (-0.5, -0.04)],
                   body, depth=0.05)  # fmt: skip
    canvas.polygon([(-0.74, 0.04), (-0.92, 0.06), (-1.06, 0.34), (-0.62, 0.34), (-0.62, 0.04)], GLASS, depth=0)
    canvas.polygon(shell, body, depth=0.06)
    canvas.polygon([(-0.64, 0.42), (1.18, 0.42), (1.18, 0.60), (-0.62, 0.60)], stripe, depth=0, outline=canvas.medium == "line")
    canvas.polygon([(-1.14, -0.20), (-0.70, -0.20), (-0.72, -0.06), (-1.08, -0.06)], stripe, depth=0, outline=False)
    curtain = canvas.choose((250, 150, 150), (252, 220, 120), (150, 200, 160))
    canvas.polygon(rounded_box(-0.52, -0.34, 0.10, 0.14, 0.07), GLASS, depth=0, lit=True)
    for x in (-0.52, -0.04):
        canvas.box(x + 0.02, -0.32, x + 0.13, 0.12, curtain, depth=0, outline=False)
    canvas.polygon(rounded_box(0.26, -0.38, 0.66, 0.76, 0.07), lighten(body, 0.5) if not pale else darken(body, 0.10), depth=0)
    canvas.polygon(rounded_box(0.34, -0.28, 0.58, 0.06, 0.05), GLASS, depth=0, lit=True)
    canvas.polygon(rounded_box(0.78, -0.34, 1.08, 0.06, 0.06), GLASS, depth=0, lit=True)
    canvas.ellipse(-1.16, 0.52, 0.09, 0.10, (255, 240, 170), depth=0, lit=True)
    if canvas.random.random() < 0.5:
        for i in range(6):
            left = -0.58 + i * 0.29
            canvas.polygon([(left, -0.60), (left + 0.29, -0.60), (left + 0.29, -0.40), (left, -0.40)],
                           WHITE if i % 2 else stripe if pale else curtain, depth=0)  # fmt: skip
    for x in (-0.84, 0.86):
        draw_wheel(canvas, x, 0.78, 0.23)


def draw_crossing(canvas: Canvas, japanese: bool) -> None:
    """West: a taxi before brick houses. Japan: the scramble crossing of Shibuya, with its signs and its crowd."""
    (draw_scramble if japanese else draw_brick_street)(canvas)


def draw_brick_street(canvas: Canvas) -> None:
    draw_sky(canvas, 0.5)
    canvas.place(0, 0, 1)
    canvas.snowy = True
    x = canvas.random.uniform(-0.12, -0.02)
    order = canvas.random.permutation(len(BRICKS))
    for i in range(3):
        brick = np.array(BRICKS[order[i]], float)
        right, top = x + 0.37, canvas.random.uniform(0.12, 0.22)
        canvas.box(x, top, right, 0.72, brick, depth=0.05)
        canvas.box(x - 0.01, top - 0.035, right + 0.01, top + 0.02, lighten(brick, 0.55), depth=0)
        for u in (x + 0.06, x + 0.22):
            for y in (top + 0.07, top + 0.25):
                canvas.box(u, y, u + 0.09, y + 0.11, GLASS, depth=0, lit=True)
                canvas.box(u - 0.012, y + 0.11, u + 0.102, y + 0.13, lighten(brick, 0.6), depth=0, outline=False)
        canvas.polygon(arch(x + 0.185, 0.54, 0.72, 0.05), ((60, 110, 90), (60, 84, 150), (150, 60, 56))[i], depth=0)
        x = right
    canvas.snowy = False
    snow = canvas.light == "snow"
    canvas.box(-0.1, 0.70, 1.1, 0.77, (240, 244, 250) if snow else (200, 196, 190), depth=0)
    canvas.box(-0.1, 0.765, 1.1, 1.1, (206, 212, 222) if snow else (112, 114, 124), depth=0.05)
    for left in (0.02, 0.30, 0.58, 0.86):
        canvas.box(left, 0.955, left + 0.13, 0.98, (252, 226, 120), depth=0, outline=False)
    canvas.place(canvas.random.uniform(0.42, 0.58), 0.70, 0.27, canvas.facing)
    canvas.snowy = True
    draw_taxi(canvas)
    canvas.snowy = False


def draw_taxi(canvas: Canvas) -> None:
    yellow = np.array((252, 200, 40))
    canvas.polygon(rounded_box(-0.22, -0.72, 0.18, -0.54, 0.05), WHITE, depth=0, lit=True)
    canvas.polygon([(-0.72, 0.0), (-0.50, -0.56), (0.42, -0.56), (0.72, 0.0)], yellow, depth=0.03)
    for left, right, slope in ((-0.56, -0.06, (0.14, 0.0)), (0.04, 0.56, (0.0, 0.18))):
        canvas.polygon([(left + slope[0], -0.44), (right - slope[1], -0.44), (right, -0.02), (left, -0.02)], GLASS, depth=0)
    canvas.polygon(rounded_box(-1.18, -0.06, 1.18, 0.58, 0.16), yellow, depth=0.08)
    for i in range(8):
        for row in range(2):
            if (i + row) % 2:
                canvas.box(-0.56 + i * 0.14, 0.14 + row * 0.1, -0.42 + i * 0.14, 0.24 + row * 0.1, TYRE, depth=0, outline=False)
    for x, lamp in ((-1.08, (255, 246, 196)), (1.08, (226, 60, 56))):
        canvas.ellipse(x, 0.14, 0.10, 0.11, lamp, depth=0, lit=x < 0)
    for x in (-0.66, 0.66):
        draw_wheel(canvas, x, 0.56, 0.27)


def on_ground(*points: tuple[float, float]) -> list[tuple[float, float]]:
    """Picture coordinates of points on the road: across (-1…1) and away (0: at our feet)."""
    return [(0.5 + across / (1 + away) * 0.62, 0.46 + 0.52 / (1 + away)) for across, away in points]


def draw_scramble(canvas: Canvas) -> None:
    draw_sky(canvas, 0.5, clouds=False)
    canvas.place(0, 0, 1)
    canvas.snowy = True
    edged = canvas.medium != "pixel"
    walls = ((196, 200, 208), (168, 176, 192), (214, 204, 194), (150, 160, 180))
    order = canvas.random.permutation(len(SIGNS))
    edges = (-0.05, 0.26, 0.40, 0.62, 0.76, 1.05)
    tops = (0.06, 0.24, 0.14, 0.26, 0.04)
    for i, (left, right) in enumerate(zip(edges[:-1], edges[1:], strict=True)):
        top = tops[i] + canvas.random.uniform(-0.03, 0.03)
        canvas.box(left, top, right, 0.64, walls[i % 4], depth=0.05)
        width = right - left
        first, second = (np.array(SIGNS[order[(i + j) % 6]], float) for j in (0, 2))
        sign = [left + 0.03, top + 0.05, right - 0.03, top + 0.05 + min(0.17, width * 0.62)]
        if i in (0, 4):
            sign[0 if i == 0 else 2] = 0.02 if i == 0 else 0.98
        canvas.polygon(rounded_box(*sign, 0.012), bright(first, canvas.light), depth=0, outline=edged)
        middle = (sign[1] + sign[3]) / 2
        canvas.stroke([(sign[0] + 0.03, middle), (sign[2] - 0.03, middle)], bright(WHITE, canvas.light), 0.022, curved=False)
        canvas.box(max(left + 0.03, 0.0), sign[3] + 0.03, min(right - 0.03, 1.0), sign[3] + 0.07, (222, 236, 246), depth=0,
                   outline=edged, lit=True)  # fmt: skip
        canvas.box(max(left + 0.03, 0.0), 0.50, min(right - 0.03, 1.0), 0.56, bright(second, canvas.light), depth=0, outline=edged)
    canvas.snowy = False
    snow = canvas.light == "snow"
    canvas.box(-0.1, 0.62, 1.1, 1.1, (196, 202, 212) if snow else (104, 106, 118), depth=0.05)
    draw_stripes(canvas)
    draw_crowd(canvas)


def draw_stripes(canvas: Canvas) -> None:
    """Two crossings that meet in the middle, and the nearest one along the lower edge."""
    white = (252, 252, 250)
    for across in np.arange(-1.05, 1.05, 0.24):
        canvas.polygon(on_ground((across, -0.02), (across + 0.13, -0.02), (across + 0.13, 0.22), (across, 0.22)), white,
                       depth=0, outline=canvas.medium == "line")  # fmt: skip
    for side in (-1, 1):
        for along in np.linspace(0, 1, 8):
            across, away = side * (1.15 - 2.2 * along), 0.40 + 1.05 * along
            if side < 0 and abs(along - 0.5) < 0.1:  # there the other one passes
                continue
            corners = ((across - 0.10, away), (across + 0.10, away), (across + 0.10, away + 0.30), (across - 0.10, away + 0.30))
            canvas.polygon(on_ground(*corners), white, depth=0, outline=canvas.medium == "line")


def draw_crowd(canvas: Canvas) -> None:
    rainy = canvas.light in ("rain", "drizzle")
    columns = np.array((-0.80, 0.0, 0.80, -0.62, 0.62))
    aways = np.array((1.25, 1.45, 1.25, 0.34, 0.30))
    coats = canvas.random.permutation(len(COATS))
    for i in np.argsort(-aways):
        away = aways[i] + canvas.random.uniform(-0.08, 0.08)
        across = columns[i] * (1.25 if away > 0.8 else 1.0) + canvas.random.uniform(-0.08, 0.08)
        ((x, y),) = on_ground((across, away))
        canvas.place(x, y, 0.20 / (1 + away), 1 if canvas.random.random() < 0.5 else -1)
        canvas.snowy = True
        draw_passer_by(canvas, COATS[coats[i % len(COATS)]], SIGNS[i % 6] if rainy else None)
        canvas.snowy = False


def draw_passer_by(canvas: Canvas, coat: Colour, umbrella: Colour | None) -> None:
    """Standing at the origin, two units tall."""
    edged = canvas.medium != "pixel"  # pixels of art are too few for outlines here
    hair = canvas.choose((40, 36, 44), (40, 36, 44), (106, 72, 50))
    for side in (-1, 1):
        canvas.box(side * 0.20 - 0.13, -0.50, side * 0.20 + 0.13, 0, (62, 66, 92), depth=0, outline=edged)
    canvas.blob([(-0.42, -0.40), (-0.40, -1.10), (0, -1.24), (0.40, -1.10), (0.42, -0.40)], coat, depth=0, outline=edged)
    canvas.ellipse(0, -1.52, 0.44, 0.44, SKIN, depth=0, outline=edged)
    for x in (-0.16, 0.16):
        canvas.ellipse(x, -1.46, 0.075, 0.10, TYRE, depth=0, outline=False)
    canvas.blob([(-0.48, -1.44), (-0.44, -1.86), (0, -2.06), (0.44, -1.86), (0.48, -1.44), (0.20, -1.70), (-0.20, -1.70)],
                hair, depth=0, outline=edged)  # fmt: skip
    if umbrella is not None:
        canvas.stroke([(0.5, -0.9), (0.5, -2.0)], (90, 84, 90), 0.1, curved=False)
        canvas.blob([(-0.55, -1.90), (-0.2, -2.45), (0.5, -2.70), (1.2, -2.45), (1.5, -1.90), (0.5, -2.02)], umbrella,
                    depth=0, outline=edged)  # fmt: skip


SUBJECTS: dict[str, Subject] = {
    "train": Subject(
        draw=draw_train,
        english=("train", "bullet train"),
        japanese=("新幹線", "しんかんせん", "シンカンセン"),
        kind="vehicle",
        height=0.53,
        size=0.37,
        has_two_versions=True,
    ),
    "camper": Subject(
        draw=draw_camper,
        english=("camping car",),
        japanese=("キャンピングカー", "きゃんぴんぐかー", "キャンプカー"),
        kind="vehicle",
        height=0.55,
        size=0.355,
        has_two_versions=True,
        coloured=True,
    ),
    "crossing": Subject(
        draw=draw_crossing,
        english=("street", "shibuya"),
        japanese=("渋谷", "渋谷の交差点", "しぶや", "スクランブル交差点"),
        kind="landscape",
        backdrops=("none",),
        has_two_versions=True,
        turns=False,
    ),
}
