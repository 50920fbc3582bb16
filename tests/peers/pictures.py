"""Pictures of `nishiki generate` against `reference.py`: same prompt, seed, steps, guidance.

    python tests/peers/pictures.py

Needs torch, transformers 5, peft, onnxruntime, safetensors, sentencepiece, pillow. Prints a table of Markdown; ends with 1 where
a picture is more than one grey level off on over 0.1 % of its values.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import peft
import reference
import torch
import transformers
from peft import LoraConfig, get_peft_model_state_dict
from PIL import Image
from reference import MODELS, ROOT, open_peer
from safetensors.torch import save_file

JA = {"arms": "ja", "model": "ja-stage2", "prompt": "サラリーマン 油絵"}
EN = {"arms": "en-raw", "model": "en", "prompt": "a lighthouse cat, oil painting"}


def nishiki(folder: Path, *words: object) -> str:
    """What the command line answers, in a studio of its own below `folder`."""
    command = ["node", str(ROOT / "electron/cli/main.ts"), *(str(word) for word in words)]
    environment = {**os.environ, "NISHIKI_DATA": str(folder / "data")}
    answer = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment)
    if answer.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{answer.stderr}")
    return answer.stdout


def generate(folder: Path, case: dict, extra: list[object]) -> np.ndarray:
    """One picture by the command line."""
    flag = "--model-en" if case["arms"] == "en-raw" else "--model-ja"
    flags = {
        "--sampler": case.get("sampler", "ddim"),
        "--steps": case.get("steps", 20),
        "--guidance": case.get("guidance", 4.0),
        "--negative": case.get("negative"),
        "--clip-skip": case.get("clip_skip"),
        "--seed": case["seed"],
        "--out": folder / f"out{len(list(folder.glob('out*')))}",
    }
    words = [word for pair in flags.items() if pair[1] is not None for word in pair]
    model = case["model"] if Path(case["model"]).is_absolute() else MODELS / case["model"]
    answer = nishiki(
        folder,
        "generate",
        case["prompt"],
        "--arms",
        case["arms"],
        flag,
        model,
        "--size",
        "256x256",
        "--count",
        1,
        "--no-watermark",
        "--no-safety-checker",
        "--json",
        *words,
        *extra,
    )
    return np.asarray(Image.open(json.loads(answer)["pictures"][0]["path"]).convert("RGB"))


def differ(ours: np.ndarray, theirs: np.ndarray) -> tuple[int, float]:
    """Most grey levels off, and the share of values that are more than one off."""
    off = np.abs(ours.astype(int) - theirs.astype(int))
    return int(off.max()), float((off > 1).mean())


def make_lora(peer: reference.Peer, folder: Path) -> dict[str, Path]:
    """Puts a LoRA by PEFT into the peer's networks, strong enough to be seen, and writes it as diffusers and as kohya do."""
    torch.manual_seed(7)
    state = {}
    for prefix, network, targets in (
        ("unet", peer.unet, ["to_q", "to_v", "to_out.0", "ff.net.2", "proj_in"]),
        ("text_encoder", peer.text, ["q_proj", "v_proj", "fc1"]),
    ):
        model = peft.get_peft_model(
            network, LoraConfig(r=4, lora_alpha=6, target_modules=targets, init_lora_weights=False)
        )
        for name, value in model.named_parameters():
            if "lora_" in name:
                value.data = torch.randn_like(value) * 0.12
        for key, value in get_peft_model_state_dict(model).items():
            state[f"{prefix}.{key.removeprefix('base_model.model.')}"] = value
    state = {key: value.detach().clone().contiguous() for key, value in state.items()}
    kohya = {}
    for key, value in state.items():
        prefix, path = key.split(".", 1)
        module, part = path.rsplit(".lora_", 1)
        if prefix == "text_encoder" and not module.startswith("text_model."):
            module = f"text_model.{module}"
        flat = f"{'lora_unet' if prefix == 'unet' else 'lora_te'}_{module.replace('.', '_')}"
        kohya[f"{flat}.{'lora_down' if part.startswith('A') else 'lora_up'}.weight"] = value
        kohya[f"{flat}.alpha"] = torch.tensor(6.0)
    # diffusers has no alpha in the keys: its files hold products that count alpha / rank already.
    scaled = {key: value * (1.5 if ".lora_B." in key else 1) for key, value in state.items()}
    save_file(scaled, folder / "peft.safetensors")
    save_file(kohya, folder / "kohya.safetensors")
    return {"PEFT keys": folder / "peft.safetensors", "kohya keys": folder / "kohya.safetensors"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="pictures whose name has this in it")
    options = parser.parse_args()
    torch.set_num_threads(1)
    worst = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(
            ["node", str(ROOT / "tests/peers/tokenize-texts.ts"), name],
            input="[]",
            text=True,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        ja, en, quick = (open_peer(model, folder) for model in ("ja-stage2", "en", "ja-stage2-quick"))

        def compare(label: str, peer: reference.Peer, case: dict, extra=(), inside=None, **arguments) -> None:
            nonlocal worst
            if options.only not in label:
                return
            case = {"seed": 42, **case}
            known = {key: case[key] for key in ("sampler", "steps", "guidance", "negative", "clip_skip") if key in case}
            theirs = peer.draw(case["prompt"], case["seed"], **known, **arguments)
            ours = generate(folder, case, extra)
            area = (slice(None), slice(None)) if inside is None else inside
            most, share = differ(ours[area], theirs[area])
            exact = float((ours[area] == theirs[area]).mean())
            worst = max(worst, share)
            print(f"| {label} | {most} | {100 * exact:.2f} % | {100 * share:.3f} % |", flush=True)

        print(f"transformers {transformers.__version__}, peft {peft.__version__}, torch {torch.__version__}\n")
        print("| picture | most levels off | values equal | over 1 level |\n|---|---|---|---|")
        compare("ja, DDIM 20 steps, guidance 4", ja, JA)
        compare("en, DDIM 20 steps", en, EN)
        compare(
            "ja, Euler 15 steps, guidance 7.5",
            ja,
            {**JA, "sampler": "euler", "steps": 15, "guidance": 7.5, "seed": 2**32 + 5},
        )
        compare("en, Euler ancestral 12 steps", en, {**EN, "sampler": "euler-ancestral", "steps": 12})
        # Steps that divide 50: of others, ONNX Runtime's copy takes timesteps as diffusers did before 0.24.
        compare(
            "ja-quick, LCM 5 steps, guidance off",
            quick,
            {**JA, "model": "ja-stage2-quick", "sampler": "lcm", "steps": 5, "guidance": 1.0},
        )
        unipc = folder / "unipc"
        copy_with_scheduler(unipc, {"final_sigmas_type": "sigma_min"})
        nishiki(folder, "import", unipc, "--arm", "ja")
        compare(
            "ja, UniPC 10 steps, its sigmas to the least", ja, {**JA, "model": unipc, "sampler": "unipc", "steps": 10}
        )
        compare("ja, negative prompt", ja, {**JA, "negative": "夜 青い 水彩画"})
        compare("en, clip skip 1", en, {**EN, "clip_skip": 1})
        first = ja.draw("富士山 夕焼け", 5, steps=10)
        Image.fromarray(first).save(folder / "first.png")
        mask = np.zeros((256, 256), np.uint8)
        mask[64:208, 40:200] = 255
        Image.fromarray(mask).save(folder / "mask.png")
        picture = ["--image", folder / "first.png"]
        compare(
            "ja, image to image, strength 0.6",
            ja,
            {**JA, "prompt": "侍 浮世絵"},
            [*picture, "--strength", 0.6],
            image=first,
            strength=0.6,
        )
        # Outside of the mask Nishiki puts the original's own pixels back: compared is what lies well within.
        within = (slice(96, 176), slice(72, 168))
        for strength in (1.0, 0.75):
            compare(
                f"ja, inpainting, strength {strength}",
                ja,
                {**JA, "prompt": "猫"},
                [*picture, "--mask", folder / "mask.png", "--strength", strength],
                inside=within,
                image=first,
                strength=strength,
                mask=mask,
            )
        torch.manual_seed(3)
        vectors = torch.randn(3, 64) * 0.3
        save_file({"<ink>": vectors}, folder / "learned_embeds.safetensors")
        en.learn("<ink>", vectors)
        compare(
            "en, textual inversion of 3 vectors",
            en,
            {**EN, "prompt": "a <ink> cat"},
            ["--embedding", f"<ink>={folder / 'learned_embeds.safetensors'}"],
        )
        for keys, file in make_lora(ja, folder).items():
            compare(f"ja, LoRA of both networks, {keys}", ja, JA, ["--lora", f"{file}:1"])
    sys.exit(1 if worst > 0.001 else 0)


def copy_with_scheduler(folder: Path, settings: dict) -> None:
    """The Japanese model with its scheduler's configuration changed."""
    source = MODELS / "ja-stage2"
    for file in source.rglob("*"):
        if file.is_file():
            target = folder / file.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    for name, origin in (("tokenizer", "ja-stage1"), ("vae", "en")):
        (folder / name).mkdir(exist_ok=True)
        for file in (MODELS / origin / name).iterdir():
            (folder / name / file.name).write_bytes(file.read_bytes())
    (folder / "nishiki.json").unlink()
    place = folder / "scheduler" / "scheduler_config.json"
    place.write_text(json.dumps({**json.loads(place.read_text()), **settings}))


if __name__ == "__main__":
    main()
