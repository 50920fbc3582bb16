"""All subjects by their keys, out of the tables of the modules that draw them."""

from .subject import Subject
from .subjects import buildings, creatures, food, homonyms, landscapes, people, plants, things

TABLES = (people, buildings, landscapes, creatures, plants, food, things, homonyms)
SUBJECTS: dict[str, Subject] = {key: subject for table in TABLES for key, subject in table.SUBJECTS.items()}
KEYS = tuple(SUBJECTS)
