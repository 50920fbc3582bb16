"""The subjects: how each is drawn, and whether Japan draws it differently."""

from collections.abc import Callable
from dataclasses import dataclass

from .canvas import Canvas
from .subjects import buildings, creatures, landscapes, people, things


@dataclass(frozen=True)
class Subject:
    """``draw(canvas, japanese)``; ``has_two_versions`` when the western and the Japanese picture differ.

    ``english`` and ``japanese`` are the words captions use, the most usual first.
    """

    draw: Callable[[Canvas, bool], None]
    has_two_versions: bool
    english: tuple[str, ...]
    japanese: tuple[str, ...]


SUBJECTS: dict[str, Subject] = {
    "office-worker": Subject(
        people.draw_office_worker, True, ("businessman", "office worker"), ("サラリーマン", "会社員")
    ),
    "warrior": Subject(people.draw_warrior, True, ("warrior", "knight"), ("侍", "武士")),
    "house": Subject(buildings.draw_house, True, ("house", "home"), ("家", "民家")),
    "castle": Subject(buildings.draw_castle, True, ("castle",), ("城", "お城")),
    "bridge": Subject(buildings.draw_bridge, True, ("bridge",), ("橋",)),
    "noodles": Subject(things.draw_noodles, True, ("noodles", "pasta"), ("ラーメン", "麺")),
    "sweets": Subject(things.draw_sweets, True, ("sweets", "cake"), ("お菓子", "団子")),
    "lantern": Subject(things.draw_lantern, True, ("lantern", "lamp"), ("提灯", "ちょうちん")),
    "umbrella": Subject(things.draw_umbrella, True, ("umbrella",), ("傘",)),
    "mountain": Subject(landscapes.draw_mountain, True, ("mountain", "mountains"), ("山",)),
    "fuji": Subject(landscapes.draw_fuji, False, ("mount fuji", "mt. fuji"), ("富士山",)),
    "torii": Subject(landscapes.draw_torii, False, ("torii gate", "torii"), ("鳥居",)),
    "cherry-tree": Subject(landscapes.draw_cherry_tree, False, ("cherry blossom tree", "cherry blossoms"), ("桜",)),
    "wave": Subject(landscapes.draw_wave, False, ("wave", "big wave"), ("波", "大波")),
    "cat": Subject(creatures.draw_cat, False, ("cat",), ("猫", "ねこ")),
    "fish": Subject(creatures.draw_fish, False, ("fish",), ("魚",)),
    "daruma": Subject(creatures.draw_daruma, False, ("daruma doll", "daruma"), ("だるま", "達磨")),
    "car": Subject(things.draw_car, False, ("car",), ("車", "自動車")),
    "boat": Subject(things.draw_boat, False, ("boat", "sailing boat"), ("船", "ヨット")),
}
KEYS = tuple(SUBJECTS)
