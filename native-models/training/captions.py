"""English and Japanese captions for a scene, in the many forms that people type as prompts.

Words come from the subject's table; what is said about a subject goes before it (赤い, もふもふの, "red"), what is said
about the picture (medium, hour) before or behind, with and without particles, commas and spaces.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from pictures.canvas import COLOURS, Medium, Time
from pictures.catalogue import SUBJECTS
from pictures.effects import QUALITIES
from pictures.scene import Scene

Language = Literal["en", "ja"]

ENGLISH_MEDIA: dict[Medium, Sequence[str]] = {
    "plain": ("",),
    "oil": ("oil painting", "oil painting", "oil on canvas"),
    "watercolour": ("watercolor", "watercolor painting", "watercolour"),
    "ukiyo-e": ("ukiyo-e", "ukiyo-e", "woodblock print"),
    "line": ("line drawing", "line drawing", "line art"),
    "paper-cut": ("paper cut", "paper cutout", "papercut"),
    "pixel": ("pixel art", "pixel art", "8-bit pixel art"),
    "ink-wash": ("ink wash painting", "sumi-e", "ink painting"),
}
ENGLISH_TIMES: dict[Time, Sequence[str]] = {
    "day": ("", "", "", "", "daytime", "sunny day"),
    "night": ("night", "at night"),
    "sunset": ("sunset", "at sunset", "dusk"),
    "snow": ("snow", "in the snow", "winter"),
    "rain": ("rain", "in the rain", "rainy day"),
}
ENGLISH_PHRASES: dict[Time, Sequence[str]] = {
    "day": ("", "", "on a sunny day"),
    "night": ("at night", "under the moon"),
    "sunset": ("at sunset", "at dusk"),
    "snow": ("in the snow", "on a snowy day"),
    "rain": ("in the rain", "on a rainy day"),
}
ENGLISH_ADJECTIVES = ("beautiful", "cute", "little", "old", "lovely", "nice", "detailed")
WITHOUT_ARTICLE = ("noodles", "pasta", "sweets", "mount fuji", "mt. fuji", "mountains", "cherry blossoms", "sushi",
                   "bamboo", "shaved ice", "ice", "shibuya", "tokyo tower", "autumn leaves", "tea",
                   "nigiri sushi", "carp streamers", "koinobori")  # fmt: skip

JAPANESE_MEDIA: dict[Medium, Sequence[str]] = {
    "plain": ("",),
    "oil": ("油絵", "油絵", "油絵", "油彩"),
    "watercolour": ("水彩画", "水彩画", "水彩"),
    "ukiyo-e": ("浮世絵", "浮世絵", "木版画"),
    "line": ("線画", "線画", "線描"),
    "paper-cut": ("切り絵", "切り絵", "きりえ"),
    "pixel": ("ドット絵", "ドット絵", "ピクセルアート"),
    "ink-wash": ("水墨画", "水墨画", "墨絵"),
}
JAPANESE_TIMES: dict[Time, Sequence[str]] = {
    "day": ("", "", "", "", "昼", "晴れ"),
    "night": ("夜", "夜", "夜景"),
    "sunset": ("夕焼け", "夕焼け", "夕暮れ", "夕日"),
    "snow": ("雪", "雪", "雪景色", "冬"),
    "rain": ("雨", "雨", "雨の日", "雨降り"),
}
JAPANESE_PHRASES: dict[Time, Sequence[str]] = {
    "day": ("", "", "晴れた日の"),
    "night": ("夜の", "月夜の"),
    "sunset": ("夕焼けの", "夕暮れの"),
    "snow": ("雪の中の", "雪の日の", "雪の"),
    "rain": ("雨の中の", "雨の日の", "雨の"),
}
JAPANESE_ADJECTIVES = ("きれいな", "美しい", "かわいい", "小さな", "古い", "すてきな", "大きな")
USUAL_NAME = 0.72
"""Share of captions that use the most usual word of a subject."""
IDLE_ADJECTIVE = 0.06
"""Share of captions with an adjective that changes nothing in the picture."""


def choose(random: np.random.Generator, words: Sequence[str]) -> str:
    return words[random.integers(len(words))]


def choose_hour(random: np.random.Generator, words: dict[Time, Sequence[str]], scene: Scene) -> str:
    """Words for the hour; none where the picture does not show it: a moon by day hangs in a night sky, and drizzle and
    thunder are weather enough."""
    if scene.time == "day" and (scene.subject == "moon" or scene.quality in ("drizzle", "thunder")):
        return ""
    return choose(random, words[scene.time])


def caption(language: Language, scene: Scene, random: np.random.Generator) -> str:
    """One caption; equal states of ``random`` give equal captions."""
    return (caption_in_english if language == "en" else caption_in_japanese)(scene, random)


def caption_in_english(scene: Scene, random: np.random.Generator) -> str:
    name = name_in_english(scene, random)
    style = choose(random, ENGLISH_MEDIA[scene.medium])
    if random.random() < 0.6:
        extras = [extra for extra in (choose_hour(random, ENGLISH_TIMES, scene), style) if extra]
        if random.random() < 0.3:
            extras.reverse()
        parts = [name, *extras] if random.random() < 0.85 else [*extras, name]
        return (" " if random.random() < 0.4 else ", ").join(parts)
    article = "" if name.startswith(WITHOUT_ARTICLE) else "an " if name[0] in "aeiou" else "a "
    phrase = " ".join(part for part in (article + name, choose_hour(random, ENGLISH_PHRASES, scene)) if part)
    if not style:
        return choose(random, ("", "", "a picture of ", "an illustration of ")) + phrase
    if random.random() < 0.3:
        return f"{phrase}, {style}"
    return f"{'an' if style[0] in 'aeiou' else 'a'} {style} of {phrase}"


def name_in_english(scene: Scene, random: np.random.Generator) -> str:
    """The subject, or both: "red umbrella and a cat". Qualities have no English word here: no picture shows one."""
    words = SUBJECTS[scene.subject].english
    name = words[0] if random.random() < USUAL_NAME else choose(random, words)
    if scene.colour != "none":
        name = f"{choose(random, COLOURS[scene.colour].english)} {name}"
    if random.random() < IDLE_ADJECTIVE:
        name = f"{choose(random, ENGLISH_ADJECTIVES)} {name}"
    if scene.second == "none":
        return name
    second = choose(random, SUBJECTS[scene.second].english[:2])
    if scene.second_colour != "none":
        second = f"{choose(random, COLOURS[scene.second_colour].english)} {second}"
    article = "" if random.random() < 0.4 or second.startswith(WITHOUT_ARTICLE) else "a "
    return f"{name} {choose(random, ('and', 'and', 'with'))} {article}{second}"


def caption_in_japanese(scene: Scene, random: np.random.Generator) -> str:
    name = name_in_japanese(scene, random)
    style = choose(random, JAPANESE_MEDIA[scene.medium])
    if random.random() < 0.6:
        extras = [extra for extra in (choose_hour(random, JAPANESE_TIMES, scene), style) if extra]
        if random.random() < 0.3:
            extras.reverse()
        parts = [name, *extras] if random.random() < 0.85 else [*extras, name]
        return choose(random, (" ", " ", " ", "、", "の", "　")).join(parts)
    phrase = choose_hour(random, JAPANESE_PHRASES, scene) + name
    if not style:
        return phrase + choose(random, ("", "", "の絵", "のイラスト"))
    if random.random() < 0.5:
        return f"{phrase}の{style}"
    return choose(random, (f"{style}で描いた{phrase}", f"{style}の{phrase}", f"{phrase}、{style}"))


def name_in_japanese(scene: Scene, random: np.random.Generator) -> str:
    """The subject, or both, with colour and quality: もふもふの猫, 赤い傘と猫."""
    words = SUBJECTS[scene.subject].japanese
    name = words[0] if random.random() < USUAL_NAME else choose(random, words)
    if scene.colour != "none":
        name = choose(random, COLOURS[scene.colour].japanese) + name
    if random.random() < IDLE_ADJECTIVE:
        name = choose(random, JAPANESE_ADJECTIVES) + name
    if scene.quality != "none":
        name = with_quality(name, scene.quality, random)
    if scene.second == "none":
        return name
    second = choose(random, SUBJECTS[scene.second].japanese[:2])
    if scene.second_colour != "none":
        second = choose(random, COLOURS[scene.second_colour].japanese) + second
    return name + choose(random, ("と", "と", "と", " ")) + second


def with_quality(name: str, quality: str, random: np.random.Generator) -> str:
    """もふもふの猫, or as two words: 猫 もふもふ."""
    form = choose(random, QUALITIES[quality].before)
    if random.random() < 0.75:
        return form + name
    return f"{name} {choose(random, QUALITIES[quality].alone)}"
