"""Where subjects stand: under a sky, on a field, by the sea, on a table, in a town, under water."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from .canvas import CIRCLE, OVERSAMPLING, SIZE, Canvas, lighten
from .shades import LIGHT, Colour, Light
from .subject import Backdrop
from .weather import draw_falling

SKIES: dict[Light, list[Colour]] = {
    "day": [(104, 174, 240), (222, 240, 250)],
    "night": [(16, 20, 62), (60, 76, 144)],
    "sunset": [(104, 74, 148), (246, 138, 84), (255, 218, 140)],
    "snow": [(140, 166, 204), (214, 224, 238)],
    "rain": [(112, 124, 140), (176, 186, 196)],
    "drizzle": [(140, 168, 210), (204, 220, 240)],
    "thunder": [(46, 42, 70), (116, 106, 140)],
}
PRINT_BANDS: dict[Light, Colour] = {
    "day": (52, 96, 150), "night": (28, 36, 84), "sunset": (196, 70, 54), "snow": (120, 132, 150),
    "rain": (74, 82, 96), "drizzle": (84, 116, 164), "thunder": (44, 38, 60)}  # fmt: skip
PRINT_MIDDLES: dict[Light, Colour] = {
    "night": (60, 74, 122), "snow": (206, 206, 200), "rain": (160, 162, 158), "drizzle": (178, 192, 204),
    "thunder": (112, 104, 124)}  # fmt: skip
PRINT_HORIZONS: dict[Light, Colour] = {
    "day": (226, 214, 184), "night": (86, 100, 140), "sunset": (244, 204, 150), "snow": (226, 224, 214),
    "rain": (190, 190, 182), "drizzle": (206, 212, 208), "thunder": (150, 140, 150)}  # fmt: skip
INK_WASHES: dict[Light, tuple[float, float]] = {
    "day": (0.93, 1.0), "night": (0.26, 0.62), "sunset": (0.66, 1.0), "snow": (0.62, 0.84), "rain": (0.50, 0.82),
    "drizzle": (0.72, 0.94), "thunder": (0.24, 0.70)}  # fmt: skip
"""How much of the paper's light an ink painter leaves at the top of the sky, and at the horizon."""
GRASS = (126, 184, 96)


def gradient(colours: list[Colour], height: int) -> np.ndarray:
    """Vertical gradient ``[height, SIZE, 3]`` in bytes."""
    stops = np.asarray(colours, float)
    position = np.linspace(0, len(stops) - 1, height)
    below = np.minimum(position.astype(int), len(stops) - 2)
    part = (position - below)[:, None]
    column = stops[below] * (1 - part) + stops[below + 1] * part
    return np.repeat(np.clip(column, 0, 255).astype(np.uint8)[:, None, :], SIZE, axis=1)


