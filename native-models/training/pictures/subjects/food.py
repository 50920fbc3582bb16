"""What is eaten and drunk: sushi, rice balls, apples, tea, ice, bottles and buffets."""

import math

import numpy as np

from ..canvas import Canvas, Colour, darken, lighten
from ..subject import Subject

WHITE = (252, 250, 244)
NORI = (38, 50, 44)
WOOD = (206, 156, 100)


def draw_sushi(canvas: Canvas, japanese: bool) -> None:
    """Two pieces of different fish on a wooden board."""
    canvas.box(-1.10, 0.62, 1.10, 0.80, WOOD)
    for x in (-0.80, 0.50):
        canvas.box(x, 0.80, x + 0.30, 1.0, darken(WOOD, 0.18))
    toppings = (draw_salmon, draw_tuna, draw_omelette, draw_prawn)
    first, second = canvas.random.permutation(4)[:2]
    for x, topping in ((-0.54, toppings[first]), (0.54, toppings[second])):
        rice = [(x - 0.42, 0.63), (x - 0.48, 0.30), (x - 0.38, -0.04), (x + 0.38, -0.04), (x + 0.48, 0.30),
                (x + 0.42, 0.63)]  # fmt: skip
        canvas.blob(rice, WHITE, depth=0.06)
        topping(canvas, x)


def draw_slice(canvas: Canvas, x: float, colour: Colour) -> None:
    """A slice of fish that lies over the rice."""
    fish = [(x - 0.52, 0.24), (x - 0.48, -0.24), (x - 0.22, -0.50), (x + 0.22, -0.50), (x + 0.48, -0.24),
            (x + 0.52, 0.24),
            (x + 0.30, 0.12), (x, 0.08), (x - 0.30, 0.12)]  # fmt: skip
    canvas.blob(fish, colour, depth=0.10)


def draw_salmon(canvas: Canvas, x: float) -> None:
    draw_slice(canvas, x, (250, 134, 74))
    for shift in (-0.28, 0.0, 0.28):
        canvas.stroke([(x + shift - 0.10, 0.0), (x + shift + 0.06, -0.34)], (255, 214, 178), 0.07)


def draw_tuna(canvas: Canvas, x: float) -> None:
    draw_slice(canvas, x, (212, 44, 58))
    for shift in (-0.20, 0.14):
        canvas.stroke([(x + shift - 0.08, -0.02), (x + shift + 0.10, -0.32)], (244, 128, 128), 0.07)


def draw_omelette(canvas: Canvas, x: float) -> None:
    canvas.blob([(x - 0.48, 0.12), (x - 0.46, -0.38), (x + 0.46, -0.38), (x + 0.48, 0.12)], (252, 208, 70),
                depth=0.08)  # fmt: skip
    canvas.polygon([(x - 0.14, -0.48), (x + 0.14, -0.48), (x + 0.15, 0.64), (x - 0.15, 0.64)], NORI, depth=0)


def draw_prawn(canvas: Canvas, x: float) -> None:
    canvas.polygon([(x + 0.34, -0.16), (x + 0.50, -0.62), (x + 0.58, -0.40), (x + 0.62, -0.14),
                    (x + 0.48, 0.04)], (228, 70, 48), depth=0)  # fmt: skip
    draw_slice(canvas, x, (255, 226, 206))
    for shift in (-0.28, -0.02, 0.24):
        canvas.stroke([(x + shift, 0.04), (x + shift + 0.02, -0.36)], (238, 106, 72), 0.10)


def draw_onigiri(canvas: Canvas, japanese: bool) -> None:
    """One big triangle of rice with a sheet of nori, at times a sour plum."""
    random = canvas.random
    canvas.ellipse(0, 0.82, 1.14, 0.18, (96, 132, 176), depth=0.05)
    wide, top = random.uniform(1.0, 1.06), random.uniform(-0.82, -0.72)
    edge = [(0, top), (0.30, top + 0.10), (wide * 0.74, -0.10), (wide * 0.98, 0.44), (wide * 0.90, 0.74),
            (wide * 0.60, 0.86), (0, 0.88), (-wide * 0.60, 0.86), (-wide * 0.90, 0.74), (-wide * 0.98, 0.44),
            (-wide * 0.74, -0.10), (-0.30, top + 0.10)]  # fmt: skip
    canvas.blob(edge, WHITE, depth=0.05)
    half, high = random.uniform(0.36, 0.46), random.uniform(0.16, 0.28)
    canvas.polygon([(-half, high), (half, high), (half * 1.04, 0.87), (-half * 1.04, 0.87)], NORI, depth=0.04)
    if random.random() < 0.5:
        canvas.ellipse(0, (top + high) / 2 + 0.10, 0.17, 0.16, (220, 54, 66), depth=0.08)


