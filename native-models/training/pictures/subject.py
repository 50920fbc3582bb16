"""What a subject is: how it is drawn, where it stands, and what people call it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from .canvas import Canvas

Backdrop = Literal["field", "sea", "table", "town", "sky", "underwater", "none"]
Kind = Literal["person", "animal", "plant", "food", "thing", "vehicle", "building", "landscape"]


@dataclass(frozen=True)
class Subject:
    """One thing of the picture world.

    ``draw(canvas, japanese)`` draws the thing alone, in the unit square of ``canvas.place``: about −1…1 both ways, y
    downwards, standing on y = 1. It draws no sky and no ground and never calls ``canvas.place``: what is behind it,
    and where it stands, are decided by ``render``, so that a subject can stand alone or beside another.

    ``backdrops`` are the places it is met in (``western_backdrops`` where those of the western version differ).
    ``height`` is where its origin lies on the picture, 0 (top) … 1, ``size`` its unit as part of the picture's width.
    A subject with the backdrop ``none`` fills the picture itself (it may call ``canvas.place``) and cannot stand
    beside another; it sets ``canvas.snowy`` itself while it draws its main part, as ``render`` does for the others.

    ``has_two_versions``: the western and the Japanese picture differ. ``coloured``: it takes the colour of a prompt
    like 赤い傘, by asking ``canvas.paint(default)`` for its main colour.

    ``english`` and ``japanese`` are the words that captions use, the most usual first; several spellings of a word
    (漢字, ひらがな, カタカナ) are several words.
    """

    draw: Callable[[Canvas, bool], None]
    english: tuple[str, ...]
    japanese: tuple[str, ...]
    kind: Kind
    backdrops: tuple[Backdrop, ...] = ("field",)
    western_backdrops: tuple[Backdrop, ...] = field(default=())
    height: float = 0.60
    size: float = 0.36
    has_two_versions: bool = False
    coloured: bool = False
    turns: bool = True
    """Whether it may face either way. Lettering and left-handed swords may not."""

    @property
    def stands_free(self) -> bool:
        """Whether it can stand beside another subject."""
        return self.backdrops != ("none",)
