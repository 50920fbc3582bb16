"""Where subjects stand: under a sky, on a field, by the sea, on a table, in a town."""

import numpy as np
from PIL import Image

from .canvas import CIRCLE, OVERSAMPLING, SIZE, Canvas, Colour

SKIES = {
    "day": [(112, 176, 236), (222, 239, 250)],
    "night": [(14, 18, 54), (52, 66, 128)],
    "sunset": [(98, 72, 142), (246, 140, 84), (255, 218, 140)],
    "snow": [(168, 186, 210), (232, 237, 244)],
}
PRINT_BANDS = {"day": (52, 96, 150), "night": (28, 36, 84), "sunset": (196, 70, 54), "snow": (120, 132, 150)}
PRINT_HORIZONS = {"day": (226, 214, 184), "night": (86, 100, 140), "sunset": (244, 204, 150), "snow": (226, 224, 214)}
GRASS = (124, 176, 92)


def gradient(colours: list[Colour], height: int) -> np.ndarray:
    """Vertical gradient ``[height, SIZE, 3]`` in bytes."""
    stops = np.asarray(colours, float)
    position = np.linspace(0, len(stops) - 1, height)
    below = np.minimum(position.astype(int), len(stops) - 2)
    part = (position - below)[:, None]
    column = stops[below] * (1 - part) + stops[below + 1] * part
    return np.repeat(np.clip(column, 0, 255).astype(np.uint8)[:, None, :], SIZE, axis=1)


def draw_sky(canvas: Canvas, horizon: float = 1.0, clouds: bool = True, lights: bool = True) -> None:
    """Sky down to ``horizon`` (0…1), with the sun, moon, stars or clouds of the hour."""
    height = int(SIZE * horizon)
    canvas.image.paste(Image.fromarray(sky_colours(canvas, height)), (0, 0))
    random = canvas.random
    if canvas.time == "night":
        for _ in range(7):
            x, y = random.random() * SIZE, random.random() * height * 0.7
            radius = OVERSAMPLING * random.uniform(0.7, 1.2)
            canvas.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(250, 246, 215))
    side = 0.15 if canvas.light_on_left else 0.85
    if canvas.time == "night" and lights:
        canvas.place(side, 0.16, 0.085)
        canvas.ellipse(0, 0, 1, 1, (250, 240, 200), depth=0, outline=canvas.medium == "line", lit=True)
    if canvas.time == "sunset" and lights:
        canvas.place(side, 0.28, 0.10)
        colours = {"ukiyo-e": (214, 60, 44), "line": (240, 110, 70)}
        disc = [tuple(point) for point in canvas.to_pixels(CIRCLE)]
        canvas.draw.polygon(disc, fill=colours.get(canvas.medium, (255, 112, 62)))
    if canvas.time == "day" and clouds:
        canvas.place(1 - side + random.uniform(-0.08, 0.08), random.uniform(0.11, 0.2), random.uniform(0.075, 0.10))
        draw_cloud(canvas)


def sky_colours(canvas: Canvas, height: int) -> np.ndarray:
    if canvas.medium == "line":
        return gradient([canvas.paper, canvas.paper], height)
    if canvas.medium == "ukiyo-e":
        band = PRINT_BANDS[canvas.time]
        middle = {"night": (60, 74, 122), "snow": (206, 206, 200)}.get(canvas.time, canvas.paper)
        return gradient([band, band, middle, middle, PRINT_HORIZONS[canvas.time]], height)
    stops = [np.asarray(colour, float) for colour in SKIES[canvas.time]]
    if canvas.medium == "oil":
        stops = [colour * (1.0, 0.94, 0.84) for colour in stops]
    elif canvas.medium == "watercolour":
        stops = [255 - (255 - colour) * 0.72 for colour in stops]
    return gradient(stops, height)


def draw_cloud(canvas: Canvas) -> None:
    if canvas.medium == "ukiyo-e":
        bar = [(-2, 0.1), (-1, -0.25), (1.2, -0.2), (2.2, 0.1), (1, 0.3), (-1, 0.3)]
        canvas.blob(bar, (250, 244, 226), depth=0, outline=False)
        return
    arcs = []
    for x, y, radius, start, end in ((-1, 0, 0.6, 0.5, 1.6), (-0.2, -0.35, 0.8, 1.15, 1.9), (0.9, 0, 0.62, 1.35, 2.5)):
        angle = np.linspace(np.pi * start, np.pi * end, 10)
        arcs.append(np.stack([np.cos(angle) * radius + x, np.sin(angle) * radius * 0.9 + y], axis=1))
    canvas.polygon(np.concatenate(arcs), (255, 255, 255), depth=0.04, outline=canvas.medium == "line")


def draw_ground(canvas: Canvas, horizon: float, colour: Colour = GRASS) -> None:
    canvas.place(0, 0, 1)
    x = np.linspace(-0.05, 1.05, 12)
    y = horizon + 0.012 * np.sin(x * 5 + canvas.random.random() * 6)
    edge = np.concatenate([np.stack([x, y], axis=1), [(1.05, 1.05), (-0.05, 1.05)]])
    canvas.polygon(edge, (238, 242, 248) if canvas.time == "snow" else colour)


