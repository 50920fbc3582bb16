"""Forms in which models are passed on: each is imported and must print the very picture of the embedded model.

    python tests/peers/forms.py

The embedded Japanese model, written by transformers' `save_pretrained`, by huggingface_hub's `save_torch_state_dict` (which is
what diffusers saves with) and by `torch.save`: one file and shards, safetensors and pickles, a float16 variant beside others,
and a single file with CompVis' names. Needs torch, transformers 5, huggingface_hub, safetensors, pillow. Ends with 1 where a
picture differs.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

import huggingface_hub
import numpy as np
import torch
import transformers
from huggingface_hub import save_torch_state_dict
from pictures import JA, generate, nishiki
from reference import MODELS
from safetensors.torch import load_file, save_file
from transformers import CLIPTextModel

NETWORKS = ("unet", "vae")
STEM = "diffusion_pytorch_model"


def write_whole(folder: Path) -> None:
    """The Japanese model with nothing borrowed: configurations and tokenizer; weights are added by the forms."""
    for name, origin in (
        ("unet", "ja-stage2"),
        ("text_encoder", "ja-stage2"),
        ("vae", "en"),
        ("tokenizer", "ja-stage1"),
        ("scheduler", "ja-stage2"),
    ):
        shutil.copytree(MODELS / origin / name, folder / name, ignore=shutil.ignore_patterns("*.safetensors"))
    shutil.copy(MODELS / "ja-stage2" / "model_index.json", folder)


def weights_of(name: str) -> dict[str, torch.Tensor]:
    return load_file(MODELS / ("en" if name == "vae" else "ja-stage2") / name / f"{STEM}.safetensors")


def text_encoder(dtype: torch.dtype) -> CLIPTextModel:
    return CLIPTextModel.from_pretrained(MODELS / "ja-stage2" / "text_encoder", dtype=dtype)


def save_whole(folder: Path) -> None:
    write_whole(folder)
    text_encoder(torch.float32).save_pretrained(folder / "text_encoder")
    for name in NETWORKS:
        state = {key: value.float() for key, value in weights_of(name).items()}
        save_torch_state_dict(state, folder / name, filename_pattern=f"{STEM}{{suffix}}.safetensors")


def save_shards(folder: Path) -> None:
    write_whole(folder)
    text_encoder(torch.float16).save_pretrained(folder / "text_encoder", max_shard_size="200KB")
    for name in NETWORKS:
        save_torch_state_dict(
            weights_of(name), folder / name, filename_pattern=f"{STEM}{{suffix}}.safetensors", max_shard_size="1MB"
        )


def save_variant(folder: Path) -> None:
    """float16 as a variant, beside weights of noise that must not be taken."""
    write_whole(folder)
    text_encoder(torch.float16).save_pretrained(folder / "text_encoder", variant="fp16")
    noise = {key: torch.randn_like(value) for key, value in text_encoder(torch.float32).state_dict().items()}
    save_file(noise, folder / "text_encoder" / "model.safetensors")
    for name in NETWORKS:
        save_torch_state_dict(
            weights_of(name), folder / name, filename_pattern=f"{STEM}.fp16{{suffix}}.safetensors", max_shard_size="1MB"
        )
        save_file(
            {key: torch.randn_like(value) for key, value in weights_of(name).items()},
            folder / name / f"{STEM}.safetensors",
        )


def save_pickles(folder: Path) -> None:
    write_whole(folder)
    torch.save(text_encoder(torch.float32).state_dict(), folder / "text_encoder" / "pytorch_model.bin")
    for name in NETWORKS:
        torch.save(weights_of(name), folder / name / f"{STEM}.bin")


def compvis_unet(key: str) -> str:
    """CompVis' name of a UNet's tensor; the embedded model has one resnet a level down, two up."""
    resnet = {
        "norm1": "in_layers.0",
        "conv1": "in_layers.2",
        "time_emb_proj": "emb_layers.1",
        "norm2": "out_layers.0",
        "conv2": "out_layers.3",
        "conv_shortcut": "skip_connection",
    }

    def layer(rest: str) -> str:
        return re.sub(r"^\w+", lambda found: resnet[found[0]], rest)

    if found := re.match(r"down_blocks\.(\d)\.(\w+)\.0\.(.+)", key):
        level, kind, rest = int(found[1]), found[2], found[3]
        if kind == "downsamplers":
            return f"input_blocks.{2 * level + 2}.0.op.{rest.removeprefix('conv.')}"
        return f"input_blocks.{2 * level + 1}.{f'0.{layer(rest)}' if kind == 'resnets' else f'1.{rest}'}"
    if found := re.match(r"up_blocks\.(\d)\.(\w+)\.(\d)\.(.+)", key):
        level, kind, index, rest = int(found[1]), found[2], int(found[3]), found[4]
        if kind == "upsamplers":
            # Behind resnet and attention of the level's last block; the outermost levels have no attention.
            return f"output_blocks.{2 * level + 1}.{2 if level in (1, 2, 3) else 1}.{rest}"
        return f"output_blocks.{2 * level + index}.{f'0.{layer(rest)}' if kind == 'resnets' else f'1.{rest}'}"
    if found := re.match(r"mid_block\.(\w+)\.(\d)\.(.+)", key):
        kind, index, rest = found[1], int(found[2]), found[3]
        return f"middle_block.1.{rest}" if kind == "attentions" else f"middle_block.{2 * index}.{layer(rest)}"
    for name, other in (
        ("time_embedding.linear_1", "time_embed.0"),
        ("time_embedding.linear_2", "time_embed.2"),
        ("conv_in", "input_blocks.0.0"),
        ("conv_norm_out", "out.0"),
        ("conv_out", "out.2"),
    ):
        if key.startswith(f"{name}."):
            return key.replace(name, other, 1)
    raise ValueError(key)


def compvis_vae(key: str) -> str:
    key = re.sub(r"mid_block\.resnets\.(\d)", lambda found: f"mid.block_{int(found[1]) + 1}", key)
    key = key.replace("mid_block.attentions.0.group_norm", "mid.attn_1.norm").replace(
        "mid_block.attentions.0.to_out.0", "mid.attn_1.proj_out"
    )
    key = re.sub(r"mid_block\.attentions\.0\.to_([qkv])", r"mid.attn_1.\1", key)
    key = re.sub(r"encoder\.down_blocks\.(\d)\.", r"encoder.down.\1.", key)
    key = re.sub(r"decoder\.up_blocks\.(\d)\.", lambda found: f"decoder.up.{3 - int(found[1])}.", key)
    key = (
        key.replace(".resnets.", ".block.")
        .replace(".downsamplers.0.", ".downsample.")
        .replace(".upsamplers.0.", ".upsample.")
    )
    return key.replace("conv_shortcut", "nin_shortcut").replace("conv_norm_out", "norm_out")


def compvis_state() -> dict[str, torch.Tensor]:
    state = {f"model.diffusion_model.{compvis_unet(key)}": value for key, value in weights_of("unet").items()}
    for key, value in weights_of("vae").items():
        name = compvis_vae(key)
        # Its attention in the middle is of 1 × 1 convolutions.
        shaped = value[:, :, None, None] if ".attn_1." in name and value.ndim == 2 else value
        state[f"first_stage_model.{name}"] = shaped
    for key, value in load_file(MODELS / "ja-stage2" / "text_encoder" / "model.safetensors").items():
        state[f"cond_stage_model.transformer.{key}"] = value
    return {key: value.contiguous() for key, value in state.items()}


def main() -> None:
    print(
        f"transformers {transformers.__version__}, huggingface_hub {huggingface_hub.__version__}, torch {torch.__version__}\n"
    )
    print("| form | picture |\n|---|---|")
    case = {**JA, "steps": 6, "seed": 9}
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected = generate(folder, case, [])

        def compare(label: str, model: Path, *flags: object) -> None:
            nonlocal failed
            nishiki(folder, "import", model, "--arm", "ja", *flags)
            same = np.array_equal(generate(folder, {**case, "model": model}, []), expected)
            failed |= not same
            print(f"| {label} | {'equal' if same else 'DIFFERENT'} |", flush=True)

        folders = {
            "float32 safetensors": (save_whole, []),
            "float16 shards with an index": (save_shards, []),
            "variant fp16, in shards, beside others": (save_variant, ["--variant", "fp16"]),
            "pickles (.bin)": (save_pickles, []),
        }
        for number, (label, (write, flags)) in enumerate(folders.items()):
            write(folder / f"form{number}")
            compare(label, folder / f"form{number}", *flags)
        write_whole(folder / "config")
        single = ["--config", folder / "config", "--tokenizer", folder / "config" / "tokenizer"]
        save_file(compvis_state(), folder / "single.safetensors")
        compare("CompVis' names, safetensors", folder / "single.safetensors", *single)
        torch.save({"state_dict": compvis_state(), "global_step": 7}, folder / "single.ckpt")
        compare("CompVis' names, .ckpt", folder / "single.ckpt", *single)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
