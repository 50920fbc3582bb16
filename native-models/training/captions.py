"""English and Japanese captions for a drawn picture, in the many short forms that people type as prompts."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from pictures.canvas import Medium, Time
from pictures.catalogue import SUBJECTS

Language = Literal["en", "ja"]

ENGLISH_MEDIA: dict[Medium, Sequence[str]] = {
    "plain": ("",),
    "oil": ("oil painting", "oil painting", "oil on canvas"),
    "watercolour": ("watercolor", "watercolor painting", "watercolour"),
    "ukiyo-e": ("ukiyo-e", "ukiyo-e", "woodblock print"),
    "line": ("line drawing", "line drawing", "line art"),
}
ENGLISH_TIMES: dict[Time, Sequence[str]] = {
    "day": ("", "", "", "", "daytime", "sunny day"),
    "night": ("night", "at night"),
    "sunset": ("sunset", "at sunset", "dusk"),
    "snow": ("snow", "in the snow", "winter"),
}
ENGLISH_PHRASES: dict[Time, Sequence[str]] = {
    "day": ("", "", "on a sunny day"),
    "night": ("at night", "under the moon"),
    "sunset": ("at sunset", "at dusk"),
    "snow": ("in the snow", "on a snowy day"),
}
ENGLISH_ADJECTIVES = ("beautiful", "cute", "little", "old", "lovely", "nice", "detailed")
WITHOUT_ARTICLE = ("noodles", "pasta", "sweets", "mount fuji", "mt. fuji", "mountains", "cherry blossoms")

JAPANESE_MEDIA: dict[Medium, Sequence[str]] = {
    "plain": ("",),
    "oil": ("油絵", "油絵", "油絵", "油彩"),
    "watercolour": ("水彩画", "水彩画", "水彩"),
    "ukiyo-e": ("浮世絵", "浮世絵", "木版画"),
    "line": ("線画", "線画", "線描"),
}
JAPANESE_TIMES: dict[Time, Sequence[str]] = {
    "day": ("", "", "", "", "昼", "晴れ"),
    "night": ("夜", "夜", "夜景"),
    "sunset": ("夕焼け", "夕焼け", "夕暮れ", "夕日"),
    "snow": ("雪", "雪", "雪景色", "冬"),
}
JAPANESE_PHRASES: dict[Time, Sequence[str]] = {
    "day": ("", "", "晴れた日の"),
    "night": ("夜の", "月夜の"),
    "sunset": ("夕焼けの", "夕暮れの"),
    "snow": ("雪の中の", "雪の日の", "雪の"),
}
JAPANESE_ADJECTIVES = ("きれいな", "美しい", "かわいい", "小さな", "古い", "すてきな", "大きな")


def choose(random: np.random.Generator, words: Sequence[str]) -> str:
    return words[random.integers(len(words))]


def caption(language: Language, subject: str, medium: Medium, time: Time, random: np.random.Generator) -> str:
    """One caption; equal states of ``random`` give equal captions."""
    write = caption_in_english if language == "en" else caption_in_japanese
    return write(subject, medium, time, random)


def caption_in_english(subject: str, medium: Medium, time: Time, random: np.random.Generator) -> str:
    words = SUBJECTS[subject].english
    name = words[0] if random.random() < 0.75 else choose(random, words)
    style = choose(random, ENGLISH_MEDIA[medium])
    article = "" if name in WITHOUT_ARTICLE else "a "
    if random.random() < 0.08:
        name = f"{choose(random, ENGLISH_ADJECTIVES)} {name}"
    if random.random() < 0.6:
        extras = [extra for extra in (choose(random, ENGLISH_TIMES[time]), style) if extra]
        if random.random() < 0.3:
            extras.reverse()
        parts = [name, *extras] if random.random() < 0.85 else [*extras, name]
        return (" " if random.random() < 0.4 else ", ").join(parts)
    phrase = " ".join(part for part in (article + name, choose(random, ENGLISH_PHRASES[time])) if part)
    if not style:
        return choose(random, ("", "", "a picture of ", "an illustration of ")) + phrase
    if random.random() < 0.3:
        return f"{phrase}, {style}"
    return f"{'an' if style[0] in 'aeiou' else 'a'} {style} of {phrase}"


def caption_in_japanese(subject: str, medium: Medium, time: Time, random: np.random.Generator) -> str:
    words = SUBJECTS[subject].japanese
    name = words[0] if random.random() < 0.8 else choose(random, words)
    style = choose(random, JAPANESE_MEDIA[medium])
    if random.random() < 0.08:
        name = choose(random, JAPANESE_ADJECTIVES) + name
    if random.random() < 0.6:
        extras = [extra for extra in (choose(random, JAPANESE_TIMES[time]), style) if extra]
        if random.random() < 0.3:
            extras.reverse()
        parts = [name, *extras] if random.random() < 0.85 else [*extras, name]
        return choose(random, (" ", " ", " ", "、", "の")).join(parts)
    phrase = choose(random, JAPANESE_PHRASES[time]) + name
    if not style:
        return phrase + choose(random, ("", "", "の絵", "のイラスト"))
    if random.random() < 0.5:
        return f"{phrase}の{style}"
    return choose(random, (f"{style}で描いた{phrase}", f"{style}の{phrase}", f"{phrase}、{style}"))