def draw_apple(canvas: Canvas, japanese: bool) -> None:
    """One big apple, at times of another sort, with a leaf."""
    random = canvas.random
    skin = canvas.paint((224, 44, 46))
    wide, low = random.uniform(0.90, 1.02), random.uniform(0.92, 1.0)
    canvas.stroke([(0.02, -0.50), (0.03, -0.82), (0.14, -1.06)], (112, 74, 48), 0.11)
    side = 1 if random.random() < 0.5 else -1
    leaf = [(side * 0.06, -0.72), (side * 0.22, -1.02), (side * 0.62, -1.08), (side * 0.48, -0.80)]
    canvas.blob(leaf, (84, 168, 76))
    fruit = [(0, -0.52), (0.34, -0.66), (wide * 0.78, -0.52), (wide, -0.06), (wide * 0.84, 0.50),
             (0.42, low), (0, low - 0.08),
             (-0.42, low), (-wide * 0.84, 0.50), (-wide, -0.06), (-wide * 0.78, -0.52), (-0.34, -0.66)]  # fmt: skip
    canvas.blob(fruit, skin, depth=0.14)
    canvas.stroke([(-0.24, -0.50), (0, -0.42), (0.24, -0.50)], darken(skin, 0.42), 0.07)
    canvas.ellipse(-wide * 0.52, -0.14, 0.13, 0.24, lighten(skin, 0.55), turn=0.35, depth=0, outline=False)


def draw_tea(canvas: Canvas, japanese: bool) -> None:
    (draw_yunomi if japanese else draw_teacup)(canvas)


CHINA = ((250, 250, 250), (252, 226, 232), (214, 232, 250), (250, 240, 206))
TRIMS = ((214, 74, 96), (66, 112, 196), (78, 158, 112))


def draw_teacup(canvas: Canvas) -> None:
    """Porcelain with a handle on a saucer, black tea in it."""
    china, trim = canvas.choose(*CHINA), canvas.choose(*TRIMS)
    canvas.ellipse(0, 0.78, 1.12, 0.22, china, depth=0.05)
    canvas.ellipse(0, 0.75, 0.72, 0.11, darken(china, 0.10), depth=0)
    angle = np.linspace(-1.5, 1.5, 14)
    handle = np.stack([0.66 + np.cos(angle) * 0.42, 0.02 + np.sin(angle) * 0.36], axis=1)
    inner = np.stack([0.66 + np.cos(angle) * 0.22, 0.02 + np.sin(angle) * 0.19], axis=1)
    canvas.polygon(np.concatenate([handle, inner[::-1]]), trim, depth=0)
    cup = [(-0.86, -0.42), (-0.80, 0.10), (-0.58, 0.50), (-0.34, 0.72), (0.34, 0.72), (0.58, 0.50),
           (0.80, 0.10), (0.86, -0.42)]  # fmt: skip
    canvas.polygon(cup, china, depth=0.07)
    canvas.ellipse(0, -0.42, 0.86, 0.22, china, depth=0)
    canvas.ellipse(0, -0.40, 0.72, 0.15, (176, 92, 40), depth=0)
    for turn in np.arange(5) * 2 * math.pi / 5:
        canvas.ellipse(math.cos(turn) * 0.15, 0.20 + math.sin(turn) * 0.15, 0.12, 0.12, trim, depth=0, outline=False)
    canvas.ellipse(0, 0.20, 0.09, 0.09, (252, 208, 80), depth=0, outline=False)


GLAZES = ((74, 104, 148), (150, 98, 70), (92, 116, 96), (226, 218, 200))


def draw_yunomi(canvas: Canvas) -> None:
    """An upright cup without a handle on a wooden coaster, green tea in it."""
    glaze = canvas.choose(*GLAZES)
    canvas.ellipse(0, 0.84, 0.94, 0.17, (146, 84, 52), depth=0.08)
    half = canvas.random.uniform(0.60, 0.68)
    cup = [(-half, -0.66), (-half * 0.98, 0.40), (-half * 0.84, 0.74), (-half * 0.5, 0.86),
           (half * 0.5, 0.86), (half * 0.84, 0.74),
           (half * 0.98, 0.40), (half, -0.66)]  # fmt: skip
    canvas.polygon(cup, glaze, depth=0.12)
    band = [(-half * 0.99, 0.02), (0, 0.09), (half * 0.99, 0.02), (half * 0.98, 0.34), (0, 0.42),
            (-half * 0.98, 0.34)]  # fmt: skip
    canvas.polygon(band, (246, 238, 220) if glaze.sum() < 600 else (74, 104, 148), depth=0)
    canvas.ellipse(0, -0.66, half, 0.22, lighten(glaze, 0.30), depth=0)
    canvas.ellipse(0, -0.64, half * 0.84, 0.155, (150, 186, 74), depth=0)


SYRUPS = ((236, 62, 84), (66, 150, 230), (120, 194, 84), (250, 206, 70))


