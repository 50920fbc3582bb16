"""Sheets of pictures from checkpoints or exported folders, with the noise and steps the studio uses.

    python sample.py --models ../../resources/demo-models --sheet grid --out runs/grid.png
    python sample.py --state runs/en/state.pt --language en --vae runs/vae/state.pt --latents runs/latents.npz \\
        --sheet check --out runs/en.png
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file

from captions import Language
from diffusion import sample
from networks import VAE, TextEncoder, UNet
from pictures.catalogue import KEYS, SUBJECTS
from tokenizers import JapaneseTokenizer, Tokenizer, open_tokenizer
from train_vae import load_weights, to_bytes

STYLES = {"en": ("", "oil painting", "watercolor", "ukiyo-e", "line drawing"),
          "ja": ("", "油絵", "水彩画", "浮世絵", "線画")}  # fmt: skip
TIMES = {"en": ("", "night", "sunset", "snow"), "ja": ("", "夜", "夕焼け", "雪")}
STORY_PROMPT = "サラリーマン 油絵"
BATCH = 20


@dataclass
class Model:
    unet: UNet
    text: TextEncoder
    tokenizer: Tokenizer
    vae: VAE
    latent_scale: float

    @torch.no_grad()
    def draw(self, prompts: list[str], seeds: list[int], guidance: float, steps: int = 20) -> np.ndarray:
        """``[n, 128, 128, 3]`` bytes, one per prompt and seed."""
        empty = torch.tensor(self.tokenizer.encode(""))
        parts = []
        for i in range(0, len(prompts), BATCH):
            ids = torch.tensor([self.tokenizer.encode(prompt) for prompt in prompts[i : i + BATCH]])
            latents = sample(self.unet, self.text, ids, empty, seeds[i : i + BATCH], guidance, steps)
            parts.append(to_bytes(self.vae.decode(latents / self.latent_scale)))
        return np.concatenate(parts)


def open_state(options: argparse.Namespace) -> Model:
    """A checkpoint of train_unet.py with a checkpoint of train_vae.py."""
    state = torch.load(options.state, weights_only=True)
    unet, text, vae = UNet(tuple(state["widths"])), TextEncoder(state["vocabulary"]), VAE()
    unet.load_state_dict(state["unet"])
    text.load_state_dict(state["text"])
    vae.load_state_dict(load_weights(options.vae))
    tokenizer = open_tokenizer(options.language, options.japanese_tokenizer)
    return Model(unet, text, tokenizer, vae, 1 / float(np.load(options.latents)["deviation"]))


def open_folder(folder: Path) -> Model:
    """An exported model, through the very files that the studio reads."""
    borrowed = json.loads((folder / "nishiki.json").read_text(encoding="utf-8"))["components"]

    def component(name: str) -> Path:
        return folder / borrowed.get(name, name)

    def config(name: str) -> dict:
        return json.loads((component(name) / "config.json").read_text(encoding="utf-8"))

    def weights(name: str, file: str) -> dict[str, torch.Tensor]:
        return {key: value.float() for key, value in load_file(component(name) / file).items()}

    unet, text, vae = UNet(tuple(config("unet")["block_out_channels"])), TextEncoder(
        config("text_encoder")["vocab_size"]
    ), VAE()  # fmt: skip
    unet.load_state_dict(weights("unet", "diffusion_pytorch_model.safetensors"))
    text.load_state_dict(weights("text_encoder", "model.safetensors"))
    vae.load_state_dict(weights("vae", "diffusion_pytorch_model.safetensors"))
    spiece = component("tokenizer") / "spiece.model"
    tokenizer = JapaneseTokenizer(spiece) if spiece.exists() else open_tokenizer("en", spiece)
    return Model(unet, text, tokenizer, vae, config("vae")["scaling_factor"])


def join(pictures: np.ndarray, columns: int) -> np.ndarray:
    rows = [np.concatenate(list(pictures[i : i + columns]), axis=1) for i in range(0, len(pictures), columns)]
    return np.concatenate(rows, axis=0)


def save(path: Path, sheet: np.ndarray) -> None:
    Image.fromarray(sheet).convert("P", palette=Image.Palette.ADAPTIVE, colors=256).save(path, optimize=True)


def subject_prompts(language: Language) -> list[str]:
    """Each subject once per medium, the hour changing along the way."""
    prompts = []
    for row, key in enumerate(KEYS):
        word = (SUBJECTS[key].english if language == "en" else SUBJECTS[key].japanese)[0]
        for column, style in enumerate(STYLES[language]):
            hour = TIMES[language][(row + column) % 4] if column else ""
            prompts.append(" ".join(part for part in (word, hour, style) if part))
    return prompts


def check_sheet(model: Model, language: Language, options: argparse.Namespace) -> np.ndarray:
    """Every subject in every medium: 10 columns, so two subjects to a row."""
    prompts = subject_prompts(language)
    return join(pad_to(model.draw(prompts, [options.seed + i for i in range(len(prompts))], options.guidance), 10), 10)


def pad_to(pictures: np.ndarray, multiple: int) -> np.ndarray:
    missing = -len(pictures) % multiple
    return np.concatenate([pictures, np.full((missing, *pictures.shape[1:]), 255, np.uint8)])


def grid_sheet(options: argparse.Namespace) -> np.ndarray:
    """Left the English model, right the Japanese one: every subject, the medium changing along, from the same noise."""
    columns = []
    for name, language in (("en", "en"), ("ja-stage2", "ja")):
        model = open_folder(options.models / name)
        prompts = []
        for i, key in enumerate(KEYS):
            word = (SUBJECTS[key].english if language == "en" else SUBJECTS[key].japanese)[0]
            prompts.append(f"{word} {STYLES[language][i % 5]}".strip())
        seeds = [options.seed + i for i in range(len(prompts))]
        columns.append(join(pad_to(model.draw(prompts, seeds, options.guidance), 5), 5))
    gap = np.full((columns[0].shape[0], 12, 3), 255, np.uint8)
    return np.concatenate([columns[0], gap, columns[1]], axis=1)


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheet", choices=("check", "seeds", "grid", "story"), default="check")
    parser.add_argument("--models", type=Path, help="folder of exported models")
    parser.add_argument("--model", type=Path, help="one exported model, for the sheets check and seeds")
    parser.add_argument("--state", type=Path)
    parser.add_argument("--vae", type=Path)
    parser.add_argument("--latents", type=Path)
    parser.add_argument("--japanese-tokenizer", type=Path, default=Path("runs/tokenizer/spiece.model"))
    parser.add_argument("--language", choices=("en", "ja"), default="en")
    parser.add_argument("--prompts", nargs="*", default=[STORY_PROMPT])
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.sheet == "grid":
        sheet = grid_sheet(options)
    elif options.sheet == "story":
        sheet = story_sheet(options)
    else:
        model = open_state(options) if options.state else open_folder(options.model)
        sheet = check_sheet(model, options.language, options) if options.sheet == "check" else seeds_sheet(model, options)
    save(options.out, sheet)


if __name__ == "__main__":
    main()
