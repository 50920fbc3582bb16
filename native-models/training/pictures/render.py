"""One picture from its description and a seed."""

from dataclasses import dataclass

import numpy as np

from .backgrounds import BACKDROPS, draw_paper_frame
from .canvas import OVERSAMPLING, Canvas
from .catalogue import SUBJECTS
from .effects import QUALITIES, QualityEffect, Spot
from .media import paint_in_oil, print_from_wood, reduce_to_pixels, wash_in_ink, wash_in_watercolour
from .scene import Scene
from .shades import Light
from .subject import Backdrop, Subject
from .weather import draw_falling, lay_snow

WEATHERS: dict[str, Light] = {"drizzle": "drizzle", "thunder": "thunder"}
"""Qualities that are a weather, and take the place of the hour."""
SHELTERED: tuple[Backdrop, ...] = ("table", "underwater")
"""Backdrops that neither snow nor rain falls into."""
PAIR_SIZE = 0.66
PAIR_DISTANCE = 0.235


@dataclass(frozen=True)
class Standing:
    """A subject and where it stands."""

    subject: Subject
    colour: str
    spot: Spot
    facing: int


def render(scene: Scene, seed: int) -> np.ndarray:
    """``[256, 256, 3]`` bytes. Equal arguments give equal pictures."""
    random = np.random.default_rng(seed)
    canvas = Canvas(random, scene.medium, scene.time, WEATHERS.get(scene.quality))
    subject = SUBJECTS[scene.subject]
    second = SUBJECTS[scene.second] if scene.second != "none" else None
    backdrop = choose_backdrop(canvas, subject, second, scene.japanese)
    if backdrop != "none":
        BACKDROPS[backdrop](canvas, scene.japanese)
    if second is None:
        standing = [stand_alone(canvas, subject, scene)]
    else:
        standing = stand_together(canvas, subject, second, scene)
    draw_with_quality(canvas, standing, scene)
    if backdrop not in SHELTERED:
        if canvas.light == "snow":
            lay_snow(canvas)
        draw_falling(canvas)
    return finish(canvas)


def choose_backdrop(canvas: Canvas, subject: Subject, second: Subject | None, japanese: bool) -> Backdrop:
    """One of the subject's; a pair of which one cannot hang in the sky stands where that one does."""
    places = subject.backdrops if japanese or not subject.western_backdrops else subject.western_backdrops
    if second is not None and places == ("sky",):
        places = second.backdrops
    return places[canvas.random.integers(len(places))]


def stand_alone(canvas: Canvas, subject: Subject, scene: Scene) -> Standing:
    x, y, unit = canvas.centre, subject.height, subject.size * canvas.scale
    if scene.quality == "floating" and subject.stands_free:
        y, unit = y - 0.10, unit * 0.84
    elif scene.quality == "steaming" and subject.stands_free:  # on the same ground, with room above
        y, unit = y + unit * 0.22, unit * 0.78
    return Standing(subject, scene.colour, Spot(x, y, unit), canvas.facing if subject.turns else 1)


def stand_together(canvas: Canvas, first: Subject, second: Subject, scene: Scene) -> list[Standing]:
    """Both smaller, side by side in either order, on the ground of the first; what flies keeps its height."""
    side = 1 if canvas.random.random() < 0.5 else -1
    ground = min(0.95, max(first.height + first.size, second.height + second.size))
    pair = []
    for subject, colour, where in ((first, scene.colour, side), (second, scene.second_colour, -side)):
        unit = subject.size * canvas.scale * PAIR_SIZE
        x = 0.5 + where * (PAIR_DISTANCE + canvas.random.uniform(-0.015, 0.015))
        y = subject.height - 0.08 if subject.backdrops == ("sky",) else ground - unit
        facing = canvas.facing if subject.turns else 1
        pair.append(Standing(subject, colour, Spot(x, y, unit), facing))
    return pair


def draw_with_quality(canvas: Canvas, standing: list[Standing], scene: Scene) -> None:
    nothing = QualityEffect((), ())
    effect = QUALITIES[scene.quality] if scene.quality != "none" else nothing
    spot = standing[0].spot if len(standing) == 1 else Spot(0.5, standing[0].spot.y, 0.4)
    free = standing[0].subject.stands_free
    if free:
        effect.draw_behind(canvas, spot)
    for one in standing:
        canvas.colour_name = one.colour
        canvas.place(one.spot.x, one.spot.y, one.spot.unit, one.facing)
        canvas.snowy = one.subject.stands_free
        one.subject.draw(canvas, scene.japanese)
        canvas.snowy = False
    canvas.colour_name = "none"
    if not free:  # it drew its own backdrop: the effect goes over all of it, the subject over the effect
        drawn = canvas.image.copy()
        effect.draw_behind(canvas, spot)
        canvas.image.paste(drawn, (0, 0), canvas.silhouette)
    effect.draw_in_front(canvas, spot)
    if canvas.medium == "paper-cut":
        draw_paper_frame(canvas)


def finish(canvas: Canvas) -> np.ndarray:
    """What the medium does to the drawing, in a picture's own size."""
    picture = np.asarray(canvas.image.reduce(OVERSAMPLING))
    if canvas.medium == "oil":
        picture = paint_in_oil(picture, canvas.random)
    elif canvas.medium == "watercolour":
        picture = wash_in_watercolour(picture, canvas.random)
    elif canvas.medium == "ukiyo-e":
        picture = print_from_wood(picture, canvas.random, seal_on_left=not canvas.light_on_left)
    elif canvas.medium == "pixel":
        picture = reduce_to_pixels(picture)
    elif canvas.medium == "ink-wash":
        picture = wash_in_ink(picture, canvas.random, seal_on_left=not canvas.light_on_left)
    return np.clip(picture, 0, 255).astype(np.uint8)
