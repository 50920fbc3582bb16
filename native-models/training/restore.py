"""Turns the exported models back into checkpoints, so that training goes on from the weights in the repository.

    python restore.py --models ../../resources/demo-models --out runs/restored

Writes ``en.pt``, ``ja-stage1.pt``, ``ja-stage2.pt`` and ``ja-stage2-quick.pt``, which ``train_unet.py --init``,
``distil.py --init`` and ``--student``, and ``export.py`` take, and ``scorer.pt`` for ``clean.py`` of the scorer in the
folder beside. Weights were rounded to float16 when they were exported
and stay so. VAE and tokenizer need no turning back: every program reads
``en/vae/diffusion_pytorch_model.safetensors`` and ``ja-stage1/tokenizer/spiece.model`` as they are.

The exported VAE carries its scale: its latents deviate by 1 / 0.18215 = 5.49, which ``encode_latents.py --deviation``
takes; ``export.py`` then leaves the VAE as it is.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from train_scorer import Texts
from workers import write_state

TEXT_OF = {"en": "en", "ja-stage1": "ja-stage1", "ja-stage2": "ja-stage2", "ja-stage2-quick": "ja-stage2"}
"""Distilling leaves the text encoder as it is, so the quick model is stored without one."""
UNET_OF = {"en": "en", "ja-stage1": "en", "ja-stage2": "ja-stage2", "ja-stage2-quick": "ja-stage2-quick"}
"""Stage 1 freezes the UNet of ``en``, and is stored without one."""


def load_component(path: Path) -> dict[str, Tensor]:
    return {name: value.float() for name, value in load_file(path).items()}


def restore_model(models: Path, name: str) -> dict[str, object]:
    text = load_component(models / TEXT_OF[name] / "text_encoder/model.safetensors")
    unet = models / UNET_OF[name] / "unet"
    widths = json.loads((unet / "config.json").read_text(encoding="utf-8"))["block_out_channels"]
    return {
        "stage": name,
        "unet": load_component(unet / "diffusion_pytorch_model.safetensors"),
        "text": text,
        "widths": tuple(widths),
        "vocabulary": len(text["text_model.embeddings.token_embedding.weight"]),
    }


def restore_scorer(folder: Path) -> dict[str, object]:
    scorer = load_component(folder / "model.safetensors")
    vocabulary = len(scorer["text_model.embeddings.word_embeddings.weight"])
    return {"scorer": scorer, "vocabulary": vocabulary, "padding": Texts(folder / "spiece.model").padding}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True, help="folder that export.py wrote")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    # The quick model is exported only where it was distilled.
    for name in (name for name in UNET_OF if (options.models / name).exists()):
        write_state(options.out / f"{name}.pt", restore_model(options.models, name))
    write_state(options.out / "scorer.pt", restore_scorer(options.models.with_name("demo-scorer")))


if __name__ == "__main__":
    main()
