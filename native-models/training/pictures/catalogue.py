"""All subjects by their keys, out of the tables of the modules that draw them."""

from .subject import Subject
from .subjects import (
    animals,
    birds,
    buildings,
    creatures,
    figures,
    food,
    homonyms,
    landmarks,
    landscapes,
    people,
    plants,
    play,
    sky,
    streets,
    things,
)

TABLES = (
    people,
    figures,
    buildings,
    landmarks,
    landscapes,
    plants,
    creatures,
    animals,
    birds,
    food,
    things,
    play,
    sky,
    streets,
    homonyms,
)
SUBJECTS: dict[str, Subject] = {key: subject for table in TABLES for key, subject in table.SUBJECTS.items()}
KEYS = tuple(SUBJECTS)
