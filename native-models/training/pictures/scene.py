"""What a picture shows: the description from which it is drawn and captioned."""

from dataclasses import dataclass
from typing import Literal

from .canvas import Medium, Time

Quality = Literal["none", "fluffy", "shining", "drizzle", "thunder", "excited", "floating", "steaming", "spinning"]


@dataclass(frozen=True)
class Scene:
    """``subject`` and ``second`` are keys of ``SUBJECTS``, ``colour`` and ``second_colour`` of ``COLOURS``; ``none``
    where there is none. ``japanese`` chooses the version of subjects that have two."""

    subject: str
    medium: Medium
    time: Time
    japanese: bool
    quality: Quality = "none"
    colour: str = "none"
    second: str = "none"
    second_colour: str = "none"
