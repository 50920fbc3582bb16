"""Sheets of pictures from checkpoints or exported folders, with the noise and steps the studio uses.

    python sample.py --models ../../resources/demo-models --sheet grid --out runs/grid.png
    python sample.py --state runs/en/state.pt --language en --vae runs/vae/state.pt --latents runs/latents.npz \\
        --sheet check --out runs/en.png
    python sample.py --models ../../resources/demo-models --sheet stage2 --out runs/filter.webp \
        --states runs/right/state.pt runs/filtered/state.pt runs/spoiled/state.pt --prompts "侍" "お城 夕焼け" …
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from captions import ENGLISH_MEDIA, ENGLISH_TIMES, JAPANESE_MEDIA, JAPANESE_TIMES, Language
from drawing import Model, add_state_options, open_checkpoint, open_folder, open_state
from evaluate import usual_word
from pictures.canvas import COLOURS, MEDIA, TIMES
from pictures.catalogue import SUBJECTS
from pictures.effects import QUALITIES

STYLES = {"en": [ENGLISH_MEDIA[medium][0] for medium in MEDIA], "ja": [JAPANESE_MEDIA[medium][0] for medium in MEDIA]}
HOURS = {"en": [ENGLISH_TIMES[time][0] for time in TIMES], "ja": [JAPANESE_TIMES[time][0] for time in TIMES]}
SHEETS = ("check", "seeds", "grid", "qualities", "colours", "story", "stage2")
STORY_PROMPT = "サラリーマン 油絵"
PAIR_PROMPTS = ["赤い傘と猫", "青い車と富士山", "黄色い花とパンダ", "黒い猫とりんご",
                "サラリーマンと自転車", "鳥居とフクロウ", "ロボットと桜", "招き猫とだるま"]  # fmt: skip


def join(pictures: np.ndarray, columns: int) -> np.ndarray:
    rows = [np.concatenate(list(pictures[i : i + columns]), axis=1) for i in range(0, len(pictures), columns)]
    return np.concatenate(rows, axis=0)


def save(path: Path, sheet: np.ndarray) -> None:
    if path.suffix == ".webp":
        Image.fromarray(sheet).save(path, quality=82, method=6)
        return
    Image.fromarray(sheet).convert("P", palette=Image.Palette.ADAPTIVE, colors=256).save(path, optimize=True)


def check_sheet(model: Model, language: Language, options: argparse.Namespace) -> np.ndarray:
    """Every ``--every``-th subject in a row, once per medium, the hour changing along the way."""
    prompts = []
    for row, key in enumerate(list(SUBJECTS)[:: options.every]):
        for column, style in enumerate(STYLES[language]):
            hour = HOURS[language][(row + column) % len(TIMES)] if column else ""
            prompts.append(" ".join(part for part in (usual_word(key, language), hour, style) if part))
    seeds = [options.seed + i for i in range(len(prompts))]
    return join(model.draw(prompts, seeds, options.guidance), len(MEDIA))


def pad_to(pictures: np.ndarray, multiple: int) -> np.ndarray:
    missing = -len(pictures) % multiple
    return np.concatenate([pictures, np.full((missing, *pictures.shape[1:]), 255, np.uint8)])


def grid_sheet(options: argparse.Namespace) -> np.ndarray:
    """Left the English model, right the Japanese one: every subject, the medium changing along, from the same noise."""
    columns = []
    for name, language in (("en", "en"), ("ja-stage2", "ja")):
        model = open_folder(options.models / name)
        prompts = [f"{usual_word(key, language)} {STYLES[language][i % len(MEDIA)]}".strip()
                   for i, key in enumerate(SUBJECTS)]  # fmt: skip
        pictures = model.draw(prompts, [options.seed + i for i in range(len(prompts))], options.guidance)
        columns.append(join(pad_to(pictures, 6), 6))
    gap = np.full((columns[0].shape[0], 12, 3), 255, np.uint8)
    return np.concatenate([columns[0], gap, columns[1]], axis=1)


def qualities_sheet(options: argparse.Namespace) -> np.ndarray:
    """One row for each of three subjects: plain, then with each quality, by the Japanese model."""
    model = open_folder(options.models / "ja-stage2")
    forms = ["", *(effect.before[0] for effect in QUALITIES.values())]
    prompts = [form + usual_word(key, "ja") for key in ("cat", "daruma", "castle") for form in forms]
    seeds = [options.seed] * len(prompts)
    return join(model.draw(prompts, seeds, options.guidance), len(forms))


def colours_sheet(options: argparse.Namespace) -> np.ndarray:
    """One row for each of three subjects in every colour, and one of pairs, by the Japanese model from one noise."""
    model = open_folder(options.models / "ja-stage2")
    prompts = [colour.japanese[0] + usual_word(key, "ja")
               for key in ("umbrella", "cat", "car") for colour in COLOURS.values()] + PAIR_PROMPTS  # fmt: skip
    return join(model.draw(prompts, [options.seed] * len(prompts), options.guidance), len(COLOURS))


def story_sheet(options: argparse.Namespace) -> np.ndarray:
    """「サラリーマン 油絵」 by the three models from one noise, enlarged twice."""
    names = ("en", "ja-stage1", "ja-stage2")
    panels = [open_folder(options.models / name).draw([STORY_PROMPT], [options.seed], options.guidance)[0]
              for name in names]  # fmt: skip
    enlarged = [np.asarray(Image.fromarray(panel).resize((256, 256), Image.Resampling.LANCZOS)) for panel in panels]
    gap = np.full((256, 8, 3), 255, np.uint8)
    return np.concatenate([enlarged[0], gap, enlarged[1], gap, enlarged[2]], axis=1)


def seeds_sheet(model: Model, options: argparse.Namespace) -> np.ndarray:
    """Each prompt given with --prompts, in ten seeds."""
    prompts = [prompt for prompt in options.prompts for _ in range(10)]
    seeds = [options.seed + i for _ in options.prompts for i in range(10)]
    return join(model.draw(prompts, seeds, options.guidance), 10)


def stage2_sheet(options: argparse.Namespace) -> np.ndarray:
    """A row for each checkpoint of stage 2, a column for each prompt, which has its noise in all rows."""
    rows = []
    for state in options.states:
        model = open_checkpoint(state, options.models / "ja-stage2")
        model.bfloat16 = options.bfloat16
        seeds = [options.seed + i for i in range(len(options.prompts))]
        rows.append(join(model.draw(options.prompts, seeds, options.guidance), len(seeds)))
    return np.concatenate(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheet", choices=SHEETS, default="check")
    parser.add_argument("--models", type=Path, help="folder of exported models")
    parser.add_argument("--model", type=Path, help="one exported model, for the sheets check and seeds")
    add_state_options(parser)
    parser.add_argument("--states", type=Path, nargs="+", help="stage2: checkpoints of that stage")
    parser.add_argument("--prompts", nargs="*", default=[STORY_PROMPT])
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bfloat16", action="store_true")
    parser.add_argument("--every", type=int, default=1, help="check: take every n-th subject")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.sheet == "grid":
        sheet = grid_sheet(options)
    elif options.sheet == "qualities":
        sheet = qualities_sheet(options)
    elif options.sheet == "colours":
        sheet = colours_sheet(options)
    elif options.sheet == "story":
        sheet = story_sheet(options)
    elif options.sheet == "stage2":
        sheet = stage2_sheet(options)
    else:
        model = open_state(options) if options.state else open_folder(options.model)
        model.bfloat16 = options.bfloat16
        sheet = check_sheet(model, options.language, options) if options.sheet == "check" else seeds_sheet(model, options)
    save(options.out, sheet)


if __name__ == "__main__":
    main()
