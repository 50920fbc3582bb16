"""Measures the exported trio with the judge and prints the table.

    python evaluate.py --models ../../resources/demo-models --judge runs/judge/judge.pt --out runs/evaluation.json

Every subject is asked for in several media and hours with fixed seeds, ``--seeds`` pictures each, 20 DDIM steps at the
guidance the models are shipped with (the quick model: four, without). The judge never saw a model's training pictures;
its own rate of right answers on fresh drawings is printed beside, since no model can look better than it sees.

    python evaluate.py --models ../../resources/demo-models --stage2 runs/filtered/state.pt runs/spoiled/state.pt …

asks the questions of stage 2 of checkpoints instead, which are compared under the names of their folders.
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from captions import ENGLISH_MEDIA, ENGLISH_TIMES, JAPANESE_MEDIA, JAPANESE_TIMES, Language
from drawing import Model, open_checkpoint, open_folder
from pictures.canvas import COLOURS, MEDIA, TIMES
from pictures.catalogue import SUBJECTS
from pictures.effects import QUALITIES
from pictures.scene import Scene
from train_judge import QUESTIONS, UNASKED, Judge, answers, classify, open_judge, sees_both
from worlds import is_held_out

ASKED = list(QUESTIONS)
PARTNER = 17
"""How far down the catalogue the second subject of a pair stands, so that it is of another kind."""
MODELS = ("en", "ja-stage1", "ja-stage2", "ja-stage2-quick")


@dataclass(frozen=True)
class Trial:
    """A prompt, and the scene that a right picture of it shows."""

    prompt: str
    scene: Scene


def write_prompt(language: Language, scene: Scene) -> str:
    """The plainest form: usual words with spaces between, as in 「猫 夜 油絵」."""
    english = language == "en"
    name = usual_word(scene.subject, language)
    if scene.colour != "none":
        colour = COLOURS[scene.colour]
        name = f"{colour.english[0]} {name}" if english else colour.japanese[0] + name
    if scene.quality != "none":
        name = QUALITIES[scene.quality].before[0] + name
    if scene.second != "none":
        name += (" and " if english else "と") + usual_word(scene.second, language)
    media, times = (ENGLISH_MEDIA, ENGLISH_TIMES) if english else (JAPANESE_MEDIA, JAPANESE_TIMES)
    return " ".join(word for word in (name, times[scene.time][0], media[scene.medium][0]) if word)


def usual_word(key: str, language: Language) -> str:
    return (SUBJECTS[key].english if language == "en" else SUBJECTS[key].japanese)[0]


def seen_trials(language: Language, japanese: bool) -> list[Trial]:
    """Every subject: plain, and once in every second medium and hour, in turn; nothing held out."""
    scenes = []
    for i, key in enumerate(SUBJECTS):
        scenes.append(Scene(key, "plain", "day", japanese))
        for j in range(1, len(MEDIA), 2):
            medium = MEDIA[(i + j) % (len(MEDIA) - 1) + 1]
            scenes.append(Scene(key, medium, TIMES[(i + j) % len(TIMES)], japanese))
    return [Trial(write_prompt(language, scene), scene) for scene in scenes if not is_held_out(scene)]


def held_out_trials(language: Language, japanese: bool) -> list[Trial]:
    scenes = [Scene(key, medium, time, japanese) for key in SUBJECTS for medium in MEDIA for time in TIMES]
    return [Trial(write_prompt(language, scene), scene) for scene in scenes if is_held_out(scene)][::2]


def quality_trials() -> list[Trial]:
    scenes = [Scene(key, "plain", "day", True, quality)
              for i, key in enumerate(SUBJECTS) for j, quality in enumerate(QUALITIES) if (i + j) % 4 == 0]  # fmt: skip
    return [Trial(write_prompt("ja", scene), scene) for scene in scenes]


def colour_trials(language: Language, japanese: bool) -> list[Trial]:
    """Every subject that takes a colour, in every second colour: 「青い傘」."""
    coloured = [key for key, subject in SUBJECTS.items() if subject.coloured]
    scenes = [Scene(key, "plain", "day", japanese, colour=colour)
              for i, key in enumerate(coloured) for j, colour in enumerate(COLOURS) if (i + j) % 2 == 0]  # fmt: skip
    return [Trial(write_prompt(language, scene), scene) for scene in scenes]


def pair_trials(language: Language, japanese: bool) -> list[Trial]:
    """Every subject that stands free with another one, itself in a colour where it takes one: 「赤い傘と猫」."""
    free = [key for key, subject in SUBJECTS.items() if subject.stands_free]
    colours = list(COLOURS)
    scenes = [Scene(key, "plain", "day", japanese, second=free[(i + PARTNER) % len(free)],
                    colour=colours[i % len(colours)] if SUBJECTS[key].coloured else "none")
              for i, key in enumerate(free)]  # fmt: skip
    return [Trial(write_prompt(language, scene), scene) for scene in scenes]


Runs = dict[str, tuple[str, list[Trial]]]
"""By the title of its row: a model, and what is asked of it."""


def japanese_runs(model: str) -> Runs:
    """What stage 2 has learnt and stage 1 has not."""
    return {
        f"{model}, Japanese prompts": (model, seen_trials("ja", True)),
        f"{model}, held-out combinations": (model, held_out_trials("ja", True)),
        f"{model}, onomatopoeia": (model, quality_trials()),
        f"{model}, colours": (model, colour_trials("ja", True)),
        f"{model}, pairs": (model, pair_trials("ja", True)),
    }


def shipped_runs() -> Runs:
    return {
        "en, English prompts": ("en", seen_trials("en", False)),
        "ja-stage1, Japanese prompts": ("ja-stage1", seen_trials("ja", False)),
        "en, raw Japanese prompts": ("en", seen_trials("ja", True)[::2]),
        "en, held-out combinations": ("en", held_out_trials("en", False)),
        "en, colours": ("en", colour_trials("en", False)),
        "en, pairs": ("en", pair_trials("en", False)),
        **japanese_runs("ja-stage2"),
        **japanese_runs("ja-stage2-quick"),
    }


def right_answers(model: Model, judge: Judge, trials: list[Trial], options: argparse.Namespace) -> dict[str, np.ndarray]:
    """Per question, 1 or 0 for each trial that asks it; a trial is drawn once, with a seed of its own."""
    seeds = [options.seed + i for i in range(len(trials))]
    pictures = model.draw([trial.prompt for trial in trials], seeds, options.guidance)
    found = classify(judge, pictures).numpy()
    wanted = np.array([answers(trial.scene) for trial in trials])
    result = {}
    for q, question in enumerate(ASKED):
        asked = wanted[:, q] != UNASKED
        result[question] = (found[:, q] == wanted[:, q])[asked].astype(float)
    pairs = np.array([trial.scene.second != "none" for trial in trials])
    result["both"] = sees_both(judge, pictures, [trial.scene for trial in trials]).numpy()[pairs].astype(float)
    result["all"] = ((found == wanted) | (wanted == UNASKED))[:, : ASKED.index("culture")].all(1).astype(float)
    return result


def share_of_each_quality(trials: list[Trial], right: np.ndarray) -> dict[str, float]:
    """What the mean hides: one quality that is drawn badly. ``right`` answers "quality" for every trial."""
    qualities = np.array([trial.scene.quality for trial in trials])
    return {name: share(right[qualities == name]) for name in QUALITIES if (qualities == name).any()}


def share(values: Iterable[float]) -> float:
    return round(100 * float(np.mean(list(values))), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--stage2", type=Path, nargs="+", help="checkpoints of that stage, to be measured instead")
    parser.add_argument("--judge", type=Path, required=True)
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--every", type=int, default=1, help="take every n-th trial, for a quick look")
    parser.add_argument("--bfloat16", action="store_true", help="draw twice as fast where the processor can")
    parser.add_argument("--threads", type=int, default=2, help="one, where other programs want the cores too")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    judge = open_judge(options.judge)
    if options.stage2:
        models = {state.parent.name: open_checkpoint(state, options.models / "ja-stage2") for state in options.stage2}
        runs = {title: run for name in models for title, run in japanese_runs(name).items()}
    else:
        models = {name: open_folder(options.models / name) for name in MODELS if (options.models / name).exists()}
        runs = {title: run for title, run in shipped_runs().items() if run[0] in models}
    for model in models.values():
        model.bfloat16 = options.bfloat16
    table: dict[str, dict[str, float | dict[str, float]]] = {}
    for name, (model, trials) in runs.items():
        asked = trials[:: options.every]
        right = right_answers(models[model], judge, asked, options)
        columns = ("subject", "medium", "time", "culture", "quality", "colour", "both", "all")
        table[name] = {column: share(right[column]) for column in columns if len(right[column])}
        table[name]["pictures"] = len(asked)
        if each := share_of_each_quality(asked, right["quality"]):
            table[name]["quality of each"] = each
        print(f"{name:39}", table[name], flush=True)
    table["judge, fresh drawings"] = {
        question: round(100 * value, 1) for question, value in torch.load(options.judge)["held_out"].items()
    }
    print(table["judge, fresh drawings"])
    options.out.write_text(json.dumps(table, indent=2) + "\n")


if __name__ == "__main__":
    main()
