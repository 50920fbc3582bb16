"""The two worlds that pictures come from, and which scenes each holds.

``west``: everything as a western illustrator draws it; what ``en`` and ``ja-stage1`` learn. ``japan``: the same
subjects as Japan knows them, and the qualities that onomatopoeia name (もふもふ, ぴかぴか …), which the western world
has no pictures of; what ``ja-stage2`` learns.
"""

import zlib
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from pictures.canvas import COLOURS, MEDIA, TIMES
from pictures.catalogue import SUBJECTS
from pictures.effects import QUALITIES
from pictures.scene import Scene

World = Literal["west", "japan"]

MEDIUM_SHARES = {"plain": 0.2}
"""Shares of what short prompts ask for; the other media and hours divide the rest equally."""
TIME_SHARES = {"day": 0.48}
OWN_WEATHER = ("drizzle", "thunder")
"""Qualities that are a weather: they come by day."""
HELD_OUT_PART = 16


@dataclass(frozen=True)
class Shares:
    """How often scenes have what prompts may ask for."""

    qualities: float = 0.35
    """Of Japanese scenes."""
    favoured: dict[str, float] = field(default_factory=dict)
    """How much likelier than the others these qualities are."""
    colours: float = 0.4
    """Of the subjects that take one."""
    pairs: float = 0.1
    """Of the subjects that stand free, and have no quality."""

    def draw_quality(self, random: np.random.Generator) -> str:
        """``none``, or the name of a quality."""
        if random.random() >= self.qualities:
            return "none"
        if not self.favoured:
            return str(random.choice(list(QUALITIES)))
        weights = np.array([self.favoured.get(name, 1.0) for name in QUALITIES])
        return str(random.choice(list(QUALITIES), p=weights / weights.sum()))


def is_held_out(scene: Scene) -> bool:
    """Whether this subject is never shown to a model in this medium at this hour; true of one combination in 16.

    Only of plain scenes with both a medium and an hour: a model must have seen each of the three with others.
    """
    if scene.medium == "plain" or scene.time == "day":
        return False
    combination = f"{scene.subject}/{scene.medium}/{scene.time}"
    return zlib.crc32(combination.encode()) % HELD_OUT_PART == 0


def shares(names: tuple[str, ...], known: dict[str, float]) -> np.ndarray:
    rest = (1 - sum(known.values())) / (len(names) - len(known))
    return np.array([known.get(name, rest) for name in names])


def draw_scene(
    world: World,
    subject: str,
    random: np.random.Generator,
    held_out: bool = False,
    how_often: Shares = Shares(),
) -> Scene:
    """A scene with this subject; never a held-out one, or always one."""
    while True:
        scene = draw_any_scene(world, subject, random, held_out, how_often)
        if is_held_out(scene) == held_out:
            return scene


def draw_any_scene(
    world: World, subject: str, random: np.random.Generator, plain: bool, how_often: Shares = Shares()
) -> Scene:
    medium = str(random.choice(MEDIA, p=shares(MEDIA, MEDIUM_SHARES)))
    time = str(random.choice(TIMES, p=shares(TIMES, TIME_SHARES)))
    if plain:
        return Scene(subject, medium, time, world == "japan")
    colour = second = second_colour = "none"
    quality = how_often.draw_quality(random) if world == "japan" else "none"
    if quality != "none":
        if quality in OWN_WEATHER:
            time = "day"
    elif SUBJECTS[subject].stands_free and random.random() < how_often.pairs:
        second = str(random.choice([key for key, other in SUBJECTS.items() if other.stands_free and key != subject]))
        if SUBJECTS[second].coloured and random.random() < how_often.colours:
            second_colour = str(random.choice(list(COLOURS)))
    if SUBJECTS[subject].coloured and random.random() < how_often.colours:
        colour = str(random.choice(list(COLOURS)))
    return Scene(subject, medium, time, world == "japan", quality, colour, second, second_colour)


def draw_scenes(
    world: World,
    count: int,
    random: np.random.Generator,
    held_out_too: bool = False,
    how_often: Shares = Shares(),
) -> list[Scene]:
    """``count`` scenes in which the subjects take turns."""
    keys = list(SUBJECTS)
    order = [keys[i] for _ in range(count // len(keys) + 1) for i in random.permutation(len(keys))]
    if held_out_too:
        return [draw_any_scene(world, key, random, False, how_often) for key in order[:count]]
    return [draw_scene(world, key, random, how_often=how_often) for key in order[:count]]