def sky_colours(canvas: Canvas, height: int) -> np.ndarray:
    light = canvas.light
    if canvas.medium == "line":
        return gradient([canvas.paper, canvas.paper], height)
    if canvas.medium == "ukiyo-e":
        band, middle = PRINT_BANDS[light], PRINT_MIDDLES.get(light, canvas.paper)
        return gradient([band, band, middle, middle, PRINT_HORIZONS[light]], height)
    if canvas.medium == "ink-wash":
        top, bottom = INK_WASHES[light]
        return gradient([np.array(canvas.paper) * part for part in (top, (top + bottom) / 2, bottom)], height)
    stops = [np.asarray(colour, float) for colour in SKIES[light]]
    if canvas.medium == "oil":
        stops = [colour * (1.0, 0.94, 0.84) for colour in stops]
    elif canvas.medium == "watercolour":
        stops = [255 - (255 - colour) * 0.72 for colour in stops]
    elif canvas.medium in ("paper-cut", "pixel"):  # sheets, or bands, of one colour each
        bands = np.linspace(0, 1, 4)
        position = np.linspace(0, 1, len(stops))
        stops = [np.array([np.interp(band, position, channel) for channel in np.transpose(stops)]) for band in bands]
        if canvas.medium == "paper-cut":
            stops = [np.mean(stops, axis=0)] * 2
        return np.repeat(np.repeat(np.array(stops, np.uint8), -(-height // len(stops)), axis=0)[:height, None], SIZE, 1)
    return gradient(stops, height)


def draw_sky(canvas: Canvas, horizon: float = 1.0, clouds: bool = True, lights: bool = True) -> None:
    """Sky down to ``horizon`` (0…1), with the sun, moon, stars or clouds of the hour."""
    height = int(SIZE * horizon)
    canvas.image.paste(Image.fromarray(sky_colours(canvas, height)), (0, 0))
    side = 0.15 if canvas.light_on_left else 0.85
    if canvas.light == "night":
        draw_stars(canvas, height)
        if lights:
            draw_moon(canvas, side, 0.16, 0.09)
    if canvas.light == "sunset" and lights:
        draw_low_sun(canvas, side, 0.27, 0.115)
    if canvas.light == "day" and clouds:
        cloud_side = 1 - side + canvas.random.uniform(-0.06, 0.06)
        canvas.place(cloud_side, canvas.random.uniform(0.12, 0.19), canvas.random.uniform(0.08, 0.105))
        draw_cloud(canvas)
    if canvas.light == "rain" and clouds:
        for x, y in ((0.2, 0.06), (0.55, 0.02), (0.88, 0.08)):
            canvas.place(x, y, 0.13)
            draw_cloud(canvas, (132, 140, 154))


def draw_stars(canvas: Canvas, height: int) -> None:
    for _ in range(8):
        x, y = canvas.random.random() * SIZE, canvas.random.random() * height * 0.7
        radius = OVERSAMPLING * canvas.random.uniform(1.6, 2.6)
        canvas.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(250, 246, 215))


def draw_moon(canvas: Canvas, x: float, y: float, radius: float) -> None:
    canvas.place(x, y, radius)
    moon = [tuple(point) for point in canvas.to_pixels(CIRCLE)]
    canvas.draw.polygon(moon, fill=(252, 242, 196))
    if canvas.medium == "line":
        canvas.stroke(np.concatenate([CIRCLE, CIRCLE[:1]]), (250, 250, 240), 0.1, curved=False)


def draw_low_sun(canvas: Canvas, x: float, y: float, radius: float) -> None:
    colours = {"ukiyo-e": (214, 60, 44), "line": (240, 110, 70), "ink-wash": (206, 74, 56)}
    canvas.place(x, y, radius)
    canvas.draw.polygon([tuple(point) for point in canvas.to_pixels(CIRCLE)],
                        fill=colours.get(canvas.medium, (255, 104, 60)))  # fmt: skip


def draw_cloud(canvas: Canvas, colour: Colour = (255, 255, 255)) -> None:
    if canvas.medium == "ukiyo-e":
        bar = [(-2, 0.1), (-1, -0.25), (1.2, -0.2), (2.2, 0.1), (1, 0.3), (-1, 0.3)]
        canvas.blob(bar, np.minimum(colour, (250, 244, 226)), depth=0, outline=False)
        return
    arcs = []
    for x, y, radius, start, end in ((-1, 0, 0.6, 0.5, 1.6), (-0.2, -0.35, 0.8, 1.15, 1.9), (0.9, 0, 0.62, 1.35, 2.5)):
        angle = np.linspace(np.pi * start, np.pi * end, 10)
        arcs.append(np.stack([np.cos(angle) * radius + x, np.sin(angle) * radius * 0.9 + y], axis=1))
    edged = canvas.medium in ("line", "paper-cut", "ink-wash")
    canvas.polygon(np.concatenate(arcs), colour, depth=0.04, outline=edged)


def draw_ground(canvas: Canvas, horizon: float, colour: Colour = GRASS) -> None:
    canvas.place(0, 0, 1)
    x = np.linspace(-0.05, 1.05, 12)
    y = horizon + 0.012 * np.sin(x * 5 + canvas.random.random() * 6)
    edge = np.concatenate([np.stack([x, y], axis=1), [(1.05, 1.05), (-0.05, 1.05)]])
    canvas.polygon(edge, (240, 244, 250) if canvas.light == "snow" else colour)
    if canvas.light == "rain":
        draw_ripples(canvas, horizon + 0.05, (206, 218, 230))


def draw_ripples(canvas: Canvas, top: float, colour: Colour, count: int = 4) -> None:
    """Rings where drops fall, between ``top`` (0…1) and the lower edge."""
    canvas.place(0, 0, 1)
    for i in range(count):
        x = (i + canvas.random.uniform(0.25, 0.75)) / count
        y = canvas.random.uniform(top + 0.02, 0.97)
        for part in (1, 0.45):
            ring = CIRCLE * (0.085 * part, 0.026 * part) + (x, y)
            canvas.stroke(np.concatenate([ring, ring[:1]]), colour, 0.010, curved=False)


def draw_hills(canvas: Canvas, horizon: float) -> None:
    canvas.place(0, 0, 1)
    x = np.linspace(-0.05, 1.05, 22)
    y = horizon - 0.05 - 0.06 * np.abs(np.sin(x * 4 + canvas.random.random() * 6))
    edge = np.concatenate([np.stack([x, y], axis=1), [(1.05, horizon + 0.05), (-0.05, horizon + 0.05)]])
    canvas.polygon(edge, (196, 206, 220) if canvas.light == "snow" else (116, 164, 128), depth=0.06)


def draw_field(canvas: Canvas, japanese: bool) -> None:
    horizon = canvas.random.uniform(0.68, 0.76)
    draw_sky(canvas, horizon + 0.03)
    if canvas.random.random() < 0.6:
        draw_hills(canvas, horizon)
    draw_ground(canvas, horizon)


def draw_sea(canvas: Canvas, japanese: bool) -> None:
    horizon = canvas.random.uniform(0.54, 0.60)
    draw_sky(canvas, horizon + 0.02)
    canvas.place(0, 0, 1)
    canvas.polygon([(-0.05, horizon), (1.05, horizon), (1.05, 1.05), (-0.05, 1.05)], (46, 122, 180), depth=0.16)
    for side in (0.16, 0.84):
        x, y = side + canvas.random.uniform(-0.06, 0.06), horizon + canvas.random.uniform(0.1, 0.36)
        ripple = [(x - 0.1, y), (x - 0.05, y - 0.02), (x, y), (x + 0.05, y - 0.02), (x + 0.1, y)]
        canvas.stroke(ripple, (196, 226, 242), 0.013)
    if canvas.light == "rain":
        draw_ripples(canvas, horizon + 0.08, (196, 214, 228))


WALLS = ((236, 222, 196), (208, 224, 214), (240, 212, 194), (214, 218, 234))


def draw_table(canvas: Canvas, japanese: bool) -> None:
    """A table before a wide window, through which the hour is seen."""
    canvas.indoors = True
    horizon = canvas.random.uniform(0.60, 0.66)
    wall, frame = canvas.choose(*WALLS), (150, 104, 66)
    draw_sky(canvas, horizon)
    if canvas.light in ("snow", "rain", "drizzle"):
        draw_hills(canvas, horizon - 0.04)
    draw_falling(canvas)
    canvas.place(0, 0, 1)
    left, right, top = 0.10, 0.90, 0.07
    canvas.box(-0.1, -0.1, left, horizon, wall, depth=0.05, outline=False)
    canvas.box(right, -0.1, 1.1, horizon, wall, depth=0.05, outline=False)
    canvas.box(-0.1, -0.1, 1.1, top, wall, depth=0, outline=False)
    canvas.box(-0.1, horizon - 0.08, 1.1, horizon, wall, depth=0, outline=False)
    bottom = horizon - 0.08
    for bar in ((left, top, left, bottom), (right, top, right, bottom), (left, top, right, top),
                (left, bottom, right, bottom), (0.5, top, 0.5, bottom)):  # fmt: skip
        canvas.stroke([bar[:2], bar[2:]], frame, 0.018, curved=False)
    if canvas.light == "snow":
        heap = [(left, bottom), (left + 0.1, bottom - 0.06), (0.3, bottom - 0.035), (0.7, bottom - 0.05),
                (right - 0.08, bottom - 0.065), (right, bottom)]  # fmt: skip
        canvas.polygon(heap, (255, 255, 255), depth=0.04)
    canvas.box(-0.1, horizon, 1.1, 1.1, (186, 130, 80), depth=0.12)


WESTERN_WALLS = ((156, 168, 190), (186, 176, 170), (134, 152, 178))
JAPANESE_WALLS = ((214, 206, 194), (178, 156, 144), (194, 202, 206))
SIGNS = ((224, 58, 50), (244, 194, 60), (48, 136, 92))


def draw_town(canvas: Canvas, japanese: bool) -> None:
    """Towers in the west; lower houses with upright shop signs in Japan."""
    horizon = 0.80
    draw_sky(canvas, horizon)
    random = canvas.random
    canvas.place(0, 0, 1)
    x = -0.08
    while x < 1.02:
        width = random.uniform(0.19, 0.26)
        height = random.uniform(0.24, 0.38) if japanese else random.uniform(0.34, 0.58)
        top = horizon - height
        canvas.box(x, top, x + width, horizon + 0.02, canvas.choose(*(JAPANESE_WALLS if japanese else WESTERN_WALLS)),
                   depth=0.06)  # fmt: skip
        for y in np.arange(top + 0.05, horizon - 0.09, 0.125):
            for column in (0.18, 0.58):
                left = x + width * column
                lit = random.random() < 0.7
                canvas.box(left, y, left + width * 0.26, y + 0.06, (206, 226, 240), depth=0, outline=False, lit=lit)
        if japanese and random.random() < 0.7:
            right = x + width
            canvas.box(right - 0.06, top + 0.03, right + 0.01, top + 0.21, SIGNS[random.integers(3)], depth=0)
        x += width + 0.005
    draw_ground(canvas, horizon, (156, 156, 160))


def draw_open_sky(canvas: Canvas, japanese: bool) -> None:
    """Sky alone, with a cloud below."""
    draw_sky(canvas)
    for x in (0.16, 0.82):
        canvas.place(x + canvas.random.uniform(-0.08, 0.08), canvas.random.uniform(0.84, 0.92), 0.12)
        draw_cloud(canvas, {"rain": (150, 158, 170), "thunder": (100, 94, 120)}.get(canvas.light, (255, 255, 255)))


def draw_underwater(canvas: Canvas, japanese: bool) -> None:
    canvas.place(0, 0, 1)
    canvas.box(-0.1, -0.1, 1.1, 1.1, (92, 184, 222), depth=0.20, outline=False)
    draw_light_above(canvas)
    for side in (0.08, 0.92):
        x = side + canvas.random.uniform(-0.05, 0.05)
        weed = [(x, 1.02), (x + 0.03, 0.90), (x - 0.03, 0.80), (x + 0.02, 0.68)]
        canvas.stroke(weed, (56, 156, 92), 0.035)
    canvas.place(0, 0, 1)
    sand = [(-0.05, 0.89), (0.3, 0.87), (0.7, 0.90), (1.05, 0.87), (1.05, 1.05), (-0.05, 1.05)]
    canvas.polygon(sand, (232, 210, 156))


def draw_light_above(canvas: Canvas) -> None:
    """The surface of the water with the sky of the hour above it."""
    height = int(0.22 * SIZE)
    mask = Image.new("L", (SIZE, height), 255)
    x = np.linspace(0, SIZE, 40)
    y = height * (0.82 + 0.12 * np.sin(x / 26))
    ImageDraw.Draw(mask).polygon([*zip(x, y, strict=True), (SIZE, height), (0, height)], fill=0)
    canvas.image.paste(Image.fromarray(sky_colours(canvas, height)), (0, 0), mask)
    side = 0.16 if canvas.light_on_left else 0.84
    if canvas.light == "night":
        draw_moon(canvas, side, 0.085, 0.065)
    if canvas.light == "sunset":
        draw_low_sun(canvas, side, 0.12, 0.08)
    canvas.place(0, 0, 1)
    canvas.stroke(np.stack([x, y], axis=1)[::2] / SIZE, (226, 244, 250), 0.012)
    draw_falling(canvas, 0.0, 0.17)
    if canvas.light == "snow":
        for x in (0.22, 0.74):
            canvas.blob([(x - 0.15, 0.17), (x - 0.10, 0.14), (x + 0.12, 0.14), (x + 0.15, 0.18), (x + 0.06, 0.235),
                         (x - 0.08, 0.23)], (246, 251, 255), depth=0.05)  # fmt: skip


def draw_paper_frame(canvas: Canvas) -> None:
    """Two sheets with wavy openings, one behind the other, through which a paper picture is seen."""
    sky = np.mean([np.asarray(colour, float) for colour in SKIES[canvas.light]], axis=0)
    dusk = canvas.light in ("night", "thunder")
    canvas.place(0.5, 0.5, 0.5)
    for inset, colour in (
        (0.125, sky * 0.5 + 100 if not dusk else sky * 0.5 + 50),
        (0.06, sky * 0.25 + 186 if not dusk else sky * 0.4 + 90),
    ):
        turn = canvas.random.random() * 6
        angle = np.linspace(0, 2 * np.pi, 80)
        square = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        square /= (np.abs(square) ** 6).sum(axis=1, keepdims=True) ** (1 / 6)
        opening = square * (1 - inset * (1 + 0.35 * np.sin(angle * 9 + turn)))[:, None]
        edge = [(1.1, 0.0), (1.1, 1.1), (-1.1, 1.1), (-1.1, -1.1), (1.1, -1.1), (1.1, 0.0)]
        canvas.polygon(np.concatenate([opening, edge]), colour / LIGHT[canvas.light], depth=0, outline=False)
        canvas.stroke(opening, lighten(colour, 0.5) / LIGHT[canvas.light], 0.012, curved=False)


BACKDROPS: dict[Backdrop, Callable[[Canvas, bool], None]] = {
    "field": draw_field,
    "sea": draw_sea,
    "table": draw_table,
    "town": draw_town,
    "sky": draw_open_sky,
    "underwater": draw_underwater,
}