def draw_hills(canvas: Canvas, horizon: float) -> None:
    canvas.place(0, 0, 1)
    x = np.linspace(-0.05, 1.05, 22)
    y = horizon - 0.05 - 0.06 * np.abs(np.sin(x * 4 + canvas.random.random() * 6))
    edge = np.concatenate([np.stack([x, y], axis=1), [(1.05, horizon + 0.05), (-0.05, horizon + 0.05)]])
    canvas.polygon(edge, (190, 200, 215) if canvas.time == "snow" else (120, 160, 120), depth=0.06)


def draw_field(canvas: Canvas, horizon: float = 0.72) -> None:
    draw_sky(canvas, horizon + 0.03)
    if canvas.random.random() < 0.6:
        draw_hills(canvas, horizon)
    draw_ground(canvas, horizon)


def draw_sea(canvas: Canvas, horizon: float = 0.56) -> None:
    draw_sky(canvas, horizon + 0.02)
    canvas.place(0, 0, 1)
    canvas.polygon([(-0.05, horizon), (1.05, horizon), (1.05, 1.05), (-0.05, 1.05)], (48, 120, 176), depth=0.16)
    for side in (0.16, 0.84):
        x, y = side + canvas.random.uniform(-0.06, 0.06), horizon + canvas.random.uniform(0.1, 0.36)
        ripple = [(x - 0.1, y), (x - 0.05, y - 0.018), (x, y), (x + 0.05, y - 0.018), (x + 0.1, y)]
        canvas.stroke(ripple, (190, 222, 240), 0.012)


def draw_table(canvas: Canvas, horizon: float = 0.62) -> None:
    """A room: a wall with a window that shows the hour, and a wooden table."""
    walls = ((226, 214, 190), (206, 218, 214), (232, 206, 190), (200, 206, 226))
    canvas.place(0, 0, 1)
    canvas.box(-0.1, -0.1, 1.1, horizon, walls[canvas.random.integers(len(walls))], depth=0.10, outline=False)
    if canvas.time != "day":
        draw_window(canvas)
    canvas.box(-0.1, horizon, 1.1, 1.1, (176, 122, 74), depth=0.14)


def draw_window(canvas: Canvas) -> None:
    x = 0.16 if canvas.light_on_left else 0.84
    left, top, right, bottom = (x - 0.13) * SIZE, 0.05 * SIZE, (x + 0.13) * SIZE, 0.36 * SIZE
    views = {"night": (16, 22, 60), "sunset": (250, 150, 84), "snow": (224, 232, 244)}
    view = canvas.paper if canvas.medium == "line" else views[canvas.time]
    frame = canvas.ink or canvas.shade((96, 66, 44))
    canvas.draw.rectangle((left, top, right, bottom), fill=view, outline=frame, width=round(1.7 * OVERSAMPLING))
    radius = 0.055 * SIZE
    middle, height = x * SIZE, 0.2 * SIZE
    disc = (middle - radius, height - radius, middle + radius, height + radius)
    if canvas.time == "night":
        canvas.draw.ellipse(disc, fill=(250, 240, 190))
    if canvas.time == "sunset":
        canvas.draw.ellipse(disc, fill=(214, 60, 44))


WESTERN_WALLS = ((150, 160, 180), (176, 170, 166), (130, 146, 170))
JAPANESE_WALLS = ((206, 200, 190), (170, 150, 140), (190, 196, 200))
SIGNS = ((220, 60, 50), (240, 190, 60), (50, 130, 90))


def draw_town(canvas: Canvas, japanese: bool, horizon: float = 0.80) -> None:
    """Towers in the west; lower houses with upright shop signs in Japan."""
    draw_sky(canvas, horizon)
    random = canvas.random
    canvas.place(0, 0, 1)
    x = -0.06
    while x < 1.02:
        width = random.uniform(0.15, 0.21)
        height = random.uniform(0.2, 0.36) if japanese else random.uniform(0.28, 0.54)
        walls = JAPANESE_WALLS if japanese else WESTERN_WALLS
        top = horizon - height
        canvas.box(x, top, x + width, horizon + 0.02, walls[random.integers(3)], depth=0.06)
        for y in np.arange(top + 0.045, horizon - 0.08, 0.10):
            for column in (0.18, 0.58):
                left = x + width * column
                lit = random.random() < 0.7
                canvas.box(left, y, left + width * 0.26, y + 0.05, (206, 226, 240), depth=0, outline=False, lit=lit)
        if japanese and random.random() < 0.6:
            right = x + width
            canvas.box(right - 0.045, top + 0.03, right + 0.01, top + 0.19, SIGNS[random.integers(3)], depth=0)
        x += width + 0.005
    draw_ground(canvas, horizon, (150, 150, 150))
