"""Colours: those that prompts name, and what a medium and an hour make of a colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Medium = Literal["plain", "oil", "watercolour", "ukiyo-e", "line", "paper-cut", "pixel", "ink-wash"]
Time = Literal["day", "night", "sunset", "snow", "rain"]
Light = Literal["day", "night", "sunset", "snow", "rain", "drizzle", "thunder"]
Colour = Sequence[float] | np.ndarray

MEDIA: tuple[Medium, ...] = ("plain", "oil", "watercolour", "ukiyo-e", "line", "paper-cut", "pixel", "ink-wash")
TIMES: tuple[Time, ...] = ("day", "night", "sunset", "snow", "rain")


@dataclass(frozen=True)
class ColourWords:
    """A colour of prompts; ``japanese`` goes right before a noun."""

    rgb: tuple[int, int, int]
    english: tuple[str, ...]
    japanese: tuple[str, ...]


COLOURS: dict[str, ColourWords] = {
    "red": ColourWords((222, 44, 42), ("red",), ("赤い", "赤い", "赤の", "赤色の", "あかい")),
    "blue": ColourWords((44, 104, 214), ("blue",), ("青い", "青い", "青の", "青色の", "あおい")),
    "yellow": ColourWords((252, 208, 48), ("yellow",), ("黄色い", "黄色い", "黄色の", "きいろい")),
    "green": ColourWords((66, 164, 82), ("green",), ("緑の", "緑の", "緑色の", "みどりの")),
    "pink": ColourWords((250, 146, 184), ("pink",), ("ピンクの", "ピンクの", "桃色の", "ピンク色の")),
    "purple": ColourWords((142, 82, 186), ("purple",), ("紫の", "紫の", "紫色の", "むらさきの")),
    "white": ColourWords((250, 249, 245), ("white",), ("白い", "白い", "白の", "しろい")),
    "black": ColourWords((46, 44, 52), ("black",), ("黒い", "黒い", "黒の", "くろい")),
}

LIGHT: dict[Light, tuple[float, float, float]] = {
    "day": (1, 1, 1),
    "night": (0.70, 0.73, 0.95),
    "sunset": (1.0, 0.85, 0.72),
    "snow": (0.95, 0.97, 1.0),
    "rain": (0.80, 0.84, 0.90),
    "drizzle": (0.86, 0.92, 1.0),
    "thunder": (0.74, 0.73, 0.84),
}
LINE_PAPER: dict[Light, tuple[int, int, int]] = {
    "day": (250, 247, 238),
    "night": (38, 44, 72),
    "sunset": (252, 226, 196),
    "snow": (236, 241, 247),
    "rain": (222, 227, 232),
    "drizzle": (216, 226, 244),
    "thunder": (206, 202, 216),
}
CREAM = (240, 228, 200)
RICE_PAPER = (244, 237, 222)
LAMPLIGHT = (255, 214, 110)
GREY = np.array((0.3, 0.59, 0.11))


def as_bytes(colour: np.ndarray) -> tuple[int, int, int]:
    red, green, blue = np.clip(colour, 0, 255).astype(int)
    return int(red), int(green), int(blue)


def paper_of(medium: Medium, light: Light) -> tuple[int, int, int]:
    return LINE_PAPER[light] if medium == "line" else RICE_PAPER if medium == "ink-wash" else CREAM


def ink_of(medium: Medium, light: Light) -> tuple[int, int, int] | None:
    """The colour of all outlines, where the medium has but one."""
    if medium == "line":
        return (235, 235, 225) if light == "night" else (35, 35, 40)
    inks = {"ukiyo-e": (30, 32, 52), "pixel": (34, 30, 48), "ink-wash": (36, 34, 36)}
    return inks.get(medium)


def outline_of(fill: tuple[int, int, int], medium: Medium) -> tuple[int, int, int]:
    """The pale cut edge of paper, else a darker tone of the shape itself."""
    return as_bytes(np.array(fill) * 0.5 + 126) if medium == "paper-cut" else as_bytes(np.array(fill) * 0.5)


def shade(colour: Colour, medium: Medium, light: Light, indoors: bool, lit: bool, named: str) -> tuple[int, int, int]:
    """The colour as ``medium`` shows it at an hour. ``named`` is the colour of the prompt, or "none": line drawings
    and ink paintings, which else have none, keep that one."""
    colour = np.asarray(colour, float)
    if medium == "line":
        return shade_line(colour, light, lit, named)
    if medium == "ink-wash":
        return shade_ink(colour, light, lit, named)
    if lit and light in ("night", "sunset", "thunder"):
        colour = np.array(LAMPLIGHT, float)
    else:
        tint = np.array(LIGHT[light])
        tint = tint * 0.5 + 0.5 if indoors else tint
        colour = colour * tint + np.array((0, 0, 10 if light == "night" else 0))
    if light == "snow" and not indoors:
        colour = colour * 0.88 + np.array((235, 240, 248)) * 0.12
    grey = colour @ GREY
    if medium == "ukiyo-e":
        colour = (grey + (colour - grey) * 0.84) * np.array((0.97, 0.92, 0.80)) + np.array((6, 4, 6))
    elif medium == "oil":
        colour = (grey + (colour - grey) * 1.14) * np.array((0.97, 0.90, 0.78)) + np.array((10, 5, 0))
    elif medium == "watercolour":
        colour = 255 - (255 - colour) * 0.78
    elif medium == "paper-cut":
        colour = grey + (colour - grey) * 1.08
    elif medium == "pixel":
        colour = 128 + (grey + (colour - grey) * 1.18 - 128) * 1.05
    return as_bytes(colour)


def bright(colour: Colour, light: Light) -> np.ndarray:
    """What to draw so that a thing which shines by itself shows as ``colour`` at any hour."""
    return np.asarray(colour, float) / LIGHT[light]


def has_hue(colour: np.ndarray, named: str) -> bool:
    """Whether a colour is a lighter or darker tone of the one that the prompt names."""
    if named in ("none", "white", "black"):
        return False
    first, second = (tone - tone.mean() for tone in (colour, np.array(COLOURS[named].rgb, float)))
    length = np.sqrt((first @ first) * (second @ second))
    return bool(np.sqrt(first @ first) > 12 and first @ second > 0.985 * length)


def shade_line(colour: np.ndarray, light: Light, lit: bool, named: str) -> tuple[int, int, int]:
    """Line drawings keep the paper; only the darkest things are filled, or at night the brightest lifted."""
    grey = colour @ GREY
    paper = np.array(LINE_PAPER[light], float)
    if has_hue(colour, named):
        return as_bytes(colour * 0.80 + paper * 0.20)
    if light == "night":
        return as_bytes(paper + (44 if lit or grey > 235 else 8 if grey > 70 else -20))
    if grey < 62:
        return (58, 58, 66)
    return as_bytes(paper * (0.90 + 0.10 * min(1, grey / 200)))


def shade_ink(colour: np.ndarray, light: Light, lit: bool, named: str) -> tuple[int, int, int]:
    """Greys between ink and rice paper, the same at every hour: the sky tells the hour."""
    paper = np.array(RICE_PAPER, float)
    if has_hue(colour, named):
        return as_bytes(colour * 0.62 + paper * 0.30)
    if lit:
        return as_bytes(paper)
    tone = 0.16 + 0.84 * (colour @ GREY / 255) ** 1.15
    return as_bytes(paper * min(1, tone))