def draw_ice(canvas: Canvas, japanese: bool) -> None:
    (draw_shaved_ice if japanese else draw_ice_cream)(canvas)


def draw_ice_cream(canvas: Canvas) -> None:
    """Two scoops in a cone."""
    flavours = ((250, 176, 196), (255, 240, 206), (150, 98, 66), (176, 222, 176))
    lower, upper = canvas.random.permutation(4)[:2]
    scoops = [canvas.paint(flavours[lower]), canvas.paint(flavours[upper])]
    if canvas.colour_name != "none":
        scoops[0] = darken(scoops[0], 0.10)
    cone = (226, 160, 84)
    canvas.polygon([(-0.54, 0.04), (0.54, 0.04), (0.05, 1.06), (-0.05, 1.06)], cone)
    for start, end in (((-0.26, 0.10), (0.20, 0.66)), ((0.26, 0.10), (-0.20, 0.66))):
        canvas.stroke([start, end], darken(cone, 0.28), 0.06)
    canvas.ellipse(0, -0.76, 0.46, 0.44, scoops[1], depth=0.10)
    drip = [(-0.66, -0.04), (-0.60, -0.42), (-0.30, -0.66), (0.30, -0.66), (0.60, -0.42), (0.66, -0.04),
            (0.44, 0.12), (0.22, 0.02),
            (0.02, 0.20), (-0.20, 0.02), (-0.44, 0.12)]  # fmt: skip
    canvas.blob(drip, scoops[0], depth=0.08)
    canvas.ellipse(0.04, -1.22, 0.14, 0.14, (220, 44, 60), depth=0.05)


def draw_shaved_ice(canvas: Canvas) -> None:
    """A white heap with bright syrup running down, in a glass bowl on a foot."""
    syrup = canvas.paint(canvas.choose(*SYRUPS))
    glass = (176, 216, 236)
    top = canvas.random.uniform(-1.12, -1.0)
    heap = [(-0.84, 0.16), (-0.80, -0.16), (-0.54, -0.62), (-0.22, top + 0.08), (0, top),
            (0.22, top + 0.08), (0.54, -0.62), (0.80, -0.16),
            (0.84, 0.16)]  # fmt: skip
    canvas.blob(heap, (250, 252, 255), depth=0.06)
    running = [(-0.66, -0.30), (-0.50, -0.66), (-0.20, top + 0.06), (0, top - 0.02), (0.20, top + 0.06),
               (0.50, -0.66), (0.66, -0.30),
               (0.48, -0.16), (0.32, -0.36), (0.12, -0.04), (-0.10, -0.34), (-0.30, -0.10), (-0.46, -0.28)]  # fmt: skip
    canvas.blob(running, syrup, depth=0.06)
    bowl = [(-1.0, 0.04), (1.0, 0.04), (0.82, 0.40), (0.46, 0.66), (0.16, 0.72), (0.16, 0.86), (0.50, 1.0),
            (-0.50, 1.0), (-0.16, 0.86),
            (-0.16, 0.72), (-0.46, 0.66), (-0.82, 0.40)]  # fmt: skip
    canvas.polygon(bowl, glass, depth=0.08)
    for x in (-0.52, 0, 0.52):
        canvas.stroke([(x, 0.18), (x * 0.62, 0.52)], (232, 246, 252), 0.08)


SUBJECTS: dict[str, Subject] = {
    "sushi": Subject(
        draw=draw_sushi,
        english=("sushi", "nigiri sushi"),
        japanese=("寿司", "すし", "お寿司", "鮨"),
        kind="food",
        backdrops=("table",),
        size=0.39,
        height=0.54,
    ),
    "onigiri": Subject(
        draw=draw_onigiri,
        english=("rice ball", "onigiri"),
        japanese=("おにぎり", "お握り", "おむすび"),
        kind="food",
        backdrops=("table",),
        size=0.38,
        height=0.55,
    ),
    "apple": Subject(
        draw=draw_apple,
        english=("apple",),
        japanese=("りんご", "リンゴ", "林檎"),
        kind="food",
        backdrops=("table",),
        size=0.36,
        height=0.56,
        coloured=True,
    ),
    "tea": Subject(
        draw=draw_tea,
        english=("tea", "cup of tea"),
        japanese=("お茶", "緑茶", "おちゃ"),
        kind="food",
        backdrops=("table",),
        size=0.38,
        height=0.55,
        has_two_versions=True,
    ),
    "ice": Subject(
        draw=draw_ice,
        english=("shaved ice", "ice"),
        japanese=("かき氷", "かきごおり", "カキ氷"),
        kind="food",
        backdrops=("table", "sea"),
        western_backdrops=("sea", "field"),
        size=0.37,
        height=0.56,
        has_two_versions=True,
        coloured=True,
    ),
}
